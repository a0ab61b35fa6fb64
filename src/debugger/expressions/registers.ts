/** Registers by the names that expressions use ($rax, $eax, $pc, $eflags, $xmm3). */
import { GPR_NAMES, type Registers } from '../../machine/api';

/** 32-bit names in Intel's order; r8d to r15d follow from the number. */
const NARROW = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', ...Array.from({ length: 8 }, (_, index) => `r${index + 8}d`)];

export type RegisterName =
  | { kind: 'gpr'; index: number; bits: 64 | 32 }
  | { kind: 'xmm'; index: number }
  | { kind: 'pc' | 'rflags' | 'mxcsr' | 'fs_base' | 'gs_base' };

/** undefined if amd64 has no such register. */
export function registerByName(name: string): RegisterName | undefined {
  const lower = name.toLowerCase();
  const alias = { sp: 'rsp', bp: 'rbp', fp: 'rbp' }[lower] ?? lower;
  const gpr = (GPR_NAMES as readonly string[]).indexOf(alias);
  if (gpr >= 0) return { kind: 'gpr', index: gpr, bits: 64 };
  const narrow = NARROW.indexOf(lower);
  if (narrow >= 0) return { kind: 'gpr', index: narrow, bits: 32 };
  const xmm = /^xmm(\d|1[0-5])$/.exec(lower);
  if (xmm) return { kind: 'xmm', index: Number(xmm[1]) };
  switch (lower) {
    case 'pc': case 'rip': return { kind: 'pc' };
    case 'eflags': case 'rflags': return { kind: 'rflags' };
    case 'mxcsr': case 'fs_base': case 'gs_base': return { kind: lower };
    default: return undefined;
  }
}

/** Value of an integer register, zero extended. */
export function readRegister(registers: Registers, name: Exclude<RegisterName, { kind: 'xmm' }>): bigint {
  switch (name.kind) {
    case 'gpr': return BigInt.asUintN(name.bits, registers.getGpr(name.index));
    case 'pc': return BigInt(registers.rip);
    case 'rflags': return BigInt(registers.rflags);
    case 'mxcsr': return BigInt(registers.mxcsr);
    case 'fs_base': return BigInt(registers.fsBase);
    case 'gs_base': return BigInt(registers.gsBase);
  }
}

export function writeRegister(registers: Registers, name: Exclude<RegisterName, { kind: 'xmm' }>, value: bigint): void {
  switch (name.kind) {
    case 'gpr': registers.setGpr(name.index, BigInt.asUintN(name.bits, value)); break;
    case 'pc': registers.rip = Number(value); break;
    case 'rflags': registers.rflags = Number(value); break;
    case 'mxcsr': registers.mxcsr = Number(value); break;
    case 'fs_base': registers.fsBase = Number(value); break;
    case 'gs_base': registers.gsBase = Number(value); break;
  }
}

export const REGISTER_NAMES: readonly string[] = [...GPR_NAMES, 'pc', 'sp', 'rip', 'rflags', 'eflags', 'mxcsr', 'fs_base', 'gs_base', ...Array.from({ length: 16 }, (_, index) => `xmm${index}`)];

const FLAGS: readonly [number, string][] = [[0, 'CF'], [2, 'PF'], [4, 'AF'], [6, 'ZF'], [7, 'SF'], [10, 'DF'], [11, 'OF']];

/** "0x246 [PF ZF IF]" without IF and the reserved bit, which are always set in user mode. */
export function flagsText(rflags: number): string {
  return `0x${rflags.toString(16)} [${FLAGS.filter(([bit]) => (rflags & (1 << bit)) !== 0).map(([, name]) => name).join(' ')}]`;
}
