/**
 * The one place that imports the decoder library: a browser bundle has to inline its WebAssembly file here.
 * Everything that the rest of the machine wants to know of an instruction is read out of iced's objects into plain data.
 */
import {
  Code, Decoder, DecoderOptions, EncodingKind, FlowControl, Instruction, MemorySizeExt, Mnemonic, OpKind, Register, RegisterExt,
} from 'iced-x86';
import { GPR, XMM, ZERO } from '../layout';
import type { OperandFacts, OperandKind } from '../lift/emitter';
import { prebuiltTemplates } from './prebuilt-templates';
import { ROW, readRow, type ConstantPlaces } from './template-rows';
import { DecodingTemplates } from './templates';

export { Code, Decoder, DecoderOptions, FlowControl, Formatter, FormatterSyntax, Instruction, MemorySizeExt, Mnemonic, OpKind, Register, RegisterExt } from 'iced-x86';

/** How control goes on after an instruction. */
export const enum Flow { next, branch, jump, call, indirectJump, indirectCall, return, syscall, trap }

/** How a memory operand's address is computed. */
export interface MemoryShape {
  base: boolean;
  index: boolean;
  segment: 'none' | 'fs' | 'gs';
  /** Address size prefix: the sum is taken modulo 2^32. */
  address32: boolean;
}

/** One decoded instruction, as plain data. Register operands are given as addresses in the register file (layout.ts). */
export interface DecodedInstruction {
  address: number;
  length: number;
  code: number;
  mnemonic: number;
  flow: Flow;
  repeat: 'none' | 'rep' | 'repne';
  isString: boolean;
  operands: readonly OperandFacts[];
  /** Register file address per operand; 0 if it is no register. */
  registers: readonly number[];
  memory: MemoryShape | undefined;
  base: number;
  index: number;
  /** Index scale as a shift, 0..3. */
  scale: number;
  displacement: bigint;
  /** Immediate, zero-extended from its operand's size; for direct branches the target. */
  immediate: bigint;
  /** A shift whose count in CL turns out to be 0 writes no flags all the same. */
  flagUse: FlagUse;
  /** A number that is equal for equal (code, operand kinds, memory shape, repeat). */
  shapeKey: number;
}

/** Facts by iced Register number: address in the register file, size, kind. */
const registerAddress: number[] = [];
const registerFacts: OperandFacts[] = [];

function registerInfo(register: number): OperandFacts {
  const known = registerFacts[register];
  if (known) return known;
  const number = RegisterExt.number(register);
  const size = RegisterExt.size(register);
  let kind: OperandKind = 'other';
  let address = 0;
  if (RegisterExt.isGPR(register)) {
    kind = 'gpr';
    // iced numbers AH, CH, DH, BH 4 to 7, before SPL: they are the second bytes of registers 0 to 3.
    const high = register >= Register.AH && register <= Register.BH;
    address = high ? GPR + (register - Register.AH) * 8 + 1 : GPR + number * 8;
    if (size === 1 && !high) {
      address = GPR + RegisterExt.number(RegisterExt.fullRegister(register)) * 8;
    }
  } else if (RegisterExt.isXMM(register)) {
    kind = 'xmm';
    address = XMM + number * 16;
  }
  registerAddress[register] = address;
  return (registerFacts[register] = { kind, size });
}

const memoryFacts: OperandFacts[] = [];
function memoryOperand(size: number): OperandFacts {
  return (memoryFacts[size] ??= { kind: 'memory', size });
}
const immediateFacts: OperandFacts[] = [];
function immediateOperand(size: number): OperandFacts {
  return (immediateFacts[size] ??= { kind: 'immediate', size });
}
const TARGET: OperandFacts = { kind: 'target', size: 8 };
const OTHER: OperandFacts = { kind: 'other', size: 0 };

function immediateSize(kind: OpKind): number {
  switch (kind) {
    case OpKind.Immediate8: case OpKind.Immediate8_2nd: return 1;
    case OpKind.Immediate16: case OpKind.Immediate8to16: return 2;
    case OpKind.Immediate32: case OpKind.Immediate8to32: return 4;
    case OpKind.Immediate64: case OpKind.Immediate8to64: case OpKind.Immediate32to64: return 8;
    default: return 0;
  }
}

/** Bits of iced's RflagsBits for OF, SF, ZF, AF, CF, PF: the arithmetic flags. */
const ARITHMETIC = 0x3f;

/** What an instruction does to the arithmetic flags. */
export const enum FlagUse { none = 0, reads = 1, writesAll = 2 }

const flagUseOf: FlagUse[] = [];

function readFlagUse(instruction: Instruction): FlagUse {
  let use = FlagUse.none;
  if ((instruction.rflagsRead & ARITHMETIC) !== 0) use |= FlagUse.reads;
  if ((instruction.rflagsModified & ARITHMETIC) === ARITHMETIC) use |= FlagUse.writesAll;
  return use;
}

const mnemonicOf: number[] = [];
const flowOf: Flow[] = [];

function readFlow(instruction: Instruction): Flow {
  switch (instruction.flowControl) {
    case FlowControl.Next: return instruction.code === Code.Hlt ? Flow.trap : Flow.next;
    case FlowControl.UnconditionalBranch: return Flow.jump;
    case FlowControl.ConditionalBranch: return Flow.branch;
    case FlowControl.Call: return instruction.code === Code.Syscall ? Flow.syscall : Flow.call;
    case FlowControl.IndirectBranch: return Flow.indirectJump;
    case FlowControl.IndirectCall: return Flow.indirectCall;
    case FlowControl.Return: return Flow.return;
    default: return Flow.trap;
  }
}

const BIT_STRINGS = new Set([
  Code.Bt_rm16_r16, Code.Bt_rm32_r32, Code.Bt_rm64_r64, Code.Bts_rm16_r16, Code.Bts_rm32_r32, Code.Bts_rm64_r64,
  Code.Btr_rm16_r16, Code.Btr_rm32_r32, Code.Btr_rm64_r64, Code.Btc_rm16_r16, Code.Btc_rm32_r32, Code.Btc_rm64_r64,
]);
const COUNT_IN_ECX = new Set([Code.Loop_rel8_64_ECX, Code.Loope_rel8_64_ECX, Code.Loopne_rel8_64_ECX]);

/** Uses of the address size and segment prefixes that no compiler emits and that the lifts do not know. */
function hasOddAddress(code: Code, memory: MemoryShape | undefined): boolean {
  if (memory === undefined) return COUNT_IN_ECX.has(code);
  if (code === Code.Xlat_m8) return memory.address32 || memory.segment !== 'none';
  return memory.address32 && BIT_STRINGS.has(code);
}

function readInstruction(instruction: Instruction, address: number): DecodedInstruction {
  const code = instruction.code;
  const flow = (flowOf[code] ??= readFlow(instruction));
  const operands: OperandFacts[] = [];
  const registers: number[] = [];
  let memory: MemoryShape | undefined;
  let base = 0, index = 0, scale = 0;
  let displacement = 0n, immediate = 0n;
  let key = 0;
  const count = instruction.opCount;
  for (let i = 0; i < count; i++) {
    const kind = instruction.opKind(i);
    let facts = OTHER;
    let register = 0;
    if (kind === OpKind.Register) {
      const number = instruction.opRegister(i);
      facts = registerInfo(number);
      register = registerAddress[number];
    } else if (kind === OpKind.Memory) {
      facts = memoryOperand(MemorySizeExt.size(instruction.memorySize));
      const baseRegister = instruction.memoryBase;
      const indexRegister = instruction.memoryIndex;
      const segment = instruction.segmentPrefix;
      const relative = baseRegister === Register.RIP || baseRegister === Register.EIP;
      const hasBase = baseRegister !== Register.None && !relative;
      const hasIndex = indexRegister !== Register.None;
      const address32 = (hasBase && registerInfo(baseRegister).size === 4) || (hasIndex && registerInfo(indexRegister).size === 4) || baseRegister === Register.EIP;
      memory = { base: hasBase, index: hasIndex, segment: segment === Register.FS ? 'fs' : segment === Register.GS ? 'gs' : 'none', address32 };
      base = ZERO;
      index = ZERO;
      if (hasBase) {
        registerInfo(baseRegister);
        base = registerAddress[baseRegister];
      }
      if (hasIndex) {
        registerInfo(indexRegister);
        index = registerAddress[indexRegister];
        scale = 31 - Math.clz32(instruction.memoryIndexScale);
      }
      displacement = instruction.memoryDisplacement;
      key |= (1 + (hasBase ? 1 : 0) + (hasIndex ? 2 : 0)) << 13 | (memory.segment === 'fs' ? 1 : memory.segment === 'gs' ? 2 : 0) << 16 | (address32 ? 1 : 0) << 18;
    } else if ((kind === OpKind.MemorySegRSI || kind === OpKind.MemoryESRDI) && instruction.segmentPrefix !== Register.FS && instruction.segmentPrefix !== Register.GS) {
      facts = memoryOperand(MemorySizeExt.size(instruction.memorySize));
    } else if (kind === OpKind.NearBranch64) {
      facts = TARGET;
      immediate = instruction.nearBranchTarget;
    } else {
      const size = immediateSize(kind);
      if (size > 0) {
        facts = immediateOperand(size);
        immediate = BigInt.asUintN(size * 8, instruction.immediate(i));
      }
    }
    operands.push(facts);
    registers.push(register);
  }
  let repeat: DecodedInstruction['repeat'] = 'none';
  const isString = instruction.isStringInstruction;
  if (isString) {
    repeat = instruction.hasRepnePrefix ? 'repne' : instruction.hasRepPrefix ? 'rep' : 'none';
    key |= (repeat === 'rep' ? 1 : repeat === 'repne' ? 2 : 0) << 19;
  }
  if (hasOddAddress(code, memory)) operands[0] = OTHER;
  // String instructions with FS, GS or 32-bit addresses have such operands, too; they may not share a form with usual ones.
  if (operands.some(({ kind }) => kind === 'other')) key |= 1 << 21;
  // To iced a shift by an immediate count of 0 has no flags: what is said of one instruction is not true of its code then.
  const flagUse = operands.some(({ kind }) => kind === 'immediate') ? readFlagUse(instruction) : (flagUseOf[code] ??= readFlagUse(instruction));
  return {
    address, length: instruction.length, code, mnemonic: (mnemonicOf[code] ??= instruction.mnemonic), flow, repeat, isString, operands, registers, memory,
    base, index, scale, displacement, immediate, flagUse, shapeKey: key | code,
  };
}

/** An immediate count of 0 leaves the flags alone: their count is part of what these are. */
const SHIFTS = new Set([
  Mnemonic.Rol, Mnemonic.Ror, Mnemonic.Rcl, Mnemonic.Rcr, Mnemonic.Shl, Mnemonic.Sal, Mnemonic.Shr, Mnemonic.Sar, Mnemonic.Shld, Mnemonic.Shrd,
]);

/**
 * Where an instruction has its constants, if whatever else follows from the bytes before them; `whole` if its constants are part
 * of what it is, undefined for rare kinds that are read anew each time.
 */
function constantPlaces(decoder: Decoder, instruction: Instruction, decoded: DecodedInstruction): ConstantPlaces | 'whole' | undefined {
  const offsets = decoder.getConstantOffsets(instruction);
  try {
    const { displacementOffset: displacementAt, displacementSize, immediateOffset: immediateAt, immediateSize, immediateSize2 } = offsets;
    if (instruction.encoding !== EncodingKind.Legacy || immediateSize2 !== 0 || ![0, 1, 4].includes(displacementSize)) return undefined;
    if (decoded.memory?.address32) return undefined;
    if (displacementSize + immediateSize === 0) return 'whole';
    // How an absolute address is extended depends on prefixes. There are few of them: Go's thread pointer at FS:-8.
    if (displacementSize && !decoded.memory?.base && !decoded.memory?.index && !instruction.isIpRelMemoryOperand) return 'whole';
    if ((displacementSize && immediateSize && displacementAt + displacementSize !== immediateAt)
      || (immediateSize ? immediateAt + immediateSize : displacementAt + displacementSize) !== decoded.length) return undefined;
    const operand = decoded.operands.find(({ kind }) => kind === 'immediate' || kind === 'target');
    if (immediateSize && !operand) return undefined;
    if (SHIFTS.has(decoded.mnemonic)) return immediateSize && !instruction.isIpRelMemoryOperand ? 'whole' : undefined;
    return {
      displacementAt, displacementSize, immediateAt, immediateSize, relativeDisplacement: instruction.isIpRelMemoryOperand,
      relativeImmediate: operand?.kind === 'target', immediateBits: (operand?.size ?? 0) * 8,
    };
  } finally {
    offsets.free();
  }
}

/** Bytes that the library gets to see of one instruction: one more than its greatest length, to tell an overlong from a cut one. */
const MOST_BYTES = 16;

export class InstructionDecoder {
  private static instruction: Instruction | undefined;
  /** The same for all machines: what bytes mean does not depend on the program. */
  static readonly templates = prebuiltTemplates ? DecodingTemplates.unpack(prebuiltTemplates()) : new DecodingTemplates();

  /**
   * Decodes instructions from `address` on, as long as `more` says so. Ends before bytes that are no instruction and
   * before one that is cut off by the end of `bytes`; `end` tells which.
   */
  decode(bytes: Uint8Array, address: number, more: (last: DecodedInstruction) => boolean): { instructions: DecodedInstruction[]; end: 'more' | 'invalid' | 'cut' } {
    const instructions: DecodedInstruction[] = [];
    for (let at = 0; at < bytes.length;) {
      const decoded = this.decodeAt(bytes, at, address + at);
      if (typeof decoded === 'string') return { instructions, end: decoded };
      at += decoded.length;
      instructions.push(decoded);
      if (!more(decoded)) return { instructions, end: 'more' };
    }
    return { instructions, end: 'cut' };
  }

  /** The instruction at bytes[start], which stands at `address`. */
  decodeAt(bytes: Uint8Array, start: number, address: number): DecodedInstruction | 'invalid' | 'cut' {
    const { templates } = InstructionDecoder;
    const template = templates.find(bytes, start);
    return template < 0 ? this.decodeOne(bytes.subarray(start, start + MOST_BYTES), address) : readRow(templates.rows, template * ROW, bytes, start, address);
  }

  /** Decodes by the library what is not known yet. */
  decodeOne(bytes: Uint8Array, address: number): DecodedInstruction | 'invalid' | 'cut' {
    const decoder = new Decoder(64, bytes, DecoderOptions.None);
    const instruction = (InstructionDecoder.instruction ??= new Instruction());
    try {
      decoder.ip = BigInt(address);
      decoder.decodeOut(instruction);
      if (instruction.code === Code.INVALID) return decoder.lastError === 2 ? 'cut' : 'invalid';
      const decoded = readInstruction(instruction, address);
      const places = constantPlaces(decoder, instruction, decoded);
      if (places) InstructionDecoder.templates.learn(bytes, decoded, places === 'whole' ? undefined : places);
      return decoded;
    } finally {
      decoder.free();
    }
  }
}
