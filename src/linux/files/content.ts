/**
 * Content of regular files: a base (the recorded bytes of a host file, never written) below pieces of CHUNK bytes that
 * the guest wrote. A piece is replaced when it is written, so a checkpoint shares all bytes.
 */
import { PAGE_SIZE } from '../../machine/api';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import { E } from '../errno';
import { showEnd, showExtent, showWritten, shownParts, windowStart } from './page-cache';
import type { FileNode } from './state';

/** Small enough that appending a line copies little, large enough that big files have few pieces. */
export const CHUNK = 16384;

/** Reads the host file of an inode, the first time its content is needed. */
export function load(k: Kernel, file: FileNode): void {
  if (file.hostPath === undefined || file.base) return;
  const base = k.host.read(file.hostPath);
  // The host file may have changed since its stat was recorded: from now on the content counts.
  file.base = base;
  file.size = file.baseSize = base.length;
}

/** Bytes [offset, offset + length), shorter at the end of the file. Not to be written to. */
export function readContent(k: Kernel, file: FileNode, offset: number, length: number): Uint8Array {
  load(k, file);
  takeStored(k, file, offset, length);
  return readPieces(file, offset, length);
}

/** Takes over what the program stored through shared maps of these bytes. The map of a file without room for it keeps them. */
export function takeStored(k: Kernel, file: FileNode, offset: number, length: number): void {
  if (file.window === undefined || !k.state.files.mapped[file.window].written) return;
  for (const part of shownParts(k, file.window, offset, Math.min(length, file.size - offset))) {
    for (let done = 0; done < part.length;) {
      const at = part.offset + done;
      const count = Math.min(PAGE_SIZE - at % PAGE_SIZE, part.length - done);
      const stored = k.memory.readShared(windowStart(file.window) + at, count);
      if (differ(stored, readPieces(file, at, count))) {
        if (writePieces(k, file, at, stored) < count) k.notice('other', 'no room for what was stored through a shared map: it stays in the map only');
        file.dirty = true;
        file.mtime = file.ctime = k.realtimeNs;
      }
      done += count;
    }
  }
}

const differ = (a: Uint8Array, b: Uint8Array): boolean => a.some((byte, i) => byte !== b[i]);

function readPieces(file: FileNode, offset: number, length: number): Uint8Array {
  const end = Math.min(file.size, offset + length);
  if (end <= offset) return new Uint8Array(0);
  const first = Math.floor(offset / CHUNK), last = Math.floor((end - 1) / CHUNK);
  let written = false;
  for (let i = first; i <= last && !written; i++) written = file.chunks[i] !== undefined;
  if (!written && file.base && end <= file.baseSize) return file.base.subarray(offset, end);
  const bytes = new Uint8Array(end - offset);
  for (let i = first; i <= last; i++) {
    const from = Math.max(offset, i * CHUNK), to = Math.min(end, (i + 1) * CHUNK);
    const chunk = file.chunks[i];
    if (chunk) bytes.set(chunk.subarray(from - i * CHUNK, to - i * CHUNK), from - offset);
    else if (file.base && from < file.baseSize) bytes.set(file.base.subarray(from, Math.min(to, file.baseSize)), from - offset);
  }
  return bytes;
}

/** Writes at `offset`; grows the file. ENOSPC at the memory limit. Returns the bytes written. */
export function writeContent(k: Kernel, file: FileNode, offset: number, bytes: Uint8Array): number {
  load(k, file);
  const count = writePieces(k, file, offset, bytes);
  if (count === 0 && bytes.length > 0) throw new Errno(E.ENOSPC);
  showWritten(k, file, offset, bytes.subarray(0, count));
  return count;
}

function writePieces(k: Kernel, file: FileNode, offset: number, bytes: Uint8Array): number {
  const end = offset + bytes.length;
  for (let i = Math.floor(offset / CHUNK); i * CHUNK < end; i++) {
    const from = Math.max(offset, i * CHUNK), to = Math.min(end, (i + 1) * CHUNK);
    const chunk = new Uint8Array(CHUNK);
    if (to - from < CHUNK) chunk.set(pieceBelow(file, i));
    chunk.set(bytes.subarray(from - offset, to - offset), from - i * CHUNK);
    if (!putChunk(k, file, i, chunk)) {
      if (from === offset) return 0;
      setSize(k, file, Math.max(file.size, from));
      return from - offset;
    }
  }
  if (end > file.size) setSize(k, file, end);
  return bytes.length;
}

function setSize(k: Kernel, file: FileNode, size: number): void {
  const pages = Math.ceil(file.size / PAGE_SIZE);
  file.size = size;
  if (Math.ceil(size / PAGE_SIZE) !== pages) showExtent(k, file);
}

/** Present bytes of piece `i`; zeros beyond the file's end. */
function pieceBelow(file: FileNode, i: number): Uint8Array {
  const chunk = file.chunks[i];
  if (chunk) return chunk;
  return file.base && i * CHUNK < file.baseSize ? file.base.subarray(i * CHUNK, Math.min((i + 1) * CHUNK, file.baseSize)) : new Uint8Array(0);
}

function putChunk(k: Kernel, file: FileNode, i: number, chunk: Uint8Array): boolean {
  const files = k.state.files;
  if (!file.chunks[i]) {
    if (files.storedBytes + CHUNK > k.options.memoryLimit) return false;
    files.storedBytes += CHUNK;
  }
  file.chunks[i] = chunk;
  return true;
}

/** Sets the size; bytes beyond the old end read as zeros. */
export function truncateContent(k: Kernel, file: FileNode, size: number): void {
  if (size === 0 && !file.base) { // nothing of the host's bytes is needed any more
    file.hostPath = undefined;
    file.baseSize = 0;
  } else {
    load(k, file);
  }
  if (size < file.size) {
    const last = Math.ceil(size / CHUNK);
    for (const key of Object.keys(file.chunks)) {
      if (Number(key) >= last) { delete file.chunks[Number(key)]; k.state.files.storedBytes -= CHUNK; }
    }
    const cut = file.chunks[last - 1];
    if (cut && size % CHUNK !== 0) {
      const chunk = new Uint8Array(CHUNK);
      chunk.set(cut.subarray(0, size % CHUNK));
      file.chunks[last - 1] = chunk;
    }
    file.baseSize = Math.min(file.baseSize, size);
    if (file.baseSize === 0 && file.base) { file.base = undefined; file.hostPath = undefined; }
  }
  setSize(k, file, size);
  showEnd(k, file);
}

/** Gives back the room of a file whose last name and use are gone. */
export function dropContent(k: Kernel, file: FileNode): void {
  k.state.files.storedBytes -= CHUNK * Object.keys(file.chunks).length;
  file.chunks = {};
  file.base = undefined;
  file.baseSize = 0;
}

/** Replaces [offset, offset + length) by a hole (fallocate PUNCH_HOLE and ZERO_RANGE) without changing the size. */
export function punchHole(k: Kernel, file: FileNode, offset: number, length: number): void {
  const end = Math.min(file.size, offset + length);
  for (let at = offset; at < end; at += CHUNK) writeContent(k, file, at, new Uint8Array(Math.min(CHUNK, end - at)));
}
