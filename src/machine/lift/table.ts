/** All instruction definitions, by mnemonic. */
import { Mnemonic } from '../decode/iced';
import { arithmeticLifts } from './arithmetic';
import { bitLifts } from './bits';
import { controlLifts } from './control';
import type { Lift, LiftEntry, LiftTable } from './emitter';
import { moveLifts } from './move';
import { multiplyLifts } from './multiply';
import { shiftLifts } from './shift';
import { moveScalarDouble, scalarDoubleCompare, sseLifts } from './sse';
import { stringLifts } from './string';

/** MOVSD and CMPSD name a string and an SSE2 instruction each; the string ones have no XMM operand. */
function byOperands(mnemonic: number, sse: Lift): Lift {
  const string = stringLifts[mnemonic] as Lift;
  return (e) => (e.form.operands.some(({ kind }) => kind === 'xmm') ? sse : string)(e);
}

export const LIFTS: LiftTable = {
  ...moveLifts,
  ...arithmeticLifts,
  ...multiplyLifts,
  ...shiftLifts,
  ...bitLifts,
  ...controlLifts,
  ...sseLifts,
  ...stringLifts,
  [Mnemonic.Movsd]: byOperands(Mnemonic.Movsd, moveScalarDouble),
  [Mnemonic.Cmpsd]: { lift: byOperands(Mnemonic.Cmpsd, scalarDoubleCompare.lift), immediateInForm: true },
};

/** The table's row for a mnemonic in its long form. */
export function liftEntry(mnemonic: number): LiftEntry | undefined {
  const found = LIFTS[mnemonic];
  return typeof found === 'function' ? { lift: found } : found;
}
