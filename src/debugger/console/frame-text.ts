import type { Frame } from '../../scheduler/api';
import type { NamedValue } from '../api';
import { symbolAt } from '../disassembly';
import type { Console } from './console';

const LONGEST_ARGUMENT = 60;

export function hex(value: number | bigint): string { return `0x${value.toString(16)}`; }

/** 16 digits, as gdb writes addresses in lists */
export function address(value: number | bigint): string { return `0x${value.toString(16).padStart(16, '0')}`; }

/** " <main.main+4>" behind an address in code; nothing behind another */
export function symbolText(console: Console, at: number): string {
  const symbol = symbolAt(console.session.image, at);
  return symbol === undefined ? '' : ` <${symbol}>`;
}

/** "runtime.mcall () at /go/src/runtime/asm_amd64.s:425" */
export function frameDescription(console: Console, frame: Frame): string {
  const position = frame.position ? ` at ${frame.position.file}:${frame.position.line}` : '';
  return `${frame.name || '??'} (${argumentText(console, frame)})${position}`;
}

/** Does a line begin at pc? The end of a prologue counts: that is where breakpoints on functions stop. */
export function isLineStart(console: Console, pc: number): boolean {
  const { lines, functions } = console.session.image;
  if (lines.isStatement(pc)) return true;
  const fn = functions.at(pc);
  return fn !== undefined && lines.afterPrologue(fn) === pc;
}

/** gdb's line of a backtrace: the pc is shown where it is not the beginning of a line. */
export function frameLine(console: Console, frame: Frame, number: number | undefined): string {
  if (frame.kind === 'label') return `--- ${frame.name} ---`;
  const atStart = !frame.isCaller && frame.position !== undefined && isLineStart(console, frame.pc);
  return `#${String(number ?? 0).padEnd(3)}${atStart || frame.inlineDepth > 0 ? '' : `${address(frame.pc)} in `}${frameDescription(console, frame)}`;
}

function argumentText(console: Console, frame: Frame): string {
  let values: readonly NamedValue[];
  try {
    values = console.session.evaluator.argumentsOf(frame);
  } catch {
    return '...';
  }
  return values.filter(({ name }) => !name.startsWith('~')).map(({ name, value }) => `${name}=${shorten(value.text)}`).join(', ');
}

/** A frame's line has no room for why a value is not there; `info args` says it. */
function shorten(text: string): string {
  if (text.startsWith('<optimised away')) return '<optimized out>';
  if (text.startsWith('<not available')) return '<not available>';
  return text.length > LONGEST_ARGUMENT ? `${text.slice(0, LONGEST_ARGUMENT)}...` : text;
}

/** "425\t\tCALL DI"; undefined when the source cannot be had */
export function sourceLine(console: Console, frame: Frame): string | undefined {
  const { position } = frame;
  if (!position) return undefined;
  const text = console.sources.lines(position.file)?.[position.line - 1];
  return text === undefined ? `${position.line}\tin ${position.file}` : `${position.line}\t${text}`;
}
