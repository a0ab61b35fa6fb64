/** Binary searches over ascending numbers, and values that hold over address ranges. */

/** Index of the last element <= key, or -1. */
export function lastAtOrBelow(sorted: ArrayLike<number>, key: number, count = sorted.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= key) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/**
 * A value for each position: run i covers [ends[i - 1], ends[i]) (the first begins at 0) and holds values[i].
 * Positions are offsets in bytes from some start, e.g. a function's entry.
 */
export class Runs {
  constructor(readonly ends: Int32Array, readonly values: Int32Array) {}

  /** Index of the run that covers the offset; -1 beyond the last one or before 0. */
  indexAt(offset: number): number {
    if (offset < 0) return -1;
    const index = lastAtOrBelow(this.ends, offset) + 1;
    return index < this.ends.length ? index : -1;
  }

  valueAt(offset: number): number | undefined {
    const index = this.indexAt(offset);
    return index < 0 ? undefined : this.values[index];
  }

  startOf(index: number): number { return index === 0 ? 0 : this.ends[index - 1]; }
}

export const noRuns = new Runs(new Int32Array(0), new Int32Array(0));
