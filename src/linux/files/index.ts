/** Files, folders, pipes and polling: what the kernel's core uses of this folder. */
import { HostFileError } from '../api';
import type { Executable, LaunchOptions } from '../api';
import { errnoName } from '../errno';
import type { KernelState } from '../state';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallTopic } from '../syscalls/handler';
import { attributeSyscalls } from './attributes';
import { AT, O } from './constants';
import { controlSyscalls } from './control';
import { copySyscalls } from './copy';
import { openConsole } from './devices';
import { epollSyscalls } from './epoll';
import { eventFdSyscalls } from './eventfd';
import { extendedSyscalls } from './extended';
import { changeFolder, folderSyscalls } from './folders';
import { folderOf } from './inodes';
import { lockSyscalls } from './locks';
import { nameSyscalls } from './names';
import { normal } from './open-folders';
import { openSyscalls } from './open';
import { pollSyscalls } from './poll';
import { specialSyscalls } from './special';
import type { FilesState, Inode } from './state';
import { timerFdSyscalls } from './timerfd';
import { transferSyscalls } from './transfer';
import { plantTree } from './tree';
import { walk } from './walk';

export { recordingHost } from './recording-host';
export { isBusError, protectMap, rightsOf, wholeMaps } from './map-rights';
export { allowWriting, keepAllStored, keepStored, mapFile, mapLike, mappable, openWindow, refuseShared, releaseUnshown } from './file-maps';
export { offsetOf } from './page-cache';
export type { FilesState } from './state';

export const filesTopic: SyscallTopic = {
  syscalls: {
    ...transferSyscalls, ...openSyscalls, ...nameSyscalls, ...attributeSyscalls, ...folderSyscalls, ...controlSyscalls, ...lockSyscalls, ...extendedSyscalls,
    ...copySyscalls, ...specialSyscalls, ...eventFdSyscalls, ...timerFdSyscalls, ...epollSyscalls, ...pollSyscalls,
  },
  flags: {
    open: {
      O_WRONLY: O.WRONLY, O_RDWR: O.RDWR, O_CREAT: O.CREAT, O_EXCL: O.EXCL, O_NOCTTY: O.NOCTTY, O_TRUNC: O.TRUNC, O_APPEND: O.APPEND, O_NONBLOCK: O.NONBLOCK,
      O_SYNC: O.SYNC, O_DSYNC: O.DSYNC, O_DIRECT: O.DIRECT, O_LARGEFILE: O.LARGEFILE, O_DIRECTORY: O.DIRECTORY, O_NOFOLLOW: O.NOFOLLOW, O_NOATIME: O.NOATIME,
      O_CLOEXEC: O.CLOEXEC, O_PATH: O.PATH,
    },
    at: { AT_SYMLINK_NOFOLLOW: AT.SYMLINK_NOFOLLOW, AT_SYMLINK_FOLLOW: AT.SYMLINK_FOLLOW, AT_EMPTY_PATH: AT.EMPTY_PATH, AT_NO_AUTOMOUNT: AT.NO_AUTOMOUNT, AT_EACCESS: AT.EACCESS },
    unlink: { AT_REMOVEDIR: AT.REMOVEDIR },
    whence: { SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2, SEEK_DATA: 3, SEEK_HOLE: 4 },
    epoll_ctl: { EPOLL_CTL_ADD: 1, EPOLL_CTL_DEL: 2, EPOLL_CTL_MOD: 3 },
    fcntl: {
      F_DUPFD: 0, F_GETFD: 1, F_SETFD: 2, F_GETFL: 3, F_SETFL: 4, F_GETLK: 5, F_SETLK: 6, F_SETLKW: 7, F_SETOWN: 8, F_GETOWN: 9, F_OFD_GETLK: 36, F_OFD_SETLK: 37,
      F_OFD_SETLKW: 38, F_DUPFD_CLOEXEC: 1030, F_SETPIPE_SZ: 1031, F_GETPIPE_SZ: 1032, F_ADD_SEALS: 1033, F_GET_SEALS: 1034,
    },
    ioctl: { TCGETS: 0x5401, TIOCGWINSZ: 0x5413, TIOCGPGRP: 0x540f, FIONREAD: 0x541b, FIONBIO: 0x5421 },
  },
};

/** Before the tree is planted: nothing but the executable's path. */
export function newFilesState(_options: LaunchOptions, executable: Executable): FilesState {
  return {
    inodes: {}, nextInode: 1, files: {}, objects: {}, nextId: 1, descriptors: [], root: 0, cwd: 0, umask: 0o022, timerFds: [], mapped: {}, storedBytes: 0,
    hostChanges: 0, executable: executable.path, openFolders: [],
  };
}

/** Plants the tree, opens the standard streams and enters the working folder. Once, before the first instruction. */
export function startFiles(k: Kernel, executable: Executable): void {
  const { options } = k;
  const files = k.state.files;
  files.executable = normal(executable.path.startsWith('/') ? executable.path : `${options.cwd}/${executable.path}`);
  const goroot = options.env.filter((entry) => entry.startsWith('GOROOT=/')).map((entry) => entry.slice('GOROOT='.length));
  // A program in '/' or started there does not get to see the whole host: that has to be asked for ("readable").
  const own = [files.executable.slice(0, files.executable.lastIndexOf('/')), normal(options.cwd)].filter((folder) => folder.length > 1);
  plantTree(k, [...own, ...goroot, ...options.readable]);
  for (const path of options.readable) {
    if (!files.openFolders.some((open) => open === normal(path) || normal(path).startsWith(open + '/'))) k.notice('other', `readable: ${path} does not exist or cannot be read`);
  }
  openConsole(k);
  enterWorkingFolder(k);
}

function enterWorkingFolder(k: Kernel): void {
  const { cwd } = k.options;
  let inode: Inode | undefined;
  try {
    inode = walk(k, folderOf(k, k.state.files.root), cwd, true).inode;
    if (inode?.kind === 'folder') { changeFolder(k, inode); return; }
  } catch (error) {
    if (!(error instanceof Errno || error instanceof HostFileError)) throw error;
    throw new RangeError(`cwd: cannot enter ${cwd}: ${errnoName(error.errno)}`);
  }
  throw new RangeError(`cwd: ${cwd} ${inode ? 'is no folder' : 'does not exist'}`);
}

/** Absolute path of what a descriptor is open on; undefined: no such descriptor, or nothing with a path. */
export function pathOfDescriptor(state: KernelState, fd: number): string | undefined {
  const descriptor = state.files.descriptors[fd];
  const file = descriptor && state.files.files[descriptor.file];
  return file?.name.startsWith('/') ? file.name : undefined;
}
