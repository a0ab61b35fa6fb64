/**
 * The timeline's data: for each P, M and G a lane of intervals over virtual time, in typed arrays, so that a million events
 * stay cheap to hold and to draw. No DOM in here.
 */
import type { TimelineEvent } from '../../adapter/protocol';
import { MarkFinder, type Marks } from './marks';

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
export interface Timeline { readonly lanes: Lane[]; readonly states: string[]; readonly startNs: number; readonly endNs: number; readonly events: readonly TimelineEvent[]; readonly marks: Marks }

const ORDER = { P: 0, M: 1, G: 2 } as const;

/** What the panel tells its webview: the session has ended, or the events from number `from` on (0: all are new) and where the program stands. */
export type TimelineMessage = { type: 'ended' } | { type: 'events'; from: number; events: TimelineEvent[]; endNs: number; nowNs: number; past: boolean; stops: number[]; /** functions of goroutines, by lane */ names: Record<string, string> };

/** `endNs`: now. Events come in the order of their seq. */
export function timelineOf(events: readonly TimelineEvent[], endNs: number): Timeline {
  const builder = new TimelineBuilder();
  builder.add(events);
  return builder.at(endNs);
}

/** Takes events as they become known; what has been taken in is not looked at again. */
export class TimelineBuilder {
  private readonly states: string[] = [];
  private readonly stateIndex = new Map<string, number>();
  private readonly byLane = new Map<string, GrowingLane>();
  private readonly owners = new Owners();
  private readonly events: TimelineEvent[] = [];
  private readonly marks = new MarkFinder();

  /** Events that follow those added before. */
  add(events: readonly TimelineEvent[]): void {
    const { owners } = this;
    for (const event of events) {
      const index = this.events.push(event) - 1;
      this.marks.add(event);
      const { kind, subject, to } = event;
      if (kind === 'p-status') this.begin(subject, index, owners.processor(subject, to));
      else if (kind === 'g-status') {
        this.begin(subject, index, to);
        const m = owners.goroutine(subject, to);
        if (m) this.begin(m, index, owners.state(m));
      } else if (kind === 'm-p' || kind === 'm-curg' || kind === 'm-created') {
        owners.thread(kind, subject, to);
        this.begin(subject, index, owners.state(subject));
      }
    }
  }

  /** The timeline now, at `endNs`; it shares the events and arrays, and holds until the next `add`. */
  at(endNs: number): Timeline {
    const lanes = [...this.byLane].map(([name, lane]) => lane.view(name));
    lanes.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || Number(a.name.slice(1)) - Number(b.name.slice(1)));
    const { events, states, marks } = this;
    return { lanes, states, marks, startNs: events[0]?.ns ?? 0, endNs: Math.max(endNs, events.at(-1)?.ns ?? 0), events };
  }

  private begin(name: string, index: number, state: string): void {
    let number = this.stateIndex.get(state);
    if (number === undefined) { number = this.states.push(state) - 1; this.stateIndex.set(state, number); }
    let lane = this.byLane.get(name);
    if (!lane) this.byLane.set(name, lane = new GrowingLane());
    lane.push(this.events[index], index, number);
  }
}

/** The arrays of a lane, with room for more. */
class GrowingLane {
  private length = 0;
  private starts = new Float64Array(16);
  private retired = new Float64Array(16);
  private state = new Uint16Array(16);
  private event = new Uint32Array(16);

  push({ ns, retired }: TimelineEvent, event: number, state: number): void {
    const at = this.length++;
    if (at === this.starts.length) {
      this.starts = larger(this.starts, new Float64Array(2 * at));
      this.retired = larger(this.retired, new Float64Array(2 * at));
      this.state = larger(this.state, new Uint16Array(2 * at));
      this.event = larger(this.event, new Uint32Array(2 * at));
    }
    this.starts[at] = ns; this.retired[at] = retired; this.state[at] = state; this.event[at] = event;
  }

  view(name: string): Lane {
    const { length, starts, retired, state, event } = this;
    return { name, kind: name[0] as Lane['kind'], starts: starts.subarray(0, length), retired: retired.subarray(0, length), state: state.subarray(0, length), event: event.subarray(0, length) };
  }
}

function larger<T extends Float64Array | Uint16Array | Uint32Array>(old: T, made: T): T {
  made.set(old);
  return made;
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

/** Where a click travels: to the lane's event if it is within `slackNs`, else to the very instant, within the timeline. */
export function targetOf({ lanes, startNs, endNs }: Timeline, lane: number, ns: number, slackNs: number): { ns: number; retired?: number } {
  const found = lanes[lane] as Lane | undefined;
  const near = found && nearestEvent(found, ns);
  if (found && near !== undefined && Math.abs(found.starts[near] - ns) <= slackNs) return { ns: found.starts[near], retired: found.retired[near] };
  return { ns: Math.round(Math.max(startNs, Math.min(ns, endNs))) };
}
