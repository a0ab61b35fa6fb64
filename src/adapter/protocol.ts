/**
 * The adapter's own requests and events, beside DAP's (types only: the extension's views import them too).
 * Addresses are hexadecimal strings ("0xc000000180"), times are virtual nanoseconds, positions in history are counts of
 * retired instructions.
 */
import type { EventColumns, ListedEvent } from '../debugger/trace/event-table';

/** Request `gosched/snapshot`: all that the views show of one stop, in one answer. */
export interface SnapshotArguments {
  goroutines?: GoroutineQuery;
}
export interface GoroutineQuery {
  /** Words that must all occur in name, status, wait reason or frames (functions and places); "G12" is that goroutine. Case-insensitive. */
  filter?: string;
  /** Runtime goroutines too. Default false. */
  system?: boolean;
  /** 'stack': goroutines with the same stack of functions are one group. */
  groupBy?: 'none' | 'stack' | 'status';
  /** Filters and order come before the page is cut. */
  start?: number;
  /** Default 200; groups, if there are any. */
  count?: number;
  /** Goroutines named in each group. Default 200. */
  perGroup?: number;
}
export interface Snapshot {
  ns: number;
  retired: number;
  /** Instructions until the newest point of history; 0 in the present. */
  behind: number;
  /** Virtual time until the newest point of history. */
  behindNs?: number;
  /** Why there is no scheduler state, if there is none. */
  unavailable?: string;
  ps: PSummary[];
  ms: MSummary[];
  goroutines: GoroutinePage;
  whereabouts: Whereabouts;
  sched?: SchedSummary;
  syscalls: SyscallSummary[];
}
/** `changed` of each: names of its properties that were others at the stop before, or 'new' if it was not there. */
export interface PSummary { id: number; address: string; status: string; rawStatus: number; m?: number; g?: number; runnext?: number; runq: number[]; schedtick: number; syscalltick: number; changed: string[] }
export interface MSummary { id: number; address: string; tid: number; p?: number; oldp?: number; nextp?: number; curg?: number; on: 'g' | 'g0' | 'gsignal' | 'none'; function: string; spinning: boolean; blocked: boolean; lockedg?: number; locks: number; idle: boolean; syscall?: string; /** it runs runtime.sysmon */ sysmon?: true; changed: string[] }
export interface GoroutineSummary { id: number; address: string; name: string; status: string; wait?: string; m?: number; p?: number; system: boolean; function: string; location?: string; changed: string[] }
export interface GoroutineGroup { title: string; count: number; /** the first ones */ ids: number[]; /** there were more or fewer at the stop before */ changed?: true }
export interface GoroutinePage { /** all goroutines, before the filter */ all: number; /** after the filter */ matching: number; start: number; /** none if they are grouped */ items: GoroutineSummary[]; groups?: GoroutineGroup[]; /** of all, `groups` is a page */ groupCount?: number }
/** Where goroutines are, whatever the query filters: what the board draws. */
export interface Whereabouts {
  /** those that a P or an M has, and the first ones of each queue */
  placed: GoroutineSummary[];
  /** those that are nowhere there and wait: the first ones by id, without what is `hidden`, … */
  waiting: GoroutineSummary[];
  /** … and how many there are */
  waitingCount: number;
  /** the runtime's own that wait too and are left out, unless the query shows system goroutines */
  hidden: number;
}
export interface SchedSummary { npidle: number; nmspinning: number; nmidle: number; nmidlelocked: number; /** the first ones of `runqsize` */ runq: number[]; runqsize: number; idlePs: number[]; idleMs: number[]; gcwaiting: boolean; stopwait: number; sysmonwait: boolean; changed: string[] }
export interface SyscallSummary { tid: number; m?: number; g?: number; name: string; text: string; elapsedNs: number; remainingNs?: number; held: boolean; waitingFor: string; changed: string[] }

/** Request `gosched/syscall`: the user's hand on a syscall in flight, or on the latencies of those to come. */
export type SyscallArguments =
  | { action: 'hold' | 'release'; tid: number }
  | { action: 'fail'; tid: number; errno: string }
  /** `duration` as in "25ms"; an empty one takes the rule away */
  | { action: 'latency'; name: string; duration: string };

/** Request `gosched/settings`: what the launch configuration said of lists, changed during the session; the client asks anew for what it shows. */
export interface SettingsArguments { maxThreads?: number; showSystemGoroutines?: boolean }

/** Request `gosched/events`: the timeline. */
/** `withinMs`: answer after about so long even if not all is known; other requests may come in between. Default: when all is known */
export interface EventsArguments { from?: number; count?: number; withinMs?: number }
export interface EventsAnswer {
  total: number;
  from: number;
  /** another one than before: history was written anew, and events known before may never have happened */
  version: number;
  /** the events from `from` on; the first one's times count from the start, the others' from the one before */
  page: EventColumns;
  /** goroutines whose events are listed, of those there are: programs with very many have their first ones traced */
  goroutines: { traced: number; all: number };
  /** there are more events than are kept: these are the first ones */
  full?: true;
  /** not all of the past has been looked at: so much of it (0 to 1); the next request goes on */
  progress?: number;
}
export type TimelineEvent = ListedEvent;

/** Request `gosched/seek`: travel to a position; answered when the stop has been reported. */
export interface SeekArguments { retired?: number; ns?: number }

/**
 * Request `gosched/focus`: what a list shows becomes what the client shows: a `stopped` event selects the goroutine (or the M's
 * system stack), which is in the list of threads from then on, however many there are. One of: a thread's id, a kernel thread's.
 */
export interface FocusArguments { threadId?: number; tid?: number }
export interface FocusAnswer { /** what is selected now */ threadId: number; /** whether an editor can show one of its innermost frames */ hasSource: boolean }
/** Reason of the `stopped` event that selects something: nothing else is different from before. */
export const FOCUS_REASON = 'focus';

/** Request `gosched/reverse`: what DAP's stepBack lacks. */
export interface ReverseArguments { threadId: number; kind: 'stepIn' | 'next' | 'stepOut' | 'continue'; singleThread?: boolean; granularity?: 'statement' | 'line' | 'instruction' }

/** Event `gosched/position`, with each stop: for the status bar. */
export interface PositionEvent { ns: number; retired: number; /** instructions until the newest point of history */ behind: number; /** virtual time until then */ behindNs?: number }

export const requests = {
  snapshot: 'gosched/snapshot', syscall: 'gosched/syscall', events: 'gosched/events', seek: 'gosched/seek', reverse: 'gosched/reverse', focus: 'gosched/focus', settings: 'gosched/settings',
} as const;
export const positionEvent = 'gosched/position';
