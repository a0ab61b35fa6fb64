/** Moves, stack, exchanges and conversions between sizes. */
import { Mnemonic } from '../decode/iced';
import { i32, i64, select } from '../wasm/ops';
import { Gpr } from '../api';
import type { Emitter, IntegerSize, Lift, LiftTable } from './emitter';
import { Condition } from './emitter';
import { width } from './width';

const RSP = Gpr.rsp as number;

const mov: Lift = (e) => e.write(0, e.read(1));

function extend(signed: boolean): Lift {
  return (e) => {
    const to = width(e.form.operands[0].size);
    const from = width(e.form.operands[1].size);
    const wide = signed ? from.signExtend64(e.read(1)) : from.zeroExtend64(e.read(1));
    e.write(0, to.from64(wide));
  };
}

const lea: Lift = (e) => e.write(0, width(e.form.operands[0].size).from64(e.effectiveAddress(1)));

/** Stores below the stack pointer, then moves it. */
export function pushValue(e: Emitter, size: IntegerSize, value: ReturnType<Emitter['read']>): void {
  const top = e.let(i64.sub(e.readGpr(RSP, 8), i64.const(size)));
  e.store(top, size, value);
  e.writeGpr(RSP, 8, top);
}

const push: Lift = (e) => {
  const size = e.form.operands[0].size as IntegerSize;
  pushValue(e, size, e.read(0));
};

const pop: Lift = (e) => {
  const { kind, size } = e.form.operands[0];
  // POP to memory addresses with the moved RSP and has to be atomic; no compiler emits it.
  if (kind !== 'gpr') return e.unsupported();
  const top = e.readGpr(RSP, 8);
  const value = e.load(top, size as IntegerSize);
  e.writeGpr(RSP, 8, i64.add(top, i64.const(size)));
  e.write(0, value);
};

const leave: Lift = (e) => {
  const frame = e.readGpr(Gpr.rbp, 8);
  const saved = e.load(frame, 8);
  e.writeGpr(RSP, 8, i64.add(frame, i64.const(8)));
  e.writeGpr(Gpr.rbp, 8, saved);
};

const xchg: Lift = (e) => {
  const first = e.readModify(0);
  const second = e.read(1);
  e.write(0, second);
  e.write(1, first);
};

/** AL -> AX -> EAX -> RAX: doubles the accumulator. */
function widenAccumulator(size: 2 | 4 | 8): Lift {
  return (e) => {
    const half = width(size / 2);
    e.writeGpr(Gpr.rax, size, width(size).from64(half.signExtend64(e.readGpr(Gpr.rax, half.size))));
  };
}

/** Fills rDX with the sign of rAX. */
function signIntoRdx(size: 2 | 4 | 8): Lift {
  return (e) => {
    const w = width(size);
    const sign = w.shrS(w.signExtend(e.readGpr(Gpr.rax, size)), w.const(size === 8 ? 63 : 31));
    e.writeGpr(Gpr.rdx, size, w.zeroExtend(sign));
  };
}

const bswap: Lift = (e) => {
  const value = e.read(0);
  if (e.form.operands[0].size === 4) {
    const even = i32.and(i32.rotl(value, i32.const(8)), i32.const(0x00ff00ff));
    e.write(0, i32.or(even, i32.and(i32.rotr(value, i32.const(8)), i32.const(0xff00ff00 | 0))));
    return;
  }
  if (e.form.operands[0].size === 2) {
    // Undefined by the SDM; processors clear the 16 bits.
    e.write(0, i32.const(0));
    return;
  }
  const swap = (v: typeof value, mask: bigint, count: number) =>
    e.let(i64.or(i64.shl(i64.and(v, i64.const(mask)), i64.const(count)), i64.and(i64.shr_u(v, i64.const(count)), i64.const(mask))));
  const bytes = swap(value, 0x00ff00ff00ff00ffn, 8);
  const words = swap(bytes, 0x0000ffff0000ffffn, 16);
  e.write(0, i64.rotl(words, i64.const(32)));
};

const xlat: Lift = (e) => {
  const at = i64.add(e.readGpr(Gpr.rbx, 8), i64.extend_i32_u(e.readGpr(Gpr.rax, 1)));
  e.writeGpr(Gpr.rax, 1, e.load(at, 1));
};

const cmov = (condition: Condition): Lift => (e) => {
  // The source is read, and may fault, in any case; 32-bit forms clear the upper half in any case.
  const source = e.read(1);
  e.write(0, select(e.condition(condition), source, e.read(0)));
};

const set = (condition: Condition): Lift => (e) => e.write(0, e.condition(condition));

export const moveLifts: LiftTable = {
  [Mnemonic.Mov]: mov,
  [Mnemonic.Movnti]: mov,
  [Mnemonic.Movzx]: extend(false),
  [Mnemonic.Movsx]: extend(true),
  [Mnemonic.Movsxd]: extend(true),
  [Mnemonic.Lea]: lea,
  [Mnemonic.Push]: push,
  [Mnemonic.Pop]: pop,
  [Mnemonic.Leave]: leave,
  [Mnemonic.Xchg]: xchg,
  [Mnemonic.Cbw]: widenAccumulator(2),
  [Mnemonic.Cwde]: widenAccumulator(4),
  [Mnemonic.Cdqe]: widenAccumulator(8),
  [Mnemonic.Cwd]: signIntoRdx(2),
  [Mnemonic.Cdq]: signIntoRdx(4),
  [Mnemonic.Cqo]: signIntoRdx(8),
  [Mnemonic.Bswap]: bswap,
  [Mnemonic.Xlatb]: xlat,
  [Mnemonic.Cmovo]: cmov(Condition.o), [Mnemonic.Cmovno]: cmov(Condition.no),
  [Mnemonic.Cmovb]: cmov(Condition.b), [Mnemonic.Cmovae]: cmov(Condition.ae),
  [Mnemonic.Cmove]: cmov(Condition.e), [Mnemonic.Cmovne]: cmov(Condition.ne),
  [Mnemonic.Cmovbe]: cmov(Condition.be), [Mnemonic.Cmova]: cmov(Condition.a),
  [Mnemonic.Cmovs]: cmov(Condition.s), [Mnemonic.Cmovns]: cmov(Condition.ns),
  [Mnemonic.Cmovp]: cmov(Condition.p), [Mnemonic.Cmovnp]: cmov(Condition.np),
  [Mnemonic.Cmovl]: cmov(Condition.l), [Mnemonic.Cmovge]: cmov(Condition.ge),
  [Mnemonic.Cmovle]: cmov(Condition.le), [Mnemonic.Cmovg]: cmov(Condition.g),
  [Mnemonic.Seto]: set(Condition.o), [Mnemonic.Setno]: set(Condition.no),
  [Mnemonic.Setb]: set(Condition.b), [Mnemonic.Setae]: set(Condition.ae),
  [Mnemonic.Sete]: set(Condition.e), [Mnemonic.Setne]: set(Condition.ne),
  [Mnemonic.Setbe]: set(Condition.be), [Mnemonic.Seta]: set(Condition.a),
  [Mnemonic.Sets]: set(Condition.s), [Mnemonic.Setns]: set(Condition.ns),
  [Mnemonic.Setp]: set(Condition.p), [Mnemonic.Setnp]: set(Condition.np),
  [Mnemonic.Setl]: set(Condition.l), [Mnemonic.Setge]: set(Condition.ge),
  [Mnemonic.Setle]: set(Condition.le), [Mnemonic.Setg]: set(Condition.g),
};
