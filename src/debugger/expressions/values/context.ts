/** What values need to read and show themselves. */
import type { ProgramImage } from '../../../image/program-image';
import type { GuestMemory } from '../../../machine/api';
import type { GoSchedulerView } from '../../../scheduler/view';
import type { EvaluateOptions } from '../../api';
import type { Types } from '../types';

export interface ValueContext {
  readonly memory: GuestMemory;
  readonly image: ProgramImage;
  readonly types: Types;
  readonly scheduler: GoSchedulerView;
  readonly format: NonNullable<EvaluateOptions['format']>;
  /** Bytes of a string that are shown. */
  readonly maxStringLength: number;
}

/** Longest one-line text of a value, in characters. */
export const TEXT_LIMIT = 300;
/** Elements shown inside the one-line text of an array, slice or map. */
export const INLINE_ITEMS = 8;
/** Nesting shown inside a one-line text. */
export const INLINE_DEPTH = 2;
/** Children made by one call without a count. */
export const CHILD_PAGE = 100;
