/** The linked program as an ELF executable that Linux runs too. */
import type { Linked, LinkedSection } from './linker';
import { HEADER_BASE, TEXT_BASE } from './linker';

const EHDR = 64, PHDR = 56, SHDR = 64, SYM = 24;
const PF_X = 1, PF_W = 2, PF_R = 4;

export interface ElfLayout { headers: Uint8Array; programHeaderCount: number }

/** ELF and program headers, as they lie in memory at HEADER_BASE. Sections may follow in the file. */
export function elfHeaders(l: Linked, sectionTable = { offset: 0, count: 0, names: 0 }): ElfLayout {
  const segments = [
    { flags: PF_R | PF_X, offset: 0, address: HEADER_BASE, size: TEXT_BASE - HEADER_BASE + l.text.bytes.length, memory: TEXT_BASE - HEADER_BASE + l.text.bytes.length },
    { flags: PF_R, offset: fileOffset(l, l.rodata), address: l.rodata.address, size: l.rodata.bytes.length, memory: l.rodata.memorySize },
    { flags: PF_R | PF_W, offset: fileOffset(l, l.data), address: l.data.address, size: l.data.bytes.length, memory: l.data.memorySize },
  ];
  const bytes = new Uint8Array(TEXT_BASE - HEADER_BASE), v = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  v.setUint16(16, 2, true);
  v.setUint16(18, 62, true);
  v.setUint32(20, 1, true);
  u64(v, 24, l.entry);
  u64(v, 32, EHDR);
  u64(v, 40, sectionTable.offset);
  v.setUint16(52, EHDR, true);
  v.setUint16(54, PHDR, true);
  v.setUint16(56, segments.length + 1, true);
  v.setUint16(58, SHDR, true);
  v.setUint16(60, sectionTable.count, true);
  v.setUint16(62, sectionTable.names, true);
  segments.forEach((s, i) => {
    const at = EHDR + i * PHDR;
    v.setUint32(at, 1, true);
    v.setUint32(at + 4, s.flags, true);
    u64(v, at + 8, s.offset);
    u64(v, at + 16, s.address);
    u64(v, at + 24, s.address);
    u64(v, at + 32, s.size);
    u64(v, at + 40, s.memory);
    u64(v, at + 48, 0x1000);
  });
  // PT_GNU_STACK: the stack is not executable.
  const at = EHDR + segments.length * PHDR;
  v.setUint32(at, 0x6474e551, true);
  v.setUint32(at + 4, PF_R | PF_W, true);
  u64(v, at + 48, 8);
  return { headers: bytes, programHeaderCount: segments.length + 1 };
}

const PAGE = 0x1000;
const wholePages = (size: number): number => Math.ceil(size / PAGE) * PAGE;

/** Headers, code, read-only data and data follow each other at whole pages, as they do not in memory. */
function fileOffset(l: Linked, section: LinkedSection): number {
  const text = TEXT_BASE - HEADER_BASE;
  if (section === l.text) return text;
  const rodata = text + wholePages(l.text.bytes.length);
  return section === l.rodata ? rodata : rodata + wholePages(l.rodata.bytes.length);
}

function u64(v: DataView, at: number, n: number): void {
  v.setUint32(at, n % 0x100000000, true);
  v.setUint32(at + 4, Math.floor(n / 0x100000000), true);
}

/** The file. `extra` sections carry what only gosched reads (they are not loaded). */
export function elfFile(l: Linked, extra: { name: string; bytes: Uint8Array }[]): Uint8Array {
  const symbols = symbolTable(l);
  const names = ['', '.text', '.rodata', '.data', '.bss', '.symtab', '.strtab', '.shstrtab', ...extra.map((x) => x.name)];
  const shstrtab = strings(names);
  const end = fileOffset(l, l.data) + l.data.bytes.length, bss = l.data.address + l.data.bytes.length;
  let at = Math.ceil(end / 8) * 8;
  const put: { offset: number; bytes: Uint8Array }[] = [];
  const append = (bytes: Uint8Array): number => {
    const offset = at;
    put.push({ offset, bytes });
    at = Math.ceil((at + bytes.length) / 8) * 8;
    return offset;
  };
  type Row = { type: number; flags: number; address: number; offset: number; size: number; link: number; info: number; align: number; entry: number };
  const row = (r: Partial<Row>): Row => ({ type: 1, flags: 0, address: 0, offset: 0, size: 0, link: 0, info: 0, align: 1, entry: 0, ...r });
  const rows: Row[] = [
    row({ type: 0 }),
    row({ flags: 6, address: l.text.address, offset: fileOffset(l, l.text), size: l.text.bytes.length, align: 32 }),
    row({ flags: 2, address: l.rodata.address, offset: fileOffset(l, l.rodata), size: l.rodata.bytes.length, align: 32 }),
    row({ flags: 3, address: l.data.address, offset: fileOffset(l, l.data), size: l.data.bytes.length, align: 32 }),
    row({ type: 8, flags: 3, address: bss, offset: end, size: l.data.address + l.data.memorySize - bss, align: 32 }),
    row({ type: 2, offset: append(symbols.table), size: symbols.table.length, link: 6, info: 1, align: 8, entry: SYM }),
    row({ type: 3, offset: append(symbols.names), size: symbols.names.length }),
    row({ type: 3, offset: append(shstrtab.bytes), size: shstrtab.bytes.length }),
    ...extra.map((x) => row({ offset: append(x.bytes), size: x.bytes.length })),
  ];
  const table = at;
  const file = new Uint8Array(table + rows.length * SHDR), v = new DataView(file.buffer);
  file.set(elfHeaders(l, { offset: table, count: rows.length, names: 7 }).headers, 0);
  for (const s of [l.text, l.rodata, l.data]) file.set(s.bytes, fileOffset(l, s));
  for (const p of put) file.set(p.bytes, p.offset);
  rows.forEach((r, i) => {
    const o = table + i * SHDR;
    v.setUint32(o, shstrtab.offsets[i], true);
    v.setUint32(o + 4, r.type, true);
    u64(v, o + 8, r.flags);
    u64(v, o + 16, r.address);
    u64(v, o + 24, r.offset);
    u64(v, o + 32, r.size);
    v.setUint32(o + 40, r.link, true);
    v.setUint32(o + 44, r.info, true);
    u64(v, o + 48, r.align);
    u64(v, o + 56, r.entry);
  });
  return file;
}

function strings(list: readonly string[]): { bytes: Uint8Array; offsets: number[] } {
  const encoder = new TextEncoder(), parts: Uint8Array[] = [], offsets: number[] = [];
  let at = 0;
  for (const s of list) {
    const b = encoder.encode(`${s}\0`);
    offsets.push(at);
    parts.push(b);
    at += b.length;
  }
  const bytes = new Uint8Array(at);
  parts.forEach((p, i) => bytes.set(p, offsets[i]));
  return { bytes, offsets };
}

function symbolTable(l: Linked): { table: Uint8Array; names: Uint8Array } {
  const all = l.symbols.map((s) => ({ ...s, type: s.kind === 'text' ? 2 : 1, section: { text: 1, rodata: 2, data: 3, bss: 4 }[s.kind] }));
  const names = strings(['', ...all.map((s) => s.name)]);
  const table = new Uint8Array((all.length + 1) * SYM), v = new DataView(table.buffer);
  all.forEach((s, i) => {
    const at = (i + 1) * SYM;
    v.setUint32(at, names.offsets[i + 1], true);
    v.setUint8(at + 4, 0x10 | s.type);
    v.setUint16(at + 6, s.section, true);
    u64(v, at + 8, s.address);
    u64(v, at + 16, s.size);
  });
  return { table, names: names.bytes };
}
