/**
 * All state of the kernel: one tree of plain data (rules in syscalls/handler.ts). A checkpoint is a copy of it, the state
 * hash covers it. The threads' registers are machine contexts and live beside it, by tid (process.ts).
 */
import type { FilesState } from './files/state';
import type { NetState } from './net/state';
import type { ArgumentWords } from './syscalls/arguments';
import type { Wait } from './syscalls/handler';
import type { LatencyRule } from './api';

export interface KernelState {
  /** Virtual time, ns since the start: the latest that any processor has shown. */
  nowNs: number;
  /** Kernel events so far (see events in scheduling.ts): with the retired count, the position in history. */
  events: number;
  threads: ThreadRecord[];
  nextTid: number;
  /** Virtual processors. */
  cpus: CpuRecord[];
  /** tids that want a processor, in order. */
  readyQueue: number[];
  /** The turn in progress. cpu -1: none. */
  turn: { cpu: number; remaining: number };
  scheduleRandom: RandomState;
  entropy: RandomState;
  /** pct: instructions until the next change of a priority. */
  nextChangeIn: number;
  /** Who waits for a key, oldest first. */
  waiters: Record<string, number[]>;
  /** tids whose wait was satisfied and whose handler has to be run again, in order. */
  woken: number[];
  waitSequence: number;
  process: ProcessRecord;
  memory: MemoryRecord;
  timers: TimerRecord[];
  nextTimerId: number;
  latencies: LatencyRule[];
  syscallCounts: Record<string, number>;
  console: ConsoleRecord;
  exit: { code: number } | { signal: number; pc: number } | undefined;
  files: FilesState;
  net: NetState;
}

/** xorshift128 (prng.ts): four unsigned 32-bit words. */
export interface RandomState { a: number; b: number; c: number; d: number }

export interface CpuRecord {
  /** thread on it, 0: idle */
  tid: number;
  /** Its clock is baseNs + floor(instructions * nsPerInstruction). */
  baseNs: number;
  instructions: number;
  /** Instructions of its thread since the thread was put on it (the time slice). */
  slice: number;
}

export interface ThreadRecord {
  tid: number;
  state: 'running' | 'ready' | 'syscall' | 'exited';
  frozen: boolean;
  /** Processor it is on, -1: none. */
  cpu: number;
  /** Virtual time at which it became ready: a processor that was idle starts it then. */
  readyNs: number;
  /** Instructions retired by it. */
  instructions: number;
  /** pct: the higher runs first. */
  priority: number;
  name: string;
  /** Blocked signals: bit n-1 is signal n. */
  signalMask: bigint;
  /** Mask to bring back once a temporary one (rt_sigsuspend, ppoll) is over. */
  savedMask: bigint | undefined;
  pending: SignalInfo[];
  /** `flags` as given to sigaltstack: what the frame shows. */
  altStack: { address: number; size: number; flags: number };
  /** set_tid_address / CLONE_CHILD_CLEARTID, 0: none. */
  clearChildTid: number;
  syscall: SyscallRecord | undefined;
  /** PR_SET_KEEPCAPS: per thread; Go's tests of AllThreadsSyscall look at it. */
  keepCapabilities: boolean;
  /** Of its last fault; every later frame shows them, too (trapno, err, cr2). */
  fault: { trap: number; errorCode: number; cr2: number };
}

/** A syscall in flight. */
export interface SyscallRecord {
  number: number;
  name: string;
  /** Its argument registers, as 32-bit words (syscalls/arguments.ts). */
  words: ArgumentWords;
  enteredNs: number;
  /**
   * 'entry': not begun (a catchpoint, or held at once); 'latency': begins at readyAtNs; 'blocked': waits as `wait` says.
   */
  phase: 'entry' | 'latency' | 'blocked';
  readyAtNs: number | undefined;
  wait: Wait | undefined;
  /** Order among the waiting. */
  sequence: number;
  /** What the handler remembers from one run to the next. */
  progress: unknown;
  /** The user holds it: nothing happens to it until the release. */
  held: boolean;
  /** It was woken while held. */
  missed: boolean;
}

/** siginfo_t, as far as it is used. */
export interface SignalInfo {
  signal: number;
  /** SI_USER 0, SI_TKILL -6, SI_TIMER -2, SI_KERNEL 128, SEGV_MAPERR 1 ... */
  code: number;
  /** kill and tgkill: sender */
  pid?: number;
  uid?: number;
  /** faults: si_addr */
  address?: number;
  /** timers and sigqueue */
  timerId?: number;
  overrun?: number;
  value?: bigint;
  /** Faults: page-fault error code and trap number for the ucontext (SDM vol. 3, 6.15 and 4.7). */
  trap?: number;
  errorCode?: number;
}

export interface SignalAction { handler: number; flags: number; restorer: number; mask: bigint }

export interface ProcessRecord {
  pid: number;
  ppid: number;
  uid: number;
  gid: number;
  /** By signal number 1..64; undefined: default. */
  actions: (SignalAction | undefined)[];
  pending: SignalInfo[];
  /** RLIMIT number -> soft, hard (unsigned 64 bits) */
  limits: Record<number, { soft: bigint; hard: bigint }>;
  /** PR_SET_DUMPABLE and the like */
  dumpable: number;
  niceness: number;
}

export interface MemoryRecord {
  /** Program break: start and present end. */
  brkStart: number;
  brk: number;
}

/** POSIX timers (timer_create), interval timers (setitimer: id -1 real, -2 virtual, -3 prof). */
export interface TimerRecord {
  id: number;
  clock: number;
  /** What its clock counts: virtual time, or instructions of the process or of one thread. */
  basis: 'real' | 'process-cpu' | 'thread-cpu';
  /** thread-cpu: whose instructions */
  cpuTid: number;
  /** thread that gets the signal, 0: the process, -1: nobody */
  tid: number;
  signal: number;
  code: number;
  value: bigint;
  /** Next expiry, undefined: disarmed. 'real': virtual ns since the start; otherwise ns of processor time. */
  expiresNs: number | undefined;
  intervalNs: number;
  overrun: number;
}

export interface ConsoleRecord {
  /** Standard input not read yet. */
  input: Uint8Array[];
  inputEnded: boolean;
  /** Bytes written to standard output and error so far. */
  written: [number, number];
}
