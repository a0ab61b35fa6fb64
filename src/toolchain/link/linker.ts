/** Collects what the entry point needs, gives everything an address, fills in addresses. */
import type { Generator } from '../codegen/generator';
import type { LinkSymbol, TextSymbol } from './symbols';
import { DataSymbol } from './symbols';
import { buildFunctab } from './functab';

export const TEXT_BASE = 0x401000, HEADER_BASE = 0x400000, ENTRY = '_rt0_amd64_linux';
const PAGE = 0x1000;

export interface LinkedSection { name: string; address: number; bytes: Uint8Array; memorySize: number }

export interface Linked {
  entry: number;
  texts: TextSymbol[];
  datas: DataSymbol[];
  addressOf: Map<string, number>;
  text: LinkedSection;
  rodata: LinkedSection;
  data: LinkedSection;
  /** Address where bss begins inside data. */
  bss: number;
}

export interface LinkInput {
  generator: Generator;
  /** Assembled functions and data, by name. */
  assembly: ReadonlyMap<string, LinkSymbol>;
  /** "go1.19" */
  version: string;
  /** Reports a symbol that nothing defines. */
  undefined: (symbol: string, user: string) => void;
}

/** Links; undefined if symbols are missing (reported). */
export function link(input: LinkInput): Linked | undefined {
  const { generator } = input;
  const symbols = collect(input);
  if (!symbols) return undefined;
  const texts: TextSymbol[] = [], rodata: DataSymbol[] = [], data: DataSymbol[] = [], bss: DataSymbol[] = [];
  for (const s of symbols.values()) {
    if (s.kind === 'text') texts.push(s);
    else (s.kind === 'rodata' ? rodata : s.kind === 'data' ? data : bss).push(s);
  }
  const addressOf = new Map<string, number>();
  let at = TEXT_BASE;
  for (const t of texts) {
    at = align(at, 32);
    addressOf.set(t.name, at);
    at += t.bytes.length;
  }
  const textEnd = at;
  const tables = buildFunctab(texts, (text) => {
    const name = generator.stringSymbol(byteString(text)), s = generator.symbols.get(name) as DataSymbol;
    if (!symbols.has(name)) { symbols.set(name, s); rodata.push(s); }
    return name;
  });
  rodata.push(...tables);
  const itabs = generator.descriptors.itabs.filter((n) => symbols.has(n));
  const itabList = new DataSymbol('go.itablinks', 'rodata', Math.max(8, itabs.length * 8), 8);
  itabs.forEach((n, i) => itabList.address(i * 8, n));
  itabList.put(itabList.size - 1, 0, 0);
  rodata.push(itabList);
  const place = (list: DataSymbol[]): void => {
    for (const s of list) {
      at = align(at, s.align);
      addressOf.set(s.name, at);
      at += s.size;
    }
  };
  const rodataBase = at = align(at, PAGE);
  place(rodata);
  const rodataEnd = at;
  const dataBase = at = align(at, PAGE);
  // Variables the linker fills.
  const fill = (name: string, write: (s: DataSymbol) => void): void => {
    const s = symbols.get(name);
    if (!s || s.kind === 'text') return;
    const i = bss.indexOf(s);
    write(s);
    if (i >= 0) { bss.splice(i, 1); data.push(s); }
  };
  const list = (symbol: string, count: number) => (s: DataSymbol): void => {
    s.address(0, symbol);
    s.put(8, count, 8);
    s.put(16, count, 8);
  };
  fill('runtime.functab', list('go.functab', texts.length));
  fill('runtime.itabs', list('go.itablinks', itabs.length));
  fill('runtime.buildVersion', (s) => {
    const name = generator.stringSymbol(input.version);
    const str = generator.symbols.get(name) as DataSymbol;
    if (!addressOf.has(name)) { data.push(str); }
    s.address(0, name);
    s.put(8, input.version.length, 8);
  });
  const ends: [string, () => number][] = [['runtime.textStart', () => TEXT_BASE], ['runtime.textEnd', () => textEnd], ['runtime.dataStart', () => dataBase], ['runtime.dataEnd', () => bssEnd]];
  let bssEnd = 0;
  for (const [name] of ends) fill(name, (s) => s.put(0, 0, 8));
  place(data);
  const bssStart = align(at, 16);
  at = bssStart;
  place(bss);
  bssEnd = align(at, 16);
  for (const [name, value] of ends) { const s = symbols.get(name); if (s && s.kind !== 'text') s.put(0, value(), 8); }
  const section = (name: string, address: number, end: number, memoryEnd: number, pieces: readonly LinkSymbol[]): LinkedSection => {
    const bytes = new Uint8Array(Math.max(0, end - address));
    const view = new DataView(bytes.buffer);
    // Between functions: INT $3.
    if (name === '.text') bytes.fill(0xcc);
    for (const s of pieces) {
      const base = addressOf.get(s.name)! - address;
      if (base + s.bytes.length > bytes.length) continue;
      bytes.set(s.bytes, base);
      for (const r of s.relocations) {
        const target = addressOf.get(r.symbol)! + r.addend, where = base + r.offset;
        if (r.kind === 'pc32') view.setInt32(where, target - (address + where), true);
        else if (r.kind === 'abs32') view.setUint32(where, target, true);
        else { view.setUint32(where, target % 0x100000000, true); view.setUint32(where + 4, Math.floor(target / 0x100000000), true); }
      }
    }
    return { name, address, bytes, memorySize: memoryEnd - address };
  };
  return {
    entry: addressOf.get(ENTRY)!, texts, datas: [...rodata, ...data, ...bss], addressOf, bss: bssStart,
    text: section('.text', TEXT_BASE, textEnd, textEnd, texts),
    rodata: section('.rodata', rodataBase, rodataEnd, rodataEnd, rodata),
    data: section('.data', dataBase, bssStart, bssEnd, data),
  };
}

/** Everything reachable from the entry, in order of discovery. */
function collect(input: LinkInput): Map<string, LinkSymbol> | undefined {
  const { generator, assembly } = input;
  const found = new Map<string, LinkSymbol>(), missing = new Set<string>();
  const queue: [string, string][] = [[ENTRY, 'the linker']];
  for (const p of generator.packages()) {
    if (p.source.isUser || p.pkg.path === 'runtime') for (const name of generator.globalsOf(p.pkg)) queue.push([name, p.pkg.path]);
  }
  const drain = (): void => {
    for (let item = queue.pop(); item; item = queue.pop()) {
      const [name, user] = item;
      if (found.has(name) || missing.has(name)) continue;
      const s = assembly.get(name) ?? (generator.ensure(name) ? generator.symbols.get(name) : undefined);
      if (!s) {
        missing.add(name);
        input.undefined(name, user);
        continue;
      }
      found.set(name, s);
      for (const r of s.relocations) if (!found.has(r.symbol)) queue.push([r.symbol, name]);
    }
  };
  drain();
  while (generator.descriptors.resolveMethods()) {
    // Descriptors in the program got new relocations.
    for (const s of [...found.values()]) for (const r of s.relocations) if (!found.has(r.symbol)) queue.push([r.symbol, s.name]);
    drain();
  }
  return missing.size ? undefined : found;
}

const align = (n: number, to: number): number => Math.ceil(n / to) * to;

function byteString(text: string): string {
  let out = '';
  for (const b of new TextEncoder().encode(text)) out += String.fromCharCode(b);
  return out;
}
