/**
 * Which registers an instruction uses, as far as its operands tell: a guess that decides what is kept in locals where ways of a
 * region meet. A wrong one costs a load or a store.
 */
import { Flow, Mnemonic, type DecodedInstruction } from '../decode/iced';
import { GPR, XMM } from '../layout';

/** Registers, a bit by number. */
export interface RegisterSet { readonly gpr: number; readonly xmm: number }
export const NO_REGISTERS: RegisterSet = { gpr: 0, xmm: 0 };

export interface RegisterUse { readonly used: RegisterSet; readonly written: RegisterSet }

export function union(a: RegisterSet, b: RegisterSet): RegisterSet {
  return { gpr: a.gpr | b.gpr, xmm: a.xmm | b.xmm };
}

export function without(a: RegisterSet, b: RegisterSet): RegisterSet {
  return { gpr: a.gpr & ~b.gpr, xmm: a.xmm & ~b.xmm };
}

const RAX = 1 << 0, RDX = 1 << 2, RSP = 1 << 4, RBP = 1 << 5;
const XMM_END = XMM + 16 * 16;

/** General registers used and written besides the operands. */
const IMPLICIT = new Map<number, number>([
  [Mnemonic.Push, RSP], [Mnemonic.Pop, RSP], [Mnemonic.Pushfq, RSP], [Mnemonic.Popfq, RSP], [Mnemonic.Leave, RSP | RBP],
  [Mnemonic.Mul, RAX | RDX], [Mnemonic.Div, RAX | RDX], [Mnemonic.Idiv, RAX | RDX], [Mnemonic.Cqo, RAX | RDX], [Mnemonic.Cdq, RAX | RDX],
  [Mnemonic.Cdqe, RAX], [Mnemonic.Cwde, RAX], [Mnemonic.Cmpxchg, RAX],
]);
const ONLY_READS = new Set<number>([Mnemonic.Cmp, Mnemonic.Test, Mnemonic.Push, Mnemonic.Ucomisd, Mnemonic.Ucomiss, Mnemonic.Comisd, Mnemonic.Comiss, Mnemonic.Mul, Mnemonic.Div, Mnemonic.Idiv]);
const WRITES_BOTH = new Set<number>([Mnemonic.Xchg, Mnemonic.Xadd]);

function registerAt(address: number): RegisterSet {
  if (address >= XMM && address < XMM_END) return { gpr: 0, xmm: 1 << ((address - XMM) >> 4) };
  if (address >= GPR && address < GPR + 16 * 8) return { gpr: 1 << ((address - GPR) >> 3), xmm: 0 };
  return NO_REGISTERS;
}

function useOf(instruction: DecodedInstruction): RegisterUse {
  const { mnemonic, flow, memory, registers } = instruction;
  let implicit = IMPLICIT.get(mnemonic) ?? 0;
  if (flow === Flow.call || flow === Flow.indirectCall || flow === Flow.return) implicit |= RSP;
  let used: RegisterSet = { gpr: implicit, xmm: 0 };
  let written = used;
  if (memory?.base) used = union(used, registerAt(instruction.base));
  if (memory?.index) used = union(used, registerAt(instruction.index));
  registers.forEach((address, i) => {
    const register = registerAt(address);
    used = union(used, register);
    if ((i === 0 && !ONLY_READS.has(mnemonic)) || WRITES_BOTH.has(mnemonic)) written = union(written, register);
  });
  return { used, written };
}

/** Of all the instructions together. */
export function registersOf(instructions: readonly DecodedInstruction[]): RegisterUse {
  let used = NO_REGISTERS, written = NO_REGISTERS;
  for (const instruction of instructions) {
    const use = useOf(instruction);
    used = union(used, use.used);
    written = union(written, use.written);
  }
  return { used, written };
}
