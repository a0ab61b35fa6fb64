/**
 * Function records of gopclntab. Fields after the entry (8 bytes up to generation 16, then 4, relative to text start):
 *   name, args size, deferreturn, pcsp, pcfile, pcln, npcdata, [compilation unit, 16+], [start line, 20+],
 *   funcID (byte), flags (byte, from 1.17), padding (byte), nfuncdata (byte); then npcdata offsets of pc-value tables,
 *   then nfuncdata pointers (generation 18+: 32-bit offsets from the module's gofunc).
 */
import { i32, u32, u64, zeroTerminated } from '../shared/bytes';
import { NameTable } from '../shared/name-table';
import { lastAtOrBelow, noRuns, type Runs } from '../shared/search';
import type { PclnHeader } from './header';
import { decodePcValues, walkPcValues } from './pc-values';

export const flagTopFrame = 1;
export const flagSpWrite = 2;

export class PclnRecords {
  readonly count: number;
  /** Entry of each function, ascending, and behind them the end of the last one. */
  readonly entries: Float64Array;
  private readonly afterEntry: number;
  private readonly names: NameTable;

  constructor(readonly header: PclnHeader, readonly textStart: number, private readonly gofunc: number | undefined) {
    const { bytes, index, functionCount, generation } = header;
    this.afterEntry = generation >= 18 ? 4 : 8;
    // In generation 12 names lie between other tables.
    this.names = new NameTable(bytes.subarray(header.names, generation === 12 ? undefined : Math.max(header.names, header.compilationUnits)));
    let count = functionCount;
    const entries = new Float64Array(count + 1);
    for (let i = 0; i <= count; i++) {
      entries[i] = generation >= 18 ? textStart + u32(bytes, index + i * 8) : u64(bytes, index + i * 16);
      if (i > 0 && !(entries[i] > entries[i - 1])) {
        // Damaged from here on: keep what is in order. (Equal entries do not occur in intact tables.)
        count = i - 1;
        break;
      }
    }
    this.count = count;
    this.entries = entries.subarray(0, count + 1);
  }

  /** Index of the function whose code contains pc; -1 if none does. */
  indexAt(pc: number): number {
    const index = lastAtOrBelow(this.entries, pc);
    return index < this.count ? index : -1;
  }

  /** Offset of the record's first byte after its entry. */
  private at(index: number): number {
    const { header } = this;
    const offset = header.generation >= 18 ? u32(header.bytes, header.index + index * 8 + 4) : u64(header.bytes, header.index + index * 16 + 8);
    return header.functions + offset + this.afterEntry;
  }

  name(index: number): string { return this.nameAt(i32(this.header.bytes, this.at(index))); }

  nameAt(offset: number): string { return this.names.at(offset); }

  /** Bytes of arguments and results; undefined where the table says that it is unknown (0x80000000). */
  argsSize(index: number): number | undefined {
    const size = i32(this.header.bytes, this.at(index) + 4);
    return size < 0 ? undefined : size;
  }

  flags(index: number): number {
    return this.header.generation === 12 ? 0 : this.header.bytes[this.trailer(index) + 1] ?? 0;
  }

  funcId(index: number): number { return this.header.bytes[this.trailer(index)] ?? 0; }

  /** The line of the func keyword (generation 20). */
  startLine(index: number): number | undefined {
    return this.header.generation === 20 ? i32(this.header.bytes, this.at(index) + 32) : undefined;
  }

  private compilationUnit(index: number): number {
    return this.header.generation === 12 ? 0 : u32(this.header.bytes, this.at(index) + 28);
  }

  private trailer(index: number): number {
    const { generation } = this.header;
    return this.at(index) + (generation === 12 ? 28 : generation === 20 ? 36 : 32);
  }

  private runs(index: number, offset: number): Runs {
    const { header } = this;
    if (offset === 0) return noRuns;
    return decodePcValues(header.bytes, header.pcValues + offset, this.entries[index + 1] - this.entries[index]);
  }

  stackRuns(index: number): Runs { return this.runs(index, u32(this.header.bytes, this.at(index) + 12)); }
  /** Values are file numbers, see fileName. */
  fileRuns(index: number): Runs { return this.runs(index, u32(this.header.bytes, this.at(index) + 16)); }
  lineRuns(index: number): Runs { return this.runs(index, u32(this.header.bytes, this.at(index) + 20)); }

  private pcdataCount(index: number): number {
    // A real function has a handful; more is damage.
    return Math.min(u32(this.header.bytes, this.at(index) + 24), 64);
  }

  pcdataRuns(index: number, table: number): Runs {
    if (table >= this.pcdataCount(index)) return noRuns;
    return this.runs(index, u32(this.header.bytes, this.trailer(index) + 4 + table * 4));
  }

  /** The largest value of a PCDATA table; -1 if it has none above. */
  pcdataMaximum(index: number, table: number): number {
    const { header } = this;
    let maximum = -1;
    const offset = table < this.pcdataCount(index) ? u32(header.bytes, this.trailer(index) + 4 + table * 4) : 0;
    if (offset !== 0) walkPcValues(header.bytes, header.pcValues + offset, this.entries[index + 1] - this.entries[index], (value) => { if (value > maximum) maximum = value; });
    return maximum;
  }

  /** Address of a FUNCDATA object; undefined if the function has none. */
  funcdata(index: number, table: number): number | undefined {
    const { bytes, generation } = this.header;
    const trailer = this.trailer(index);
    if (table >= bytes[trailer + 3]) return undefined;
    const list = trailer + 4 + this.pcdataCount(index) * 4;
    if (generation >= 18) {
      const offset = u32(bytes, list + table * 4);
      return offset === 0xffff_ffff || this.gofunc === undefined ? undefined : this.gofunc + offset;
    }
    return u64(bytes, Math.ceil(list / 8) * 8 + table * 8) || undefined;
  }

  /** Path of a file by its number, which counts within the function's compilation unit (16+) or the whole program (12). */
  fileName(index: number, file: number): string {
    const offset = this.fileOffset(index, file);
    return offset === undefined ? '' : this.fileAt(offset);
  }

  /** A key for the file: equal for equal files across functions. */
  fileOffset(index: number, file: number): number | undefined {
    const { bytes, generation, files, compilationUnits } = this.header;
    if (file < 0) return undefined;
    if (generation === 12) return file === 0 || file >= this.header.fileCount ? undefined : u32(bytes, files + file * 4);
    const offset = u32(bytes, compilationUnits + (this.compilationUnit(index) + file) * 4);
    return offset === 0xffff_ffff ? undefined : files + offset;
  }

  private readonly fileNames = new Map<number, string>();

  fileAt(offset: number): string {
    let name = this.fileNames.get(offset);
    if (name === undefined) this.fileNames.set(offset, name = zeroTerminated(this.header.bytes, offset));
    return name;
  }
}
