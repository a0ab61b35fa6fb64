/** Libraries for programs to come: made of a build, written as a file, read. */
import { packFunction } from '../../image/tables/packed';
import type { Program } from '../compile';
import { ownTables } from '../image';
import type { LinkedSection, LinkedSymbol } from '../link/linker';
import type { LibraryData, SymbolRow } from './prebuilt';
import { Prebuilt } from './prebuilt';

/** `program`: what buildLibrary gives. */
export function prebuiltOf(program: Program): Prebuilt {
  const { linked, checked, generator } = program, tables = ownTables(program);
  // Programs may have the first map or channel, and an interface's first word.
  for (const name of ['hmap', 'hchan', 'itab', '_type']) tables.types.pointerTo(name);
  const rows = (kind: LinkedSymbol['kind']): SymbolRow[] => linked.symbols.filter((s) => s.kind === kind).map((s) => [s.name, s.address, s.size]);
  const data: LibraryData = {
    edition: program.edition,
    packages: checked.packages.map(({ source }) => ({ path: source.path, name: source.name, imports: source.imports, files: [...source.files, ...source.assembly].map((f) => f.name) })),
    layout: generator.layout,
    symbols: { text: rows('text'), rodata: rows('rodata'), data: rows('data'), bss: rows('bss') },
    open: linked.open, called: [...generator.descriptors.called], itabs: linked.itabs,
    leaks: checked.packages.flatMap(({ pkg }) => pkg.functions.filter((f) => f.decl?.body && f.name !== '_').map((f): [string, number] => [f.symbol, generator.escapes.leakBits(f)])),
    types: tables.types.list.list, typeNames: tables.types.names(),
    functions: tables.functions.map(packFunction), globals: tables.globals,
    constants: tables.constants.map(({ name, value, type }) => [name, value.toString(), type ?? -1]),
  };
  return new Prebuilt(data, { text: linked.text, rodata: linked.rodata, data: linked.data });
}

const MAGIC = 'goschedL';
type Row = Omit<LinkedSection, 'bytes'> & { size: number };
interface Tables { key: string; data: LibraryData; sections: Row[] }

/** Length of the tables (4 bytes, little-endian) behind the magic, the tables as JSON, the sections' bytes. `key`: see readLibrary. */
export function writeLibrary({ data, sections }: Prebuilt, key: string): Uint8Array {
  const list = [sections.text, sections.rodata, sections.data];
  const table = list.map(({ bytes, ...row }): Row => ({ ...row, size: bytes.length }));
  const text = new TextEncoder().encode(JSON.stringify({ key, data, sections: table } satisfies Tables));
  const out = new Uint8Array(MAGIC.length + 4 + text.length + list.reduce((n, s) => n + s.bytes.length, 0));
  out.set(new TextEncoder().encode(MAGIC));
  new DataView(out.buffer).setUint32(MAGIC.length, text.length, true);
  let at = MAGIC.length + 4;
  for (const bytes of [text, ...list.map((s) => s.bytes)]) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

/**
 * What writeLibrary wrote. Undefined: it is no such file, cut off, or of other sources or another compiler than those that `key`
 * stands for.
 */
export function readLibrary(bytes: Uint8Array, key: string): Prebuilt | undefined {
  const decoder = new TextDecoder();
  let at = MAGIC.length + 4;
  if (bytes.length < at || decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const file = parseTables(decoder.decode(bytes.subarray(at, at += length)));
  if (file?.key !== key || at + file.sections.reduce((n, s) => n + s.size, 0) !== bytes.length) return undefined;
  const [text, rodata, data] = file.sections.map(({ size, ...row }): LinkedSection => ({ ...row, bytes: bytes.subarray(at, at += size) }));
  return new Prebuilt(file.data, { text, rodata, data });
}

function parseTables(text: string): Tables | undefined {
  try {
    return JSON.parse(text) as Tables;
  } catch {
    return undefined;
  }
}
