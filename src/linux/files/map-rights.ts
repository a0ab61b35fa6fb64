/**
 * What the kernel notes in a region's permissions, in bits of its own. Pages of a file's map beyond the page that the file ends on
 * are mapped, but an access is a bus error (mmap(2), SIGBUS): the map's permissions stand in higher bits there, and the
 * processor's are empty. A shared map of a file that was not opened for writing never gets that permission.
 */
import { Prot, type GuestMemory, type Region } from '../../machine/api';

const ALL = Prot.read | Prot.write | Prot.exec;
const BEYOND = 64, HELD = 3, NEVER_WRITTEN = 128;

/** What mmap or mprotect asked for, wherever the file ends. */
export const rightsOf = (prot: number): number => (isBeyondEnd(prot) ? prot >> HELD : prot) & ALL;
export const isBeyondEnd = (prot: number): boolean => (prot & BEYOND) !== 0;
/** Permissions of such pages, and of those that no longer are. */
export const beyondEnd = (prot: number): number => BEYOND | rightsOf(prot) << HELD | prot & NEVER_WRITTEN;
export const withinEnd = (prot: number): number => rightsOf(prot) | prot & NEVER_WRITTEN;

export const neverWritten = (prot: number): number => prot | NEVER_WRITTEN;
export const mayBeWritten = (prot: number): boolean => (prot & NEVER_WRITTEN) === 0;

/** New permissions of mapped pages; the kernel's notes stay. */
export function protectMap(memory: GuestMemory, start: number, length: number, rights: number): void {
  const noted = memory.regions().filter(({ prot, ...region }) => (prot & ~ALL) !== 0 && region.end > start && region.start < start + length);
  memory.protect(start, length, rights);
  for (const region of noted) {
    const from = Math.max(region.start, start);
    const prot = rights | region.prot & NEVER_WRITTEN;
    memory.protect(from, Math.min(region.end, start + length) - from, isBeyondEnd(region.prot) ? beyondEnd(prot) : prot);
  }
}

/** The program's maps, each as one wherever its file ends, with permissions as if it ended nowhere. */
export function wholeMaps(memory: GuestMemory): Region[] {
  const maps: Region[] = [];
  for (const { prot, ...region } of memory.regions()) {
    const before = maps.at(-1);
    if (before && region.toHome !== undefined && before.end === region.start && before.name === region.name && before.toHome === region.toHome
      && before.private === region.private && before.prot === withinEnd(prot)) maps[maps.length - 1] = { ...before, end: region.end };
    else maps.push({ ...region, prot: withinEnd(prot) });
  }
  return maps;
}

/** Whether a page fault is due to the end of the mapped file alone. */
export function isBusError(memory: GuestMemory, { address, access }: { address: number; access: 'read' | 'write' | 'exec' }): boolean {
  const prot = memory.regionAt(address)?.prot ?? 0;
  const rights = rightsOf(prot);
  return isBeyondEnd(prot) && (access === 'read' ? rights !== 0 : (rights & (access === 'write' ? Prot.write : Prot.exec)) !== 0);
}
