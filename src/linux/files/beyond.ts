/**
 * Pages of a file's map beyond the page that the file ends on: they are mapped, but an access is a bus error (mmap(2), SIGBUS).
 * A region's permissions say so, in bits that are the kernel's own: the map's permissions stand there, and the processor's are empty.
 */
import { Prot, type GuestMemory } from '../../machine/api';

const ALL = Prot.read | Prot.write | Prot.exec;
const BEYOND = 64, HELD = 3;

/** Permissions of such pages in a map with `rights`. */
export const beyondEnd = (rights: number): number => BEYOND | (rights & ALL) << HELD;
export const isBeyondEnd = (prot: number): boolean => (prot & BEYOND) !== 0;
/** What mmap or mprotect asked for, wherever the file ends. */
export const rightsOf = (prot: number): number => (isBeyondEnd(prot) ? prot >> HELD : prot) & ALL;

/** New permissions of mapped pages; those beyond their file's end stay so. */
export function protectMap(memory: GuestMemory, start: number, length: number, rights: number): void {
  const beyond = memory.regions().filter((region) => isBeyondEnd(region.prot) && region.end > start && region.start < start + length);
  memory.protect(start, length, rights);
  for (const region of beyond) {
    const from = Math.max(region.start, start);
    memory.protect(from, Math.min(region.end, start + length) - from, beyondEnd(rights));
  }
}

/** Whether a page fault is due to the end of the mapped file alone. */
export function isBusError(memory: GuestMemory, { address, access }: { address: number; access: 'read' | 'write' | 'exec' }): boolean {
  const prot = memory.regionAt(address)?.prot ?? 0;
  const rights = rightsOf(prot);
  return isBeyondEnd(prot) && (access === 'read' ? rights !== 0 : (rights & (access === 'write' ? Prot.write : Prot.exec)) !== 0);
}
