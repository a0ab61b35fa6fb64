import type { SymbolInfo } from '../program-image';
import { u16, u32, u64, zeroTerminated } from '../shared/bytes';
import { type ElfFile, SHT_SYMTAB } from './file';

const symbolSize = 24;
const STT_SECTION = 3;
const STT_FILE = 4;
const SHN_ABS = 0xfff1;

/** Defined code and data symbols of .symtab (empty when stripped), in the file's order. */
export function readSymbols(elf: ElfFile): SymbolInfo[] {
  const table = elf.sections.find((section) => section.type === SHT_SYMTAB);
  const strings = table && elf.sections[table.link];
  if (!table || !strings) return [];
  const bytes = elf.contents(table);
  const names = elf.contents(strings);
  const symbols: SymbolInfo[] = [];
  for (let at = symbolSize; at + symbolSize <= bytes.length; at += symbolSize) {
    const kind = bytes[at + 4] & 15;
    const section = u16(bytes, at + 6);
    if (section === 0 || section === SHN_ABS || kind === STT_SECTION || kind === STT_FILE) continue;
    symbols.push({ name: zeroTerminated(names, u32(bytes, at)), address: u64(bytes, at + 8), size: u64(bytes, at + 16) });
  }
  return symbols;
}
