/**
 * The translator's back end: emits the instructions of a region one after the other into one function, with registers in
 * locals. An access that cannot be served, a trap and anything else out of the ordinary leaves the region in front of the
 * instruction; the interpreter then meets the same again and deals with it.
 */
import type { DecodedInstruction } from '../decode/iced';
import { FS_BASE, GPR, GS_BASE, HELPER_RESULT, TLB, TLB_DELTA, TLB_WRITE_TAG, XMM, ZERO, FlagKind } from '../layout';
import type { Condition, Emitter, Field, FlagParts, InstructionForm, IntegerSize, Trap } from '../lift/emitter';
import { arithmeticFlags, partsFromFlags } from '../lift/flags';
import { tlbEntry } from '../interpret/generated-code';
import { FIELD_ADDRESS, loadOp, storeOp } from '../interpret/interpreter-emitter';
import { AccessKind } from '../memory/access-kind';
import type { FunctionBuilder, Likelihood } from '../wasm/function-builder';
import type { HelperName } from '../wasm/helpers';
import { STORE, call, constant64, f32, f64, i32, i64, local, select } from '../wasm/ops';
import { f32x4, f64x2, i32x4, i64x2, v128 } from '../wasm/simd';
import { late, type Value, type ValueType } from '../wasm/value';
import type { Late } from '../wasm/byte-writer';
import type { Anchored, PageGroup } from './page-groups';
import type { RegionState } from './region-state';
import { union } from './register-use';

/** How an instruction ended, as far as control goes. */
export type Control =
  | { kind: 'next' }
  | { kind: 'branch'; condition: Value }
  | { kind: 'direct' }
  | { kind: 'computed'; target: Value };

export class RegionEmitter implements Emitter {
  form!: InstructionForm;
  control: Control = { kind: 'next' };
  private instruction!: DecodedInstruction;
  /** False where nobody can see the flags of the current instruction. */
  private flagsMatter = true;
  private address: Value | undefined;
  private modifyHost: Value | undefined;

  constructor(
    private readonly fn: FunctionBuilder, private readonly state: RegionState, private readonly helperIndex: (name: HelperName) => number,
    /** Leaves the region in front of the current instruction; `missed`: because the TLB does not have a page. */
    private readonly leave: (missed?: 'missed') => void,
    /** True if the instruction at the address has been seen to miss the TLB often. */
    private readonly misses: (address: number) => boolean,
  ) {}

  begin(instruction: DecodedInstruction, flagsMatter: boolean): void {
    this.flagsMatter = flagsMatter;
    this.instruction = instruction;
    this.form = instruction;
    this.address = undefined;
    this.modifyHost = undefined;
    this.control = { kind: 'next' };
  }

  end(): void {
    this.state.endInstruction();
  }

  let(value: Value): Value {
    return this.state.let(value);
  }

  // Registers.

  private static number(address: number): number {
    return (address - GPR) >> 3;
  }

  private readRegister(address: number, size: number): Value {
    const whole = this.state.gpr.get(RegionEmitter.number(address));
    if (size === 8) return whole;
    const low = i32.wrap_i64(whole);
    if (size === 4) return low;
    if (size === 2) return i32.and(low, i32.const(0xffff));
    return i32.and((address & 7) === 1 ? i32.shr_u(low, i32.const(8)) : low, i32.const(0xff));
  }

  private writeRegister(address: number, size: number, value: Value): void {
    const register = RegionEmitter.number(address);
    const { gpr } = this.state;
    if (size === 8) {
      gpr.set(register, value);
    } else if (size === 4) {
      gpr.set(register, i64.extend_i32_u(value));
    } else {
      const shift = (address & 7) === 1 ? 8 : 0;
      const mask = (size === 2 ? 0xffffn : 0xffn) << BigInt(shift);
      const part = i64.and(i64.shl(i64.extend_i32_u(value), i64.const(shift)), i64.const(mask));
      gpr.set(register, i64.or(i64.and(gpr.get(register), i64.const(~mask)), part));
    }
  }

  readGpr(register: number, size: IntegerSize): Value {
    return this.readRegister(GPR + register * 8, size);
  }

  writeGpr(register: number, size: IntegerSize, value: Value): void {
    this.writeRegister(GPR + register * 8, size, value);
  }

  readAh(): Value {
    return this.readRegister(GPR + 1, 1);
  }

  writeAh(value: Value): void {
    this.writeRegister(GPR + 1, 1, value);
  }

  // Memory.

  effectiveAddress(_i: number): Value {
    if (this.address) return this.address;
    const { memory, base, index, scale, displacement } = this.instruction;
    if (!memory) throw new Error('no memory operand');
    let sum: Value | undefined;
    const add = (value: Value): void => { sum = sum ? i64.add(sum, value) : value; };
    if (memory.base && base !== ZERO) add(this.readRegister(base, 8));
    if (memory.index) add(i64.shl(this.readRegister(index, 8), i64.const(scale)));
    const offset = constant64(displacement);
    let address = sum ? i64.add(sum, offset) : offset;
    if (memory.address32) address = i64.and(address, i64.const(0xffffffffn));
    return (this.address = this.let(address));
  }

  linearAddress(i: number): Value {
    const address = this.effectiveAddress(i);
    const segment = this.instruction.memory!.segment;
    if (segment === 'none') return address;
    return this.let(i64.add(address, i64.load(i32.const(segment === 'fs' ? FS_BASE : GS_BASE))));
  }

  /**
   * Emits an access: `use` is called with the host address to use, which comes from the group of accesses (page-groups.ts) or from
   * the TLB. A miss leaves the region: with a call in its place V8's register allocation takes three times as long, and the
   * interpreter is good enough for what is rare. Where misses have turned out to be frequent, the address is asked for by a
   * call; `use` is called for both ways then.
   */
  private access(address: Value, size: number, kind: AccessKind, use: (host: Value, offset: number | Late) => void): void {
    const { fn, state } = this;
    const place = state.placeOf(address);
    const at = state.let(address);
    const group = place && state.groups.find(place, size, kind);
    const careful = group ? group.careful : this.misses(this.instruction.address);
    const unlessHit = (hit: Value): void => {
      if (careful) {
        fn.if(hit, 'likely');
        return;
      }
      fn.if(i32.eqz(hit), 'unlikely');
      this.leave('missed');
      fn.end();
    };
    let opened: PageGroup | undefined;
    if (group) {
      if (careful) fn.if(local('i32', group.host), 'likely');
      use(local('i32', group.host), group.fromLow(place.offset));
    } else if (place) {
      opened = state.groups.open(place, size, kind, careful);
      const low = state.let(i64.add(at, late('i64', opened.toLow(place.offset))));
      const entry = state.let(tlbEntry(low));
      const high = i64.add(at, late('i64', opened.toHigh(place.offset)));
      unlessHit(i64.eq(i64.load(entry, opened.tag), i64.and(high, i64.const(-4096))));
      fn.set(opened.host, i32.add(i32.wrap_i64(low), i32.load(entry, TLB + TLB_DELTA)));
      use(local('i32', opened.host), opened.fromLow(place.offset));
    } else {
      const entry = state.let(tlbEntry(at));
      const last = size === 1 ? at : i64.add(at, i64.const(size - 1));
      const tag = i64.load(entry, kind === AccessKind.read ? TLB : TLB + TLB_WRITE_TAG);
      unlessHit(i64.eq(tag, i64.and(last, i64.const(-4096))));
      use(i32.add(i32.wrap_i64(at), i32.load(entry, TLB + TLB_DELTA)), 0);
    }
    if (!careful) return;
    fn.else();
    if (opened) fn.set(opened.host, i32.const(0));
    const host = state.temporary('i32');
    fn.set(host, call('i32', this.helperIndex('locate'), [at, i32.const(size), i32.const(kind)]));
    fn.if(i32.eqz(local('i32', host)), 'unlikely');
    this.leave();
    fn.end();
    use(local('i32', host), 0);
    fn.end();
  }

  private loadValue(load: (host: Value, offset: number | Late) => Value, type: ValueType, address: Value, size: number): Value {
    const loaded = this.state.temporary(type);
    this.access(address, size, AccessKind.read, (host, offset) => this.fn.set(loaded, load(host, offset)));
    return local(type, loaded);
  }

  private storeValue(op: number, address: Value, size: number, value: Value): void {
    const kept = this.let(value);
    this.access(address, size, AccessKind.write, (host, offset) => this.fn.store(op, host, kept, offset));
  }

  load(address: Value, size: IntegerSize): Value {
    return this.loadValue(loadOp(size), size === 8 ? 'i64' : 'i32', address, size);
  }

  store(address: Value, size: IntegerSize, value: Value): void {
    this.storeValue(storeOp(size), address, size, value);
  }

  // Integer operands.

  read(i: number): Value {
    const { kind, size } = this.form.operands[i];
    switch (kind) {
      case 'gpr': return this.readRegister(this.instruction.registers[i], size);
      case 'memory': return this.load(this.linearAddress(i), size as IntegerSize);
      case 'immediate': return size === 8 ? constant64(this.instruction.immediate) : i32.const(Number(BigInt.asIntN(32, this.instruction.immediate)));
      case 'target': return constant64(this.instruction.immediate);
      default: throw new Error(`operand ${i} is no integer`);
    }
  }

  readModify(i: number): Value {
    const { kind, size } = this.form.operands[i];
    if (kind !== 'memory') return this.read(i);
    const found = this.state.temporary('i32');
    this.access(this.linearAddress(i), size, AccessKind.modify, (host, offset) => {
      this.fn.set(found, typeof offset === 'number' ? host : i32.add(host, late('i32', offset)));
    });
    this.modifyHost = local('i32', found);
    return this.let(loadOp(size)(this.modifyHost));
  }

  write(i: number, value: Value): void {
    const { kind, size } = this.form.operands[i];
    if (kind === 'gpr') {
      this.writeRegister(this.instruction.registers[i], size, value);
    } else if (kind === 'memory') {
      if (this.modifyHost) {
        this.fn.store(storeOp(size), this.modifyHost, value);
      } else {
        this.storeValue(storeOp(size), this.linearAddress(i), size, value);
      }
    } else {
      throw new Error(`operand ${i} cannot be written`);
    }
  }

  staticImmediate(_i: number): number {
    return Number(this.instruction.immediate);
  }

  // XMM operands.

  private xmmNumber(i: number): number {
    return (this.instruction.registers[i] - XMM) >> 4;
  }

  private checkAligned(i: number, aligned: boolean): void {
    if (!aligned || this.form.operands[i].size !== 16) return;
    this.fn.if(i64.ne(i64.and(this.linearAddress(i), i64.const(15)), i64.const(0)), 'unlikely');
    this.leave();
    this.fn.end();
  }

  readV128(i: number, aligned = true): Value {
    const { kind, size } = this.form.operands[i];
    if (kind === 'xmm') return this.state.xmm.get(this.xmmNumber(i));
    this.checkAligned(i, aligned);
    const load = size === 4 ? v128.load32_zero : size === 8 ? v128.load64_zero : v128.load;
    return this.loadValue(load, 'v128', this.linearAddress(i), size);
  }

  writeV128(i: number, value: Value, aligned = true): void {
    if (this.form.operands[i].kind === 'xmm') {
      this.state.xmm.set(this.xmmNumber(i), value);
      return;
    }
    const kept = this.let(value);
    this.checkAligned(i, aligned);
    this.storeValue(STORE.v128, this.linearAddress(i), 16, kept);
  }

  readXmm(register: number): Value {
    return this.state.xmm.get(register);
  }

  writeXmm(register: number, value: Value): void {
    this.state.xmm.set(register, value);
  }

  readLane(i: number, type: Exclude<ValueType, 'v128'>): Value {
    if (this.form.operands[i].kind === 'xmm') {
      const whole = this.state.xmm.get(this.xmmNumber(i));
      switch (type) {
        case 'i32': return i32x4.extract_lane(whole, 0);
        case 'i64': return i64x2.extract_lane(whole, 0);
        case 'f32': return f32x4.extract_lane(whole, 0);
        case 'f64': return f64x2.extract_lane(whole, 0);
      }
    }
    const load = type === 'i32' ? i32.load : type === 'i64' ? i64.load : type === 'f32' ? f32.load : f64.load;
    return this.loadValue(load, type, this.linearAddress(i), type === 'i32' || type === 'f32' ? 4 : 8);
  }

  writeLane(i: number, value: Value): void {
    const type = value.type as Exclude<ValueType, 'v128'>;
    if (this.form.operands[i].kind === 'xmm') {
      const register = this.xmmNumber(i);
      const lanes = type === 'i32' ? i32x4 : type === 'i64' ? i64x2 : type === 'f32' ? f32x4 : f64x2;
      this.state.xmm.set(register, lanes.replace_lane(this.state.xmm.get(register), 0, value));
      return;
    }
    this.storeValue(STORE[type], this.linearAddress(i), type === 'i32' || type === 'f32' ? 4 : 8, value);
  }

  // Flags.

  private readonly settle = (): void => this.state.settleUnknown(this.helperIndex('settleFlags'));

  flagsAdd(size: IntegerSize, a: Value, b: Value, r: Value): void {
    if (this.flagsMatter) this.state.setOperation(FlagKind.add, size, a, b, r);
  }

  flagsSub(size: IntegerSize, a: Value, b: Value, r: Value): void {
    if (this.flagsMatter) this.state.setOperation(FlagKind.sub, size, a, b, r);
  }

  flagsLogic(size: IntegerSize, r: Value): void {
    if (this.flagsMatter) this.state.setOperation(FlagKind.logic, size, undefined, undefined, r);
  }

  flagsCompare(a: Value, b: Value): void {
    const bits = (value: Value): Value => (value.type === 'f32' ? i32.reinterpret_f32(value) : i64.reinterpret_f64(value));
    this.state.setOperation(FlagKind.compare, a.type === 'f32' ? 4 : 8, bits(a), bits(b));
  }

  setFlags(parts: FlagParts): void {
    if (!this.flagsMatter) return;
    const { result, aux, overflow, carry } = parts;
    if (result && aux && overflow && carry) {
      this.state.setParts({ result, aux, overflow, carry });
      return;
    }
    const old = this.state.parts(this.settle);
    const keep = (wanted: Value | undefined, before: Value): Value => this.let(wanted ?? before);
    this.state.setParts({
      result: keep(result, old.result), aux: keep(aux, old.aux), overflow: keep(overflow, old.overflow), carry: keep(carry, old.carry),
    });
  }

  setFlagsIf(condition: Value, parts: FlagParts): void {
    if (!this.flagsMatter) return;
    const known = condition.i32Constant;
    if (known !== undefined) {
      if (known !== 0) this.setFlags(parts);
      return;
    }
    const old = this.state.parts(this.settle);
    const test = this.let(condition);
    const choose = (wanted: Value | undefined, before: Value): Value => this.let(wanted ? select(test, wanted, before) : before);
    this.state.setParts({
      result: choose(parts.result, old.result), aux: choose(parts.aux, old.aux), overflow: choose(parts.overflow, old.overflow), carry: choose(parts.carry, old.carry),
    });
  }

  carry(): Value {
    return this.let(this.state.parts(this.settle).carry);
  }

  condition(condition: Condition): Value {
    return this.let(this.state.condition(condition, this.settle));
  }

  readArithmeticFlags(): Value {
    return this.let(arithmeticFlags(this.state.parts(this.settle)));
  }

  writeArithmeticFlags(flags: Value): void {
    this.state.setParts(partsFromFlags(this.let(flags)));
  }

  readField(field: Field): Value {
    const address = i32.const(FIELD_ADDRESS[field]);
    return this.let(field === 'fsBase' || field === 'gsBase' ? i64.load(address) : i32.load(address));
  }

  writeField(field: Field, value: Value): void {
    this.fn.store(value.type === 'i64' ? STORE.i64 : STORE.i32, i32.const(FIELD_ADDRESS[field]), value);
  }

  // Control.

  if(condition: Value, then: () => void, otherwise?: () => void): void {
    this.either(condition, undefined, then, otherwise);
  }

  ifRare(condition: Value, then: () => void): void {
    this.either(condition, 'unlikely', then);
  }

  private either(condition: Value, likelihood: Likelihood | undefined, then: () => void, otherwise?: () => void): void {
    // Copies of registers that are made inside would be missing on the other path.
    this.state.gpr.preserveAll();
    this.state.xmm.preserveAll();
    const { address, modifyHost } = this;
    const { known, groups } = this.state;
    this.state.saveFlags();
    const before = groups.known;
    const { holding } = this.state;
    let { valid, dirty } = holding;
    const paths: Anchored[] = [];
    const restore = (): void => {
      const end = this.state.endPath(holding);
      valid = { gpr: valid.gpr & end.valid.gpr, xmm: valid.xmm & end.valid.xmm };
      dirty = union(dirty, end.dirty);
      this.state.hold(holding);
      this.address = address;
      this.modifyHost = modifyHost;
      this.state.gpr.forget();
      this.state.xmm.forget();
      paths.push(groups.known);
      groups.begin(before);
    };
    let changed = false;
    this.fn.if(condition, likelihood);
    then();
    this.state.saveFlags();
    changed ||= this.state.known !== known;
    this.state.known = known;
    restore();
    if (otherwise) {
      this.fn.else();
      otherwise();
      this.state.saveFlags();
      changed ||= this.state.known !== known;
      this.state.known = known;
      restore();
    }
    this.fn.end();
    this.state.hold({ valid, dirty });
    groups.join(before, paths);
    if (changed) this.state.known = undefined;
  }

  trap(_kind: Trap): void {
    this.leave();
  }

  unsupported(): void {
    this.leave();
  }

  nextAddress(): Value {
    return i64.const(this.instruction.address + this.instruction.length);
  }

  jump(_kind: 'jump' | 'call' | 'return', target?: Value): void {
    this.control = target ? { kind: 'computed', target: this.let(target) } : { kind: 'direct' };
  }

  branch(condition: Value): void {
    this.control = { kind: 'branch', condition: this.let(condition) };
  }

  stop(): void {
    throw new Error('an instruction that stops is not translated');
  }

  timestamp(): Value {
    throw new Error('RDTSC is not translated');
  }

  call(helper: HelperName, type: ValueType, args: readonly Value[]): Value {
    return this.let(call(type, this.helperIndex(helper), args));
  }

  helperResult(): Value {
    return this.let(i64.load(i32.const(HELPER_RESULT)));
  }

  callWithRegisters(): void {
    throw new Error('an instruction that works on the register file is not translated');
  }
}

