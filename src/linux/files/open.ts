/** open, openat, creat, close and the descriptors they give. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Outcome, SyscallCall, SyscallDefinition, Wait } from '../syscalls/handler';
import { inodeBehind } from './attributes';
import { AT, MAY, O } from './constants';
import { load, truncateContent } from './content';
import { baseFolder, closeDescriptor, freeDescriptor, install, openFile, releaseFile } from './descriptors';
import { reopenConsole } from './devices';
import { enter, joinPath, may, newFile, pathOf, requireChangeable, requireMay, touch } from './inodes';
import { GivenUp, openFifo } from './pipes';
import { syntheticContent } from './process-files';
import { mirrorContent } from './host-mirror';
import type { FileNode, FolderNode, Inode, OpenFile } from './state';
import { isWait } from './transfer';
import { walk } from './walk';
import type { Place } from './walk';

const ACCESS_RIGHTS = [MAY.READ, MAY.WRITE, MAY.READ | MAY.WRITE, MAY.READ | MAY.WRITE];

/** The part common to open, openat and creat; the descriptor, or a Wait (a FIFO without its other end). */
export function open(call: SyscallCall, dirfd: number, path: string, flags: number, mode: number): Outcome {
  const k = call.kernel;
  const fd = freeDescriptor(k);
  if ((flags & O.TMPFILE_BIT) !== 0) return refuseTemporary(call, dirfd, path, flags);
  if ((flags & O.CREAT) !== 0 && (flags & O.DIRECTORY) !== 0) return -E.EINVAL;
  let file: OpenFile | Wait;
  try {
    file = openPath(call, baseFolder(call, dirfd, path), path, (flags & O.PATH) !== 0 ? flags & (O.PATH | O.DIRECTORY | O.NOFOLLOW | O.CLOEXEC) : flags, mode);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    releaseFile(k, error.file);
    return -E.EINTR;
  }
  return isWait(file) ? file : install(k, file, (flags & O.CLOEXEC) !== 0, fd);
}

/** O_TMPFILE: like a file system without it. */
function refuseTemporary(call: SyscallCall, dirfd: number, path: string, flags: number): number {
  if ((flags & O.DIRECTORY) === 0 || (flags & O.ACCMODE) === O.RDONLY) return -E.EINVAL;
  const { inode } = walk(call.kernel, baseFolder(call, dirfd, path), path, true);
  return !inode ? -E.ENOENT : inode.kind === 'folder' ? -E.EOPNOTSUPP : -E.ENOTDIR;
}

function openPath(call: SyscallCall, base: FolderNode, path: string, flags: number, mode: number): OpenFile | Wait {
  const k = call.kernel;
  const create = (flags & O.CREAT) !== 0;
  const exclusive = create && (flags & O.EXCL) !== 0;
  const place = walk(k, base, path, (flags & O.NOFOLLOW) === 0 && !exclusive);
  if (place.file !== undefined && !place.inode) return reopen(call, place.file, flags);
  let { inode } = place;
  if (create && place.slash && (!inode || place.last === 'name')) throw new Errno(inode && exclusive ? E.EEXIST : E.EISDIR);
  let created = false;
  if (inode) {
    if (exclusive) throw new Errno(E.EEXIST);
  } else {
    if (!create) throw new Errno(E.ENOENT);
    requireChangeable(k, place.folder);
    const file = newFile(k, mode & 0o7777 & ~k.state.files.umask, place.folder.device);
    enter(k, place.folder, place.name, file);
    file.dirty = true;
    mirrorContent(k, place.folder, place.name, file);
    inode = file;
    created = true;
  }
  return openInode(call, place, inode, flags, created);
}

function openInode(call: SyscallCall, place: Place, inode: Inode, flags: number, created: boolean): OpenFile | Wait {
  const k = call.kernel;
  const name = inode.kind === 'folder' ? pathOf(k, inode) ?? place.name : joinPath(pathOf(k, place.folder) ?? '', place.name);
  if ((flags & O.DIRECTORY) !== 0 && inode.kind !== 'folder') throw new Errno(E.ENOTDIR);
  if ((flags & O.PATH) !== 0) return openFile(k, { kind: 'path', flags, name, inode: inode.ino });
  const writing = (flags & O.ACCMODE) !== O.RDONLY;
  switch (inode.kind) {
    case 'link': throw new Errno(E.ELOOP);
    case 'socket': throw new Errno(E.ENXIO);
    case 'folder':
      if (writing || (flags & (O.CREAT | O.TRUNC)) !== 0) throw new Errno(E.EISDIR);
      requireMay(k, inode, MAY.READ);
      return openFile(k, { kind: 'folder', flags, name, inode: inode.ino });
    case 'fifo':
      requireMay(k, inode, ACCESS_RIGHTS[flags & O.ACCMODE]);
      return openFifo(call, inode, flags, name);
    case 'device':
      requireMay(k, inode, ACCESS_RIGHTS[flags & O.ACCMODE]);
      // There is no terminal: /dev/tty says what it says to a process without one.
      if (inode.major === 5) throw new Errno(E.ENXIO);
      return openFile(k, { kind: 'device', flags, name, inode: inode.ino });
    case 'file': return openRegular(call, inode, flags, created, name);
  }
}

function openRegular(call: SyscallCall, inode: FileNode, flags: number, created: boolean, name: string): OpenFile {
  const k = call.kernel;
  if (!created) {
    requireMay(k, inode, ACCESS_RIGHTS[flags & O.ACCMODE] | ((flags & O.TRUNC) !== 0 ? MAY.WRITE : 0));
    if ((flags & O.NOATIME) !== 0 && k.state.process.uid !== 0 && k.state.process.uid !== inode.uid) throw new Errno(E.EPERM);
    // The running program itself cannot be written.
    if ((flags & O.ACCMODE) !== O.RDONLY && inode.hostPath !== undefined && inode.hostPath === k.state.files.executable) throw new Errno(E.ETXTBSY);
  }
  if (inode.synthetic !== undefined) {
    return openFile(k, { kind: 'file', flags, name, inode: inode.ino, snapshot: syntheticContent(k, inode, call.thread.tid) });
  }
  if ((flags & O.TRUNC) !== 0 && !created) {
    truncateContent(k, inode, 0);
    inode.dirty = true;
    touch(k, inode);
  } else load(k, inode); // reports an unreadable host file here, not at the first read
  return openFile(k, { kind: 'file', flags, name, inode: inode.ino });
}

/** Opening /proc/self/fd/N of something without inode: the streams can be had again, the others cannot (ENXIO). */
function reopen(call: SyscallCall, id: number, flags: number): OpenFile {
  const file = call.state.files.files[id];
  if ((flags & O.DIRECTORY) !== 0) throw new Errno(E.ENOTDIR);
  if (file.kind === 'console') return reopenConsole(call.kernel, file, flags);
  throw new Errno(E.ENXIO);
}

/** close_range(2) */
const CLOSE_RANGE_UNSHARE = 2, CLOSE_RANGE_CLOEXEC = 4;

function closeRange(call: SyscallCall): Outcome {
  const k = call.kernel;
  const first = call.uint(0), last = call.uint(1), flags = call.uint(2);
  if ((flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) !== 0 || first > last) return -E.EINVAL;
  const { descriptors } = k.state.files;
  for (let fd = first; fd <= last && fd < descriptors.length; fd++) {
    const descriptor = descriptors[fd];
    if (!descriptor) continue;
    if ((flags & CLOSE_RANGE_CLOEXEC) !== 0) descriptor.closeOnExec = true;
    else closeDescriptor(k, fd);
  }
  return 0;
}

/** access, faccessat(2): as the real user, which is the effective one here. */
function access(call: SyscallCall, dirfd: number, path: string, mode: number, flags: number): Outcome {
  const k = call.kernel;
  if ((mode & ~7) !== 0 || (flags & ~(AT.EACCESS | AT.SYMLINK_NOFOLLOW | AT.EMPTY_PATH)) !== 0) return -E.EINVAL;
  const inode = path === '' && (flags & AT.EMPTY_PATH) !== 0 ? inodeBehind(call, dirfd) : walk(k, baseFolder(call, dirfd, path), path, (flags & AT.SYMLINK_NOFOLLOW) === 0).inode;
  if (!inode) return -E.ENOENT;
  if ((mode & MAY.WRITE) !== 0 && 'readOnly' in inode && inode.readOnly) return -E.EACCES;
  return may(k, inode, mode) ? 0 : -E.EACCES;
}

export const openSyscalls = {
  open: { handler: (call) => open(call, AT.FDCWD, call.path(0), call.int(1), call.uint(2)), args: ['path', 'flags:open', 'octal'] },
  openat: { handler: (call) => open(call, call.int(0), call.path(1), call.int(2), call.uint(3)), args: ['dirfd', 'path', 'flags:open', 'octal'] },
  creat: { handler: (call) => open(call, AT.FDCWD, call.path(0), O.CREAT | O.WRONLY | O.TRUNC, call.uint(1)), args: ['path', 'octal'] },
  close: { handler: (call) => { closeDescriptor(call.kernel, call.int(0)); return 0; }, args: ['fd'] },
  close_range: { handler: closeRange, args: ['uint', 'uint', 'hex'] },
  access: { handler: (call) => access(call, AT.FDCWD, call.path(0), call.int(1), 0), args: ['path', 'int'] },
  faccessat: { handler: (call) => access(call, call.int(0), call.path(1), call.int(2), 0), args: ['dirfd', 'path', 'int'] },
  faccessat2: { handler: (call) => access(call, call.int(0), call.path(1), call.int(2), call.int(3)), args: ['dirfd', 'path', 'int', 'flags:at'] },
} satisfies Record<string, SyscallDefinition>;

