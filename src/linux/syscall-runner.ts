/**
 * The life of a syscall: entry, latency, its handler's runs, blocking, waking, signals, the user's hold, release and
 * failure, and the result. A syscall in flight is the thread's SyscallRecord and nothing else.
 */
import { Gpr, MemoryFault, type GuestMemory } from '../machine/api';
import { HostFileError, type HostFiles, type LatencyRule, type LaunchOptions } from './api';
import { E } from './errno';
import { SYSCALL_LENGTH, type KernelCore } from './kernel';
import { matchesGlob } from './glob';
import { nextDeliverable } from './signals/delivery';
import { SA } from './signals/numbers';
import type { KernelState, SyscallRecord, ThreadRecord } from './state';
import { intOf, longOf, pointerOf, readArguments, uintOf, valueOf, type ArgumentWords } from './syscalls/arguments';
import { Errno, type Kernel, type Outcome, type SyscallCall, type SyscallDefinition, type Wait } from './syscalls/handler';
import { SYSCALL_NAMES, syscallName } from './syscalls/numbers';

/** Linux's PATH_MAX. */
const PATH_MAX = 4096;

export interface SyscallTables {
  readonly definitions: ReadonlyMap<string, SyscallDefinition>;
  /** Path of what a descriptor is open on, for latency rules. */
  readonly pathOfDescriptor: (state: KernelState, fd: number) => string | undefined;
}

export class SyscallRunner {
  /** Thread whose syscall's handler is running, 0: none. */
  currentTid = 0;
  entryCatch: ReadonlySet<string> = new Set();
  exitCatch: ReadonlySet<string> = new Set();
  private readonly byNumber: (SyscallDefinition | undefined)[];
  private readonly call: CallView;

  constructor(private readonly core: KernelCore, private readonly tables: SyscallTables) {
    this.byNumber = SYSCALL_NAMES.map((name) => (name === undefined ? undefined : tables.definitions.get(name)));
    this.call = new CallView(core);
    core.runner = this;
  }

  definition(number: number): SyscallDefinition | undefined { return this.byNumber[number]; }

  /**
   * The loaded thread has executed SYSCALL. False if a catchpoint wants to stop before anything is done; `proceed` goes on.
   */
  enter(thread: ThreadRecord): boolean {
    const { core } = this;
    const { registers } = core.machine;
    const number = registers.gprLow(Gpr.rax);
    const name = syscallName(number);
    const { syscallCounts } = core.state;
    syscallCounts[name] = (syscallCounts[name] ?? 0) + 1;
    thread.state = 'syscall';
    thread.syscall = {
      number, name, words: readArguments(registers), enteredNs: core.state.nowNs, phase: 'entry', readyAtNs: undefined, wait: undefined, sequence: 0,
      progress: undefined, held: false, missed: false,
    };
    if (this.entryCatch.size > 0 && (this.entryCatch.has(name) || this.entryCatch.has('*'))) {
      core.stops.push({ kind: 'syscall-entry', tid: thread.tid, name, number });
      return false;
    }
    return true;
  }

  /** Begins a syscall that is in phase 'entry': at once, after its latency, or not before its release. */
  proceed(thread: ThreadRecord): void {
    const { core } = this;
    const record = thread.syscall!;
    core.state.events++;
    if (record.held) {
      this.offProcessor(thread);
      return;
    }
    const latency = core.state.latencies.length === 0 ? 0 : this.latencyOf(record);
    if (latency > 0) {
      record.phase = 'latency';
      record.readyAtNs = core.state.nowNs + latency;
      record.sequence = ++core.state.waitSequence;
      core.deadlinesChanged();
      this.offProcessor(thread);
      return;
    }
    this.runHandler(thread, 'entry');
    this.drainWoken();
  }

  /** The latency is over, or the deadline of the wait has come. */
  deadline(thread: ThreadRecord): void {
    const { core } = this;
    const record = thread.syscall!;
    core.state.events++;
    if (record.phase === 'latency') this.runHandler(thread, 'entry');
    else {
      const wait = record.wait!;
      if (!record.missed) core.removeWaiter(thread);
      if (wait.onTimeout !== undefined) this.finish(thread, wait.onTimeout);
      else this.runHandler(thread, 'timeout');
    }
    this.drainWoken();
  }

  /** Runs the handlers of what was woken, oldest first, until nothing more is. */
  drainWoken(): void {
    const { core } = this;
    const { woken } = core.state;
    while (woken.length > 0) {
      const thread = core.thread(woken.shift()!);
      if (thread?.syscall?.phase === 'blocked') this.runHandler(thread, 'wake');
    }
  }

  /** A deliverable signal ends the wait of a blocked, interruptible syscall. */
  interrupt(thread: ThreadRecord): void {
    const { core } = this;
    const record = thread.syscall!;
    // Woken but not run again yet: it completes by itself, in a moment.
    if (core.state.woken.includes(thread.tid)) return;
    const info = nextDeliverable(core, thread);
    if (!info) return;
    core.removeWaiter(thread);
    const wait = record.wait!;
    if (wait.onSignal === 'handler') this.runHandler(thread, 'interrupt');
    else if (wait.onSignal === 'restart' && ((core.state.process.actions[info.signal]?.flags ?? SA.RESTART) & SA.RESTART) !== 0) this.restart(thread);
    else this.finish(thread, -E.EINTR);
  }

  hold(thread: ThreadRecord): void { thread.syscall!.held = true; this.core.deadlinesChanged(); }

  release(thread: ThreadRecord): void {
    const { core } = this;
    const record = thread.syscall!;
    if (!record.held) return;
    record.held = false;
    core.enterAt(core.state.nowNs);
    // What became due while it was held is due now: not before, or its processor would have to catch up first.
    if (record.readyAtNs !== undefined) record.readyAtNs = Math.max(record.readyAtNs, core.state.nowNs);
    core.deadlinesChanged();
    if (record.phase === 'entry') {
      // Still on its processor (stopped at its entry): the run goes on with it.
      if (thread.cpu < 0) this.proceed(thread);
    } else if (record.phase === 'blocked') {
      if (record.missed) this.runHandler(thread, 'wake');
      else if (record.wait!.interruptible) this.interrupt(thread);
      this.drainWoken();
    }
  }

  /** Sets the rules. A syscall whose latency runs takes as long as they say now, but ends not before now. */
  setLatencies(rules: readonly LatencyRule[]): void {
    const { core } = this;
    const { state } = core;
    const running = state.threads.flatMap(({ syscall }) => (syscall?.phase === 'latency' ? [{ record: syscall, before: this.latencyOf(syscall) }] : []));
    state.latencies = rules.map((rule) => ({ ...rule }));
    for (const { record, before } of running) {
      const change = this.latencyOf(record) - before;
      if (change !== 0) record.readyAtNs = Math.max(state.nowNs, record.readyAtNs! + change);
    }
    core.deadlinesChanged();
  }

  /** The syscall in flight returns -errno at once, whatever it waited for. */
  fail(thread: ThreadRecord, errno: number): void {
    const { core } = this;
    const record = thread.syscall!;
    core.enterAt(core.state.nowNs);
    core.state.events++;
    if (record.phase === 'blocked' && !record.missed) core.removeWaiter(thread);
    const at = core.state.woken.indexOf(thread.tid);
    if (at >= 0) core.state.woken.splice(at, 1);
    this.finish(thread, -errno);
  }

  private runHandler(thread: ThreadRecord, cause: SyscallCall['cause']): void {
    const { core } = this;
    const record = thread.syscall!;
    record.missed = false;
    const definition = this.byNumber[record.number];
    const before = this.currentTid;
    this.currentTid = thread.tid;
    let outcome: Outcome;
    try {
      if (definition) outcome = definition.handler(this.call.of(thread, record, cause));
      else {
        core.notice('unknown-syscall', `syscall ${record.name} (number ${record.number}) is not implemented: it returns ENOSYS`);
        outcome = -E.ENOSYS;
      }
    } catch (error) {
      if (error instanceof MemoryFault) outcome = -E.EFAULT;
      else if (error instanceof Errno || error instanceof HostFileError) outcome = -error.errno;
      else throw error;
    } finally {
      this.currentTid = before;
    }
    if (typeof outcome !== 'object') this.finish(thread, outcome);
    else if (outcome.kind === 'wait') this.block(thread, outcome);
    else if (thread.state !== 'exited') this.returned(thread, record, undefined);
  }

  private block(thread: ThreadRecord, wait: Wait): void {
    const { core } = this;
    const record = thread.syscall!;
    record.phase = 'blocked';
    record.wait = wait;
    record.readyAtNs = wait.deadlineNs;
    record.sequence = ++core.state.waitSequence;
    core.addWaiter(thread);
    core.deadlinesChanged();
    this.offProcessor(thread);
    if (wait.interruptible && nextDeliverable(core, thread)) this.interrupt(thread);
  }

  private offProcessor(thread: ThreadRecord): void {
    if (thread.cpu >= 0) this.core.leaveProcessor(thread);
  }

  private restart(thread: ThreadRecord): void {
    const record = thread.syscall!;
    const registers = this.core.registersOf(thread.tid);
    registers.rip -= SYSCALL_LENGTH;
    registers.setGprNumber(Gpr.rax, record.number);
    this.returned(thread, record, undefined);
  }

  private finish(thread: ThreadRecord, result: number | bigint): void {
    this.core.setResult(thread.tid, result);
    this.returned(thread, thread.syscall!, result);
  }

  /** The thread is back in user mode (or will be, once it has a processor). */
  private returned(thread: ThreadRecord, record: SyscallRecord, result: number | bigint | undefined): void {
    const { core } = this;
    thread.syscall = undefined;
    if (record.readyAtNs !== undefined) core.deadlinesChanged();
    // A temporary mask lasts until now, or, if a signal has ended the call, until the handler's frame has been pushed.
    if (thread.savedMask !== undefined && (result !== -E.EINTR || !nextDeliverable(core, thread))) {
      thread.signalMask = thread.savedMask;
      thread.savedMask = undefined;
    }
    if (thread.cpu >= 0) thread.state = 'running';
    else core.makeReady(thread);
    core.state.events++;
    if (this.exitCatch.size > 0 && (this.exitCatch.has(record.name) || this.exitCatch.has('*'))) {
      core.stops.push({
        kind: 'syscall-exit', tid: thread.tid, name: record.name, number: record.number,
        ...(result === undefined ? {} : { result: BigInt(result) }),
      });
    }
  }

  private latencyOf(record: SyscallRecord): number {
    return this.core.state.latencies.find((rule) => this.matches(rule, record))?.ns ?? 0;
  }

  private matches(rule: LatencyRule, record: SyscallRecord): boolean {
    if (rule.syscall !== record.name && rule.syscall !== '*') return false;
    const kinds = this.byNumber[record.number]?.args ?? [];
    const fd = kinds[0] === 'fd' ? intOf(record.words, 0) : undefined;
    if (rule.fd !== undefined && rule.fd !== fd) return false;
    if (rule.path === undefined) return true;
    const path = this.pathOf(kinds.indexOf('path'), record) ?? (fd === undefined ? undefined : this.tables.pathOfDescriptor(this.core.state, fd));
    return path !== undefined && matchesGlob(rule.path, path);
  }

  private pathOf(index: number, record: SyscallRecord): string | undefined {
    if (index < 0) return undefined;
    try {
      return this.core.memory.userCString(pointerOf(record.words, index), PATH_MAX);
    } catch {
      return undefined;
    }
  }
}

/** The one SyscallCall, pointed at each run in turn. */
class CallView implements SyscallCall {
  number = 0;
  name = '';
  private words: ArgumentWords = [];
  thread!: ThreadRecord;
  record!: SyscallRecord;
  cause: SyscallCall['cause'] = 'entry';
  readonly memory: GuestMemory;
  readonly options: Readonly<LaunchOptions>;
  readonly host: HostFiles;
  readonly kernel: Kernel;

  constructor(private readonly core: KernelCore) {
    this.memory = core.memory;
    this.options = core.options;
    this.host = core.host;
    this.kernel = core;
  }

  of(thread: ThreadRecord, record: SyscallRecord, cause: SyscallCall['cause']): this {
    this.thread = thread;
    this.record = record;
    this.number = record.number;
    this.name = record.name;
    this.words = record.words;
    this.cause = cause;
    return this;
  }

  get state(): KernelState { return this.core.state; }
  get nowNs(): number { return this.core.state.nowNs; }

  int(index: number): number { return intOf(this.words, index); }
  uint(index: number): number { return uintOf(this.words, index); }
  ptr(index: number): number { return pointerOf(this.words, index); }
  long(index: number): number { return longOf(this.words, index); }
  value(index: number): bigint { return valueOf(this.words, index); }

  path(index: number): string {
    try {
      return this.memory.userCString(this.ptr(index), PATH_MAX);
    } catch (error) {
      if (error instanceof RangeError) throw new Errno(E.ENAMETOOLONG);
      throw error;
    }
  }

  setTemporaryMask(mask: bigint): void {
    const { thread } = this;
    if (thread.savedMask === undefined) thread.savedMask = thread.signalMask;
    thread.signalMask = mask;
  }
}
