/**
 * State of descriptors and file systems (plain data; rules in ../syscalls/handler.ts).
 *
 * There is one tree of inodes. A folder that lies on the host has `hostPath`: names that are not among its `entries` are
 * looked up there and become inodes at their first use; a removed name leaves a whiteout (0). So the overlay is the tree
 * itself: a host file whose content was never written keeps its recorded bytes, a written one has chunks of its own, a
 * renamed host folder still knows where its children come from.
 */
import type { Pollable } from './objects-state';

export interface FilesState {
  inodes: Record<number, Inode>;
  nextInode: number;
  /** Open file descriptions, by id. */
  files: Record<number, OpenFile>;
  /** Pipes, eventfds, timerfds, epoll instances, by id. Sockets are in NetState; ids never meet. */
  objects: Record<number, Pollable>;
  /** Next id of an open file description, object or socket. */
  nextId: number;
  /** By descriptor number. */
  descriptors: (Descriptor | undefined)[];
  /** Inode of the root, and of the working folder. */
  root: number;
  cwd: number;
  umask: number;
  /** Ids of the timerfds among the objects. */
  timerFds: number[];
  /** Files that are mapped, by window (page-cache.ts). */
  mapped: Record<number, MappedFile>;
  /** Bytes of file content that the guest wrote (chunks). */
  storedBytes: number;
  /** Changes of the host so far (writes: "host"). */
  hostChanges: number;
  /** Path of the executable as /proc/self/exe gives it. */
  executable: string;
  /** Host folders that may be read, with all below (absolute, no trailing '/'). Links on the host add to them. */
  openFolders: string[];
}

/** `name`: as it was opened. `written`: a shared map of it could be stored to. */
export interface MappedFile { ino: number; name: string; written: boolean }

export interface Descriptor { file: number; closeOnExec: boolean }

interface InodeBase {
  ino: number;
  /** st_dev */
  device: number;
  /** permission bits with setuid, setgid, sticky (no type) */
  mode: number;
  uid: number;
  gid: number;
  nlink: number;
  /** ns since 1970 */
  atime: bigint;
  mtime: bigint;
  ctime: bigint;
  birth: bigint;
  /** open file descriptions (and folders' use as working folder) */
  uses: number;
  /** extended attributes, "user.x" -> value */
  attributes?: Record<string, Uint8Array>;
  /** flock: open file descriptions that hold it */
  flock?: { exclusive: boolean; holders: number[] };
  locks?: RecordLock[];
}

/** A POSIX (owner 0: the process) or OFD (owner: the description) lock of [start, end). */
export interface RecordLock { owner: number; exclusive: boolean; start: number; end: number }

/** A regular file. */
export interface FileNode extends InodeBase {
  kind: 'file';
  size: number;
  /** Where the content comes from, until it is read for the first time. */
  hostPath?: string;
  /** Content below the chunks: valid up to `baseSize` (a truncation shortens it). Absent: holes. */
  base?: Uint8Array;
  baseSize: number;
  /** Written pieces of CHUNK bytes. */
  chunks: Record<number, Uint8Array>;
  /** Content made at open (/proc): name in synthetic.ts. */
  synthetic?: string;
  /** May not be written (/proc, /sys). */
  readOnly?: boolean;
  /** memfd: F_ADD_SEALS */
  seals?: number;
  /** Mapped: its window in FilesState.mapped. */
  window?: number;
  /** Mirror changes to this host path when the launch allows host writes. */
  dirty?: boolean;
}

export interface FolderNode extends InodeBase {
  kind: 'folder';
  /** Inode of the parent (also once removed: nlink is 0 then). */
  parent: number;
  name: string;
  /** '/' + name -> inode number, 0: whiteout. (The '/' keeps names such as "__proto__" ordinary.) */
  entries: Record<string, number>;
  hostPath?: string;
  /** On the way to an open host folder: only the names in `entries` can be reached. */
  wayOnly?: boolean;
  /** Names come from the kernel's own tables (/proc/self/fd, /proc/self/task). */
  generated?: 'fd' | 'fdinfo' | 'task';
  readOnly?: boolean;
}

export interface LinkNode extends InodeBase {
  kind: 'link';
  target: string;
  /** /proc/self/fd/N: leads to the open file itself. */
  descriptor?: number;
  hostPath?: string;
  /** /proc/self: the target is made at each use */
  synthetic?: string;
}

export interface FifoNode extends InodeBase {
  kind: 'fifo';
  /** The pipe while somebody has it open, else 0. */
  pipe: number;
}

export interface DeviceNode extends InodeBase {
  kind: 'device';
  major: number;
  minor: number;
}

/** A unix socket's name. */
export interface SocketNode extends InodeBase {
  kind: 'socket';
  /** The bound socket; 0 once it is closed. */
  socket: number;
}

export type Inode = FileNode | FolderNode | LinkNode | FifoNode | DeviceNode | SocketNode;

/** An open file description: what dup and SCM_RIGHTS share. */
export interface OpenFile {
  id: number;
  kind: 'file' | 'folder' | 'device' | 'path' | 'pipe' | 'console' | 'eventfd' | 'timerfd' | 'epoll' | 'socket';
  /** Descriptors and messages in flight that refer to it. */
  references: number;
  /** O_ACCMODE and status flags */
  flags: number;
  offset: number;
  /** 0: none */
  inode: number;
  /** Id of the pipe, console, eventfd, timerfd, epoll instance or socket; 0 otherwise. */
  object: number;
  /** As /proc/self/fd shows it. */
  name: string;
  /** Folder: the names of the listing that getdents goes through. */
  listing?: string[];
  /** Synthetic file: its content. */
  snapshot?: Uint8Array;
  /** epoll instances that watch it */
  epolls: number[];
}
