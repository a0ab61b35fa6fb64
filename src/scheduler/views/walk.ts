/** Walks over the runtime's linked lists that cannot run forever, whatever the guest's memory holds. */
import { MemoryFault } from '../../machine/api';
import type { MemoryReader } from '../memory-reader';

/** No list of Gs, Ms or Ps is followed further than this. */
export const WALK_LIMIT = 2_000_000;

export interface Walk {
  /** addresses of the elements, head first */
  readonly items: number[];
  /** why the walk ended early; undefined: it met the list's end */
  readonly broken: string | undefined;
}

/** Follows pointers from `head`: the next element's address is at element + linkOffset. */
export function walkList(reader: MemoryReader, head: number, linkOffset: number, what: string, limit = WALK_LIMIT): Walk {
  const items: number[] = [];
  if (linkOffset < 0) return { items: head === 0 ? [] : [head], broken: head === 0 ? undefined : `${what}: this version's link field is not known` };
  const seen = new Set<number>();
  let address = head;
  while (address !== 0) {
    if (seen.has(address)) return { items, broken: `${what}: cycle back to 0x${address.toString(16)} after ${items.length}` };
    if (items.length >= limit) return { items, broken: `${what}: more than ${limit} elements` };
    let next: number;
    try {
      next = reader.pointer(address + linkOffset);
    } catch (error) {
      if (!(error instanceof MemoryFault)) throw error;
      return { items, broken: `${what}: 0x${address.toString(16)} is not mapped, after ${items.length}` };
    }
    seen.add(address);
    items.push(address);
    address = next;
  }
  return { items, broken: undefined };
}
