/** Conversions T(x), as Go has them and a little more (integers to pointers). */
import type { GoType } from '../../image/program-image';
import { EvaluationError, type Value } from '../api';
import { wrap } from './operators';
import { ConstantValue, DecoratedValue } from './values/constant-value';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { bytesOf, INTEGER_KINDS } from './values/numbers';
import { BytesStorage } from './values/storage';

const POINTER_KINDS = new Set(['pointer', 'unsafe.Pointer', 'chan', 'map', 'func']);

/** Throws EvaluationError (without an offset) if there is no such conversion. */
export function convert(context: ValueContext, value: Value, type: GoType, expression: string | undefined): Value {
  const source = value instanceof DecoratedValue ? value.inner : value;
  const scalar = source.scalar();
  if (POINTER_KINDS.has(type.kind)) {
    if (typeof scalar === 'bigint') return new GuestValue(context, type, new BytesStorage(bytesOf(type, scalar) as Uint8Array), expression);
  } else if (type.kind === 'int' || type.kind === 'uint') {
    const integer = typeof scalar === 'number' && Number.isFinite(scalar) ? BigInt(Math.trunc(scalar)) : scalar;
    if (typeof integer === 'bigint') return new GuestValue(context, type, new BytesStorage(bytesOf(type, wrap(integer, type)) as Uint8Array), expression);
  } else if (type.kind === 'float') {
    if (typeof scalar === 'bigint' || typeof scalar === 'number') return new ConstantValue(type.size === 4 ? Math.fround(Number(scalar)) : Number(scalar), type, expression);
  } else if (type.kind === 'bool') {
    if (typeof scalar === 'boolean') return new ConstantValue(scalar, type, expression);
  } else if (type.kind === 'string') {
    if (typeof scalar === 'string') return new ConstantValue(scalar, type, expression);
    if (typeof scalar === 'bigint') return new ConstantValue(scalar >= 0n && scalar <= 0x10ffffn ? String.fromCodePoint(Number(scalar)) : '\ufffd', type, expression);
    const bytes = byteSlice(context, source);
    if (bytes) return new ConstantValue(new TextDecoder().decode(bytes), type, expression);
  } else if (source instanceof GuestValue && source.type.kind === type.kind && source.type.size === type.size) {
    return new GuestValue(context, type, source.storage, expression);
  }
  throw new EvaluationError(`cannot convert ${value.expression ?? 'this'} (${value.typeName}) to ${type.name}`);
}

/** Content of a []byte; undefined if it is none. */
function byteSlice(context: ValueContext, value: Value): Uint8Array | undefined {
  if (!(value instanceof GuestValue) || !INTEGER_KINDS.has(value.type.elem?.kind ?? '') || value.type.elem?.size !== 1) return undefined;
  if (value.type.kind === 'array') return value.storage.read(0, value.type.size);
  return value.type.kind === 'slice' ? context.memory.read(value.word(0), Math.min(value.word(8), context.maxStringLength)) : undefined;
}
