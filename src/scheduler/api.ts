/**
 * Go's scheduler seen from outside: views of Gs, Ms, Ps and sched read from guest memory. Nothing here writes to the
 * guest. Views are snapshots of one stop: they do not follow the guest when it runs on.
 */
import type { ProgramImage, FunctionInfo, GoType, InlinedCall, SourcePosition } from '../image/program-image';
import type { Process, SyscallInFlight } from '../linux/api';
import type { Registers } from '../machine/api';

export type GStatusName = 'idle' | 'runnable' | 'running' | 'syscall' | 'waiting' | 'moribund' | 'dead' | 'enqueue' | 'copystack' | 'preempted';
export type PStatusName = 'idle' | 'running' | 'syscall' | 'gcstop' | 'dead';

export interface GView {
  readonly address: number;
  readonly goid: number;
  readonly status: GStatusName;
  /** Raw g.atomicstatus, scan bit (0x1000) included. */
  readonly rawStatus: number;
  readonly scan: boolean;
  /** Meaningful while waiting only; undefined otherwise (a G in a syscall keeps a stale reason). */
  readonly waitReason: string | undefined;
  /** M that runs it (address), 0 if none. */
  readonly m: number;
  readonly lockedM: number;
  readonly preempt: boolean;
  readonly stackguard0: bigint;
  readonly throwsplit: boolean;
  readonly stack: { lo: number; hi: number };
  readonly sched: { pc: number; sp: number; bp: number };
  readonly syscall: { pc: number; sp: number };
  readonly startPc: number;
  readonly goPc: number;
  /** Runtime goroutine by Go's own rule (started in package runtime, a few exceptions). */
  readonly system: boolean;
}
/** What tells how interesting a goroutine is. */
export type GHead = Pick<GView, 'goid' | 'status' | 'system'>;
export interface MView {
  readonly address: number;
  readonly id: number;
  /** Kernel thread id (m.procid), 0 before it runs. */
  readonly tid: number;
  readonly g0: number;
  readonly gsignal: number;
  readonly curg: number;
  readonly p: number;
  readonly nextp: number;
  /** undefined: this Go version has no such field (before 1.12) */
  readonly oldp: number | undefined;
  readonly locks: number;
  readonly spinning: boolean;
  readonly blocked: boolean;
  readonly lockedg: number;
  readonly syscalltick: number;
  readonly preemptoff: string;
  /** the syscall the thread is in, from the kernel */
  readonly syscall: SyscallInFlight | undefined;
}
export interface PView {
  readonly address: number;
  readonly id: number;
  readonly status: PStatusName;
  readonly rawStatus: number;
  readonly m: number;
  readonly schedtick: number;
  readonly syscalltick: number;
  readonly sysmontick: { schedtick: number; schedwhen: bigint; syscalltick: number; syscallwhen: bigint } | undefined;
  /** runnext's G (address), 0 if none */
  readonly runnext: number;
  /** addresses of the Gs in the local run queue, head first */
  readonly runq: readonly number[];
  readonly preempt: boolean | undefined;
}
export interface SchedView {
  readonly npidle: number; readonly nmspinning: number; readonly nmidle: number; readonly nmidlelocked: number;
  readonly nmsys: number; readonly ngsys: number;
  /** global run queue, head first; `broken` says why the walk ended early */
  readonly runq: readonly number[];
  readonly runqsize: number;
  readonly idlePs: readonly number[];
  readonly idleMs: readonly number[];
  readonly gcwaiting: boolean; readonly stopwait: number; readonly sysmonwait: boolean;
  readonly lastpoll: bigint;
  readonly broken: readonly string[];
}

/** Which stack a thread executes on, from its current g (8 bytes at fs_base-8). */
export type StackKind = 'g' | 'g0' | 'gsignal' | 'none';

export interface ThreadOnCpu { readonly tid: number; readonly kind: StackKind; /** current g (address), 0 before the runtime set it */ readonly g: number; readonly m: number; readonly pc: number; readonly sp: number }

/** One frame, innermost first. */
export interface Frame {
  /** 'label' frames are separators such as "g0 <- mcall from G1": they have no code. */
  readonly kind: 'code' | 'label';
  readonly name: string;
  readonly pc: number;
  /** SP and BP of this frame (BP as far as it is known). */
  readonly sp: number;
  readonly bp: number;
  /** address just above the return address; undefined for label frames */
  readonly cfa: number | undefined;
  readonly function: FunctionInfo | undefined;
  readonly position: SourcePosition | undefined;
  /** this frame is a body inlined into the next frame */
  readonly inlined: InlinedCall | undefined;
  /** 0 for the innermost body at pc, 1 for the next ..: argument of ProgramImage.variablesAt */
  readonly inlineDepth: number;
  /** innermost frame of live registers (all registers valid), or registers lost (only pc/sp/bp valid) */
  readonly registers: Registers | undefined;
  /** in a caller frame pc is a return address; look-ups of lines use pc - 1 */
  readonly isCaller: boolean;
  readonly stack: StackKind;
}

/** What lists show of a frame. */
export type StackLevel = Pick<Frame, 'kind' | 'name' | 'pc' | 'position'>;

export interface SchedulerView {
  readonly image: ProgramImage;
  readonly process: Process;
  /** undefined: scheduler state can be shown; else why not ("Go 1.17 without DWARF: ...") */
  readonly unavailable: string | undefined;
  readonly layoutSource: 'dwarf' | 'offset-table' | 'embedded' | 'none';
  /** All Gs that are not dead, by goid; 'dead' included on request. Reads in bulk: 1,000,000 Gs within a second. */
  gs(options?: { includeDead?: boolean }): readonly GView[];
  /**
   * The `most` goroutines that come first by rank, then by goid, and how many have a rank: what `rank` gives none is left out.
   * It is asked once for each that is not dead, and must not keep what it gets. 1,000,000 take less than half a second.
   */
  firstGs(most: number, rank: (g: GHead) => number | undefined): { readonly gs: readonly GView[]; readonly all: number };
  gByAddress(address: number): GView | undefined;
  gById(goid: number): GView | undefined;
  ms(): readonly MView[];
  mByAddress(address: number): MView | undefined;
  ps(): readonly PView[];
  pByAddress(address: number): PView | undefined;
  sched(): SchedView | undefined;
  /** What each kernel thread executes on. */
  onCpu(): readonly ThreadOnCpu[];
  /** What this thread executes on, without reading the others; undefined if there is none with this tid (any more). */
  threadOnCpu(tid: number | undefined): ThreadOnCpu | undefined;
  /** Frames of a goroutine, in whatever state, from `start` on, at most `count`. */
  goroutineStack(g: GView, start?: number, count?: number): { frames: Frame[]; total: number | undefined };
  /**
   * The code frames of a goroutine for lists of very many: `depth` levels at most, inlined bodies beside. Equal stacks of
   * goroutines that are on no thread are the same array.
   */
  stackLevels(g: GView, depth: number): readonly StackLevel[];
  /** Frames of a kernel thread from its live registers: g0 frames, label frame, then the G's. */
  threadStack(tid: number, start?: number, count?: number): { frames: Frame[]; total: number | undefined };
  /** "G1", "M0", "P3" or hex when it is none */
  nameOf(address: number): string;
  /** decoded wait: "chan receive on 0xc00001c0c0, 2 waiting" */
  describeWait(g: GView): string | undefined;
}

/** One scheduler event of the stream (a change of a status word, of m.p / m.curg, of a queue). */
export interface SchedulerEvent {
  readonly seq: number;
  readonly ns: number;
  readonly retired: number;
  readonly tid: number;
  readonly pc: number;
  readonly kind: 'g-status' | 'p-status' | 'm-p' | 'm-curg' | 'g-created' | 'm-created' | 'queue';
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** one sentence: "P0 running -> syscall; M0.oldp = P0" */
  readonly text: string;
}

/** Types that matter to expression evaluation over guest state. */
export type { GoType };
