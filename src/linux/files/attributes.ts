/** stat and what changes an inode without its names: mode, owner, times, size, extended attributes; statfs. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { readTimeval, readView } from '../syscalls/structs';
import { AT, MAY, O } from './constants';
import { truncateContent } from './content';
import { baseFolder, fileOf, usableFileOf } from './descriptors';
import { mirrorOpenFile } from './host-mirror';
import { inodeOf, may, requireMay, requireOwner, touch, touchStatus } from './inodes';
import { openLinkTarget } from './open-folders';
import { linkTarget } from './process-files';
import { MAX_FILE_SIZE, SEAL_GROW, SEAL_SHRINK } from './regular';
import { encodeStat, encodeStatfs, encodeStatx, statusOf, statusOfFile } from './stat';
import type { Status } from './stat';
import type { FileNode, Inode } from './state';
import { walk, walkTo } from './walk';
import { toBytes } from './bytes';

/** The inode that a *at syscall means; `EMPTY_PATH` and '' mean the descriptor itself. */
function inodeAt(call: SyscallCall, dirfd: number, path: string, flags: number): Inode {
  if (path === '' && (flags & AT.EMPTY_PATH) !== 0) return inodeBehind(call, dirfd);
  return walkTo(call.kernel, baseFolder(call, dirfd, path), path, (flags & AT.SYMLINK_NOFOLLOW) === 0);
}

/** The inode of a descriptor; EINVAL for a pipe, a socket and the like. */
export function inodeBehind(call: SyscallCall, fd: number): Inode {
  const k = call.kernel;
  const ino = fd === AT.FDCWD ? k.state.files.cwd : fileOf(k, fd).inode;
  if (ino === 0) throw new Errno(E.EINVAL);
  return inodeOf(k, ino);
}

function statusAt(call: SyscallCall, dirfd: number, path: string, flags: number): Status {
  const k = call.kernel;
  if (path === '' && (flags & AT.EMPTY_PATH) !== 0 && dirfd !== AT.FDCWD) return statusOfFile(k, fileOf(k, dirfd));
  if (path === '' && (flags & AT.EMPTY_PATH) !== 0) return statusOf(k, inodeOf(k, k.state.files.cwd));
  const place = walk(k, baseFolder(call, dirfd, path), path, (flags & AT.SYMLINK_NOFOLLOW) === 0);
  if (place.inode) return statusOf(k, place.inode);
  if (place.file !== undefined) return statusOfFile(k, k.state.files.files[place.file]);
  throw new Errno(E.ENOENT);
}

const STAT_FLAGS = AT.SYMLINK_NOFOLLOW | AT.NO_AUTOMOUNT | AT.EMPTY_PATH;
/** AT_STATX_SYNC_TYPE */
const STATX_SYNC = 0x6000;

function stat(call: SyscallCall, dirfd: number, path: string, flags: number, to: number): number {
  if ((flags & ~STAT_FLAGS) !== 0) return -E.EINVAL;
  call.memory.userWrite(to, encodeStat(statusAt(call, dirfd, path, flags)));
  return 0;
}

/** statx takes a NULL path with AT_EMPTY_PATH; so does newfstatat on new kernels. */
function pathOrEmpty(call: SyscallCall, index: number, flags: number): string {
  return call.ptr(index) === 0 && (flags & AT.EMPTY_PATH) !== 0 ? '' : call.path(index);
}

function statx(call: SyscallCall): number {
  const flags = call.int(2);
  if ((flags & ~(STAT_FLAGS | STATX_SYNC)) !== 0 || (flags & STATX_SYNC) === STATX_SYNC || (call.uint(3) & 2 ** 31) !== 0) return -E.EINVAL;
  call.memory.userWrite(call.ptr(4), encodeStatx(statusAt(call, call.int(0), pathOrEmpty(call, 1, flags), flags)));
  return 0;
}

function chmod(k: Kernel, inode: Inode, mode: number): number {
  requireOwner(k, inode);
  if (inode.kind === 'link') return -E.EOPNOTSUPP;
  inode.mode = mode & 0o7777;
  if (inode.kind === 'file') inode.dirty = true;
  touchStatus(k, inode);
  return 0;
}

/** Without privilege a file keeps its owner, and its group may only become the user's own. -1 (0xffffffff) keeps. */
function chown(k: Kernel, inode: Inode, uid: number, gid: number): number {
  const keep = 0xffffffff;
  const process = k.state.process;
  if (process.uid !== 0) {
    if (uid !== keep && (uid !== inode.uid || process.uid !== inode.uid)) return -E.EPERM;
    if (gid !== keep && (process.uid !== inode.uid || (gid !== inode.gid && gid !== process.gid))) return -E.EPERM;
  }
  if (uid !== keep) inode.uid = uid;
  if (gid !== keep) inode.gid = gid;
  if (inode.kind === 'file') inode.mode &= ~0o6000;
  touchStatus(k, inode);
  return 0;
}

/** UTIME_NOW, UTIME_OMIT of utimensat(2). */
const NOW = 0x3fffffffn, OMIT = 0x3ffffffen;

/** `times`: access and modification, 'now', or undefined to keep. Only the owner sets times; who may write sets them to now. */
function setTimes(k: Kernel, inode: Inode, atime: bigint | 'now' | undefined, mtime: bigint | 'now' | undefined): number {
  if (atime === undefined && mtime === undefined) return 0;
  const { uid } = k.state.process;
  if (uid !== 0 && uid !== inode.uid) {
    if (atime !== 'now' || mtime !== 'now') return -E.EPERM;
    if (!may(k, inode, MAY.WRITE)) return -E.EACCES;
  }
  const now = k.realtimeNs;
  if (atime !== undefined) inode.atime = atime === 'now' ? now : atime;
  if (mtime !== undefined) inode.mtime = mtime === 'now' ? now : mtime;
  touchStatus(k, inode);
  return 0;
}

function utimensat(call: SyscallCall): number {
  const k = call.kernel;
  const flags = call.int(3);
  if ((flags & ~(AT.SYMLINK_NOFOLLOW | AT.EMPTY_PATH)) !== 0) return -E.EINVAL;
  let times: (bigint | 'now' | undefined)[] = ['now', 'now'];
  if (call.ptr(2) !== 0) {
    const view = readView(call.memory, call.ptr(2), 32);
    times = [0, 16].map((at) => {
      const ns = view.getBigInt64(at + 8, true);
      if (ns === NOW) return 'now';
      if (ns === OMIT) return undefined;
      if (ns < 0n || ns >= 1_000_000_000n) throw new Errno(E.EINVAL);
      return view.getBigInt64(at, true) * 1_000_000_000n + ns;
    });
  }
  const inode = call.ptr(1) === 0 ? inodeBehind(call, call.int(0)) : inodeAt(call, call.int(0), call.path(1), flags);
  return setTimes(k, inode, times[0], times[1]);
}

/** utimes, futimesat: struct timeval[2]. */
function timevals(call: SyscallCall, inode: Inode, address: number): number {
  if (address === 0) return setTimes(call.kernel, inode, 'now', 'now');
  const view = readView(call.memory, address, 32);
  return setTimes(call.kernel, inode, readTimeval(view, 0), readTimeval(view, 16));
}

function truncate(k: Kernel, inode: Inode, size: number): number {
  if (inode.kind === 'folder') return -E.EISDIR;
  if (inode.kind !== 'file') return -E.EINVAL;
  return resize(k, inode, size);
}

export function resize(k: Kernel, node: FileNode, size: number): number {
  if (size > MAX_FILE_SIZE) return -E.EFBIG;
  const seals = node.seals ?? 0;
  if ((size < node.size && seals & SEAL_SHRINK) || (size > node.size && seals & SEAL_GROW)) return -E.EPERM;
  truncateContent(k, node, size);
  node.dirty = true;
  touch(k, node);
  return 0;
}

function ftruncate(call: SyscallCall): number {
  const k = call.kernel;
  const size = call.long(1);
  if (size < 0) return -E.EINVAL;
  const file = usableFileOf(k, call.int(0));
  if (file.kind !== 'file' || (file.flags & O.ACCMODE) === O.RDONLY) return -E.EINVAL;
  return resize(k, inodeOf(k, file.inode) as FileNode, size);
}

function readlink(call: SyscallCall, dirfd: number, path: string, to: number, size: number): number {
  const k = call.kernel;
  if (size <= 0) return -E.EINVAL;
  const inode = path === '' && dirfd !== AT.FDCWD ? inodeBehind(call, dirfd) : walkTo(k, baseFolder(call, dirfd, path), path, false);
  if (inode.kind !== 'link') return path === '' ? -E.ENOENT : -E.EINVAL;
  const target = linkTarget(k, inode);
  // Whoever reads a link of the host's will go where it leads by himself (filepath.EvalSymlinks).
  if (inode.hostPath !== undefined) openLinkTarget(k, inode.hostPath.slice(0, inode.hostPath.lastIndexOf('/')), target);
  const bytes = toBytes(target).subarray(0, size);
  call.memory.userWrite(to, bytes);
  return bytes.length;
}

function statfs(call: SyscallCall, device: number): number {
  call.memory.userWrite(call.ptr(1), encodeStatfs(call.kernel, device));
  return 0;
}

export const attributeSyscalls = {
  stat: { handler: (call) => stat(call, AT.FDCWD, call.path(0), 0, call.ptr(1)), args: ['path', 'ptr'] },
  lstat: { handler: (call) => stat(call, AT.FDCWD, call.path(0), AT.SYMLINK_NOFOLLOW, call.ptr(1)), args: ['path', 'ptr'] },
  fstat: { handler: (call) => stat(call, call.int(0), '', AT.EMPTY_PATH, call.ptr(1)), args: ['fd', 'ptr'] },
  newfstatat: { handler: (call) => stat(call, call.int(0), pathOrEmpty(call, 1, call.int(3)), call.int(3), call.ptr(2)), args: ['dirfd', 'path', 'ptr', 'flags:at'] },
  statx: { handler: statx, args: ['dirfd', 'path', 'flags:at', 'hex', 'ptr'] },
  chmod: { handler: (call) => chmod(call.kernel, inodeAt(call, AT.FDCWD, call.path(0), 0), call.uint(1)), args: ['path', 'octal'] },
  fchmod: { handler: (call) => { usableFileOf(call.kernel, call.int(0)); return chmod(call.kernel, inodeBehind(call, call.int(0)), call.uint(1)); }, args: ['fd', 'octal'] },
  fchmodat: { handler: (call) => chmod(call.kernel, inodeAt(call, call.int(0), call.path(1), 0), call.uint(2)), args: ['dirfd', 'path', 'octal'] },
  fchmodat2: { handler: (call) => chmod(call.kernel, inodeAt(call, call.int(0), call.path(1), call.int(3)), call.uint(2)), args: ['dirfd', 'path', 'octal', 'flags:at'] },
  chown: { handler: (call) => chown(call.kernel, inodeAt(call, AT.FDCWD, call.path(0), 0), call.uint(1), call.uint(2)), args: ['path', 'int', 'int'] },
  lchown: { handler: (call) => chown(call.kernel, inodeAt(call, AT.FDCWD, call.path(0), AT.SYMLINK_NOFOLLOW), call.uint(1), call.uint(2)), args: ['path', 'int', 'int'] },
  fchown: { handler: (call) => { usableFileOf(call.kernel, call.int(0)); return chown(call.kernel, inodeBehind(call, call.int(0)), call.uint(1), call.uint(2)); }, args: ['fd', 'int', 'int'] },
  fchownat: { handler: (call) => chown(call.kernel, inodeAt(call, call.int(0), call.path(1), call.int(4)), call.uint(2), call.uint(3)), args: ['dirfd', 'path', 'int', 'int', 'flags:at'] },
  utimensat: { handler: utimensat, args: ['dirfd', 'path', 'ptr', 'flags:at'] },
  utimes: { handler: (call) => timevals(call, inodeAt(call, AT.FDCWD, call.path(0), 0), call.ptr(1)), args: ['path', 'ptr'] },
  futimesat: { handler: (call) => timevals(call, call.ptr(1) === 0 ? inodeBehind(call, call.int(0)) : inodeAt(call, call.int(0), call.path(1), 0), call.ptr(2)), args: ['dirfd', 'path', 'ptr'] },
  truncate: {
    handler(call) {
      const size = call.long(1);
      if (size < 0) return -E.EINVAL;
      const inode = inodeAt(call, AT.FDCWD, call.path(0), 0);
      if (inode.kind === 'file') requireMay(call.kernel, inode, MAY.WRITE);
      return truncate(call.kernel, inode, size);
    },
    args: ['path', 'long'],
  },
  ftruncate: { handler: ftruncate, args: ['fd', 'long'] },
  readlink: { handler: (call) => readlink(call, AT.FDCWD, call.path(0), call.ptr(1), call.int(2)), args: ['path', 'ptr', 'int'] },
  readlinkat: { handler: (call) => readlink(call, call.int(0), call.path(1), call.ptr(2), call.int(3)), args: ['dirfd', 'path', 'ptr', 'int'] },
  statfs: { handler: (call) => statfs(call, inodeAt(call, AT.FDCWD, call.path(0), 0).device), args: ['path', 'ptr'] },
  fstatfs: { handler: (call) => statfs(call, statusOfFile(call.kernel, fileOf(call.kernel, call.int(0))).dev), args: ['fd', 'ptr'] },
  fsync: { handler: (call) => synchronise(call), args: ['fd'] },
  fdatasync: { handler: (call) => synchronise(call), args: ['fd'] },
  syncfs: { handler: (call) => { fileOf(call.kernel, call.int(0)); return 0; }, args: ['fd'] },
  sync: { handler: () => 0, args: [] },
  umask: { handler(call) { const files = call.state.files; const old = files.umask; files.umask = call.uint(0) & 0o777; return old; }, args: ['octal'] },
} satisfies Record<string, SyscallDefinition>;

/** EINVAL for what has no storage: pipes, sockets, devices of /dev. */
function synchronise(call: SyscallCall): number {
  const file = usableFileOf(call.kernel, call.int(0));
  if (file.kind !== 'file' && file.kind !== 'folder') return -E.EINVAL;
  mirrorOpenFile(call.kernel, file);
  return 0;
}

