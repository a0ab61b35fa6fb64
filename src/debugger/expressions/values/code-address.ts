/** Which values stand for code. */
import { MemoryFault } from '../../../machine/api';
import type { Value } from '../../api';
import { ConstantValue, DecoratedValue } from './constant-value';
import { GuestValue } from './guest-value';
import { UnavailableError } from './storage';

/** The address that a function value leads to, or that a uintptr holds; undefined for other values and for nil. */
export function codeAddress(value: Value): number | undefined {
  const inner = value instanceof DecoratedValue ? value.inner : value;
  try {
    if (inner instanceof GuestValue && inner.type.kind === 'func') {
      const closure = inner.word();
      return closure === 0 ? undefined : inner.context.memory.readPointer(closure);
    }
    if (inner.type?.name !== 'uintptr' || !(inner instanceof GuestValue || inner instanceof ConstantValue)) return undefined;
    const number = inner.scalar();
    return typeof number === 'bigint' && number > 0n && number < 1n << 47n ? Number(number) : undefined;
  } catch (error) {
    if (error instanceof MemoryFault || error instanceof UnavailableError) return undefined;
    throw error;
  }
}
