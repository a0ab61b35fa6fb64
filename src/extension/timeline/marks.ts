/** Single moments of the timeline that lanes alone do not show: a P goes to another M, a goroutine gives way. No DOM in here. */
import type { TimelineEvent } from '../../adapter/protocol';

/** `from` and `to`: names of lanes; the same for what happens on one. */
export interface Mark { readonly ns: number; readonly from: string; readonly to: string }
/** Lists of marks with the same `from` and `to`, each in order of time. */
export interface Marks { /** a P leaves one M for another */ readonly handoffs: readonly (readonly Mark[])[]; /** a running goroutine becomes runnable or preempted */ readonly yields: readonly (readonly Mark[])[] }

/** Finds them in events, which come in order. */
export class MarkFinder implements Marks {
  readonly handoffs: Mark[][] = [];
  readonly yields: Mark[][] = [];
  private readonly lists = new Map<string, Mark[]>();
  private readonly lastM = new Map<string, string>();

  add({ ns, kind, subject, from, to }: TimelineEvent): void {
    if (kind === 'g-status' && from === 'running' && (to === 'runnable' || to === 'preempted')) this.put(this.yields, { ns, from: subject, to: subject });
    if (kind !== 'm-p' || !/^P\d+$/.test(to)) return;
    const before = this.lastM.get(to);
    if (before !== undefined && before !== subject) this.put(this.handoffs, { ns, from: before, to: subject });
    this.lastM.set(to, subject);
  }

  private put(lists: Mark[][], mark: Mark): void {
    const key = `${mark.from} ${mark.to}`;
    let list = this.lists.get(key);
    if (!list) {
      list = [];
      this.lists.set(key, list);
      lists.push(list);
    }
    list.push(mark);
  }
}

/** Index of the first mark at `ns` or later. */
export function markAt(marks: readonly Mark[], ns: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (marks[middle].ns < ns) low = middle + 1; else high = middle;
  }
  return low;
}

/** Up to so many are drawn as they are. */
const FEW = 300;

/** Those of one list between two times; of many only such as are `apart` from each other: work is bounded by what can be told apart, not by the events. */
export function* marksBetween(marks: readonly Mark[], fromNs: number, toNs: number, apart: number): Generator<Mark> {
  const end = markAt(marks, toNs + 1);
  let at = markAt(marks, fromNs);
  const isFew = end - at <= FEW;
  while (at < end) {
    yield marks[at];
    at = isFew ? at + 1 : Math.max(at + 1, markAt(marks, marks[at].ns + apart));
  }
}
