/** The JavaScript side of the software TLB (layout.ts describes an entry; generated code looks it up inline). */
import { NO_PAGE, TLB, TLB_DELTA, TLB_ENTRIES, TLB_ENTRY_SHIFT, TLB_ENTRY_SIZE, TLB_WRITE_TAG } from '../layout';
import type { LinearMemory } from './linear-memory';

const PAGE_HIGH = 0x100000000;
const NO_PAGE_LOW = Number(NO_PAGE);

export class Tlb {
  /** Entries that others have taken the place of since somebody set this to 0. */
  evictions = 0;

  constructor(private readonly linear: LinearMemory) {
    this.clear();
  }

  private entry(page: number): number {
    return TLB + (((page / 4096) & (TLB_ENTRIES - 1)) << TLB_ENTRY_SHIFT);
  }

  /** Lets generated code read, and with `writable` write, the page at `host` directly. */
  fill(page: number, host: number, writable: boolean): void {
    const at = this.entry(page) >>> 2;
    const u32 = this.linear.u32;
    const high = Math.floor(page / PAGE_HIGH);
    if (u32[at] !== NO_PAGE_LOW && (u32[at] !== page >>> 0 || u32[at + 1] !== high)) this.evictions++;
    u32[at] = page;
    u32[at + 1] = high;
    u32[at + (TLB_WRITE_TAG >> 2)] = writable ? page : NO_PAGE_LOW;
    u32[at + (TLB_WRITE_TAG >> 2) + 1] = writable ? high : 0;
    u32[at + (TLB_DELTA >> 2)] = host - (page >>> 0);
  }

  /** True if generated code can read the page directly. */
  has(page: number): boolean {
    const at = this.entry(page) >>> 2;
    const u32 = this.linear.u32;
    return u32[at] === page >>> 0 && u32[at + 1] === Math.floor(page / PAGE_HIGH);
  }

  /** Drops the entry of one page. */
  drop(page: number): void {
    if (this.has(page)) {
      const at = this.entry(page) >>> 2;
      const u32 = this.linear.u32;
      u32[at] = u32[at + 2] = NO_PAGE_LOW;
      u32[at + 1] = u32[at + 3] = 0;
    }
  }

  dropRange(start: number, end: number): void {
    if ((end - start) / 4096 >= TLB_ENTRIES) {
      this.clear();
      return;
    }
    for (let page = start; page < end; page += 4096) this.drop(page);
  }

  /** Drops the right to write directly, of all pages: the next write to each one misses. */
  clearWrites(): void {
    // By halves: 64-bit views take BigInts, which are several times slower.
    const u32 = this.linear.u32;
    for (let at = (TLB + TLB_WRITE_TAG) >>> 2, i = 0; i < TLB_ENTRIES; i++, at += TLB_ENTRY_SIZE >> 2) {
      u32[at] = NO_PAGE_LOW;
      u32[at + 1] = 0;
    }
  }

  clear(): void {
    const { u8, u32 } = this.linear;
    const first = TLB >>> 2;
    u32[first] = u32[first + 2] = NO_PAGE_LOW;
    u32[first + 1] = u32[first + 3] = 0;
    // The host's copying is quicker than a loop, which has not been compiled when a machine is made.
    for (let done = TLB_ENTRY_SIZE; done < TLB_ENTRIES * TLB_ENTRY_SIZE; done *= 2) u8.copyWithin(TLB + done, TLB, TLB + done);
  }
}
