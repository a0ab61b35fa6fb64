/**
 * The memory that the client shows: what it has read. It reads again only what a `memory` event names by the very reference that
 * it reads under (VS Code's documents of memory compare the texts), and it does not ask at a stop.
 */
export interface ChangedMemory { memoryReference: string; offset: number; count: number }

/** References remembered: a client that walks through memory makes new ones all the time. */
const MOST = 64;

export class ShownMemory {
  private readonly regions = new Map<string, { readonly base: number; from: number; to: number }>();

  /** The client has read `count` bytes at an offset from `base`, the address that `memoryReference` stands for. */
  note(memoryReference: string, base: number, offset: number, count: number): void {
    const known = this.regions.get(memoryReference);
    this.regions.delete(memoryReference);
    this.regions.set(memoryReference, { base, from: Math.min(offset, known?.from ?? offset), to: Math.max(offset + count, known?.to ?? offset) });
    if (this.regions.size > MOST) for (const oldest of this.regions.keys()) { this.regions.delete(oldest); break; }
  }

  /** Of what is shown, the parts within `length` bytes from an address. */
  within(address: number, length: number): ChangedMemory[] {
    return [...this.regions].map(([memoryReference, { base, from, to }]) => {
      const offset = Math.max(from, address - base);
      return { memoryReference, offset, count: Math.min(to, address + length - base) - offset };
    }).filter(({ count }) => count > 0);
  }

  /** All that is shown: the program has run. */
  all(): ChangedMemory[] { return this.within(0, Number.MAX_SAFE_INTEGER); }
}
