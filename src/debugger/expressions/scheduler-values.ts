/** Gs, Ms, Ps, their tables and sched as values with summaries. */
import type { GView, MView, PView } from '../../scheduler/api';
import { EvaluationError, type NamedValue, type Value } from '../api';
import type { ValueContext } from './values/context';
import { ConstantValue, DecoratedValue, ListValue } from './values/constant-value';
import { GuestValue } from './values/guest-value';
import { hex } from './values/numbers';
import { BytesStorage, MemoryStorage } from './values/storage';

/** Pointer to a scheduler structure, as a value that `expression` yields. */
export function pointerValue(context: ValueContext, typeName: string, address: number, expression: string | undefined): GuestValue {
  const target = context.types.byName(typeName);
  if (!target) throw new EvaluationError(context.scheduler.unavailable ?? `type ${typeName} is not known in this program`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(address), true);
  return new GuestValue(context, context.types.pointerTo(target), new BytesStorage(bytes), expression);
}

/** The structure at `address`. */
function structValue(context: ValueContext, typeName: string, address: number): GuestValue {
  const type = context.types.byName(typeName);
  if (!type) throw new EvaluationError(context.scheduler.unavailable ?? `type ${typeName} is not known in this program`);
  return new GuestValue(context, type, new MemoryStorage(context.memory, address), `(*${typeName})(${hex(address)})`);
}

/** "G1 running M0", "G5 waiting: chan receive on 0xc00001c0c0, 1 waiting". */
export function gSummary(context: ValueContext, g: GView): string {
  const { scheduler } = context;
  const parts = [scheduler.nameOf(g.address), g.scan ? `${g.status} (scan)` : g.status];
  const wait = scheduler.describeWait(g);
  if (wait !== undefined) parts[1] += `: ${wait}`;
  if (g.m !== 0) parts.push(scheduler.nameOf(g.m));
  if (g.lockedM !== 0) parts.push(`locked to ${scheduler.nameOf(g.lockedM)}`);
  if (g.preempt) parts.push('preempt');
  return parts.join(' ');
}

/** "M0 G1 P0 locks=0", with what it is blocked in. */
export function mSummary(context: ValueContext, m: MView): string {
  const { scheduler } = context;
  const parts = [`M${m.id}`];
  if (m.curg !== 0) parts.push(scheduler.nameOf(m.curg));
  if (m.p !== 0) parts.push(scheduler.nameOf(m.p));
  if (m.oldp) parts.push(`oldp=${scheduler.nameOf(m.oldp)}`);
  if (m.nextp !== 0) parts.push(`nextp=${scheduler.nameOf(m.nextp)}`);
  parts.push(`locks=${m.locks}`);
  if (m.spinning) parts.push('spinning');
  if (m.blocked) parts.push('blocked');
  if (m.lockedg !== 0) parts.push(`lockedg=${scheduler.nameOf(m.lockedg)}`);
  if (m.preemptoff !== '') parts.push(`preemptoff=${JSON.stringify(m.preemptoff)}`);
  if (m.syscall) parts.push(`in ${m.syscall.text}`);
  return parts.join(' ');
}

/** "P0 running M0 rq=1 syscalltick=2". */
export function pSummary(context: ValueContext, p: PView): string {
  const parts = [`P${p.id}`, p.status];
  if (p.m !== 0) parts.push(context.scheduler.nameOf(p.m));
  parts.push(`rq=${p.runq.length}${p.runnext === 0 ? '' : '+next'}`, `schedtick=${p.schedtick}`, `syscalltick=${p.syscalltick}`);
  return parts.join(' ');
}

export function gValue(context: ValueContext, g: GView): Value {
  return new DecoratedValue(structValue(context, 'runtime.g', g.address), gSummary(context, g));
}

export function mValue(context: ValueContext, address: number): Value {
  const m = context.scheduler.mByAddress(address);
  const value = structValue(context, 'runtime.m', address);
  return m ? new DecoratedValue(value, mSummary(context, m)) : value;
}

export function pValue(context: ValueContext, address: number): Value {
  const p = context.scheduler.pByAddress(address);
  const value = structValue(context, 'runtime.p', address);
  if (!p) return value;
  const queue = p.runnext === 0 ? p.runq : [p.runnext, ...p.runq];
  return new DecoratedValue(value, pSummary(context, p), [{ name: 'queue', value: gList(context, queue, p.runnext !== 0 ? 'next first' : '') }]);
}

export function pTable(context: ValueContext): Value {
  const ps = context.scheduler.ps();
  const count = (status: string) => ps.filter((p) => p.status === status).length;
  const states = ['running', 'syscall', 'idle', 'gcstop', 'dead'].filter((status) => count(status) > 0).map((status) => `${count(status)} ${status}`);
  return new ListValue('P table', `${ps.length} ${ps.length === 1 ? 'P' : 'Ps'}${states.length > 0 ? ': ' : ''}${states.join(', ')}`, ps.length, (index) => ({ name: `P${ps[index].id}`, value: pValue(context, ps[index].address) }), undefined, true);
}

export function mTable(context: ValueContext): Value {
  const ms = context.scheduler.ms();
  return new ListValue('M table', `${ms.length} ${ms.length === 1 ? 'M' : 'Ms'}`, ms.length, (index) => ({ name: `M${ms[index].id}`, value: mValue(context, ms[index].address) }), undefined, true);
}

export function schedValue(context: ValueContext): Value {
  const { scheduler } = context;
  const sched = scheduler.sched();
  if (!sched || !scheduler.layout) throw new EvaluationError(scheduler.unavailable ?? 'runtime.sched cannot be read yet');
  const type = context.types.byName('runtime.schedt');
  if (!type) throw new EvaluationError('type runtime.schedt is not known in this program');
  const value = new GuestValue(context, type, new MemoryStorage(context.memory, scheduler.layout.globals.sched), 'runtime.sched');
  const text = `grunq=${sched.runqsize} npidle=${sched.npidle} nmspinning=${sched.nmspinning} nmidle=${sched.nmidle} nmidlelocked=${sched.nmidlelocked}` +
    `${sched.gcwaiting ? ' gcwaiting' : ''}${sched.stopwait !== 0 ? ` stopwait=${sched.stopwait}` : ''}${sched.sysmonwait ? ' sysmonwait' : ''}`;
  const extra: NamedValue[] = [
    { name: 'global queue', value: gList(context, sched.runq, '') },
    { name: 'idle Ps', value: list('[]*runtime.p', sched.idlePs, (address) => ({ name: scheduler.nameOf(address), value: pValue(context, address) })) },
    { name: 'idle Ms', value: list('[]*runtime.m', sched.idleMs, (address) => ({ name: scheduler.nameOf(address), value: mValue(context, address) })) },
  ];
  if (sched.broken.length > 0) extra.push({ name: 'broken', value: new ConstantValue(sched.broken.join('; '), undefined, undefined) });
  return new DecoratedValue(value, text, extra);
}

/** A queue of Gs. */
function gList(context: ValueContext, addresses: readonly number[], note: string): Value {
  const shown = addresses.slice(0, 8).map((address) => context.scheduler.nameOf(address)).join(' ');
  const text = addresses.length === 0 ? 'empty' : `${addresses.length}: ${shown}${addresses.length > 8 ? ' …' : ''}${note === '' ? '' : ` (${note})`}`;
  return new ListValue('[]*runtime.g', text, addresses.length, (index) => {
    const g = context.scheduler.gByAddress(addresses[index]);
    return { name: `[${index}]`, value: g ? gValue(context, g) : new ConstantValue(BigInt(addresses[index]), context.types.basic('uintptr'), undefined) };
  });
}

function list(typeName: string, addresses: readonly number[], make: (address: number) => NamedValue): Value {
  return new ListValue(typeName, `${addresses.length}`, addresses.length, (index) => make(addresses[index]), undefined, true);
}
