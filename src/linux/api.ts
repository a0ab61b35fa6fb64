/**
 * The kernel's contract. The kernel runs threads on the machine; the debugger, the adapter and the command line drive it
 * through `Process`. All time is virtual: nanoseconds since the program's start.
 */
import type { Machine, Registers, StateHash, WatchHit } from '../machine/api';

/** What the kernel needs of an executable (a ProgramImage satisfies it). */
export interface Executable {
  readonly path: string;
  readonly entry: number;
  readonly segments: readonly { address: number; bytes: Uint8Array; memorySize: number; prot: number }[];
  readonly programHeaders: { address: number; entrySize: number; count: number };
}

/** Host files as the guest may see them: synchronous, so that a syscall never waits for the host. Paths are absolute, '/'-separated. */
export interface HostFiles {
  /** undefined: no such file. */
  stat(path: string): HostStat | undefined;
  /** Throws HostFileError. */
  read(path: string): Uint8Array;
  readLink(path: string): string;
  /** Names, sorted by code unit. */
  list(path: string): string[];
  /** Only called when the launch allows host writes. */
  write?(path: string, bytes: Uint8Array, mode: number): void;
  remove?(path: string): void;
  makeFolder?(path: string, mode: number): void;
}
export interface HostStat { kind: 'file' | 'folder' | 'link' | 'other'; size: number; mode: number; mtimeNs: number }
export class HostFileError extends Error { constructor(readonly errno: number, message: string) { super(message); } }

export interface LaunchOptions {
  argv: string[];
  /** KEY=VALUE, in order. Nothing of the host's environment comes in by itself. */
  env: string[];
  /** Guest working folder (absolute). */
  cwd: string;
  /** Virtual processors that run threads; also what sched_getaffinity reports. Default 4? see `defaultLaunch`. */
  cpus: number;
  /** Seed of AT_RANDOM, getrandom, /dev/urandom and of the interleaving. */
  seed: number;
  /** How processors take turns: 'round-robin' gives each one `quantum` instructions in turn; 'random' draws lengths and order from the seed; 'pct' random priorities with change points. */
  schedule: 'round-robin' | 'random' | 'pct';
  /** Instructions a processor runs before the next has its turn. */
  quantum: number;
  /** Virtual nanoseconds per instruction. */
  nsPerInstruction: number;
  /** Latency rules, first match wins. */
  latencies: LatencyRule[];
  /** Folders that the program may read on the host besides its own, its working folder and GOROOT. */
  readable: string[];
  writes: 'overlay' | 'host';
  /** Bytes of touched guest memory at which mmap/page touches fail the run (error names the limit). */
  memoryLimit: number;
  /** Wall-clock of the guest at start, Unix ns (a number is not exact enough): default 2024-01-01T00:00:00Z. */
  startTimeNs: bigint;
}
/** A syscall by name, optionally only for one descriptor or path (glob). */
export interface LatencyRule { syscall: string; fd?: number; path?: string; ns: number }

export type ThreadState =
  /** on a virtual processor or ready for one */
  | 'running' | 'ready'
  /** inside a syscall (see `syscall`) */
  | 'syscall'
  | 'exited';

export interface ThreadView {
  /** 1 = the process's first thread; tid as the guest sees it */
  readonly tid: number;
  readonly state: ThreadState;
  /** Instructions it has executed. */
  readonly instructions: number;
  /** Live registers, whether or not the thread is on the machine now. Writable while the process is stopped. */
  readonly registers: Registers;
  readonly syscall: SyscallInFlight | undefined;
  /** Frozen threads are never scheduled (single-thread execution). */
  frozen: boolean;
}

export interface SyscallInFlight {
  readonly number: number;
  readonly name: string;
  readonly args: readonly bigint[];
  /** strace-like: `read(3, 0xc000012345, 512)`, paths as strings, flags by name */
  readonly text: string;
  readonly enteredNs: number;
  /** undefined: until something else happens (data, a futex wake, a release) */
  readonly readyAtNs: number | undefined;
  readonly held: boolean;
  /** "sleeping", "futex 0xc00004a148", "read pipe:3", "latency", "held by the user" */
  readonly waitingFor: string;
}

export type ProcessStop =
  | { kind: 'exited'; code: number }
  | { kind: 'killed'; signal: number; signalName: string; pc: number }
  /** the instruction limit of this call is used up */
  | { kind: 'limit' }
  | { kind: 'breakpoint'; tid: number; pc: number }
  | { kind: 'watch'; tid: number; pc: number; hits: WatchHit[] }
  /** `step` of one thread is complete */
  | { kind: 'stepped'; tid: number }
  /** a syscall is about to be carried out / has its result (only with syscall catchpoints) */
  | { kind: 'syscall-entry' | 'syscall-exit'; tid: number; name: string; number: number; result?: bigint }
  /** a signal is about to be delivered (only for signals in `stopOnSignals`) */
  | { kind: 'signal'; tid: number; signal: number; signalName: string; pc: number }
  /** no thread can ever run again: all wait without a timer, or for a held syscall (named) */
  | { kind: 'stuck'; reason: string }
  /** an instruction that this machine lacks, or a limit of the emulation */
  | { kind: 'unsupported'; tid: number; pc: number; what: string }
  /** the memory limit was reached */
  | { kind: 'memory-limit'; tid: number; pc: number; bytes: number };

export interface RunRequest {
  /** Instructions (over all threads) after which run returns `limit`. */
  maxInstructions: number;
  /** Stop at the first instruction at which this virtual time is reached (kind 'limit'). */
  untilNs?: number;
  /**
   * Run exactly this many instructions of this thread (others go on meanwhile unless frozen), then `stepped`. A syscall that
   * the last one begins is waited for, unless `inSyscall`. A thread that does not exist yet begins with its first one.
   */
  step?: { tid: number; instructions: number; inSyscall?: boolean };
  /** Do not stop at the breakpoint where this thread (tid) stands now. Remembered until the thread moves. */
  resumeFrom?: number;
  /**
   * Asked at each breakpoint, with the thread on the machine: true goes on without a stop. It must not change the guest.
   * Default: every breakpoint stops.
   */
  passes?: (pc: number, tid: number) => boolean;
  /**
   * With `maxInstructions` used up, go on without an instruction until `events` is this: several places in history can have
   * one count of instructions (a time jump, a syscall's completion, a signal's delivery).
   */
  untilEvents?: number;
}

/** A guest process: one program with its threads, files and clock. */
export interface Process {
  readonly machine: Machine;
  readonly executable: Executable;
  readonly options: Readonly<LaunchOptions>;
  readonly virtualNs: number;
  /** Instructions retired, over all threads: the position in history. */
  readonly retired: number;
  /** Kernel events so far; (retired, events) names one place in history. Grows with history, whatever the slices of run. */
  readonly events: number;
  readonly threads: readonly ThreadView[];
  thread(tid: number): ThreadView | undefined;
  /** The thread that is on the machine / stopped last. */
  readonly currentTid: number;
  run(request: RunRequest): ProcessStop;
  readonly exit: { code: number } | { signal: number } | undefined;

  /** Standard streams of the guest. Output is delivered in order; during re-execution of the past it is not delivered twice. */
  onOutput(listener: (fd: 1 | 2, bytes: Uint8Array) => void): void;
  /** Recorded input: bytes for the guest's standard input; undefined ends it (EOF). */
  provideInput(bytes: Uint8Array | undefined): void;
  /** Recorded input: a signal from outside (Ctrl-C: 2, SIGTERM: 15). */
  sendSignal(signal: number): void;

  /** Recorded inputs that lie ahead: not 0 only in the past, while re-execution has not reached them again. */
  readonly futureInputs: number;
  /** Drops them: something was changed in the past (memory, a register), and what follows is another history. */
  forgetFuture(): void;

  /**
   * User's control of syscalls in flight, all recorded; RangeError if the thread is not in one. Each of these, and
   * provideInput and sendSignal, starts a new future when done in the past.
   */
  holdSyscall(tid: number): void;
  releaseSyscall(tid: number): void;
  /** Makes the syscall in flight return -errno at once. */
  failSyscall(tid: number, errno: number): void;
  setLatency(rules: LatencyRule[]): void;
  /**
   * Inputs given so far: standard input, signals, control of syscalls and threads, and the user's changes while the process
   * is stopped (through `machine.memory.write...` and `thread(tid).registers`), which are recorded by themselves.
   */
  readonly inputCount: number;
  /** Catchpoints: names of syscalls at whose entry/exit run stops ('*' = all). */
  setSyscallCatchpoints(entry: ReadonlySet<string>, exit: ReadonlySet<string>): void;
  stopOnSignals(signals: ReadonlySet<number>): void;

  /** What the run met that it could not do: unknown syscalls (once each, with pc), denied paths. */
  readonly notices: readonly KernelNotice[];
  /** Hears of each notice once, those of before included; running the past again does not repeat them. */
  onNotice(listener: (notice: KernelNotice) => void): void;
  /** What is mapped, by address, as /proc/self/maps shows it. */
  maps(): MemoryMap[];
  /** Counts by syscall name since the start. */
  readonly syscallCounts: Readonly<Record<string, number>>;
  /** Hash of everything guest-visible: memory, registers of all threads, kernel state. 32 hex digits. */
  stateHash(): string;
  /** Feeds the kernel's own state (not the machine's). */
  hashInto(hash: StateHash): void;
  /** Whole process state; memory pages shared copy-on-write. */
  checkpoint(): ProcessCheckpoint;
  restore(checkpoint: ProcessCheckpoint): void;
  release(checkpoint: ProcessCheckpoint): void;
}
/** `prot`: bits of Prot, as asked for. `offset`: of its first byte in the file. `end` is exclusive. */
export interface MemoryMap { start: number; end: number; prot: number; shared: boolean; offset: number; name: string }
export interface ProcessCheckpoint { readonly retired: number; readonly events: number; readonly virtualNs: number; readonly ownBytes: number }
export interface KernelNotice { kind: 'unknown-syscall' | 'unsupported-argument' | 'denied-path' | 'other'; text: string; pc: number; tid: number }
