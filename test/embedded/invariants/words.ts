/**
 * The words that scheduling is written in, read straight from guest memory and watched: those that scheduler events are made
 * of (statuses, m.p, m.curg, queues), and besides them p.m, m.oldp, m.nextp, m.spinning, g.m, the queues' heads and sched's
 * lists and counts.
 */
import { SchedulerEvents } from '../../../src/debugger/trace/events';
import type { Process, ProcessStop } from '../../../src/linux/api';
import type { Watchpoint } from '../../../src/machine/api';
import type { Fields, NumberField } from '../../../src/scheduler/layout/fields';
import type { GoSchedulerView } from '../../../src/scheduler/view';

type WatchStop = Extract<ProcessStop, { kind: 'watch' }>;
type Word = 'P.status' | 'P.m' | 'P.runqhead' | 'M.p' | 'M.oldp' | 'M.nextp' | 'M.spinning' | 'G.m' | 'sched' | 'nmspinning';
/** One watched write: to a word of `owner` (its address), by the thread. */
export interface Write { readonly word: Word; readonly owner: number; readonly before: number; readonly after: number }

export class Words {
  readonly fields: Fields;
  readonly sched: number;
  gs: readonly number[] = [];
  ms: readonly number[] = [];
  ps: readonly number[] = [];
  readonly #events: SchedulerEvents;
  readonly #words = new Map<number, { readonly word: Word; readonly owner: number; readonly start: number; readonly length: number }>();
  readonly #watched = new Set<number>();
  #version = -1;

  constructor(private readonly process: Process, private readonly scheduler: GoSchedulerView) {
    const { fields, layout } = scheduler;
    if (!fields || !layout) throw new Error(scheduler.unavailable);
    this.fields = fields;
    this.sched = layout.globals.sched;
    this.#events = new SchedulerEvents(process, scheduler);
    this.#takeIn();
  }

  /** The words of one stop that were written, and what the events among them say. New Gs, Ms and Ps are watched from here on. */
  take(stop: WatchStop): { writes: Write[]; text: string; hasStatus: boolean } {
    const events = this.#events.take(stop.tid, stop.pc, stop.hits), text = events.map((event) => event.text).join('; ');
    const writes = stop.hits.flatMap(({ id, before, after }): Write[] => {
      const found = this.#words.get(id);
      return found ? [{ word: found.word, owner: found.owner, before: value(before), after: value(after) }] : [];
    });
    if (this.#version !== this.#events.version) this.#takeIn();
    return { writes, hasStatus: events.some(({ kind }) => kind === 'p-status' || kind === 'g-status'), text: text || writes.map(({ word, owner }) => `${word} of 0x${owner.toString(16)}`).join('; ') };
  }

  pointer(address: number): number { return this.process.machine.memory.readPointer(address); }
  u32(address: number): number { return this.process.machine.memory.readU32(address); }
  isSpinning(m: number): boolean { return this.process.machine.memory.readU8(m + this.fields.m.spinning) !== 0; }
  tidOf(m: number): number { return this.pointer(m + this.fields.m.procid); }
  count(field: NumberField): number { return this.u32(this.sched + field.offset) | 0; }

  /** A list linked through `link`, at most so long as there are objects to be in it. */
  list(head: NumberField, link: number, most: number): number[] {
    const found: number[] = [];
    for (let at = this.pointer(this.sched + head.offset); at !== 0 && found.length <= most; at = this.pointer(at + link)) found.push(at);
    return found;
  }

  #takeIn(): void {
    const { scheduler, fields: { g, m, p, sched } } = this;
    this.#version = this.#events.version;
    scheduler.invalidate();
    this.gs = scheduler.gs({ includeDead: true }).map(({ address }) => address);
    this.ms = scheduler.ms().map(({ address }) => address);
    this.ps = scheduler.ps().map(({ address }) => address);
    for (const owner of this.ps) {
      this.#watch('P.status', owner, p.status, 4);
      this.#watch('P.m', owner, p.m, 8);
      this.#watch('P.runqhead', owner, p.runqhead, 4);
    }
    for (const owner of this.ms) {
      this.#watch('M.p', owner, m.p, 8);
      if (m.oldp >= 0) this.#watch('M.oldp', owner, m.oldp, 8);
      this.#watch('M.nextp', owner, m.nextp, 8);
      this.#watch('M.spinning', owner, m.spinning, 1);
    }
    for (const owner of this.gs) this.#watch('G.m', owner, g.m, 8);
    for (const { offset, size } of [sched.npidle, sched.pidle, sched.nmidle, sched.midle, sched.runqHead]) this.#watch('sched', this.sched, offset, size);
    this.#watch('nmspinning', this.sched, sched.nmspinning.offset, sched.nmspinning.size);
    const extra = [...this.#words].map(([id, { start, length }]): Watchpoint => ({ id, start, length, read: false, write: true }));
    this.process.machine.setWatchpoints([...this.#events.watchpoints(), ...extra]);
  }

  #watch(word: Word, owner: number, offset: number, length: number): void {
    const start = owner + offset;
    if (this.#watched.has(start)) return;
    this.#watched.add(start);
    this.#words.set(this.#words.size + 1, { word, owner, start, length });
  }
}

function value(bytes: Uint8Array): number { return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0); }
