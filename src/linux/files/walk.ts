/** From a path to an inode (path_resolution(7)): links, '.', '..', trailing slashes, search permission. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import { byteLength } from './bytes';
import { MAY, NAME_MAX } from './constants';
import { folderOf, inodeOf, may, pathOf } from './inodes';
import { lookup } from './lookup';
import { openLinkTarget } from './open-folders';
import { linkTarget } from './process-files';
import type { FolderNode, Inode, LinkNode } from './state';

/** Links followed in one resolution before ELOOP (MAXSYMLINKS). */
const MAX_LINKS = 40;

/** Where a path leads. */
export interface Place {
  /** The folder that has, or would have, the name. */
  folder: FolderNode;
  name: string;
  /** undefined: there is no such name. */
  inode: Inode | undefined;
  /** The path ended in '/' (or in '.' or '..'): only a folder will do. */
  slash: boolean;
  /** How the path ended: with a name, or with one of the names that cannot be made or removed. */
  last: 'name' | 'dot' | 'dotdot' | 'root';
  /** The path led through /proc/self/fd to an open file that has no inode of its own (a pipe, a socket). */
  file?: number;
}

/**
 * Resolves `path` from `base`. The last link is followed if `follow` says so or a slash comes after it. A missing last
 * name is no error here; a missing folder on the way is ENOENT.
 */
export function walk(k: Kernel, base: FolderNode, path: string, follow: boolean): Place {
  if (path === '') throw new Errno(E.ENOENT);
  const root = folderOf(k, k.state.files.root);
  let folder = path.startsWith('/') ? root : base;
  let names = split(path);
  let slash = path.endsWith('/');
  let links = 0;
  let at = 0;
  let place: Place = { folder, name: '/', inode: folder, slash: true, last: 'root' };
  while (at < names.length) {
    const name = names[at++];
    if (!may(k, folder, MAY.EXEC)) throw new Errno(E.EACCES);
    const isLast = at === names.length;
    if (name === '.') { place = { folder, name, inode: folder, slash: true, last: 'dot' }; continue; }
    if (name === '..') {
      folder = folder === root ? root : parentOf(k, folder);
      place = { folder, name, inode: folder, slash: true, last: 'dotdot' };
      continue;
    }
    if (name.length > NAME_MAX / 4 && byteLength(name) > NAME_MAX) throw new Errno(E.ENAMETOOLONG);
    const inode = lookup(k, folder, name);
    if (inode?.kind === 'link' && (!isLast || follow || slash)) {
      if (++links > MAX_LINKS) throw new Errno(E.ELOOP);
      if (inode.descriptor !== undefined) { // the open file itself, whatever it is called now
        const opened = openedInode(k, inode);
        if (isLast) return { folder, name, inode: opened.inode, slash, last: 'name', file: opened.file };
        folder = asFolder(opened.inode);
        continue;
      }
      const target = linkTarget(k, inode);
      if (target === '') throw new Errno(E.ENOENT);
      if (inode.hostPath !== undefined) openLinkTarget(k, pathOf(k, folder) ?? '/', target);
      if (target.startsWith('/')) folder = root;
      if (isLast && target.endsWith('/')) slash = true;
      names = [...split(target), ...names.slice(at)];
      at = 0;
      if (names.length === 0) place = { folder, name: '/', inode: folder, slash: true, last: 'root' };
      continue;
    }
    if (isLast) {
      if (inode && slash && inode.kind !== 'folder') throw new Errno(E.ENOTDIR);
      return { folder, name, inode, slash, last: 'name' };
    }
    folder = asFolder(inode);
  }
  return place;
}

/** `walk` to something that must exist. */
export function walkTo(k: Kernel, base: FolderNode, path: string, follow: boolean): Inode {
  const { inode, file } = walk(k, base, path, follow);
  if (!inode) throw new Errno(file === undefined ? E.ENOENT : E.ENXIO);
  return inode;
}

function split(path: string): string[] { return path.split('/').filter((part) => part !== ''); }
function parentOf(k: Kernel, folder: FolderNode): FolderNode {
  const parent = k.state.files.inodes[folder.parent];
  if (parent?.kind !== 'folder') throw new Errno(E.ENOENT);
  return parent;
}

function asFolder(inode: Inode | undefined): FolderNode {
  if (!inode) throw new Errno(E.ENOENT);
  if (inode.kind !== 'folder') throw new Errno(E.ENOTDIR);
  return inode;
}

function openedInode(k: Kernel, link: LinkNode): { inode: Inode | undefined; file: number } {
  const { descriptors, files } = k.state.files;
  const descriptor = descriptors[link.descriptor!];
  if (!descriptor) throw new Errno(E.ENOENT);
  const ino = files[descriptor.file].inode;
  return { inode: ino ? inodeOf(k, ino) : undefined, file: descriptor.file };
}
