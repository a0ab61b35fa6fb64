/** Decoded instructions as records, by guest address. A cache: it can be dropped at any time. */
import { Flow, InstructionDecoder, type DecodedInstruction } from '../decode/iced';
import { PAGE_SIZE } from '../api';
import { JUMP_CACHE, JUMP_CACHE_ENTRIES, JUMP_CACHE_SHIFT, LOOK_UP } from '../layout';
import type { FramePool } from '../memory/frames';
import type { LinearMemory } from '../memory/linear-memory';
import type { PagedMemory } from '../memory/paged-memory';
import { SpecialHandler } from './executor-module';
import { CodeArea } from './code-area';
import { CodeIndex } from './code-index';
import { FormTable, dependsOnImmediate } from './forms';
import type { GeneratedCode } from './generated-code';
import { jumpCacheOffset } from './interpreter-emitter';
import { RECORD_SIZE, RecordField } from './record';
import { RunDecoder } from './run-decoder';

/** Greatest number of instructions of a run, which are decoded in one go. */
const RUN_INSTRUCTIONS = 64;
const RUN_SIZE = (RUN_INSTRUCTIONS + 1) * RECORD_SIZE;
/** Megabytes of records: for 2 million instructions. */
const MOST_RECORDS = 96;
/** More than twice the blocks of a region: each of its entries may be decoded anew, and reach onto a second page. */
const REGION_PAGES = 64;
/** Bytes looked at for one instruction: one more than it can have. */
const INSTRUCTION_BYTES = 16;

/** Programs have such instructions behind a branch that they never take: CPUID says that there is no AVX. */
function isVex(byte: number): boolean { return byte === 0xc4 || byte === 0xc5 || byte === 0x62; }

/** What is found at an address: a record, or why there is none. */
export type Lookup = { record: number } | { fault: number };

export class CodeCache {
  private readonly forms: FormTable;
  private readonly index: CodeIndex;
  private readonly records: CodeArea;
  private readonly runs: RunDecoder;
  private readonly decoder = new InstructionDecoder();
  private breakpoints: ReadonlySet<number> = new Set();
  /** Copies of the records that are entries of regions. */
  private readonly copies = new Map<number, number>();
  /** Told before records of a page are dropped, and (without page) before all are. */
  onDrop: (page?: number) => void = () => undefined;
  /** Handlers that breakpoints stand in for. */
  private readonly covered = new Map<number, number>();
  decodedInstructions = 0;
  /** Counts up when all records are dropped: record addresses from before mean nothing then. */
  generation = 0;

  constructor(private readonly linear: LinearMemory, private readonly memory: PagedMemory, frames: FramePool, generated: GeneratedCode) {
    this.forms = FormTable.make(generated);
    this.index = new CodeIndex(linear, frames);
    this.records = new CodeArea(frames, MOST_RECORDS);
    this.runs = new RunDecoder(linear, frames, generated, this.forms.firstCommon);
    memory.code.onChange = (page) => this.dropPage(page);
    this.clearJumpCache();
    this.linear.u32[LOOK_UP + RecordField.handler >>> 2] = SpecialHandler.lookUp;
  }

  /** Record at `address`, decoding if need be; `fault`: address of the byte that cannot be fetched. */
  lookup(address: number): Lookup {
    const known = this.index.at(address);
    return known !== 0 ? { record: known } : this.decodeRun(address);
  }

  /** Makes records from `address` on, on its page: by the run decoder as far as it goes, one by one where it does not. */
  private decodeRun(address: number): Lookup {
    const host = this.memory.fetchable(address);
    if (host === undefined) return { fault: address };
    if (!this.index.prepare(2) || !this.records.prepare(RUN_SIZE)) {
      this.dropAll();
      this.prepare(RUN_INSTRUCTIONS + 1);
    }
    const page = address - address % PAGE_SIZE;
    const end = host + page + PAGE_SIZE - address;
    const table = this.index.known(page) ?? this.addPage(page);
    const first = this.records.next;
    const withoutHandler: { decoded: DecodedInstruction; template: number; record: number }[] = [];
    let at = 0, count = 0;
    let goesOn = true;
    while (goesOn && address + at < page + PAGE_SIZE) {
      const before = count;
      at = this.runs.decode(host + at, end, address + at, this.records.next, table, count, RUN_INSTRUCTIONS) - host;
      count = this.runs.count;
      this.records.next += (count - before) * RECORD_SIZE;
      goesOn = !this.runs.ended;
      if (!goesOn || count >= RUN_INSTRUCTIONS || address + at >= page + PAGE_SIZE || (count > 0 && this.index.at(address + at) !== 0)) break;

      const bytes = this.memory.fetch(address + at, INSTRUCTION_BYTES);
      if (!bytes || (count > 0 && isVex(bytes[0]))) break;
      const template = InstructionDecoder.templates.find(bytes, 0);
      const decoded = this.decoder.decodeAt(bytes, 0, address + at);
      if (typeof decoded === 'string') {
        if (decoded === 'invalid') this.addRecord(address + at, 1, SpecialHandler.invalid);
        else if (count === 0) return { fault: address + bytes.length };
        goesOn = decoded === 'cut';
        break;
      }
      const handler = template < 0 ? 0 : this.runs.handlerOf(template);
      if (handler === 0) withoutHandler.push({ decoded, template, record: this.records.next });
      this.writeRecord(decoded, handler);
      at += decoded.length;
      count++;
      goesOn = decoded.flow === Flow.next || decoded.flow === Flow.branch;
    }
    if (this.breakpoints.size > 0) this.coverRun(first, this.records.next);
    if (withoutHandler.length > 0) this.findHandlers(withoutHandler);
    this.decodedInstructions += count;
    if (goesOn) this.addFollow(address + at);
    return { record: first };
  }

  private coverRun(first: number, end: number): void {
    for (let record = first; record < end; record += RECORD_SIZE) if (this.breakpoints.has(this.addressOf(record))) this.cover(record);
  }

  private addPage(page: number): number {
    this.memory.code.mark(page);
    return this.index.add(page);
  }

  /** Handlers of many instructions at a time: those that do not exist yet are made as one module. */
  private findHandlers(records: readonly { decoded: DecodedInstruction; template: number; record: number }[]): void {
    const handlers = this.forms.handlersOf(records.map(({ decoded }) => decoded));
    records.forEach(({ decoded, template, record }, i) => {
      if (this.covered.has(record)) this.covered.set(record, handlers[i]);
      else this.linear.u32[record + RecordField.handler >>> 2] = handlers[i];
      if (template < 0 || dependsOnImmediate(decoded)) return;
      this.runs.setHandler(template, handlers[i]);
    });
  }

  /** A record without operands, for an instruction at `address`. */
  private addRecord(address: number, length: number, handler: number): void {
    const at = this.records.take(RECORD_SIZE);
    this.linear.u8.fill(0, at, at + RECORD_SIZE);
    this.linear.u32[at + RecordField.handler >>> 2] = handler;
    this.linear.writeAddress(at + RecordField.address, address);
    this.linear.u8[at + RecordField.length] = length;
    this.register(address, length, at);
  }

  private addFollow(address: number): void {
    const at = this.records.take(RECORD_SIZE);
    this.linear.u8.fill(0, at, at + RECORD_SIZE);
    this.linear.u32[at + RecordField.handler >>> 2] = SpecialHandler.follow;
    this.linear.u32[at + RecordField.link >>> 2] = this.index.at(address);
    this.linear.writeAddress(at + RecordField.address, address);
  }

  private writeRecord(decoded: DecodedInstruction, handler: number): void {
    const at = this.records.next;
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
    this.index.set(address, record);
    const last = address + length - 1;
    const lastPage = last - last % PAGE_SIZE;
    if (lastPage > address && this.index.known(lastPage) === undefined) this.addPage(lastPage);
  }

  /** Forgets the records on a page; links to them find out when they are followed. */
  private dropPage(page: number): void {
    if (this.index.known(page) === undefined) return;
    this.onDrop(page);
    for (const record of this.index.drop(page, (before) => this.addressOf(before) + this.linear.u8[before + RecordField.length] > page)) this.dropRecord(record);
    this.clearJumpCache();
  }

  private dropRecord(record: number): void {
    this.covered.delete(record);
    this.linear.u32[record + RecordField.handler >>> 2] = SpecialHandler.stale;
  }

  /** Drops everything and starts at the beginning of the record area: no record may be in use. */
  private dropAll(): void {
    this.onDrop();
    this.copies.clear();
    this.index.clear();
    this.covered.clear();
    this.records.clear();
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
      const record = this.index.at(address);
      if (record !== 0) this.cover(record);
    }
  }

  hasBreakpoint(address: number): boolean {
    return this.breakpoints.has(address);
  }

  /** True if the direct branch, jump or call at `address` has gone to its target in the interpreter. */
  wasTaken(address: number): boolean {
    const record = this.index.at(address);
    return record !== 0 && this.linear.u32[this.plain(record) + RecordField.link >>> 2] !== 0;
  }

  /** Where the computed call at `address` went last in the interpreter. */
  lastTarget(address: number): number | undefined {
    const record = this.index.at(address);
    const target = record === 0 ? 0 : this.linear.u32[this.plain(record) + RecordField.link >>> 2];
    return target === 0 ? undefined : this.addressOf(target);
  }

  known(address: number): number | undefined {
    return this.index.at(address) || undefined;
  }

  /** A new record that goes on at `address`, whatever is there when it is executed. */
  followTo(address: number): number {
    this.prepare(1);
    const at = this.records.next;
    this.addFollow(address);
    return at;
  }

  /** Makes room for `count` more records, and the pages of a region, without dropping all; false if there is none. */
  prepareRegion(count: number): boolean {
    return this.records.prepareAll(count * RECORD_SIZE, RUN_SIZE) && this.index.prepare(REGION_PAGES);
  }

  /** Room for `count` records side by side, which there has to be. */
  private prepare(count: number): void {
    if (!this.records.prepare(count * RECORD_SIZE)) throw new Error('no room was made for another record');
  }

  // Entries of translated regions: the record keeps its place, and a copy executes the instruction itself.

  /** The record that executes the instruction by the interpreter. */
  plain(record: number): number {
    return this.copies.get(record) ?? record;
  }

  /** Makes the copy that stands in for a record that becomes a region's entry. */
  copyForEntry(record: number): number {
    this.prepare(2);
    const copy = this.records.take(RECORD_SIZE);
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
    for (let i = 0; i < RUN_INSTRUCTIONS; i++) {
      const before = start - RECORD_SIZE;
      if (this.index.at(this.addressOf(before)) !== before) break;
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
