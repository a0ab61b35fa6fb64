/** Maps of files: making them, taking over what was stored through the shared ones, giving them up. */
import { Prot, type Region } from '../../machine/api';
import { HostFileError } from '../api';
import { E } from '../errno';
import type { Kernel } from '../syscalls/handler';
import { load, readContent, takeStored } from './content';
import { O } from './constants';
import { mirrorNamed } from './host-mirror';
import { inodeOf, unuse, use } from './inodes';
import { mayBeWritten, neverWritten, rightsOf } from './map-rights';
import { mappedBy, offsetOf, showExtent, shownParts, WINDOW, WINDOWS, windowStart } from './page-cache';
import { SEAL_FUTURE_WRITE, SEAL_WRITE } from './regular';
import type { FileNode, MappedFile } from './state';

/** What mmap may show: a regular file as it was opened. */
export interface Mappable { file: FileNode; name: string; mayWrite: boolean }

const fileOf = (k: Kernel, mapped: MappedFile): FileNode => inodeOf(k, mapped.ino) as FileNode;

/** The open file for mmap; 'zeros': /dev/zero, whose map is anonymous memory. -errno: EBADF, EACCES, ENODEV, or the host's. */
export function mappable(k: Kernel, fd: number): Mappable | 'zeros' | number {
  const { descriptors, files } = k.state.files;
  const descriptor = descriptors[fd];
  if (!descriptor) return -E.EBADF;
  const open = files[descriptor.file];
  if (open.kind === 'path') return -E.EBADF;
  if ((open.flags & O.ACCMODE) === O.WRONLY) return -E.EACCES;
  if (open.kind === 'device') { const node = inodeOf(k, open.inode); return node.kind === 'device' && node.minor === 5 ? 'zeros' : -E.ENODEV; }
  if (open.kind !== 'file') return -E.ENODEV;
  const file = inodeOf(k, open.inode);
  if (file.kind !== 'file' || open.snapshot) return -E.ENODEV;
  try {
    load(k, file);
  } catch (error) {
    if (error instanceof HostFileError) return -error.errno;
    throw error;
  }
  return { file, name: open.name, mayWrite: (open.flags & O.ACCMODE) === O.RDWR };
}

/** Why a shared map of it may not be there: EACCES (writing through a descriptor that is not open for it), EPERM (a sealed memfd); else 0. */
export function refuseShared({ file, mayWrite }: Mappable, writes: boolean): number {
  if (writes && !mayWrite) return -E.EACCES;
  return writes && ((file.seals ?? 0) & (SEAL_WRITE | SEAL_FUTURE_WRITE)) !== 0 ? -E.EPERM : 0;
}

/** Gives the file a window, if it has none. ENOMEM: none is left, or the range lies beyond it; else 0. */
export function openWindow(k: Kernel, { file, name }: Mappable, offset: number, length: number): number {
  if (offset + length > WINDOW) return -E.ENOMEM;
  if (file.window !== undefined) return 0;
  const { mapped } = k.state.files;
  let window = 0;
  while (mapped[window]) window++;
  if (window >= WINDOWS) return -E.ENOMEM;
  file.window = window;
  mapped[window] = { ino: file.ino, name, written: false };
  use(file);
  return 0;
}

/** Maps `length` bytes of a file with a window at `address`. Pages that no other map shows get the file's bytes. */
export function mapFile(k: Kernel, { file, name, mayWrite }: Mappable, address: number, offset: number, length: number, prot: number, copies: boolean): void {
  const window = file.window!;
  if (!copies && (prot & Prot.write) !== 0) k.state.files.mapped[window].written = true;
  // Read before the map is there: its pages, still empty, would count as stored through it.
  const fills: { offset: number; bytes: Uint8Array }[] = [];
  let at = offset;
  for (const part of [...shownParts(k, window, offset, length), { offset: offset + length, length: 0 }]) {
    if (part.offset > at) fills.push({ offset: at, bytes: readContent(k, file, at, part.offset - at) });
    at = part.offset + part.length;
  }
  k.memory.map(address, length, copies || mayWrite ? prot : neverWritten(prot), name, { home: windowStart(window) + offset, private: copies });
  for (const fill of fills) if (fill.bytes.length > 0) k.memory.writeShared(windowStart(window) + fill.offset, fill.bytes);
  showExtent(k, file);
}

/**
 * Another range shows the file as `map` does, from the byte on that `map` shows (or would, if it went on) at `from`. ENOMEM if that
 * lies beyond the window; else 0.
 */
export function mapLike(k: Kernel, map: Region, from: number, address: number, length: number): number {
  const file = fileOf(k, mappedBy(k, map)!);
  const offset = offsetOf(map) + from - map.start;
  if (offset + length > WINDOW) return -E.ENOMEM;
  mapFile(k, { file, name: map.name, mayWrite: mayBeWritten(map.prot) }, address, offset, length, rightsOf(map.prot), map.private === true);
  return 0;
}

/** Takes over into the files what was stored through the maps of [address, address + length): msync, and before a map goes. */
export function keepStored(k: Kernel, address: number, length: number): void {
  for (const record of sharedIn(k, address, length)) {
    const file = fileOf(k, record);
    takeStored(k, file, 0, file.size);
    mirrorNamed(k, file, record.name);
  }
}

/** The same for every map: the process ends. */
export function keepAllStored(k: Kernel): void { keepStored(k, 0, Infinity); }

/** The files that shared maps show in a range. */
function sharedIn(k: Kernel, address: number, length: number): Set<MappedFile> {
  return new Set(sharedMaps(k, address, length).map((region) => mappedBy(k, region)!));
}

function sharedMaps(k: Kernel, address: number, length: number): Region[] {
  if (Object.keys(k.state.files.mapped).length === 0) return [];
  return k.memory.regions().filter((region) => region.toHome !== undefined && !region.private && region.end > address && region.start < address + length);
}

/** After maps went: files that no map shows any more have their content in their pieces alone. */
export function releaseUnshown(k: Kernel): void {
  const { mapped } = k.state.files;
  const windows = Object.keys(mapped);
  if (windows.length === 0) return;
  const kept = new Set(k.memory.regions().map((region) => mappedBy(k, region)));
  for (const window of windows) {
    const record = mapped[Number(window)];
    if (kept.has(record)) continue;
    const file = fileOf(k, record);
    file.window = undefined;
    delete mapped[Number(window)];
    unuse(k, file);
  }
}

/** Permissions of [address, address + length) change to writing: EACCES where the file was not opened for it, else 0. */
export function allowWriting(k: Kernel, address: number, length: number): number {
  if (sharedMaps(k, address, length).some(({ prot }) => !mayBeWritten(prot))) return -E.EACCES;
  for (const record of sharedIn(k, address, length)) record.written = true;
  return 0;
}
