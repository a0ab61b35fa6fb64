/** HostFiles on Node: the real file system, synchronously. */
import { lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, rmdirSync, writeFileSync, chmodSync } from 'node:fs';
import { constants } from 'node:os';
import { HostFileError } from '../../linux/api';
import type { HostFiles, HostStat } from '../../linux/api';

/** Runs one call of node:fs; its errors become HostFileErrors with the Linux number of their code. */
function attempt<T>(what: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new HostFileError(errnoOf(code), `${what} ${path}: ${code || String(error)}`);
  }
}

/** On Linux os.constants.errno has the kernel's numbers; elsewhere the common ones are mapped by hand (asm-generic/errno-base.h). */
const COMMON: Record<string, number> = { EPERM: 1, ENOENT: 2, EIO: 5, EACCES: 13, EEXIST: 17, ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENOSPC: 28, EROFS: 30, ENAMETOOLONG: 36, ENOTEMPTY: 39, ELOOP: 40 };

function errnoOf(code: string): number {
  if (COMMON[code] !== undefined) return COMMON[code];
  return (constants.errno as Record<string, number>)[code] ?? COMMON.EIO;
}

export class NodeFiles implements HostFiles {
  /** Not following a link. A path below something that is no folder does not exist. */
  stat(path: string): HostStat | undefined {
    try {
      const stat = lstatSync(path, { bigint: true });
      const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
      return { kind, size: Number(stat.size), mode: Number(stat.mode) & 0o7777, mtimeNs: Number(stat.mtimeNs) };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new HostFileError(errnoOf(code), `stat ${path}: ${code || String(error)}`);
    }
  }

  read(path: string): Uint8Array {
    return attempt('read', path, () => {
      const bytes = readFileSync(path);
      // Small files come from Buffer's shared pool: a view of their own keeps the pool from staying alive.
      return bytes.byteLength < bytes.buffer.byteLength ? new Uint8Array(bytes) : new Uint8Array(bytes.buffer);
    });
  }

  readLink(path: string): string { return attempt('readlink', path, () => readlinkSync(path)); }

  list(path: string): string[] {
    return attempt('list', path, () => readdirSync(path).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  }

  write(path: string, bytes: Uint8Array, mode: number): void {
    attempt('write', path, () => { writeFileSync(path, bytes); chmodSync(path, mode & 0o777); });
  }

  /** A file, a link or an empty folder. */
  remove(path: string): void {
    attempt('remove', path, () => {
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(path);
      else rmSync(path, { force: true });
    });
  }

  makeFolder(path: string, mode: number): void { attempt('mkdir', path, () => { mkdirSync(path, { recursive: true, mode: mode & 0o777 }); }); }
}
