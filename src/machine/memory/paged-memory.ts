/**
 * Guest memory: regions with permissions, demand-zero pages in frames, and the slow path of every guest access (`miss`),
 * from which copy-on-write, watchpoints, writes to code and page faults come.
 */
import { MemoryFault, Prot, PAGE_SIZE, type GuestMemory, type Region, type View } from '../api';
import { BOUNCE, EXIT, Exit, MOVED } from '../layout';
import { AccessKind } from './access-kind';
import { CodePages } from './code-pages';
import type { FramePool } from './frames';
import type { LinearMemory } from './linear-memory';
import { PageTable, type Chunk } from './page-table';
import { RegionList } from './regions';
import { Tlb } from './tlb';
import { WatchList } from './watch';
import { Words } from './words';

/** On x86 what may be written or executed may be read. Further bits are the kernel's own. */
const READABLE = Prot.read | Prot.write | Prot.exec;

/** One past the last user address: 47 bits. */
export const USER_END = 2 ** 47;

/** Bytes above which a copy's range is looked at before room is made for it. */
const LARGE_COPY = 0x10000;

/** Why an access could not be served. `retry`: the instruction has to be executed alone, with `permit` set. */
export interface AccessFault {
  kind: 'page' | 'retry' | 'general-protection';
  address: number;
  access: 'read' | 'write' | 'exec';
  mapped: boolean;
}

/** A memory image that shares its pages with the live one. */
export interface MemoryImage { chunks: Map<number, Chunk>; present: number; regions: readonly Region[] }

const NO_FAULT: AccessFault = { kind: 'page', address: 0, access: 'read', mapped: false };

/** True if the region allows the access that one bit of `prot` stands for; 0 asks for nothing. */
function permits(region: Region, prot: number): boolean {
  return prot === 0 || (region.prot & (prot === Prot.read ? READABLE : prot)) !== 0;
}

/** Not by `%`, which is a call and a division in steps for numbers beyond 32 bits. */
function pageOf(address: number): number {
  return address - (address & (PAGE_SIZE - 1));
}

/** Calls `each` with the parts of the range that lie on one page. */
function eachPart(address: number, length: number, each: (page: number, offset: number, done: number, count: number) => void): void {
  for (let done = 0; done < length;) {
    const page = pageOf(address + done);
    const offset = address + done - page;
    const count = Math.min(PAGE_SIZE - offset, length - done);
    each(page, offset, done, count);
    done += count;
  }
}

export class PagedMemory extends Words implements GuestMemory {
  private readonly table: PageTable;
  private readonly regionList = new RegionList();
  readonly tlb: Tlb;
  readonly watches = new WatchList();
  readonly code: CodePages;
  /** The last access that `miss` refused. */
  fault: AccessFault = NO_FAULT;
  /** While one instruction runs alone: watched ranges and code may be accessed, and it is noted. */
  permit = false;
  /** Where the bytes in BOUNCE belong. */
  private bounced = { address: 0, size: 0 };

  constructor(linear: LinearMemory, private readonly frames: FramePool) {
    super(linear);
    this.table = new PageTable(frames);
    this.tlb = new Tlb(linear);
    this.code = new CodePages(this.regionList, this.tlb);
  }

  // Mapping.

  private static checkRange(start: number, length: number, what: string): void {
    if (start % PAGE_SIZE !== 0 || length % PAGE_SIZE !== 0) throw new RangeError(`${what}: range 0x${start.toString(16)}+0x${length.toString(16)} is not made of whole pages`);
    if (start < 0 || length < 0 || start + length > USER_END) throw new RangeError(`${what}: range 0x${start.toString(16)}+0x${length.toString(16)} is outside of user addresses`);
  }

  /** Forgets what the pages held. */
  private forget(start: number, end: number): void {
    // Most maps are made where nothing is.
    if (this.regionList.isFree(start, end)) return;
    this.code.dropRange(start, end);
    this.table.clear(start, end);
    this.tlb.dropRange(start, end);
  }

  map(start: number, length: number, prot: number, name = '', view?: View): void {
    PagedMemory.checkRange(start, length, 'map');
    if (length === 0) return;
    const homes = this.regionList.homes(start, start + length);
    this.forget(start, start + length);
    const region: Region = { start, end: start + length, prot, name };
    this.regionList.add(view ? { ...region, toHome: view.home - start, ...(view.private ? { private: true } : {}) } : region);
    this.dropHomes(homes);
    if (view) this.code.markViews();
  }

  unmap(start: number, length: number): void {
    PagedMemory.checkRange(start, length, 'unmap');
    const homes = this.regionList.homes(start, start + length);
    this.forget(start, start + length);
    this.regionList.remove(start, start + length);
    this.dropHomes(homes);
  }

  /** Shared pages that no region shows any more are gone. */
  private dropHomes(homes: readonly { start: number; end: number }[]): void {
    if (homes.length === 0) return;
    const shown = this.regionList.homes(0, USER_END);
    for (const { start, end } of homes) {
      let at = start;
      for (const other of shown.filter((range) => range.start < end && range.end > start).sort((a, b) => a.start - b.start)) {
        if (other.start > at) this.table.clear(at, other.start);
        at = Math.max(at, other.end);
      }
      if (at < end) this.table.clear(at, end);
    }
  }

  /** Where the page's content is: what it shows is at its home, a copy of its own is not. */
  private home(page: number): number {
    if (!this.regionList.hasShared) return page;
    const region = this.regionList.at(page);
    return region?.toHome === undefined || this.isCopy(page, region) ? page : page + region.toHome;
  }

  private isCopy(page: number, region: Region): boolean { return region.private === true && this.table.frame(page) !== 0; }

  /** True if the page is the copy that a private view made: another state than showing a page with the same bytes. */
  holdsCopy(page: number): boolean {
    const region = this.regionList.hasShared ? this.regionList.at(page) : undefined;
    return region !== undefined && this.isCopy(page, region);
  }

  protect(start: number, length: number, prot: number): boolean {
    PagedMemory.checkRange(start, length, 'protect');
    if (!this.regionList.covers(start, start + length)) return false;
    if ((prot & Prot.exec) === 0) this.code.dropRange(start, start + length);
    this.regionList.protect(start, start + length, prot);
    this.tlb.dropRange(start, start + length);
    return true;
  }

  discard(start: number, length: number): void {
    PagedMemory.checkRange(start, length, 'discard');
    this.forget(start, start + length);
  }

  move(from: number, to: number, length: number): void {
    PagedMemory.checkRange(from, length, 'move');
    PagedMemory.checkRange(to, length, 'move');
    this.forget(to, to + length);
    this.code.dropRange(from, from + length);
    this.tlb.dropRange(from, from + length);
    this.table.move(from, to, length);
  }

  readShared(home: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    eachPart(home, length, (page, offset, done, count) => {
      const host = this.frames.address(this.table.frame(page)) + offset;
      out.set(this.linear.u8.subarray(host, host + count), done);
    });
    return out;
  }

  writeShared(home: number, bytes: Uint8Array): void {
    eachPart(home, bytes.length, (page, offset, done, count) => {
      const host = this.ownFrame(page) + offset;
      this.linear.u8.set(bytes.subarray(done, done + count), host);
      this.code.dropAll(this.regionList.viewsOf(page));
    });
  }

  findFree(from: number, length: number, limit: number): number | undefined {
    return this.regionList.findFree(from, length, limit);
  }

  isFree(start: number, length: number): boolean {
    return this.regionList.isFree(start, start + length);
  }

  regions(): Region[] {
    return this.regionList.all();
  }

  regionAt(address: number): Region | undefined {
    const region = this.regionList.at(address);
    return region && { ...region };
  }

  get residentBytes(): number {
    return this.table.present * PAGE_SIZE;
  }

  /** Pages copied so far because something shared them. */
  get copiedPages(): number { return this.frames.copied; }
  /** Bytes of page tables that only checkpoints hold. */
  get sharedTableBytes(): number { return this.table.sharedBytes; }

  // Access from outside of the guest.

  /** Host address of a page for reading; the caller has checked that it is mapped. */
  private readable(page: number): number {
    return this.frames.address(this.table.frame(this.home(page)));
  }

  /** Host address of the frame at a home, which from now on no checkpoint shares. */
  private ownFrame(home: number): number { return this.frames.address(this.table.writableFrame(home)); }

  /** Host address of a page for writing, with everything told that has to know. */
  private writable(page: number): number {
    const home = this.home(page);
    const before = this.table.frame(home);
    const copies = home !== page && this.regionList.at(page)!.private === true;
    const frame = copies ? this.table.copy(home, page) : this.table.writableFrame(home);
    if (frame !== before) this.tlb.drop(page);
    return this.frames.address(frame);
  }

  /** Throws MemoryFault where the page is not mapped or does not allow `prot`. */
  private check(page: number, offset: number, access: 'read' | 'write', prot: number): void {
    const region = page >= 0 && page < USER_END ? this.regionList.at(page) : undefined;
    if (!region) throw new MemoryFault(page + offset, access, false);
    if (!permits(region, prot)) throw new MemoryFault(page + offset, access, true);
  }

  /** Throws MemoryFault at the first hole: before much is allocated for a length that the guest made up. */
  private requireMapped(address: number, length: number): void {
    for (let at = address; at < address + length;) {
      const region = at >= 0 && at < USER_END ? this.regionList.at(pageOf(at)) : undefined;
      if (!region) throw new MemoryFault(at, 'read', false);
      at = region.end;
    }
  }

  private copyOut(address: number, length: number, prot: number): Uint8Array {
    const first = pageOf(address);
    // Most reads lie on one page.
    if (length >= 0 && address - first + length <= PAGE_SIZE) {
      const region = first >= 0 && first < USER_END ? this.regionList.at(first) : undefined;
      if (region && permits(region, prot)) {
        const host = this.readable(first) + (address - first);
        return this.linear.u8.slice(host, host + length);
      }
    }
    if (length > LARGE_COPY) this.requireMapped(address, length);
    if (!(length >= 0 && length <= 0x40000000)) throw new RangeError(`cannot read ${length} bytes at 0x${address.toString(16)}`);
    const out = new Uint8Array(length);
    eachPart(address, length, (page, offset, done, count) => {
      this.check(page, offset, 'read', prot);
      const host = this.readable(page) + offset;
      out.set(this.linear.u8.subarray(host, host + count), done);
    });
    return out;
  }

  private copyIn(address: number, bytes: Uint8Array, prot: number): void {
    const first = pageOf(address);
    const region = first >= 0 && first < USER_END ? this.regionList.at(first) : undefined;
    // What the kernel writes most is small (a time, a word) and lies on one page.
    if (region && address - first + bytes.length <= PAGE_SIZE && permits(region, prot)) {
      const host = this.writable(first) + (address - first); // may grow the memory, and so renew the view
      this.linear.u8.set(bytes, host);
      if (this.code.has(first)) this.code.drop(first);
      return;
    }
    eachPart(address, bytes.length, (page, offset) => { this.check(page, offset, 'write', prot); });
    eachPart(address, bytes.length, (page, offset, done, count) => {
      const host = this.writable(page) + offset;
      this.linear.u8.set(bytes.subarray(done, done + count), host);
      if (this.code.has(page)) this.code.drop(page);
    });
  }

  read(address: number, length: number): Uint8Array {
    return this.copyOut(address, length, 0);
  }

  onWrite: ((address: number, bytes: Uint8Array) => void) | undefined;

  write(address: number, bytes: Uint8Array): void {
    this.copyIn(address, bytes, 0);
    this.onWrite?.(address, bytes);
  }

  userRead(address: number, length: number): Uint8Array {
    return this.copyOut(address, length, Prot.read);
  }

  userWrite(address: number, bytes: Uint8Array): void {
    this.copyIn(address, bytes, Prot.write);
  }

  userCString(address: number, limit: number): string {
    const bytes: number[] = [];
    for (let at = address; bytes.length < limit;) {
      const part = this.copyOut(at, Math.min(PAGE_SIZE - (at % PAGE_SIZE), limit - bytes.length), Prot.read);
      const end = part.indexOf(0);
      for (const byte of end < 0 ? part : part.subarray(0, end)) bytes.push(byte);
      if (end >= 0) return new TextDecoder().decode(Uint8Array.from(bytes));
      at += part.length;
    }
    throw new RangeError(`no end of the string at 0x${address.toString(16)} within ${limit} bytes`);
  }

  protected direct(address: number, size: number): number | undefined {
    const page = pageOf(address);
    if (address - page + size > PAGE_SIZE) return undefined;
    if (!(page >= 0 && page < USER_END) || !this.regionList.at(page)) throw new MemoryFault(address, 'read', false);
    return this.readable(page) + (address - page);
  }

  // The guest's slow path.

  private refuse(kind: AccessFault['kind'], address: number, access: AccessFault['access'], mapped: boolean): false {
    this.fault = { kind, address, access, mapped };
    this.linear.i32[EXIT >>> 2] = Exit.fault;
    return false;
  }

  /** Checks an access that lies on one page; notes watch hits and code writes in permit mode. */
  private allow(page: number, address: number, size: number, kind: AccessKind): boolean {
    const writes = kind !== AccessKind.read;
    const region = this.regionList.at(page);
    if (!region) return this.refuse('page', address, writes ? 'write' : 'read', false);
    if (!permits(region, writes ? Prot.write : Prot.read)) return this.refuse('page', address, writes ? 'write' : 'read', true);
    if (this.watches.isHit(page, address, size, kind)) {
      if (!this.permit) return this.refuse('retry', address, writes ? 'write' : 'read', true);
      this.watches.note(page, address, size, kind, (start, length) => this.readForWatch(start, length));
    }
    if (writes && this.code.has(page)) {
      if (!this.permit) return this.refuse('retry', address, 'write', true);
      this.code.noteWrite(page);
    }
    return true;
  }

  /** A watched range may reach into unmapped pages, whose bytes are then given as zeros. */
  readForWatch(start: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length;) {
      const at = start + i;
      const count = Math.min(PAGE_SIZE - (at % PAGE_SIZE), length - i);
      if (this.regionList.at(pageOf(at))) out.set(this.read(at, count), i);
      i += count;
    }
    return out;
  }

  /**
   * Called by generated code when the TLB has no entry. `address` is the guest address as a signed 64-bit number (exact in
   * user space). Returns the host address of the `size` bytes; BOUNCE for an access that straddles pages; 0 if the access
   * cannot be made now (`fault` tells why).
   */
  readonly miss = (address: number, size: number, kind: AccessKind): number => {
    if (!(address >= 0 && address + size <= USER_END)) {
      // Addresses of the kernel's half are unmapped; between the halves they are no addresses at all.
      if (address >= -USER_END && address < 0) this.refuse('page', address, kind === AccessKind.read ? 'read' : 'write', false);
      else this.refuse('general-protection', address, 'read', false);
      return 0;
    }
    const page = pageOf(address);
    const offset = address - page;
    if (offset + size > PAGE_SIZE) return this.straddle(address, size, kind);
    if (!this.allow(page, address, size, kind)) return 0;
    return this.hostOf(page, kind) + offset;
  };

  /** Host address of a page that may be accessed; enters it into the TLB if further accesses need no look. */
  private hostOf(page: number, kind: AccessKind): number {
    const home = this.home(page);
    if (kind === AccessKind.read) {
      // A shared page gets its own frame at the first access of any kind, so that no view of it is left with an older one.
      const host = home === page ? this.readable(page) : this.ownFrame(home);
      if (!this.watches.watchesReads(page)) this.tlb.fill(page, host, home === page && this.isPlain(page) && this.table.ownsFrame(page) && (this.regionList.at(page)!.prot & Prot.write) !== 0);
      return host;
    }
    // Nobody has an address of a frame who has not found it in the TLB since the executor was entered.
    const mayBeHeld = this.tlb.has(page) || this.tlb.evictions > 0;
    const before = this.table.frame(home);
    const host = this.writable(page);
    this.linear.i32[MOVED >>> 2] = mayBeHeld && this.frames.address(before) !== host ? 1 : 0;
    if (this.isPlain(page)) this.tlb.fill(page, host, true);
    return host;
  }

  /** True if writes to the page need no look. */
  private isPlain(page: number): boolean {
    return !this.watches.hasPage(page) && !this.code.has(page);
  }

  private straddle(address: number, size: number, kind: AccessKind): number {
    const second = pageOf(address) + PAGE_SIZE;
    const firstSize = second - address;
    if (!this.allow(second - PAGE_SIZE, address, firstSize, kind)) return 0;
    if (!this.allow(second, second, size - firstSize, kind)) return 0;
    const a = this.hostOf(second - PAGE_SIZE, kind) + PAGE_SIZE - firstSize;
    const b = this.hostOf(second, kind);
    const u8 = this.linear.u8;
    u8.copyWithin(BOUNCE, a, a + firstSize);
    u8.copyWithin(BOUNCE + firstSize, b, b + size - firstSize);
    if (kind !== AccessKind.read) this.bounced = { address, size };
    return BOUNCE;
  }

  /** Called by generated code after a store to BOUNCE. */
  readonly commit = (): void => {
    const { address, size } = this.bounced;
    const second = pageOf(address) + PAGE_SIZE;
    const firstSize = second - address;
    const a = this.writable(second - PAGE_SIZE) + PAGE_SIZE - firstSize;
    const b = this.writable(second);
    const u8 = this.linear.u8;
    u8.copyWithin(a, BOUNCE, BOUNCE + firstSize);
    u8.copyWithin(b, BOUNCE + firstSize, BOUNCE + size);
  };

  // Code.

  private executableAt(address: number): Region | undefined {
    const region = address >= 0 && address < USER_END ? this.regionList.at(address) : undefined;
    return region && permits(region, Prot.exec) ? region : undefined;
  }

  /**
   * The bytes of instructions from `address` on, at most `limit`, to be read at once: they may be the memory itself. undefined if
   * the page is not executable.
   */
  fetch(address: number, limit: number): Uint8Array | undefined {
    const region = this.executableAt(address);
    if (!region) return undefined;
    let length = Math.min(limit, region.end - address);
    // Executable regions that differ in something else may follow each other.
    while (length < limit) {
      const next = this.executableAt(address + length);
      if (!next) break;
      length = Math.min(limit, next.end - address);
    }
    const page = pageOf(address);
    if (address - page + length > PAGE_SIZE) return this.read(address, length);
    const host = this.readable(page) + (address - page);
    return this.linear.u8.subarray(host, host + length);
  }

  /** Host address of the code at `address`, which goes on to the end of its page; undefined if the page is not executable. */
  fetchable(address: number): number | undefined {
    if (!this.executableAt(address)) return undefined;
    const page = pageOf(address);
    return this.readable(page) + (address - page);
  }

  setWatchpoints(points: Parameters<WatchList['set']>[0]): void {
    // Pages that are no longer watched simply miss once more.
    for (const page of this.watches.set(points)) this.tlb.drop(page);
  }

  // Checkpoints.

  share(): MemoryImage {
    const image = { ...this.table.share(), regions: this.regionList.snapshot() };
    if (this.regionList.hasShared) this.tlb.clear(); else this.tlb.clearWrites();
    return image;
  }

  adopt(image: MemoryImage): void {
    const before = new Map(this.code.all().map((page) => [page, this.table.frame(this.home(page))]));
    this.table.adopt(image);
    this.regionList.restore(image.regions);
    this.tlb.clear();
    for (const [page, frame] of before) {
      const region = this.regionList.at(page);
      if (this.table.frame(this.home(page)) !== frame || !region || (region.prot & Prot.exec) === 0) this.code.drop(page);
    }
    this.code.markViews();
  }

  releaseImage(image: MemoryImage): void {
    this.table.releaseShared(image);
  }

  /** Pages of the image whose frames the live table does not share (also counted for every other image that shares them). */
  pagesOnlyIn(image: MemoryImage): number {
    return this.table.pagesOnlyIn(image);
  }

  /** Host address by mapped page with a frame, in address order; shared pages at their homes. */
  *framedPages(): Generator<{ page: number; host: number }> {
    for (const { page, frame } of this.table.pages()) yield { page, host: this.frames.address(frame) };
  }
}
