/** One line number program of .debug_line (versions 2–5): its file table at once, its rows when asked for. */
import { ByteReader, DamageError, u32, u64, zeroTerminated } from '../shared/bytes';
import { Form } from './constants';
import type { DwarfSections } from './sections';

export const rowStatement = 1;
export const rowPrologueEnd = 2;
export const rowEndSequence = 4;

/** Rows in program order: parallel arrays. Within a sequence addresses ascend; a row holds up to the next one's address. */
export interface LineRows { count: number; addresses: Float64Array; files: Int32Array; lines: Int32Array; flags: Uint8Array }

export class LineProgram {
  /** Paths by the numbers that rows use; up to version 4 the first is unused. */
  readonly files: string[] = [];
  private readonly reader: ByteReader;
  private readonly version: number;
  private readonly minimumLength: number;
  private readonly defaultStatement: boolean;
  private readonly lineBase: number;
  private readonly lineRange: number;
  private readonly opcodeLengths: number[] = [0];
  private readonly programStart: number;
  private cached: LineRows | undefined;

  /** @throws DamageError */
  constructor(private readonly sections: DwarfSections, offset: number, compDir: string) {
    const bytes = sections.get('line');
    const header = new ByteReader(bytes, offset);
    let length = header.u32();
    const wide = length === 0xffff_ffff;
    if (wide) length = header.u64();
    this.reader = new ByteReader(bytes, header.at, header.at + length);
    const { reader } = this;
    this.version = reader.u16();
    if (this.version < 2 || this.version > 5) throw new DamageError(`.debug_line version ${this.version}`);
    if (this.version >= 5) reader.skip(2); // address size, segment selector size
    const headerLength = wide ? reader.u64() : reader.u32();
    this.programStart = reader.at + headerLength;
    this.minimumLength = reader.u8();
    if (this.version >= 4) reader.u8(); // operations per instruction: amd64 has no VLIW
    this.defaultStatement = reader.u8() !== 0;
    this.lineBase = reader.i8();
    this.lineRange = reader.u8();
    const opcodeBase = reader.u8();
    if (this.lineRange === 0 || opcodeBase === 0 || this.programStart > reader.end) throw new DamageError('.debug_line has a damaged header');
    for (let i = 1; i < opcodeBase; i++) this.opcodeLengths.push(reader.u8());
    if (this.version >= 5) this.readTables5(wide, compDir); else this.readTables4(compDir);
  }

  private readTables4(compDir: string): void {
    const { reader } = this;
    const folders = [compDir];
    for (let name = reader.zeroTerminated(); name !== ''; name = reader.zeroTerminated()) folders.push(name);
    this.files.push('');
    for (let name = reader.zeroTerminated(); name !== ''; name = reader.zeroTerminated()) {
      this.files.push(joined(folders[reader.uleb()] ?? '', name));
      reader.uleb(); // time
      reader.uleb(); // size
    }
  }

  private readTables5(wide: boolean, compDir: string): void {
    const folders = this.readEntries(wide).map((entry) => entry.path);
    for (const { path, folder } of this.readEntries(wide)) {
      const parent = folders[folder] ?? '';
      this.files.push(joined(folder > 0 && !parent.startsWith('/') ? joined(folders[0] ?? compDir, parent) : parent, path));
    }
  }

  /** Version 5: a list of (content type, form) pairs, then that many fields for each entry. */
  private readEntries(wide: boolean): { path: string; folder: number }[] {
    const { reader } = this;
    const formats: { type: number; form: number }[] = [];
    const formatCount = reader.u8();
    for (let i = 0; i < formatCount; i++) formats.push({ type: reader.uleb(), form: reader.uleb() });
    const count = reader.uleb();
    if (count > reader.end - reader.at) throw new DamageError(`.debug_line claims ${count} files`);
    const entries: { path: string; folder: number }[] = [];
    for (let i = 0; i < count; i++) {
      const entry = { path: '', folder: 0 };
      for (const { type, form } of formats) {
        const value = this.field(form, wide);
        if (type === 1) entry.path = String(value);
        else if (type === 2) entry.folder = Number(value);
      }
      entries.push(entry);
    }
    return entries;
  }

  private field(form: number, wide: boolean): string | number {
    const { reader } = this;
    switch (form) {
      case Form.string: return reader.zeroTerminated();
      case Form.lineStrp: return zeroTerminated(this.sections.get('line_str'), wide ? reader.u64() : reader.u32());
      case Form.strp: return zeroTerminated(this.sections.get('str'), wide ? reader.u64() : reader.u32());
      case Form.udata: return reader.uleb();
      case Form.data1: return reader.u8();
      case Form.data2: return reader.u16();
      case Form.data4: return reader.u32();
      case Form.data8: return reader.u64();
      case Form.data16: reader.skip(16); return 0; // MD5
      case Form.block: reader.skip(reader.uleb()); return 0;
      default: throw new DamageError(`unknown form 0x${form.toString(16)} in .debug_line`);
    }
  }

  /** All rows. A program that is damaged half-way gives those before the damage. */
  rows(): LineRows {
    return this.cached ??= this.run();
  }

  private run(): LineRows {
    const rows = new RowList();
    try {
      this.execute(rows);
    } catch {
      // Rows decoded so far stay usable.
    }
    return rows.finish();
  }

  private execute(rows: RowList): void {
    const { bytes, end } = this.reader;
    const reader = new ByteReader(bytes, this.programStart, end);
    const opcodeBase = this.opcodeLengths.length;
    let address = 0, file = 1, line = 1, prologueEnd = false;
    let statement = this.defaultStatement;
    const reset = (): void => { address = 0; file = 1; line = 1; statement = this.defaultStatement; prologueEnd = false; };
    const emit = (sequenceEnd: boolean): void => {
      rows.add(address, file, line, (statement ? rowStatement : 0) | (prologueEnd ? rowPrologueEnd : 0) | (sequenceEnd ? rowEndSequence : 0));
      prologueEnd = false;
    };
    while (reader.at < end) {
      const opcode = reader.u8();
      if (opcode >= opcodeBase) {
        const adjusted = opcode - opcodeBase;
        address += Math.floor(adjusted / this.lineRange) * this.minimumLength;
        line += this.lineBase + adjusted % this.lineRange;
        emit(false);
      } else if (opcode === 0) {
        const length = reader.uleb();
        const start = reader.skip(length);
        switch (bytes[start]) {
          case 1: emit(true); reset(); break; // end_sequence
          case 2: address = length > 8 ? u64(bytes, start + 1) : u32(bytes, start + 1); break; // set_address
          default: break; // define_file, set_discriminator and vendors' own
        }
      } else {
        switch (opcode) {
          case 1: emit(false); break; // copy
          case 2: address += reader.uleb() * this.minimumLength; break; // advance_pc
          case 3: line += reader.sleb(); break; // advance_line
          case 4: file = reader.uleb(); break; // set_file
          case 5: reader.uleb(); break; // set_column
          case 6: statement = !statement; break; // negate_stmt
          case 7: break; // set_basic_block
          case 8: address += Math.floor((255 - opcodeBase) / this.lineRange) * this.minimumLength; break; // const_add_pc
          case 9: address += reader.u16(); break; // fixed_advance_pc
          case 10: prologueEnd = true; break; // set_prologue_end
          case 11: break; // set_epilogue_begin
          case 12: reader.uleb(); break; // set_isa
          default: for (let i = 0; i < this.opcodeLengths[opcode]; i++) reader.uleb();
        }
      }
    }
  }
}

/** Growing parallel arrays. */
class RowList {
  private capacity = 1024;
  private count = 0;
  private addresses = new Float64Array(this.capacity);
  private files = new Int32Array(this.capacity);
  private lines = new Int32Array(this.capacity);
  private flags = new Uint8Array(this.capacity);

  add(address: number, file: number, line: number, flags: number): void {
    if (this.count === this.capacity) this.grow();
    const i = this.count++;
    this.addresses[i] = address;
    this.files[i] = file;
    this.lines[i] = line;
    this.flags[i] = flags;
  }

  private grow(): void {
    this.capacity *= 2;
    const { addresses, files, lines, flags } = this;
    (this.addresses = new Float64Array(this.capacity)).set(addresses);
    (this.files = new Int32Array(this.capacity)).set(files);
    (this.lines = new Int32Array(this.capacity)).set(lines);
    (this.flags = new Uint8Array(this.capacity)).set(flags);
  }

  finish(): LineRows {
    const { count } = this;
    return {
      count, addresses: this.addresses.slice(0, count), files: this.files.slice(0, count), lines: this.lines.slice(0, count), flags: this.flags.slice(0, count),
    };
  }
}

/** Go writes "." for the folder of relative names and means nothing by it. */
function joined(folder: string, name: string): string {
  return name.startsWith('/') || folder === '' || folder === '.' ? name : `${folder}/${name}`;
}
