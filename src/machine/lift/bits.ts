/** Bit tests and bit scans. */
import { Mnemonic } from '../decode/iced';
import { i32, i64, select } from '../wasm/ops';
import type { Value } from '../wasm/value';
import type { Emitter, IntegerSize, Lift, LiftTable } from './emitter';
import { width, type Width } from './width';

type Change = 'none' | 'set' | 'reset' | 'complement';

function changed(w: Width, change: Change, value: Value, bit: Value): Value {
  const mask = w.shl(w.const(1), bit);
  switch (change) {
    case 'set': return w.or(value, mask);
    case 'reset': return w.and(value, w.xor(mask, w.const(-1)));
    case 'complement': return w.xor(value, mask);
    case 'none': return value;
  }
}

/** CF = the bit; the other flags stay (the SDM leaves all but ZF undefined). */
function setCarry(e: Emitter, w: Width, value: Value, bit: Value): void {
  const moved = w.shrU(value, bit);
  e.setFlags({ carry: i32.and(w.size === 8 ? i32.wrap_i64(moved) : moved, i32.const(1)) });
}

function bitTest(change: Change): Lift {
  return (e) => {
    const [target, index] = e.form.operands;
    const w = width(target.size as IntegerSize);
    const at = e.read(1);
    if (target.kind === 'memory' && index.kind === 'gpr') {
      // A bit string: the register counts bits, with sign, from the operand's address.
      const offset = e.let(w.signExtend64(at));
      const unit = i64.shl(i64.shr_s(offset, i64.const(Math.log2(w.bits))), i64.const(Math.log2(w.size)));
      const address = e.let(i64.add(e.linearAddress(0), unit));
      const bit = e.let(w.from64(i64.and(offset, i64.const(w.bits - 1))));
      const value = e.load(address, w.size);
      if (change !== 'none') e.store(address, w.size, changed(w, change, value, bit));
      setCarry(e, w, value, bit);
      return;
    }
    const position = index.kind === 'immediate' && w.size === 8 ? i64.extend_i32_u(at) : at;
    const bit = e.let(w.and(position, w.const(w.bits - 1)));
    if (change === 'none') {
      setCarry(e, w, e.read(0), bit);
      return;
    }
    const value = e.readModify(0);
    setCarry(e, w, value, bit);
    e.write(0, changed(w, change, value, bit));
  };
}

/**
 * BSF and BSR. A source of 0 leaves the destination (also its upper half in 32-bit forms, as both makers do) and sets ZF.
 * The other flags are undefined; as seen on AMD, PF is that of the result and the rest are clear.
 * TZCNT and LZCNT are BSF and BSR on a processor without BMI1: the prefix means nothing there.
 */
function bitScan(forward: boolean): Lift {
  return (e) => {
    const w = width(e.form.operands[0].size as IntegerSize);
    const source = e.read(1);
    const zero = e.let(w.eqz(source));
    const position = w.size === 8
      ? (forward ? i64.ctz(source) : i64.sub(i64.const(63), i64.clz(source)))
      : (forward ? i32.ctz(source) : i32.sub(i32.const(31), i32.clz(source)));
    const index = e.let(position);
    // 256 makes the result differ from 0 without touching its low byte, whose parity counts.
    const result = select(zero, i64.const(0), i64.or(w.zeroExtend64(index), i64.const(256)));
    e.setFlags({ result, aux: i64.const(0), overflow: i64.const(0), carry: i32.const(0) });
    e.if(i32.eqz(zero), () => e.write(0, index));
  };
}

export const bitLifts: LiftTable = {
  [Mnemonic.Bt]: bitTest('none'),
  [Mnemonic.Bts]: bitTest('set'),
  [Mnemonic.Btr]: bitTest('reset'),
  [Mnemonic.Btc]: bitTest('complement'),
  [Mnemonic.Bsf]: bitScan(true),
  [Mnemonic.Bsr]: bitScan(false),
  [Mnemonic.Tzcnt]: bitScan(true),
  [Mnemonic.Lzcnt]: bitScan(false),
};
