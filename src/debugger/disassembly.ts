import type { ProgramImage } from '../image/program-image';
import type { DisassembledInstruction, Machine } from '../machine/api';

/** A line of a disassembly. `valid` is false for addresses where no code can be read. */
export interface CodeLine {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly valid: boolean;
  /** "runtime.mcall+67" */
  readonly symbol: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

export type Syntax = 'intel' | 'go';

/** Longest amd64 instruction, bytes. */
const LONGEST = 15;

/**
 * `count` instructions, the first of them `offset` instructions after (negative: before) the one at `address`. There are
 * always `count` lines: where nothing can be read they are invalid, one for each byte.
 */
export function disassembleAround(machine: Machine, image: ProgramImage, address: number, offset: number, count: number, syntax: Syntax): CodeLine[] {
  let skip = offset;
  let start = address;
  const lines: CodeLine[] = [];
  if (offset < 0) {
    const before = instructionsBefore(machine, image, address, -offset);
    const missing = Math.min(count, -offset - before.length);
    const first = before[0]?.address ?? address;
    for (let i = missing; i > 0; i--) lines.push(invalid(first - i));
    for (const known of before.slice(0, count - lines.length)) lines.push(describe(machine, image, known, syntax));
    skip = 0;
  }
  while (lines.length < count) {
    const [instruction] = machine.disassemble(start, 1, syntax);
    const readable = instruction !== undefined && instruction.bytes.length > 0;
    if (skip > 0) skip--;
    else lines.push(readable ? label(image, instruction, syntax) : invalid(start));
    start += readable ? instruction.bytes.length : 1;
  }
  return lines;
}

/** The instructions of [start, end). */
export function disassembleRange(machine: Machine, image: ProgramImage, start: number, end: number, syntax: Syntax): CodeLine[] {
  const lines: CodeLine[] = [];
  for (let at = start; at < end;) {
    const [instruction] = machine.disassemble(at, 1, syntax);
    const readable = instruction !== undefined && instruction.bytes.length > 0;
    lines.push(readable ? label(image, instruction, syntax) : invalid(at));
    at += readable ? instruction.bytes.length : 1;
  }
  return lines;
}

/** "runtime.mcall+67"; undefined outside of functions and symbols */
export function symbolAt(image: ProgramImage, address: number): string | undefined {
  const known = image.functions.at(address);
  if (known) return offsetName(known.name, address - known.entry);
  const symbol = image.symbols.at(address);
  return symbol && offsetName(symbol.name, address - symbol.address);
}

function offsetName(name: string, offset: number): string { return offset === 0 ? name : `${name}+${offset}`; }

function invalid(address: number): CodeLine {
  return { address, bytes: new Uint8Array(), text: '(bad)', valid: false, symbol: undefined, file: undefined, line: undefined };
}

/** Calls and jumps out of the function name where they go: `CALL runtime.mcall(SB)`, `call 0x45cac0 <runtime.mcall>`. */
function withTarget(image: ProgramImage, { address, text, target }: DisassembledInstruction, syntax: Syntax): string {
  if (target === undefined) return text;
  const fn = image.functions.at(target);
  const isWithin = fn !== undefined && fn === image.functions.at(address) && !/^call\b/i.test(text);
  if (isWithin) return text;
  const symbol = symbolAt(image, target);
  if (symbol === undefined) return text;
  return syntax === 'go' ? text.replace(/0x[0-9a-f]+$/i, `${symbol}(SB)`) : `${text} <${symbol}>`;
}

function label(image: ProgramImage, instruction: DisassembledInstruction, syntax: Syntax): CodeLine {
  const { address, bytes } = instruction;
  const text = withTarget(image, instruction, syntax);
  const position = image.lines.at(address);
  return { address, bytes, text, valid: text !== '(bad)', symbol: symbolAt(image, address), file: position?.file, line: position?.line };
}

function describe(machine: Machine, image: ProgramImage, { address }: { address: number }, syntax: Syntax): CodeLine {
  const [instruction] = machine.disassemble(address, 1, syntax);
  return instruction ? label(image, instruction, syntax) : invalid(address);
}

/**
 * Up to `count` instructions that end at `address`, ascending. amd64 cannot be decoded backwards: each function is decoded
 * from its entry, and what lies between functions from the end of the one before.
 */
function instructionsBefore(machine: Machine, image: ProgramImage, address: number, count: number): { address: number }[] {
  let found: { address: number }[] = [];
  let end = address;
  while (found.length < count) {
    const inside = image.functions.at(end - 1);
    // Without a function around: decoded from far enough back, wrong beginnings fall into step after a few instructions.
    const start = inside?.entry ?? (image.functions.at(end - 1 - LONGEST) ? image.functions.at(end - 1 - LONGEST)?.end ?? end - LONGEST : end - LONGEST);
    const piece: { address: number }[] = [];
    for (let at = start; at < end;) {
      const length = machine.instructionAt(at).length;
      if (length <= 0) break;
      // An address within an instruction: that instruction is not before it.
      if (at + length <= end) piece.push({ address: at });
      at += length;
    }
    if (piece.length === 0) break;
    found = [...piece, ...found];
    end = start;
  }
  return found.slice(-count);
}
