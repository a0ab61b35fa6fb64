/** The lifts of SSE and SSE2. */
import type { LiftTable } from './emitter';
import { sseConvertLifts } from './sse-convert';
import { sseFloatLifts } from './sse-float';
import { sseIntegerLifts } from './sse-integer';
import { sseMoveLifts } from './sse-move';
import { sseShuffleLifts } from './sse-shuffle';
import { sseStateLifts } from './sse-state';

export { scalarDoubleCompare } from './sse-float';
export { moveScalarDouble } from './sse-move';

export const sseLifts: LiftTable = {
  ...sseMoveLifts, ...sseFloatLifts, ...sseConvertLifts, ...sseIntegerLifts, ...sseShuffleLifts, ...sseStateLifts,
};
