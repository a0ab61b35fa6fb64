/** Builds one concrete instruction of a form: random operands, all addressing shapes. */
import { Encoder, Formatter, FormatterSyntax, Instruction, OpCodeOperandKind as Op, OpKind, Register } from 'iced-x86';
import type { Form } from './forms';
import { GS_BASE, SCRATCH_MIDDLE } from './layout';
import type { Random } from './random';

/** A memory operand whose address the generator can steer: address = base + index*scale + displacement (+ GS base). */
export interface MemoryShape {
  /** Intel's register number (Gpr), or undefined. */
  base?: number;
  index?: number;
  scale: number;
  displacement: bigint;
  /** Set where no register takes part: the address itself. */
  fixed?: number;
  gs: boolean;
  /** Address size prefix: 32-bit registers, the sum modulo 2^32. */
  address32?: boolean;
}

export interface Encoding {
  form: Form;
  address: number;
  bytes: Uint8Array;
  text: string;
  memory?: MemoryShape;
  /** Register operands as Gpr numbers (64-bit parent), in operand order; undefined for others. */
  registers: (number | undefined)[];
  /** Of a branch: the target. */
  target?: number;
  immediate?: number;
  rep: boolean;
  /** RFLAGS bits that iced (SDM) calls undefined after it. */
  undefinedFlags: number;
}

export const SLOT = 32;
const RSP = 4, RBP = 5;

const stackMnemonics = new Set(['Push', 'Pop', 'Pushfq', 'Popfq', 'Call', 'Ret', 'Enter', 'Leave']);
export const usesStack = (form: Form): boolean => stackMnemonics.has(form.mnemonic);
/** The numeric immediate is data (any value is fine). */
const immediateBits = new Map<Op, number>([[Op.imm8, 8], [Op.imm8sex16, 8], [Op.imm8sex32, 8], [Op.imm8sex64, 8], [Op.imm16, 16], [Op.imm32, 32],
  [Op.imm32sex64, 32], [Op.imm64, 64]]);
const immediateKind = new Map<Op, OpKind>([[Op.imm8, OpKind.Immediate8], [Op.imm8_const_1, OpKind.Immediate8], [Op.imm8sex16, OpKind.Immediate8to16],
  [Op.imm8sex32, OpKind.Immediate8to32], [Op.imm8sex64, OpKind.Immediate8to64], [Op.imm16, OpKind.Immediate16], [Op.imm32, OpKind.Immediate32],
  [Op.imm32sex64, OpKind.Immediate32to64], [Op.imm64, OpKind.Immediate64]]);
const registerBase = new Map<Op, Register>([[Op.r16_or_mem, Register.AX], [Op.r16_reg, Register.AX], [Op.r16_opcode, Register.AX],
  [Op.r32_or_mem, Register.EAX], [Op.r32_reg, Register.EAX], [Op.r32_opcode, Register.EAX], [Op.r64_or_mem, Register.RAX], [Op.r64_reg, Register.RAX],
  [Op.r64_opcode, Register.RAX], [Op.xmm_or_mem, Register.XMM0], [Op.xmm_reg, Register.XMM0], [Op.xmm_rm, Register.XMM0]]);
const implicit = new Map<Op, Register>([[Op.al, Register.AL], [Op.cl, Register.CL], [Op.ax, Register.AX], [Op.eax, Register.EAX], [Op.rax, Register.RAX],
  [Op.dx, Register.DX]]);
const byteRegisters = [Register.AL, Register.CL, Register.DL, Register.BL, Register.AH, Register.CH, Register.DH, Register.BH, Register.SPL,
  Register.BPL, Register.SIL, Register.DIL, Register.R8L, Register.R9L, Register.R10L, Register.R15L];
const byteParents = [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15];
const memoryKinds = new Set([Op.mem, Op.r8_or_mem, Op.r16_or_mem, Op.r32_or_mem, Op.r64_or_mem, Op.xmm_or_mem]);

const formatter = new Formatter(FormatterSyntax.Intel);

/** Limits of what `encode` may choose. */
export interface Restrictions {
  /** Gpr numbers that no register operand may be. */
  avoid: readonly number[];
  /** Instead of a random addressing shape. */
  memory: (size: number) => MemoryShape;
}

/** Encodes `form` at `address`; `wantMemory` chooses for operands that may be either. Undefined if the choice cannot be encoded. */
export function encode(form: Form, address: number, random: Random, wantMemory: boolean, restrictions?: Restrictions): Encoding | undefined {
  const instruction = Instruction.create(form.code);
  try {
    const encoding: Encoding = { form, address, bytes: new Uint8Array(), text: '', registers: [], rep: false, undefinedFlags: 0 };
    form.operands.forEach((kind, i) => setOperand(instruction, encoding, kind, i, random, wantMemory, restrictions));
    if (restrictions && encoding.registers.some((number) => number !== undefined && restrictions.avoid.includes(number))) return undefined;
    if (form.lockable && encoding.memory && random.oneIn(3)) instruction.hasLockPrefix = true;
    if (form.repeatable && random.below(3) > 0) {
      encoding.rep = true;
      if (random.oneIn(2)) instruction.hasRepePrefix = true; else instruction.hasRepnePrefix = true;
    }
    // Segment prefixes other than FS and GS mean nothing in 64-bit mode (branch hints on conditional jumps).
    const prefix = !restrictions && !encoding.memory?.gs && random.oneIn(8) ? [random.pick([0x26, 0x2e, 0x36, 0x3e])] : [];
    const encoder = new Encoder(64);
    try {
      encoder.encode(instruction, BigInt(address + prefix.length));
      encoding.bytes = Uint8Array.from([...prefix, ...encoder.takeBuffer()]);
    } catch {
      return undefined; // AH with REX and the like
    } finally {
      encoder.free();
    }
    encoding.undefinedFlags = icedFlagsToRflags(instruction.rflagsUndefined);
    encoding.text = formatter.format(instruction);
    return encoding;
  } finally {
    instruction.free();
  }
}

function setOperand(instruction: Instruction, encoding: Encoding, kind: Op, i: number, random: Random, wantMemory: boolean, restrictions?: Restrictions): void {
  if (memoryKinds.has(kind) && (kind === Op.mem || wantMemory)) {
    encoding.memory = restrictions ? restrictions.memory(encoding.form.memorySize) : memoryShape(encoding, random);
    setMemory(instruction, i, encoding.memory);
  } else if (kind === Op.r8_or_mem || kind === Op.r8_reg || kind === Op.r8_opcode) {
    const chosen = random.below(byteRegisters.length);
    setRegister(instruction, i, byteRegisters[chosen]);
    encoding.registers[i] = byteParents[chosen];
  } else if (registerBase.has(kind)) {
    const number = random.below(16);
    setRegister(instruction, i, registerBase.get(kind)! + number);
    encoding.registers[i] = number;
  } else if (implicit.has(kind)) {
    setRegister(instruction, i, implicit.get(kind)!);
  } else if (immediateKind.has(kind)) {
    setImmediate(instruction, encoding, kind, i, random);
  } else if (kind === Op.br64_1 || kind === Op.br64_4) {
    // Slots are apart by SLOT bytes and filled with INT3, so any address behind this instruction's first 16 bytes traps.
    encoding.target = encoding.address + random.between(16, SLOT - 2);
    instruction.setOpKind(i, OpKind.NearBranch64);
    instruction.nearBranch64 = BigInt(encoding.target);
  } else if (kind === Op.mem_offs) {
    const fixed = SCRATCH_MIDDLE + random.between(-16, 8);
    encoding.memory = { scale: 1, displacement: BigInt(fixed), fixed, gs: false };
    instruction.setOpKind(i, OpKind.Memory);
    instruction.memoryDisplSize = 8;
    instruction.memoryDisplacement = BigInt(fixed);
  } else if (kind === Op.seg_rSI) instruction.setOpKind(i, OpKind.MemorySegRSI);
  else if (kind === Op.es_rDI) instruction.setOpKind(i, OpKind.MemoryESRDI);
  else if (kind === Op.seg_rBX_al) {
    instruction.setOpKind(i, OpKind.Memory);
    instruction.memoryBase = Register.RBX;
    instruction.memoryIndex = Register.AL;
    instruction.memoryIndexScale = 1;
  }
  else throw new Error(`${encoding.form.name}: operand kind ${Op[kind]} is not generated`);
}

function setRegister(instruction: Instruction, i: number, register: Register): void {
  instruction.setOpKind(i, OpKind.Register);
  instruction.setOpRegister(i, register);
}

function setImmediate(instruction: Instruction, encoding: Encoding, kind: Op, i: number, random: Random): void {
  const bits = immediateBits.get(kind) ?? 8;
  let value = kind === Op.imm8_const_1 ? 1n : random.u64() >> BigInt(64 - bits);
  if (bits === 8 && kind === Op.imm8 && random.oneIn(2)) value = BigInt(random.below(40));
  if (bits > 8 && random.oneIn(3)) value = BigInt(random.between(0, 300)) - 150n;
  if (encoding.form.mnemonic === 'Enter') value = BigInt(random.below(i === 0 ? 96 : 6));
  if (encoding.form.mnemonic === 'Ret') value = BigInt(random.below(64));
  encoding.immediate = Number(BigInt.asUintN(8, value));
  const opKind = immediateKind.get(kind)!;
  // The second immediate of ENTER has an OpKind of its own.
  instruction.setOpKind(i, encoding.form.mnemonic === 'Enter' && i === 1 ? OpKind.Immediate8_2nd : opKind);
  const signed = opKind !== OpKind.Immediate8 && opKind !== OpKind.Immediate16 && opKind !== OpKind.Immediate32;
  if (kind === Op.imm64) instruction.setImmediateU64(i, BigInt.asUintN(64, value));
  else if (signed) instruction.setImmediateI64(i, BigInt.asIntN(bits, value));
  else instruction.setImmediateU32(i, Number(BigInt.asUintN(bits, value)));
}

function memoryShape(encoding: Encoding, random: Random): MemoryShape {
  const stack = usesStack(encoding.form);
  const displacement = (): bigint => BigInt(random.pick([0, 0, 8, -8, 16, -128, 127, 128, 0x1230, -0x12340, 0x7ffffff0, -0x80000000]));
  const gs = random.oneIn(10);
  // An RSP based operand of a stack instruction cannot be steered: the stack pointer has to stay in the scratch block.
  if (stack && random.oneIn(3)) return { base: RSP, scale: 1, displacement: BigInt(random.pick([0, 8, -8, 16, 24])), gs: false };
  const free = (): number => { for (;;) { const r = random.below(16); if (!stack || (r !== RSP && r !== RBP)) return r; } };
  switch (random.below(8)) {
    case 0: { // absolute or RIP-relative
      const fixed = SCRATCH_MIDDLE + random.pick([-64, -32, -16, -8, -3, -1, 0, 8, 16, 31, 48]);
      return { scale: random.below(2), displacement: BigInt(fixed), fixed, gs };
    }
    case 1: { // index without base
      let index: number;
      do index = free(); while (index === RSP);
      return { index, scale: random.pick([1, 2, 4, 8]), displacement: displacement(), gs };
    }
    case 2: case 3: case 4: {
      const base = free();
      let index: number;
      do index = free(); while (index === RSP || index === base);
      return { base, index, scale: random.pick([1, 2, 4, 8]), displacement: displacement(), gs };
    }
    default: {
      // Bit strings with an address size prefix wrap in a way that nobody uses.
      const address32 = !encoding.form.mnemonic.startsWith('Bt') && random.oneIn(8);
      return { base: free(), scale: 1, displacement: displacement(), gs, address32 };
    }
  }
}

function setMemory(instruction: Instruction, i: number, shape: MemoryShape): void {
  instruction.setOpKind(i, OpKind.Memory);
  if (shape.gs) instruction.segmentPrefix = Register.GS;
  if (shape.fixed !== undefined) {
    if (shape.gs) instruction.memoryDisplacement = BigInt(shape.fixed - GS_BASE);
    else {
      if (shape.scale === 0) instruction.memoryBase = Register.RIP;
      instruction.memoryDisplacement = BigInt(shape.fixed);
    }
    instruction.memoryDisplSize = instruction.memoryBase === Register.RIP ? 8 : 4;
    return;
  }
  if (shape.base !== undefined) instruction.memoryBase = (shape.address32 ? Register.EAX : Register.RAX) + shape.base;
  if (shape.index !== undefined) {
    instruction.memoryIndex = Register.RAX + shape.index;
    instruction.memoryIndexScale = shape.scale;
  }
  // Signed memoryDisplacement; iced picks the 8-bit form where it fits and displSize says so.
  instruction.memoryDisplacement = shape.displacement;
  const small = shape.displacement >= -128n && shape.displacement <= 127n;
  instruction.memoryDisplSize = shape.displacement === 0n && shape.base !== undefined ? 0 : small && shape.base !== undefined ? 1 : shape.address32 ? 4 : 8;
}

/** iced's RflagsBits to RFLAGS (only OF SF ZF AF CF PF DF occur here). */
export function icedFlagsToRflags(bits: number): number {
  const order = [0x800, 0x80, 0x40, 0x10, 0x1, 0x4, 0x400]; // OF SF ZF AF CF PF DF: RflagsBits 1, 2, 4, ...
  return order.reduce((sum, flag, i) => sum | (bits & (1 << i) ? flag : 0), 0);
}
