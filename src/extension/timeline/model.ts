/**
 * The timeline's data: for each P, M and G a lane of intervals over virtual time, in typed arrays, so that a million events
 * stay cheap to hold and to draw. No DOM in here.
 */
import type { TimelineEvent } from '../../adapter/protocol';
import { GrowingColumns, Strings } from '../../debugger/trace/columns';
import { type AllMarks, MarkFinder } from './marks';
import { Owners } from './owners';

export interface Lane {
  readonly name: string;
  readonly kind: 'P' | 'M' | 'G';
  /** Start of each interval, ns, ascending; it lasts until the next one's start. */
  readonly starts: Float64Array;
  /** Index into `states`. */
  readonly state: Uint32Array;
  /** Index of the event that began it. */
  readonly event: Uint32Array;
}
/** What is kept of the events themselves. */
export interface EventFacts {
  readonly length: number;
  /** Position in history (instructions) of the event. */
  retired(index: number): number;
  /** What happened, in a sentence. */
  text(index: number): string;
}
export interface Timeline {
  readonly lanes: readonly Lane[];
  /** index of each lane */
  readonly byName: ReadonlyMap<string, number>;
  /** the function that a goroutine was started with, by lane */
  readonly started: ReadonlyMap<string, string>;
  readonly states: readonly string[];
  readonly startNs: number;
  readonly endNs: number;
  readonly events: EventFacts;
  readonly marks: AllMarks;
}

const ORDER = { P: 0, M: 1, G: 2 } as const;

/** `endNs`: now. Events come in the order of their seq. */
export function timelineOf(events: Iterable<Omit<TimelineEvent, 'seq'>>, endNs: number): Timeline {
  const builder = new TimelineBuilder();
  builder.add(events);
  return builder.at(endNs);
}

/** Takes events as they become known; what has been taken in is not looked at again. */
export class TimelineBuilder {
  private readonly states = new Strings();
  private readonly texts = new Strings();
  private readonly facts = new GrowingColumns((rows) => ({ retired: new Float64Array(rows), text: new Uint32Array(rows) }));
  private readonly byLane = new Map<string, GrowingColumns<LaneColumns>>();
  private readonly owners = new Owners();
  private readonly marks = new MarkFinder();
  private readonly started = new Map<string, string>();
  private firstNs: number | undefined;
  private lastNs = 0;

  /** Events that follow those added before. */
  add(events: Iterable<Omit<TimelineEvent, 'seq'>>): void {
    const { owners } = this;
    for (const event of events) {
      const { ns, retired, kind, subject, to, text } = event;
      const index = this.facts.push({ retired, text: this.texts.numberOf(text) });
      this.firstNs ??= ns;
      this.lastNs = ns;
      this.marks.add(event);
      if (kind === 'g-created') this.noteStart(subject, text);
      else if (kind === 'p-status') this.begin(subject, ns, index, owners.processor(subject, to));
      else if (kind === 'g-status') {
        this.begin(subject, ns, index, to);
        const m = owners.goroutine(subject, to);
        if (m) this.begin(m, ns, index, owners.state(m));
      } else if (kind === 'm-p' || kind === 'm-curg' || kind === 'm-created') {
        owners.thread(kind, subject, to);
        this.begin(subject, ns, index, owners.state(subject));
      }
    }
  }

  /** The timeline now, at `endNs`; it shares the arrays, and holds until the next `add`. */
  at(endNs: number): Timeline {
    const lanes = [...this.byLane].map(([name, rows]): Lane => ({ name, kind: name[0] as Lane['kind'], ...rows.rows() }));
    lanes.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || Number(a.name.slice(1)) - Number(b.name.slice(1)));
    const { states, marks, texts, facts, started, firstNs = 0, lastNs } = this;
    return {
      lanes, byName: new Map(lanes.map(({ name }, index) => [name, index])), started, states: states.list, marks: marks.all(), startNs: firstNs, endNs: Math.max(endNs, lastNs),
      events: { length: facts.length, retired: (index) => facts.arrays.retired[index], text: (index) => texts.at(facts.arrays.text[index]) },
    };
  }

  private noteStart(g: string, text: string): void {
    const name = / for (\S+)$/.exec(text)?.[1];
    // The goroutine that runs main.main begins in the runtime.
    if (name) this.started.set(g, name === 'runtime.main' ? 'main.main' : name);
  }

  private begin(name: string, ns: number, event: number, state: string): void {
    let lane = this.byLane.get(name);
    if (!lane) this.byLane.set(name, lane = growingLane());
    lane.push({ starts: ns, event, state: this.states.numberOf(state) });
  }
}

type LaneColumns = Pick<Lane, 'starts' | 'state' | 'event'>;
const growingLane = (): GrowingColumns<LaneColumns> =>
  new GrowingColumns<LaneColumns>((rows) => ({ starts: new Float64Array(rows), state: new Uint32Array(rows), event: new Uint32Array(rows) }));

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
export function targetOf({ lanes, events, startNs, endNs }: Pick<Timeline, 'lanes' | 'events' | 'startNs' | 'endNs'>, lane: number, ns: number, slackNs: number): { ns: number; retired?: number } {
  const found = lanes[lane] as Lane | undefined;
  const near = found && nearestEvent(found, ns);
  if (found && near !== undefined && Math.abs(found.starts[near] - ns) <= slackNs) return { ns: found.starts[near], retired: events.retired(found.event[near]) };
  return { ns: Math.round(Math.max(startNs, Math.min(ns, endNs))) };
}
