/** Sizes and places on amd64: types, struct fields (the names of go_asm.h), and the argument frame that assembly sees. */
import type { GoFunction, Parameter } from './declarations';
import type { Struct } from './structs';

/** What the files of a package declare. */
export interface TypeTable { types: ReadonlyMap<string, string>; structs?: ReadonlyMap<string, Struct>; constants?: ReadonlyMap<string, number> }

export interface Layout { size: number; align: number }
const WORD: Layout = { size: 8, align: 8 };
const BASIC: Record<string, Layout> = Object.fromEntries([
  ...['bool', 'int8', 'uint8', 'byte'].map((name) => [name, { size: 1, align: 1 }]), ...['int16', 'uint16'].map((name) => [name, { size: 2, align: 2 }]),
  ...['int32', 'uint32', 'rune', 'float32'].map((name) => [name, { size: 4, align: 4 }]),
  ...['int', 'uint', 'int64', 'uint64', 'uintptr', 'float64', 'unsafe.Pointer'].map((name) => [name, WORD]),
  ['string', { size: 16, align: 8 }], ['error', { size: 16, align: 8 }], ['any', { size: 16, align: 8 }], ['complex128', { size: 16, align: 8 }], ['complex64', { size: 8, align: 4 }],
]);

/** Size and alignment of a type on amd64; undefined where the package's text does not tell. */
export function layoutOf(type: string, table: TypeTable, depth = 0): Layout | undefined {
  if (depth > 8) return undefined;
  if (Object.hasOwn(BASIC, type)) return BASIC[type];
  if (/^(\*|chan\b|<-|map\[|func\b)/.test(type)) return WORD;
  if (type.startsWith('[]') || type.startsWith('...')) return { size: 24, align: 8 };
  if (/^interface\b/.test(type)) return { size: 16, align: 8 };
  const array = /^\[(\w+)\](.+)$/.exec(type);
  const length = array && (/^\d+$/.test(array[1]) ? Number(array[1]) : table.constants?.get(array[1]));
  if (array) {
    if (length === undefined) return undefined;
    const elem = layoutOf(array[2], table, depth + 1);
    return elem && { size: elem.size * length!, align: elem.align };
  }
  const named = table.types.get(type);
  if (named === undefined || named.startsWith('struct')) {
    const struct = table.structs?.get(type);
    return struct && structLayout(struct, table, depth);
  }
  return layoutOf(named, table, depth + 1);
}

export interface FrameSlot { name: string; type: string; offset: number; size: number; /** parts that assembly names on their own: s_base, s_len */ parts: { name: string; offset: number; size: number }[]; result: boolean }
export interface ArgumentFrame { slots: FrameSlot[]; /** bytes of arguments and results */ size: number }

/**
 * Where ABI0 puts arguments and results relative to FP: in order, each aligned; results begin at a multiple of 8 (Go's
 * cmd/compile ABI0 layout; doc/asm: "argument frame"). Undefined if a type's size is not known.
 */
export function argumentFrame(fn: GoFunction, table: TypeTable): ArgumentFrame | undefined {
  const slots: FrameSlot[] = [];
  let offset = 0;
  let end = 0;
  const place = (rows: Parameter[], result: boolean): boolean => {
    let nameless = 0;
    for (const row of rows) {
      const layout = layoutOf(row.type, table);
      if (!layout) return false;
      offset = align(offset, layout.align);
      const name = row.name || (result ? (nameless++ === 0 ? 'ret' : `ret${nameless - 1}`) : '_');
      slots.push({ name, type: row.type, offset, size: layout.size, parts: partsOf(name, row.type, offset, table.types), result });
      offset += layout.size;
      end = offset;
    }
    return true;
  };
  if (!place(fn.parameters, false)) return undefined;
  if (fn.results.length > 0) {
    offset = align(offset, 8);
    if (!place(fn.results, true)) return undefined;
  }
  return { slots, size: end };
}

function partsOf(name: string, type: string, offset: number, types: ReadonlyMap<string, string>): FrameSlot['parts'] {
  const under = types.get(type) ?? type;
  const part = (suffix: string, at: number, size = 8): FrameSlot['parts'][number] => ({ name: `${name}_${suffix}`, offset: offset + at, size });
  if (under.startsWith('[]') || under.startsWith('...')) return [part('base', 0), part('len', 8), part('cap', 16)];
  if (under === 'string') return [part('base', 0), part('len', 8)];
  if (under === 'any' || under === 'error' || under.startsWith('interface')) return [part(under === 'error' || under !== 'interface{}' && under !== 'any' ? 'itable' : 'type', 0), part('data', 8)];
  if (under === 'complex128') return [part('real', 0), part('imag', 8)];
  return [];
}

export const align = (value: number, to: number): number => Math.ceil(value / to) * to;

/** Offset of a field; undefined where a type before it is not known. */
export function offsetOf(struct: Struct, field: string, table: TypeTable): number | undefined {
  let at = 0;
  for (const each of struct.fields) {
    const layout = layoutOf(each.type, table);
    if (!layout) return undefined;
    at = align(at, layout.align);
    if (each.name === field) return at;
    at += layout.size;
  }
  return undefined;
}

export function structLayout(struct: Struct, table: TypeTable, depth = 0): Layout | undefined {
  let size = 0;
  let most = 1;
  for (const [index, each] of struct.fields.entries()) {
    const layout = layoutOf(each.type, table, depth + 1);
    // An empty last field takes space, so that its address stays inside; that case is left alone.
    if (!layout || (layout.size === 0 && index === struct.fields.length - 1)) return undefined;
    size = align(size, layout.align) + layout.size;
    most = Math.max(most, layout.align);
  }
  return { size: align(size, most), align: most };
}
