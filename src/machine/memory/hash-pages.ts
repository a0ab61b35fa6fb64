/** Feeds guest memory to a hash: regions with permissions, and the pages that are not all zero. */
import { PAGE_SIZE, type StateHash } from '../api';
import type { LinearMemory } from './linear-memory';
import type { PagedMemory } from './paged-memory';

function isZero(u32: Uint32Array, host: number): boolean {
  for (let i = host >>> 2, end = host + PAGE_SIZE >>> 2; i < end; i++) if (u32[i] !== 0) return false;
  return true;
}

/** A page that was touched and is zero counts like one that was never touched: the guest cannot tell them apart (but for a view's copy). */
export function hashPages(memory: PagedMemory, linear: LinearMemory, hash: StateHash): void {
  for (const { start, end, prot, name, toHome, private: copies } of memory.regions()) {
    hash.number(start);
    hash.number(end);
    hash.number(prot);
    hash.string(name);
    if (toHome === undefined) continue;
    hash.number(toHome);
    hash.number(copies ? 1 : 0);
  }
  for (const { page, host } of memory.framedPages()) {
    if (isZero(linear.u32, host) && !memory.holdsCopy(page)) continue;
    hash.number(page);
    hash.bytes(linear.u8.subarray(host, host + PAGE_SIZE));
  }
}
