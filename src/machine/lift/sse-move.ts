/** Moves of SSE and SSE2: whole registers, scalars, halves, masks, MXCSR. */
import { Mnemonic } from '../decode/iced';
import { i32, i64 } from '../wasm/ops';
import { f64x2, i32x4, i64x2, i8x16, v128 } from '../wasm/simd';
import type { Value } from '../wasm/value';
import type { Emitter, Lift, LiftTable } from './emitter';

const move = (aligned: boolean): Lift => (e) => e.writeV128(0, e.readV128(1, aligned), aligned);

/** Register to register and register to memory move one lane; a load clears the lanes above. */
const moveScalar = (lane: 'f32' | 'f64'): Lift => (e) => {
  if (e.form.operands[1].kind === 'memory') e.writeV128(0, e.readV128(1));
  else e.writeLane(0, e.readLane(1, lane));
};

const usesMmx = (e: Emitter): boolean => e.form.operands.some((operand) => operand.kind === 'other');

/** Low quadword of a register, zeros above it. */
const lowQuadword = (value: Value): Value => i64x2.replace_lane(value, 1, i64.const(0));

/** To a register all forms clear what is above; from a register the low part goes to a general register or to memory. */
const moveInteger = (lane: 'i32' | 'i64'): Lift => (e) => {
  if (usesMmx(e)) return e.unsupported();
  const [to, from] = e.form.operands;
  if (to.kind === 'xmm') {
    if (from.kind === 'xmm') e.writeV128(0, lowQuadword(e.readV128(1)));
    else if (from.kind === 'memory') e.writeV128(0, e.readV128(1));
    else e.writeV128(0, lane === 'i32' ? i32x4.replace_lane(v128.const(new Uint8Array(16)), 0, e.read(1))
      : i64x2.replace_lane(v128.const(new Uint8Array(16)), 0, e.read(1)));
  } else if (to.kind === 'memory') e.writeLane(0, e.readLane(1, lane));
  else e.write(0, e.readLane(1, lane));
};

const moveLow: Lift = (e) => e.writeLane(0, e.readLane(1, 'f64'));

const moveHigh: Lift = (e) => {
  if (e.form.operands[0].kind === 'memory') e.writeLane(0, f64x2.extract_lane(e.readV128(1), 1));
  else {
    const high = e.let(e.readLane(1, 'f64'));
    e.writeV128(0, f64x2.replace_lane(e.readV128(0), 1, high));
  }
};

const moveHighToLow: Lift = (e) => e.writeLane(0, f64x2.extract_lane(e.readV128(1), 1));
const moveLowToHigh: Lift = (e) => e.writeV128(0, f64x2.replace_lane(e.readV128(0), 1, e.readLane(1, 'f64')));

const signMask = (bitmask: (a: Value) => Value): Lift => (e) => {
  if (usesMmx(e)) return e.unsupported();
  const mask = bitmask(e.readV128(1));
  e.write(0, e.form.operands[0].size === 8 ? i64.extend_i32_u(mask) : mask);
};

/** Bits 16 and up are reserved: #GP (SDM vol. 1, 10.2.3). */
const loadMxcsr: Lift = (e) => {
  const value = e.let(e.read(0));
  e.ifRare(i32.shr_u(value, i32.const(16)), () => e.trap('general-protection'));
  e.writeField('mxcsr', value);
};

export const moveScalarDouble = moveScalar('f64');

/** Without MOVSD, whose mnemonic is also a string instruction's (table.ts tells them apart). */
export const sseMoveLifts: LiftTable = {
  [Mnemonic.Movups]: move(false),
  [Mnemonic.Movupd]: move(false),
  [Mnemonic.Movdqu]: move(false),
  [Mnemonic.Movaps]: move(true),
  [Mnemonic.Movapd]: move(true),
  [Mnemonic.Movdqa]: move(true),
  [Mnemonic.Movntps]: move(true),
  [Mnemonic.Movntpd]: move(true),
  [Mnemonic.Movntdq]: move(true),
  [Mnemonic.Movnti]: (e) => e.write(0, e.read(1)),
  [Mnemonic.Movss]: moveScalar('f32'),
  [Mnemonic.Movd]: moveInteger('i32'),
  [Mnemonic.Movq]: moveInteger('i64'),
  [Mnemonic.Movlps]: moveLow,
  [Mnemonic.Movlpd]: moveLow,
  [Mnemonic.Movhps]: moveHigh,
  [Mnemonic.Movhpd]: moveHigh,
  [Mnemonic.Movhlps]: moveHighToLow,
  [Mnemonic.Movlhps]: moveLowToHigh,
  [Mnemonic.Movmskps]: signMask(i32x4.bitmask),
  [Mnemonic.Movmskpd]: signMask(i64x2.bitmask),
  [Mnemonic.Pmovmskb]: signMask(i8x16.bitmask),
  [Mnemonic.Ldmxcsr]: loadMxcsr,
  [Mnemonic.Stmxcsr]: (e) => e.write(0, e.readField('mxcsr')),
};
