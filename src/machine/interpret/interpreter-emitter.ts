/**
 * The interpreter's back end: emits, for one instruction form, a function from the instruction's record to the record that
 * is executed next (0: back to JavaScript, see Exit). What differs between instructions of a form comes from the record.
 */
import type { DecodedInstruction, MemoryShape } from '../decode/iced';
import {
  BOUNCE, EXIT, EXIT_ARGUMENT, Exit, FLAG_AUX, FLAG_CARRY, FLAG_KIND, FLAG_OTHER, FLAG_OVERFLOW, FLAG_RESULT, FS_BASE, FUEL, GPR, GS_BASE, HELPER_RESULT,
  JUMP_CACHE, JUMP_CACHE_ENTRIES, JUMP_CACHE_SHIFT, LOOK_UP, MXCSR, RETIRED_BASE, RIP, TLB, TLB_DELTA, TLB_WRITE_TAG, XMM,
} from '../layout';
import type { Condition, Emitter, Field, FlagParts, InstructionForm, IntegerSize, Trap } from '../lift/emitter';
import { arithmeticFlags, conditionOf, flagsOfAdd, flagsOfCompare, flagsOfLogic, flagsOfSub, partsFromFlags, type CompleteFlags } from '../lift/flags';
import { FunctionBuilder, type FunctionBody, type Likelihood } from '../wasm/function-builder';
import type { HelperName } from '../wasm/helpers';
import { STORE, call, f32, f64, i32, i64, local } from '../wasm/ops';
import { v128 } from '../wasm/simd';
import { tlbEntry } from './generated-code';
import type { Late } from '../wasm/byte-writer';
import type { Value, ValueType } from '../wasm/value';
import { AccessKind } from '../memory/access-kind';
import { RECORD_SIZE, RecordField } from './record';

const NO_ADDRESS = i32.const(0);

const TRAP_EXIT: Record<Trap, Exit> = {
  'divide-error': Exit.divideError, 'invalid-opcode': Exit.invalidOpcode, 'general-protection': Exit.generalProtection,
};

export const FIELD_ADDRESS: Record<Field, number> = { fsBase: FS_BASE, gsBase: GS_BASE, mxcsr: MXCSR, otherFlags: FLAG_OTHER };

/** Host address of the jump cache's entry for a guest address (i64, used twice). */
export function jumpCacheEntry(address: Value): Value {
  const low = i32.wrap_i64(address);
  const hash = i32.xor(low, i32.shr_u(low, i32.const(13)));
  return i32.shl(i32.and(hash, i32.const(JUMP_CACHE_ENTRIES - 1)), i32.const(JUMP_CACHE_SHIFT));
}

/** The same in JavaScript: byte offset of the entry in the cache. */
export function jumpCacheOffset(address: number): number {
  const low = address | 0;
  return ((low ^ (low >>> 13)) & (JUMP_CACHE_ENTRIES - 1)) << JUMP_CACHE_SHIFT;
}

export function loadOp(size: number): (address: Value, offset?: number | Late) => Value {
  return size === 1 ? i32.load8_u : size === 2 ? i32.load16_u : size === 4 ? i32.load : i64.load;
}

export function storeOp(size: number): number {
  return size === 1 ? STORE.i32_8 : size === 2 ? STORE.i32_16 : size === 4 ? STORE.i32 : STORE.i64;
}

export class InterpreterEmitter implements Emitter {
  readonly fn = new FunctionBuilder(['i32']);
  private readonly record = local('i32', 0);
  private readonly memory: MemoryShape | undefined;
  /** Effective address without segment, once computed. */
  private address: Value | undefined;
  /** Host address of the memory operand that `readModify` looked up. */
  private modifyHost: Value | undefined;
  /** True once the code ends with a return on every path. */
  private ended = false;

  constructor(
    readonly form: InstructionForm, example: DecodedInstruction, private readonly immediateInForm: boolean,
    private readonly helperIndex: (name: HelperName) => number,
  ) {
    this.memory = example.memory;
    this.immediate = example.immediate;
  }

  private readonly immediate: bigint;

  finish(): FunctionBody {
    if (!this.ended) this.fn.return(i32.add(this.record, i32.const(RECORD_SIZE)));
    this.fn.unreachable();
    return this.fn.finish();
  }

  let(value: Value): Value {
    return this.fn.let(value);
  }

  private registerAddress(i: number): Value {
    return i32.load16_u(this.record, RecordField.operand0 + 2 * i);
  }

  private baseRegister(): Value {
    return i64.load(i32.load16_u(this.record, RecordField.base));
  }

  private readonly fixed = (address: number): Value => i32.const(address);

  effectiveAddress(_i: number): Value {
    if (this.address) return this.address;
    const shape = this.memory;
    if (!shape) throw new Error('no memory operand');
    let sum = i64.load(this.record, RecordField.displacement);
    if (shape.base || shape.index) sum = i64.add(this.baseRegister(), sum);
    if (shape.index) {
      const index = i64.load(i32.load16_u(this.record, RecordField.index));
      sum = i64.add(sum, i64.shl(index, i64.extend_i32_u(i32.load8_u(this.record, RecordField.scale))));
    }
    if (shape.address32) sum = i64.and(sum, i64.const(0xffffffffn));
    return (this.address = this.let(sum));
  }

  linearAddress(i: number): Value {
    const address = this.effectiveAddress(i);
    const segment = this.memory!.segment;
    if (segment === 'none') return address;
    return this.let(i64.add(address, i64.load(this.fixed(segment === 'fs' ? FS_BASE : GS_BASE))));
  }

  /** Host address for an access; leaves the function with Exit.fault if it cannot be served. */
  private translate(address: Value, size: number, kind: AccessKind): Value {
    const write = kind !== AccessKind.read;
    const fn = this.fn;
    const at = this.let(address);
    const entry = this.let(tlbEntry(at));
    const last = size === 1 ? at : i64.add(at, i64.const(size - 1));
    const host = fn.newLocal('i32');
    fn.if(i64.eq(i64.load(entry, write ? TLB + TLB_WRITE_TAG : TLB), i64.and(last, i64.const(-4096))), 'likely');
    fn.set(host, i32.add(i32.wrap_i64(at), i32.load(entry, TLB + TLB_DELTA)));
    fn.else();
    fn.set(host, call('i32', this.helperIndex('miss'), [f64.convert_i64_s(at), i32.const(size), i32.const(kind)]));
    fn.if(i32.eqz(local('i32', host)), 'unlikely');
    fn.return(NO_ADDRESS);
    fn.end();
    fn.end();
    return local('i32', host);
  }

  private commitIfBounced(host: Value): void {
    this.fn.if(i32.eq(host, i32.const(BOUNCE)), 'unlikely');
    this.fn.call(this.helperIndex('commit'), []);
    this.fn.end();
  }

  load(address: Value, size: IntegerSize): Value {
    return this.let(loadOp(size)(this.translate(address, size, AccessKind.read)));
  }

  store(address: Value, size: IntegerSize, value: Value): void {
    const kept = this.let(value);
    const host = this.translate(address, size, AccessKind.write);
    this.fn.store(storeOp(size), host, kept);
    this.commitIfBounced(host);
  }

  read(i: number): Value {
    const { kind, size } = this.form.operands[i];
    switch (kind) {
      case 'gpr': return this.let(loadOp(size)(this.registerAddress(i)));
      case 'memory': return this.load(this.linearAddress(i), size as IntegerSize);
      case 'immediate': return this.let(size === 8 ? i64.load(this.record, RecordField.immediate) : i32.load(this.record, RecordField.immediate));
      case 'target': return this.let(i64.load(this.record, RecordField.immediate));
      default: throw new Error(`operand ${i} is no integer`);
    }
  }

  readModify(i: number): Value {
    const { kind, size } = this.form.operands[i];
    if (kind !== 'memory') return this.read(i);
    this.modifyHost = this.translate(this.linearAddress(i), size, AccessKind.modify);
    return this.let(loadOp(size)(this.modifyHost));
  }

  write(i: number, value: Value): void {
    const { kind, size } = this.form.operands[i];
    if (kind === 'gpr') {
      this.writeRegister(this.registerAddress(i), size, value);
    } else if (kind === 'memory') {
      const kept = this.let(value);
      const host = this.modifyHost ?? this.translate(this.linearAddress(i), size, AccessKind.write);
      this.fn.store(storeOp(size), host, kept);
      this.commitIfBounced(host);
    } else {
      throw new Error(`operand ${i} cannot be written`);
    }
  }

  private writeRegister(address: Value, size: number, value: Value): void {
    if (size === 4) this.fn.store(STORE.i64, address, i64.extend_i32_u(value));
    else this.fn.store(storeOp(size), address, value);
  }

  readGpr(register: number, size: IntegerSize): Value {
    return this.let(loadOp(size)(this.fixed(GPR + register * 8)));
  }

  writeGpr(register: number, size: IntegerSize, value: Value): void {
    this.writeRegister(this.fixed(GPR + register * 8), size, value);
  }

  readAh(): Value {
    return this.let(i32.load8_u(this.fixed(GPR + 1)));
  }

  writeAh(value: Value): void {
    this.fn.store(STORE.i32_8, this.fixed(GPR + 1), value);
  }

  staticImmediate(_i: number): number {
    if (!this.immediateInForm) throw new Error('the immediate is not part of this form');
    return Number(this.immediate);
  }

  private checkAligned(i: number, aligned: boolean): void {
    if (!aligned || this.form.operands[i].size !== 16) return;
    this.if(i64.ne(i64.and(this.linearAddress(i), i64.const(15)), i64.const(0)), () => this.trap('general-protection'));
  }

  readV128(i: number, aligned = true): Value {
    const { kind, size } = this.form.operands[i];
    if (kind === 'xmm') return this.let(v128.load(this.registerAddress(i)));
    this.checkAligned(i, aligned);
    const load = size === 4 ? v128.load32_zero : size === 8 ? v128.load64_zero : v128.load;
    return this.let(load(this.translate(this.linearAddress(i), size, AccessKind.read)));
  }

  writeV128(i: number, value: Value, aligned = true): void {
    if (this.form.operands[i].kind === 'xmm') {
      this.fn.store(STORE.v128, this.registerAddress(i), value);
      return;
    }
    const kept = this.let(value);
    this.checkAligned(i, aligned);
    const host = this.translate(this.linearAddress(i), 16, AccessKind.write);
    this.fn.store(STORE.v128, host, kept);
    this.commitIfBounced(host);
  }

  readLane(i: number, type: Exclude<ValueType, 'v128'>): Value {
    const size = type === 'i32' || type === 'f32' ? 4 : 8;
    const isRegister = this.form.operands[i].kind === 'xmm';
    const host = isRegister ? this.registerAddress(i) : this.translate(this.linearAddress(i), size, AccessKind.read);
    const load = type === 'i32' ? i32.load : type === 'i64' ? i64.load : type === 'f32' ? f32.load : f64.load;
    return this.let(load(host));
  }

  writeLane(i: number, value: Value): void {
    const type = value.type as Exclude<ValueType, 'v128'>;
    if (this.form.operands[i].kind === 'xmm') {
      this.fn.store(STORE[type], this.registerAddress(i), value);
      return;
    }
    const kept = this.let(value);
    const host = this.translate(this.linearAddress(i), type === 'i32' || type === 'f32' ? 4 : 8, AccessKind.write);
    this.fn.store(STORE[type], host, kept);
    this.commitIfBounced(host);
  }

  readXmm(register: number): Value {
    return this.let(v128.load(this.fixed(XMM + register * 16)));
  }

  writeXmm(register: number, value: Value): void {
    this.fn.store(STORE.v128, this.fixed(XMM + register * 16), value);
  }

  // Flags: always computed, always in the register file.

  private storedFlags(): CompleteFlags {
    this.settleFlags();
    return {
      result: i64.load(this.fixed(FLAG_RESULT)), aux: i64.load(this.fixed(FLAG_AUX)),
      overflow: i64.load(this.fixed(FLAG_OVERFLOW)), carry: i32.load(this.fixed(FLAG_CARRY)),
    };
  }

  /** Translated code leaves flags uncomputed. */
  private settleFlags(): void {
    this.fn.if(i32.load(this.fixed(FLAG_KIND)));
    this.fn.call(this.helperIndex('settleFlags'), []);
    this.fn.end();
  }

  flagsCompare(a: Value, b: Value): void {
    const bits = (value: Value): Value => this.let(value.type === 'f32' ? i32.reinterpret_f32(value) : i64.reinterpret_f64(value));
    this.setFlags(flagsOfCompare(bits(a), bits(b)));
  }

  setFlags(parts: FlagParts): void {
    // Computed before the first store: a part may be computed from the flags as they were.
    const carry = parts.carry && this.let(parts.carry);
    const aux = parts.aux && this.let(parts.aux);
    const overflow = parts.overflow && this.let(parts.overflow);
    if (parts.result && aux && overflow && carry) this.fn.store(STORE.i32, this.fixed(FLAG_KIND), i32.const(0));
    else this.settleFlags();
    if (parts.result) this.fn.store(STORE.i64, this.fixed(FLAG_RESULT), parts.result);
    if (aux) this.fn.store(STORE.i64, this.fixed(FLAG_AUX), aux);
    if (overflow) this.fn.store(STORE.i64, this.fixed(FLAG_OVERFLOW), overflow);
    if (carry) this.fn.store(STORE.i32, this.fixed(FLAG_CARRY), carry);
  }

  setFlagsIf(condition: Value, parts: FlagParts): void {
    this.if(condition, () => this.setFlags(parts));
  }

  flagsAdd(size: IntegerSize, a: Value, b: Value, r: Value): void {
    this.setFlags(flagsOfAdd(size, a, b, r));
  }

  flagsSub(size: IntegerSize, a: Value, b: Value, r: Value): void {
    this.setFlags(flagsOfSub(size, a, b, r));
  }

  flagsLogic(size: IntegerSize, r: Value): void {
    this.setFlags(flagsOfLogic(size, r));
  }

  carry(): Value {
    return this.let(this.storedFlags().carry);
  }

  condition(condition: Condition): Value {
    return this.let(conditionOf(condition, this.storedFlags()));
  }

  readArithmeticFlags(): Value {
    return this.let(arithmeticFlags(this.storedFlags()));
  }

  writeArithmeticFlags(flags: Value): void {
    this.setFlags(partsFromFlags(this.let(flags)));
  }

  readField(field: Field): Value {
    const address = this.fixed(FIELD_ADDRESS[field]);
    return this.let(field === 'fsBase' || field === 'gsBase' ? i64.load(address) : i32.load(address));
  }

  writeField(field: Field, value: Value): void {
    this.fn.store(value.type === 'i64' ? STORE.i64 : STORE.i32, this.fixed(FIELD_ADDRESS[field]), value);
  }

  // Control.

  if(condition: Value, then: () => void, otherwise?: () => void): void {
    this.either(condition, undefined, then, otherwise);
  }

  ifRare(condition: Value, then: () => void): void {
    this.either(condition, 'unlikely', then);
  }

  private either(condition: Value, likelihood: Likelihood | undefined, then: () => void, otherwise?: () => void): void {
    // What is computed inside may not be computed on the other path: nothing that is remembered may come from inside.
    const before = { address: this.address, modifyHost: this.modifyHost, ended: this.ended };
    this.fn.if(condition, likelihood);
    then();
    const thenEnded = this.ended;
    Object.assign(this, before);
    if (otherwise) {
      this.fn.else();
      otherwise();
      const bothEnded = thenEnded && this.ended;
      Object.assign(this, before);
      this.ended = bothEnded;
    }
    this.fn.end();
  }

  private exit(reason: Exit, argument: Value = NO_ADDRESS): void {
    this.fn.store(STORE.i32, this.fixed(EXIT), i32.const(reason));
    this.fn.store(STORE.i32, this.fixed(EXIT_ARGUMENT), argument);
    this.fn.return(NO_ADDRESS);
    this.ended = true;
  }

  trap(kind: Trap): void {
    this.exit(TRAP_EXIT[kind]);
  }

  unsupported(): void {
    this.exit(Exit.unsupported);
  }

  nextAddress(): Value {
    return this.let(i64.add(i64.load(this.record, RecordField.address), i64.extend_i32_u(i32.load8_u(this.record, RecordField.length))));
  }

  jump(kind: 'jump' | 'call' | 'return', target?: Value): void {
    const fn = this.fn;
    if (target) {
      const to = this.let(target);
      const entry = this.let(jumpCacheEntry(to));
      fn.if(i64.eq(i64.load(entry, JUMP_CACHE), to));
      const found = this.let(i32.load(entry, JUMP_CACHE + 8));
      // Where a computed call went last: the translator's guess.
      if (kind === 'call') fn.store(STORE.i32, this.record, found, RecordField.link);
      fn.return(found);
      fn.end();
      fn.store(STORE.i64, this.fixed(RIP), to);
      fn.return(i32.const(LOOK_UP));
      this.ended = true;
      return;
    }
    const link = this.let(i32.load(this.record, RecordField.link));
    fn.if(link);
    fn.return(link);
    fn.end();
    fn.store(STORE.i64, this.fixed(RIP), i64.load(this.record, RecordField.immediate));
    this.exit(Exit.link, this.record);
  }

  branch(condition: Value): void {
    this.fn.if(condition);
    this.jump('jump');
    this.fn.end();
    this.ended = false;
  }

  stop(kind: 'syscall' | 'int3'): void {
    this.fn.store(STORE.i64, this.fixed(RIP), this.nextAddress());
    this.exit(kind === 'syscall' ? Exit.syscall : Exit.int3);
  }

  timestamp(): Value {
    return this.let(i64.trunc_sat_f64_s(f64.sub(f64.load(this.fixed(RETIRED_BASE)), f64.convert_i32_s(i32.load(this.fixed(FUEL))))));
  }

  call(helper: HelperName, type: ValueType, args: readonly Value[]): Value {
    return this.let(call(type, this.helperIndex(helper), args));
  }

  helperResult(): Value {
    return this.let(i64.load(this.fixed(HELPER_RESULT)));
  }

  callWithRegisters(helper: HelperName, args: readonly Value[], _registers: number, _flags: boolean): void {
    this.fn.if(call('i32', this.helperIndex(helper), args));
    this.fn.return(NO_ADDRESS);
    this.fn.end();
  }
}
