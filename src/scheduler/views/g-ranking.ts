/** The most interesting of very many goroutines. Only what ranking needs is read of each, and no object is made for it. */
import type { GHead, GStatusName } from '../api';
import type { GFields } from '../layout/fields';
import { MemoryFault, type GuestMemory } from '../../machine/api';
import { G_DEAD, gStatusName, SCAN_BIT } from '../statuses';
import type { GTexts } from './g-table';

/** Addresses of the live ones among `addresses` that come first by rank, then goid; `all`: how many have a rank. */
export function firstByRank(memory: GuestMemory, fields: GFields, texts: GTexts, addresses: Float64Array, most: number, rank: (g: GHead) => number | undefined): { addresses: number[]; all: number } {
  const ranks = new Map<number, Lowest>();
  const head: { -readonly [name in keyof GHead]: GHead[name] } = { goid: 0, status: 'idle' as GStatusName, system: false };
  let all = 0;
  for (const address of addresses) {
    if (address === 0) continue;
    try {
      // So little is read of each page that a copy of it would cost more.
      const status = memory.readU32(address + fields.atomicstatus) & ~SCAN_BIT;
      if (status === G_DEAD) continue;
      head.goid = memory.readPointer(address + fields.goid);
      head.status = gStatusName(status);
      head.system = texts.isSystem(fields.startPc < 0 ? 0 : memory.readPointer(address + fields.startPc), head.goid);
    } catch (error) {
      if (error instanceof MemoryFault) continue;
      throw error;
    }
    const value = rank(head);
    if (value === undefined) continue;
    all++;
    let lowest = ranks.get(value);
    if (!lowest) ranks.set(value, lowest = new Lowest(most));
    lowest.add(head.goid, address);
  }
  const inOrder = [...ranks].sort(([a], [b]) => a - b).flatMap(([, lowest]) => lowest.addresses());
  return { addresses: inOrder.slice(0, most), all };
}

/** The `most` goroutines with the lowest ids of those added. allgs is nearly in order of ids: most of them are too high at once. */
class Lowest {
  private kept: { goid: number; address: number }[] = [];
  private limit = Infinity;

  constructor(private readonly most: number) {}

  add(goid: number, address: number): void {
    if (goid >= this.limit) return;
    this.kept.push({ goid, address });
    if (this.kept.length >= 2 * this.most) this.cut();
  }

  addresses(): number[] {
    this.cut();
    return this.kept.map(({ address }) => address);
  }

  private cut(): void {
    this.kept.sort((a, b) => a.goid - b.goid);
    if (this.kept.length <= this.most) return;
    this.limit = this.kept[this.most].goid;
    this.kept.length = this.most;
  }
}
