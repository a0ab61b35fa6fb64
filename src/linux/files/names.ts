/** Making, removing, linking and renaming names. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { AT, S } from './constants';
import { baseFolder, fileOf } from './descriptors';
import { detach, mirrorFolder, mirrorRemoval, mirrorTree, mirrorTreeRemoval } from './host-mirror';
import { addInode, dropLink, enter, folderOf, inodeOf, leave, newFile, newFolder, requireChangeable, requireRemovable, touchStatus } from './inodes';
import { namesIn } from './lookup';
import type { FolderNode, Inode } from './state';
import { walk } from './walk';
import type { Place } from './walk';

/** The place of a name that is to be made: EEXIST, ENOENT for a slash after a name that is no folder's. */
function newPlace(call: SyscallCall, dirfd: number, path: string, folder: boolean): Place {
  const k = call.kernel;
  const place = walk(k, baseFolder(call, dirfd, path), path, false);
  if (place.inode || place.last !== 'name') throw new Errno(E.EEXIST);
  if (place.slash && !folder) throw new Errno(E.ENOENT);
  requireChangeable(k, place.folder);
  return place;
}

function mkdir(call: SyscallCall, dirfd: number, path: string, mode: number): number {
  const k = call.kernel;
  const place = newPlace(call, dirfd, path, true);
  const folder = newFolder(k, mode & 0o1777 & ~k.state.files.umask, place.folder);
  enter(k, place.folder, place.name, folder);
  mirrorFolder(k, place.folder, place.name, folder.mode);
  return 0;
}

function mknod(call: SyscallCall, dirfd: number, path: string, mode: number): number {
  const k = call.kernel;
  const type = mode & S.IFMT;
  if (type === S.IFDIR) return -E.EPERM;
  if (![0, S.IFREG, S.IFIFO, S.IFSOCK, S.IFCHR, S.IFBLK].includes(type)) return -E.EINVAL;
  const place = newPlace(call, dirfd, path, false);
  const bits = mode & 0o7777 & ~k.state.files.umask;
  const { uid, gid } = k.state.process;
  const common = { device: place.folder.device, mode: bits, uid, gid };
  let inode: Inode;
  if (type === S.IFIFO) inode = addInode<'fifo'>(k, { kind: 'fifo', ...common, pipe: 0 });
  else if (type === S.IFSOCK) inode = addInode<'socket'>(k, { kind: 'socket', ...common, socket: 0 });
  else if (type === S.IFREG || type === 0) inode = newFile(k, bits, place.folder.device);
  else return -E.EPERM; // devices
  enter(k, place.folder, place.name, inode);
  return 0;
}

function symlink(call: SyscallCall, target: string, dirfd: number, path: string): number {
  const k = call.kernel;
  if (target === '') return -E.ENOENT;
  const place = newPlace(call, dirfd, path, false);
  const { uid, gid } = k.state.process;
  enter(k, place.folder, place.name, addInode<'link'>(k, { kind: 'link', device: place.folder.device, mode: 0o777, uid, gid, target }));
  return 0;
}

function link(call: SyscallCall, fromFd: number, from: string, toFd: number, to: string, flags: number): number {
  const k = call.kernel;
  if ((flags & ~(AT.SYMLINK_FOLLOW | AT.EMPTY_PATH)) !== 0) return -E.EINVAL;
  let inode: Inode | undefined;
  if (from === '' && (flags & AT.EMPTY_PATH) !== 0) {
    const file = fileOf(k, fromFd);
    inode = file.inode === 0 ? undefined : inodeOf(k, file.inode);
  } else inode = walk(k, baseFolder(call, fromFd, from), from, (flags & AT.SYMLINK_FOLLOW) !== 0).inode;
  if (!inode) return -E.ENOENT;
  const place = newPlace(call, toFd, to, false);
  if (inode.device !== place.folder.device) return -E.EXDEV;
  if (inode.kind === 'folder') return -E.EPERM;
  if (inode.nlink === 0) return -E.ENOENT;
  inode.nlink++;
  enter(k, place.folder, place.name, inode);
  touchStatus(k, inode);
  mirrorTree(k, place.folder, place.name, inode);
  return 0;
}

function unlink(call: SyscallCall, dirfd: number, path: string): number {
  const k = call.kernel;
  const place = walk(k, baseFolder(call, dirfd, path), path, false);
  if (place.last !== 'name') return -E.EISDIR;
  const { inode } = place;
  if (!inode) return -E.ENOENT;
  requireRemovable(k, place.folder, inode);
  if (inode.kind === 'folder') return -E.EISDIR;
  leave(k, place.folder, place.name);
  mirrorRemoval(k, place.folder, place.name);
  dropLink(k, inode);
  return 0;
}

function rmdir(call: SyscallCall, dirfd: number, path: string): number {
  const k = call.kernel;
  const place = walk(k, baseFolder(call, dirfd, path), path, false);
  if (place.last === 'dot') return -E.EINVAL;
  if (place.last === 'dotdot') return -E.ENOTEMPTY;
  if (place.last === 'root') return -E.EBUSY;
  const { inode } = place;
  if (!inode) return -E.ENOENT;
  if (inode.kind !== 'folder') return -E.ENOTDIR;
  requireRemovable(k, place.folder, inode);
  if (namesIn(k, inode).length > 0) return -E.ENOTEMPTY;
  if (inode.wayOnly) return -E.EBUSY;
  leave(k, place.folder, place.name);
  mirrorRemoval(k, place.folder, place.name);
  dropLink(k, inode);
  return 0;
}

const RENAME_NOREPLACE = 1, RENAME_EXCHANGE = 2, RENAME_WHITEOUT = 4;

function rename(call: SyscallCall, fromFd: number, from: string, toFd: number, to: string, flags: number): number {
  const k = call.kernel;
  if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) !== 0) return -E.EINVAL;
  if ((flags & RENAME_EXCHANGE) !== 0 && (flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)) !== 0) return -E.EINVAL;
  if ((flags & RENAME_WHITEOUT) !== 0) return -E.EINVAL;
  const source = walk(k, baseFolder(call, fromFd, from), from, false);
  const target = walk(k, baseFolder(call, toFd, to), to, false);
  if (source.folder.device !== target.folder.device) return -E.EXDEV;
  if (source.last !== 'name') return -E.EBUSY;
  if (target.last !== 'name') return (flags & RENAME_NOREPLACE) !== 0 ? -E.EEXIST : -E.EBUSY;
  const { inode } = source;
  if (!inode) return -E.ENOENT;
  const replaced = target.inode;
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  if ((flags & RENAME_NOREPLACE) !== 0 && replaced) return -E.EEXIST;
  if (exchange && !replaced) return -E.ENOENT;
  if (inode.kind !== 'folder' && (source.slash || (target.slash && !exchange))) return -E.ENOTDIR;
  if (inode.kind === 'folder' && isInside(k, target.folder, inode)) return -E.EINVAL;
  if (replaced?.kind === 'folder' && isInside(k, source.folder, replaced)) return exchange ? -E.EINVAL : -E.ENOTEMPTY;
  if (replaced === inode) return 0;
  requireRemovable(k, source.folder, inode);
  if (replaced) requireRemovable(k, target.folder, replaced);
  else requireChangeable(k, target.folder);
  if (inode.kind === 'folder' && inode.wayOnly) return -E.EBUSY;
  if (exchange) return swap(k, source, inode, target, replaced!);
  if (replaced) {
    if (inode.kind === 'folder') {
      if (replaced.kind !== 'folder') return -E.ENOTDIR;
      if (namesIn(k, replaced).length > 0) return -E.ENOTEMPTY;
    } else if (replaced.kind === 'folder') return -E.EISDIR;
  }
  detach(k, inode);
  if (replaced) { leave(k, target.folder, target.name); mirrorRemoval(k, target.folder, target.name); dropLink(k, replaced); }
  mirrorTreeRemoval(k, source.folder, source.name, inode);
  leave(k, source.folder, source.name);
  enter(k, target.folder, target.name, inode);
  touchStatus(k, inode);
  followName(k, inode, source, target);
  mirrorTree(k, target.folder, target.name, inode);
  return 0;
}

function swap(k: Kernel, source: Place, inode: Inode, target: Place, other: Inode): number {
  for (const one of [inode, other]) detach(k, one);
  leave(k, source.folder, source.name);
  leave(k, target.folder, target.name);
  enter(k, source.folder, source.name, other);
  enter(k, target.folder, target.name, inode);
  touchStatus(k, inode);
  touchStatus(k, other);
  mirrorTree(k, source.folder, source.name, other);
  mirrorTree(k, target.folder, target.name, inode);
  return 0;
}

/** /proc/self/fd and the host mirror know open files by name: a renamed one is renamed there, too. */
function followName(k: Kernel, inode: Inode, source: Place, target: Place): void {
  if (inode.uses === 0) return;
  for (const key of Object.keys(k.state.files.files)) {
    const file = k.state.files.files[Number(key)];
    if (file.inode === inode.ino && file.name.endsWith('/' + source.name)) file.name = joinName(k, target);
  }
}

function joinName(k: Kernel, place: Place): string {
  const names: string[] = [place.name];
  for (let at = place.folder; at.ino !== k.state.files.root; at = folderOf(k, at.parent)) names.push(at.name);
  return '/' + names.reverse().join('/');
}

/** True if `folder` is `above` or lies below it. */
function isInside(k: Kernel, folder: FolderNode, above: FolderNode): boolean {
  for (let at = folder; ; at = folderOf(k, at.parent)) {
    if (at === above) return true;
    if (at.ino === k.state.files.root || at.nlink === 0) return false;
  }
}

export const nameSyscalls = {
  mkdir: { handler: (call) => mkdir(call, AT.FDCWD, call.path(0), call.uint(1)), args: ['path', 'octal'] },
  mkdirat: { handler: (call) => mkdir(call, call.int(0), call.path(1), call.uint(2)), args: ['dirfd', 'path', 'octal'] },
  mknod: { handler: (call) => mknod(call, AT.FDCWD, call.path(0), call.uint(1)), args: ['path', 'octal', 'hex'] },
  mknodat: { handler: (call) => mknod(call, call.int(0), call.path(1), call.uint(2)), args: ['dirfd', 'path', 'octal', 'hex'] },
  symlink: { handler: (call) => symlink(call, call.path(0), AT.FDCWD, call.path(1)), args: ['path', 'path'] },
  symlinkat: { handler: (call) => symlink(call, call.path(0), call.int(1), call.path(2)), args: ['path', 'dirfd', 'path'] },
  link: { handler: (call) => link(call, AT.FDCWD, call.path(0), AT.FDCWD, call.path(1), 0), args: ['path', 'path'] },
  linkat: { handler: (call) => link(call, call.int(0), call.path(1), call.int(2), call.path(3), call.int(4)), args: ['dirfd', 'path', 'dirfd', 'path', 'flags:at'] },
  unlink: { handler: (call) => unlink(call, AT.FDCWD, call.path(0)), args: ['path'] },
  unlinkat: {
    handler(call) {
      const flags = call.int(2);
      if ((flags & ~AT.REMOVEDIR) !== 0) return -E.EINVAL;
      return (flags !== 0 ? rmdir : unlink)(call, call.int(0), call.path(1));
    },
    args: ['dirfd', 'path', 'flags:unlink'],
  },
  rmdir: { handler: (call) => rmdir(call, AT.FDCWD, call.path(0)), args: ['path'] },
  rename: { handler: (call) => rename(call, AT.FDCWD, call.path(0), AT.FDCWD, call.path(1), 0), args: ['path', 'path'] },
  renameat: { handler: (call) => rename(call, call.int(0), call.path(1), call.int(2), call.path(3), 0), args: ['dirfd', 'path', 'dirfd', 'path'] },
  renameat2: { handler: (call) => rename(call, call.int(0), call.path(1), call.int(2), call.path(3), call.int(4)), args: ['dirfd', 'path', 'dirfd', 'path', 'hex'] },
} satisfies Record<string, SyscallDefinition>;
