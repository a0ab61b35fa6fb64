/** Which of the host's folders the guest may read: they appear at their own paths, ways to them show nothing else. */
import { HostFileError } from '../api';
import type { Kernel } from '../syscalls/handler';
import { addInode, folderOf, inodeOf, joinPath } from './inodes';
import type { FolderNode, Inode } from './state';

/** Never the host's: made by tree.ts. */
const OURS = ['/proc', '/sys', '/dev', '/etc'];

/** Splits an absolute path; '.' and empty parts vanish, '..' goes up. */
export function parts(path: string): string[] {
  const found: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') found.pop();
    else if (part !== '' && part !== '.') found.push(part);
  }
  return found;
}

export function normal(path: string): string { return '/' + parts(path).join('/'); }

function isBelow(path: string, folder: string): boolean { return folder === '/' || path === folder || path.startsWith(folder + '/'); }

/** Links that are followed on the way to a path (as in walk.ts). */
const MAX_LINKS = 40;

/**
 * Lets the guest read a host path and all below it, and what links on the way to it lead to. Nothing happens if the host
 * has no such path or it is already open.
 */
export function openHostPath(k: Kernel, path: string, links = 0): void {
  const wanted = normal(path);
  const files = k.state.files;
  if (OURS.some((ours) => isBelow(wanted, ours)) || files.openFolders.some((open) => isBelow(wanted, open))) return;
  if (!exists(k, wanted)) return;
  const names = parts(wanted);
  let folder = folderOf(k, files.root);
  let at = '';
  for (const [i, name] of names.entries()) {
    at += '/' + name;
    const last = i === names.length - 1;
    const inode = existing(k, folder, name) ?? fromHost(k, folder, name, at, last);
    if (!inode) return;
    if (inode.kind === 'link' && links < MAX_LINKS) {
      const parent = at.slice(0, at.lastIndexOf('/'));
      openHostPath(k, [inode.target.startsWith('/') ? inode.target : `${parent}/${inode.target}`, ...names.slice(i + 1)].join('/'), links + 1);
      break;
    }
    if (inode.kind !== 'folder') { if (last) break; return; }
    if (last) openUp(k, inode, at);
    folder = inode;
  }
  if (names.length === 0) openUp(k, folder, '/');
  files.openFolders.push(wanted);
}

function existing(k: Kernel, folder: FolderNode, name: string): Inode | undefined {
  const ino = folder.entries['/' + name];
  return ino ? inodeOf(k, ino) : undefined;
}

function exists(k: Kernel, path: string): boolean {
  try {
    return k.host.stat(path) !== undefined;
  } catch (error) {
    if (error instanceof HostFileError) return false; // the host itself may not look there
    throw error;
  }
}

/** Opens the folder, and what below it was only a way to another open folder. */
function openUp(k: Kernel, folder: FolderNode, path: string): void {
  folder.hostPath = path;
  folder.wayOnly = undefined;
  for (const key of Object.keys(folder.entries)) {
    const below = inodeOf(k, folder.entries[key]);
    if (below?.kind === 'folder' && below.wayOnly) openUp(k, below, joinPath(path, key.slice(1)));
  }
}

function fromHost(k: Kernel, folder: FolderNode, name: string, path: string, last: boolean): Inode | undefined {
  const stat = k.host.stat(path);
  if (!stat) return undefined;
  const { uid, gid } = k.state.process;
  const common = { device: folder.device, mode: stat.mode & 0o7777, uid, gid, mtime: BigInt(Math.round(stat.mtimeNs)) };
  let inode: Inode;
  if (stat.kind === 'folder') {
    inode = addInode<'folder'>(k, { kind: 'folder', ...common, parent: folder.ino, name, entries: {}, hostPath: path, wayOnly: last ? undefined : true, nlink: 2 });
    // The way itself looks the same on every host.
    if (!last) { inode.mode = 0o755; inode.uid = inode.gid = 0; inode.mtime = inode.atime = inode.ctime = inode.birth = k.options.startTimeNs; }
  } else if (stat.kind === 'link') {
    inode = addInode<'link'>(k, { kind: 'link', ...common, mode: 0o777, target: k.host.readLink(path), hostPath: path });
  } else if (stat.kind === 'file') {
    inode = addInode<'file'>(k, { kind: 'file', ...common, size: stat.size, hostPath: path, baseSize: stat.size, chunks: {} });
  } else return undefined;
  folder.entries['/' + name] = inode.ino;
  return inode;
}

/** A link of the host's leads to `target` from the folder `from`: what lies there may be read, too. */
export function openLinkTarget(k: Kernel, from: string, target: string): void {
  const path = normal(target.startsWith('/') ? target : joinPath(from, target));
  // A link to a whole top-level folder (or to '/') would open nearly everything.
  if (parts(path).length >= 2) openHostPath(k, path);
}
