/**
 * Expression nodes of WebAssembly code. A node is pure (constants, locals, arithmetic, loads of the machine's own memory);
 * where a node is used twice it is computed twice, so what is dear or may change is put into a local first.
 * Order of effects comes from the statements of FunctionBuilder, never from nodes.
 */
import { Late, type ByteWriter } from './byte-writer';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export function typeByte(type: ValueType): number {
  switch (type) {
    case 'i32': return 0x7f;
    case 'i64': return 0x7e;
    case 'f32': return 0x7d;
    case 'f64': return 0x7c;
    case 'v128': return 0x7b;
  }
}

/** What follows a node's opcode in the code. */
export const enum Immediate { none, constant, late, local, memory, lane, bytes16, callee }

/** Prefix bytes of the opcode spaces 0xFC and 0xFD, kept in bits 16 and up of `op`. */
export const PREFIX_FC = 0xfc0000;
export const PREFIX_FD = 0xfd0000;

export class Value {
  constructor(
    readonly type: ValueType,
    /** Opcode; the fields are changed only by the emitter that made the node (it may move a register into a local). */
    public op: number,
    public immediate: Immediate,
    /** Constant, local index, memory offset, lane or function index. */
    public data: number | bigint | Uint8Array | Late | undefined,
    readonly operands: readonly Value[],
  ) {}

  get isConstant(): boolean {
    return this.immediate === Immediate.constant;
  }

  /** The number of an i32 constant (signed), if it is one. */
  get i32Constant(): number | undefined {
    return this.isConstant && this.type === 'i32' ? (this.data as number) : undefined;
  }

  /** The number of an i64 constant (signed), if it is one. */
  get i64Constant(): bigint | undefined {
    return this.isConstant && this.type === 'i64' ? (this.data as bigint) : undefined;
  }
}

const NONE: readonly Value[] = [];
export const OP_LOCAL_GET = 0x20;
export const OP_I64_ADD = 0x7c;
export const OP_I64_SUB = 0x7d;

export function constant(type: 'i32' | 'f32' | 'f64', value: number): Value {
  const op = type === 'i32' ? 0x41 : type === 'f32' ? 0x43 : 0x44;
  return new Value(type, op, Immediate.constant, type === 'i32' ? value | 0 : value, NONE);
}

export function constant64(value: bigint | number): Value {
  return new Value('i64', 0x42, Immediate.constant, BigInt.asIntN(64, BigInt(value)), NONE);
}

/** A constant that is known later. */
export function late(type: 'i32' | 'i64', value: Late): Value {
  return new Value(type, type === 'i32' ? 0x41 : 0x42, Immediate.late, value, NONE);
}

export function constant128(bytes: Uint8Array): Value {
  return new Value('v128', PREFIX_FD | 12, Immediate.bytes16, bytes, NONE);
}

export function local(type: ValueType, index: number): Value {
  return new Value(type, OP_LOCAL_GET, Immediate.local, index, NONE);
}

/** A function of the imported table: its place there, and the index of its type in the module. */
export function callee(place: number, typeIndex: number): number {
  return place << 8 | typeIndex;
}

/** Writes the call of a `callee` whose arguments are on the stack. */
export function writeCall(out: ByteWriter, called: number): void {
  out.u8(0x41);
  out.s32(called >>> 8);
  out.u8(0x11);
  out.u32(called & 0xff);
  out.u32(0);
}

/** Result of calling `called` (a `callee`) with `args`; belongs directly into a statement, because calls have effects. */
export function call(type: ValueType, called: number, args: readonly Value[]): Value {
  return new Value(type, 0x11, Immediate.callee, called, args);
}

/** Natural alignment exponent of a load or store opcode. */
export function alignmentOf(op: number): number {
  switch (op) {
    case 0x28: case 0x2a: case 0x34: case 0x35: case 0x36: case 0x38: case 0x3e: return 2;
    case 0x29: case 0x2b: case 0x37: case 0x39: return 3;
    case 0x2e: case 0x2f: case 0x32: case 0x33: case 0x3b: case 0x3d: return 1;
    default: return 0;
  }
}

export function writeOpcode(out: ByteWriter, op: number): void {
  if (op >= PREFIX_FC) {
    out.u8(op >>> 16);
    out.u32(op & 0xffff);
  } else {
    out.u8(op);
  }
}

export function writeOffset(out: ByteWriter, offset: number | Late): void {
  if (offset instanceof Late) out.late(offset);
  else out.u32(offset);
}

/** Emits the code that leaves the node's value on the stack. */
export function writeValue(out: ByteWriter, value: Value): void {
  const { operands } = value;
  for (let i = 0; i < operands.length; i++) writeValue(out, operands[i]);
  if (value.immediate === Immediate.callee) {
    writeCall(out, value.data as number);
    return;
  }
  writeOpcode(out, value.op);
  switch (value.immediate) {
    case Immediate.none:
      return;
    case Immediate.constant:
      if (value.type === 'i32') out.s32(value.data as number);
      else if (value.type === 'i64') out.s64(value.data as bigint);
      else if (value.type === 'f32') out.f32(value.data as number);
      else out.f64(value.data as number);
      return;
    case Immediate.late:
      out.late(value.data as Late);
      return;
    case Immediate.memory:
      out.u32(alignmentOf(value.op));
      writeOffset(out, value.data as number | Late);
      return;
    case Immediate.bytes16:
      out.raw(value.data as Uint8Array);
      return;
    case Immediate.lane:
      out.u8(value.data as number);
      return;
    case Immediate.local:
      out.u32(value.data as number);
  }
}
