import { GPR_NAMES, type Registers } from '../../../machine/api';
import type { NamedValue } from '../../api';
import type { Console } from '../console';
import { frameLine, hex, symbolText } from '../frame-text';
import { ConsoleError, type Command } from '../types';

/** RFLAGS bits by position (Intel SDM vol. 1, 3.4.3). */
const FLAGS: readonly [number, string][] = [[0, 'CF'], [2, 'PF'], [4, 'AF'], [6, 'ZF'], [7, 'SF'], [8, 'TF'], [9, 'IF'], [10, 'DF'], [11, 'OF']];

/** gdb's order of the general registers */
const ORDER = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'] as const;

function row(name: string, raw: string, natural: string): string { return `${name.padEnd(15)}${raw.padEnd(19)}${natural}`; }

function registers(console: Console, args: string): string {
  console.requireRunning();
  const frame = console.frame();
  const values = frame.registers;
  if (!values) return callerRegisters(console, args);
  return chosen(args, registerRows(console, values), (name) => xmmRow(values, name));
}

/** All rows, or those of the registers that are named; `other` has a row for a name that is not among them, if it is one. */
function chosen(args: string, rows: ReadonlyMap<string, string>, other: (name: string) => string | undefined): string {
  if (args === '') return [...rows.values()].join('\n');
  return args.split(/[\s,]+/).map((word) => {
    const name = fullName(word);
    const found = rows.get(name) ?? other(name);
    if (found === undefined) throw new ConsoleError(`Invalid register "${word}".`);
    return found;
  }).join('\n');
}

function allRegisters(console: Console): string {
  const { registers: values } = console.frame();
  const vectors = values ? Array.from({ length: 16 }, (_, i) => xmmRow(values, `xmm${i}`)) : [];
  return [registers(console, ''), ...vectors].join('\n');
}

function registerRows(console: Console, values: Registers): Map<string, string> {
  const rows = new Map<string, string>();
  for (const name of ORDER) {
    const value = BigInt.asUintN(64, values.getGpr(GPR_NAMES.indexOf(name)));
    const isPointer = name === 'rsp' || name === 'rbp';
    rows.set(name, row(name, hex(value), isPointer ? hex(value) : String(BigInt.asIntN(64, value))));
  }
  rows.set('rip', row('rip', hex(values.rip), `${hex(values.rip)}${symbolText(console, values.rip)}`));
  const set = FLAGS.filter(([bit]) => (values.rflags >>> bit) & 1).map(([, name]) => name);
  rows.set('eflags', row('eflags', hex(values.rflags), `[ ${set.join(' ')} ]`));
  rows.set('fs_base', row('fs_base', hex(values.fsBase), String(values.fsBase)));
  rows.set('gs_base', row('gs_base', hex(values.gsBase), String(values.gsBase)));
  rows.set('mxcsr', row('mxcsr', hex(values.mxcsr), String(values.mxcsr)));
  return rows;
}

function xmmRow(values: Registers, name: string): string | undefined {
  const match = /^xmm(\d|1[0-5])$/.exec(name);
  if (!match) return undefined;
  const bytes = [...values.getXmm(Number(match[1]))].reverse();
  return row(name, `0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`, '');
}

/** In a caller's frame only these are known: what is called saves no others. */
function callerRegisters(console: Console, args: string): string {
  const { pc, sp, bp } = console.frame();
  const known = new Map([['rbp', row('rbp', hex(bp), hex(bp))], ['rsp', row('rsp', hex(sp), hex(sp))], ['rip', row('rip', hex(pc), `${hex(pc)}${symbolText(console, pc)}`)]]);
  return chosen(args, known, (name) => (isRegister(name) ? row(name, '<not saved>', '') : undefined));
}

function isRegister(name: string): boolean { return (ORDER as readonly string[]).includes(name) || /^(eflags|fs_base|gs_base|mxcsr|xmm(\d|1[0-5]))$/.test(name); }

/** gdb's name of a register: $pc is rip. */
function fullName(word: string): string {
  const name = word.replace(/^\$/, '').toLowerCase();
  return { pc: 'rip', sp: 'rsp', fp: 'rbp' }[name] ?? name;
}

function valueLines(values: readonly NamedValue[], none: string): string {
  return values.length === 0 ? none : values.map(({ name, value }) => `${name} = ${value.text}`).join('\n');
}

function frameInfo(console: Console): string {
  const frame = console.frame();
  const lines = [`${frameLine(console, frame, console.numberedFrames(console.frameIndex + 1)[console.frameIndex]?.number)}`, ` rip = ${hex(frame.pc)}, rsp = ${hex(frame.sp)}, rbp = ${hex(frame.bp)}`];
  if (frame.cfa !== undefined) lines.push(` CFA ${hex(frame.cfa)}, return address at ${hex(frame.cfa - 8)}`);
  lines.push(` on stack ${frame.stack}${frame.inlined ? ', inlined into the next frame' : ''}`);
  return lines.join('\n');
}

export const infoFrame: readonly Command[] = [
  { names: ['registers', 'r'], usage: 'info registers [NAME ...]', help: 'Registers of the frame.', run: (console, { args }) => registers(console, args.replace(/^all$/, '')) },
  { names: ['all-registers'], usage: 'info all-registers [NAME ...]', help: 'Registers, the vector ones too.', run: (console, { args }) => (args === '' ? allRegisters(console) : registers(console, args)) },
  { names: ['locals'], usage: 'info locals', help: 'Local variables.', run: (console) => valueLines(console.session.evaluator.localsOf(console.frame()), 'No locals.') },
  { names: ['args'], usage: 'info args', help: 'Arguments and results.', run: (console) => valueLines(console.session.evaluator.argumentsOf(console.frame()), 'No arguments.') },
  { names: ['frame', 'f'], usage: 'info frame', help: 'Addresses of the frame.', run: (console) => frameInfo(console) },
];
