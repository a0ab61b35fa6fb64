/** Decoded instructions as records, by guest address. A cache: it can be dropped at any time. */
import { Flow, InstructionDecoder, type DecodedInstruction } from '../decode/iced';
import { ROW, Row, rowLength, writeConstants } from '../decode/template-rows';
import { JUMP_CACHE, JUMP_CACHE_ENTRIES, JUMP_CACHE_SHIFT, LOOK_UP, RECORDS, RECORDS_SIZE } from '../layout';
import type { LinearMemory } from '../memory/linear-memory';
import type { PagedMemory } from '../memory/paged-memory';
import { SpecialHandler } from './executor-module';
import { dependsOnImmediate, type FormTable } from './forms';
import { jumpCacheOffset } from './interpreter-emitter';
import { RECORD_SIZE, RecordField } from './record';

/** Bytes looked at for one run of instructions, and its greatest number of instructions. */
const RUN_BYTES = 512;
const RUN_INSTRUCTIONS = 64;

/** Programs have such instructions behind a branch that they never take: CPUID says that there is no AVX. */
function isVex(byte: number): boolean { return byte === 0xc4 || byte === 0xc5 || byte === 0x62; }

/** What is found at an address: a record, or why there is none. */
export type Lookup = { record: number } | { fault: number };

export class CodeCache {
  private readonly byAddress = new Map<number, number>();
  private readonly byPage = new Map<number, number[]>();
  private readonly decoder = new InstructionDecoder();
  private next = RECORDS;
  private breakpoints: ReadonlySet<number> = new Set();
  /** Copies of the records that are entries of regions. */
  private readonly copies = new Map<number, number>();
  /** Told before records of a page are dropped, and (without page) before all are. */
  onDrop: (page?: number) => void = () => undefined;
  /** Handlers by template; 0: not known, or not the same for all that fit it. */
  private handlers = new Uint32Array(4096);
  /** Handlers that breakpoints stand in for. */
  private readonly covered = new Map<number, number>();
  decodedInstructions = 0;
  /** Counts up when all records are dropped: record addresses from before mean nothing then. */
  generation = 0;

  constructor(private readonly linear: LinearMemory, private readonly memory: PagedMemory, private readonly forms: FormTable) {
    memory.code.onChange = (page) => this.dropPage(page);
    this.clearJumpCache();
    this.linear.u32[LOOK_UP + RecordField.handler >>> 2] = SpecialHandler.lookUp;
  }

  /** Record at `address`, decoding if need be; `fault`: address of the byte that cannot be fetched. */
  lookup(address: number): Lookup {
    const known = this.byAddress.get(address);
    return known !== undefined ? { record: known } : this.decodeRun(address);
  }

  private decodeRun(address: number): Lookup {
    const bytes = this.memory.fetch(address, RUN_BYTES);
    if (!bytes) return { fault: address };
    if (!this.hasRoom(RUN_INSTRUCTIONS + 1)) this.dropAll();

    const { templates } = InstructionDecoder;
    const first = this.next;
    const withoutHandler: { decoded: DecodedInstruction; template: number; record: number }[] = [];
    let at = 0, count = 0;
    let goesOn = true;
    while (goesOn && count < RUN_INSTRUCTIONS && !(count > 0 && this.byAddress.has(address + at))) {
      const { rows } = templates;
      const template = templates.find(bytes, at);
      if (template < 0 && count > 0 && isVex(bytes[at])) break;
      const handler = template < 0 ? 0 : this.handlers[template] || this.forms.common(rows[template * ROW + Row.commonForm]);
      let flow: Flow;
      if (handler !== 0) {
        flow = rows[template * ROW + Row.kind] & 0xff;
        this.writeTemplate(handler, rows, template * ROW, bytes, at, address + at);
        at += rowLength(rows, template * ROW);
      } else {
        const decoded = this.decoder.decodeAt(bytes, at, address + at);
        if (typeof decoded === 'string') {
          if (decoded === 'invalid') this.addRecord(address + at, 1, SpecialHandler.invalid);
          else if (count === 0) return { fault: address + bytes.length };
          goesOn = decoded === 'cut';
          break;
        }
        withoutHandler.push({ decoded, template, record: this.next });
        this.writeRecord(decoded, 0);
        ({ flow } = decoded);
        at += decoded.length;
      }
      count++;
      goesOn = flow === Flow.next || flow === Flow.branch;
    }
    if (withoutHandler.length > 0) this.findHandlers(withoutHandler);
    this.decodedInstructions += count;
    if (goesOn) this.addFollow(address + at);
    return { record: first };
  }

  /** Handlers of many instructions at a time: those that do not exist yet are made as one module. */
  private findHandlers(records: readonly { decoded: DecodedInstruction; template: number; record: number }[]): void {
    const handlers = this.forms.handlersOf(records.map(({ decoded }) => decoded));
    records.forEach(({ decoded, template, record }, i) => {
      if (this.covered.has(record)) this.covered.set(record, handlers[i]);
      else this.linear.u32[record + RecordField.handler >>> 2] = handlers[i];
      if (template < 0 || dependsOnImmediate(decoded)) return;
      if (template >= this.handlers.length) {
        const larger = new Uint32Array(Math.max(template + 1, this.handlers.length * 2));
        larger.set(this.handlers);
        this.handlers = larger;
      }
      this.handlers[template] = handlers[i];
    });
  }

  /** A record made from the row of a template; bytes[start] is the first of the instruction at `address`. */
  private writeTemplate(handler: number, rows: Int32Array, row: number, bytes: Uint8Array, start: number, address: number): void {
    const record = this.next;
    this.next += RECORD_SIZE;
    const { u32 } = this.linear;
    u32[record + RecordField.handler >>> 2] = handler;
    u32[record + RecordField.link >>> 2] = 0;
    this.linear.writeAddress(record + RecordField.address, address);
    for (let from = row + Row.record, to = record + RecordField.operand0 >>> 2; from < row + ROW; from++, to++) u32[to] = rows[from];
    writeConstants(rows, row, bytes, start, address, u32, record + RecordField.displacement >>> 2);
    this.register(address, rowLength(rows, row), record);
  }

  /** A record without operands, for an instruction at `address`. */
  private addRecord(address: number, length: number, handler: number): void {
    const at = this.next;
    this.next += RECORD_SIZE;
    this.linear.u8.fill(0, at, at + RECORD_SIZE);
    this.linear.u32[at + RecordField.handler >>> 2] = handler;
    this.linear.writeAddress(at + RecordField.address, address);
    this.linear.u8[at + RecordField.length] = length;
    this.register(address, length, at);
  }

  private addFollow(address: number): void {
    const at = this.next;
    this.next += RECORD_SIZE;
    this.linear.u8.fill(0, at, at + RECORD_SIZE);
    this.linear.u32[at + RecordField.handler >>> 2] = SpecialHandler.follow;
    this.linear.u32[at + RecordField.link >>> 2] = this.byAddress.get(address) ?? 0;
    this.linear.writeAddress(at + RecordField.address, address);
  }

  private writeRecord(decoded: DecodedInstruction, handler: number): void {
    const at = this.next;
    this.addRecord(decoded.address, decoded.length, handler);
    const { u8, u16, u64 } = this.linear;
    for (let i = 0; i < decoded.registers.length && i < 3; i++) u16[(at + RecordField.operand0 >>> 1) + i] = decoded.registers[i];
    u16[at + RecordField.base >>> 1] = decoded.base;
    u16[at + RecordField.index >>> 1] = decoded.index;
    u8[at + RecordField.scale] = decoded.scale;
    if (decoded.displacement !== 0n) u64[at + RecordField.displacement >>> 3] = decoded.displacement;
    if (decoded.immediate !== 0n) u64[at + RecordField.immediate >>> 3] = decoded.immediate;
  }

  private register(address: number, length: number, record: number): void {
    this.byAddress.set(address, record);
    if (this.breakpoints.has(address)) this.cover(record);
    const page = address - (address % 4096);
    this.addToPage(page, record);
    const lastPage = address + length - 1 - ((address + length - 1) % 4096);
    if (lastPage !== page) this.addToPage(lastPage, record);
  }

  private addToPage(page: number, record: number): void {
    const list = this.byPage.get(page);
    if (list) {
      list.push(record);
    } else {
      this.byPage.set(page, [record]);
      this.memory.code.mark(page);
    }
  }

  /** Forgets the records on a page; links to them find out when they are followed. */
  private dropPage(page: number): void {
    const list = this.byPage.get(page);
    if (!list) return;
    this.onDrop(page);
    this.byPage.delete(page);
    for (const record of list) this.dropRecord(record);
    this.clearJumpCache();
  }

  private dropRecord(record: number): void {
    const address = this.addressOf(record);
    if (this.byAddress.get(address) === record) this.byAddress.delete(address);
    this.covered.delete(record);
    this.linear.u32[record + RecordField.handler >>> 2] = SpecialHandler.stale;
  }

  /** Drops everything and starts at the beginning of the record area: no record may be in use. */
  private dropAll(): void {
    this.onDrop();
    this.copies.clear();
    this.byAddress.clear();
    this.byPage.clear();
    this.covered.clear();
    this.next = RECORDS;
    this.generation++;
    this.clearJumpCache();
  }

  private clearJumpCache(): void {
    // No address is -1.
    this.linear.u32.fill(0xffffffff, JUMP_CACHE >>> 2, (JUMP_CACHE >>> 2) + (JUMP_CACHE_ENTRIES << (JUMP_CACHE_SHIFT - 2)));
  }

  addressOf(record: number): number {
    return this.linear.readAddress(record + RecordField.address);
  }

  /** Sets the direct successor of a record. */
  link(from: number, to: number): void {
    this.linear.u32[from + RecordField.link >>> 2] = to;
  }

  /** Makes a dropped record lead to the one that took its place. */
  replace(stale: number, by: number): void {
    this.linear.u32[stale + RecordField.handler >>> 2] = SpecialHandler.follow;
    this.link(stale, by);
  }

  isStale(record: number): boolean {
    return this.linear.u32[record + RecordField.handler >>> 2] === SpecialHandler.stale;
  }

  /** Lets indirect jumps to `address` find the record. */
  rememberJump(address: number, record: number): void {
    const at = JUMP_CACHE + jumpCacheOffset(address);
    const neighbour = at ^ (1 << JUMP_CACHE_SHIFT);
    this.linear.u8.copyWithin(neighbour, at, at + (1 << JUMP_CACHE_SHIFT));
    this.linear.writeAddress(at, address);
    this.linear.u32[at + 8 >>> 2] = record;
  }

  setBreakpoints(addresses: ReadonlySet<number>): void {
    for (const [record, handler] of this.covered) this.linear.u32[record + RecordField.handler >>> 2] = handler;
    this.covered.clear();
    this.breakpoints = addresses;
    for (const address of addresses) {
      const record = this.byAddress.get(address);
      if (record !== undefined) this.cover(record);
    }
  }

  hasBreakpoint(address: number): boolean {
    return this.breakpoints.has(address);
  }

  /** True if the direct branch, jump or call at `address` has gone to its target in the interpreter. */
  wasTaken(address: number): boolean {
    const record = this.byAddress.get(address);
    return record !== undefined && this.linear.u32[this.plain(record) + RecordField.link >>> 2] !== 0;
  }

  /** Where the computed call at `address` went last in the interpreter. */
  lastTarget(address: number): number | undefined {
    const record = this.byAddress.get(address);
    const target = record === undefined ? 0 : this.linear.u32[this.plain(record) + RecordField.link >>> 2];
    return target === 0 ? undefined : this.addressOf(target);
  }

  known(address: number): number | undefined {
    return this.byAddress.get(address);
  }

  /** A new record that goes on at `address`, whatever is there when it is executed. */
  followTo(address: number): number {
    const at = this.next;
    this.addFollow(address);
    return at;
  }

  /** True if `count` more records fit without dropping all. */
  hasRoom(count: number): boolean {
    return this.next + count * RECORD_SIZE <= RECORDS + RECORDS_SIZE;
  }

  // Entries of translated regions: the record keeps its place, and a copy executes the instruction itself.

  /** The record that executes the instruction by the interpreter. */
  plain(record: number): number {
    return this.copies.get(record) ?? record;
  }

  /** Makes the copy that stands in for a record that becomes a region's entry. */
  copyForEntry(record: number): number {
    const copy = this.next;
    this.next += RECORD_SIZE;
    this.linear.u8.copyWithin(copy, record, record + RECORD_SIZE);
    const after = this.addressOf(record) + this.linear.u8[record + RecordField.length];
    this.addFollow(after);
    // Whatever follows the original record follows the copy.
    this.link(copy + RECORD_SIZE, record + RECORD_SIZE);
    return copy;
  }

  /** Makes executing the record enter a region: `handler` is its function, `label` tells it where it is entered. */
  setEntry(record: number, copy: number, handler: number, label: number): void {
    this.copies.set(record, copy);
    this.linear.u32[record + RecordField.handler >>> 2] = handler;
    this.linear.u32[record + RecordField.immediate >>> 2] = label;
  }

  isEntry(record: number): boolean {
    return this.copies.has(record);
  }

  /** Makes an entry an ordinary record again. */
  clearEntry(record: number): void {
    const copy = this.copies.get(record);
    if (copy === undefined) return;
    this.copies.delete(record);
    if (!this.isStale(record)) this.linear.u8.copyWithin(record, copy, copy + RECORD_SIZE);
  }

  /** Start of the stretch of records, decoded in one go, that leads to this one. */
  runStart(record: number): number {
    let start = record;
    for (let i = 0; i < RUN_INSTRUCTIONS && start > RECORDS; i++) {
      const before = start - RECORD_SIZE;
      if (this.byAddress.get(this.addressOf(before)) !== before) break;
      if (this.addressOf(before) + this.linear.u8[before + RecordField.length] !== this.addressOf(start)) break;
      start = before;
    }
    return start;
  }

  private cover(record: number): void {
    const at = record + RecordField.handler >>> 2;
    this.covered.set(record, this.linear.u32[at]);
    this.linear.u32[at] = SpecialHandler.breakpoint;
  }

  /** Runs `action` with the breakpoint at the record taken away. */
  withoutBreakpoint<T>(record: number, action: () => T): T {
    const handler = this.covered.get(record);
    if (handler === undefined) return action();
    this.linear.u32[record + RecordField.handler >>> 2] = handler;
    this.covered.delete(record);
    try {
      return action();
    } finally {
      if (!this.isStale(record) && this.breakpoints.has(this.addressOf(record))) this.cover(record);
    }
  }
}
