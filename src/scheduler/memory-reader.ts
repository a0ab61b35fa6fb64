/** Fast typed reads of guest memory for one stop: pages are copied once and read through DataViews. */
import { PAGE_SIZE, MemoryFault, type GuestMemory } from '../machine/api';

/** Pages that are kept at most. 512 pages = 2 MB: allgs of a million Gs still hits. */
const MOST_PAGES = 512;

/** Reads throw MemoryFault where nothing is mapped. A reader is a snapshot: make a new one after the guest has run. */
export class MemoryReader {
  // A trace makes a reader for each record, and most read a few pages only: nothing is allocated in advance.
  readonly #pages = new Map<number, DataView>();
  /** the page that was read last, and its number */
  #last: DataView | undefined;
  #number = -1;

  constructor(readonly memory: GuestMemory) {}

  u8(address: number): number { return this.#page(address).getUint8(address % PAGE_SIZE); }

  u16(address: number): number {
    const offset = address % PAGE_SIZE;
    return offset <= PAGE_SIZE - 2 ? this.#page(address).getUint16(offset, true) : this.memory.readU16(address);
  }

  u32(address: number): number {
    const offset = address % PAGE_SIZE;
    return offset <= PAGE_SIZE - 4 ? this.#page(address).getUint32(offset, true) : this.memory.readU32(address);
  }

  i32(address: number): number { return this.u32(address) | 0; }

  /** 8 bytes as a number; exact below 2^53. */
  pointer(address: number): number {
    const offset = address % PAGE_SIZE;
    if (offset > PAGE_SIZE - 8) return this.memory.readPointer(address);
    const page = this.#page(address);
    return page.getUint32(offset, true) + page.getUint32(offset + 4, true) * 0x100000000;
  }

  /** 8 bytes, two's complement; exact in ±2^53 (so also for 0xffff…fade, which is small and negative). */
  signed(address: number): number {
    const offset = address % PAGE_SIZE;
    if (offset > PAGE_SIZE - 8) return Number(BigInt.asIntN(64, this.memory.readU64(address)));
    const page = this.#page(address);
    return page.getUint32(offset, true) + page.getInt32(offset + 4, true) * 0x100000000;
  }

  u64(address: number): bigint {
    const offset = address % PAGE_SIZE;
    return offset <= PAGE_SIZE - 8 ? this.#page(address).getBigUint64(offset, true) : this.memory.readU64(address);
  }

  /** An unsigned little-endian number of 1, 2, 4 or 8 bytes. */
  unsigned(address: number, size: number): number {
    switch (size) {
      case 1: return this.u8(address);
      case 2: return this.u16(address);
      case 4: return this.u32(address);
      default: return this.pointer(address);
    }
  }

  /** Text of at most `limit` bytes at a Go string header; '' for an empty or nonsensical one. */
  goString(header: number, limit = 200): string {
    const data = this.pointer(header);
    const length = this.pointer(header + 8);
    if (data === 0 || length === 0 || length > 0x7fffffff) return '';
    return new TextDecoder().decode(this.memory.read(data, Math.min(length, limit)));
  }

  /** The page that holds all of [address, address+length), for several reads at address % PAGE_SIZE; undefined across pages. */
  page(address: number, length: number): DataView | undefined {
    return (address % PAGE_SIZE) + length <= PAGE_SIZE ? this.#page(address) : undefined;
  }

  #page(address: number): DataView {
    const number = Math.floor(address / PAGE_SIZE);
    if (this.#last && this.#number === number) return this.#last;
    let page = this.#pages.get(number);
    if (!page) {
      if (!(address >= 0 && address < 2 ** 48)) throw new MemoryFault(address, 'read', false);
      const bytes = this.memory.read(number * PAGE_SIZE, PAGE_SIZE);
      page = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (this.#pages.size === MOST_PAGES) this.#pages.clear();
      this.#pages.set(number, page);
    }
    this.#number = number;
    return this.#last = page;
  }
}
