/**
 * One pass over .debug_info: where the top-level entries of each kind are. Everything else is read when asked for.
 * A damaged unit is left out with a warning; the others stay usable.
 */
import { ByteReader, DamageError } from '../shared/bytes';
import { lastAtOrBelow } from '../shared/search';
import { type Abbrev, AbbrevTables } from './abbrevs';
import { At, Tag } from './constants';
import { type Entry, EntryReader, type Value } from './entries';
import { readRanges } from './lists';
import type { DwarfSections } from './sections';
import { readUnits, type Unit } from './units';

const typeTags: ReadonlySet<number> = new Set([
  Tag.arrayType, Tag.pointerType, Tag.structureType, Tag.subroutineType, Tag.typedef, Tag.baseType, Tag.enumerationType, Tag.unionType,
  Tag.constType, Tag.volatileType, Tag.unspecifiedType, Tag.classType,
]);

export class DwarfIndex {
  readonly entries: EntryReader;
  readonly units: Unit[];
  readonly warnings: string[] = [];
  /** Offsets in .debug_info. */
  readonly types: number[] = [];
  readonly variables: number[] = [];
  readonly constants: number[] = [];
  readonly subprograms: number[] = [];
  private readonly unitOffsets: number[];

  /** @throws DamageError if nothing can be read */
  constructor(readonly sections: DwarfSections) {
    const info = sections.get('info');
    if (info.length === 0) throw new DamageError('.debug_info is empty or damaged');
    this.entries = new EntryReader(sections);
    const { units, problem } = readUnits(info, new AbbrevTables(sections.get('abbrev')));
    if (problem) {
      if (units.length === 0) throw new DamageError(problem);
      this.warnings.push(`DWARF: ${problem}; the units behind it are left out`);
    }
    this.units = units.filter((unit) => this.tryUnit(info, unit));
    if (this.units.length === 0) throw new DamageError('no readable unit in .debug_info');
    this.unitOffsets = this.units.map((unit) => unit.offset);
  }

  private tryUnit(info: Uint8Array, unit: Unit): boolean {
    const lists = [this.types, this.variables, this.constants, this.subprograms];
    const lengths = lists.map((list) => list.length);
    try {
      this.readUnit(unit);
      this.scan(info, unit);
      return true;
    } catch (error) {
      // Keep the first few: thousands of equal messages help nobody.
      if (this.warnings.length < 5) this.warnings.push(`DWARF: unit at offset 0x${unit.offset.toString(16)} is damaged: ${(error as Error).message}`);
      lists.forEach((list, i) => { list.length = lengths[i]; });
      return false;
    }
  }

  /** The unit's own entry. Bases come first in meaning: other attributes may be indexes relative to them. */
  private readUnit(unit: Unit): void {
    let root = this.entries.read(unit, unit.firstDie);
    if (!root) return;
    const numberOf = (attribute: number, otherwise: number): number => {
      const value = root!.values.get(attribute);
      return typeof value === 'number' ? value : otherwise;
    };
    unit.strOffsetsBase = numberOf(At.strOffsetsBase, unit.strOffsetsBase);
    unit.addrBase = numberOf(At.addrBase, unit.addrBase);
    unit.rnglistsBase = numberOf(At.rnglistsBase, unit.rnglistsBase);
    unit.loclistsBase = numberOf(At.loclistsBase, unit.loclistsBase);
    if (unit.version >= 5) root = this.entries.read(unit, unit.firstDie)!;
    unit.lowPc = numberOf(At.lowPc, 0);
    unit.lineProgram = numberOf(At.stmtList, -1);
    unit.name = textOf(root.values.get(At.name));
    unit.compDir = textOf(root.values.get(At.compDir));
    unit.ranges = this.rangesOf(root);
  }

  /** Code ranges of an entry: DW_AT_ranges, or low and high pc; [] if it has none. @throws DamageError */
  rangesOf(entry: Entry): { start: number; end: number }[] {
    const ranges = entry.values.get(At.ranges);
    if (typeof ranges === 'number') return readRanges(this.sections, this.entries, entry.unit, ranges);
    const low = entry.values.get(At.lowPc);
    const high = entry.values.get(At.highPc);
    if (typeof low !== 'number' || typeof high !== 'number') return [];
    const end = entry.highPcIsLength ? low + high : high;
    return low < end ? [{ start: low, end }] : [];
  }

  private scan(info: Uint8Array, unit: Unit): void {
    const reader = new ByteReader(info, unit.firstDie, unit.end);
    let depth = 0;
    while (reader.at < unit.end) {
      const offset = reader.at;
      const code = reader.uleb();
      if (code === 0) {
        // Padding may follow the root's last child.
        if (depth > 0) depth--;
        continue;
      }
      const abbrev = unit.abbrevs[code];
      if (!abbrev) throw new DamageError(`unknown abbreviation ${code} at offset 0x${offset.toString(16)}`);
      this.entries.skipValues(unit, reader, abbrev);
      if (depth === 1) {
        if (abbrev.tag === Tag.subprogram) this.subprograms.push(offset);
        else if (abbrev.tag === Tag.variable) this.variables.push(offset);
        else if (abbrev.tag === Tag.constant) this.constants.push(offset);
        else if (typeTags.has(abbrev.tag)) this.types.push(offset);
      }
      if (abbrev.hasChildren) depth++;
    }
  }

  private unitOf(offset: number): Unit | undefined {
    const unit = this.units[lastAtOrBelow(this.unitOffsets, offset)];
    return unit && offset >= unit.firstDie && offset < unit.end ? unit : undefined;
  }

  /** The entry at an offset of .debug_info; undefined if no unit holds it or it is damaged. */
  entryAt(offset: number): Entry | undefined {
    const unit = this.unitOf(offset);
    if (!unit) return undefined;
    try {
      return this.entries.read(unit, offset);
    } catch {
      return undefined;
    }
  }

  /** Direct children; where damage is met the list ends. */
  childrenOf(entry: Entry): Entry[] {
    const found: Entry[] = [];
    try {
      for (const child of this.entries.children(entry)) found.push(child);
    } catch {
      // What was read before the damage is kept.
    }
    return found;
  }

  /** An attribute, looked up through abstract origins and specifications too. */
  inherited(entry: Entry, attribute: number): Value | undefined {
    let at: Entry | undefined = entry;
    for (let depth = 0; at && depth < 8; depth++) {
      const value = at.values.get(attribute);
      if (value !== undefined) return value;
      const origin: Value | undefined = at.values.get(At.abstractOrigin) ?? at.values.get(At.specification);
      at = typeof origin === 'number' ? this.entryAt(origin) : undefined;
    }
    return undefined;
  }

  /** DW_AT_name of the entry at an offset, without reading the rest of it. */
  nameAt(offset: number): string {
    const unit = this.unitOf(offset);
    if (!unit) return '';
    try {
      return this.entries.name(unit, offset);
    } catch {
      return '';
    }
  }

  /** The abbreviation of the entry at an offset: its tag and which attributes it has. */
  shapeAt(offset: number): Abbrev | undefined {
    const unit = this.unitOf(offset);
    return unit && this.entries.shape(unit, offset);
  }

  nameOf(entry: Entry): string { return textOf(this.inherited(entry, At.name)); }
}

export function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: Value | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
