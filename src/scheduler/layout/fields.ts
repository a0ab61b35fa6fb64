/** Offsets of every field that the views read, resolved once per program. Optional ones differ by Go version. */
import type { GoType } from '../../image/program-image';
import { fieldAt, fieldAtAny, type SchedulerLayout } from './layout';

/** Offset and width in bytes of a number; `offset` -1: this version has no such field. */
export interface NumberField { readonly offset: number; readonly size: number }

export interface GFields {
  readonly size: number;
  readonly goid: number; readonly atomicstatus: number; readonly m: number; readonly lockedm: number;
  readonly stackLo: number; readonly stackHi: number; readonly stackguard0: number;
  readonly schedPc: number; readonly schedSp: number; readonly schedBp: number;
  readonly syscallPc: number; readonly syscallSp: number;
  readonly waitreason: number; readonly waitreasonIsString: boolean;
  readonly preempt: number; readonly throwsplit: number; readonly startPc: number; readonly goPc: number; readonly waiting: number;
  readonly schedlink: number;
}
export interface MFields {
  readonly id: number; readonly procid: number; readonly g0: number; readonly gsignal: number; readonly curg: number;
  readonly p: number; readonly nextp: number; readonly oldp: number; readonly locks: number; readonly spinning: number;
  readonly blocked: number; readonly lockedg: number; readonly syscalltick: number; readonly preemptoff: number;
  readonly alllink: number; readonly schedlink: number;
}
export interface PFields {
  readonly id: number; readonly status: number; readonly m: number; readonly schedtick: number; readonly syscalltick: number;
  readonly tickSched: number; readonly tickSchedWhen: number; readonly tickSyscall: number; readonly tickSyscallWhen: number;
  readonly runnext: number; readonly runqhead: number; readonly runqtail: number; readonly runq: number; readonly runqLength: number;
  readonly preempt: number; readonly link: number;
}
export interface SchedFields {
  readonly npidle: NumberField; readonly nmspinning: NumberField; readonly nmidle: NumberField; readonly nmidlelocked: NumberField;
  readonly nmsys: NumberField; readonly ngsys: NumberField; readonly runqHead: NumberField; readonly runqSize: NumberField;
  readonly midle: NumberField;
  /** offset in the list head of the offset (in m) of the list node, where idle Ms hang in an intrusive list (1.26) */
  readonly midleNodeOffset: NumberField;
  readonly pidle: NumberField; readonly gcwaiting: NumberField; readonly stopwait: NumberField; readonly sysmonwait: NumberField;
  readonly lastpoll: NumberField;
}
export interface SudogFields { readonly g: number; readonly next: number; readonly waitlink: number; readonly c: number }
export interface Fields { g: GFields; m: MFields; p: PFields; sched: SchedFields; sudog: SudogFields; recvq: number; sendq: number }

export function resolveFields(layout: SchedulerLayout): Fields {
  const g = layout.type('runtime.g'), m = layout.type('runtime.m'), p = layout.type('runtime.p'), sched = layout.type('runtime.schedt');
  const sudog = layout.type('runtime.sudog'), hchan = layout.type('runtime.hchan');
  return {
    g: {
      size: g?.size ?? 0,
      goid: at(g, 'goid'), atomicstatus: at(g, 'atomicstatus'), m: at(g, 'm'), lockedm: at(g, 'lockedm'),
      stackLo: at(g, 'stack.lo'), stackHi: at(g, 'stack.hi'), stackguard0: at(g, 'stackguard0'),
      schedPc: at(g, 'sched.pc'), schedSp: at(g, 'sched.sp'), schedBp: at(g, 'sched.bp'),
      syscallPc: at(g, 'syscallpc'), syscallSp: at(g, 'syscallsp'),
      waitreason: at(g, 'waitreason'), waitreasonIsString: fieldAt(g, 'waitreason')?.type.kind === 'string',
      preempt: at(g, 'preempt'), throwsplit: at(g, 'throwsplit'), startPc: at(g, 'startpc'), goPc: at(g, 'gopc'), waiting: at(g, 'waiting'),
      schedlink: at(g, 'schedlink'),
    },
    m: {
      id: at(m, 'id'), procid: at(m, 'procid'), g0: at(m, 'g0'), gsignal: at(m, 'gsignal'), curg: at(m, 'curg'), p: at(m, 'p'),
      nextp: at(m, 'nextp'), oldp: at(m, 'oldp'), locks: at(m, 'locks'), spinning: at(m, 'spinning'), blocked: at(m, 'blocked'),
      lockedg: at(m, 'lockedg'), syscalltick: at(m, 'syscalltick'), preemptoff: at(m, 'preemptoff'), alllink: at(m, 'alllink'),
      schedlink: at(m, 'schedlink'),
    },
    p: {
      id: at(p, 'id'), status: at(p, 'status'), m: at(p, 'm'), schedtick: at(p, 'schedtick'), syscalltick: at(p, 'syscalltick'),
      tickSched: at(p, 'sysmontick.schedtick'), tickSchedWhen: at(p, 'sysmontick.schedwhen'),
      tickSyscall: at(p, 'sysmontick.syscalltick'), tickSyscallWhen: at(p, 'sysmontick.syscallwhen'),
      runnext: at(p, 'runnext'), runqhead: at(p, 'runqhead'), runqtail: at(p, 'runqtail'), runq: at(p, 'runq'),
      runqLength: fieldAt(p, 'runq')?.type.length ?? 256, preempt: at(p, 'preempt'), link: at(p, 'link'),
    },
    sched: {
      npidle: number(sched, 'npidle'), nmspinning: number(sched, 'nmspinning'), nmidle: number(sched, 'nmidle'),
      nmidlelocked: number(sched, 'nmidlelocked'), nmsys: number(sched, 'nmsys'), ngsys: number(sched, 'ngsys'),
      // up to 1.10 head and size were fields of their own; from 1.26 the size is inside the queue
      runqHead: number(sched, 'runq.head', 'runqhead'), runqSize: number(sched, 'runqsize', 'runq.size'),
      midle: number(sched, 'midle.obj', 'midle.head.obj', 'midle'), midleNodeOffset: number(sched, 'midle.nodeOffset', 'midle.head.nodeOffset'),
      pidle: number(sched, 'pidle'), gcwaiting: number(sched, 'gcwaiting'), stopwait: number(sched, 'stopwait'),
      sysmonwait: number(sched, 'sysmonwait'), lastpoll: number(sched, 'lastpoll'),
    },
    sudog: { g: at(sudog, 'g'), next: at(sudog, 'next'), waitlink: at(sudog, 'waitlink'), c: at(sudog, 'c') },
    recvq: at(hchan, 'recvq.first'), sendq: at(hchan, 'sendq.first'),
  };
}

function at(type: GoType | undefined, path: string): number { return fieldAt(type, path)?.offset ?? -1; }

function number(type: GoType | undefined, ...paths: string[]): NumberField {
  const field = fieldAtAny(type, ...paths);
  return field ? { offset: field.offset, size: field.type.size } : { offset: -1, size: 0 };
}
