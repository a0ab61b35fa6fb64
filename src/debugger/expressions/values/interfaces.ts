/** Dynamic values of interfaces: a type descriptor (or an itab that leads to it) and a data word. */
import type { GoType } from '../../../image/program-image';
import { GuestValue } from './guest-value';
import { hex } from './numbers';
import { at } from './parts';

/** Offset of the type descriptor in an itab: after the interface's own type. */
const ITAB_TYPE = 8;

/** The value inside; a text if its type is not known; undefined for nil. Throws MemoryFault. */
export function dynamicValue(value: GuestValue): GuestValue | string | undefined {
  const first = value.word(0);
  if (first === 0) return undefined;
  const descriptor = isEmptyInterface(value.type) ? first : value.context.memory.readPointer(first + ITAB_TYPE);
  const type = value.context.image.types.byDescriptor(descriptor);
  if (!type) return `<type at ${hex(descriptor)}>(${hex(value.word(8))})`;
  // A pointer-shaped value is the data word itself; others lie where it points.
  if (isDirect(type)) return new GuestValue(value.context, type, value.part(8), undefined);
  return at(value, type, value.word(8));
}

function isEmptyInterface(type: GoType): boolean {
  if (type.representation?.fields) return type.representation.fields.some((field) => field.name === '_type');
  return type.name === 'interface {}' || type.name === 'any';
}

function isDirect(type: GoType): boolean {
  switch (type.kind) {
    case 'pointer': case 'unsafe.Pointer': case 'chan': case 'map': case 'func': return true;
    case 'struct': return type.fields?.length === 1 && isDirect(type.fields[0].type);
    case 'array': return type.length === 1 && type.elem !== undefined && isDirect(type.elem);
    default: return false;
  }
}
