import { lastAtOrBelow } from './search';

export interface NamedRange { readonly name: string; readonly address: number; readonly size: number }

/**
 * Things with a name, an address and a size in bytes, found by both. The indexes are built at the first question.
 * Of two with the same name the first wins; of two at the same address the larger one.
 */
export class NamedRanges<T extends NamedRange> {
  private list: readonly T[] | undefined;
  private names: Map<string, T> | undefined;
  private sorted: T[] | undefined;
  private addresses: Float64Array | undefined;

  constructor(private readonly load: () => readonly T[]) {}

  all(): readonly T[] {
    return this.list ??= this.load();
  }

  byName(name: string): T | undefined {
    if (!this.names) {
      this.names = new Map();
      for (const item of this.all()) if (!this.names.has(item.name)) this.names.set(item.name, item);
    }
    return this.names.get(name);
  }

  /** The item whose bytes contain the address (an item of size 0 contains its first byte). */
  at(address: number): T | undefined {
    if (!this.sorted || !this.addresses) {
      this.sorted = [...this.all()].sort((a, b) => a.address - b.address || a.size - b.size);
      this.addresses = Float64Array.from(this.sorted, (item) => item.address);
    }
    const item = this.sorted[lastAtOrBelow(this.addresses, address)];
    return item && address < item.address + Math.max(item.size, 1) ? item : undefined;
  }
}
