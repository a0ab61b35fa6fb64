/** What a trace says of one moment: who entered which function, and the state of Ms, Ps and sched there. */
import type { GoSchedulerView } from '../../scheduler/view';
import { STACK_PREEMPT } from '../../scheduler/statuses';
import type { GStatusName, PStatusName, SchedulerEvent } from '../../scheduler/api';

export interface CurgState { readonly goid: number; readonly status: GStatusName; readonly scan: boolean; readonly preempt: boolean; readonly stackPreempt: boolean; readonly throwsplit: boolean }
export interface MState {
  readonly id: number;
  /** numbers of Ps; null: none; oldp undefined: this Go version has no such field */
  readonly p: number | null; readonly oldp: number | null | undefined; readonly nextp: number | null;
  readonly syscalltick: number; readonly locks: number; readonly spinning: boolean; readonly lockedg: boolean;
}
export interface PState { readonly id: number; readonly status: PStatusName; readonly m: number | null; readonly syscalltick: number; readonly rq: number; readonly next: boolean }
export interface SchedState {
  readonly npidle: number; readonly nmspinning: number; readonly nmidle: number; readonly nmidlelocked: number; readonly grunq: number;
  readonly sysmonwait: boolean; readonly gcwaiting: boolean; readonly stopwait: number;
}

/** A function was entered. */
export interface EntryRecord {
  readonly kind: 'entry';
  readonly seq: number;
  /** virtual nanoseconds since the start; instructions retired */
  readonly ns: number; readonly retired: number;
  readonly tid: number;
  /** stack in use: a goroutine's id, "g0", "gsignal", or null before the runtime has begun */
  readonly stack: number | 'g0' | 'gsignal' | null;
  readonly function: string;
  /** "runtime.retake+425", or the host function of an inlined body; '' if it is not known */
  readonly caller: string;
  readonly curg: CurgState | null;
  readonly m: MState | null;
  readonly ps: readonly PState[];
  readonly sched: SchedState | null;
}

/** A scheduler event in the stream of a trace. */
export interface EventRecord extends Omit<SchedulerEvent, 'kind'> { readonly kind: 'event'; readonly event: SchedulerEvent['kind'] }

export type TraceRecord = EntryRecord | EventRecord;

/** The state around thread `tid`, as it stands now. */
export function readState(scheduler: GoSchedulerView, tid: number): Pick<EntryRecord, 'stack' | 'curg' | 'm' | 'ps' | 'sched'> {
  const thread = scheduler.threadOnCpu(tid);
  const m = thread && thread.m !== 0 ? scheduler.mByAddress(thread.m) : undefined;
  const curg = m && m.curg !== 0 ? scheduler.gByAddress(m.curg) : undefined;
  const ps = scheduler.ps();
  const pId = (address: number) => (address === 0 ? null : ps.find((p) => p.address === address)?.id ?? null);
  const mId = (address: number) => (address === 0 ? null : scheduler.mByAddress(address)?.id ?? null);
  const sched = scheduler.sched();
  return {
    stack: !thread || thread.kind === 'none' ? null : thread.kind === 'g' ? scheduler.gByAddress(thread.g)?.goid ?? null : thread.kind,
    curg: curg
      ? { goid: curg.goid, status: curg.status, scan: curg.scan, preempt: curg.preempt, stackPreempt: curg.stackguard0 === STACK_PREEMPT, throwsplit: curg.throwsplit }
      : null,
    m: m
      ? {
          id: m.id, p: pId(m.p), oldp: m.oldp === undefined ? undefined : pId(m.oldp), nextp: pId(m.nextp), syscalltick: m.syscalltick, locks: m.locks,
          spinning: m.spinning, lockedg: m.lockedg !== 0,
        }
      : null,
    ps: ps.map((p) => ({ id: p.id, status: p.status, m: mId(p.m), syscalltick: p.syscalltick, rq: p.runq.length, next: p.runnext !== 0 })),
    sched: sched
      ? {
          npidle: sched.npidle, nmspinning: sched.nmspinning, nmidle: sched.nmidle, nmidlelocked: sched.nmidlelocked, grunq: sched.runqsize,
          sysmonwait: sched.sysmonwait, gcwaiting: sched.gcwaiting, stopwait: sched.stopwait,
        }
      : null,
  };
}
