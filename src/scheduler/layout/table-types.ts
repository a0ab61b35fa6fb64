/** The runtime's scheduler types (runtime.g, m, p, schedt, ...) made from the offset table, for programs without DWARF. */
import type { GoType, GoVersion } from '../../image/program-image';
import { OFFSET_ROWS, type OffsetRow } from './offset-data';
import { TypeSet } from './type-builder';

/** Go type of each field that the offset tables list; fields without a type here are left out. */
const G_FIELDS: Record<string, string> = {
  stack: 'runtime.stack', stackguard0: 'uintptr', m: '*runtime.m', sched: 'runtime.gobuf', syscallsp: 'uintptr', syscallpc: 'uintptr',
  atomicstatus: 'uint32', goid: 'uint64', schedlink: 'runtime.guintptr', waitreason: 'runtime.waitReason', preempt: 'bool',
  preemptStop: 'bool', throwsplit: 'bool', lockedm: 'runtime.muintptr', sysexitticks: 'int64', gopc: 'uintptr', startpc: 'uintptr',
  waiting: '*runtime.sudog',
};
const GOBUF_FIELDS: Record<string, string> = {
  sp: 'uintptr', pc: 'uintptr', g: 'runtime.guintptr', ctxt: 'unsafe.Pointer', ret: 'uintptr', lr: 'uintptr', bp: 'uintptr',
};
const M_FIELDS: Record<string, string> = {
  g0: '*runtime.g', morebuf: 'runtime.gobuf', procid: 'uint64', gsignal: '*runtime.g', tls: '[6]uintptr', curg: '*runtime.g',
  p: 'runtime.puintptr', nextp: 'runtime.puintptr', oldp: 'runtime.puintptr', id: 'int64', mallocing: 'int32', preemptoff: 'string',
  locks: 'int32', spinning: 'bool', blocked: 'bool', alllink: '*runtime.m', schedlink: 'runtime.muintptr',
  lockedg: 'runtime.guintptr', syscalltick: 'uint32', signalPending: 'uint32', preemptGen: 'uint32',
};
const P_FIELDS: Record<string, string> = {
  id: 'int32', status: 'uint32', link: 'runtime.puintptr', schedtick: 'uint32', syscalltick: 'uint32', sysmontick: 'runtime.sysmontick',
  m: 'runtime.muintptr', runqhead: 'uint32', runqtail: 'uint32', runq: '[256]runtime.guintptr', runnext: 'runtime.guintptr',
  preempt: 'bool', runSafePointFn: 'uint32',
};
const SCHED_FIELDS: Record<string, string> = {
  lastpoll: 'int64', midle: 'runtime.muintptr', nmidle: 'int32', nmidlelocked: 'int32', nmsys: 'int32', ngsys: 'int32',
  pidle: 'runtime.puintptr', npidle: 'int32', nmspinning: 'int32', runq: 'runtime.gQueue', runqhead: 'runtime.guintptr',
  runqtail: 'runtime.guintptr', runqsize: 'int32', gcwaiting: 'uint32', stopwait: 'int32', sysmonwait: 'uint32',
};
const SUDOG_FIELDS: Record<string, string> = {
  g: '*runtime.g', next: '*runtime.sudog', elem: 'unsafe.Pointer', isSelect: 'bool', waitlink: '*runtime.sudog', c: '*runtime.hchan',
};
const HCHAN = 'qcount=0x0 dataqsiz=0x8 buf=0x10 elemsize=0x18 closed=0x1c elemtype=0x20 sendx=0x28 recvx=0x30 recvq=0x38 sendq=0x48 sizeof=0x60';
/** From 1.23 a timer's channel knows its timer: everything behind it moved. */
const HCHAN_23 = 'qcount=0x0 dataqsiz=0x8 buf=0x10 elemsize=0x18 closed=0x1c elemtype=0x28 sendx=0x30 recvx=0x38 recvq=0x40 sendq=0x50 sizeof=0x70';
const HCHAN_FIELDS: Record<string, string> = {
  qcount: 'uint', dataqsiz: 'uint', buf: 'unsafe.Pointer', elemsize: 'uint16', closed: 'uint32', elemtype: 'unsafe.Pointer', sendx: 'uint',
  recvx: 'uint', recvq: 'runtime.waitq', sendq: 'runtime.waitq',
};

/** Minor versions that the table knows, ascending. */
export const TABLE_MINORS: readonly number[] = OFFSET_ROWS.map((row) => row.minor);

/** Types by the offset table; undefined if the table has no row for the version. */
export function tableTypes(version: GoVersion): ((name: string) => GoType | undefined) | undefined {
  const row = OFFSET_ROWS.find((candidate) => candidate.minor === version.minor);
  if (!row) return undefined;
  const types = new TypeSet();
  types.declareStruct('runtime.stack', 16, [{ name: 'lo', type: 'uintptr', offset: 0 }, { name: 'hi', type: 'uintptr', offset: 8 }]);
  types.declareStruct('runtime.waitq', 16, [{ name: 'first', type: '*runtime.sudog', offset: 0 }, { name: 'last', type: '*runtime.sudog', offset: 8 }]);
  declare(types, 'runtime.gobuf', row.gobuf, GOBUF_FIELDS);
  declareVersioned(types, row);
  declare(types, 'runtime.sudog', row.sudog, SUDOG_FIELDS);
  declare(types, 'runtime.hchan', row.minor >= 23 ? HCHAN_23 : HCHAN, HCHAN_FIELDS);
  return (name) => types.resolve(name);
}

/** The structures whose field types, not only offsets, depend on the version. */
function declareVersioned(types: TypeSet, row: OffsetRow): void {
  const queue = [{ name: 'head', type: 'runtime.guintptr', offset: 0 }, { name: 'tail', type: 'runtime.guintptr', offset: 8 }];
  // 1.26 counts inside the queue; before, sched.runqsize stood beside it.
  if (row.minor >= 26) types.declareStruct('runtime.gQueue', 24, [...queue, { name: 'size', type: 'int32', offset: 16 }]);
  else types.declareStruct('runtime.gQueue', 16, queue);
  types.declareStruct('runtime.listHeadManual', 24, [
    { name: 'obj', type: 'uintptr', offset: 0 }, { name: 'initialized', type: 'bool', offset: 8 }, { name: 'nodeOffset', type: 'uintptr', offset: 16 },
  ]);
  const p = parse(row.p);
  // Two orders of the same four fields: with the 32-bit ones side by side (1.20+) the struct is 8 bytes smaller.
  const packed = p.offsets.m - p.offsets.sysmontick === 24;
  types.declareStruct('runtime.sysmontick', packed ? 24 : 32, [
    { name: 'schedtick', type: 'uint32', offset: 0 }, { name: 'syscalltick', type: 'uint32', offset: packed ? 4 : 16 },
    { name: 'schedwhen', type: 'int64', offset: 8 }, { name: 'syscallwhen', type: 'int64', offset: packed ? 16 : 24 },
  ]);
  declare(types, 'runtime.g', row.g, row.minor < 11 ? { ...G_FIELDS, waitreason: 'string' } : G_FIELDS);
  declare(types, 'runtime.m', row.m, M_FIELDS);
  declare(types, 'runtime.p', row.p, P_FIELDS);
  // From 1.20 gcwaiting and sysmonwait are atomic.Bool (one byte); from 1.26 idle Ms hang in an intrusive list.
  declare(types, 'runtime.schedt', row.sched, {
    ...SCHED_FIELDS,
    ...(row.minor >= 20 ? { gcwaiting: 'bool', sysmonwait: 'bool' } : {}),
    ...(row.minor >= 26 ? { midle: 'runtime.listHeadManual' } : {}),
  });
}

function declare(types: TypeSet, name: string, text: string, fieldTypes: Record<string, string>): void {
  const { size, offsets } = parse(text);
  types.declareStruct(name, size, Object.keys(offsets)
    .filter((field) => fieldTypes[field] !== undefined)
    .sort((a, b) => offsets[a] - offsets[b])
    .map((field) => ({ name: field, type: fieldTypes[field], offset: offsets[field] })));
}

function parse(text: string): { size: number; offsets: Record<string, number> } {
  const offsets: Record<string, number> = {};
  for (const item of text.split(' ')) {
    const [name, value] = item.split('=');
    offsets[name] = Number(value);
  }
  const { sizeof: size, ...rest } = offsets;
  return { size, offsets: rest };
}
