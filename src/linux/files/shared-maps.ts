/** Maps of files with MAP_SHARED: making them, taking over what was stored through them, giving them up. */
import { E } from '../errno';
import type { Kernel } from '../syscalls/handler';
import { readContent, takeStored } from './content';
import { O } from './constants';
import { mirrorNamed } from './host-mirror';
import { rightsOf } from './beyond';
import { inodeOf, unuse, use } from './inodes';
import { sharedAt, showExtent, shownParts, WINDOW, WINDOWS, windowStart } from './page-cache';
import { SEAL_FUTURE_WRITE, SEAL_WRITE } from './regular';
import type { FileNode, OpenFile, SharedFile } from './state';

const fileOf = (k: Kernel, shared: SharedFile): FileNode => inodeOf(k, shared.ino) as FileNode;

/**
 * Home address for a map of the open file from `offset` on, or -errno: EACCES (writing through a descriptor that is not open
 * for reading and writing), EPERM (a sealed memfd), ENOMEM (no window left, or an offset beyond it).
 */
export function homeOf(k: Kernel, open: OpenFile, offset: number, length: number, writes: boolean): number {
  const file = inodeOf(k, open.inode) as FileNode;
  const mayWrite = (open.flags & O.ACCMODE) === O.RDWR;
  if (writes && !mayWrite) return -E.EACCES;
  if (writes && ((file.seals ?? 0) & (SEAL_WRITE | SEAL_FUTURE_WRITE)) !== 0) return -E.EPERM;
  if (offset + length > WINDOW) return -E.ENOMEM;
  const { shared } = k.state.files;
  if (file.window === undefined) {
    let window = 0;
    while (shared[window]) window++;
    if (window >= WINDOWS) return -E.ENOMEM;
    file.window = window;
    shared[window] = { ino: file.ino, name: open.name, mayWrite: false, written: false };
    use(file);
  }
  const record = shared[file.window];
  record.mayWrite ||= mayWrite;
  record.written ||= writes;
  return windowStart(file.window) + offset;
}

/** Maps `length` bytes of the open file at `address`; pages that no other map shows get the file's bytes. */
export function mapShared(k: Kernel, open: OpenFile, address: number, offset: number, length: number, prot: number, home: number): void {
  const file = inodeOf(k, open.inode) as FileNode;
  const shown = shownParts(k, file.window!, offset, length).sort((a, b) => a.offset - b.offset);
  // Read before the map is there: its pages, still empty, would count as stored through it.
  const fills: { at: number; bytes: Uint8Array }[] = [];
  const fill = (from: number, to: number): void => { fills.push({ at: address + from - offset, bytes: readContent(k, file, from, to - from) }); };
  let at = offset;
  for (const part of shown) {
    if (part.offset > at) fill(at, part.offset);
    at = Math.max(at, part.offset + part.length);
  }
  if (at < offset + length) fill(at, offset + length);
  k.memory.map(address, length, rightsOf(prot), open.name, home);
  for (const { at: to, bytes } of fills) if (bytes.length > 0) k.memory.write(to, bytes);
  showExtent(k, file);
}

/** A shared map grows or moves: what is new shows the file as well. `toHome` is the map's. */
export function extendShared(k: Kernel, shared: SharedFile, address: number, length: number, prot: number, toHome: number): void {
  const { window } = fileOf(k, shared);
  const offset = address + toHome - windowStart(window!);
  mapShared(k, { inode: shared.ino, name: shared.name } as OpenFile, address, offset, length, prot, address + toHome);
}

/** Takes over into the files what was stored through the maps of [address, address + length): msync, and before a map goes. */
export function keepStored(k: Kernel, address: number, length: number): void {
  const { shared } = k.state.files;
  if (Object.keys(shared).length === 0) return;
  const seen = new Set<SharedFile>();
  for (const region of k.memory.regions()) {
    if (region.toHome === undefined || region.end <= address || region.start >= address + length) continue;
    const record = sharedAt(k, region.start)!;
    if (seen.has(record)) continue;
    seen.add(record);
    const file = fileOf(k, record);
    takeStored(k, file, 0, file.size);
    mirrorNamed(k, file, record.name);
  }
}

/** The same for every map: the process ends. */
export function keepAllStored(k: Kernel): void { keepStored(k, 0, Infinity); }

/** After maps went: files that no map shows any more have their content in their pieces alone. */
export function releaseUnshown(k: Kernel): void {
  const { shared } = k.state.files;
  const windows = Object.keys(shared);
  if (windows.length === 0) return;
  const regions = k.memory.regions().filter((region) => region.toHome !== undefined);
  const kept = new Set(regions.map((region) => sharedAt(k, region.start)));
  for (const window of windows) {
    const record = shared[Number(window)];
    if (kept.has(record)) continue;
    const file = fileOf(k, record);
    file.window = undefined;
    delete shared[Number(window)];
    unuse(k, file);
  }
}

/** Permissions of [address, address + length) change to writing: EACCES where the file was not opened for it, else 0. */
export function allowWriting(k: Kernel, address: number, length: number): number {
  if (Object.keys(k.state.files.shared).length === 0) return 0;
  const records = k.memory.regions().filter((region) => region.toHome !== undefined && region.end > address && region.start < address + length)
    .map((region) => sharedAt(k, region.start)!);
  if (records.some((record) => !record.mayWrite)) return -E.EACCES;
  for (const record of records) record.written = true;
  return 0;
}
