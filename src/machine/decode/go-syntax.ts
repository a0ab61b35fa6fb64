/**
 * Go's assembly syntax: operands source first, names with a size suffix, AX instead of RAX, as `go tool objdump` shows it.
 * A RIP-relative operand is shown as the static address it means, `0x4d1a20(SB)`.
 */
import { Instruction, MemorySizeExt, Mnemonic, OpKind, Register, RegisterExt } from './iced';
import { mnemonicName } from './mnemonic-names';

const LEGACY = ['AX', 'CX', 'DX', 'BX', 'SP', 'BP', 'SI', 'DI'];
const SUFFIX: Readonly<Record<number, string>> = { 1: 'B', 2: 'W', 4: 'L', 8: 'Q' };

/** Integer instructions whose Go names carry the operand size. */
const SIZED = new Set([
  'ADC', 'ADD', 'AND', 'BSF', 'BSR', 'BSWAP', 'BT', 'BTC', 'BTR', 'BTS', 'CMP', 'CMPXCHG', 'CVTSI2SD', 'CVTSI2SS', 'DEC', 'DIV', 'IDIV', 'IMUL',
  'INC', 'LEA', 'MOV', 'MUL', 'NEG', 'NOT', 'OR', 'POP', 'PUSH', 'RCL', 'RCR', 'ROL', 'ROR', 'SAR', 'SBB', 'SHL', 'SHLD', 'SHR', 'SHRD', 'SUB', 'TEST',
  'XADD', 'XCHG', 'XOR',
]);

/** Operands of string instructions and of MASKMOVDQU, which are always the same; narrower ones by a prefix for the size of addresses. */
const IMPLICIT: ReadonlySet<number> = new Set([
  OpKind.MemorySegRSI, OpKind.MemoryESRDI, OpKind.MemorySegRDI, OpKind.MemorySegESI, OpKind.MemoryESEDI, OpKind.MemorySegEDI,
]);

/** Where Go keeps Intel's operand order. */
const KEEPS_ORDER = new Set(['CMP']);

function registerName(register: number): string {
  if (RegisterExt.isXMM(register)) return `X${RegisterExt.number(register)}`;
  if (register >= Register.AH && register <= Register.BH) return Register[register];
  if (!RegisterExt.isGPR(register)) return Register[register];
  const number = RegisterExt.number(RegisterExt.fullRegister(register));
  if (number >= 8) return `R${number}`;
  // Go writes AL for the byte, AX for all the wider ones.
  if (RegisterExt.size(register) === 1 && number < 4) return `${LEGACY[number][0]}L`;
  return RegisterExt.size(register) === 1 ? `${LEGACY[number]}L` : LEGACY[number];
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : value === 0n ? '0' : `0x${value.toString(16)}`;
}

function memory(instruction: Instruction): string {
  const displacement = BigInt.asIntN(64, instruction.memoryDisplacement);
  const base = instruction.memoryBase, index = instruction.memoryIndex;
  const segment = instruction.segmentPrefix;
  const prefix = segment === Register.FS || segment === Register.GS ? `${Register[segment]}:` : '';
  if (base === Register.RIP || base === Register.EIP) return `${prefix}${hex(displacement)}(SB)`;
  let text = prefix + hex(displacement);
  if (base !== Register.None) text += `(${registerName(base)})`;
  if (index !== Register.None) text += `(${registerName(index)}*${instruction.memoryIndexScale})`;
  return text;
}

function operand(instruction: Instruction, i: number): string | undefined {
  const kind = instruction.opKind(i);
  if (IMPLICIT.has(kind)) return undefined;
  switch (kind) {
    case OpKind.Register: return registerName(instruction.opRegister(i));
    case OpKind.Memory: return memory(instruction);
    case OpKind.NearBranch64: return `0x${instruction.nearBranchTarget.toString(16)}`;
    default: {
      const text = hex(BigInt.asIntN(64, instruction.immediate(i)));
      return `$${text}`;
    }
  }
}

function operandSize(instruction: Instruction): number {
  for (let i = 0; i < instruction.opCount; i++) {
    if (instruction.opKind(i) === OpKind.Register) {
      const register = instruction.opRegister(i);
      // The count in CL says nothing about the size of a shift.
      if (RegisterExt.isGPR(register) && !(i > 0 && register === Register.CL)) return RegisterExt.size(register);
    }
  }
  const size = MemorySizeExt.size(instruction.memorySize);
  return size > 0 ? size : 8;
}

function name(instruction: Instruction): string {
  const plain = mnemonicName(instruction.mnemonic).toUpperCase();
  switch (instruction.mnemonic) {
    case Mnemonic.Movzx: case Mnemonic.Movsx: case Mnemonic.Movsxd: {
      const from = instruction.opKind(1) === OpKind.Register ? RegisterExt.size(instruction.opRegister(1)) : MemorySizeExt.size(instruction.memorySize);
      const to = RegisterExt.size(instruction.opRegister(0));
      return `MOV${SUFFIX[from]}${SUFFIX[to]}${instruction.mnemonic === Mnemonic.Movzx ? 'ZX' : 'SX'}`;
    }
    case Mnemonic.Pushfq: return 'PUSHFQ';
    case Mnemonic.Popfq: return 'POPFQ';
    default: return SIZED.has(plain) ? plain + (SUFFIX[operandSize(instruction)] ?? '') : plain;
  }
}

export function formatGo(instruction: Instruction): string {
  const operands: string[] = [];
  for (let i = 0; i < instruction.opCount; i++) {
    const text = operand(instruction, i);
    if (text !== undefined) operands.push(text);
  }
  if (!KEEPS_ORDER.has(mnemonicName(instruction.mnemonic).toUpperCase())) operands.reverse();
  let prefix = instruction.hasLockPrefix ? 'LOCK ' : '';
  if (instruction.isStringInstruction) {
    prefix = instruction.hasRepnePrefix ? 'REPNE ' : instruction.hasRepPrefix ? 'REP ' : '';
    return prefix + name(instruction);
  }
  return `${prefix}${name(instruction)}${operands.length > 0 ? ` ${operands.join(', ')}` : ''}`;
}
