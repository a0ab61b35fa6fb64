/** Range lists and location lists: .debug_ranges and .debug_loc (up to version 4), .debug_rnglists and .debug_loclists (5). */
import { ByteReader } from '../shared/bytes';
import type { EntryReader } from './entries';
import type { DwarfSections } from './sections';
import type { Unit } from './units';

export interface Range { start: number; end: number }
export interface LocationRange extends Range { expression: Uint8Array }

const maxAddress = 0xffff_ffff_ffff_ffff;

/** @throws DamageError */
export function readRanges(sections: DwarfSections, entries: EntryReader, unit: Unit, offset: number): Range[] {
  return unit.version >= 5 ? readVersion5(sections.get('rnglists'), entries, unit, offset, false) : readVersion4(sections.get('ranges'), unit, offset, false);
}

/** @throws DamageError */
export function readLocations(sections: DwarfSections, entries: EntryReader, unit: Unit, offset: number): LocationRange[] {
  return unit.version >= 5 ? readVersion5(sections.get('loclists'), entries, unit, offset, true) : readVersion4(sections.get('loc'), unit, offset, true);
}

const nothing = new Uint8Array(0);

/** Pairs of 8-byte addresses relative to a base; (max, x) makes x the base; (0, 0) ends the list. */
function readVersion4(bytes: Uint8Array, unit: Unit, offset: number, withExpressions: boolean): LocationRange[] {
  const reader = new ByteReader(bytes, offset);
  const found: LocationRange[] = [];
  let base = unit.lowPc;
  for (;;) {
    const start = reader.u64();
    const end = reader.u64();
    if (start === 0 && end === 0) return found;
    if (start >= maxAddress) {
      base = end;
      continue;
    }
    const expression = withExpressions ? reader.bytesOf(reader.u16()) : nothing;
    if (start < end) found.push({ start: base + start, end: base + end, expression });
  }
}

/**
 * Entry kinds 0–4 are the same in both sections; from 5 on they differ by one, because location lists have a
 * default entry there (kind 5).
 */
function readVersion5(bytes: Uint8Array, entries: EntryReader, unit: Unit, offset: number, withExpressions: boolean): LocationRange[] {
  const reader = new ByteReader(bytes, offset);
  const found: LocationRange[] = [];
  let base = unit.lowPc;
  let otherwise: LocationRange | undefined;
  const address = (): number => entries.indexedAddress(unit, reader.uleb());
  for (;;) {
    const code = reader.u8();
    const kind = withExpressions && code >= 5 ? code - 1 : code;
    let start = 0;
    let end = 0;
    if (withExpressions && code === 5) end = maxAddress;
    else if (kind === 0) return otherwise ? [...found, otherwise] : found;
    else if (kind === 1) { base = address(); continue; }
    else if (kind === 2) { start = address(); end = address(); }
    else if (kind === 3) { start = address(); end = start + reader.uleb(); }
    else if (kind === 4) { start = base + reader.uleb(); end = base + reader.uleb(); }
    else if (kind === 5) { base = reader.u64(); continue; }
    else if (kind === 6) { start = reader.u64(); end = reader.u64(); }
    else if (kind === 7) { start = reader.u64(); end = start + reader.uleb(); }
    else return found;
    const expression = withExpressions ? reader.bytesOf(reader.uleb()) : nothing;
    // The default entry holds where no other one does, wherever it stands.
    if (withExpressions && code === 5) otherwise = { start, end, expression };
    else if (start < end) found.push({ start, end, expression });
  }
}
