/** Gives everything that a program needs an address and fills in addresses; a program may lie behind a library linked before. */
import type { Generator } from '../codegen/generator';
import type { CollectInput, Need } from './collect';
import { collect } from './collect';
import { buildFunctab } from './functab';
import { applyRelocations, placer } from './sections';
import { isExported } from '../types/lookup';
import { RUNTIME_CALLS } from '../codegen/runtime-calls';
import type { LinkSymbol, Relocation, TextSymbol } from './symbols';
import { DataSymbol } from './symbols';

export const TEXT_BASE = 0x401000, HEADER_BASE = 0x400000, ENTRY = '_rt0_amd64_linux';
/** Room for 60 MiB of code and 64 MiB of read-only data: a library's stand where they are, whatever the program adds. */
const RODATA_BASE = 0x4000000, DATA_BASE = 0x8000000;
/** What a library leaves to the program. */
export const MAIN_SYMBOLS: ReadonlySet<string> = new Set(['runtime.main_init', 'runtime.main_main']);
/** Variables of package runtime that the linker gives their values. */
const FILLED = ['runtime.functab', 'runtime.itabs', 'runtime.textStart', 'runtime.textEnd', 'runtime.dataStart', 'runtime.dataEnd'];

export interface LinkedSection { name: string; address: number; bytes: Uint8Array; memorySize: number }
export interface LinkedSymbol { name: string; address: number; size: number; kind: 'text' | 'rodata' | 'data' | 'bss' }

export interface Linked {
  entry: number;
  /** Without the library's. */
  texts: TextSymbol[];
  symbols: LinkedSymbol[];
  text: LinkedSection;
  rodata: LinkedSection;
  data: LinkedSection;
  addressOf: (symbol: string) => number | undefined;
  itabs: number[];
  /** A library: fields for addresses of what the program supplies; `offset` is an address. */
  open: Relocation[];
}

export interface LinkInput {
  /** Its library, if it has one, comes first. */
  generator: Generator;
  assembly: CollectInput['assembly'];
  /** "go1.19" */
  version: string;
  /** All of a library, for programs to come; or a program. */
  kind: 'library' | 'program';
  undefined: CollectInput['undefined'];
  /** Reports that something does not fit. */
  error: (text: string) => void;
}

/** Links; undefined if symbols are missing or there is no room (reported). */
export function link(input: LinkInput): Linked | undefined {
  const { generator, kind } = input, base = generator.library;
  const isLibrary = kind === 'library';
  const symbols = collect({ ...input, roots: isLibrary ? libraryRoots(input) : programRoots(generator), open: isLibrary ? MAIN_SYMBOLS : new Set(), allMethods: isLibrary });
  if (!symbols) return undefined;
  const version = symbols.get('runtime.buildVersion');
  if (version && version.kind !== 'text') {
    const name = generator.stringSymbol(input.version);
    symbols.set(name, generator.symbols.get(name)!);
    version.address(0, name);
    version.put(8, input.version.length, 8);
  }
  for (const name of FILLED) { const s = symbols.get(name); if (s && s.kind !== 'text') s.put(0, 0, 8); }
  const texts = [...symbols.values()].filter((s): s is TextSymbol => s.kind === 'text');
  const tables = buildFunctab(texts, base ? '.main' : '', (text) => {
    const name = generator.stringSymbol(text);
    symbols.set(name, generator.symbols.get(name)!);
    return name;
  });
  const datas = [...symbols.values()].filter((s): s is DataSymbol => s.kind !== 'text');
  const ownItabs = generator.descriptors.itabs.filter((name) => symbols.has(name));
  const itabList = new DataSymbol('go.itablinks', 'rodata', Math.max(8, ((base?.data.itabs.length ?? 0) + ownItabs.length) * 8), 8);
  const rodata = datas.filter((s) => s.kind === 'rodata'), data = datas.filter((s) => s.kind === 'data'), bss = datas.filter((s) => s.kind === 'bss');
  // The functions' table goes on where the library's ends.
  const lists = [tables.lines, tables.deltas];
  if (base) rodata.unshift(tables.table);
  if (!isLibrary) rodata.push(itabList);
  rodata.push(...lists);
  if (!base) rodata.push(tables.table);

  const own = new Map<string, number>();
  const addressOf = (name: string): number | undefined => own.get(name) ?? base?.addressOf.get(name);
  const text = placer(own, base?.sections.text ?? { address: TEXT_BASE, bytes: new Uint8Array(0), memorySize: 0 }, texts.map((s) => ({ name: s.name, size: s.bytes.length, align: 32 })));
  const constants = placer(own, base?.sections.rodata ?? { address: RODATA_BASE, bytes: new Uint8Array(0), memorySize: 0 }, rodata);
  const variables = placer(own, base?.sections.data ?? { address: DATA_BASE, bytes: new Uint8Array(0), memorySize: 0 }, data);
  const cleared = placer(own, { address: DATA_BASE, bytes: new Uint8Array(0), memorySize: variables.end - DATA_BASE }, bss, 16);
  const dataEnd = Math.ceil(cleared.end / 16) * 16;
  if (text.end > RODATA_BASE || constants.end > DATA_BASE) { input.error(`the program is too large: its code may take ${RODATA_BASE - TEXT_BASE} bytes, its constants ${DATA_BASE - RODATA_BASE}`); return undefined; }
  const itabs = [...base?.data.itabs ?? [], ...ownItabs.map((name) => own.get(name)!)];
  if (!isLibrary) itabs.forEach((address, i) => { itabList.put(i * 8, address, 8); });

  const section = (name: string, was: LinkedSection | undefined, address: number, end: number, memoryEnd: number): LinkedSection => {
    const bytes = new Uint8Array(end - address);
    // Between functions: INT $3.
    if (name === '.text') bytes.fill(0xcc);
    if (was) bytes.set(was.bytes);
    return { name, address, bytes, memorySize: memoryEnd - address };
  };
  const linked: Linked = {
    entry: 0, texts, addressOf, itabs, open: [],
    symbols: [...(base ? base.symbols() : []), ...[...texts, ...rodata, ...data, ...bss].map((s): LinkedSymbol => ({ name: s.name, address: own.get(s.name)!, size: s.kind === 'text' ? s.bytes.length : s.size, kind: s.kind }))],
    text: section('.text', base?.sections.text, TEXT_BASE, text.end, text.end),
    rodata: section('.rodata', base?.sections.rodata, RODATA_BASE, constants.end, constants.end),
    data: section('.data', base?.sections.data, DATA_BASE, variables.end, dataEnd),
  };
  linked.entry = addressOf(ENTRY)!;
  const all = [linked.text, linked.rodata, linked.data];
  const unresolved = (r: Relocation): void => { linked.open.push(r); };
  const pieces: [LinkedSection, readonly LinkSymbol[]][] = [[linked.text, texts], [linked.rodata, rodata], [linked.data, data]];
  for (const [target, list] of pieces) {
    for (const s of list) {
      const address = own.get(s.name)!;
      target.bytes.set(s.bytes, address - target.address);
      applyRelocations(target, address, s.relocations, addressOf, unresolved);
    }
  }
  for (const r of base?.data.open ?? []) {
    const target = all.find((s) => r.offset >= s.address && r.offset < s.address + s.bytes.length)!;
    applyRelocations(target, 0, [r], addressOf, unresolved);
  }
  const functions = (base?.data.functions.length ?? 0) + texts.length, table = addressOf('go.functab')!;
  const values: Record<string, readonly number[]> = {
    'runtime.functab': [table, functions, functions], 'runtime.itabs': [own.get('go.itablinks') ?? 0, itabs.length, itabs.length],
    'runtime.textStart': [TEXT_BASE], 'runtime.textEnd': [text.end], 'runtime.dataStart': [DATA_BASE], 'runtime.dataEnd': [dataEnd],
  };
  const view = new DataView(linked.data.bytes.buffer);
  for (const name of FILLED) {
    const address = addressOf(name);
    if (address !== undefined && !isLibrary) values[name].forEach((value, i) => { view.setBigUint64(address - DATA_BASE + i * 8, BigInt(value), true); });
  }
  return linked;
}

/** A debugger should find all variables of the user's packages and of the runtime, used or not. */
function programRoots(generator: Generator): Need[] {
  const roots: Need[] = [...generator.library ? MAIN_SYMBOLS : [ENTRY]].map((name) => [name, 'the linker']);
  for (const p of generator.packages()) {
    if (!p.source.prebuilt && (p.source.isUser || p.pkg.path === 'runtime')) for (const name of generator.globalsOf(p.pkg)) roots.push([name, p.pkg.path]);
  }
  return roots;
}

/** What programs can name, and what their compiled code calls. */
function libraryRoots({ generator, assembly }: LinkInput): Need[] {
  const roots: Need[] = [ENTRY, 'runtime.runtime_init'].map((name) => [name, 'the linker']);
  for (const call of RUNTIME_CALLS) if (assembly.has(`runtime.${call}`) || generator.ensure(`runtime.${call}`)) roots.push([`runtime.${call}`, 'compiled code']);
  for (const { pkg } of generator.packages()) {
    roots.push([`${pkg.path}.init`, pkg.path]);
    for (const v of pkg.variables) if (v.name !== '_' && (pkg.path === 'runtime' || isExported(v.name))) roots.push([generator.globalSymbol(v), pkg.path]);
    for (const f of pkg.functions) if (isExported(f.name)) roots.push([f.symbol, pkg.path]);
  }
  return roots;
}
