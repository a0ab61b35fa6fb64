/** Single moments of the timeline that lanes alone do not show: a P goes to another M, a goroutine gives way. No DOM in here. */
import type { TimelineEvent } from '../../adapter/protocol';
import { GrowingColumns } from '../../debugger/trace/columns';

/** Moments between two lanes, or on one (`from` is `to`): virtual times, ascending. */
export interface Marks { readonly from: string; readonly to: string; readonly ns: Float64Array }
export interface AllMarks { /** a P leaves one M for another */ readonly handoffs: readonly Marks[]; /** a running goroutine becomes runnable or preempted */ readonly yields: readonly Marks[] }

interface GrowingMarks { readonly from: string; readonly to: string; readonly times: GrowingColumns<{ ns: Float64Array }> }

/** Finds them in events, which come in order. */
export class MarkFinder {
  private readonly handoffs = new Map<string, GrowingMarks>();
  private readonly yields = new Map<string, GrowingMarks>();
  private readonly lastM = new Map<string, string>();

  add({ ns, kind, subject, from, to }: Omit<TimelineEvent, 'seq'>): void {
    if (kind === 'g-status' && from === 'running' && (to === 'runnable' || to === 'preempted')) put(this.yields, subject, subject, ns);
    if (kind !== 'm-p' || !/^P\d+$/.test(to)) return;
    const before = this.lastM.get(to);
    if (before !== undefined && before !== subject) put(this.handoffs, before, subject, ns);
    this.lastM.set(to, subject);
  }

  /** All marks until now; they share the memory until the next `add`. */
  all(): AllMarks {
    const shown = (marks: ReadonlyMap<string, GrowingMarks>): Marks[] => [...marks.values()].map(({ from, to, times }) => ({ from, to, ns: times.rows().ns }));
    return { handoffs: shown(this.handoffs), yields: shown(this.yields) };
  }
}

function put(marks: Map<string, GrowingMarks>, from: string, to: string, ns: number): void {
  const key = `${from} ${to}`;
  let found = marks.get(key);
  if (!found) marks.set(key, found = { from, to, times: new GrowingColumns<{ ns: Float64Array }>((rows) => ({ ns: new Float64Array(rows) })) });
  found.times.push({ ns });
}

/** Index of the first time that is `ns` or later. */
function markAt(times: Float64Array, ns: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < ns) low = middle + 1; else high = middle;
  }
  return low;
}

/** How many lie between two times. */
export const countBetween = (times: Float64Array, fromNs: number, toNs: number): number => markAt(times, toNs + 1) - markAt(times, fromNs);

/** Up to so many are drawn as they are. */
const FEW = 300;

/** Those between two times; of many only such as are `apart` from each other: work is bounded by what can be told apart, not by the events. */
export function* marksBetween(times: Float64Array, fromNs: number, toNs: number, apart: number): Generator<number> {
  const end = markAt(times, toNs + 1);
  let at = markAt(times, fromNs);
  const isFew = end - at <= FEW;
  while (at < end) {
    yield times[at];
    at = isFew ? at + 1 : Math.max(at + 1, markAt(times, times[at] + apart));
  }
}
