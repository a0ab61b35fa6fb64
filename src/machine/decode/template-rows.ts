/**
 * A remembered instruction as a row of 32-bit numbers, so that thousands come with the program as one array. The second half of
 * a row is what an instruction record of the interpreter has from its operands on (interpret/record.ts).
 */
import type { OperandKind } from '../lift/emitter';
import type { DecodedInstruction, MemoryShape } from './iced';

/** Numbers of a row. */
export const ROW = 16;

/** Places in a row. */
export const enum Row {
  shapeKey = 0,
  /** Code, u16; mnemonic, u16. */
  code = 1,
  /** Flow, flag use, repetition (2 bits) and string (1 bit), number of operands: a byte each but for the last two, half of one. */
  kind = 2,
  /** Kinds of the operands, a byte each. */
  operandKinds = 3,
  /** Their sizes, a byte each. */
  operandSizes = 4,
  /** Place of its handler among those of the common forms, from 1 on; 0: not one of them, or not the same for all that fit. */
  commonForm = 5,
  /** Where the displacement is and its size, where the immediate is and its size: a byte each. */
  constants = 6,
  /** Bit 0: the displacement counts from the end, bit 1: the immediate does; memory shape, immediate's bits: bytes 1 and 2. */
  meaning = 7,
  /** From here on as in a record. */
  record = 8,
  displacement = 12,
  immediate = 14,
}

/** Where a decoded instruction keeps its constants, all in bytes; sizes are 0 where there is none. */
export interface ConstantPlaces {
  displacementAt: number;
  displacementSize: number;
  immediateAt: number;
  immediateSize: number;
  /** The displacement counts from the end of the instruction (RIP). */
  relativeDisplacement: boolean;
  /** The immediate counts from the end of the instruction: a branch. */
  relativeImmediate: boolean;
  /** Bits that the immediate has once it is extended by its sign. */
  immediateBits: number;
}

const OPERAND_KINDS: readonly OperandKind[] = ['gpr', 'xmm', 'memory', 'immediate', 'target', 'other'];
const REPEATS: readonly DecodedInstruction['repeat'][] = ['none', 'rep', 'repne'];
const SEGMENTS: readonly MemoryShape['segment'][] = ['none', 'fs', 'gs'];

/** True if a row can hold the instruction. */
export function fitsRow({ operands, registers }: DecodedInstruction): boolean {
  return operands.length <= 4 && !registers[3] && operands.every(({ size }) => size < 256);
}

/** Writes the instruction into the row that begins at `at`. */
export function writeRow(rows: Int32Array, at: number, decoded: DecodedInstruction, places: ConstantPlaces): void {
  const { operands, registers, memory } = decoded;
  const shape = memory ? 1 | (memory.base ? 2 : 0) | (memory.index ? 4 : 0) | (memory.address32 ? 8 : 0) | SEGMENTS.indexOf(memory.segment) << 4 : 0;
  const kind = (i: number): number => (operands[i] ? OPERAND_KINDS.indexOf(operands[i].kind) : 0);
  const size = (i: number): number => operands[i]?.size ?? 0;
  rows.set([
    decoded.shapeKey, decoded.code | decoded.mnemonic << 16,
    decoded.flow | decoded.flagUse << 8 | REPEATS.indexOf(decoded.repeat) << 16 | (decoded.isString ? 4 : 0) << 16 | operands.length << 20,
    kind(0) | kind(1) << 8 | kind(2) << 16 | kind(3) << 24, size(0) | size(1) << 8 | size(2) << 16 | size(3) << 24, 0,
    places.displacementAt | places.displacementSize << 8 | places.immediateAt << 16 | places.immediateSize << 24,
    (places.relativeDisplacement ? 1 : 0) | (places.relativeImmediate ? 2 : 0) | shape << 8 | places.immediateBits << 16,
    (registers[0] ?? 0) | (registers[1] ?? 0) << 16, registers[2] ?? 0, decoded.base | decoded.index << 16, decoded.scale | decoded.length << 8,
    Number(BigInt.asIntN(32, decoded.displacement)), Number(BigInt.asIntN(32, decoded.displacement >> 32n)),
    Number(BigInt.asIntN(32, decoded.immediate)), Number(BigInt.asIntN(32, decoded.immediate >> 32n)),
  ], at);
}

/** Length of the row's instruction in bytes. */
export function rowLength(rows: Int32Array, at: number): number { return rows[at + Row.record + 3] >>> 8; }

/** Puts the constants of the instruction at bytes[start] into `to` at `at`: displacement, then immediate, two numbers each; only what the row does not fix. */
export function writeConstants(rows: Int32Array, row: number, bytes: Uint8Array, start: number, address: number, to: Uint32Array | Int32Array, at: number): void {
  const constants = rows[row + Row.constants];
  const meaning = rows[row + Row.meaning];
  const displacementSize = constants >>> 8 & 0xff;
  if (displacementSize !== 0) {
    const value = signed(bytes, start + (constants & 0xff), displacementSize);
    if ((meaning & 1) !== 0) writeNumber(to, at, address + rowLength(rows, row) + value);
    else write32(to, at, value);
  }
  const immediateSize = constants >>> 24;
  if (immediateSize === 0) return;
  const from = start + (constants >>> 16 & 0xff);
  const value = signed(bytes, from, immediateSize);
  if ((meaning & 2) !== 0) {
    writeNumber(to, at + 2, address + rowLength(rows, row) + value);
  } else if (immediateSize === 8) {
    to[at + 2] = value;
    to[at + 3] = signed(bytes, from + 4, 4);
  } else {
    const bits = meaning >>> 16;
    if (bits === 64) {
      write32(to, at + 2, value);
    } else {
      to[at + 2] = bits === 32 ? value : value & (1 << bits) - 1;
      to[at + 3] = 0;
    }
  }
}

const constants = new Uint32Array(4);

/** The row's instruction as it stands at bytes[start], at `address`. */
export function readRow(rows: Int32Array, at: number, bytes: Uint8Array, start: number, address: number): DecodedInstruction {
  constants.set(rows.subarray(at + Row.displacement, at + ROW));
  writeConstants(rows, at, bytes, start, address, constants, 0);
  const kind = rows[at + Row.kind];
  const meaning = rows[at + Row.meaning];
  const count = kind >>> 20;
  const operands: DecodedInstruction['operands'][number][] = [];
  const registers: number[] = [];
  for (let i = 0; i < count; i++) {
    operands.push({ kind: OPERAND_KINDS[rows[at + Row.operandKinds] >>> i * 8 & 0xff], size: rows[at + Row.operandSizes] >>> i * 8 & 0xff });
    registers.push(i < 3 ? rows[at + Row.record + (i >> 1)] >>> (i & 1) * 16 & 0xffff : 0);
  }
  return {
    address, length: rowLength(rows, at), code: rows[at + Row.code] & 0xffff, mnemonic: rows[at + Row.code] >>> 16,
    flow: kind & 0xff, flagUse: kind >>> 8 & 0xff, repeat: REPEATS[kind >>> 16 & 3], isString: (kind >>> 18 & 1) !== 0,
    operands, registers,
    memory: (meaning & 0x100) === 0 ? undefined
      : { base: (meaning & 0x200) !== 0, index: (meaning & 0x400) !== 0, segment: SEGMENTS[meaning >>> 12 & 3], address32: (meaning & 0x800) !== 0 },
    base: rows[at + Row.record + 2] & 0xffff, index: rows[at + Row.record + 2] >>> 16, scale: rows[at + Row.record + 3] & 0xff,
    displacement: BigInt.asIntN(64, BigInt(constants[0]) | BigInt(constants[1]) << 32n),
    immediate: BigInt(constants[2]) | BigInt(constants[3]) << 32n, shapeKey: rows[at + Row.shapeKey],
  };
}

/** A signed number of 1, 2 or 4 bytes, least significant first; of 8 bytes the lower 4. */
function signed(bytes: Uint8Array, at: number, size: number): number {
  if (size === 1) return bytes[at] << 24 >> 24;
  if (size === 2) return (bytes[at] | bytes[at + 1] << 8) << 16 >> 16;
  return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
}

function write32(to: Uint32Array | Int32Array, at: number, value: number): void {
  to[at] = value;
  to[at + 1] = value >> 31;
}

/** A whole number of less than 2^53, also below 0. */
function writeNumber(to: Uint32Array | Int32Array, at: number, value: number): void {
  to[at] = value % 0x1_0000_0000;
  to[at + 1] = Math.floor(value / 0x1_0000_0000);
}
