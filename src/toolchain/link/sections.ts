/** Places in sections, and addresses in their bytes. */
import type { LinkedSection } from './linker';
import type { Relocation } from './symbols';

/** Gives the symbols addresses behind what the section has, in order. `end`: behind the last one. */
export function placer(addresses: Map<string, number>, section: Pick<LinkedSection, 'address' | 'bytes' | 'memorySize'>, symbols: readonly { name: string; size: number; align: number }[], align = 1): { end: number } {
  let at = section.address + section.memorySize;
  at = Math.ceil(at / align) * align;
  for (const s of symbols) {
    at = Math.ceil(at / s.align) * s.align;
    addresses.set(s.name, at);
    at += s.size;
  }
  return { end: at };
}

/** Fills in the addresses in a piece at `base` of a section; those without one go to `unresolved`, with their own address. */
export function applyRelocations(section: LinkedSection, base: number, relocations: readonly Relocation[], addressOf: (symbol: string) => number | undefined, unresolved: (r: Relocation) => void): void {
  const view = new DataView(section.bytes.buffer, section.bytes.byteOffset);
  for (const r of relocations) {
    const symbol = addressOf(r.symbol), address = base + r.offset, at = address - section.address;
    if (symbol === undefined) { unresolved({ ...r, offset: address }); continue; }
    const target = symbol + r.addend;
    if (r.kind === 'pc32') view.setInt32(at, target - address, true);
    else if (r.kind === 'abs32') view.setUint32(at, target, true);
    else { view.setUint32(at, target % 0x100000000, true); view.setUint32(at + 4, Math.floor(target / 0x100000000), true); }
  }
}
