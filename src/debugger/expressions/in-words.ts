/** What a hover says of the scheduler's objects: one line in words instead of a name or a list of fields. */
import type { Value } from '../api';
import { gSummary, mSummary, pSummary } from './scheduler-values';
import type { ValueContext } from './values/context';
import { DecoratedValue } from './values/constant-value';
import { GuestValue } from './values/guest-value';
import { hex } from './values/numbers';
import { MemoryStorage } from './values/storage';

const LINKS: Record<string, string> = { 'runtime.guintptr': 'runtime.g', 'runtime.muintptr': 'runtime.m', 'runtime.puintptr': 'runtime.p' };

/** "G5 syscall M0 (0xc000006ea0)" for a pointer to a G, an M, a P, sched or a sudog; without the address for the object itself; undefined for all else. */
export function inWords(value: Value): string | undefined {
  const inner = value instanceof DecoratedValue ? value.inner : value;
  if (!(inner instanceof GuestValue)) return undefined;
  const { type, context } = inner;
  const target = LINKS[type.name] ?? type.elem?.name;
  const isPointer = LINKS[type.name] !== undefined || type.kind === 'pointer';
  const address = isPointer ? inner.word() : inner.address;
  if (!address) return undefined;
  const words = object(context, isPointer ? target : type.name, address);
  return words && (isPointer ? `${words} (${hex(address)})` : words);
}

function object(context: ValueContext, typeName: string | undefined, address: number): string | undefined {
  const { scheduler } = context;
  switch (typeName) {
    case 'runtime.g': {
      const g = scheduler.gByAddress(address);
      // An M's system stack is no goroutine.
      return g && g.goid > 0 ? gSummary(context, g) : undefined;
    }
    case 'runtime.m': case 'runtime.mPadded': {
      const m = scheduler.mByAddress(address);
      return m && mSummary(context, m);
    }
    case 'runtime.p': {
      const p = scheduler.pByAddress(address);
      return p && pSummary(context, p);
    }
    case 'runtime.schedt': return schedWords(context);
    case 'runtime.sudog': return sudogWords(context, address);
    default: return undefined;
  }
}

function schedWords({ scheduler }: ValueContext): string | undefined {
  const sched = scheduler.sched();
  if (!sched) return undefined;
  return [
    sched.runqsize === 0 ? 'global queue empty' : `global queue ${sched.runqsize}`, `idle Ps ${sched.npidle}`, `idle Ms ${sched.nmidle}`, `spinning Ms ${sched.nmspinning}`,
    sched.gcwaiting ? 'the world is stopped or stopping' : '', sched.sysmonwait ? 'sysmon sleeps' : '',
  ].filter(Boolean).join(', ');
}

/** "G7 waits on channel 0xc000056060". */
function sudogWords(context: ValueContext, address: number): string | undefined {
  const type = context.types.byName('runtime.sudog');
  const word = (name: string): number => {
    const field = type?.fields?.find((each) => each.name === name);
    return type && field ? new GuestValue(context, type, new MemoryStorage(context.memory, address), undefined).word(field.offset) : 0;
  };
  const g = word('g');
  if (g === 0) return undefined;
  const channel = word('c');
  return `${context.scheduler.nameOf(g)} waits ${channel === 0 ? 'for a lock' : `on channel ${hex(channel)}`}`;
}
