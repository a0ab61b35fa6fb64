/** Formats that show what lies at an address: gdb's x/i and x/s. */
import { MemoryFault } from '../../../machine/api';
import { EvaluationError, type Value } from '../../api';
import { DecoratedValue } from './constant-value';
import type { ValueContext } from './context';
import { hex, quote } from './numbers';

/**
 * The instruction, or the NUL-terminated text, at the address that `value` is. A Go string stays itself.
 * @throws EvaluationError for a value that is no address.
 */
export function memoryAs(context: ValueContext, value: Value, format: 'instruction' | 'string'): Value {
  const scalar = value.scalar();
  if (typeof scalar === 'string' && format === 'string') return value;
  if (typeof scalar !== 'bigint' || scalar < 0n || scalar > 0x7fffffffffffn) throw new EvaluationError(`${value.expression ?? 'this value'} is no address: it cannot be shown as ${format === 'string' ? 'a string' : 'an instruction'}`);
  const address = Number(scalar);
  if (format === 'string') return new DecoratedValue(value, `${hex(address)} ${cString(context, address)}`);
  const [instruction] = context.scheduler.process.machine.disassemble(address, 1, 'go');
  const place = context.image.functions.at(address);
  return new DecoratedValue(value, `${hex(address)}${place ? ` <${place.name}+${address - place.entry}>` : ''}: ${instruction?.text ?? '(bad)'}`);
}

function cString(context: ValueContext, address: number): string {
  const bytes: number[] = [];
  try {
    for (let at = address; bytes.length < context.maxStringLength; at++) {
      const byte = context.memory.readU8(at);
      if (byte === 0) break;
      bytes.push(byte);
    }
  } catch (error) {
    if (!(error instanceof MemoryFault)) throw error;
    if (bytes.length === 0) return `<unreadable: ${error.message}>`;
  }
  return quote(new TextDecoder().decode(new Uint8Array(bytes)));
}
