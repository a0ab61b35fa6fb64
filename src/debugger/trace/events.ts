/**
 * Scheduler events from watched memory: the status words of every G and P, m.p and m.curg of every M, and the queues. New
 * Gs, Ps and Ms are taken in when the runtime's lists change. No code is instrumented, so it works for every Go version.
 */
import type { Process } from '../../linux/api';
import type { WatchHit, Watchpoint } from '../../machine/api';
import type { SchedulerEvent } from '../../scheduler/api';
import { gStatusName, pStatusName, SCAN_BIT } from '../../scheduler/statuses';
import type { GoSchedulerView } from '../../scheduler/view';

/** What a watchpoint stands on. */
interface Subject { readonly kind: 'allgs' | 'allp' | 'allm' | 'g-status' | 'p-status' | 'm-p' | 'm-curg' | 'p-runq' | 'p-runnext' | 'sched-runq'; readonly address: number; readonly size: number; readonly owner: number }

/** Gs that are watched; programs with more goroutines trace their first ones (a watchpoint costs its page the fast path). */
const MOST_WATCHED_GS = 20_000;
/** First id used, so that the debugger's own watchpoints can be told apart. */
export const FIRST_EVENT_WATCH = 1_000_000;

export class SchedulerEvents {
  readonly #subjects = new Map<number, Subject>();
  readonly #watched = new Set<string>();
  #nextId = FIRST_EVENT_WATCH;
  #seq = 0;
  /** Changes whenever `watchpoints` has other content. */
  version = 0;

  constructor(private readonly process: Process, private readonly scheduler: GoSchedulerView) { this.refresh(); }

  /** What the machine has to watch now. */
  watchpoints(): Watchpoint[] {
    return [...this.#subjects].map(([id, subject]) => ({ id, start: subject.address, length: subject.size, read: false, write: true }));
  }

  /** Events of one watch stop; hits of others' watchpoints are left alone. */
  take(tid: number, pc: number, hits: readonly WatchHit[]): SchedulerEvent[] {
    const events: SchedulerEvent[] = [];
    this.scheduler.invalidate();
    for (const hit of hits) {
      const subject = this.#subjects.get(hit.id);
      if (!subject || hit.access !== 'write') continue;
      const [before, after] = [unsigned(hit.before), unsigned(hit.after)];
      if (before === after) continue;
      if (subject.kind === 'allgs' || subject.kind === 'allp' || subject.kind === 'allm') events.push(...this.#created(tid, pc, subject.kind));
      else events.push(this.#event(tid, pc, this.#change(subject, before, after)));
    }
    return events;
  }

  /** Takes in Gs, Ps and Ms that are not watched yet; gives the new ones. */
  refresh(): { gs: number[]; ms: number[] } {
    const { layout, fields } = this.scheduler;
    const made = { gs: [] as number[], ms: [] as number[] };
    if (!layout || !fields) return made;
    const { globals } = layout;
    this.#watch({ kind: 'allgs', address: globals.allgs + 8, size: 8, owner: 0 });
    this.#watch({ kind: 'allp', address: globals.allp, size: 16, owner: 0 });
    this.#watch({ kind: 'allm', address: globals.allm, size: 8, owner: 0 });
    const { runqSize } = fields.sched;
    if (runqSize.offset >= 0) this.#watch({ kind: 'sched-runq', address: globals.sched + runqSize.offset, size: runqSize.size, owner: globals.sched });
    for (const p of this.scheduler.ps()) {
      this.#watch({ kind: 'p-status', address: p.address + fields.p.status, size: 4, owner: p.address });
      this.#watch({ kind: 'p-runq', address: p.address + fields.p.runqtail, size: 4, owner: p.address });
      this.#watch({ kind: 'p-runnext', address: p.address + fields.p.runnext, size: 8, owner: p.address });
    }
    for (const m of this.scheduler.ms()) {
      if (this.#watch({ kind: 'm-p', address: m.address + fields.m.p, size: 8, owner: m.address })) made.ms.push(m.address);
      this.#watch({ kind: 'm-curg', address: m.address + fields.m.curg, size: 8, owner: m.address });
    }
    for (const g of this.scheduler.gs({ includeDead: true }).slice(0, MOST_WATCHED_GS)) {
      if (this.#watch({ kind: 'g-status', address: g.address + fields.g.atomicstatus, size: 4, owner: g.address })) made.gs.push(g.address);
    }
    return made;
  }

  #watch(subject: Subject): boolean {
    const key = `${subject.kind}${subject.address}`;
    if (this.#watched.has(key)) return false;
    this.#watched.add(key);
    this.#subjects.set(this.#nextId++, subject);
    this.version++;
    return true;
  }

  #created(tid: number, pc: number, list: 'allgs' | 'allp' | 'allm'): SchedulerEvent[] {
    const { gs, ms } = this.refresh();
    const made = list === 'allgs' ? gs.map((address) => ['g-created', address] as const) : list === 'allm' ? ms.map((address) => ['m-created', address] as const) : [];
    return made.map(([kind, address]) => {
      const subject = this.scheduler.nameOf(address);
      return this.#event(tid, pc, { kind, subject, from: '', to: subject, text: `${subject} created` });
    });
  }

  #change(subject: Subject, before: bigint, after: bigint): Pick<SchedulerEvent, 'kind' | 'subject' | 'from' | 'to' | 'text'> {
    const { scheduler } = this;
    const name = scheduler.nameOf(subject.owner);
    const object = (value: bigint) => (value === 0n ? '-' : scheduler.nameOf(Number(value)));
    switch (subject.kind) {
      case 'g-status': {
        const [from, to] = [gStatus(before), gStatus(after)];
        const m = scheduler.gByAddress(subject.owner)?.m ?? 0;
        const wait = to === 'waiting' ? scheduler.gByAddress(subject.owner)?.waitReason : undefined;
        return { kind: 'g-status', subject: name, from, to, text: `${name} ${from} -> ${to}${wait ? ` (${wait})` : ''}${m !== 0 && to === 'running' ? ` on ${scheduler.nameOf(m)}` : ''}` };
      }
      case 'p-status': {
        const [from, to] = [pStatusName(Number(before)), pStatusName(Number(after))];
        return { kind: 'p-status', subject: name, from, to, text: `${name} ${from} -> ${to}${this.#ownerText(subject.owner, to)}` };
      }
      case 'm-p': return { kind: 'm-p', subject: name, from: object(before), to: object(after), text: after === 0n ? `${name} gives up ${object(before)}` : `${name} has ${object(after)}` };
      case 'm-curg': return { kind: 'm-curg', subject: name, from: object(before), to: object(after), text: after === 0n ? `${name} lets go of ${object(before)}` : `${name} takes ${object(after)}` };
      case 'p-runnext': return { kind: 'queue', subject: name, from: object(before), to: object(after), text: after === 0n ? `${name} next: empty` : `${name} next: ${object(after)}` };
      case 'p-runq': {
        const length = scheduler.pByAddress(subject.owner)?.runq.length ?? 0;
        return { kind: 'queue', subject: name, from: '', to: String(length), text: `${name} queue: ${length}` };
      }
      default: return { kind: 'queue', subject: 'sched', from: String(before), to: String(after), text: `global queue: ${before} -> ${after}` };
    }
  }

  /** Who has the P, or had it: "; M0.oldp = P0". */
  #ownerText(p: number, to: string): string {
    const { scheduler } = this;
    if (to === 'running') {
      const m = scheduler.pByAddress(p)?.m ?? 0;
      return m === 0 ? '' : ` on ${scheduler.nameOf(m)}`;
    }
    if (to !== 'syscall') return '';
    const m = scheduler.ms().find((candidate) => candidate.oldp === p);
    return m ? `; M${m.id}.oldp = ${scheduler.nameOf(p)}` : '';
  }

  #event(tid: number, pc: number, change: Pick<SchedulerEvent, 'kind' | 'subject' | 'from' | 'to' | 'text'>): SchedulerEvent {
    return { seq: ++this.#seq, ns: this.process.virtualNs, retired: this.process.retired, tid, pc, ...change };
  }
}

function gStatus(raw: bigint): string {
  return (Number(raw) & SCAN_BIT) !== 0 ? `${gStatusName(Number(raw))}+scan` : gStatusName(Number(raw));
}

function unsigned(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]);
  return value;
}
