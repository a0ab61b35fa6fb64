/** Inodes: creation, names in folders, permissions, release. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import { dropContent } from './content';
import { MAY } from './constants';
import type { FileNode, FolderNode, Inode } from './state';

/** st_dev of the parts of the tree. */
export const DEVICE = { root: 0x801, tmp: 0x20, dev: 0x5, proc: 0x15, sys: 0x16, etc: 0x801, anonymous: 0xf, pipe: 0xe, socket: 0x9, memfd: 0x1 } as const;

/** Distributes over the union, so that each kind keeps its own fields. */
type Own<T> = T extends Inode ? Omit<T, 'ino' | 'nlink' | 'atime' | 'mtime' | 'ctime' | 'birth' | 'uses'> & { nlink?: number; mtime?: bigint } : never;

/** Puts a new inode into the table. It has no name yet: see `enter`. */
export function addInode<K extends Inode['kind']>(k: Kernel, own: Own<Extract<Inode, { kind: K }>>): Extract<Inode, { kind: K }> {
  const files = k.state.files;
  const now = own.mtime ?? k.realtimeNs;
  const inode = { nlink: 1, uses: 0, ...own, ino: files.nextInode++, atime: now, mtime: now, ctime: now, birth: now } as unknown as Extract<Inode, { kind: K }>;
  files.inodes[inode.ino] = inode;
  return inode;
}

export function inodeOf(k: Kernel, ino: number): Inode { return k.state.files.inodes[ino]; }

/** The root folder and the like: the inode must be a folder. */
export function folderOf(k: Kernel, ino: number): FolderNode {
  const inode = k.state.files.inodes[ino];
  if (inode?.kind !== 'folder') throw new Errno(E.ENOTDIR);
  return inode;
}

/** Gives an inode a name in a folder. The folder's times change. */
export function enter(k: Kernel, folder: FolderNode, name: string, inode: Inode): void {
  folder.entries['/' + name] = inode.ino;
  if (inode.kind === 'folder') {
    inode.parent = folder.ino;
    inode.name = name;
    folder.nlink++;
  }
  touch(k, folder);
}

/** Takes a name out of a folder; where the host has that name a whiteout stays. The inode's link count is the caller's. */
export function leave(k: Kernel, folder: FolderNode, name: string): void {
  const inode = inodeOf(k, folder.entries['/' + name]);
  if (inode?.kind === 'folder') folder.nlink--;
  if (folder.hostPath !== undefined) folder.entries['/' + name] = 0;
  else delete folder.entries['/' + name];
  touch(k, folder);
}

/** Content or entries changed. */
export function touch(k: Kernel, inode: Inode): void { inode.mtime = inode.ctime = k.realtimeNs; }
/** Mode, owner, names changed. */
export function touchStatus(k: Kernel, inode: Inode): void { inode.ctime = k.realtimeNs; }

/** One name of the inode is gone. */
export function dropLink(k: Kernel, inode: Inode): void {
  // A removed folder still knows its parent: '..' works as long as somebody is in it.
  if (inode.kind === 'folder') inode.nlink = 0; else inode.nlink--;
  touchStatus(k, inode);
  releaseIfUnused(k, inode);
}

export function releaseIfUnused(k: Kernel, inode: Inode): void {
  if (inode.nlink > 0 || inode.uses > 0) return;
  if (inode.kind === 'file') dropContent(k, inode);
  delete k.state.files.inodes[inode.ino];
}

/** Adds a use (an open file, a working folder). */
export function use(inode: Inode): void { inode.uses++; }
export function unuse(k: Kernel, inode: Inode): void { inode.uses--; releaseIfUnused(k, inode); }

/** True if the process may do all of `want` (MAY bits): owner, group or others, as the kernel's generic_permission. */
export function may(k: Kernel, inode: Inode, want: number): boolean {
  const { uid, gid } = k.state.process;
  if (uid === 0) return (want & MAY.EXEC) === 0 || inode.kind === 'folder' || (inode.mode & 0o111) !== 0;
  const bits = inode.uid === uid ? inode.mode >> 6 : inode.gid === gid ? inode.mode >> 3 : inode.mode;
  return (bits & want) === want;
}

export function requireMay(k: Kernel, inode: Inode, want: number): void {
  if (!may(k, inode, want)) throw new Errno(E.EACCES);
  if ((want & MAY.WRITE) !== 0 && isReadOnly(inode)) throw new Errno(inode.kind === 'folder' ? E.EPERM : E.EACCES);
}

function isReadOnly(inode: Inode): boolean { return (inode.kind === 'file' || inode.kind === 'folder') && inode.readOnly === true; }

/** Names may be made and removed in the folder: EACCES, ENOENT if the folder itself is removed. */
export function requireChangeable(k: Kernel, folder: FolderNode): void {
  if (folder.nlink === 0) throw new Errno(E.ENOENT);
  if (folder.wayOnly) k.notice('denied-path', `${pathOf(k, folder) ?? folder.name}: the program may not write there; it may in its working folder, in its own and below /tmp`);
  requireMay(k, folder, MAY.WRITE | MAY.EXEC);
}

/** In a sticky folder only the owner of the file or the folder removes a name (EPERM). */
export function requireRemovable(k: Kernel, folder: FolderNode, inode: Inode): void {
  requireChangeable(k, folder);
  const { uid } = k.state.process;
  if ((folder.mode & 0o1000) !== 0 && uid !== 0 && uid !== inode.uid && uid !== folder.uid) throw new Errno(E.EPERM);
}

/** Only the owner or root changes mode and times (EPERM). */
export function requireOwner(k: Kernel, inode: Inode): void {
  const { uid } = k.state.process;
  if (uid !== 0 && uid !== inode.uid) throw new Errno(E.EPERM);
}

/** Absolute path of a folder; undefined if it (or one above) was removed. */
export function pathOf(k: Kernel, folder: FolderNode): string | undefined {
  const names: string[] = [];
  for (let at = folder; at.ino !== k.state.files.root; at = folderOf(k, at.parent)) {
    if (at.nlink === 0) return undefined;
    names.push(at.name);
  }
  return '/' + names.reverse().join('/');
}

export function joinPath(folder: string, name: string): string { return folder === '/' ? '/' + name : folder + '/' + name; }

/** A new, empty regular file without a name. */
export function newFile(k: Kernel, mode: number, device: number): FileNode {
  const { uid, gid } = k.state.process;
  return addInode<'file'>(k, { kind: 'file', device, mode, uid, gid, size: 0, baseSize: 0, chunks: {} });
}

/** setgid of the parent passes to children. */
export function newFolder(k: Kernel, mode: number, parent: FolderNode): FolderNode {
  const { uid, gid } = k.state.process;
  const inherits = (parent.mode & 0o2000) !== 0;
  return addInode<'folder'>(k, {
    kind: 'folder', device: parent.device, mode: inherits ? mode | 0o2000 : mode, uid, gid: inherits ? parent.gid : gid, parent: parent.ino, name: '', entries: {}, nlink: 2,
  });
}
