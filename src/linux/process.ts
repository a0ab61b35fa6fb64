/** A guest process: the kernel's core, the run loop, inputs and checkpoints behind the `Process` contract. */
import type { CpuContext, Machine, MachineCheckpoint, StateHash } from '../machine/api';
import { createStateHash } from '../machine/state-hash';
import type {
  Executable, HostFiles, KernelNotice, LatencyRule, LaunchOptions, MemoryMap, Process, ProcessCheckpoint, ProcessStop, RunRequest, ThreadView,
} from './api';
import { filesTopic, keepAllStored, offsetOf, pathOfDescriptor, recordingHost, rightsOf, startFiles, wholeMaps } from './files';
import { hashedState } from './hashed-state';
import { InputLog, type Input, type LogPosition } from './inputs';
import { KernelCore } from './kernel';
import { checkLaunch } from './launch';
import { loadSegments, startProgram } from './loader';
import { netTopic } from './net';
import { newKernelState, PID } from './new-state';
import { copyPlain, SharingCopier } from './plain';
import { Processors } from './processors';
import { RunLoop } from './run-loop';
import { SI, SIGNAL_COUNT } from './signals/numbers';
import type { KernelState, ThreadRecord } from './state';
import { SyscallRunner } from './syscall-runner';
import { futexTopic } from './syscalls/futex';
import type { FlagTables, SyscallDefinition, SyscallTopic } from './syscalls/handler';
import { identityTopic } from './syscalls/identity';
import { memoryTopic } from './syscalls/memory';
import { signalTopic } from './syscalls/signals';
import { threadTopic, newThread } from './syscalls/threads';
import { timeTopic } from './syscalls/time';
import { timerTopic } from './syscalls/timers';
import { ThreadViewImpl } from './thread-view';

export { defaultLaunch } from './launch';

const TOPICS: readonly SyscallTopic[] = [
  memoryTopic, threadTopic, futexTopic, timeTopic, timerTopic, signalTopic, identityTopic, filesTopic, netTopic,
];

/** All syscalls and flag tables; a name in two topics is a mistake of ours. */
function collect(): { definitions: Map<string, SyscallDefinition>; flags: FlagTables } {
  const definitions = new Map<string, SyscallDefinition>();
  const flags: Record<string, Readonly<Record<string, number>>> = {};
  for (const topic of TOPICS) {
    for (const [name, definition] of Object.entries(topic.syscalls)) {
      if (definitions.has(name)) throw new Error(`syscall ${name} is defined twice`);
      definitions.set(name, definition);
    }
    Object.assign(flags, topic.flags);
  }
  return { definitions, flags };
}
const { definitions, flags } = collect();

/**
 * Loads the executable into the machine and prepares its first thread. Throws RangeError for options that make no sense.
 * Nothing runs before `run`.
 */
export function createProcess(executable: Executable, machine: Machine, host: HostFiles, launchOptions: LaunchOptions): GuestProcess {
  checkLaunch(launchOptions);
  return new GuestProcess(executable, machine, host, launchOptions);
}

interface Checkpoint extends ProcessCheckpoint {
  readonly kernel: KernelState;
  readonly contexts: ReadonlyMap<number, CpuContext>;
  readonly machine: MachineCheckpoint;
  readonly inputs: LogPosition;
  readonly currentTid: number;
}

export class GuestProcess implements Process {
  private readonly core: KernelCore;
  private readonly processors: Processors;
  private readonly loop: RunLoop;
  private readonly inputs = new InputLog();
  private readonly views = new Map<number, ThreadView>();
  private readonly copier = new SharingCopier();
  /** The kernel's state in the checkpoint that was taken or restored last: the next one shares what has not changed. */
  private lastKernel: KernelState | undefined;
  /** The kernel itself is at work: what is written is not the user's change. */
  private busy = true;
  inputCount = 0;

  constructor(readonly executable: Executable, readonly machine: Machine, host: HostFiles, readonly options: Readonly<LaunchOptions>) {
    this.core = new KernelCore(machine, recordingHost(host), options, newKernelState(options, executable));
    this.core.beforeExit = () => { keepAllStored(this.core); };
    new SyscallRunner(this.core, { definitions, pathOfDescriptor });
    this.processors = new Processors(this.core);
    this.loop = new RunLoop(this.core, this.processors, this.inputs, (input) => this.apply(input));
    const { state } = this.core;
    state.memory.brkStart = state.memory.brk = loadSegments(machine.memory, executable);
    const main = newThread(PID, this.core.newPriority());
    main.name = executable.path.slice(executable.path.lastIndexOf('/') + 1).slice(0, 15);
    this.core.addThread(main, undefined);
    this.core.load(main.tid);
    startFiles(this.core, executable);
    startProgram(machine, executable, options, state.process);
    this.core.makeReady(main);
    machine.memory.onWrite = (address, bytes) => { if (!this.busy) this.record({ kind: 'memory', address, bytes: bytes.slice() }); };
    this.busy = false;
  }

  get virtualNs(): number { return this.core.state.nowNs; }
  get retired(): number { return this.machine.retired; }
  get events(): number { return this.core.state.events; }
  get threads(): readonly ThreadView[] { return this.core.state.threads.map((thread) => this.view(thread)); }
  thread(tid: number): ThreadView | undefined {
    const thread = this.core.thread(tid);
    return thread && this.view(thread);
  }
  get currentTid(): number {
    const { core, loop } = this;
    if (core.thread(loop.stoppedTid)) return loop.stoppedTid;
    return core.loadedTid || core.state.threads[0]?.tid || 0;
  }
  get exit(): { code: number } | { signal: number } | undefined {
    const { exit } = this.core.state;
    return exit && ('code' in exit ? { code: exit.code } : { signal: exit.signal });
  }

  run(request: RunRequest): ProcessStop {
    this.busy = true;
    try {
      return this.loop.run(request);
    } finally {
      this.busy = false;
    }
  }

  onOutput(listener: (fd: 1 | 2, bytes: Uint8Array) => void): void { this.core.outputListeners.push(listener); }
  provideInput(bytes: Uint8Array | undefined): void { this.input({ kind: 'stdin', bytes: bytes?.slice() }); }
  sendSignal(signal: number): void {
    if (!Number.isInteger(signal) || signal < 1 || signal > SIGNAL_COUNT) throw new RangeError(`there is no signal ${signal}: signals are 1 to ${SIGNAL_COUNT}`);
    this.input({ kind: 'signal', signal });
  }
  holdSyscall(tid: number): void { this.input({ kind: 'hold', tid: this.inSyscall(tid).tid }); }
  releaseSyscall(tid: number): void { this.input({ kind: 'release', tid: this.inSyscall(tid).tid }); }
  failSyscall(tid: number, errno: number): void {
    if (!Number.isInteger(errno) || errno < 1 || errno > 4095) throw new RangeError(`${errno} is no errno: they are 1 to 4095`);
    this.input({ kind: 'fail', tid: this.inSyscall(tid).tid, errno });
  }
  setLatency(rules: LatencyRule[]): void { this.input({ kind: 'latency', rules: rules.map((rule) => ({ ...rule })) }); }

  setSyscallCatchpoints(entry: ReadonlySet<string>, exit: ReadonlySet<string>): void {
    this.core.runner.entryCatch = new Set(entry);
    this.core.runner.exitCatch = new Set(exit);
  }
  stopOnSignals(signals: ReadonlySet<number>): void { this.core.signalStops = new Set(signals); }

  get notices(): readonly KernelNotice[] { return this.core.notices; }
  onNotice(listener: (notice: KernelNotice) => void): void {
    this.core.notices.forEach(listener);
    this.core.noticeListeners.push(listener);
  }

  get syscallCounts(): Readonly<Record<string, number>> { return this.core.state.syscallCounts; }

  get futureInputs(): number { return this.inputs.pending; }
  forgetFuture(): void {
    this.inputs.forgetFuture();
    this.core.forgetDelivered();
  }

  stateHash(): string {
    const hash = createStateHash();
    // The machine hashes the registers that are on it; whose they are is no part of the state.
    const { core } = this;
    const loaded = core.loadedTid;
    const first = core.state.threads[0]?.tid;
    if (first !== undefined) core.load(first);
    this.machine.hashInto(hash);
    this.hashInto(hash);
    if (loaded !== 0) core.load(loaded);
    return hash.digest();
  }

  hashInto(hash: StateHash): void {
    hash.plain(hashedState(this.core.state));
    for (const { tid } of this.core.state.threads) {
      const registers = this.core.registersOf(tid);
      hash.number(tid);
      for (let i = 0; i < 16; i++) hash.bigint(BigInt.asUintN(64, registers.getGpr(i)));
      for (const value of [registers.rip, registers.rflags, registers.fsBase, registers.gsBase, registers.mxcsr]) hash.number(value);
      for (let i = 0; i < 16; i++) hash.bytes(registers.getXmm(i));
    }
  }

  checkpoint(): ProcessCheckpoint {
    const contexts = this.core.copyContexts();
    const kernel = this.copier.copy(this.core.state, this.lastKernel);
    this.lastKernel = kernel;
    const machine = this.machine.checkpoint();
    let ownBytes = machine.ownBytes + this.copier.bytes;
    for (const context of contexts.values()) ownBytes += context.length;
    const checkpoint: Checkpoint = {
      retired: this.retired, events: this.events, virtualNs: this.virtualNs, ownBytes, kernel, contexts, machine, inputs: this.inputs.position,
      currentTid: this.currentTid,
    };
    return checkpoint;
  }

  restore(checkpoint: ProcessCheckpoint): void {
    const { kernel, contexts, machine, inputs, currentTid } = checkpoint as Checkpoint;
    this.machine.restore(machine);
    this.core.adopt(copyPlain(kernel), contexts);
    this.lastKernel = kernel;
    this.inputs.restore(inputs);
    this.loop.reset();
    // Some context must be loaded whenever somebody looks at machine.registers.
    const first = this.core.thread(currentTid)?.tid ?? this.core.state.threads[0]?.tid;
    if (first !== undefined) this.core.load(first);
  }

  release(checkpoint: ProcessCheckpoint): void { this.machine.release((checkpoint as Checkpoint).machine); }

  private view(thread: ThreadRecord): ThreadView {
    let view = this.views.get(thread.tid);
    if (!view) {
      view = new ThreadViewImpl(thread.tid, this.core, flags, (tid, frozen) => this.input({ kind: 'freeze', tid, frozen }), (tid) => this.recordRegisters(tid));
      this.views.set(thread.tid, view);
    }
    return view;
  }

  private inSyscall(tid: number): ThreadRecord {
    const thread = this.core.thread(tid);
    if (!thread) throw new RangeError(`there is no thread ${tid}`);
    if (!thread.syscall) throw new RangeError(`thread ${tid} is not in a syscall; stop at one's entry first (a syscall catchpoint)`);
    return thread;
  }

  maps(): MemoryMap[] {
    return wholeMaps(this.machine.memory).map((map) => ({
      start: map.start, end: map.end, prot: rightsOf(map.prot), shared: map.toHome !== undefined && !map.private, offset: offsetOf(map), name: map.name,
    }));
  }

  /** Logs and applies an input from outside. */
  private input(input: Input): void {
    this.record(input);
    this.busy = true;
    try {
      this.apply(input);
    } finally {
      this.busy = false;
    }
  }

  /** Logs an input whose effect is there, or comes now. */
  private record(input: Input): void {
    this.inputs.add(this.retired, this.core.state.events, input);
    this.inputCount++;
    this.processors.noLongerAlone();
    // At the end of history that changes nothing; in the past, what follows is new and so is its output.
    this.core.forgetDelivered();
  }

  /** Records the registers of a thread after the user's change of one. */
  private recordRegisters(tid: number): void {
    if (this.busy) return;
    const { core, machine } = this;
    core.load(tid);
    const context = machine.newContext();
    machine.save(context);
    this.record({ kind: 'registers', tid, context });
  }

  private apply(input: Input): void {
    const { core } = this;
    const { state } = core;
    core.enterAt(state.nowNs);
    switch (input.kind) {
      case 'stdin':
        if (input.bytes === undefined) state.console.inputEnded = true;
        else if (input.bytes.length > 0) state.console.input.push(input.bytes);
        core.wake('stdin:r');
        core.runner.drainWoken();
        break;
      case 'signal': core.raiseProcess({ signal: input.signal, code: SI.KERNEL }); core.runner.drainWoken(); break;
      case 'hold': core.runner.hold(core.thread(input.tid)!); break;
      case 'release': core.runner.release(core.thread(input.tid)!); break;
      case 'fail': core.runner.fail(core.thread(input.tid)!, input.errno); break;
      case 'latency': core.runner.setLatencies(input.rules); break;
      case 'memory': this.machine.memory.write(input.address, input.bytes); break;
      case 'registers':
        core.load(input.tid);
        this.machine.load(input.context);
        break;
      case 'freeze': {
        const thread = core.thread(input.tid)!;
        thread.frozen = input.frozen;
        // It goes on from now: a processor that began in the past would have to catch up before others run.
        thread.readyNs = Math.max(thread.readyNs, state.nowNs);
        break;
      }
    }
  }
}
