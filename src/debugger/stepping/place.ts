import type { FunctionInfo, ProgramImage } from '../../image/program-image';

/** Where a pc is in the source, seen from one level of inlining. */
export interface Place {
  readonly fn: FunctionInfo | undefined;
  /** number of bodies inlined around pc: 0 = the function's own code */
  readonly level: number;
  /** the functions from the host (index 0) to the innermost inlined body */
  readonly chain: readonly string[];
  readonly file: string | undefined;
  readonly line: number;
}

/** The innermost place at pc. */
export function placeAt(image: ProgramImage, pc: number): Place {
  const calls = image.functions.inlinedAt(pc);
  const fn = image.functions.at(pc);
  const position = image.lines.at(pc);
  const chain = [fn?.name ?? '', ...calls.map((call) => call.name).reverse()];
  return { fn, level: calls.length, chain, file: position?.file, line: position?.line ?? 0 };
}

/** How the place at another pc of the same function lies to the place where a step began. */
export type Relation =
  /** the line where the step began */
  | 'same line'
  /** another line of the same body */
  | 'other line'
  /** a body inlined into that one */
  | 'deeper'
  /** the inlined body of the start has been left */
  | 'left';

export function relate(image: ProgramImage, start: Place, pc: number): Relation {
  const now = placeAt(image, pc);
  for (let level = 0; level <= start.level; level++) {
    if (now.chain[level] !== start.chain[level]) return 'left';
  }
  if (now.level > start.level) return 'deeper';
  return now.file === start.file && now.line === start.line ? 'same line' : 'other line';
}
