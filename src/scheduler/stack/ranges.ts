/** Stacks of an M and what is needed to unwind on them. */
import type { GView, SchedulerView, StackKind } from '../api';
import type { MemoryReader } from '../memory-reader';

/** The scheduler as the unwinder sees it. */
export interface StackSource extends SchedulerView { readonly reader: MemoryReader }

/** One stack [lo, hi) and the g it belongs to. */
export interface StackRange { readonly lo: number; readonly hi: number; readonly kind: StackKind; readonly g: GView }

/** Stacks that code of M may be on: g0's, gsignal's and the current goroutine's. */
export function stacksOfM(source: StackSource, mAddress: number): StackRange[] {
  const m = source.mByAddress(mAddress);
  if (!m) return [];
  const ranges: StackRange[] = [];
  for (const [address, kind] of [[m.g0, 'g0'], [m.gsignal, 'gsignal'], [m.curg, 'g']] as const) {
    const g = address === 0 ? undefined : source.gByAddress(address);
    if (g) ranges.push(rangeOfG(g, kind));
  }
  return ranges;
}

export function rangeOfG(g: GView, kind: StackKind): StackRange {
  return { ...g.stack, kind, g };
}

/** The narrowest stack that holds `sp` (a bound of 0 is not set yet); undefined if none does. */
export function rangeAt(ranges: readonly StackRange[], sp: number): StackRange | undefined {
  return ranges.filter((range) => range.hi !== 0 && sp >= range.lo && sp <= range.hi).sort((a, b) => (a.hi - a.lo) - (b.hi - b.lo))[0];
}
