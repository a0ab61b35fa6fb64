/** MUL, IMUL, DIV, IDIV. WebAssembly multiplies 64 x 64 -> 64 bits only, so high halves are put together from 32-bit pieces. */
import { Mnemonic } from '../decode/iced';
import { i32, i64 } from '../wasm/ops';
import type { Value } from '../wasm/value';
import { Gpr } from '../api';
import type { Emitter, IntegerSize, Lift, LiftTable } from './emitter';
import { width } from './width';

const MASK32 = i64.const(0xffffffffn);
const low32 = (v: Value): Value => i64.and(v, MASK32);
const high32 = (v: Value): Value => i64.shr_u(v, i64.const(32));

/** Upper 64 bits of the unsigned product; `keep` may put intermediate results into locals. */
function highUnsigned(a: Value, b: Value, keep: (v: Value) => Value): Value {
  const middle = keep(i64.add(i64.mul(high32(a), low32(b)), high32(i64.mul(low32(a), low32(b)))));
  const cross = keep(i64.add(i64.mul(low32(a), high32(b)), low32(middle)));
  return i64.add(i64.add(i64.mul(high32(a), high32(b)), high32(middle)), high32(cross));
}

function highSigned(a: Value, b: Value, keep: (v: Value) => Value): Value {
  const sign = (v: Value): Value => i64.shr_s(v, i64.const(63));
  return i64.sub(i64.sub(highUnsigned(a, b, keep), i64.and(sign(a), b)), i64.and(sign(b), a));
}

/** CF and OF say that the product needs more than the lower half; the other flags are undefined and stay, as AMD's do. */
function setProductFlags(e: Emitter, overflow: Value): void {
  e.setFlags({ carry: overflow, overflow: i64.shl(i64.extend_i32_u(overflow), i64.const(63)) });
}

/** One-operand form: rDX:rAX = rAX * operand; AX = AL * operand for bytes. */
function wideMultiply(signed: boolean): Lift {
  return (e) => {
    const size = e.form.operands[0].size as IntegerSize;
    const w = width(size);
    const a = e.readGpr(Gpr.rax, size), b = e.read(0);
    if (size === 8) {
      const low = e.let(i64.mul(a, b));
      const high = e.let((signed ? highSigned : highUnsigned)(a, b, (v) => e.let(v)));
      setProductFlags(e, signed ? i64.ne(high, i64.shr_s(low, i64.const(63))) : i64.ne(high, i64.const(0)));
      e.writeGpr(Gpr.rax, 8, low);
      e.writeGpr(Gpr.rdx, 8, high);
      return;
    }
    const extend = signed ? w.signExtend64 : w.zeroExtend64;
    const product = e.let(i64.mul(extend(a), extend(b)));
    const low = w.from64(product);
    setProductFlags(e, i64.ne(product, extend(low)));
    if (size === 1) {
      e.writeGpr(Gpr.rax, 2, width(2).from64(product));
    } else {
      e.writeGpr(Gpr.rax, size, low);
      e.writeGpr(Gpr.rdx, size, w.from64(i64.shr_u(product, i64.const(w.bits))));
    }
  };
}

const imul: Lift = (e) => {
  const count = e.form.operands.length;
  if (count === 1) return wideMultiply(true)(e);
  const size = e.form.operands[0].size as IntegerSize;
  const w = width(size);
  const a = count === 3 ? e.read(1) : e.read(0);
  const b = count === 3 ? e.read(2) : e.read(1);
  if (size === 8) {
    const r = e.let(i64.mul(a, b));
    // Not kept in locals: where nobody looks at the flags, nothing of it is emitted.
    setProductFlags(e, i64.ne(highSigned(a, b, (v) => v), i64.shr_s(r, i64.const(63))));
    e.write(0, r);
    return;
  }
  const product = e.let(i64.mul(w.signExtend64(a), w.signExtend64(b)));
  const r = w.from64(product);
  setProductFlags(e, i64.ne(product, w.signExtend64(r)));
  e.write(0, r);
};

function writeQuotient(e: Emitter, size: IntegerSize, quotient: Value, remainder: Value): void {
  const w = width(size);
  const q = e.let(w.from64(quotient)), r = e.let(w.from64(remainder));
  if (size === 1) {
    e.writeGpr(Gpr.rax, 2, i32.or(q, i32.shl(r, i32.const(8))));
  } else {
    e.writeGpr(Gpr.rax, size, q);
    e.writeGpr(Gpr.rdx, size, r);
  }
}

/** The dividend of the forms up to 4 bytes, as it stands in AX, DX:AX or EDX:EAX. */
function dividend(e: Emitter, size: IntegerSize): Value {
  if (size === 1) return i64.extend_i32_u(e.readGpr(Gpr.rax, 2));
  const w = width(size);
  return i64.or(i64.shl(w.zeroExtend64(e.readGpr(Gpr.rdx, size)), i64.const(w.bits)), w.zeroExtend64(e.readGpr(Gpr.rax, size)));
}

/** The flags are undefined; they stay. */
const div: Lift = (e) => {
  const size = e.form.operands[0].size as IntegerSize;
  const w = width(size);
  const d = e.let(w.zeroExtend64(e.read(0)));
  e.ifRare(i64.eqz(d), () => e.trap('divide-error'));
  if (size !== 8) {
    const n = e.let(dividend(e, size));
    const q = e.let(i64.div_u(n, d));
    e.ifRare(i64.ne(i64.shr_u(q, i64.const(w.bits)), i64.const(0)), () => e.trap('divide-error'));
    writeQuotient(e, size, q, i64.sub(n, i64.mul(q, d)));
    return;
  }
  const low = e.readGpr(Gpr.rax, 8), high = e.readGpr(Gpr.rdx, 8);
  e.if(i64.eqz(high), () => {
    const q = e.let(i64.div_u(low, d));
    writeQuotient(e, 8, q, i64.sub(low, i64.mul(q, d)));
  }, () => {
    e.ifRare(i64.ge_u(high, d), () => e.trap('divide-error'));
    const q = e.call('divideUnsigned128', 'i64', [high, low, d]);
    writeQuotient(e, 8, q, e.helperResult());
  });
};

const idiv: Lift = (e) => {
  const size = e.form.operands[0].size as IntegerSize;
  const w = width(size);
  const d = e.let(w.signExtend64(e.read(0)));
  e.ifRare(i64.eqz(d), () => e.trap('divide-error'));
  if (size !== 8) {
    const n = e.let(size === 1 ? i64.extend16_s(dividend(e, size)) : size === 2 ? i64.extend32_s(dividend(e, size)) : dividend(e, size));
    const smallest = i64.const(-0x8000000000000000n);
    e.ifRare(i32.and(i64.eq(n, smallest), i64.eq(d, i64.const(-1))), () => e.trap('divide-error'));
    const q = e.let(i64.div_s(n, d));
    e.ifRare(i64.ne(w.signExtend64(w.from64(q)), q), () => e.trap('divide-error'));
    writeQuotient(e, size, q, i64.sub(n, i64.mul(q, d)));
    return;
  }
  const low = e.readGpr(Gpr.rax, 8), high = e.readGpr(Gpr.rdx, 8);
  const fits = i64.eq(high, i64.shr_s(low, i64.const(63)));
  e.if(fits, () => {
    e.ifRare(i32.and(i64.eq(low, i64.const(-0x8000000000000000n)), i64.eq(d, i64.const(-1))), () => e.trap('divide-error'));
    const q = e.let(i64.div_s(low, d));
    writeQuotient(e, 8, q, i64.sub(low, i64.mul(q, d)));
  }, () => {
    // On magnitudes: |high:low| / |d|, then the signs.
    const sign = e.let(i64.shr_s(high, i64.const(63)));
    const divisorSign = e.let(i64.shr_s(d, i64.const(63)));
    const magnitude = e.let(i64.sub(i64.xor(d, divisorSign), divisorSign));
    const lowMagnitude = e.let(i64.sub(i64.xor(low, sign), sign));
    // Negation carries into the upper half when the lower half is 0.
    const carry = i64.and(i64.extend_i32_u(i64.eqz(low)), sign);
    const highMagnitude = e.let(i64.add(i64.xor(high, sign), i64.and(carry, i64.const(1))));
    e.ifRare(i64.ge_u(highMagnitude, magnitude), () => e.trap('divide-error'));
    const q = e.call('divideUnsigned128', 'i64', [highMagnitude, lowMagnitude, magnitude]);
    const r = e.helperResult();
    const quotientSign = e.let(i64.xor(sign, divisorSign));
    // The magnitude of the quotient may be at most 2^63 - 1, or 2^63 if it is negative.
    const limit = i64.sub(i64.const(0x7fffffffffffffffn), quotientSign);
    e.ifRare(i64.gt_u(q, limit), () => e.trap('divide-error'));
    const quotient = e.let(i64.sub(i64.xor(q, quotientSign), quotientSign));
    writeQuotient(e, 8, quotient, i64.sub(i64.xor(r, sign), sign));
  });
};

export const multiplyLifts: LiftTable = {
  [Mnemonic.Mul]: wideMultiply(false),
  [Mnemonic.Imul]: imul,
  [Mnemonic.Div]: div,
  [Mnemonic.Idiv]: idiv,
};
