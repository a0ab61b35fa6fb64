/**
 * LineTable from DWARF's line programs: statement marks and prologue ends. Positions come from gopclntab where there is
 * one (`base`), which is as exact and needs no decoding of whole units.
 */
import type { FunctionInfo, LineTable, SourcePosition } from '../program-image';
import { FileNames } from '../shared/files';
import { lastAtOrBelow } from '../shared/search';
import { FileStatements } from '../shared/statements';
import type { DwarfIndex } from './dwarf-index';
import { LineProgram, type LineRows, rowEndSequence, rowPrologueEnd, rowStatement } from './line-program';
import type { Unit } from './units';

interface UnitRange { start: number; end: number; unit: Unit }
/** Rows of one unit sorted by address, without empty ones. */
interface SortedRows extends LineRows { files: Int32Array }

export class DwarfLineTable implements LineTable {
  private readonly programs = new Map<Unit, LineProgram | undefined>();
  private readonly sorted = new Map<LineProgram, SortedRows>();
  private readonly statements = new Map<string, FileStatements>();
  private readonly names = new FileNames(() => this.files);
  private fileList: string[] | undefined;
  private ranges: UnitRange[] | undefined;
  private rangeStarts: Float64Array | undefined;

  /** `growsStack` tells code of the stack check, which bears a line but is no place to stop at. */
  constructor(private readonly index: DwarfIndex, private readonly base: LineTable, private readonly growsStack: (pc: number) => boolean) {}

  get files(): readonly string[] {
    if (!this.fileList) {
      const names = new Set(this.base.files);
      // Without gopclntab: every file of every unit.
      if (names.size === 0) for (const unit of this.index.units) for (const file of this.program(unit)?.files ?? []) if (file) names.add(file);
      this.fileList = [...names].sort();
    }
    return this.fileList;
  }

  at(pc: number): SourcePosition | undefined {
    const known = this.base.at(pc);
    if (known) return known;
    const found = this.rowAt(pc);
    if (!found) return undefined;
    const file = found.program.files[found.rows.files[found.row]];
    return file ? { file, line: found.rows.lines[found.row] } : undefined;
  }

  isStatement(pc: number): boolean {
    const found = this.rowAt(pc);
    if (!found) return this.base.isStatement(pc);
    return found.rows.addresses[found.row] === pc && (found.rows.flags[found.row] & rowStatement) !== 0 && !this.growsStack(pc);
  }

  afterPrologue(fn: FunctionInfo): number {
    const found = this.rowAt(fn.entry);
    if (found) {
      const { rows } = found;
      for (let row = found.row; row < rows.count && rows.addresses[row] < fn.end; row++) {
        if (rows.flags[row] & rowPrologueEnd && rows.addresses[row] >= fn.entry) return rows.addresses[row];
      }
    }
    return this.base.afterPrologue(fn);
  }

  addressesOf(file: string, line: number): number[] { return this.statementsOf(file)?.addresses(line) ?? []; }
  linesOf(file: string): number[] { return this.statementsOf(file)?.lines() ?? []; }

  private program(unit: Unit): LineProgram | undefined {
    if (!this.programs.has(unit)) {
      let program: LineProgram | undefined;
      try {
        if (unit.lineProgram >= 0) program = new LineProgram(this.index.sections, unit.lineProgram, unit.compDir);
      } catch {
        // A unit without a readable line program has positions from gopclntab only.
      }
      this.programs.set(unit, program);
    }
    return this.programs.get(unit);
  }

  private unitAt(pc: number): Unit | undefined {
    if (!this.ranges || !this.rangeStarts) {
      this.ranges = this.index.units.flatMap((unit) => unit.ranges.map((range) => ({ ...range, unit }))).sort((a, b) => a.start - b.start);
      this.rangeStarts = Float64Array.from(this.ranges, (range) => range.start);
    }
    const range = this.ranges[lastAtOrBelow(this.rangeStarts, pc)];
    return range && pc < range.end ? range.unit : undefined;
  }

  private rowAt(pc: number): { program: LineProgram; rows: SortedRows; row: number } | undefined {
    const unit = this.unitAt(pc);
    const program = unit && this.program(unit);
    if (!program) return undefined;
    const rows = this.sortedRows(program);
    const row = lastAtOrBelow(rows.addresses, pc, rows.count);
    return row < 0 || rows.flags[row] & rowEndSequence ? undefined : { program, rows, row };
  }

  private sortedRows(program: LineProgram): SortedRows {
    let found = this.sorted.get(program);
    if (!found) this.sorted.set(program, found = sortRows(program.rows()));
    return found;
  }

  private statementsOf(name: string): FileStatements | undefined {
    const file = this.names.only(name);
    if (file === undefined) return undefined;
    let found = this.statements.get(file);
    if (!found) {
      this.statements.set(file, found = new FileStatements());
      const unmarked = new FileStatements();
      for (const unit of this.index.units) {
        const program = this.program(unit);
        if (program?.files.includes(file)) this.collect(found, unmarked, program, this.sortedRows(program), file);
      }
      found.fill(unmarked);
      // A file that only assembly of another unit or damaged DWARF knows.
      if (found.lines().length === 0) for (const line of this.base.linesOf(file)) for (const address of this.base.addressesOf(file, line)) found.add(line, address);
    }
    return found;
  }

  /**
   * One address per contiguous run of a line: the first that is marked as a statement. Compilers leave some lines without
   * any mark though they have code: those get the beginnings of their runs (`unmarked`).
   */
  private collect(into: FileStatements, unmarked: FileStatements, program: LineProgram, rows: SortedRows, file: string): void {
    let runFile = -1;
    let runLine = -1;
    let found = false;
    for (let row = 0; row < rows.count; row++) {
      if (rows.flags[row] & rowEndSequence) {
        runFile = -1;
        continue;
      }
      const isNewRun = rows.files[row] !== runFile || rows.lines[row] !== runLine;
      if (isNewRun) {
        runFile = rows.files[row];
        runLine = rows.lines[row];
        found = false;
      }
      const isStatement = (rows.flags[row] & rowStatement) !== 0;
      if (found || !(isStatement || isNewRun) || program.files[runFile] !== file || !this.isPlace(rows.addresses[row], runLine)) continue;
      (isStatement ? into : unmarked).add(runLine, rows.addresses[row]);
      found = isStatement;
    }
  }

  /** Not in the block that grows the stack, and not where gopclntab, which is always right, knows another line. */
  private isPlace(address: number, line: number): boolean {
    const known = this.base.at(address);
    return (known === undefined || known.line === line) && !this.growsStack(address);
  }
}

/**
 * By address; of rows at one address the last holds (earlier ones cover no bytes), but it keeps their prologue mark.
 * Up to 1.14 Go ends functions with a row "file 1, line 1", and units with the end of the sequence, at the address of the
 * last instruction instead of behind it: left out.
 */
function sortRows(rows: LineRows): SortedRows {
  const order = new Uint32Array(rows.count);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let ascending = true;
  for (let i = 1; i < rows.count && ascending; i++) ascending = rows.addresses[i - 1] <= rows.addresses[i];
  // An end of one sequence sorts before the beginning of the next at the same address.
  if (!ascending) order.sort((a, b) => rows.addresses[a] - rows.addresses[b] || (rows.flags[b] & rowEndSequence) - (rows.flags[a] & rowEndSequence) || a - b);
  const out: SortedRows = {
    count: 0, addresses: new Float64Array(rows.count), files: new Int32Array(rows.count), lines: new Int32Array(rows.count), flags: new Uint8Array(rows.count),
  };
  for (const from of order) {
    const isMarker = (rows.lines[from] === 1 && rows.files[from] === 1) || (rows.flags[from] & rowEndSequence) !== 0;
    if (isMarker && from > 0 && rows.addresses[from - 1] === rows.addresses[from]) continue;
    const last = out.count - 1;
    const isEmpty = last >= 0 && out.addresses[last] === rows.addresses[from];
    const carried = isEmpty ? out.flags[last] & rowPrologueEnd : 0;
    const to = isEmpty ? last : out.count++;
    out.addresses[to] = rows.addresses[from];
    out.files[to] = rows.files[from];
    out.lines[to] = rows.lines[from];
    out.flags[to] = rows.flags[from] | carried;
  }
  return { ...out, addresses: out.addresses.subarray(0, out.count), files: out.files.subarray(0, out.count), lines: out.lines.subarray(0, out.count), flags: out.flags.subarray(0, out.count) };
}
