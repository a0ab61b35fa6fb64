/** Values that outlive the stop they were read at: gdb's value history keeps what was printed, whatever the program does. */
import { MemoryFault } from '../../../machine/api';
import type { Value } from '../../api';
import { ConstantValue } from './constant-value';
import type { ValueContext } from './context';
import { GuestValue } from './guest-value';
import { BytesStorage, UnavailableError } from './storage';

/** Larger values stay where they are in the guest, and change with it. Bytes. */
const LARGEST = 1 << 20;

/** A copy of the value's own bytes; what it points to is not copied. */
export function snapshot(value: Value): Value {
  if (!(value instanceof GuestValue) || value.size > LARGEST) return value;
  try {
    return new GuestValue(value.context, value.type, new BytesStorage(value.storage.read(0, value.size)), undefined, value.role);
  } catch (error) {
    if (error instanceof MemoryFault || error instanceof UnavailableError) return value;
    throw error;
  }
}

/** A value of the history, or any other, in the format that is asked for now. */
export function recalled(context: ValueContext, value: Value | undefined): Value | undefined {
  if (value instanceof GuestValue) return new GuestValue(context, value.type, value.storage, value.expression, value.role);
  // Its assign, if it had one, is left behind: writing to $1 is not writing to the register that it once was.
  if (value instanceof ConstantValue) return new ConstantValue(value.value, value.type, undefined, context.format);
  return value;
}
