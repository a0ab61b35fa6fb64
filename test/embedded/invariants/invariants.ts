/**
 * What must hold of Gs, Ms and Ps after every instruction that writes one of their words. Several words change one after the
 * other in any transition: it may stand half done only while a thread that takes part in it (its M has or had the P, or it
 * wrote one of the words) is inside a function that makes such a transition. Everything else is a fault.
 */
import type { Process } from '../../../src/linux/api';
import { gStatusName } from '../../../src/scheduler/statuses';
import type { GoSchedulerView } from '../../../src/scheduler/view';
import type { Words, Write } from './words';

/** Functions in which the M-P connection changes, word by word. */
const MOVING_P = runtime('reentersyscall', 'entersyscallblock', 'entersyscall_gcwait', 'exitsyscallfast', 'exitsyscallfast_reacquired', 'exitsyscall', 'wirep', 'acquirep', 'acquirep1', 'releasep', 'procresize', 'retake', 'stopTheWorldWithSema');
/** Functions in which an idle list and its count change. */
const IDLING = runtime('pidleput', 'pidleget', 'pidlePut', 'pidleTake', 'mput', 'mget');
/** Functions in which m.spinning and sched.nmspinning change. */
const SPINNING = runtime('wakep', 'startm', 'newm', 'handoffp', 'resetspinning', 'becomespinning', 'findRunnable', 'findrunnable', 'mspinning', 'gcstopm', 'stopm', 'waitForNetwork', 'schedule');
/** Of those, the ones that begin or end a change: what they have begun may cancel out for a while with what another M has. */
const CHANGING = runtime('wakep', 'startm', 'newm', 'handoffp', 'resetspinning', 'becomespinning', 'mspinning');
/** Frames from the innermost one in which such a function may be. */
const DEPTH = 8;
const P_RUNNING = 1, P_SYSCALL = 2;

function runtime(...names: string[]): ReadonlySet<string> { return new Set(names.map((name) => `runtime.${name}`)); }

export class Invariants {
  readonly faults: string[] = [];
  /** how often each was compared and held */
  readonly compared = { 'running P': 0, 'G in syscall': 0, queues: 0, npidle: 0, nmidle: 0, nmspinning: 0 };
  /** P that a goroutine left for the syscall it is in, by the goroutine's address */
  readonly #left = new Map<number, number>();
  /** thread that last wrote a word of the P, or p into an M */
  readonly #movers = new Map<number, number>();
  /** threads that wrote to nmspinning or a spinning flag since count and flags last agreed, or are at it still */
  readonly #spinners = new Set<number>();
  #idler = 0;
  #where = (): string => '';
  #functions = new Map<number, ReadonlySet<string>>();

  constructor(private readonly process: Process, private readonly scheduler: GoSchedulerView, private readonly words: Words) {}

  /** Takes note of who wrote what, then looks at everything. */
  check({ tid, pc }: { tid: number; pc: number }, writes: readonly Write[], text: string): void {
    this.#functions = new Map();
    this.#where = () => `${this.process.virtualNs} ns, ${this.scheduler.image.functions.at(pc)?.name} (${text})`;
    for (const write of writes) this.#note(tid, write);
    this.#runningPs(tid);
    this.#syscalls();
    this.#queues();
    this.#idle();
    this.#spinning(tid);
  }

  #fail(what: string): void { this.faults.push(`at ${this.#where()}: ${what}`); }

  #note(tid: number, { word, owner, before, after }: Write): void {
    switch (word) {
      case 'P.status':
        if (before === P_RUNNING && after === P_SYSCALL) this.#leaves(tid, owner);
        this.#movers.set(owner, tid);
        break;
      case 'P.m': this.#movers.set(owner, tid); break;
      case 'M.p':
        for (const p of [before, after]) this.#movers.set(p, tid);
        break;
      case 'M.spinning': this.#spinners.add(tid); break;
      // Changed without the lock, and so by others than the one who is at the lists.
      case 'nmspinning': this.#spinners.add(tid); break;
      case 'sched': this.#idler = tid; break;
      default:
    }
  }

  #leaves(tid: number, p: number): void {
    const { words, words: { fields } } = this;
    const m = words.ms.find((each) => words.tidOf(each) === tid);
    const g = m === undefined ? 0 : words.pointer(m + fields.m.curg);
    if (g !== 0) this.#left.set(g, p);
  }

  #runningPs(tid: number): void {
    const { words, words: { ps, ms, fields } } = this;
    for (const p of ps) {
      if (words.u32(p + fields.p.status) !== P_RUNNING) continue;
      const owner = words.pointer(p + fields.p.m);
      const holders = ms.filter((m) => words.pointer(m + fields.m.p) === p && (m === owner || !this.#isStale(m)));
      if (holders.length === 1 && holders[0] === owner) this.compared['running P']++;
      else if (![tid, this.#movers.get(p), ...[owner, ...holders].map((m) => (m === 0 ? undefined : words.tidOf(m)))].some((each) => this.#inside(MOVING_P, each))) {
        this.#fail(`${this.#name(p)} is running, its M is ${this.#name(owner)}, and those that have it: ${holders.map((m) => this.#name(m)).join(', ') || 'none'}`);
      }
    }
  }

  /** Up to Go 1.11 an M in a syscall goes on pointing at the P that it had. */
  #isStale(m: number): boolean {
    const { words, words: { fields } } = this;
    const g = words.pointer(m + fields.m.curg);
    return fields.m.oldp < 0 && g !== 0 && gStatusName(words.u32(g + fields.g.atomicstatus)) === 'syscall';
  }

  #syscalls(): void {
    const { words, words: { fields } } = this;
    for (const g of words.gs) {
      if (gStatusName(words.u32(g + fields.g.atomicstatus)) !== 'syscall') {
        this.#left.delete(g);
        continue;
      }
      const m = words.pointer(g + fields.g.m);
      if (m === 0 || words.pointer(m + fields.m.curg) !== g) {
        this.#fail(`${this.#name(g)} is in a syscall, and no M is in it for it`);
        continue;
      }
      // A goroutine that entered by entersyscallblock left none.
      const left = this.#left.get(g);
      if (left === undefined) continue;
      const has = words.pointer(m + (fields.m.oldp < 0 ? fields.m.p : fields.m.oldp));
      if (has === left) this.compared['G in syscall']++;
      else if (!this.#inside(MOVING_P, words.tidOf(m))) this.#fail(`${this.#name(g)} left ${this.#name(left)} for a syscall, ${this.#name(m)} has ${this.#name(has)}`);
    }
  }

  #queues(): void {
    const { words, words: { ps, gs, fields: { p: fields, g: { schedlink, atomicstatus }, sched } } } = this;
    const seen = new Map<number, string>();
    const found = (g: number, queue: string, p: number) => {
      const where = () => `${p === 0 ? 'the global' : `${this.#name(p)}'s`} ${queue}`;
      if (seen.has(g)) this.#fail(`${this.#name(g)} is in ${where()} and in a ${seen.get(g)}`);
      seen.set(g, queue);
      this.compared.queues++;
      const status = gStatusName(words.u32(g + atomicstatus));
      if (status !== 'runnable') this.#fail(`${this.#name(g)} is in ${where()} and ${status}`);
    };
    for (const p of ps) {
      const next = words.pointer(p + fields.runnext);
      if (next !== 0) found(next, 'next', p);
      const tail = words.u32(p + fields.runqtail);
      for (let at = words.u32(p + fields.runqhead); at !== tail; at = (at + 1) >>> 0) found(words.pointer(p + fields.runq + (at % fields.runqLength) * 8), 'queue', p);
    }
    for (const g of words.list(sched.runqHead, schedlink, gs.length)) found(g, 'queue', 0);
  }

  /** The lists belong to the holder of sched.lock: who wrote last is the one who may be in the middle of it. */
  #idle(): void {
    const { words, words: { ps, ms, fields: { p, m, sched } } } = this;
    for (const [name, count, list] of [
      ['npidle', words.count(sched.npidle), words.list(sched.pidle, p.link, ps.length)], ['nmidle', words.count(sched.nmidle), words.list(sched.midle, m.schedlink, ms.length)],
    ] as const) {
      if (count === list.length) this.compared[name]++;
      else if (!this.#inside(IDLING, this.#idler)) this.#fail(`${name} is ${count}, ${list.length} are in the list`);
    }
  }

  #spinning(tid: number): void {
    const { words, words: { ms, fields: { m, sched } } } = this;
    const count = words.count(sched.nmspinning), spinning = ms.filter((each) => words.isSpinning(each)).length;
    if (count === spinning) {
      this.compared.nmspinning++;
      for (const each of this.#spinners) if (!this.#inside(CHANGING, each)) this.#spinners.delete(each);
      return;
    }
    // An M that is to spin is counted before its thread runs, and until that takes its P.
    if (ms.some((each) => words.pointer(each + m.nextp) !== 0 || this.process.thread(words.tidOf(each)) === undefined)) return;
    if ([tid, ...this.#spinners].some((each) => this.#inside(SPINNING, each))) return;
    this.#fail(`nmspinning is ${count}, ${spinning} Ms spin`);
  }

  #name(address: number): string {
    this.scheduler.invalidate();
    return this.scheduler.nameOf(address);
  }

  #inside(functions: ReadonlySet<string>, tid: number | undefined): boolean {
    if (tid === undefined || !this.process.thread(tid)) return false;
    let stack = this.#functions.get(tid);
    if (!stack) {
      this.scheduler.invalidate();
      this.#functions.set(tid, stack = new Set(this.scheduler.threadStack(tid, 0, DEPTH).frames.map(({ name }) => name)));
    }
    return [...functions].some((name) => stack.has(name));
  }
}
