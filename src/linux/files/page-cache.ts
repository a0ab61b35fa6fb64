/**
 * Files that are mapped MAP_SHARED. As long as a map shows a page of a file, that page in memory is the file's content: all
 * views show the one page (SHARED_HOME in machine/api.ts), writes to the file go there as well, and what the program stored is
 * taken over into the file's pieces before anybody reads them. Each such file has a window of home addresses.
 */
import { PAGE_SIZE, SHARED_HOME } from '../../machine/api';
import type { Kernel } from '../syscalls/handler';
import { beyondEnd, isBeyondEnd, rightsOf } from './beyond';
import type { FileNode, SharedFile } from './state';

/** Bytes of a window; a map cannot reach beyond this offset of its file. */
export const WINDOW = 2 ** 42;
/** Home addresses stay exact numbers: below 2^53. */
export const WINDOWS = (2 ** 53 - SHARED_HOME) / WINDOW;

export const windowStart = (window: number): number => SHARED_HOME + window * WINDOW;

/** A part of a file that a map shows at `address`. */
export interface Shown { address: number; offset: number; length: number }

/** What maps show of the bytes [offset, offset + length) of the file, by address; a part with several views comes several times. */
export function shownParts(k: Kernel, window: number, offset: number, length: number): Shown[] {
  const parts: Shown[] = [];
  for (const { start, end, toHome } of k.memory.regions()) {
    if (toHome === undefined) continue;
    const toOffset = toHome - windowStart(window);
    const from = Math.max(start + toOffset, offset), to = Math.min(end + toOffset, offset + length);
    if (from < to) parts.push({ address: from - toOffset, offset: from, length: to - from });
  }
  return parts;
}

/** The shared file whose pages a map shows at an address; undefined: something else is there, or nothing. */
export function sharedAt(k: Kernel, address: number): SharedFile | undefined {
  const region = k.memory.regionAt(address);
  return region?.toHome === undefined ? undefined : k.state.files.shared[Math.floor((address + region.toHome - SHARED_HOME) / WINDOW)];
}

/** Bytes were written to the file: the maps that show them show the new ones. */
export function showWritten(k: Kernel, file: FileNode, offset: number, bytes: Uint8Array): void {
  if (file.window === undefined) return;
  for (const part of shownParts(k, file.window, offset, bytes.length)) {
    k.memory.write(part.address, bytes.subarray(part.offset - offset, part.offset - offset + part.length));
  }
}

/** The file has become shorter: pages show zeros beyond its end. */
export function showEnd(k: Kernel, file: FileNode): void {
  if (file.window === undefined) return;
  for (const part of shownParts(k, file.window, file.size, WINDOW - file.size)) k.memory.write(part.address, new Uint8Array(part.length));
}

/** The file's end or its maps have changed: pages up to the one that it ends on may be used, those beyond may not. */
export function showExtent(k: Kernel, file: FileNode): void {
  if (file.window === undefined) return;
  const first = windowStart(file.window);
  const border = first + Math.ceil(file.size / PAGE_SIZE) * PAGE_SIZE;
  for (const { start, end, prot, toHome } of k.memory.regions()) {
    if (toHome === undefined || start + toHome < first || start + toHome >= first + WINDOW) continue;
    const from = Math.min(Math.max(border - toHome, start), end);
    if (from > start && isBeyondEnd(prot)) k.memory.protect(start, from - start, rightsOf(prot));
    if (from < end && !isBeyondEnd(prot)) k.memory.protect(from, end - from, beyondEnd(prot));
  }
}
