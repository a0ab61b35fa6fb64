/** The results of a function that has just returned. */
import type { FunctionInfo, GoType, Location, VariableInfo } from '../../image/program-image';
import type { NamedValue } from '../api';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { variableValue, type Base } from './variables';

/** Registers of Go's internal ABI in their order, by DWARF number: RAX RBX RCX RDI RSI R8 R9 R10 R11, and X0 to X14. */
const INTEGERS = [0, 3, 2, 5, 4, 8, 9, 10, 11];
const FLOATS = Array.from({ length: 15 }, (_, i) => 17 + i);
/** The first Go that returns in registers (its ABI specification: src/cmd/compile/abi-internal.md). */
const REGISTER_ABI = 17;
const WORD = 8;

/** Values of `fn`'s results; a thread with these registers stands behind the call. `cfa`: of the frame that has returned, which is SP now. */
export function resultsOf(context: ValueContext, fn: FunctionInfo, base: Base): NamedValue[] {
  const results = context.image.variablesAt(fn.entry, 0).filter(({ role }) => role === 'result');
  const { image } = context;
  const inRegisters = image.origin === 'elf' && (image.goVersion?.minor ?? 0) >= REGISTER_ABI;
  const free = { integers: [...INTEGERS], floats: [...FLOATS] };
  return results.map((info) => {
    const location = (inRegisters ? assign(info.type, free) : undefined) ?? onStack(info);
    const value = variableValue(context, base, { ...info, location, escaped: false, shadowed: false });
    return { name: info.name, value: value instanceof GuestValue ? new GuestValue(context, info.type, value.storage, undefined) : value };
  });
}

/** What is not in registers is above the return address, as arguments are. */
function onStack({ location, escaped }: VariableInfo): Location {
  return location.kind === 'cfa' && location.offset >= 0 && !escaped ? location : { kind: 'gone' };
}

/** Registers for all parts of a result; undefined (and none taken) if they do not suffice. */
function assign(type: GoType, free: { integers: number[]; floats: number[] }): Location | undefined {
  const parts = partsOf(type, 0);
  if (!parts) return undefined;
  const [integers, floats] = [[...free.integers], [...free.floats]];
  const pieces: { location: Location; size: number }[] = [];
  let at = 0;
  for (const { offset, size, isFloat } of parts) {
    const register = (isFloat ? floats : integers).shift();
    if (register === undefined) return undefined;
    if (offset > at) pieces.push({ location: { kind: 'constant', value: 0n }, size: offset - at });
    pieces.push({ location: { kind: 'register', register }, size });
    at = offset + size;
  }
  if (type.size > at) pieces.push({ location: { kind: 'constant', value: 0n }, size: type.size - at });
  free.integers = integers;
  free.floats = floats;
  return { kind: 'pieces', pieces };
}

interface Part { readonly offset: number; readonly size: number; readonly isFloat: boolean }

/** The register-sized parts of a type, in order; undefined for what never is in registers (arrays of several elements). */
function partsOf(type: GoType, offset: number): Part[] | undefined {
  const words = (count: number): Part[] => Array.from({ length: count }, (_, i) => ({ offset: offset + i * WORD, size: WORD, isFloat: false }));
  switch (type.kind) {
    case 'float': return [{ offset, size: type.size, isFloat: true }];
    case 'complex': return [0, type.size / 2].map((at) => ({ offset: offset + at, size: type.size / 2, isFloat: true }));
    case 'string': case 'interface': return words(2);
    case 'slice': return words(3);
    case 'array':
      if (type.length === 0) return [];
      return type.length === 1 && type.elem ? partsOf(type.elem, offset) : undefined;
    case 'struct': {
      const parts: Part[] = [];
      for (const field of type.fields ?? []) {
        const of = partsOf(field.type, offset + field.offset);
        if (!of) return undefined;
        parts.push(...of);
      }
      return parts;
    }
    default: return type.size <= WORD ? [{ offset, size: type.size, isFloat: false }] : undefined;
  }
}
