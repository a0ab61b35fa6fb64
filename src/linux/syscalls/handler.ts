/**
 * The contract between the kernel's core and the modules that implement syscalls.
 *
 * A handler is a plain function that is run to its end, every time. If the syscall cannot be completed yet it returns a
 * `Wait`: plain data that says what would let it go on. The kernel stores that in the thread's `SyscallRecord`; when one
 * of the wait's keys is woken the handler is run again, from its beginning, with the same arguments. What it must
 * remember from one run to the next it keeps in `call.record.progress` (plain data). Nothing is ever suspended, so that a
 * checkpoint is a copy of the state.
 *
 * The rules for state (everything that hangs from `KernelState`):
 * - plain objects, arrays, numbers, bigints, strings, booleans, undefined and Uint8Arrays; no Map, Set, class or function;
 *   a tree (nothing is referenced from two places: use ids);
 * - a Uint8Array is never written to once it is in the state (checkpoints share it): replace it;
 * - iteration order must follow from the guest's history (numeric ids, arrays; sort the names of objects).
 */
import type { GuestMemory } from '../../machine/api';
import type { HostFiles, KernelNotice, LaunchOptions } from '../api';
import type { KernelState, SignalInfo, SyscallRecord, ThreadRecord } from '../state';

/**
 * What a handler returns: the result as a number or bigint (-errno for an error), a Wait, or NO_RESULT when the thread's
 * registers are already as they must be (rt_sigreturn) or the thread is gone (exit).
 */
export type Outcome = number | bigint | Wait | typeof NO_RESULT;

export const NO_RESULT = { kind: 'no-result' } as const;

/** Why a blocked syscall goes on. Plain data. */
export interface Wait {
  readonly kind: 'wait';
  /** Waking any of these runs the handler again (`call.cause` is 'wake'). First come, first served. */
  readonly keys: readonly string[];
  /** Virtual time (ns since the start) at which the wait ends by itself. */
  readonly deadlineNs?: number;
  /** Result once the deadline has passed; undefined: the handler is run again with `call.cause` 'timeout'. */
  readonly onTimeout?: number;
  /** False: signals stay pending until the syscall is complete. */
  readonly interruptible: boolean;
  /**
   * When a signal handler is to run meanwhile. 'restart': the syscall is restarted after a handler with SA_RESTART and
   * fails with EINTR after another one (Linux: ERESTARTSYS). 'eintr': always EINTR (futex, nanosleep, epoll_wait, poll ...).
   * 'handler': the syscall's handler is run again with `call.cause` 'interrupt' and gives the result (a partial count,
   * a remaining time).
   */
  readonly onSignal: 'restart' | 'eintr' | 'handler';
  /** For people: "futex 0xc00004a148", "read pipe:3", "sleeping". */
  readonly waitingFor: string;
}

/** Thrown by a handler (from any depth) for the result -errno. */
export class Errno extends Error {
  constructor(readonly errno: number) { super(`errno ${errno}`); }
}

/**
 * One run of a handler. The object is reused: keep nothing of it. Throwing MemoryFault gives EFAULT, Errno its errno,
 * HostFileError its errno.
 */
export interface SyscallCall {
  readonly number: number;
  readonly name: string;
  /** Argument as a signed 32-bit int (descriptors, flags; AT_FDCWD is -100). */
  int(index: number): number;
  /** Argument as an unsigned 32-bit number. */
  uint(index: number): number;
  /** Argument as an address or size_t; exact below 2^53, above it merely large. */
  ptr(index: number): number;
  /** Argument as a signed 64-bit value (off_t), as a number; exact within +-2^53. */
  long(index: number): number;
  /** Argument as an unsigned 64-bit value, exact. */
  value(index: number): bigint;
  /** NUL-terminated path argument; EFAULT, ENAMETOOLONG (4096). */
  path(index: number): string;

  readonly thread: ThreadRecord;
  /** This syscall's record; `record.progress` is the handler's own memory (undefined on the first run). */
  readonly record: SyscallRecord;
  /** Why the handler runs now. */
  readonly cause: 'entry' | 'wake' | 'timeout' | 'interrupt';
  readonly kernel: Kernel;
  readonly state: KernelState;
  /** userRead and userWrite throw MemoryFault, which becomes EFAULT. */
  readonly memory: GuestMemory;
  /** Virtual time, ns since the program's start; never goes back. */
  readonly nowNs: number;
  readonly options: Readonly<LaunchOptions>;
  /** Host files; what was read once stays as it was read (files/recording-host). */
  readonly host: HostFiles;

  /** Replaces the signal mask until the syscall has returned (ppoll, epoll_pwait, pselect6, rt_sigsuspend). */
  setTemporaryMask(mask: bigint): void;
}

/** What handlers may do to the rest of the kernel. */
export interface Kernel {
  readonly state: KernelState;
  readonly memory: GuestMemory;
  readonly options: Readonly<LaunchOptions>;
  readonly host: HostFiles;
  /** Wakes the syscalls that wait for `key`, at most `limit` of them, oldest first. Their handlers run after the current one. */
  wake(key: string, limit?: number): number;
  /** Wakes the syscall of one thread, if it is blocked. */
  wakeThread(tid: number): boolean;
  /** Makes a signal pending for one thread (SIGPIPE of a write). */
  raise(tid: number, info: SignalInfo): void;
  /** Makes a signal pending for the process. */
  raiseProcess(info: SignalInfo): void;
  /** Bytes the guest wrote to its standard output (1) or error (2): to `onOutput`, once. */
  output(fd: 1 | 2, bytes: Uint8Array): void;
  /** Tells the user, once per text. */
  notice(kind: KernelNotice['kind'], text: string): void;
  /** Next deterministic random bytes of the seed's stream (getrandom, /dev/urandom). */
  random(length: number): Uint8Array;
  /** Wall clock of the guest, ns since 1970. */
  readonly realtimeNs: bigint;
}

export type SyscallHandler = (call: SyscallCall) => Outcome;

/**
 * How an argument is printed. 'fd' descriptor, 'dirfd' also AT_FDCWD, 'path' a quoted string, 'int' signed 32, 'uint',
 * 'long' signed 64, 'hex', 'octal', 'ptr' (0x..., NULL), 'buf:N' bytes as a quoted string whose length is argument N
 * (what the guest gives, not what it gets), 'timespec' pointer to one, 'signal' SIGURG, 'mask' pointer to a signal set,
 * 'flags:NAME' bits named by a flag table, 'enum:NAME' one value of it.
 */
export type ArgumentKind = 'fd' | 'dirfd' | 'path' | 'int' | 'uint' | 'long' | 'hex' | 'octal' | 'ptr' | 'timespec' | 'signal' | 'mask'
  | `buf:${number}` | `flags:${string}` | `enum:${string}`;

export interface SyscallDefinition {
  readonly handler: SyscallHandler;
  readonly args: readonly ArgumentKind[];
}

/** Syscalls by name (names as in numbers.ts). */
export type SyscallTable = Readonly<Record<string, SyscallDefinition>>;
/** Names of bits ('flags:NAME') or values ('enum:NAME'). Composite values first. */
export type FlagTables = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a topic module exports. */
export interface SyscallTopic { readonly syscalls: SyscallTable; readonly flags: FlagTables }

/*
 * What the core asks of src/linux/files (index.ts):
 *   export const filesTopic: SyscallTopic
 *   export function newFilesState(options: LaunchOptions, executable: Executable): FilesState
 *   export function startFiles(kernel: Kernel, executable: Executable): void   // once, before the first instruction: plants the tree
 *   export function recordingHost(host: HostFiles): HostFiles   // first read wins, also after going back in time
 *   // absolute path of what a descriptor is open on, for latency rules by path; undefined: no such descriptor or no path
 *   export function pathOfDescriptor(state: KernelState, fd: number): string | undefined
 *   // maps of files (files/file-maps.ts): mappable, openWindow, mapFile, mapLike; keepStored before a map goes, releaseUnshown after
 * and of src/linux/net (index.ts):
 *   export const netTopic: SyscallTopic
 *   export function newNetState(): NetState
 * FilesState and NetState are the colleagues' types (files/state.ts, net/state.ts).
 * Standard input: `state.console.input` (chunks not read yet) and `inputEnded`; the core wakes "stdin:r" when either
 * changes. Standard output and error: kernel.output. Who owns which syscall: poll, select, epoll, eventfd, timerfd,
 * sendfile, getcwd, umask, chdir and everything with a descriptor: files/net. mmap with a descriptor: core.
 */
