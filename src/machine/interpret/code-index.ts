/** Records by the address of their instruction: for each page with code a table in linear memory, which the run decoder fills, too. */
import { PAGE_SIZE } from '../api';
import type { FramePool } from '../memory/frames';
import type { LinearMemory } from '../memory/linear-memory';
import { CodeArea } from './code-area';

/** An entry for each byte of the page, u32; 0: no record. */
const TABLE_SIZE = PAGE_SIZE * 4;
/** Tables for some 8,000 pages, 32 MB of code. */
const MOST_PIECES = 128;
/** Longest instruction: what begins closer to the end of a page may go on on the next one. */
const LONGEST = 15;

export class CodeIndex {
  /** By page number: small integers are found quicker than addresses. */
  private readonly tables = new Map<number, number>();
  // The page looked up last (NaN: none): code that leaves its region comes back to the same one again and again.
  private lastNumber = NaN;
  private lastTable: number | undefined;
  private readonly free: number[] = [];
  private readonly area: CodeArea;

  constructor(private readonly linear: LinearMemory, frames: FramePool) {
    this.area = new CodeArea(frames, MOST_PIECES);
  }

  /** The page's table, if there is one. */
  known(page: number): number | undefined { return this.table(page / PAGE_SIZE); }

  private table(number: number): number | undefined {
    if (number !== this.lastNumber) {
      this.lastNumber = number;
      this.lastTable = this.tables.get(number);
    }
    return this.lastTable;
  }

  /** Makes room for `count` more pages; false if there is none. */
  prepare(count: number): boolean { return this.free.length >= count || this.area.prepareAll(count * TABLE_SIZE, TABLE_SIZE); }

  /** An empty table for a page that has none. */
  add(page: number): number {
    let table = this.free.pop();
    if (table === undefined) {
      if (!this.area.prepare(TABLE_SIZE)) throw new Error('no room was made for another page of code');
      table = this.area.take(TABLE_SIZE);
      if (this.recycled) this.linear.u8.fill(0, table, table + TABLE_SIZE);
    }
    this.tables.set(page / PAGE_SIZE, table);
    this.lastNumber = NaN;
    return table;
  }

  private recycled = false;

  /** Record of the instruction at `address`; 0 if there is none. */
  at(address: number): number {
    const table = this.table(Math.floor(address / PAGE_SIZE));
    const offset = address & (PAGE_SIZE - 1);
    return table === undefined ? 0 : this.linear.u32[(table >>> 2) + offset];
  }

  /** Enters a record; the page of `address` has a table. */
  set(address: number, record: number): void {
    const offset = address & (PAGE_SIZE - 1);
    this.linear.u32[(this.table(Math.floor(address / PAGE_SIZE))! >>> 2) + offset] = record;
  }

  /** Forgets a page; gives the records that were on it, and those for which `reaches` says that they go on onto it. */
  drop(page: number, reaches: (record: number) => boolean): number[] {
    const table = this.known(page);
    if (table === undefined) return [];
    this.tables.delete(page / PAGE_SIZE);
    this.lastNumber = NaN;
    this.free.push(table);
    const dropped = this.takeAll(table, 0, () => true);
    const before = this.known(page - PAGE_SIZE);
    return before === undefined ? dropped : [...dropped, ...this.takeAll(before, PAGE_SIZE - LONGEST, reaches)];
  }

  private takeAll(table: number, from: number, wanted: (record: number) => boolean): number[] {
    const { u32 } = this.linear;
    const taken: number[] = [];
    for (let at = (table >>> 2) + from, end = (table + TABLE_SIZE) >>> 2; at < end; at++) {
      if (u32[at] === 0 || !wanted(u32[at])) continue;
      taken.push(u32[at]);
      u32[at] = 0;
    }
    return taken;
  }

  clear(): void {
    this.tables.clear();
    this.lastNumber = NaN;
    this.free.length = 0;
    this.area.clear();
    this.recycled = true;
  }
}
