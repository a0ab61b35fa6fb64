/** One-line texts of values, near to what Go's %+v prints, bounded in length. */
import { MemoryFault } from '../../../machine/api';
import { EvaluationError } from '../../api';
import { INLINE_DEPTH, INLINE_ITEMS, TEXT_LIMIT } from './context';
import { GuestValue } from './guest-value';
import { channelState } from './channels';
import { dynamicValue } from './interfaces';
import { mapLength, mapEntries } from './maps';
import { floatOf, floatText, hex, integerOf, integerText, quote } from './numbers';
import { codeName, namedNumber, objectName } from './runtime-names';
import { UnavailableError } from './storage';
import { elementAt, fieldsOf, sliceCapacity } from './parts';

/** Never throws: what cannot be read is said in the text. */
export function renderText(value: GuestValue): string {
  const text = render(value, 0);
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text;
}

function render(value: GuestValue, depth: number): string {
  try {
    return renderKind(value, depth);
  } catch (error) {
    if (error instanceof MemoryFault || error instanceof EvaluationError) return `<unreadable: ${error.message}>`;
    if (error instanceof UnavailableError) return `<${error.message}>`;
    throw error;
  }
}

function renderKind(value: GuestValue, depth: number): string {
  const { type, context } = value;
  const { format } = context;
  switch (type.kind) {
    case 'bool': return value.scalar() ? 'true' : 'false';
    case 'int': case 'uint': {
      const number = integerOf(type, value.storage.read(0, type.size));
      const named = format === 'natural' ? namedNumber(value, number) : undefined;
      return named ?? integerText(number, format, type.size * 8, type.name === 'uintptr' ? 'hex' : 'decimal');
    }
    case 'float': return floatText(floatOf(value.storage.read(0, type.size)));
    case 'complex': {
      const half = type.size / 2;
      const [real, imaginary] = [0, half].map((offset) => floatText(floatOf(value.storage.read(offset, half))));
      return `(${real}${/^[-+]/.test(imaginary) ? '' : '+'}${imaginary}i)`;
    }
    case 'string': {
      const { text, length } = value.stringContent();
      return length > context.maxStringLength ? `${quote(text)}… (${length} bytes)` : quote(text);
    }
    case 'unsafe.Pointer': return value.word() === 0 ? 'nil' : hex(value.word());
    case 'pointer': return renderPointer(value, depth);
    case 'struct': return renderStruct(value, depth);
    case 'array': return renderList(value, type.length ?? 0, depth);
    case 'slice': return value.word(0) === 0 && value.word(8) === 0 ? 'nil' : `len ${value.word(8)} cap ${sliceCapacity(value) ?? '<optimized out>'} ${renderList(value, value.word(8), depth)}`;
    case 'map': return renderMap(value, depth);
    case 'chan': {
      const state = channelState(value);
      return state ? `${hex(value.word())} (len ${state.length}, cap ${state.capacity}${state.closed ? ', closed' : ''})` : 'nil';
    }
    case 'func': {
      const closure = value.word();
      if (closure === 0) return 'nil';
      const code = context.memory.readPointer(closure);
      return codeName(value, code) ?? hex(code);
    }
    case 'interface': {
      const dynamic = dynamicValue(value);
      if (dynamic === undefined) return 'nil';
      return typeof dynamic === 'string' ? dynamic : `${dynamic.typeName}(${render(dynamic, depth + 1)})`;
    }
    default: return `<${type.name}, ${type.size} bytes>`;
  }
}

function renderPointer(value: GuestValue, depth: number): string {
  const address = value.word();
  if (address === 0) return 'nil';
  const name = objectName(value, address);
  if (name !== undefined) return `${name} (${hex(address)})`;
  const { elem } = value.type;
  if (depth > 0 || !elem || value.context.format !== 'natural' || elem.size === 0) return hex(address);
  const target = elementAt(value, 0);
  return target ? `${hex(address)} → ${render(target, depth + 1)}` : hex(address);
}

function renderStruct(value: GuestValue, depth: number): string {
  const inner = value.unwrapped();
  if (inner !== value) return render(inner, depth);
  if (depth > INLINE_DEPTH) return '{…}';
  const parts: string[] = [];
  let length = 0;
  for (const field of fieldsOf(value)) {
    const text = `${field.name}: ${render(field.value, depth + 1)}`;
    parts.push(text);
    length += text.length + 2;
    if (length > TEXT_LIMIT) break;
  }
  return `{${parts.join(', ')}}`;
}

function renderList(value: GuestValue, length: number, depth: number): string {
  if (depth > INLINE_DEPTH) return '[…]';
  const parts: string[] = [];
  for (let index = 0; index < Math.min(length, INLINE_ITEMS); index++) {
    const element = elementAt(value, index);
    parts.push(element ? render(element, depth + 1) : '?');
  }
  return `[${parts.join(' ')}${length > INLINE_ITEMS ? ` …+${length - INLINE_ITEMS}` : ''}]`;
}

function renderMap(value: GuestValue, depth: number): string {
  if (value.word() === 0) return 'nil';
  const length = mapLength(value);
  if (depth > INLINE_DEPTH) return `len ${length}`;
  const parts = mapEntries(value, 0, INLINE_ITEMS).map((entry) => `${render(entry.key, depth + 1)}: ${render(entry.value, depth + 1)}`);
  return `len ${length} [${parts.join(', ')}${length > INLINE_ITEMS ? ', …' : ''}]`;
}
