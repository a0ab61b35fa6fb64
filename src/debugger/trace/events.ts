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
interface Subject { readonly kind: 'list' | 'g-id' | 'g-status' | 'p-status' | 'm-p' | 'm-curg' | 'p-runq' | 'p-runnext' | 'sched-runq'; readonly address: number; readonly size: number; readonly owner: number }

/** Gs that are watched; programs with more goroutines trace their first ones (a watchpoint costs its page the fast path). */
const MOST_WATCHED_GS = 5_000;
/** Slots at the end of a list that may be empty for a moment (allp grows by GOMAXPROCS at once). */
const NEWEST = 256;
/** First id used, so that the debugger's own watchpoints can be told apart. */
const FIRST_EVENT_WATCH = 1_000_000;

type Change = Pick<SchedulerEvent, 'kind' | 'subject' | 'from' | 'to' | 'text'>;

export class SchedulerEvents {
  readonly #subjects = new Map<number, Subject>();
  #watchpoints: Watchpoint[] = [];
  /** Gs taken in, and how many elements of allgs they are */
  readonly #gs = new Set<number>();
  #gsTaken = 0;
  /** addresses that are watched already, by kind */
  readonly #watched = new Map<Subject['kind'], Set<number>>();
  /** Gs that got an id since they were dead; status changes that wait for one */
  readonly #names = new Map<number, string>();
  readonly #ms: number[] = [];
  readonly #identified = new Set<number>();
  readonly #waiting = new Map<number, [bigint, bigint]>();
  #nextId = FIRST_EVENT_WATCH;
  #seq = 0;
  /** Changes whenever `watchpoints` has other content. */
  version = 0;

  constructor(private readonly process: Process, private readonly scheduler: GoSchedulerView) { this.refresh(); }

  /** Goroutines that are watched, of all that the program has made room for. */
  get goroutines(): { traced: number; all: number } {
    const { layout, reader } = this.scheduler;
    return { traced: this.#gs.size, all: Math.max(this.#gs.size, layout ? reader.pointer(layout.globals.allgs + 8) : 0) };
  }

  /** What the machine has to watch now: mostly what it was before, and more. */
  watchpoints(): readonly Watchpoint[] { return this.#watchpoints; }

  /** Events of one watch stop; hits of others' watchpoints are left alone. */
  take(tid: number, pc: number, hits: readonly WatchHit[]): SchedulerEvent[] {
    const events: SchedulerEvent[] = [];
    for (const hit of hits) {
      const subject = this.#subjects.get(hit.id);
      if (!subject || hit.access !== 'write') continue;
      const [before, after] = [unsigned(hit.before), unsigned(hit.after)];
      if (before === after) continue;
      if (subject.kind === 'list') events.push(...this.#listChanged(subject.owner, tid, pc));
      else if (subject.kind === 'g-id') events.push(...this.#named(tid, pc, subject.owner));
      else if (subject.kind === 'g-status' && this.#isUnnamed(subject.owner, before, after)) this.#waiting.set(subject.owner, [before, after]);
      else events.push(this.#event(tid, pc, this.#change(subject, before, after)));
    }
    return events;
  }

  /** Takes in Gs, Ps and Ms that are not watched yet; gives the new Ms. */
  refresh(): number[] {
    const { layout, fields } = this.scheduler;
    const made: number[] = [];
    if (!layout || !fields) return made;
    const { globals } = layout;
    this.#watch({ kind: 'list', address: globals.allp, size: 16, owner: globals.allp });
    this.#watchEmptySlots(globals.allp);
    this.#watch({ kind: 'list', address: globals.allm, size: 8, owner: 0 });
    const { runqSize } = fields.sched;
    if (runqSize.offset >= 0) this.#watch({ kind: 'sched-runq', address: globals.sched + runqSize.offset, size: runqSize.size, owner: globals.sched });
    for (const p of this.scheduler.ps()) {
      this.#watch({ kind: 'p-status', address: p.address + fields.p.status, size: 4, owner: p.address });
      this.#watch({ kind: 'p-runq', address: p.address + fields.p.runqtail, size: 4, owner: p.address });
      this.#watch({ kind: 'p-runnext', address: p.address + fields.p.runnext, size: 8, owner: p.address });
    }
    for (const m of this.scheduler.ms()) {
      if (this.#watch({ kind: 'm-p', address: m.address + fields.m.p, size: 8, owner: m.address })) {
        made.push(m.address);
        this.#ms.push(m.address);
      };
      this.#watch({ kind: 'm-curg', address: m.address + fields.m.curg, size: 8, owner: m.address });
    }
    this.#refreshGs(globals.allgs);
    return made;
  }

  /** Takes in Gs that are not watched yet, as long as there is room. */
  #refreshGs(allgs: number): void {
    if (this.#gsTaken >= MOST_WATCHED_GS) return;
    this.#watch({ kind: 'list', address: allgs, size: 16, owner: allgs });
    this.#watchEmptySlots(allgs);
    this.#takeGs(allgs);
    if (this.#gsTaken >= MOST_WATCHED_GS) this.#unwatchList(allgs);
  }

  /** The list only grows: what was taken in before is not looked at again, or many goroutines would take quadratic time. */
  #takeGs(slice: number): void {
    const { process: { machine: { memory } }, scheduler: { fields } } = this;
    if (!fields) return;
    const [data, length] = [memory.readPointer(slice), memory.readPointer(slice + 8)];
    for (; data !== 0 && this.#gsTaken < Math.min(length, MOST_WATCHED_GS); this.#gsTaken++) {
      const g = memory.readPointer(data + this.#gsTaken * 8);
      // Its slot is watched; this is called again when it is written.
      if (g === 0) return;
      this.#gs.add(g);
      this.#watch({ kind: 'g-status', address: g + fields.g.atomicstatus, size: 4, owner: g });
      this.#watch({ kind: 'g-id', address: g + fields.g.goid, size: 8, owner: g });
    }
  }

  #watch(subject: Subject): boolean {
    let watched = this.#watched.get(subject.kind);
    if (!watched) this.#watched.set(subject.kind, watched = new Set());
    if (watched.has(subject.address)) return false;
    watched.add(subject.address);
    const id = this.#nextId++;
    this.#subjects.set(id, subject);
    this.#watchpoints.push({ id, start: subject.address, length: subject.size, read: false, write: true });
    this.version++;
    return true;
  }

  /** Its elements are not taken in any more, and a hundred thousand may follow. */
  #unwatchList(slice: number): void {
    this.#watchpoints = this.#watchpoints.filter(({ id }) => {
      const subject = this.#subjects.get(id);
      const isKept = subject?.kind !== 'list' || subject.owner !== slice;
      if (!isKept) this.#subjects.delete(id);
      return isKept;
    });
    this.version++;
  }

  /** append stores the new length before the element: the element is seen when its slot is written. */
  #watchEmptySlots(slice: number): void {
    const { memory } = this.process.machine;
    const [data, length] = [memory.readPointer(slice), memory.readPointer(slice + 8)];
    // The pointer is stored after the length; this is called again when it is.
    if (data === 0) return;
    for (let index = Math.max(0, length - NEWEST); index < length; index++) {
      const slot = data + index * 8;
      if (memory.readPointer(slot) === 0) this.#watch({ kind: 'list', address: slot, size: 8, owner: slice });
    }
  }

  /** Something was added to allgs, allp or allm. Goroutines come by the thousands: only their own list is looked at. */
  #listChanged(list: number, tid: number, pc: number): SchedulerEvent[] {
    if (list === this.scheduler.layout?.globals.allgs) {
      this.#refreshGs(list);
      return [];
    }
    this.scheduler.invalidate();
    return this.refresh().map((address) => {
      const subject = this.#name(address);
      return this.#event(tid, pc, { kind: 'm-created', subject, from: '', to: subject, text: `${subject} created` });
    });
  }

  /**
   * A goroutine gets its id: that is its creation, for a new g as for a dead one that is used again. Up to Go 1.22 its
   * status has changed before; that event was held back, so that it bears the right name.
   */
  #named(tid: number, pc: number, g: number): SchedulerEvent[] {
    this.#names.delete(g);
    const subject = this.#name(g);
    const start = this.scheduler.image.functions.at(this.#startPc(g))?.name;
    const events = [this.#event(tid, pc, { kind: 'g-created', subject, from: '', to: subject, text: `${subject} created${start ? ` for ${start}` : ''}` })];
    const held = this.#waiting.get(g);
    this.#identified.add(g);
    this.#waiting.delete(g);
    if (held) events.push(this.#event(tid, pc, this.#change({ kind: 'g-status', address: 0, size: 4, owner: g }, ...held)));
    return events;
  }

  /** A dead (or just allocated) g comes to life, and its id is still the last goroutine's. */
  #isUnnamed(g: number, before: bigint, after: bigint): boolean {
    const dead = (status: bigint) => ['dead', 'idle'].includes(gStatusName(Number(status)));
    if (dead(after)) {
      this.#identified.delete(g);
      return gStatusName(Number(before)) === 'idle';
    }
    return dead(before) && !this.#identified.has(g);
  }

  #change(subject: Subject, before: bigint, after: bigint): Change {
    const { scheduler, process: { machine: { memory } } } = this;
    const { fields } = scheduler;
    if (!fields) throw new Error('events without a scheduler');
    const name = this.#name(subject.owner);
    const object = (value: bigint) => (value === 0n ? '-' : subject.kind === 'm-p' ? this.#name(Number(value)) : this.#goroutine(Number(value)));
    switch (subject.kind) {
      case 'g-status': {
        const [from, to] = [gStatus(before), gStatus(after)];
        const m = to === 'running' ? memory.readPointer(subject.owner + fields.g.m) : 0;
        const reason = to === 'waiting' ? this.#waitReason(subject.owner) : '';
        return { kind: 'g-status', subject: name, from, to, text: `${name} ${from} -> ${to}${reason}${m === 0 ? '' : ` on ${this.#name(m)}`}` };
      }
      case 'p-status': {
        const [from, to] = [pStatusName(Number(before)), pStatusName(Number(after))];
        return { kind: 'p-status', subject: name, from, to, text: `${name} ${from} -> ${to}${this.#ownerText(subject.owner, to)}` };
      }
      case 'm-p': return { kind: 'm-p', subject: name, from: object(before), to: object(after), text: after === 0n ? `${name} gives up ${object(before)}` : `${name} has ${object(after)}` };
      case 'm-curg': return { kind: 'm-curg', subject: name, from: object(before), to: object(after), text: after === 0n ? `${name} lets go of ${object(before)}` : `${name} takes ${object(after)}` };
      case 'p-runnext': return { kind: 'queue', subject: name, from: object(before), to: object(after), text: after === 0n ? `${name} next: empty` : `${name} next: ${object(after)}` };
      case 'p-runq': {
        const length = (memory.readU32(subject.owner + fields.p.runqtail) - memory.readU32(subject.owner + fields.p.runqhead)) >>> 0;
        return { kind: 'queue', subject: name, from: '', to: String(length), text: `${name} queue: ${length}` };
      }
      default: return { kind: 'queue', subject: 'sched', from: String(before), to: String(after), text: `global queue: ${before} -> ${after}` };
    }
  }

  #waitReason(g: number): string {
    this.scheduler.invalidate();
    const reason = this.scheduler.gByAddress(g)?.waitReason;
    return reason ? ` (${reason})` : '';
  }

  /** Who has the P, or had it: "; M0.oldp = P0". */
  #ownerText(p: number, to: string): string {
    const { scheduler: { fields }, process: { machine: { memory } } } = this;
    if (!fields) return '';
    if (to === 'running') {
      const m = memory.readPointer(p + fields.p.m);
      return m === 0 ? '' : ` on ${this.#name(m)}`;
    }
    if (to !== 'syscall' || fields.m.oldp < 0) return '';
    const m = this.#ms.find((address) => memory.readPointer(address + fields.m.oldp) === p);
    return m === undefined ? '' : `; ${this.#name(m)}.oldp = ${this.#name(p)}`;
  }

  /** Names of Ms and Ps never change; a G's does when it gets a new id. */
  #name(address: number): string {
    let name = this.#names.get(address);
    if (name === undefined) {
      this.scheduler.invalidate();
      name = this.#gs.has(address) ? this.#goroutine(address) : this.scheduler.nameOf(address);
      this.#names.set(address, name);
    }
    return name;
  }

  /** Name of a goroutine, whether it is watched or not: to look for it among a hundred thousand takes longer than all the rest. */
  #goroutine(address: number): string {
    const { fields } = this.scheduler;
    if (!fields) throw new Error('events without a scheduler');
    return `G${this.process.machine.memory.readPointer(address + fields.g.goid)}`;
  }

  #startPc(g: number): number {
    const offset = this.scheduler.fields?.g.startPc ?? -1;
    return offset < 0 ? 0 : this.process.machine.memory.readPointer(g + offset);
  }

  #event(tid: number, pc: number, change: Change): SchedulerEvent {
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
