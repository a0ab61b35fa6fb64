/** Regular files and folders as open files: reading, writing, seeking. */
import { E } from '../errno';
import type { Kernel, SyscallCall } from '../syscalls/handler';
import { O } from './constants';
import { CHUNK, readContent, writeContent } from './content';
import { inodeOf, touch } from './inodes';
import { mirrorOpenFile } from './host-mirror';
import { register } from './operations';
import type { FileNode, OpenFile } from './state';

/** s_maxbytes of ext4 with 4 KiB blocks: 16 TiB - 4 KiB. */
export const MAX_FILE_SIZE = 2 ** 44 - 4096;

export function fileNodeOf(k: Kernel, file: OpenFile): FileNode { return inodeOf(k, file.inode) as FileNode; }

function readAt(call: SyscallCall, file: OpenFile, length: number, position: number): Uint8Array | number {
  if (file.snapshot) return file.snapshot.subarray(position, position + length);
  return readContent(call.kernel, fileNodeOf(call.kernel, file), position, length);
}

function writeAt(call: SyscallCall, file: OpenFile, bytes: Uint8Array, position: number): number {
  const node = fileNodeOf(call.kernel, file);
  const at = (file.flags & O.APPEND) !== 0 ? node.size : position;
  return writeNode(call.kernel, node, bytes, at);
}

/** Writes at `at`: EFBIG beyond the largest size, EPERM for a sealed memfd. */
export function writeNode(k: Kernel, node: FileNode, bytes: Uint8Array, at: number): number {
  if (node.synthetic !== undefined) return bytes.length; // /proc/self/comm and its like take what they are given
  if (at >= MAX_FILE_SIZE) return -E.EFBIG;
  if ((node.seals ?? 0) & (SEAL_WRITE | SEAL_FUTURE_WRITE)) return -E.EPERM;
  if ((node.seals ?? 0) & SEAL_GROW && at + bytes.length > node.size) return -E.EPERM;
  const count = writeContent(k, node, at, at + bytes.length > MAX_FILE_SIZE ? bytes.subarray(0, MAX_FILE_SIZE - at) : bytes);
  node.dirty = true;
  touch(k, node);
  return count;
}

/** memfd seals (linux/fcntl.h). */
export const SEAL_SEAL = 1, SEAL_SHRINK = 2, SEAL_GROW = 4, SEAL_WRITE = 8, SEAL_FUTURE_WRITE = 16;

function sizeOf(k: Kernel, file: OpenFile): number { return file.snapshot ? file.snapshot.length : fileNodeOf(k, file).size; }

function seek(k: Kernel, file: OpenFile, offset: number, whence: number): number {
  const size = sizeOf(k, file);
  let to: number;
  switch (whence) {
    case 0: to = offset; break;
    case 1: to = file.offset + offset; break;
    case 2: to = size + offset; break;
    case 3: // SEEK_DATA
      if (offset < 0 || offset >= size) return -E.ENXIO;
      to = nextPiece(k, file, offset, true);
      if (to >= size) return -E.ENXIO;
      break;
    case 4: // SEEK_HOLE
      if (offset < 0 || offset >= size) return -E.ENXIO;
      to = Math.min(size, nextPiece(k, file, offset, false));
      break;
    default: return -E.EINVAL;
  }
  if (to < 0) return -E.EINVAL;
  if (to > MAX_FILE_SIZE) return -E.EINVAL;
  file.offset = to;
  return to;
}

/** First position from `offset` on that has (or has no) data; pieces of CHUNK bytes count as a whole. */
function nextPiece(k: Kernel, file: OpenFile, offset: number, data: boolean): number {
  if (file.snapshot) return data ? offset : file.snapshot.length;
  const node = fileNodeOf(k, file);
  const hasData = (i: number): boolean => node.chunks[i] !== undefined || i * CHUNK < node.baseSize;
  const end = Math.ceil(node.size / CHUNK);
  for (let i = Math.floor(offset / CHUNK); i < end; i++) if (hasData(i) === data) return Math.max(offset, i * CHUNK);
  return node.size;
}

register('file', {
  read(call, file, length) {
    const bytes = readAt(call, file, length, file.offset);
    if (typeof bytes !== 'number') file.offset += bytes.length;
    return bytes;
  },
  write(call, file, bytes) {
    const node = fileNodeOf(call.kernel, file);
    if ((file.flags & O.APPEND) !== 0) file.offset = node.size;
    const count = writeNode(call.kernel, node, bytes, file.offset);
    if (count > 0) file.offset += count;
    return count;
  },
  readAt, writeAt, seek,
  available: (k, file) => Math.max(0, sizeOf(k, file) - file.offset),
  release: mirrorOpenFile,
});

register('folder', {
  read: () => -E.EISDIR,
  readAt: () => -E.EISDIR,
  seek(_k, file, offset, whence) {
    const to = whence === 0 ? offset : whence === 1 ? file.offset + offset : whence === 2 ? (file.listing?.length ?? 0) + offset : -1;
    if (to < 0) return -E.EINVAL;
    // Back at the start the names are looked up again.
    if (to === 0) file.listing = undefined;
    file.offset = to;
    return to;
  },
});

