/**
 * What must hold of Gs, Ms and Ps at every scheduler event. Several words change one after the other in any transition, so a
 * thread that stands inside a function which makes one may have left things half done; everything else is a fault.
 */
import type { TraceRecord } from '../../../src/debugger/trace/record';
import type { MView, PView } from '../../../src/scheduler/api';
import type { GoSchedulerView } from '../../../src/scheduler/view';
import type { Process } from '../../../src/linux/api';

/** Functions in which the M-P connection changes, word by word. */
const MOVING_P = new Set(['reentersyscall', 'entersyscallblock', 'entersyscall_gcwait', 'exitsyscallfast', 'exitsyscallfast_reacquired', 'exitsyscall', 'wirep', 'acquirep', 'acquirep1', 'releasep', 'procresize', 'retake', 'stopTheWorldWithSema'].map((name) => `runtime.${name}`));
/** Functions in which an idle list and its count change. */
const IDLING = new Set(['pidleput', 'pidleget', 'pidlePut', 'pidleTake', 'mput', 'mget'].map((name) => `runtime.${name}`));
/** Functions in which m.spinning and sched.nmspinning change. */
const SPINNING = new Set(['wakep', 'startm', 'newm', 'handoffp', 'resetspinning', 'becomespinning', 'findRunnable', 'findrunnable', 'mspinning', 'gcstopm', 'stopm', 'waitForNetwork', 'schedule'].map((name) => `runtime.${name}`));
/** Frames from the innermost one in which such a function may be. */
const DEPTH = 8;

export class Invariants {
  readonly faults: string[] = [];
  /** how often each was really compared, nothing being half done */
  readonly compared = { 'running P': 0, 'G in syscall': 0, queues: 0, npidle: 0, nmidle: 0, nmspinning: 0 };
  /** P that a goroutine left for the syscall it is in, by the goroutine's address */
  readonly #left = new Map<number, number>();
  #functions = new Map<number, ReadonlySet<string>>();

  constructor(private readonly process: Process, private readonly scheduler: GoSchedulerView, private readonly mayBeStale: boolean) {}

  check(record: TraceRecord): void {
    const { scheduler } = this;
    scheduler.invalidate();
    this.#functions = new Map();
    const [ps, ms] = [scheduler.ps(), scheduler.ms()];
    if (record.kind === 'event' && record.event === 'p-status' && record.to === 'syscall') this.#leaves(record.tid, record.subject, ps, ms);
    this.#runningPs(record, ps, ms);
    this.#syscalls(record, ms);
    this.#queues(record, ps);
    this.#counts(record, ms);
  }

  #fail(record: TraceRecord, what: string): void {
    this.faults.push(`record ${record.seq} at ${record.ns} ns (${record.kind === 'event' ? record.text : record.function}): ${what}`);
  }

  #leaves(tid: number, subject: string, ps: readonly PView[], ms: readonly MView[]): void {
    const m = ms.find((candidate) => candidate.tid === tid);
    const p = ps.find(({ id }) => `P${id}` === subject);
    if (m && p && m.curg !== 0) this.#left.set(m.curg, p.address);
  }

  #runningPs(record: TraceRecord, ps: readonly PView[], ms: readonly MView[]): void {
    for (const p of ps) {
      if (p.status !== 'running') continue;
      const owner = ms.find(({ address }) => address === p.m);
      // Up to Go 1.11 an M in a syscall goes on pointing at the P that it had.
      const others = ms.filter((m) => m.p === p.address && m !== owner && !(this.mayBeStale && this.scheduler.gByAddress(m.curg)?.status === 'syscall'));
      if (owner?.p === p.address && others.length === 0) this.compared['running P']++;
      else if (!this.#someone(MOVING_P, ms)) this.#fail(record, `P${p.id} is running, its M is ${owner ? `M${owner.id}, which has ${this.scheduler.nameOf(owner.p)}` : 'none'}${others.map((m) => `, and M${m.id} has it`).join('')}`);
    }
  }

  /** Only while the thread is in the kernel: on its way in and out things change. */
  #syscalls(record: TraceRecord, ms: readonly MView[]): void {
    for (const g of this.scheduler.gs()) {
      if (g.status !== 'syscall') {
        this.#left.delete(g.address);
        continue;
      }
      const left = this.#left.get(g.address);
      const m = ms.find(({ address }) => address === g.m);
      if (!m || m.curg !== g.address) {
        this.#fail(record, `G${g.goid} is in a syscall, and no M is in it for it`);
        continue;
      }
      // A goroutine that entered by entersyscallblock left none.
      if (left === undefined || this.process.thread(m.tid)?.state !== 'syscall' || this.#inside(MOVING_P, m.tid)) continue;
      const has = m.oldp === undefined ? m.p : m.oldp;
      this.compared['G in syscall']++;
      if (has !== left) this.#fail(record, `G${g.goid} left ${this.scheduler.nameOf(left)} for a syscall, M${m.id} has ${this.scheduler.nameOf(has)}`);
    }
  }

  #queues(record: TraceRecord, ps: readonly PView[]): void {
    const seen = new Map<number, string>();
    const sched = this.scheduler.sched();
    const queues: [string, readonly number[]][] = [...ps.flatMap((p): [string, readonly number[]][] => [[`P${p.id}'s queue`, p.runq], [`P${p.id}'s next`, p.runnext === 0 ? [] : [p.runnext]]]), ['the global queue', sched?.runq ?? []]];
    for (const [name, gs] of queues) {
      for (const g of gs) {
        const other = seen.get(g);
        if (other !== undefined) this.#fail(record, `${this.scheduler.nameOf(g)} is in ${other} and in ${name}`);
        seen.set(g, name);
        this.compared.queues++;
        const status = this.scheduler.gByAddress(g)?.status;
        if (status !== 'runnable') this.#fail(record, `${this.scheduler.nameOf(g)} is in ${name} and ${status}`);
      }
    }
  }

  #counts(record: TraceRecord, ms: readonly MView[]): void {
    const sched = this.scheduler.sched();
    if (!sched) return;
    if (!this.#someone(IDLING, ms)) {
      this.compared.npidle++;
      this.compared.nmidle++;
      if (sched.npidle !== sched.idlePs.length) this.#fail(record, `npidle is ${sched.npidle}, ${sched.idlePs.length} Ps are in the list`);
      if (sched.nmidle !== sched.idleMs.length) this.#fail(record, `nmidle is ${sched.nmidle}, ${sched.idleMs.length} Ms are in the list`);
    }
    const spinning = ms.filter((m) => m.spinning).length;
    if (sched.nmspinning === spinning) {
      this.compared.nmspinning++;
      return;
    }
    // An M that is to spin is counted before its thread runs, and until that takes its P.
    if (ms.some((m) => m.nextp !== 0 || this.process.thread(m.tid) === undefined) || this.#someone(SPINNING, ms.filter((m) => !this.#parked(m)))) return;
    this.#fail(record, `nmspinning is ${sched.nmspinning}, ${spinning} Ms spin`);
  }

  /** An M that rests in stopm, nobody having woken it, changes nothing. */
  #parked(m: MView): boolean {
    return m.nextp === 0 && this.process.thread(m.tid)?.state === 'syscall' && (this.scheduler.sched()?.idleMs.includes(m.address) ?? false);
  }

  #someone(functions: ReadonlySet<string>, ms: readonly MView[]): boolean { return ms.some((m) => this.#inside(functions, m.tid)); }

  #inside(functions: ReadonlySet<string>, tid: number): boolean {
    let stack = this.#functions.get(tid);
    if (!stack) this.#functions.set(tid, stack = new Set(this.process.thread(tid) ? this.scheduler.threadStack(tid, 0, DEPTH).frames.map(({ name }) => name) : []));
    return [...functions].some((name) => stack.has(name));
  }
}
