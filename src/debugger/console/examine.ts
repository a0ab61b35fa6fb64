import { MemoryFault } from '../../machine/api';
import { disassembleAround } from '../disassembly';
import type { Console } from './console';
import { hex, symbolText } from './frame-text';
import { addressValue } from './locations';
import { ConsoleError, type Invocation } from './types';

const units: Record<string, number> = { b: 1, h: 2, w: 4, g: 8 };
/** values on one line, by format letter and unit */
const perLine: Record<number, number> = { 1: 8, 2: 8, 4: 4, 8: 2 };

/** `x/NFU ADDRESS` */
export function examine(console: Console, { args, modifiers }: Invocation): string {
  console.requireRunning();
  const match = /^(\d*)([a-z]*)$/.exec(modifiers);
  if (!match) throw new ConsoleError(`Bad format "/${modifiers}": write /COUNT FORMAT UNIT, as in /4xg.`);
  const count = match[1] === '' ? 1 : Number(match[1]);
  let { format, unit } = console.examined ?? { format: 'x', unit: 8 };
  if (format === 'i' || format === 's') unit = 8;
  for (const letter of match[2]) {
    if (units[letter] !== undefined) unit = units[letter];
    else if ('xduotacsizf'.includes(letter)) format = letter;
    else throw new ConsoleError(`Undefined output format "${letter}".`);
  }
  if (format === 'a') unit = 8;
  if (format === 'f' && unit < 4) unit = 8;
  if (format === 'c' && !/[bhwg]/.test(match[2])) unit = 1;
  const start = args === '' ? console.examined?.address : addressValue(console, args);
  if (start === undefined) throw new ConsoleError('Argument required (starting display address).');
  const { text, end } = format === 'i' ? instructions(console, start, count) : format === 's' ? strings(console, start, count) : numbers(console, start, count, format, unit);
  console.examined = { address: end, format, unit };
  console.values.assign('_', console.evaluate(`(uintptr)(${hex(start)})`));
  return text;
}

function label(console: Console, at: number): string {
  return `${hex(at)}${symbolText(console, at)}`;
}

function numbers(console: Console, start: number, count: number, format: string, unit: number): { text: string; end: number } {
  const lines: string[] = [];
  const columns = format === 'c' ? 8 : format === 'a' ? 2 : perLine[unit];
  let at = start;
  for (let done = 0; done < count; done += columns) {
    const values: string[] = [];
    const lineStart = at;
    for (let i = done; i < Math.min(count, done + columns); i++) {
      values.push(formatNumber(console, readNumber(console, at, unit), format, unit));
      at += unit;
    }
    lines.push(`${label(console, lineStart)}:\t${values.join('\t')}`);
  }
  return { text: lines.join('\n'), end: at };
}

function readNumber(console: Console, at: number, unit: number): bigint {
  try {
    let value = 0n;
    console.session.process.machine.memory.read(at, unit).forEach((byte, i) => { value |= BigInt(byte) << BigInt(8 * i); });
    return value;
  } catch (error) {
    if (error instanceof MemoryFault) throw new ConsoleError(`Cannot access memory at address ${hex(at)}`);
    throw error;
  }
}

function formatNumber(console: Console, value: bigint, format: string, unit: number): string {
  const signed = BigInt.asIntN(unit * 8, value);
  switch (format) {
    case 'd': return String(signed);
    case 'u': return String(value);
    case 'o': return value === 0n ? '0' : `0${value.toString(8)}`;
    case 't': return value.toString(2).padStart(unit * 8, '0');
    case 'f': return String(unit >= 8 ? floatOf(value, 8) : floatOf(value, 4));
    case 'c': return `${signed} ${characterText(Number(BigInt.asUintN(8, value)))}`;
    case 'a': return `${hex(value)}${value < 1n << 48n ? symbolText(console, Number(value)) : ''}`;
    default: return `0x${value.toString(16).padStart(unit * 2, '0')}`;
  }
}

function floatOf(bits: bigint, size: 4 | 8): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits, true);
  return size === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
}

function characterText(code: number): string {
  if (code === 39 || code === 92) return `'\\${String.fromCharCode(code)}'`;
  if (code >= 32 && code < 127) return `'${String.fromCharCode(code)}'`;
  return `'\\${code.toString(8).padStart(3, '0')}'`;
}

/** Zero-terminated strings, as C's; Go's own strings are printed with `print`. */
function strings(console: Console, start: number, count: number): { text: string; end: number } {
  const lines: string[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const bytes: number[] = [];
    const from = at;
    for (;;) {
      const byte = Number(readNumber(console, at++, 1));
      if (byte === 0 || bytes.length >= 200) break;
      bytes.push(byte);
    }
    lines.push(`${label(console, from)}:\t${quoted(Uint8Array.from(bytes))}`);
  }
  return { text: lines.join('\n'), end: at };
}

/** As C writes it: what cannot be printed in octal. */
function quoted(bytes: Uint8Array): string {
  return `"${new TextDecoder().decode(bytes).replace(/[\\"\x00-\x1f\x7f]/g, (character) => {
    const known = ({ '\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\' } as Readonly<Record<string, string>>)[character];
    return known ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  })}"`;
}

function instructions(console: Console, start: number, count: number): { text: string; end: number } {
  const { process, image } = console.session;
  const pc = console.frameOrNone()?.pc;
  const lines = disassembleAround(process.machine, image, start, 0, count, console.settings.disassembly);
  const last = lines[lines.length - 1];
  return {
    text: lines.map((line) => `${line.address === pc ? '=> ' : '   '}${hex(line.address)}${line.symbol ? ` <${line.symbol}>` : ''}:\t${line.text}`).join('\n'),
    end: last ? last.address + Math.max(1, last.bytes.length) : start,
  };
}
