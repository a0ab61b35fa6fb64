/** Numbers of the runtime that have names: statuses, wait reasons, links between Gs, Ms and Ps, code addresses. */
import { gStatusConstant, pStatusConstant, STACK_PREEMPT } from '../../../scheduler/statuses';
import type { GuestValue } from './guest-value';
import { hex } from './numbers';

const LINKS = new Set(['runtime.guintptr', 'runtime.muintptr', 'runtime.puintptr']);
const OBJECTS = new Set(['runtime.g', 'runtime.m', 'runtime.p', 'runtime.mPadded']);

/** Text with the number's name, or undefined if it has none. */
export function namedNumber(value: GuestValue, number: bigint): string | undefined {
  const { type, role, context } = value;
  if (role === 'runtime.p.status') return `${pStatusConstant(Number(number))} (${number})`;
  if (role === 'runtime.g.atomicstatus') return `${gStatusConstant(Number(number))} (${number})`;
  if (type.name === 'runtime.waitReason') return `${context.scheduler.waitReasonText(Number(number)) || 'none'} (${number})`;
  if (LINKS.has(type.name)) return number === 0n ? 'nil' : `${context.scheduler.nameOf(Number(number))} (${hex(number)})`;
  if (role === 'runtime.g.stackguard0' && number === STACK_PREEMPT) return `${hex(number)} (stackPreempt)`;
  if (type.name === 'uintptr') {
    const fn = number > 0x1000n && number < 0x800000000000n ? codeName(value, Number(number)) : undefined;
    return fn === undefined ? hex(number) : `${hex(number)} (${fn})`;
  }
  return undefined;
}

/** "G1", "M0", "P3" for a pointer to a scheduler object; undefined for others. */
export function objectName(value: GuestValue, address: number): string | undefined {
  if (!value.type.elem || !OBJECTS.has(value.type.elem.name) || address === 0) return undefined;
  const name = value.context.scheduler.nameOf(address);
  return name.startsWith('0x') ? undefined : name;
}

/** "runtime.main" or "runtime.main+0x1c". */
export function codeName(value: GuestValue, pc: number): string | undefined {
  const fn = value.context.image.functions.at(pc);
  if (!fn) return undefined;
  return pc === fn.entry ? fn.name : `${fn.name}+0x${(pc - fn.entry).toString(16)}`;
}
