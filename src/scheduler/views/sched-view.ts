/** runtime.sched: counters, idle lists, the global run queue. */
import type { SchedView } from '../api';
import type { Fields, NumberField } from '../layout/fields';
import type { MemoryReader } from '../memory-reader';
import { walkList, type Walk } from './walk';

/** Idle Ms and Ps are few (GOMAXPROCS, 10000 threads at most). */
const IDLE_LIMIT = 100_000;

/** Throws MemoryFault if sched itself is not mapped. */
export function readSched(reader: MemoryReader, fields: Fields, address: number): SchedView {
  const { sched } = fields;
  const value = (field: NumberField) => (field.offset < 0 ? 0 : reader.unsigned(address + field.offset, field.size));
  const int32 = (field: NumberField) => value(field) | 0;
  const runq = walkList(reader, value(sched.runqHead), fields.g.schedlink, 'sched.runq');
  const idlePs = walkList(reader, value(sched.pidle), fields.p.link, 'sched.pidle', IDLE_LIMIT);
  const idleMs = walkIdleMs(reader, fields, value);
  return {
    npidle: int32(sched.npidle), nmspinning: int32(sched.nmspinning), nmidle: int32(sched.nmidle), nmidlelocked: int32(sched.nmidlelocked),
    nmsys: int32(sched.nmsys), ngsys: int32(sched.ngsys),
    runq: runq.items, runqsize: int32(sched.runqSize), idlePs: idlePs.items, idleMs: idleMs.items,
    gcwaiting: value(sched.gcwaiting) !== 0, stopwait: int32(sched.stopwait), sysmonwait: value(sched.sysmonwait) !== 0,
    lastpoll: sched.lastpoll.offset < 0 ? 0n : reader.u64(address + sched.lastpoll.offset),
    broken: [runq, idlePs, idleMs].map((walk) => walk.broken).filter((text) => text !== undefined),
  };
}

/** Up to 1.25 idle Ms are linked by m.schedlink; from 1.26 by a list node inside m, {prev, next}. */
function walkIdleMs(reader: MemoryReader, fields: Fields, value: (field: NumberField) => number): Walk {
  const head = value(fields.sched.midle);
  if (fields.sched.midleNodeOffset.offset < 0) return walkList(reader, head, fields.m.schedlink, 'sched.midle', IDLE_LIMIT);
  const nodeOffset = value(fields.sched.midleNodeOffset);
  return walkList(reader, head, nodeOffset + 8, 'sched.midle', IDLE_LIMIT);
}
