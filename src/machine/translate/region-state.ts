/** The locals of a region's function that hold the register file, and what is known of the flags while code is emitted. */
import { FLAG_AUX, FLAG_CARRY, FLAG_KIND, FLAG_OVERFLOW, FLAG_RESULT, FlagKind, FUEL, GPR, XMM } from '../layout';
import { Condition, type IntegerSize } from '../lift/emitter';
import { conditionOf, conditionOfCompare, flagsOfAdd, flagsOfCompare, flagsOfLogic, flagsOfSub, type CompleteFlags } from '../lift/flags';
import { width } from '../lift/width';
import { USER_END } from '../memory/paged-memory';
import type { FunctionBuilder } from '../wasm/function-builder';
import { STORE, i32, i64, local } from '../wasm/ops';
import { v128 } from '../wasm/simd';
import { PageGroups, type Place } from './page-groups';
import { NO_REGISTERS, without, type RegisterSet } from './register-use';
import { Immediate, OP_I64_ADD, OP_I64_SUB, OP_LOCAL_GET, Value, type ValueType } from '../wasm/value';

/** What the flag locals hold at a point of the code. */
export type KnownFlags = { readonly kind: FlagKind; readonly size: IntegerSize } | undefined;

const PARTS: KnownFlags = { kind: FlagKind.parts, size: 8 };

/** Constants that places are told apart by; what lies farther is no frame and no object. */
const FARTHEST = 0x10000n;

const FIXED_END = BigInt(USER_END);

const NO_OPERANDS: readonly Value[] = [];

/** Where the values of registers are: those of `valid` in locals, and of these those of `dirty` not in the register file. */
export interface Holding { readonly valid: RegisterSet; readonly dirty: RegisterSet }

interface RegisterLocal { readonly index: number; readonly value: Value; readonly place: Value }

/** The locals of one kind of registers. */
class RegisterLocals {
  /** By register, made at first use: its local, that as a value, and its place in the register file. */
  private readonly locals: (RegisterLocal | undefined)[] = [];
  private readonly registers = new Map<number, number>();
  /** As in Holding. */
  valid = 0;
  dirty = 0;
  /** Nodes of the current instruction that mean a register's value as it was when they were made. */
  private outstanding = new Map<number, Value[]>();

  constructor(
    private readonly fn: FunctionBuilder, private readonly type: 'i64' | 'v128', private readonly temporary: (type: ValueType) => number,
    /** Told of copies of registers and before they change. */
    private readonly observer?: { copied(register: number, copy: number): void; changes(register: number, value: Value): void },
  ) {}

  private of(register: number): RegisterLocal {
    const known = this.locals[register];
    if (known) return known;
    const index = this.fn.newLocal(this.type);
    this.registers.set(index, register);
    const place = i32.const(this.type === 'i64' ? GPR + register * 8 : XMM + register * 16);
    return (this.locals[register] = { index, value: local(this.type, index), place });
  }

  /** The register that a local holds. */
  registerIn(index: number): number | undefined {
    return this.registers.get(index);
  }

  /** Loads registers that are not in their locals yet. */
  load(registers: number): void {
    for (let rest = registers & ~this.valid; rest !== 0; rest &= rest - 1) {
      const register = 31 - Math.clz32(rest & -rest);
      const { index, place } = this.of(register);
      this.fn.set(index, this.type === 'i64' ? i64.load(place) : v128.load(place));
    }
    this.valid |= registers;
  }

  /** Gives those of the registers to the register file that it does not have. */
  store(registers: number): void {
    for (let rest = registers & this.dirty; rest !== 0; rest &= rest - 1) {
      const register = 31 - Math.clz32(rest & -rest);
      const { place, value } = this.of(register);
      this.fn.store(STORE[this.type], place, value);
    }
  }

  get(register: number): Value {
    this.load(1 << register);
    // Its own node each time, because it may be redirected to a copy.
    const node = new Value(this.type, OP_LOCAL_GET, Immediate.local, this.of(register).index, NO_OPERANDS);
    const list = this.outstanding.get(register);
    if (list) list.push(node);
    else this.outstanding.set(register, [node]);
    return node;
  }

  /** Keeps the register's value for the nodes that mean it, before it changes. */
  private preserve(register: number): void {
    const nodes = this.outstanding.get(register);
    if (!nodes) return;
    this.outstanding.delete(register);
    const copy = this.temporary(this.type);
    this.fn.set(copy, local(this.type, this.of(register).index));
    this.observer?.copied(register, copy);
    for (const node of nodes) node.data = copy;
  }

  preserveAll(): void {
    if (this.outstanding.size === 0) return;
    for (const register of [...this.outstanding.keys()]) this.preserve(register);
  }

  set(register: number, value: Value): void {
    this.observer?.changes(register, value);
    this.preserve(register);
    this.fn.set(this.of(register).index, value);
    this.valid |= 1 << register;
    this.dirty |= 1 << register;
  }

  /** Nothing refers to registers as they were any more. */
  forget(): void {
    // Emptying an empty map costs as much as making one.
    if (this.outstanding.size > 0) this.outstanding.clear();
  }
}

export class RegionState {
  readonly gpr: RegisterLocals;
  readonly xmm: RegisterLocals;
  readonly groups: PageGroups;
  /** Places that locals for intermediate results hold, within an instruction. */
  private readonly places = new Map<number, Place>();
  readonly fuel: number;
  /** What the locals hold of the flags; undefined: the register file has them. */
  known: KnownFlags;
  /** True if the register file does not have the flags yet. It gets them wherever ways meet. */
  unsaved = false;
  private readonly a: number;
  private readonly b: number;
  private readonly r: number;
  private readonly c: number;
  /** Locals for intermediate results by type, used anew in each instruction. */
  private readonly pools = new Map<ValueType, { locals: number[]; used: number }>();

  constructor(private readonly fn: FunctionBuilder) {
    this.groups = new PageGroups(fn);
    this.gpr = new RegisterLocals(fn, 'i64', (type) => this.temporary(type), {
      copied: (register, copy) => { this.places.set(copy, this.groups.placeOf(register)); },
      changes: (register, value) => { this.groups.assign(register, this.placeOf(value)); },
    });
    this.xmm = new RegisterLocals(fn, 'v128', (type) => this.temporary(type));
    this.fuel = fn.newLocal('i32');
    this.a = fn.newLocal('i64');
    this.b = fn.newLocal('i64');
    this.r = fn.newLocal('i64');
    this.c = fn.newLocal('i32');
  }

  temporary(type: ValueType): number {
    let pool = this.pools.get(type);
    if (!pool) this.pools.set(type, (pool = { locals: [], used: 0 }));
    if (pool.used === pool.locals.length) pool.locals.push(this.fn.newLocal(type));
    return pool.locals[pool.used++];
  }

  let(value: Value): Value {
    if (value.isConstant || value.immediate === Immediate.local) return value;
    const index = this.temporary(value.type);
    const place = this.placeOf(value);
    if (place) this.places.set(index, place);
    this.fn.set(index, value);
    return local(value.type, index);
  }

  /** The value as a register's value at some point plus a constant, if it is one. */
  placeOf(value: Value): Place | undefined {
    if (value.type !== 'i64') return undefined;
    const constant = value.i64Constant;
    if (constant !== undefined) return constant >= 0n && constant < FIXED_END ? this.groups.placeAt(Number(constant)) : undefined;
    if (value.op === OP_LOCAL_GET) {
      const register = this.gpr.registerIn(value.data as number);
      return register === undefined ? this.places.get(value.data as number) : this.groups.placeOf(register);
    }
    const [base, added] = value.operands;
    const by = value.op === OP_I64_ADD || value.op === OP_I64_SUB ? added.i64Constant : undefined;
    const place = by === undefined || by > FARTHEST || by < -FARTHEST ? undefined : this.placeOf(base);
    return place && { anchor: place.anchor, offset: place.offset + Number(value.op === OP_I64_ADD ? by! : -by!) };
  }

  endInstruction(): void {
    if (this.places.size > 0) this.places.clear();
    this.gpr.forget();
    this.xmm.forget();
    for (const pool of this.pools.values()) pool.used = 0;
  }

  // Flags.

  /** Notes an operation whose flags nobody has asked for yet. The values are i32 or i64 by size. */
  setOperation(kind: FlagKind.add | FlagKind.sub | FlagKind.logic | FlagKind.compare, size: IntegerSize, a?: Value, b?: Value, r?: Value): void {
    const w = width(size);
    if (a) this.fn.set(this.a, w.zeroExtend64(a));
    if (b) this.fn.set(this.b, w.zeroExtend64(b));
    if (r) this.fn.set(this.r, w.zeroExtend64(r));
    this.known = { kind, size };
    this.unsaved = true;
  }

  setParts(parts: CompleteFlags): void {
    const carry = this.let(parts.carry), aux = this.let(parts.aux), overflow = this.let(parts.overflow);
    this.fn.set(this.r, parts.result);
    this.fn.set(this.a, aux);
    this.fn.set(this.b, overflow);
    this.fn.set(this.c, carry);
    this.known = PARTS;
    this.unsaved = true;
  }

  private operands(size: IntegerSize): [a: Value, b: Value, r: Value] {
    const narrow = (index: number): Value => (size === 8 ? local('i64', index) : i32.wrap_i64(local('i64', index)));
    return [narrow(this.a), narrow(this.b), narrow(this.r)];
  }

  /** The flags' parts as expressions; `settle` is called where only the register file has them. */
  parts(settle: () => void): CompleteFlags {
    if (!this.known) settle();
    const { kind, size } = this.known ?? { kind: FlagKind.parts, size: 8 };
    const [a, b, r] = this.operands(size);
    switch (kind) {
      case FlagKind.add: return flagsOfAdd(size, a, b, r);
      case FlagKind.sub: return flagsOfSub(size, a, b, r);
      case FlagKind.logic: return flagsOfLogic(size, r);
      case FlagKind.compare: return flagsOfCompare(a, b);
      default: return { result: local('i64', this.r), aux: local('i64', this.a), overflow: local('i64', this.b), carry: local('i32', this.c) };
    }
  }

  condition(condition: Condition, settle: () => void): Value {
    const direct = this.known && this.direct(condition, this.known);
    return direct ?? conditionOf(condition, this.parts(settle));
  }

  /** Conditions of a comparison or of a logic operation as one comparison. */
  private direct(condition: Condition, { kind, size }: NonNullable<KnownFlags>): Value | undefined {
    if (kind === FlagKind.add || kind === FlagKind.parts) return undefined;
    const wide = size === 8;
    const [a, b, r] = this.operands(size);
    if (kind === FlagKind.compare) return conditionOfCompare(condition, a, b);
    const ops = wide ? i64 : i32;
    const signed = width(size).signExtend;
    const zero = width(size).const(0);
    switch (condition) {
      case Condition.s: return ops.lt_s(signed(r), zero);
      case Condition.ns: return ops.ge_s(signed(r), zero);
      default:
    }
    if (kind === FlagKind.logic) {
      switch (condition) {
        case Condition.e: case Condition.be: return width(size).eqz(r);
        case Condition.ne: case Condition.a: return ops.ne(r, zero);
        case Condition.l: return ops.lt_s(signed(r), zero);
        case Condition.ge: return ops.ge_s(signed(r), zero);
        case Condition.le: return ops.le_s(signed(r), zero);
        case Condition.g: return ops.gt_s(signed(r), zero);
        case Condition.b: case Condition.o: return i32.const(0);
        case Condition.ae: case Condition.no: return i32.const(1);
        default: return undefined;
      }
    }
    switch (condition) {
      case Condition.e: return ops.eq(a, b);
      case Condition.ne: return ops.ne(a, b);
      case Condition.b: return ops.lt_u(a, b);
      case Condition.ae: return ops.ge_u(a, b);
      case Condition.be: return ops.le_u(a, b);
      case Condition.a: return ops.gt_u(a, b);
      case Condition.l: return ops.lt_s(signed(a), signed(b));
      case Condition.ge: return ops.ge_s(signed(a), signed(b));
      case Condition.le: return ops.le_s(signed(a), signed(b));
      case Condition.g: return ops.gt_s(signed(a), signed(b));
      default: return undefined;
    }
  }

  /** Computes the parts where only the register file has the flags. */
  settleUnknown(settleFlags: number): void {
    const { fn } = this;
    fn.if(i32.load(i32.const(FLAG_KIND)), 'unlikely');
    fn.call(settleFlags, []);
    fn.end();
    fn.set(this.r, i64.load(i32.const(FLAG_RESULT)));
    fn.set(this.a, i64.load(i32.const(FLAG_AUX)));
    fn.set(this.b, i64.load(i32.const(FLAG_OVERFLOW)));
    fn.set(this.c, i32.load(i32.const(FLAG_CARRY)));
    this.known = PARTS;
  }

  /** Gives the flags to the register file. */
  saveFlags(): void {
    this.storeFlags();
    this.unsaved = false;
  }

  /** The same where the code that follows does not come along. */
  storeFlags(): void {
    if (!this.unsaved) return;
    const { kind, size } = this.known!;
    const store = (at: number, index: number): void => this.fn.store(STORE.i64, i32.const(at), local('i64', index));
    this.fn.store(STORE.i32, i32.const(FLAG_KIND), i32.const(kind === FlagKind.parts ? kind : kind + Math.log2(size)));
    if (kind !== FlagKind.logic) {
      store(FLAG_AUX, this.a);
      store(FLAG_OVERFLOW, this.b);
    }
    if (kind !== FlagKind.compare) store(FLAG_RESULT, this.r);
    if (kind === FlagKind.parts) this.fn.store(STORE.i32, i32.const(FLAG_CARRY), local('i32', this.c));
  }

  // Where registers are.

  get holding(): Holding {
    const { gpr, xmm } = this;
    return { valid: { gpr: gpr.valid, xmm: xmm.valid }, dirty: { gpr: gpr.dirty, xmm: xmm.dirty } };
  }

  hold({ valid, dirty }: Holding): void {
    this.gpr.valid = valid.gpr;
    this.gpr.dirty = dirty.gpr;
    this.xmm.valid = valid.xmm;
    this.xmm.dirty = dirty.xmm;
  }

  loadRegisters(registers: RegisterSet): void {
    this.gpr.load(registers.gpr);
    this.xmm.load(registers.xmm);
  }

  /** Stores what is dirty, without what is in `kept`; it stays dirty for the code that follows. */
  storeRegisters(kept: RegisterSet = NO_REGISTERS): void {
    this.gpr.store(~kept.gpr);
    this.xmm.store(~kept.xmm);
  }

  /**
   * At the end of a path through a part of an instruction: what it has changed that was in no local `before` goes to the register
   * file, because the other paths have no value for it.
   */
  endPath(before: Holding): Holding {
    const { gpr, xmm } = this;
    const lost = without(this.holding.dirty, before.valid);
    gpr.store(lost.gpr);
    xmm.store(lost.xmm);
    gpr.dirty &= ~lost.gpr;
    xmm.dirty &= ~lost.xmm;
    return this.holding;
  }

  // Entry and exit.

  /** The instruction that the loop counted when it entered is given back. */
  begin(): void {
    this.fn.set(this.fuel, i32.add(i32.load(i32.const(FUEL)), i32.const(1)));
  }

  finish(): void {
    this.fn.store(STORE.i32, i32.const(FUEL), local('i32', this.fuel));
  }
}
