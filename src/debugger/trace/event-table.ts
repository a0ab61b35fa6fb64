/** Scheduler events in columns: a million of them are 40 MB, and some 30 MB of messages. */
import type { SchedulerEvent } from '../../scheduler/api';
import { GrowingColumns, Strings } from './columns';

/** An event as it is listed: without the place in the code. */
export type ListedEvent = Omit<SchedulerEvent, 'pc'>;

/**
 * Events of a table as plain data. Of each: virtual time and instructions since the event before it (of the first one: since the
 * start), the thread, and where in `strings` its kind, subject, from, to and text are.
 */
export interface EventColumns { readonly strings: readonly string[]; readonly values: readonly number[] }

const FIELDS = 8;
const TEXTS = ['kind', 'subject', 'from', 'to', 'text'] as const;

/** Events in the order of their seq, which begins with 1 and has no gaps. */
export class EventTable {
  readonly #strings = new Strings();
  readonly #columns = new GrowingColumns((rows) => ({
    ns: new Float64Array(rows), retired: new Float64Array(rows), tid: new Uint32Array(rows),
    kind: new Uint32Array(rows), subject: new Uint32Array(rows), from: new Uint32Array(rows), to: new Uint32Array(rows), text: new Uint32Array(rows),
  }));

  get length(): number { return this.#columns.length; }

  push({ ns, retired, tid, kind, subject, from, to, text }: Omit<ListedEvent, 'seq'>): void {
    const number = (string: string): number => this.#strings.numberOf(string);
    this.#columns.push({ ns, retired, tid, kind: number(kind), subject: number(subject), from: number(from), to: number(to), text: number(text) });
  }

  /** The event at an index from 0 to length - 1. */
  at(index: number): ListedEvent {
    const { ns, retired, tid, kind, subject, from, to, text } = this.#columns.arrays;
    const string = (column: Uint32Array): string => this.#strings.at(column[index]);
    return { seq: index + 1, ns: ns[index], retired: retired[index], tid: tid[index], kind: string(kind) as ListedEvent['kind'], subject: string(subject), from: string(from), to: string(to), text: string(text) };
  }

  /** Those from index `from` to before `end`. */
  slice(from: number, end = this.length): ListedEvent[] {
    const events: ListedEvent[] = [];
    for (let index = Math.max(0, from); index < Math.min(end, this.length); index++) events.push(this.at(index));
    return events;
  }

  /** Index of the first event after an instant. */
  firstAfter(retired: number): number {
    const column = this.#columns.arrays.retired;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (column[middle] <= retired) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** Up to `count` events from index `from` on, to send. */
  page(from: number, count: number): EventColumns {
    const strings = new Strings();
    const values: number[] = [];
    const columns = this.#columns.arrays;
    const end = Math.min(this.length, from + count);
    for (let index = from; index < end; index++) {
      const before = index > from;
      values.push(columns.ns[index] - (before ? columns.ns[index - 1] : 0), columns.retired[index] - (before ? columns.retired[index - 1] : 0), columns.tid[index]);
      for (const name of TEXTS) values.push(strings.numberOf(this.#strings.at(columns[name][index])));
    }
    return { strings: strings.list, values };
  }

  /** Appends what `page` gave. */
  add(page: EventColumns): void {
    for (const event of eventsOf(page)) this.push(event);
  }

  clear(): void {
    this.#strings.clear();
    this.#columns.clear();
  }
}

/** The events of a page. */
export function* eventsOf({ strings, values }: EventColumns): Generator<Omit<ListedEvent, 'seq'>> {
  let ns = 0;
  let retired = 0;
  for (let at = 0; at < values.length; at += FIELDS) {
    ns += values[at];
    retired += values[at + 1];
    const string = (field: number): string => strings[values[at + field]];
    yield { ns, retired, tid: values[at + 2], kind: string(3) as ListedEvent['kind'], subject: string(4), from: string(5), to: string(6), text: string(7) };
  }
}
