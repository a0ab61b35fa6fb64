/** Compares what the processor and our machine left behind, leaving out what the architecture leaves undefined. */
import { cpus } from 'node:os';
import { GPR_NAMES } from '../../../src/machine/api';
import type { Encoding } from './encode';
import { Ending, ENDING_NAMES, GS_BASE, SCRATCH_MIDDLE, type Case, type Outcome } from './layout';

const CF = 1, PF = 4, AF = 0x10, ZF = 0x40, SF = 0x80, DF = 0x400, OF = 0x800;
const COMPARED = CF | PF | AF | ZF | SF | DF | OF | 0x202;
const flagNames: [number, string][] = [[CF, 'CF'], [PF, 'PF'], [AF, 'AF'], [ZF, 'ZF'], [SF, 'SF'], [DF, 'DF'], [OF, 'OF'], [0x200, 'IF'], [2, 'bit1']];

/** Intel's processors give the flags back that REP CMPS and SCAS began with, when they meet a page fault; AMD's have those of the last element. */
const keepsFlagsAtFault = cpus()[0]?.model.includes('Intel') ?? false;

/** Lines that say what differs; empty if nothing does. */
export function differences(encoding: Encoding, one: Case, native: Outcome, ours: Outcome): string[] {
  const lines: string[] = [];
  const add = (what: string, theirs: string, mine: string): void => { lines.push(`${what}: native ${theirs}, ours ${mine}`); };
  if (native.ending !== ours.ending || native.ending === Ending.other) {
    add('ending', `${ENDING_NAMES[native.ending]} (${native.detail})`, `${ENDING_NAMES[ours.ending]} (${ours.detail})`);
    return lines;
  }
  // Of FXSAVE's 512 bytes processors touch the last first.
  if (native.address !== ours.address && !encoding.form.mnemonic.startsWith('Fx')) add('fault address', hex(native.address), hex(ours.address));
  if (native.state.rip !== ours.state.rip) add('rip', hex(native.state.rip), hex(ours.state.rip));
  const undefinedPlace = undefinedResult(encoding, one, native);
  for (let i = 0; i < 16; i++) {
    const theirs = native.state.gpr(i), mine = ours.state.gpr(i);
    if (theirs !== mine && i !== undefinedPlace) add(GPR_NAMES[i], hex(theirs), hex(mine));
  }
  const isVendors = !keepsFlagsAtFault && native.ending === Ending.pageFault && encoding.rep && /^(Cmps|Scas)/.test(encoding.form.mnemonic);
  const mask = isVendors ? 0 : COMPARED & ~undefinedFlags(encoding, one);
  if (((native.state.rflags ^ ours.state.rflags) & mask) !== 0) add('flags', flagText(native.state.rflags & mask), flagText(ours.state.rflags & mask));
  for (let i = 0; i < 16; i++) {
    const theirs = native.state.xmm(i), mine = ours.state.xmm(i);
    if (!same(theirs, mine)) add(`xmm${i}`, bytesText(theirs), bytesText(mine));
  }
  // Arithmetic does not record exceptions in MXCSR's low six bits here (see src/machine/lift); loading and storing them works.
  const mxcsrMask = /^(Ldmxcsr|Fxrstor)$/.test(encoding.form.mnemonic) ? 0xffffffff : 0xffffffc0;
  if (((native.state.mxcsr ^ ours.state.mxcsr) & mxcsrMask) !== 0) add('mxcsr', hex(native.state.mxcsr), hex(ours.state.mxcsr));
  if (undefinedPlace !== 'memory') compareScratch(encoding, one, native, ours, add);
  return lines;
}

function compareScratch(encoding: Encoding, one: Case, native: Outcome, ours: Outcome, add: (what: string, theirs: string, mine: string) => void): void {
  if (same(native.scratch, ours.scratch)) return;
  const start = SCRATCH_MIDDLE - one.scratch.length / 2;
  // Of FXSAVE's image we keep FCW, MXCSR and the XMM registers (SDM vol. 1, 10.5.1); the rest is x87 state.
  const image = encoding.form.mnemonic === 'Fxsave' && native.ending === Ending.completed ? effectiveAddress(encoding, one) - start : undefined;
  for (let i = 0; i < one.scratch.length; i++) {
    if (native.scratch[i] === ours.scratch[i]) continue;
    if (image !== undefined) {
      const at = i - image;
      if (at >= 0 && at < 512 && !(at < 2 || (at >= 24 && at < 28) || (at >= 160 && at < 416))) continue;
    }
    const from = i & ~7;
    add(`memory at ${hex(start + from)}`, bytesText(native.scratch.subarray(from, from + 16)), bytesText(ours.scratch.subarray(from, from + 16)));
    return;
  }
}

export function effectiveAddress(encoding: Encoding, one: Case): number {
  const shape = encoding.memory!;
  if (shape.fixed !== undefined) return shape.fixed;
  let sum = shape.displacement;
  if (shape.base !== undefined) sum += one.state.gpr(shape.base);
  if (shape.index !== undefined) sum += one.state.gpr(shape.index) * BigInt(shape.scale);
  return Number(BigInt.asUintN(64, BigInt.asUintN(shape.address32 ? 32 : 64, sum) + (shape.gs ? BigInt(GS_BASE) : 0n)));
}

function operandBits(encoding: Encoding): number {
  const size = /_r?m?(8|16|32|64)/.exec(encoding.form.name)?.[1];
  return size ? Number(size) : 64;
}

/** The flags that the SDM leaves undefined after this case; iced knows them per form, but not that they depend on the count. */
function undefinedFlags(encoding: Encoding, one: Case): number {
  const { mnemonic, name } = encoding.form;
  const bits = operandBits(encoding);
  const shift = /^(Shl|Sal|Shr|Sar|Rol|Ror|Rcl|Rcr|Shld|Shrd)$/.test(mnemonic);
  if (!shift) return encoding.undefinedFlags;
  const raw = name.endsWith('_CL') ? Number(one.state.gpr(1) & 0xffn) : name.endsWith('_1') ? 1 : encoding.immediate!;
  const count = raw & (bits === 64 ? 63 : 31);
  if (count === 0) return 0;
  let mask = count === 1 ? 0 : OF;
  if (/^S/.test(mnemonic)) mask |= AF;
  if (/^(Shl|Sal|Shr)$/.test(mnemonic)) { if (count >= bits) mask |= CF; }
  if ((mnemonic === 'Shld' || mnemonic === 'Shrd') && count > bits) mask = CF | PF | AF | ZF | SF | OF;
  return mask;
}

/** The register whose value the SDM leaves undefined after this case, if any, or the memory operand. */
function undefinedResult(encoding: Encoding, one: Case, native: Outcome): number | 'memory' | undefined {
  const { mnemonic, name } = encoding.form;
  if (mnemonic === 'Shld' || mnemonic === 'Shrd') {
    const raw = name.endsWith('_CL') ? Number(one.state.gpr(1) & 0xffn) : encoding.immediate!;
    if ((raw & 31) > operandBits(encoding) && operandBits(encoding) === 16) return encoding.registers[0] ?? 'memory';
  }
  if (name === 'Bswap_r16') return encoding.registers[0];
  const zero = (native.state.rflags & ZF) !== 0;
  // Processors differ in the upper half: BSF and BSR of 0, and CMPXCHG to a register that is not equal.
  if (/^Bs[fr]_r32/.test(name) && zero || name === 'Cmpxchg_rm32_r32' && !zero) return encoding.registers[0];
  return undefined;
}

/** A few lines that let one repeat the case by hand. */
export function describe(encoding: Encoding, one: Case): string {
  const bytes = [...encoding.bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  const lines = [`${encoding.text}   [${encoding.form.name}: ${bytes}] at ${hex(encoding.address)}`];
  const used = new Set<number>();
  for (const r of encoding.registers) if (r !== undefined) used.add(r);
  if (encoding.memory?.base !== undefined) used.add(encoding.memory.base);
  if (encoding.memory?.index !== undefined) used.add(encoding.memory.index);
  for (const r of [0, 1, 2, 4, ...(/^(Movs|Cmps|Stos|Lods|Scas)[bwdq]_/.test(encoding.form.name) ? [6, 7] : [])]) used.add(r);
  lines.push(`  before: ${[...used].sort((a, b) => a - b).map((r) => `${GPR_NAMES[r]}=${hex(one.state.gpr(r))}`).join(' ')}`);
  lines.push(`  flags: ${flagText(one.state.rflags)} mxcsr=${hex(one.state.mxcsr)}`);
  if (encoding.form.sse) {
    const names = new Set([...encoding.text.matchAll(/xmm(\d+)/g)].map((m) => Number(m[1])));
    for (const i of names) lines.push(`  xmm${i}=${bytesText(one.state.xmm(i))}`);
  }
  if (encoding.memory && encoding.form.mnemonic !== 'Lea') {
    const address = effectiveAddress(encoding, one), at = address - (SCRATCH_MIDDLE - one.scratch.length / 2);
    lines.push(`  memory at ${hex(address)}: ${at >= 0 && at < one.scratch.length ? bytesText(one.scratch.subarray(at, at + 16)) : 'outside the scratch block'}`);
  }
  return lines.join('\n');
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
const bytesText = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const flagText = (value: number): string => flagNames.filter(([bit]) => (value & bit) !== 0).map(([, name]) => name).join(' ') || 'none';
