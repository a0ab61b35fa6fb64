/**
 * A program as plain data: what our own toolchain hands over instead of an ELF file. Everything but the bytes of segments
 * is JSON; ids of types are indexes into `types`. `buildImage` (build-image.ts) makes a ProgramImage of it:
 *
 *   const types = new TypeList();
 *   const int = types.add({ kind: 'int', name: 'int', size: 8 });
 *   const image = buildImage({
 *     path: 'hello.go', goVersion: 'go1.14', entry: 0x401000, segments, types: types.list,
 *     functions: [{
 *       name: 'main.main', entry: 0x401000, end: 0x401080, file: 'hello.go', startLine: 3, argsSize: 0,
 *       stack: [[0x401000, 0], [0x40100d, 24]],                       // SP at entry minus SP, from that pc on
 *       lines: [{ address: 0x401000, line: 3 }, { address: 0x401016, line: 4, prologueEnd: true }],
 *       variables: [{ name: 'i', type: int, role: 'local', location: { kind: 'cfa', offset: -16 }, line: 4 }],
 *     }],
 *     globals: [], constants: [], symbols: [], sources: { 'hello.go': text },
 *   });
 */
import type { GoKind, Location, Segment } from '../program-image';

/** Index into PlainProgram.types. */
export type TypeId = number;

export interface PlainType {
  kind: GoKind;
  name: string;
  /** bytes */
  size: number;
  elem?: TypeId;
  key?: TypeId;
  /** of an array */
  length?: number;
  /** [name, type, offset in bytes, embedded] */
  fields?: [string, TypeId, number, boolean?][];
  representation?: TypeId;
  /** Address of the runtime's type descriptor (first word of an empty interface). */
  descriptor?: number;
}

/** From `address` on, up to the next row or the function's end, code belongs to `line`. */
export interface PlainLine {
  address: number;
  line: number;
  /** if not the function's file */
  file?: string;
  /** A place to stop at; true unless said otherwise. Of equal lines in a row only the first with a mark counts for breakpoints. */
  statement?: boolean;
  /** The first address behind the stack check and the frame's set-up; on one row of a function. */
  prologueEnd?: boolean;
}

export interface PlainVariable {
  name: string;
  type: TypeId;
  role: 'argument' | 'result' | 'local';
  /** One place for the whole scope, or places by pc range; elsewhere the value is gone. */
  location: Location | { start: number; end: number; location: Location }[];
  /** Pc ranges [start, end) of its block; the whole function if left out. Wider scopes come first in the list. */
  scope?: { start: number; end: number }[];
  /** of the declaration */
  line?: number;
  /** The location holds the address of the value on the heap. */
  escaped?: boolean;
}

/** A body inlined over the ranges: `name` (declared in `file`), called from callFile:callLine. Outer bodies come first. */
export interface PlainInlined { name: string; file: string; callFile: string; callLine: number; ranges: { start: number; end: number }[] }

export interface PlainFunction {
  name: string;
  entry: number;
  /** exclusive */
  end: number;
  file: string;
  startLine: number;
  argsSize?: number;
  topFrame?: boolean;
  spWrite?: boolean;
  /** [pc, SP at entry minus SP in bytes, from this pc on], ascending; [] if the deltas are not known. */
  stack: [number, number][];
  /** ascending */
  lines: PlainLine[];
  variables: PlainVariable[];
  inlined?: PlainInlined[];
}

export interface PlainProgram {
  path: string;
  /** e.g. "go1.14"; decides how the scheduler's structures are read */
  goVersion?: string;
  entry: number;
  segments: readonly Segment[];
  /** If the image carries ELF program headers in memory; for the auxiliary vector. */
  programHeaders?: { address: number; entrySize: number; count: number };
  types: PlainType[];
  functions: PlainFunction[];
  globals: { name: string; address: number; type: TypeId }[];
  constants: { name: string; value: bigint | number; type?: TypeId }[];
  symbols: { name: string; address: number; size: number }[];
  /** Source text by file, as the files are named in functions and lines. */
  sources: Record<string, string>;
  warnings?: string[];
}
