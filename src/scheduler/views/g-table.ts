/** Snapshots of many Gs, column by column: a million rows cost 150 MB and no object but the row itself. */
import type { GStatusName, GView } from '../api';
import type { GFields } from '../layout/fields';
import type { MemoryReader } from '../memory-reader';
import { PAGE_SIZE } from '../../machine/api';
import { gStatusName, SCAN_BIT } from '../statuses';

/** What a row needs that is not a number. */
export interface GTexts {
  waitReason(raw: number): string | undefined;
  /** goroutine of the runtime itself, by the function it started in */
  isSystem(startPc: number, goid: number): boolean;
}

const enum Column { address, goid, status, m, lockedM, lo, hi, guard, schedPc, schedSp, schedBp, syscallPc, syscallSp, startPc, goPc, reason, flags, count }

const PREEMPT = 1;
const THROWSPLIT = 2;

/** 8 bytes at a field, as a number; 0 if this Go version has no such field. */
function pointer(view: DataView, start: number, offset: number): number {
  return offset < 0 ? 0 : view.getUint32(start + offset, true) + view.getUint32(start + offset + 4, true) * 0x100000000;
}

/** Rows of Gs; `add` reads one. */
export class GTable {
  #cells: Float64Array;
  length = 0;

  constructor(readonly fields: GFields, readonly reader: MemoryReader, readonly texts: GTexts, capacity: number) {
    this.#cells = new Float64Array(Math.max(1, capacity) * Column.count);
  }

  /** Reads the G at `address` into a new row, whose index is returned. Throws MemoryFault, leaving no row behind. */
  add(address: number): number {
    const { fields, reader } = this;
    const base = this.length * Column.count;
    if (base + Column.count > this.#cells.length) {
      const larger = new Float64Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    const page = reader.page(address, fields.size);
    if (page) this.#fill(base, address, page, address % PAGE_SIZE);
    // A G across two pages: its bytes in one piece.
    else {
      const bytes = reader.memory.read(address, fields.size);
      this.#fill(base, address, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    }
    return this.length++;
  }

  #fill(base: number, address: number, view: DataView, start: number): void {
    const { fields } = this;
    const cells = this.#cells;
    cells[base + Column.address] = address;
    cells[base + Column.goid] = pointer(view, start, fields.goid);
    cells[base + Column.status] = view.getUint32(start + fields.atomicstatus, true);
    cells[base + Column.m] = pointer(view, start, fields.m);
    cells[base + Column.lockedM] = pointer(view, start, fields.lockedm);
    cells[base + Column.lo] = pointer(view, start, fields.stackLo);
    cells[base + Column.hi] = pointer(view, start, fields.stackHi);
    const guard = start + fields.stackguard0;
    // Signed: stackPreempt is near 2^64, which a double cannot hold.
    cells[base + Column.guard] = view.getUint32(guard, true) + view.getInt32(guard + 4, true) * 0x100000000;
    cells[base + Column.schedPc] = pointer(view, start, fields.schedPc);
    cells[base + Column.schedSp] = pointer(view, start, fields.schedSp);
    cells[base + Column.schedBp] = pointer(view, start, fields.schedBp);
    cells[base + Column.syscallPc] = pointer(view, start, fields.syscallPc);
    cells[base + Column.syscallSp] = pointer(view, start, fields.syscallSp);
    cells[base + Column.startPc] = pointer(view, start, fields.startPc);
    cells[base + Column.goPc] = pointer(view, start, fields.goPc);
    cells[base + Column.reason] = fields.waitreason < 0 || fields.waitreasonIsString ? 0 : view.getUint8(start + fields.waitreason);
    cells[base + Column.flags] = (fields.preempt >= 0 && view.getUint8(start + fields.preempt) !== 0 ? PREEMPT : 0)
      | (fields.throwsplit >= 0 && view.getUint8(start + fields.throwsplit) !== 0 ? THROWSPLIT : 0);
  }

  cell(row: number, column: Column): number { return this.#cells[row * Column.count + column]; }
  status(row: number): number { return this.cell(row, Column.status); }
  view(row: number): GView { return new GRow(this, row); }
}

/** One row as a GView. */
class GRow implements GView {
  constructor(private readonly table: GTable, private readonly row: number) {}

  get address(): number { return this.table.cell(this.row, Column.address); }
  get goid(): number { return this.table.cell(this.row, Column.goid); }
  get rawStatus(): number { return this.table.cell(this.row, Column.status); }
  get status(): GStatusName { return gStatusName(this.rawStatus); }
  get scan(): boolean { return (this.rawStatus & SCAN_BIT) !== 0; }
  get m(): number { return this.table.cell(this.row, Column.m); }
  get lockedM(): number { return this.table.cell(this.row, Column.lockedM); }
  get stack(): { lo: number; hi: number } { return { lo: this.table.cell(this.row, Column.lo), hi: this.table.cell(this.row, Column.hi) }; }
  get stackguard0(): bigint { return BigInt.asUintN(64, BigInt(this.table.cell(this.row, Column.guard))); }
  get sched(): { pc: number; sp: number; bp: number } {
    const { table, row } = this;
    return { pc: table.cell(row, Column.schedPc), sp: table.cell(row, Column.schedSp), bp: table.cell(row, Column.schedBp) };
  }
  get syscall(): { pc: number; sp: number } {
    return { pc: this.table.cell(this.row, Column.syscallPc), sp: this.table.cell(this.row, Column.syscallSp) };
  }
  get startPc(): number { return this.table.cell(this.row, Column.startPc); }
  get goPc(): number { return this.table.cell(this.row, Column.goPc); }
  get preempt(): boolean { return (this.table.cell(this.row, Column.flags) & PREEMPT) !== 0; }
  get throwsplit(): boolean { return (this.table.cell(this.row, Column.flags) & THROWSPLIT) !== 0; }
  get system(): boolean { return this.table.texts.isSystem(this.startPc, this.goid); }

  get waitReason(): string | undefined {
    if (this.status !== 'waiting') return undefined;
    const { fields, reader } = this.table;
    if (!fields.waitreasonIsString) return this.table.texts.waitReason(this.table.cell(this.row, Column.reason));
    try {
      return reader.goString(this.address + fields.waitreason) || undefined;
    } catch {
      return undefined;
    }
  }
}
