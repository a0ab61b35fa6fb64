/** Fields and elements of composite values. */
import { hex } from './numbers';
import { GuestValue } from './guest-value';
import { MemoryStorage, UnavailableError } from './storage';

/** Fields of a struct value. */
export function fieldsOf(value: GuestValue): { name: string; value: GuestValue }[] {
  return (value.type.fields ?? []).filter((field) => field.name !== '_' || field.type.size > 0).map((field) => ({
    name: field.name,
    value: new GuestValue(value.context, field.type, value.part(field.offset), value.expression && `${value.expression}.${field.name}`, `${value.type.name}.${field.name}`),
  }));
}

/** A field by name, promoted ones through embedded structs included; undefined if there is none. */
export function fieldOf(value: GuestValue, name: string): GuestValue | undefined {
  const fields = value.type.fields ?? [];
  const field = fields.find((candidate) => candidate.name === name);
  if (field) return new GuestValue(value.context, field.type, value.part(field.offset), value.expression && `${value.expression}.${name}`, `${value.type.name}.${name}`);
  for (const embedded of fields.filter((candidate) => candidate.embedded)) {
    const inner = new GuestValue(value.context, embedded.type, value.part(embedded.offset), value.expression);
    const target = embedded.type.kind === 'pointer' ? pointee(inner) : inner;
    const found = target && fieldOf(target, name);
    if (found) return new GuestValue(value.context, found.type, found.storage, value.expression && `${value.expression}.${name}`, found.role);
  }
  return undefined;
}

/** What a pointer, or a guintptr/muintptr/puintptr, points to; undefined for nil and for pointers without a type. */
export function pointee(value: GuestValue): GuestValue | undefined {
  const inner = value.unwrapped();
  const type = inner.type.kind === 'pointer' ? inner.type.elem : inner.context.types.targetOf(inner.type);
  if (!type || (inner.type.kind !== 'pointer' && inner.type.kind !== 'uint')) return undefined;
  const address = inner.word();
  if (address === 0) return undefined;
  return at(inner, type, address, inner.expression);
}

/** A slice's capacity; undefined where the program has kept address and length alone, as optimised code often does. */
export function sliceCapacity(slice: GuestValue): number | undefined {
  try {
    return slice.word(16);
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}

/** Element of an array or slice, or with index 0 the target of a pointer; undefined outside the bounds. */
export function elementAt(value: GuestValue, index: number): GuestValue | undefined {
  const { type } = value;
  const { elem } = type;
  if (!elem || index < 0) return undefined;
  const expression = value.expression && `${value.expression}[${index}]`;
  switch (type.kind) {
    case 'pointer': return index === 0 ? pointee(value) : undefined;
    case 'array': return index < (type.length ?? 0) ? new GuestValue(value.context, elem, value.part(index * elem.size), expression) : undefined;
    case 'slice': return index < value.word(8) ? at(value, elem, value.word(0) + index * elem.size, expression) : undefined;
    default: return undefined;
  }
}

export function at(value: GuestValue, type: GuestValue['type'], address: number, expression?: string): GuestValue {
  return new GuestValue(value.context, type, new MemoryStorage(value.context.memory, address), expression ?? `(*(*${typeExpression(type.name)})(${hex(address)}))`);
}

/** A type's name as an expression can write it: names with a path in quotes. */
export function typeExpression(name: string): string {
  return /^[\w.*[\]]+$/.test(name) ? name : `'${name}'`;
}
