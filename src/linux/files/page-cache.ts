/**
 * Files that are mapped. As long as a map shows a page of a file, that page in memory is the file's content: all maps show the
 * one page (SHARED_HOME in machine/api.ts), those made with MAP_PRIVATE until they write to it; writes to the file go there as
 * well, and what the program stored is taken over into the file's pieces before anybody reads them. Each such file has a window
 * of home addresses.
 */
import { PAGE_SIZE, SHARED_HOME, type Region } from '../../machine/api';
import type { Kernel } from '../syscalls/handler';
import { beyondEnd, isBeyondEnd, withinEnd } from './map-rights';
import type { FileNode, MappedFile } from './state';

/** Bytes of a window; a map cannot reach beyond this offset of its file. */
export const WINDOW = 2 ** 37;
/** Home addresses stay exact numbers: below 2^53. About as many as Linux allows maps (vm.max_map_count). */
export const WINDOWS = (2 ** 53 - SHARED_HOME) / WINDOW;

export const windowStart = (window: number): number => SHARED_HOME + window * WINDOW;

/** Offset in its file of a map's first byte; 0 for other memory. */
export const offsetOf = ({ start, toHome }: Region): number => (toHome === undefined ? 0 : (start + toHome) % WINDOW);

/** The file that a map shows; undefined: the region shows none. */
export function mappedBy(k: Kernel, { start, toHome }: Region): MappedFile | undefined {
  return toHome === undefined ? undefined : k.state.files.mapped[Math.floor((start + toHome - SHARED_HOME) / WINDOW)];
}

/** The maps of a file, with the part of it that they show. */
function mapsOf(k: Kernel, window: number): (Region & { offset: number; length: number })[] {
  const first = windowStart(window);
  return k.memory.regions().flatMap((region) => {
    if (region.toHome === undefined) return [];
    const offset = region.start + region.toHome - first;
    return offset < 0 || offset >= WINDOW ? [] : [{ ...region, offset, length: region.end - region.start }];
  });
}

/** A part of a file that maps show. */
export interface Shown { offset: number; length: number }

/** What maps show of the bytes [offset, offset + length) of the file, in order, each byte once. */
export function shownParts(k: Kernel, window: number, offset: number, length: number): Shown[] {
  const parts: Shown[] = [];
  let at = offset;
  for (const map of mapsOf(k, window).sort((a, b) => a.offset - b.offset)) {
    const from = Math.max(map.offset, at), to = Math.min(map.offset + map.length, offset + length);
    if (from >= to) continue;
    parts.push({ offset: from, length: to - from });
    at = to;
  }
  return parts;
}

/** Bytes were written to the file: the maps that show them show the new ones. */
export function showWritten(k: Kernel, file: FileNode, offset: number, bytes: Uint8Array): void {
  if (file.window === undefined) return;
  for (const part of shownParts(k, file.window, offset, bytes.length)) {
    k.memory.writeShared(windowStart(file.window) + part.offset, bytes.subarray(part.offset - offset, part.offset - offset + part.length));
  }
}

/** The file has become shorter: pages show zeros beyond its end, and whole pages there are no longer copies of a private map. */
export function showEnd(k: Kernel, file: FileNode): void {
  if (file.window === undefined) return;
  for (const part of shownParts(k, file.window, file.size, WINDOW - file.size)) k.memory.writeShared(windowStart(file.window) + part.offset, new Uint8Array(part.length));
  const border = Math.ceil(file.size / PAGE_SIZE) * PAGE_SIZE;
  for (const { start, end, offset, private: copies } of mapsOf(k, file.window)) {
    const from = Math.max(start, start + border - offset);
    if (copies && from < end) k.memory.discard(from, end - from);
  }
}

/** The file's end or its maps have changed: pages up to the one that it ends on may be used, those beyond may not. */
export function showExtent(k: Kernel, file: FileNode): void {
  if (file.window === undefined) return;
  const border = Math.ceil(file.size / PAGE_SIZE) * PAGE_SIZE;
  for (const { start, end, prot, offset } of mapsOf(k, file.window)) {
    const from = Math.min(Math.max(start + border - offset, start), end);
    if (from > start && isBeyondEnd(prot)) k.memory.protect(start, from - start, withinEnd(prot));
    if (from < end && !isBeyondEnd(prot)) k.memory.protect(from, end - from, beyondEnd(prot));
  }
}
