/** The linked program as ProgramImage, and as a file that carries its tables. */
import type { ProgramImage, Segment } from '../image/program-image';
import { ImageError } from '../image/program-image';
import { buildImage } from '../image/tables/build-image';
import { type PackedFunction, packFunction, UnpackedFunction } from '../image/tables/packed';
import type { PlainFunction, PlainProgram, PlainVariable } from '../image/tables/plain';
import type { Program } from './compile';
import { ImageTypes } from './image-types';
import { elfFile, elfHeaders } from './link/elf';
import { HEADER_BASE } from './link/linker';
import type { CompiledVariable, TextSymbol } from './link/symbols';
import { FLAG_SPWRITE, FLAG_TOPFRAME } from './link/symbols';
import * as T from './types/types';

const SECTION = '.gosched';
const PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4;

/** All tables of a program, as plain data. */
export function plainProgram(program: Program, path: string): PlainProgram {
  const { linked, library } = program, own = ownTables(program);
  const functions = own.functions, globals = own.globals, constants = own.constants;
  if (library) {
    functions.unshift(...library.functions);
    globals.unshift(...library.data.globals);
    constants.unshift(...library.constants);
  }
  return {
    path, goVersion: program.edition, entry: linked.entry, segments: segmentsOf(program), programHeaders: headersOf(program),
    types: own.types.list.list, functions, globals, constants, symbols: linked.symbols, sources: program.sources,
  };
}

export interface OwnTables { types: ImageTypes; functions: PlainFunction[]; globals: PlainProgram['globals']; constants: PlainProgram['constants'] }

/** Tables of what was compiled here, the library's left out; types are those of both. */
export function ownTables({ linked, checked, generator, library }: Pick<Program, 'linked' | 'checked' | 'generator' | 'library'>): OwnTables {
  const { addressOf } = linked;
  const runtime = checked.byPath.get('runtime');
  const runtimeType = (name: string): T.Type | undefined => { const e = runtime?.scope.get(name); return e?.tag === 'type' ? e.type : undefined; };
  const descriptors = new Map<T.Type, number>();
  for (const [symbol, t] of generator.descriptors.types) { const a = addressOf(symbol); if (a !== undefined) descriptors.set(t, a); }
  const types = new ImageTypes({ runtimeType, descriptor: (t) => descriptors.get(t), fullName: (t) => generator.typeName(t), library });
  const functions = linked.texts.map((f) => plainFunction(f, addressOf(f.name)!, types));
  const globals: PlainProgram['globals'] = [];
  for (const [symbol, v] of generator.globalVariables()) {
    const address = addressOf(symbol);
    if (address !== undefined && !v.name.startsWith('_')) globals.push({ name: symbol, address, type: types.id(v.type) });
  }
  for (const t of descriptors.keys()) types.id(t);
  const constants: PlainProgram['constants'] = [];
  for (const { pkg, source } of checked.packages) {
    if (source.prebuilt) continue;
    for (const e of pkg.scope.values()) {
      if (e.tag === 'type' && e.type) types.id(e.type);
      if (e.tag === 'const' && typeof e.value === 'bigint' && e.value >= -(1n << 63n) && e.value < 1n << 64n) {
        constants.push({ name: `${pkg.path}.${e.name}`, value: e.value, ...(T.isUntyped(e.type) ? {} : { type: types.id(e.type) }) });
      }
    }
  }
  return { types, functions, globals, constants };
}

export function toImage(program: Program, path: string): ProgramImage { return buildImage(plainProgram(program, path)); }

function headersOf(program: Program): NonNullable<PlainProgram['programHeaders']> {
  return { address: HEADER_BASE + 64, entrySize: 56, count: elfHeaders(program.linked).programHeaderCount };
}

function segmentsOf({ linked }: Program): Segment[] {
  const { headers } = elfHeaders(linked), text = new Uint8Array(headers.length + linked.text.bytes.length);
  text.set(headers);
  text.set(linked.text.bytes, headers.length);
  return [
    { address: HEADER_BASE, bytes: text, memorySize: text.length, prot: PROT_READ | PROT_EXEC },
    { address: linked.rodata.address, bytes: linked.rodata.bytes, memorySize: linked.rodata.memorySize, prot: PROT_READ },
    { address: linked.data.address, bytes: linked.data.bytes, memorySize: linked.data.memorySize, prot: PROT_READ | PROT_WRITE },
  ];
}

function plainFunction(f: TextSymbol, entry: number, types: ImageTypes): PlainFunction {
  const size = f.bytes.length;
  let marked = false;
  const lines: PlainFunction['lines'] = f.lines.map((m) => ({ address: entry + m.offset, line: m.line, statement: m.statement }));
  // The place behind the prologue gets a row of its own if a line does not begin there.
  let at = lines.findIndex((l) => l.address >= entry + f.prologueEnd);
  if (at < 0) at = lines.length;
  if (f.prologueEnd > 0 && f.prologueEnd < size) {
    if (lines[at]?.address === entry + f.prologueEnd) lines[at] = { ...lines[at], prologueEnd: true };
    else lines.splice(at, 0, { address: entry + f.prologueEnd, line: lines[Math.max(0, at - 1)]?.line ?? f.startLine, statement: true, prologueEnd: true });
    marked = true;
  }
  if (!marked && lines.length) lines[0] = { ...lines[0], prologueEnd: true };
  return {
    name: f.name, entry, end: entry + size, file: f.file, startLine: f.startLine, ...(f.argsSize >= 0 ? { argsSize: f.argsSize } : {}),
    topFrame: (f.flags & FLAG_TOPFRAME) !== 0, spWrite: (f.flags & FLAG_SPWRITE) !== 0,
    stack: f.deltas.map((d): [number, number] => [entry + d.offset, d.delta]), lines,
    variables: [...f.variables].sort((a, b) => a.start - b.start || b.end - a.end).map((v) => plainVariable(v, entry, size, types)),
  };
}

function plainVariable(v: CompiledVariable, entry: number, size: number, types: ImageTypes): PlainVariable {
  const whole = v.role !== 'local' && !v.escaped;
  return {
    name: v.name, type: types.id(v.type), role: v.role, location: { kind: 'cfa', offset: v.cfaOffset }, line: v.line, escaped: v.escaped,
    ...(whole ? {} : { scope: [{ start: entry + v.start, end: Math.min(entry + v.end, entry + size) }] }),
  };
}

/** An ELF executable (Linux runs it) with the tables in a section that only gosched reads. */
export function imageFile(program: Program, path: string): Uint8Array {
  const { segments, functions, ...plain } = plainProgram(program, path);
  void segments;
  const text = JSON.stringify({ ...plain, packed: functions.map(packFunction) }, (_key, value: unknown) => (typeof value === 'bigint' ? { $bigint: value.toString() } : value));
  return elfFile(program.linked, [{ name: SECTION, bytes: new TextEncoder().encode(text) }]);
}

/** Whether a file was made by imageFile. */
export function isImageFile(bytes: Uint8Array): boolean { return section(bytes) !== undefined; }

/** Loads a file made by imageFile. Throws ImageError. */
export function loadImageFile(bytes: Uint8Array, path: string): ProgramImage {
  const data = section(bytes);
  if (!data) throw new ImageError(`${path}: not a file made by gosched build: build it again`);
  const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), segments: Segment[] = [];
  let plain: Omit<PlainProgram, 'segments' | 'functions'> & { packed: PackedFunction[] };
  try {
    plain = JSON.parse(new TextDecoder().decode(data), (_key, value: unknown) => (typeof value === 'object' && value !== null && '$bigint' in value ? BigInt((value as { $bigint: string }).$bigint) : value)) as typeof plain;
  } catch {
    throw new ImageError(`${path}: its tables are damaged: build it again with gosched build`);
  }
  const u64 = (at: number): number => v.getUint32(at, true) + v.getUint32(at + 4, true) * 0x100000000;
  for (let i = 0; i < v.getUint16(56, true); i++) {
    const at = u64(32) + i * 56;
    if (v.getUint32(at, true) !== 1) continue;
    const flags = v.getUint32(at + 4, true), offset = u64(at + 8);
    segments.push({ address: u64(at + 16), bytes: bytes.subarray(offset, offset + u64(at + 32)), memorySize: u64(at + 40), prot: (flags & 4 ? PROT_READ : 0) | (flags & 2 ? PROT_WRITE : 0) | (flags & 1 ? PROT_EXEC : 0) });
  }
  return buildImage({ ...plain, functions: plain.packed.map((packed) => new UnpackedFunction(packed)), path, segments });
}

/** Contents of the section with the tables. */
function section(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 64 || bytes[0] !== 0x7f || bytes[1] !== 0x45) return undefined;
  const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = v.getUint32(40, true), count = v.getUint16(60, true), names = v.getUint16(62, true);
  if (table + count * 64 > bytes.length || names >= count) return undefined;
  const strings = v.getUint32(table + names * 64 + 24, true);
  for (let i = 0; i < count; i++) {
    const at = table + i * 64, name = strings + v.getUint32(at, true);
    if ([...`${SECTION}\0`].every((c, k) => bytes[name + k] === c.charCodeAt(0))) {
      const offset = v.getUint32(at + 24, true), size = v.getUint32(at + 32, true);
      return offset + size <= bytes.length ? bytes.subarray(offset, offset + size) : undefined;
    }
  }
  return undefined;
}
