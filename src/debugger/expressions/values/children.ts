/** What is inside a value, made when it is asked for. */
import type { NamedValue } from '../../api';
import { MemoryFault } from '../../../machine/api';
import { channelItems, channelState, channelStruct } from './channels';
import { ConstantValue } from './constant-value';
import { GuestValue } from './guest-value';
import { dynamicValue } from './interfaces';
import { mapEntries, mapLength } from './maps';
import { elementAt, fieldsOf, pointee } from './parts';
import { UnavailableError } from './storage';
import { EvaluationError } from '../../api';

export interface Children { readonly named: number; readonly indexed: number; get(start: number, count: number): NamedValue[] }

const NONE: Children = { named: 0, indexed: 0, get: () => [] };

/** Never throws: a value whose bytes cannot be read has no children. */
export function childrenOf(value: GuestValue): Children {
  try {
    return byKind(value);
  } catch (error) {
    if (error instanceof MemoryFault || error instanceof UnavailableError || error instanceof EvaluationError) return NONE;
    throw error;
  }
}

function byKind(value: GuestValue): Children {
  const { type } = value;
  switch (type.kind) {
    case 'struct': {
      const inner = value.unwrapped();
      return inner === value ? named(() => fieldsOf(value), (type.fields ?? []).filter((field) => field.name !== '_' || field.type.size > 0).length) : childrenOf(inner);
    }
    case 'pointer': case 'uint': {
      const target = pointee(value);
      if (!target) return NONE;
      if (target.type.kind === 'struct') return childrenOf(target);
      return named(() => [{ name: `*${value.expression ?? ''}`, value: new GuestValue(target.context, target.type, target.storage, value.expression && `(*${value.expression})`) }], 1);
    }
    case 'array': return indexed(type.length ?? 0, value);
    case 'slice': return indexed(value.word(8), value);
    case 'map': {
      if (value.word() === 0) return NONE;
      return {
        named: 0, indexed: mapLength(value),
        get: (start, count) => mapEntries(value, start, count).map((entry) => ({ name: entry.key.text, value: entry.value })),
      };
    }
    case 'chan': {
      const state = channelState(value);
      const struct = state && channelStruct(value);
      if (!struct) return NONE;
      const fields = fieldsOf(struct);
      return { named: fields.length, indexed: state.length, get: (start, count) => [...fields, ...channelItems(value, state)].slice(start, start + count) };
    }
    case 'interface': {
      const dynamic = dynamicValue(value);
      if (dynamic === undefined || typeof dynamic === 'string') return NONE;
      return named(() => [{ name: dynamic.typeName, value: dynamic }], 1);
    }
    case 'complex': {
      const half = { kind: 'float' as const, name: type.size === 8 ? 'float32' : 'float64', size: type.size / 2 };
      return named(() => ['real', 'imag'].map((name, index) => ({ name, value: new GuestValue(value.context, half, value.part(index * half.size), undefined) })), 2);
    }
    case 'func': {
      const closure = value.word();
      if (closure === 0) return NONE;
      const code = value.context.memory.readPointer(closure);
      return named(() => [{ name: 'entry', value: new ConstantValue(BigInt(code), value.context.types.basic('uintptr'), undefined) }], 1);
    }
    default: return NONE;
  }
}

function named(make: () => NamedValue[], count: number): Children {
  let list: NamedValue[] | undefined;
  return { named: count, indexed: 0, get: (start, length) => (list ??= make()).slice(start, start + length) };
}

function indexed(length: number, value: GuestValue): Children {
  return {
    named: 0, indexed: length,
    get(start, count) {
      const result: NamedValue[] = [];
      for (let index = start; index < Math.min(length, start + count); index++) {
        const element = elementAt(value, index);
        if (element) result.push({ name: `[${index}]`, value: element });
      }
      return result;
    },
  };
}
