/** Units of .debug_info: their headers and the values that later forms are relative to. */
import { ByteReader, DamageError } from '../shared/bytes';
import type { Abbrev, AbbrevTables } from './abbrevs';

export interface Unit {
  /** Of the header in .debug_info; references of form ref1..ref8 count from here. */
  readonly offset: number;
  readonly end: number;
  readonly version: number;
  /** 4 in 32-bit DWARF, 8 in 64-bit DWARF. */
  readonly offsetSize: 4 | 8;
  readonly abbrevs: Abbrev[];
  readonly firstDie: number;
  /** From the unit's own entry. */
  strOffsetsBase: number;
  addrBase: number;
  rnglistsBase: number;
  loclistsBase: number;
  lowPc: number;
  name: string;
  compDir: string;
  /** Offset in .debug_line, -1: no line program. */
  lineProgram: number;
  ranges: { start: number; end: number }[];
}

const DW_UT_compile = 1;
const DW_UT_partial = 3;

/**
 * Headers of all units, in order. Stops with a message where one is damaged, because nothing behind it can be found.
 */
export function readUnits(info: Uint8Array, abbrevs: AbbrevTables): { units: Unit[]; problem: string | undefined } {
  const units: Unit[] = [];
  let at = 0;
  try {
    while (at < info.length) {
      const reader = new ByteReader(info, at);
      let length = reader.u32();
      let offsetSize: 4 | 8 = 4;
      if (length === 0xffff_ffff) {
        length = reader.u64();
        offsetSize = 8;
      }
      const end = reader.at + length;
      if (end > info.length || length < 7) throw new DamageError(`a unit of ${length} bytes`);
      const version = reader.u16();
      if (version < 2 || version > 5) throw new DamageError(`DWARF version ${version}`);
      const type = version >= 5 ? reader.u8() : DW_UT_compile;
      let addressSize = version >= 5 ? reader.u8() : 0;
      const abbrevOffset = offsetSize === 8 ? reader.u64() : reader.u32();
      if (version < 5) addressSize = reader.u8();
      if (addressSize !== 8) throw new DamageError(`addresses of ${addressSize} bytes`);
      if (type === DW_UT_compile || type === DW_UT_partial) {
        units.push({
          offset: at, end, version, offsetSize, abbrevs: abbrevs.at(abbrevOffset, version), firstDie: reader.at,
          // Without an attribute the tables begin behind their header (8 bytes; rnglists and loclists: 12).
          strOffsetsBase: 8, addrBase: 8, rnglistsBase: 12, loclistsBase: 12, lowPc: 0, name: '', compDir: '', lineProgram: -1, ranges: [],
        });
      }
      at = end;
    }
    return { units, problem: undefined };
  } catch (error) {
    return { units, problem: `.debug_info is damaged at offset 0x${at.toString(16)}: ${(error as Error).message}` };
  }
}
