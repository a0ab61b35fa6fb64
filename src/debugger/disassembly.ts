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

/** Bytes outside of functions that are decoded at once, backwards: more than the longest instruction has (15). */
const BLOCK = 16;

/**
 * `count` instructions, the first of them `offset` instructions after (negative: before) the one at `address`. There are
 * always `count` lines, at rising addresses: where nothing can be read they are invalid, one for each byte. Those before
 * address 0 have negative ones.
 */
export function disassembleAround(machine: Machine, image: ProgramImage, address: number, offset: number, count: number, syntax: Syntax): CodeLine[] {
  const before = offset < 0 ? startsBefore(machine, image, address, -offset).slice(0, count) : [];
  const lines = before.map((start) => lineAt(machine, image, start, syntax));
  let start = address;
  for (let skip = offset; skip > 0; skip--) start += lengthAt(machine, start) ?? 1;
  while (lines.length < count) {
    const line = lineAt(machine, image, start, syntax);
    lines.push(line);
    start += Math.max(1, line.bytes.length);
  }
  return lines;
}

/** The instructions of [start, end). */
export function disassembleRange(machine: Machine, image: ProgramImage, start: number, end: number, syntax: Syntax): CodeLine[] {
  const lines: CodeLine[] = [];
  for (let at = start; at < end;) {
    const line = lineAt(machine, image, at, syntax);
    lines.push(line);
    at += Math.max(1, line.bytes.length);
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
  if (target === undefined) return withData(image, text, syntax);
  const fn = image.functions.at(target);
  const isWithin = fn !== undefined && fn === image.functions.at(address) && !/^call\b/i.test(text);
  if (isWithin) return text;
  const symbol = symbolAt(image, target);
  if (symbol === undefined) return text;
  return syntax === 'go' ? text.replace(/0x[0-9a-f]+$/i, `${symbol}(SB)`) : `${text} <${symbol}>`;
}

/** An operand at a static address names it: `CMPL $0, runtime.writeBarrier(SB)`, `cmp dword ptr [0x54b2c0], 0x0 <runtime.writeBarrier>`. */
function withData(image: ProgramImage, text: string, syntax: Syntax): string {
  const found = (syntax === 'go' ? /\b(0x[0-9a-f]+)\(SB\)/ : /\[(0x[0-9a-f]+)\]/).exec(text);
  const symbol = found && symbolAt(image, Number(found[1]));
  if (!symbol) return text;
  return syntax === 'go' ? text.replace(found[0], `${symbol}(SB)`) : `${text} <${symbol}>`;
}

function label(image: ProgramImage, instruction: DisassembledInstruction, syntax: Syntax): CodeLine {
  const { address, bytes } = instruction;
  const text = withTarget(image, instruction, syntax);
  const position = image.lines.at(address);
  return { address, bytes, text, valid: text !== '(bad)', symbol: symbolAt(image, address), file: position?.file, line: position?.line };
}

function lineAt(machine: Machine, image: ProgramImage, address: number, syntax: Syntax): CodeLine {
  const [instruction] = address < 0 ? [] : machine.disassemble(address, 1, syntax);
  return instruction ? label(image, instruction, syntax) : invalid(address);
}

/** Of the instruction at an address (1 where the bytes are none); undefined where nothing can be read. */
function lengthAt(machine: Machine, address: number): number | undefined {
  return address >= 0 && machine.memory.regionAt(address) ? machine.instructionAt(address).length : undefined;
}

/**
 * Where the last `count` lines before `address` begin, rising. amd64 cannot be decoded backwards: each function is decoded from
 * its entry, what lies between functions from the end of the one before, and anything else in blocks, the same ones whatever
 * `address` is: a view that asks for one page after the other must not get an address twice.
 */
function startsBefore(machine: Machine, image: ProgramImage, address: number, count: number): number[] {
  const falling: number[] = [];
  for (let end = address; falling.length < count;) {
    const start = pieceStart(image, end);
    const piece: number[] = [];
    for (let at = start; at < end;) {
      const length = lengthAt(machine, at) ?? 1;
      // An address within an instruction: that instruction is not before it.
      if (at + length <= end) piece.push(at);
      at += length;
    }
    falling.push(...piece.reverse());
    end = start;
  }
  return falling.slice(0, count).reverse();
}

/** Where decoding begins for what ends at `end`. */
function pieceStart(image: ProgramImage, end: number): number {
  const inside = image.functions.at(end - 1);
  if (inside) return inside.entry;
  const block = Math.floor((end - 1) / BLOCK) * BLOCK;
  for (let at = end - 2; at >= block; at--) {
    const before = image.functions.at(at);
    if (before) return before.end;
  }
  return block;
}
