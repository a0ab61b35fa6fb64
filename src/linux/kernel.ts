/**
 * The kernel's core: the state, the threads' register files, and what syscall handlers may do to other threads. It holds
 * nothing that matters beside `state` and the contexts; the rest is derived and rebuilt by `adopt`.
 */
import { Gpr, type CpuContext, type GuestMemory, type Machine, type Registers } from '../machine/api';
import type { HostFiles, KernelNotice, LaunchOptions, ProcessStop } from './api';
import { nextBelow, nextBytes } from './prng';
import { sendToProcess, sendToThread } from './signals/delivery';
import type { CpuRecord, KernelState, SignalInfo, ThreadRecord } from './state';
import type { SyscallRunner } from './syscall-runner';
import type { Kernel } from './syscalls/handler';

interface ThreadHandle { record: ThreadRecord; context: CpuContext; saved: Registers }

export class KernelCore implements Kernel {
  state: KernelState;
  runner!: SyscallRunner;
  readonly memory: GuestMemory;
  readonly notices: KernelNotice[] = [];
  readonly noticeListeners: ((notice: KernelNotice) => void)[] = [];
  readonly outputListeners: ((fd: 1 | 2, bytes: Uint8Array) => void)[] = [];
  /** Stops that happened inside a kernel event and are to be reported at the next opportunity. Not state: nobody in the guest sees them. */
  readonly stops: ProcessStop[] = [];
  /** Signals for which delivery stops first, and the one that was announced last. */
  signalStops: ReadonlySet<number> = new Set();
  announced: SignalInfo | undefined;
  /** Called when the process is about to end, while its memory and files are there. */
  beforeExit: () => void = () => undefined;
  /** sched_yield was called: the run loop gives others their turn. */
  yieldRequested = false;
  /**
   * The time of the present kernel event on its own processor (or the deadline that fired). Not later than state.nowNs;
   * what is woken now may start then.
   */
  localNs = 0;

  private readonly handles = new Map<number, ThreadHandle>();
  private loaded: ThreadHandle | undefined;
  private readonly noticeTexts = new Set<string>();
  /** Bytes of standard output and error given to the listeners: re-execution does not give them again. */
  private readonly delivered: [number, number] = [0, 0];
  private deadline: number | undefined;

  constructor(readonly machine: Machine, readonly host: HostFiles, readonly options: Readonly<LaunchOptions>, state: KernelState) {
    this.memory = machine.memory;
    this.state = state;
  }

  // ---- threads and their registers ----

  thread(tid: number): ThreadRecord | undefined { return this.handles.get(tid)?.record; }

  /** Live registers of a thread, wherever they are. */
  registersOf(tid: number): Registers {
    return tid === this.loadedTid ? this.machine.registers : this.handles.get(tid)!.saved;
  }

  get loadedTid(): number { return this.loaded?.record.tid ?? 0; }

  load(tid: number): void {
    if (tid === this.loadedTid) return;
    const handle = this.handles.get(tid)!;
    if (this.loaded) this.machine.save(this.loaded.context);
    this.machine.load(handle.context);
    this.loaded = handle;
  }

  /** Adds a thread whose context is a copy of `parent`'s (none: a fresh one). */
  addThread(record: ThreadRecord, parent: number | undefined): void {
    const context = this.machine.newContext();
    if (parent !== undefined) {
      const from = this.handles.get(parent)!;
      if (from === this.loaded) this.machine.save(from.context);
      context.set(from.context);
    }
    this.state.threads.push(record);
    this.handles.set(record.tid, { record, context, saved: this.machine.view(context) });
  }

  removeThread(thread: ThreadRecord): void {
    const handle = this.handles.get(thread.tid)!;
    // Its registers stay in the machine until the next load; nobody saves them.
    if (handle === this.loaded) this.loaded = undefined;
    this.handles.delete(thread.tid);
    this.state.threads.splice(this.state.threads.indexOf(thread), 1);
    if (thread.cpu >= 0) this.leaveProcessor(thread);
    const { readyQueue } = this.state;
    const at = readyQueue.indexOf(thread.tid);
    if (at >= 0) readyQueue.splice(at, 1);
    thread.state = 'exited';
  }

  /** Contexts of all threads, up to date, by tid. */
  copyContexts(): Map<number, CpuContext> {
    if (this.loaded) this.machine.save(this.loaded.context);
    return new Map([...this.handles].map(([tid, handle]) => [tid, handle.context.slice()]));
  }

  /** Makes `state` with these contexts (copied) the present one. */
  adopt(state: KernelState, contexts: ReadonlyMap<number, CpuContext>): void {
    this.state = state;
    this.handles.clear();
    this.loaded = undefined;
    for (const record of state.threads) {
      const context = this.machine.newContext();
      context.set(contexts.get(record.tid)!);
      this.handles.set(record.tid, { record, context, saved: this.machine.view(context) });
    }
    this.stops.length = 0;
    this.announced = undefined;
    this.deadline = undefined;
    this.localNs = state.nowNs;
  }

  // ---- processors ----

  clockOf(cpu: CpuRecord): number { return cpu.baseNs + Math.floor(cpu.instructions * this.options.nsPerInstruction); }

  /** The present event happens on this processor, now. */
  enterFrom(cpu: CpuRecord): void {
    this.localNs = this.clockOf(cpu);
    if (this.localNs > this.state.nowNs) this.state.nowNs = this.localNs;
  }

  /** The present event happens at this time, on no processor. */
  enterAt(ns: number): void {
    this.localNs = ns;
    if (ns > this.state.nowNs) this.state.nowNs = ns;
  }

  /** The thread gives its processor up; a turn of it ends. */
  leaveProcessor(thread: ThreadRecord): void {
    const { state } = this;
    if (state.turn.cpu === thread.cpu) state.turn = { cpu: -1, remaining: 0 };
    state.cpus[thread.cpu]!.tid = 0;
    thread.cpu = -1;
  }

  /** A thread without a processor wants one from now on. */
  makeReady(thread: ThreadRecord): void {
    thread.state = 'ready';
    thread.readyNs = this.localNs;
    this.state.readyQueue.push(thread.tid);
  }

  newPriority(): number { return 1_000_000 + nextBelow(this.state.scheduleRandom, 1_000_000); }

  // ---- deadlines of syscalls and timers ----

  /** Earliest deadline, Infinity: none. What lies beyond exact numbers (104 days) never comes. */
  get nextDeadlineNs(): number {
    if (this.deadline !== undefined) return this.deadline;
    let earliest = Number.MAX_SAFE_INTEGER;
    for (const { syscall } of this.state.threads) {
      if (syscall && syscall.readyAtNs !== undefined && !syscall.held && syscall.readyAtNs < earliest) earliest = syscall.readyAtNs;
    }
    for (const timer of this.state.timers) {
      if (timer.expiresNs !== undefined && timer.basis === 'real' && timer.expiresNs < earliest) earliest = timer.expiresNs;
    }
    this.deadline = earliest === Number.MAX_SAFE_INTEGER ? Infinity : earliest;
    return this.deadline;
  }

  deadlinesChanged(): void { this.deadline = undefined; }

  // ---- waiting ----

  addWaiter(thread: ThreadRecord): void {
    const { waiters } = this.state;
    for (const key of thread.syscall!.wait!.keys) {
      const list = waiters[key];
      if (list) list.push(thread.tid); else waiters[key] = [thread.tid];
    }
  }

  removeWaiter(thread: ThreadRecord): void {
    const { waiters } = this.state;
    for (const key of thread.syscall!.wait!.keys) {
      const list = waiters[key];
      const at = list ? list.indexOf(thread.tid) : -1;
      if (at < 0) continue;
      if (list!.length === 1) delete waiters[key]; else list!.splice(at, 1);
    }
  }

  wake(key: string, limit = Infinity): number {
    const list = this.state.waiters[key];
    if (!list) return 0;
    let count = 0;
    for (const tid of [...list]) {
      if (count >= limit) break;
      if (this.wakeThread(tid)) count++;
    }
    return count;
  }

  wakeThread(tid: number): boolean {
    const thread = this.thread(tid);
    const record = thread?.syscall;
    if (!thread || record?.phase !== 'blocked' || record.missed || this.state.woken.includes(tid)) return false;
    this.removeWaiter(thread);
    if (record.held) record.missed = true; else this.state.woken.push(tid);
    return true;
  }

  // ---- signals, output, notices ----

  raise(tid: number, info: SignalInfo): void {
    const thread = this.thread(tid);
    if (thread) sendToThread(this, thread, info);
  }

  raiseProcess(info: SignalInfo): void { sendToProcess(this, info); }

  output(fd: 1 | 2, bytes: Uint8Array): void {
    const { written } = this.state.console;
    const from = written[fd - 1]!;
    written[fd - 1] = from + bytes.length;
    const fresh = bytes.subarray(Math.min(bytes.length, Math.max(0, this.delivered[fd - 1]! - from)));
    if (fresh.length === 0) return;
    this.delivered[fd - 1] = from + bytes.length;
    for (const listener of this.outputListeners) listener(fd, fresh);
  }

  /** What comes from now on is another future: its output is new. */
  forgetDelivered(): void {
    const { written } = this.state.console;
    this.delivered[0] = written[0];
    this.delivered[1] = written[1];
  }

  notice(kind: KernelNotice['kind'], text: string): void {
    if (this.noticeTexts.has(text)) return;
    this.noticeTexts.add(text);
    const tid = this.runner.currentTid || this.loadedTid;
    const pc = this.handles.has(tid) ? this.registersOf(tid).rip - SYSCALL_LENGTH : 0;
    const notice = { kind, text, pc, tid };
    this.notices.push(notice);
    for (const listener of this.noticeListeners) listener(notice);
  }

  random(length: number): Uint8Array { return nextBytes(this.state.entropy, length); }

  get realtimeNs(): bigint { return this.options.startTimeNs + BigInt(Math.floor(this.state.nowNs)); }

  // ---- the end ----

  exitProcess(code: number): void {
    if (this.state.exit) return;
    this.beforeExit();
    this.state.exit = { code };
  }

  exitBySignal(signal: number, pc: number): void {
    if (this.state.exit) return;
    this.beforeExit();
    this.state.exit = { signal, pc };
  }

  setResult(tid: number, value: number | bigint): void {
    const registers = this.registersOf(tid);
    if (typeof value === 'number') registers.setGprNumber(Gpr.rax, value); else registers.setGpr(Gpr.rax, value);
  }
}

/** Bytes of the SYSCALL instruction: rip is after it while the syscall is carried out. */
export const SYSCALL_LENGTH = 2;
