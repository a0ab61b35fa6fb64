/**
 * The timeline's data: for each P, M and G a lane of intervals over virtual time, in typed arrays, so that a million events
 * stay cheap to hold and to draw. No DOM in here.
 */
import type { TimelineEvent } from '../../adapter/protocol';

export interface Lane {
  readonly name: string;
  readonly kind: 'P' | 'M' | 'G';
  /** Start of each interval, ns, ascending; it lasts until the next one's start. */
  readonly starts: Float64Array;
  /** Index into `states`. */
  readonly state: Uint16Array;
  /** Position in history (instructions) of each interval's start. */
  readonly retired: Float64Array;
  /** Index of the event that began it. */
  readonly event: Uint32Array;
}
export interface Timeline { readonly lanes: Lane[]; readonly states: string[]; readonly startNs: number; readonly endNs: number; readonly events: readonly TimelineEvent[] }

const ORDER = { P: 0, M: 1, G: 2 } as const;

/** `endNs`: now. Events come in the order of their seq. */
export function timelineOf(events: readonly TimelineEvent[], endNs: number): Timeline {
  const states: string[] = [];
  const stateIndex = new Map<string, number>();
  const byLane = new Map<string, { indexes: number[]; states: string[] }>();
  const add = (lane: string, index: number, state: string): void => {
    const known = byLane.get(lane);
    if (known) { known.indexes.push(index); known.states.push(state); } else byLane.set(lane, { indexes: [index], states: [state] });
  };
  const owners = new Owners();
  events.forEach((event, index) => {
    const { kind, subject, to } = event;
    if (kind === 'p-status') add(subject, index, owners.processor(subject, to));
    else if (kind === 'g-status') {
      add(subject, index, to);
      const m = owners.goroutine(subject, to);
      if (m) add(m, index, owners.state(m));
    } else if (kind === 'm-p' || kind === 'm-curg' || kind === 'm-created') {
      owners.thread(kind, subject, to);
      add(subject, index, owners.state(subject));
    }
  });
  const lanes = [...byLane].map(([name, { indexes, states: names }]): Lane => {
    const lane: Lane = { name, kind: name[0] as Lane['kind'], starts: new Float64Array(indexes.length), state: new Uint16Array(indexes.length), retired: new Float64Array(indexes.length), event: Uint32Array.from(indexes) };
    indexes.forEach((index, i) => {
      let state = stateIndex.get(names[i]);
      if (state === undefined) { state = states.length; states.push(names[i]); stateIndex.set(names[i], state); }
      lane.starts[i] = events[index].ns; lane.state[i] = state; lane.retired[i] = events[index].retired;
    });
    return lane;
  });
  lanes.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || Number(a.name.slice(1)) - Number(b.name.slice(1)));
  return { lanes, states, startNs: events[0]?.ns ?? 0, endNs: Math.max(endNs, events.at(-1)?.ns ?? 0), events };
}

/** Which P and G each M has: a P's lane says "running · M2", an M's lane "G1", "G1 syscall", "P0" (on g0 with a P), or nothing. */
class Owners {
  private readonly ms = new Map<string, { p: string; g: string }>();
  private readonly lastM = new Map<string, string>();
  private readonly status = new Map<string, string>();

  thread(kind: string, m: string, to: string): void {
    const known = this.ms.get(m) ?? { p: '', g: '' };
    if (kind === 'm-p') known.p = /^P\d+$/.test(to) ? to : '';
    if (kind === 'm-curg') known.g = /^G\d+$/.test(to) ? to : '';
    if (known.p) this.lastM.set(known.p, m);
    this.ms.set(m, known);
  }

  /** A P's state with the M that has it, or left it for a syscall: a handoff shows as another M. */
  processor(p: string, status: string): string {
    const m = this.lastM.get(p);
    return m && (status === 'running' || status === 'syscall') ? `${status} · ${m}` : status;
  }

  /** Notes the status; the M that has the goroutine. */
  goroutine(g: string, to: string): string | undefined {
    this.status.set(g, to);
    for (const [m, has] of this.ms) if (has.g === g) return m;
    return undefined;
  }

  state(m: string): string {
    const { p, g } = this.ms.get(m) ?? { p: '', g: '' };
    return g ? `${g}${this.status.get(g) === 'syscall' ? ' syscall' : ''}` : p || '-';
  }
}

/** Index of the interval of `lane` that holds `ns`; -1 before the first. */
export function intervalAt(lane: Lane, ns: number): number {
  let low = 0;
  let high = lane.starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lane.starts[middle] <= ns) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/** A run of pixels of one lane: `state` fills [from, to); `mixed` where several intervals share a pixel. */
export interface Strip { from: number; to: number; state: number; mixed: boolean }

/**
 * What to paint of a lane between two times on `width` pixels. Work is bounded by the pixels, not by the events: inside a
 * pixel only the last interval is looked up.
 */
export function stripsOf(lane: Lane, fromNs: number, toNs: number, width: number): Strip[] {
  const strips: Strip[] = [];
  const perPixel = (toNs - fromNs) / width;
  let pixel = 0;
  while (pixel < width) {
    const end = fromNs + (pixel + 1) * perPixel;
    const at = intervalAt(lane, end);
    if (at < 0) {
      const first = lane.starts.length > 0 ? Math.floor((lane.starts[0] - fromNs) / perPixel) : width;
      pixel = Math.max(pixel + 1, Math.min(width, first));
      continue;
    }
    const mixed = at > 0 && lane.starts[at - 1] > end - perPixel;
    const next = at + 1 < lane.starts.length ? Math.floor((lane.starts[at + 1] - fromNs) / perPixel) : width;
    const to = Math.min(width, Math.max(pixel + 1, mixed ? pixel + 1 : next));
    const last = strips.at(-1);
    if (last && last.to === pixel && last.state === lane.state[at] && last.mixed === mixed) last.to = to;
    else strips.push({ from: pixel, to, state: lane.state[at], mixed });
    pixel = to;
  }
  return strips;
}

/** The event nearest to `ns` on a lane, for clicks and the keyboard. */
export function nearestEvent(lane: Lane, ns: number): number | undefined {
  const at = intervalAt(lane, ns);
  if (lane.starts.length === 0) return undefined;
  if (at < 0) return 0;
  if (at + 1 < lane.starts.length && lane.starts[at + 1] - ns < ns - lane.starts[at]) return at + 1;
  return at;
}
