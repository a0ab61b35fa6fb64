/** Where the scheduler's fields are in this program: from its own types where it has them, else from the offset table. */
import type { GoType, ProgramImage } from '../../image/program-image';
import { findGlobals, type SchedulerGlobals } from './globals';
import { tableTypes, TABLE_MINORS } from './table-types';

/** One field: byte offset from the struct's start, and its type without atomic wrappers. */
export interface Field { readonly offset: number; readonly type: GoType }

export interface SchedulerLayout {
  readonly source: 'dwarf' | 'offset-table' | 'embedded';
  /** Types by name: the program's own, else synthesised ones for the scheduler's structures. */
  type(name: string): GoType | undefined;
  readonly globals: SchedulerGlobals;
}

export type LayoutResult = { layout: SchedulerLayout; reason?: undefined } | { layout?: undefined; reason: string };

const NEEDED = ['runtime.g', 'runtime.m', 'runtime.p', 'runtime.schedt'];

/** Finds layout and globals of the scheduler; `reason` is one sentence for the user when it cannot be had. */
export function createLayout(image: ProgramImage): LayoutResult {
  const own = NEEDED.every((name) => (image.types.byName(name)?.fields?.length ?? 0) > 0);
  const version = image.goVersion;
  if (own) {
    const globals = findGlobals(image, (name) => image.types.byName(name));
    if (!globals.found) return { reason: globals.reason };
    return { layout: { source: image.origin === 'embedded' ? 'embedded' : 'dwarf', type: (name) => image.types.byName(name), globals: globals.found } };
  }
  if (!version) return { reason: 'no Go version is recorded in this program and it has no DWARF: goroutines, Ms and Ps cannot be shown' };
  const types = tableTypes(version);
  if (!types) {
    return {
      reason: `${version.text} without DWARF: the layout of its scheduler is known only for Go ${TABLE_MINORS.map((minor) => `1.${minor}`).join(', ')}; ` +
        'functions, lines and thread stacks are shown, goroutines, Ms and Ps are not (build without -ldflags=-w to see them)',
    };
  }
  const globals = findGlobals(image, types);
  if (!globals.found) return { reason: globals.reason };
  return { layout: { source: 'offset-table', type: (name) => image.types.byName(name) ?? types(name), globals: globals.found } };
}

/** Field at a dotted path ("sched.pc") with atomic wrappers taken off; undefined if this version has none. */
export function fieldAt(type: GoType | undefined, path: string): Field | undefined {
  let offset = 0;
  let current = type;
  for (const name of path.split('.')) {
    const field = current?.fields?.find((candidate) => candidate.name === name);
    if (!field) return undefined;
    offset += field.offset;
    current = field.type;
  }
  return current && unwrap({ offset, type: current });
}

/** First of several paths that exists (names of one field through the versions). */
export function fieldAtAny(type: GoType | undefined, ...paths: string[]): Field | undefined {
  for (const path of paths) {
    const field = fieldAt(type, path);
    if (field) return field;
  }
  return undefined;
}

/** atomic.Uint32, atomic.Bool, atomic.Pointer[T], note ...: struct with one field that takes room, named value/u/v. */
function unwrap(field: Field): Field {
  let { offset, type } = field;
  while (type.kind === 'struct' && type.fields && isAtomic(type.name)) {
    const sized = type.fields.filter((inner) => inner.type.size > 0);
    if (sized.length !== 1) break;
    offset += sized[0].offset;
    type = sized[0].type;
  }
  return { offset, type };
}

/** "runtime/internal/atomic.Uint32", "internal/runtime/atomic.Bool", "sync/atomic.Pointer[...]". */
export function isAtomic(typeName: string): boolean {
  return /(^|\/)atomic\.[A-Z]/.test(typeName);
}
