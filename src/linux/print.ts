/** Syscalls as text, the way strace writes them: `read(3, 0xc000012345, 512)`. */
import type { GuestMemory } from '../machine/api';
import { signalName } from './signals/numbers';
import type { SyscallRecord } from './state';
import { valuesOf } from './syscalls/arguments';
import type { ArgumentKind, FlagTables, SyscallDefinition } from './syscalls/handler';

const AT_FDCWD = -100;
/** Characters of a string or buffer that are shown. */
const SHOWN = 64;

export function printSyscall(record: SyscallRecord, definition: SyscallDefinition | undefined, memory: GuestMemory, flags: FlagTables): string {
  const values = valuesOf(record.words);
  const kinds = definition?.args ?? values.map((): ArgumentKind => 'hex');
  const args = kinds.map((kind, index) => printArgument(kind, values[index] ?? 0n, values, memory, flags));
  return `${record.name}(${args.join(', ')})`;
}

function printArgument(kind: ArgumentKind, value: bigint, all: readonly bigint[], memory: GuestMemory, flags: FlagTables): string {
  const int = Number(BigInt.asIntN(32, value));
  switch (kind) {
    case 'fd': case 'int': return String(int);
    case 'dirfd': return int === AT_FDCWD ? 'AT_FDCWD' : String(int);
    case 'uint': return String(value);
    case 'long': return String(BigInt.asIntN(64, value));
    case 'hex': return `0x${value.toString(16)}`;
    case 'octal': return `0${(value & 0xffffffffn).toString(8)}`;
    case 'ptr': return printPointer(value);
    case 'signal': return signalName(int);
    case 'path': return readOr(value, () => quote(memory.userCString(Number(value), 4096)));
    case 'timespec': return readOr(value, () => `{tv_sec=${BigInt.asIntN(64, memory.readU64(Number(value)))}, tv_nsec=${memory.readU64(Number(value) + 8)}}`);
    case 'mask': return readOr(value, () => printMask(memory.readU64(Number(value))));
    default: return printNamed(kind, value, all, memory, flags);
  }
}

function printNamed(kind: `buf:${number}` | `flags:${string}` | `enum:${string}`, value: bigint, all: readonly bigint[], memory: GuestMemory, flags: FlagTables): string {
  const [form, detail] = kind.split(':') as [string, string];
  if (form === 'buf') {
    const length = Number(all[Number(detail)] ?? 0n);
    return readOr(value, () => {
      const bytes = memory.read(Number(value), Math.min(length, SHOWN));
      return quote(String.fromCharCode(...bytes)) + (length > SHOWN ? '...' : '');
    });
  }
  const table = Object.entries(flags[detail] ?? {});
  const number = Number(value & 0xffffffffn);
  if (form === 'enum') return table.find(([, bits]) => (bits >>> 0) === number)?.[0] ?? String(Number(BigInt.asIntN(32, value)));
  const names: string[] = [];
  let rest = number;
  for (const [name, bits] of table) {
    if (bits !== 0 && ((rest & bits) >>> 0) === (bits >>> 0)) {
      names.push(name);
      rest = (rest & ~bits) >>> 0;
    }
  }
  if (names.length === 0) return table.find(([, bits]) => bits === number)?.[0] ?? (number === 0 ? '0' : `0x${number.toString(16)}`);
  return names.join('|') + (rest === 0 ? '' : `|0x${rest.toString(16)}`);
}

const printPointer = (value: bigint): string => (value === 0n ? 'NULL' : `0x${value.toString(16)}`);

/** What a pointer points to, or the pointer if nothing can be read there. */
function readOr(value: bigint, read: () => string): string {
  if (value === 0n) return 'NULL';
  try {
    return read();
  } catch {
    return printPointer(value);
  }
}

function printMask(mask: bigint): string {
  if (mask === 0xffffffffffffffffn) return '~[]';
  const names: string[] = [];
  for (let signal = 1; signal <= 64; signal++) if ((mask >> BigInt(signal - 1) & 1n) !== 0n) names.push(signalName(signal).replace(/^SIG/, ''));
  return `[${names.join(' ')}]`;
}

function quote(text: string): string {
  const shown = text.length > SHOWN * 4 ? text.slice(0, SHOWN * 4) : text;
  let out = '"';
  for (const character of shown) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === '\\') out += `\\${character}`;
    else if (character === '\n') out += '\\n';
    else if (character === '\t') out += '\\t';
    else if (code < 32 || (code >= 127 && code < 256)) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += character;
  }
  return `${out}"${shown.length < text.length ? '...' : ''}`;
}
