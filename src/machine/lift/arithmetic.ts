/** Addition, subtraction, logic, comparison, and the atomic read-modify-write forms (LOCK changes nothing: one processor at a time). */
import { Mnemonic } from '../decode/iced';
import { i32, i64, select } from '../wasm/ops';
import type { Value } from '../wasm/value';
import { Gpr } from '../api';
import type { Emitter, IntegerSize, Lift, LiftTable } from './emitter';
import { flagsOfAdd, flagsOfSub, Rflags } from './flags';
import { width, type Width } from './width';

function sizeOf(e: Emitter): IntegerSize {
  return e.form.operands[0].size as IntegerSize;
}

const add: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.readModify(0), b = e.read(1);
  const r = e.let(w.zeroExtend(w.add(a, b)));
  e.flagsAdd(w.size, a, b, r);
  e.write(0, r);
};

const sub: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.readModify(0), b = e.read(1);
  const r = e.let(w.zeroExtend(w.sub(a, b)));
  e.flagsSub(w.size, a, b, r);
  e.write(0, r);
};

const cmp: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.read(0), b = e.read(1);
  e.flagsSub(w.size, a, b, e.let(w.zeroExtend(w.sub(a, b))));
};

const neg: Lift = (e) => {
  const w = width(sizeOf(e));
  const b = e.readModify(0);
  const zero = w.const(0);
  const r = e.let(w.zeroExtend(w.sub(zero, b)));
  e.flagsSub(w.size, zero, b, r);
  e.write(0, r);
};

const not: Lift = (e) => {
  const w = width(sizeOf(e));
  e.write(0, w.zeroExtend(w.xor(e.readModify(0), w.const(-1))));
};

function carryAs(w: Width, e: Emitter): Value {
  const carry = e.carry();
  return w.size === 8 ? e.let(i64.extend_i32_u(carry)) : carry;
}

const adc: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.readModify(0), b = e.read(1), c = carryAs(w, e);
  const partial = e.let(w.zeroExtend(w.add(a, b)));
  const r = e.let(w.zeroExtend(w.add(partial, c)));
  e.setFlags(flagsOfAdd(w.size, a, b, r, i32.or(w.ltU(partial, a), w.ltU(r, partial))));
  e.write(0, r);
};

const sbb: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.readModify(0), b = e.read(1), c = carryAs(w, e);
  const partial = e.let(w.zeroExtend(w.sub(a, b)));
  const r = e.let(w.zeroExtend(w.sub(partial, c)));
  e.setFlags(flagsOfSub(w.size, a, b, r, i32.or(w.ltU(a, b), w.ltU(partial, c))));
  e.write(0, r);
};

function logic(operation: 'and' | 'or' | 'xor'): Lift {
  return (e) => {
    const w = width(sizeOf(e));
    const a = e.readModify(0);
    const r = e.let(w[operation](a, e.read(1)));
    e.flagsLogic(w.size, r);
    e.write(0, r);
  };
}

const test: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.read(0);
  e.flagsLogic(w.size, e.let(w.and(a, e.read(1))));
};

/** INC and DEC leave the carry. */
function step(by: 'add' | 'sub'): Lift {
  return (e) => {
    const w = width(sizeOf(e));
    const a = e.readModify(0);
    const one = w.const(1);
    const r = e.let(w.zeroExtend(w[by](a, one)));
    const { result, aux, overflow } = (by === 'add' ? flagsOfAdd : flagsOfSub)(w.size, a, one, r);
    e.setFlags({ result, aux, overflow });
    e.write(0, r);
  };
}

const xadd: Lift = (e) => {
  const w = width(sizeOf(e));
  const a = e.readModify(0), b = e.read(1);
  const r = e.let(w.zeroExtend(w.add(a, b)));
  e.flagsAdd(w.size, a, b, r);
  // With one register as both operands the sum stays.
  e.write(1, a);
  e.write(0, r);
};

const cmpxchg: Lift = (e) => {
  const w = width(sizeOf(e));
  const old = e.readModify(0), wanted = e.read(1);
  const accumulator = e.readGpr(Gpr.rax, w.size);
  const equal = e.let(w.eqz(w.xor(accumulator, old)));
  e.flagsSub(w.size, accumulator, old, e.let(w.zeroExtend(w.sub(accumulator, old))));
  // Memory is written in any case, as the processor does; a register only if equal (its upper half then stays in 32 bits).
  if (e.form.operands[0].kind === 'memory') e.write(0, select(equal, wanted, old));
  else e.if(equal, () => e.write(0, wanted));
  e.ifRare(i32.eqz(equal), () => e.writeGpr(Gpr.rax, w.size, old));
};

/** Sets ZF and leaves the other flags. */
function setZero(e: Emitter, zero: Value): void {
  const others = i32.and(e.readArithmeticFlags(), i32.const(~Rflags.zero));
  e.writeArithmeticFlags(i32.or(others, i32.shl(zero, i32.const(6))));
}

const cmpxchg8b: Lift = (e) => {
  const old = e.readModify(0);
  const pair = (high: Gpr, low: Gpr): Value =>
    i64.or(i64.shl(e.readGpr(high, 8), i64.const(32)), i64.extend_i32_u(e.readGpr(low, 4)));
  const equal = e.let(i64.eq(old, e.let(pair(Gpr.rdx, Gpr.rax))));
  const wanted = e.let(pair(Gpr.rcx, Gpr.rbx));
  e.write(0, select(equal, wanted, old));
  setZero(e, equal);
  e.ifRare(i32.eqz(equal), () => {
    e.writeGpr(Gpr.rax, 4, i32.wrap_i64(old));
    e.writeGpr(Gpr.rdx, 4, i32.wrap_i64(i64.shr_u(old, i64.const(32))));
  });
};

const cmpxchg16b: Lift = (e) => {
  const low = e.linearAddress(0);
  const high = e.let(i64.add(low, i64.const(8)));
  e.ifRare(i64.ne(i64.and(low, i64.const(15)), i64.const(0)), () => e.trap('general-protection'));
  const oldLow = e.load(low, 8), oldHigh = e.load(high, 8);
  const equal = e.let(i32.and(i64.eq(oldLow, e.readGpr(Gpr.rax, 8)), i64.eq(oldHigh, e.readGpr(Gpr.rdx, 8))));
  // Aligned, so both halves are on one page: if the first can be written, so can the second.
  e.store(low, 8, select(equal, e.readGpr(Gpr.rbx, 8), oldLow));
  e.store(high, 8, select(equal, e.readGpr(Gpr.rcx, 8), oldHigh));
  setZero(e, equal);
  e.ifRare(i32.eqz(equal), () => {
    e.writeGpr(Gpr.rax, 8, oldLow);
    e.writeGpr(Gpr.rdx, 8, oldHigh);
  });
};

export const arithmeticLifts: LiftTable = {
  [Mnemonic.Add]: add,
  [Mnemonic.Sub]: sub,
  [Mnemonic.Cmp]: cmp,
  [Mnemonic.Neg]: neg,
  [Mnemonic.Not]: not,
  [Mnemonic.Adc]: adc,
  [Mnemonic.Sbb]: sbb,
  [Mnemonic.And]: logic('and'),
  [Mnemonic.Or]: logic('or'),
  [Mnemonic.Xor]: logic('xor'),
  [Mnemonic.Test]: test,
  [Mnemonic.Inc]: step('add'),
  [Mnemonic.Dec]: step('sub'),
  [Mnemonic.Xadd]: xadd,
  [Mnemonic.Cmpxchg]: cmpxchg,
  [Mnemonic.Cmpxchg8b]: cmpxchg8b,
  [Mnemonic.Cmpxchg16b]: cmpxchg16b,
};
