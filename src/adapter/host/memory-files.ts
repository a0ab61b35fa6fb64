/** HostFiles held in memory: what a browser's worker, which has no synchronous files, gives the guest as its host. */
import { HostFileError } from '../../linux/api';
import type { HostFiles, HostStat } from '../../linux/api';

/** Linux errno values (asm-generic/errno-base.h, errno.h). */
const ENOENT = 2, EIO = 5, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENOTEMPTY = 39;

/** A file whose bytes were not loaded has only a size; reading it fails. */
interface MemoryFile { readonly kind: 'file'; readonly bytes: Uint8Array | undefined; readonly size: number; readonly mtimeNs: number; readonly mode: number }
interface MemoryFolder { readonly kind: 'folder'; readonly names: Set<string>; readonly mtimeNs: number; readonly mode: number }

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** Told of what the guest writes to its host, in order. `bytes` undefined: removed; 'folder': made. */
export type WriteListener = (path: string, change: Uint8Array | 'folder' | undefined) => void;

export class MemoryFiles implements HostFiles {
  private readonly entries = new Map<string, MemoryFile | MemoryFolder>();

  constructor(private readonly written: WriteListener = () => undefined) { this.addFolder('/'); }

  /** Puts a file there, with the folders above it; `bytes` undefined: it is known to be there, but was not loaded. */
  addFile(path: string, bytes: Uint8Array | undefined, { size = bytes?.length ?? 0, mtimeNs = 0 } = {}): void {
    // Nothing says which files of a workspace may be executed; a program must be.
    this.add(path, { kind: 'file', bytes, size, mtimeNs, mode: 0o755 });
  }

  addFolder(path: string): void {
    if (this.entries.get(path)?.kind === 'folder') return;
    this.add(path, { kind: 'folder', names: new Set(), mtimeNs: 0, mode: 0o755 });
  }

  private add(path: string, entry: MemoryFile | MemoryFolder): void {
    if (path !== '/') {
      const parent = parentOf(path);
      this.addFolder(parent);
      (this.entries.get(parent) as MemoryFolder).names.add(path.slice(path.lastIndexOf('/') + 1));
    }
    this.entries.set(path, entry);
  }

  /** Files whose path ends with `end`. */
  paths(end: string): string[] { return [...this.entries].filter(([path, { kind }]) => kind === 'file' && path.endsWith(end)).map(([path]) => path); }

  has(path: string): boolean { return this.entries.has(path); }

  stat(path: string): HostStat | undefined {
    const entry = this.entries.get(path);
    return entry && { kind: entry.kind, size: entry.kind === 'file' ? entry.size : 0, mode: entry.mode, mtimeNs: entry.mtimeNs };
  }

  read(path: string): Uint8Array {
    const entry = this.entries.get(path);
    if (!entry) throw new HostFileError(ENOENT, `read ${path}: ENOENT`);
    if (entry.kind === 'folder') throw new HostFileError(EISDIR, `read ${path}: EISDIR`);
    if (!entry.bytes) throw new HostFileError(EIO, `read ${path}: the file was too large to be loaded into the browser`);
    return entry.bytes;
  }

  readLink(path: string): string { throw new HostFileError(EINVAL, `readlink ${path}: EINVAL`); }

  list(path: string): string[] {
    const entry = this.entries.get(path);
    if (entry?.kind !== 'folder') throw new HostFileError(entry ? ENOTDIR : ENOENT, `list ${path}: ${entry ? 'ENOTDIR' : 'ENOENT'}`);
    return [...entry.names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  write(path: string, bytes: Uint8Array, mode: number): void {
    if (this.entries.get(path)?.kind === 'folder') throw new HostFileError(EISDIR, `write ${path}: EISDIR`);
    const copy = bytes.slice();
    this.add(path, { kind: 'file', bytes: copy, size: copy.length, mtimeNs: 0, mode: mode & 0o777 });
    this.written(path, copy);
  }

  remove(path: string): void {
    const entry = this.entries.get(path);
    if (!entry) throw new HostFileError(ENOENT, `remove ${path}: ENOENT`);
    if (entry.kind === 'folder' && entry.names.size > 0) throw new HostFileError(ENOTEMPTY, `remove ${path}: ENOTEMPTY`);
    this.entries.delete(path);
    (this.entries.get(parentOf(path)) as MemoryFolder | undefined)?.names.delete(path.slice(path.lastIndexOf('/') + 1));
    this.written(path, undefined);
  }

  makeFolder(path: string, _mode: number): void {
    this.addFolder(path);
    this.written(path, 'folder');
  }
}
