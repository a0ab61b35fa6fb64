/** Debugging information entries (DIEs): reading their attributes, walking over them. */
import { ByteReader, DamageError, i32, u16, u32, u64, zeroTerminated } from '../shared/bytes';
import { type Abbrev, fixedSizes } from './abbrevs';
import { At, Form } from './constants';
import type { DwarfSections } from './sections';
import type { Unit } from './units';

/** References are offsets in .debug_info; addresses, section offsets, constants and flags are numbers; expressions are bytes. */
export type Value = number | string | Uint8Array;

export interface Entry {
  readonly unit: Unit;
  readonly offset: number;
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly values: ReadonlyMap<number, Value>;
  /** Offset of the next entry: the first child, if it has children. */
  readonly next: number;
  /** DW_AT_high_pc is a length, not an address. */
  readonly highPcIsLength: boolean;
}

export class EntryReader {
  private readonly info: Uint8Array;

  constructor(private readonly sections: DwarfSections) {
    this.info = sections.get('info');
  }

  /** The entry at an offset; undefined for the null entry that ends a list of children. @throws DamageError */
  read(unit: Unit, offset: number): Entry | undefined {
    const reader = new ByteReader(this.info, offset, unit.end);
    const code = reader.uleb();
    if (code === 0) return undefined;
    const abbrev = unit.abbrevs[code];
    if (!abbrev) throw new DamageError(`unknown abbreviation ${code} at offset 0x${offset.toString(16)} of .debug_info`);
    const values = new Map<number, Value>();
    let highPcIsLength = false;
    for (let i = 0; i < abbrev.forms.length; i++) {
      const attribute = abbrev.attributes[i];
      const form = abbrev.forms[i];
      if (attribute === At.highPc) highPcIsLength = form !== Form.addr && !(form >= Form.addrx1 && form <= Form.addrx4) && form !== Form.addrx;
      values.set(attribute, this.value(unit, reader, form, abbrev.implicit[i]));
    }
    return { unit, offset, tag: abbrev.tag, hasChildren: abbrev.hasChildren, values, next: reader.at, highPcIsLength };
  }

  /** DW_AT_name alone; Go writes it first. @throws DamageError */
  name(unit: Unit, offset: number): string {
    const reader = new ByteReader(this.info, offset, unit.end);
    const abbrev = unit.abbrevs[reader.uleb()];
    if (abbrev?.attributes[0] === At.name) return String(this.value(unit, reader, abbrev.forms[0], 0));
    const name = this.read(unit, offset)?.values.get(At.name);
    return typeof name === 'string' ? name : '';
  }

  /** The abbreviation of the entry at an offset. */
  shape(unit: Unit, offset: number): Abbrev | undefined {
    return unit.abbrevs[new ByteReader(this.info, offset, unit.end).uleb()];
  }

  /** Direct children. @throws DamageError */
  *children(parent: Entry): Generator<Entry> {
    if (!parent.hasChildren) return;
    let at = parent.next;
    while (at < parent.unit.end) {
      const child = this.read(parent.unit, at);
      if (!child) return;
      yield child;
      at = child.hasChildren ? this.endOfChildren(parent.unit, child.next) : child.next;
    }
  }

  /** Offset behind the null entry that ends the children beginning at `at`. */
  endOfChildren(unit: Unit, at: number): number {
    let depth = 1;
    const reader = new ByteReader(this.info, at, unit.end);
    while (depth > 0) {
      const code = reader.uleb();
      if (code === 0) { depth--; continue; }
      const abbrev = unit.abbrevs[code];
      if (!abbrev) throw new DamageError(`unknown abbreviation ${code} at offset 0x${reader.at.toString(16)} of .debug_info`);
      this.skipValues(unit, reader, abbrev);
      if (abbrev.hasChildren) depth++;
    }
    return reader.at;
  }

  skipValues(unit: Unit, reader: ByteReader, abbrev: Abbrev): void {
    if (unit.offsetSize === 4) {
      for (const step of abbrev.plan) {
        if (step >= 0) reader.skip(step); else this.skipValue(unit, reader, -step);
      }
      return;
    }
    for (const form of abbrev.forms) this.skipValue(unit, reader, form);
  }

  private skipValue(unit: Unit, reader: ByteReader, form: number): void {
    const fixed = fixedSizes[form];
    if (fixed !== undefined) { reader.skip(fixed); return; }
    switch (form) {
      case Form.string: {
        const end = reader.bytes.indexOf(0, reader.at);
        reader.skip((end < 0 ? reader.end : end) - reader.at + 1);
        return;
      }
      case Form.udata: case Form.sdata: case Form.refUdata: case Form.strx: case Form.addrx: case Form.loclistx: case Form.rnglistx: reader.uleb(); return;
      case Form.strp: case Form.lineStrp: case Form.secOffset: case Form.strpSup: reader.skip(unit.offsetSize); return;
      case Form.refAddr: reader.skip(unit.version < 3 ? 8 : unit.offsetSize); return;
      case Form.block1: reader.skip(reader.u8()); return;
      case Form.block2: reader.skip(reader.u16()); return;
      case Form.block4: reader.skip(reader.u32()); return;
      case Form.block: case Form.exprloc: reader.skip(reader.uleb()); return;
      case Form.indirect: this.skipValue(unit, reader, reader.uleb()); return;
      default: throw new DamageError(`unknown form 0x${form.toString(16)}`);
    }
  }

  private value(unit: Unit, reader: ByteReader, form: number, implicit: number): Value {
    const sectionOffset = (): number => unit.offsetSize === 8 ? reader.u64() : reader.u32();
    switch (form) {
      case Form.addr: case Form.data8: case Form.refSig8: case Form.refSup8: return reader.u64();
      case Form.data1: case Form.flag: return reader.u8();
      case Form.data2: return reader.u16();
      case Form.data4: case Form.refSup4: return reader.u32();
      case Form.data16: return reader.bytesOf(16);
      case Form.udata: return reader.uleb();
      case Form.sdata: return reader.sleb();
      case Form.flagPresent: return 1;
      case Form.implicitConst: return implicit;
      case Form.string: return reader.zeroTerminated();
      case Form.strp: return zeroTerminated(this.sections.get('str'), sectionOffset());
      case Form.lineStrp: return zeroTerminated(this.sections.get('line_str'), sectionOffset());
      case Form.strx: return this.indexedString(unit, reader.uleb());
      case Form.strx1: return this.indexedString(unit, reader.u8());
      case Form.strx2: return this.indexedString(unit, reader.u16());
      case Form.strx3: return this.indexedString(unit, reader.u16() + reader.u8() * 0x10000);
      case Form.strx4: return this.indexedString(unit, reader.u32());
      case Form.addrx: return this.indexedAddress(unit, reader.uleb());
      case Form.addrx1: return this.indexedAddress(unit, reader.u8());
      case Form.addrx2: return this.indexedAddress(unit, reader.u16());
      case Form.addrx3: return this.indexedAddress(unit, reader.u16() + reader.u8() * 0x10000);
      case Form.addrx4: return this.indexedAddress(unit, reader.u32());
      case Form.ref1: return unit.offset + reader.u8();
      case Form.ref2: return unit.offset + reader.u16();
      case Form.ref4: return unit.offset + reader.u32();
      case Form.ref8: return unit.offset + reader.u64();
      case Form.refUdata: return unit.offset + reader.uleb();
      case Form.refAddr: return unit.version < 3 ? reader.u64() : sectionOffset();
      case Form.secOffset: case Form.strpSup: return sectionOffset();
      case Form.loclistx: return this.listOffset(unit, 'loclists', unit.loclistsBase, reader.uleb());
      case Form.rnglistx: return this.listOffset(unit, 'rnglists', unit.rnglistsBase, reader.uleb());
      case Form.block1: return reader.bytesOf(reader.u8());
      case Form.block2: return reader.bytesOf(reader.u16());
      case Form.block4: return reader.bytesOf(reader.u32());
      case Form.block: case Form.exprloc: return reader.bytesOf(reader.uleb());
      case Form.indirect: return this.value(unit, reader, reader.uleb(), 0);
      default: throw new DamageError(`unknown form 0x${form.toString(16)}`);
    }
  }

  private indexedString(unit: Unit, index: number): string {
    const offsets = this.sections.get('str_offsets');
    const at = unit.strOffsetsBase + index * unit.offsetSize;
    return zeroTerminated(this.sections.get('str'), unit.offsetSize === 8 ? u64(offsets, at) : u32(offsets, at));
  }

  /** Entry `index` of the unit's part of .debug_addr. */
  indexedAddress(unit: Unit, index: number): number {
    return u64(this.sections.get('addr'), unit.addrBase + index * 8);
  }

  private listOffset(unit: Unit, section: string, base: number, index: number): number {
    const lists = this.sections.get(section);
    const at = base + index * unit.offsetSize;
    return base + (unit.offsetSize === 8 ? u64(lists, at) : u32(lists, at));
  }

  /** A constant attribute that may need all of its 64 bits, e.g. DW_AT_const_value. */
  wideConstant(entry: Entry, wanted: number): bigint | undefined {
    const reader = new ByteReader(this.info, entry.offset, entry.unit.end);
    const abbrev = entry.unit.abbrevs[reader.uleb()];
    for (let i = 0; i < abbrev.forms.length; i++) {
      const form = abbrev.forms[i];
      if (abbrev.attributes[i] !== wanted) { this.skipValue(entry.unit, reader, form); continue; }
      switch (form) {
        case Form.sdata: return wideLeb(reader, true);
        case Form.udata: return wideLeb(reader, false);
        case Form.implicitConst: return BigInt(abbrev.implicit[i]);
        case Form.data1: return BigInt(reader.u8());
        case Form.data2: return BigInt(u16(this.info, reader.skip(2)));
        case Form.data4: return BigInt(i32(this.info, reader.skip(4)));
        case Form.data8: { const at = reader.skip(8); return BigInt.asIntN(64, BigInt(u32(this.info, at)) | (BigInt(u32(this.info, at + 4)) << 32n)); }
        default: return undefined;
      }
    }
    return undefined;
  }
}

function wideLeb(reader: ByteReader, signed: boolean): bigint {
  let value = 0n;
  let shift = 0n;
  for (;;) {
    const byte = reader.u8();
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80 || shift > 70n) return signed && byte & 0x40 ? value - (1n << shift) : value;
  }
}
