/** The descriptor table and open file descriptions. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall } from '../syscalls/handler';
import { MAX_DESCRIPTORS, O, RLIMIT_NOFILE } from './constants';
import { inodeOf, unuse, use } from './inodes';
import { operationsOf } from './operations';
import type { Descriptor, FolderNode, OpenFile } from './state';

/** The open file of a descriptor; EBADF. */
export function fileOf(k: Kernel, fd: number): OpenFile {
  const { descriptors, files } = k.state.files;
  const descriptor = fd >= 0 ? descriptors[fd] : undefined;
  if (!descriptor) throw new Errno(E.EBADF);
  return files[descriptor.file];
}

/** The same for reading and writing data: O_PATH descriptors are EBADF. */
export function usableFileOf(k: Kernel, fd: number): OpenFile {
  const file = fileOf(k, fd);
  if (file.kind === 'path') throw new Errno(E.EBADF);
  return file;
}

export function descriptorOf(k: Kernel, fd: number): Descriptor {
  const descriptor = fd >= 0 ? k.state.files.descriptors[fd] : undefined;
  if (!descriptor) throw new Errno(E.EBADF);
  return descriptor;
}

export function nextId(k: Kernel): number { return k.state.files.nextId++; }

export type NewFile = Pick<OpenFile, 'kind' | 'flags' | 'name'> & Partial<Pick<OpenFile, 'inode' | 'object' | 'snapshot'>>;

/** A new open file description that nothing refers to yet. It uses its inode. */
export function openFile(k: Kernel, own: NewFile): OpenFile {
  const file: OpenFile = {
    id: nextId(k), references: 0, offset: 0, inode: own.inode ?? 0, object: own.object ?? 0, listing: undefined, snapshot: own.snapshot, epolls: [],
    kind: own.kind, flags: own.flags & ~(O.CREAT | O.EXCL | O.NOCTTY | O.TRUNC | O.CLOEXEC), name: own.name,
  };
  if (file.inode !== 0) use(inodeOf(k, file.inode));
  k.state.files.files[file.id] = file;
  return file;
}

/** Highest descriptor number + 1 that the process may have. */
export function descriptorLimit(k: Kernel): number {
  const soft = k.state.process.limits[RLIMIT_NOFILE]?.soft;
  return soft === undefined || soft > BigInt(MAX_DESCRIPTORS) ? MAX_DESCRIPTORS : Number(soft);
}

/** Lowest free descriptor from `from` on; EMFILE. */
export function freeDescriptor(k: Kernel, from = 0): number {
  const { descriptors } = k.state.files;
  let fd = from;
  while (descriptors[fd]) fd++;
  if (fd >= descriptorLimit(k)) throw new Errno(E.EMFILE);
  return fd;
}

/** Makes sure that `count` more descriptors can be had: EMFILE before anything is changed. */
export function requireDescriptors(k: Kernel, count: number): void {
  let fd = -1;
  for (let i = 0; i < count; i++) fd = freeDescriptor(k, fd + 1);
}

/** Gives the file a descriptor number. */
export function install(k: Kernel, file: OpenFile, closeOnExec: boolean, fd = freeDescriptor(k)): number {
  const { descriptors } = k.state.files;
  while (descriptors.length < fd) descriptors.push(undefined);
  descriptors[fd] = { file: file.id, closeOnExec };
  file.references++;
  return fd;
}

/** close: EBADF. */
export function closeDescriptor(k: Kernel, fd: number): void {
  const file = fileOf(k, fd);
  const { descriptors } = k.state.files;
  descriptors[fd] = undefined;
  while (descriptors.length > 0 && descriptors[descriptors.length - 1] === undefined) descriptors.pop();
  dropPosixLocks(k, file);
  dropReference(k, file);
}

/** A process's record locks on a file end when it closes any descriptor of it (fcntl(2)). */
function dropPosixLocks(k: Kernel, file: OpenFile): void {
  if (file.inode === 0) return;
  const inode = inodeOf(k, file.inode);
  if (inode.locks) inode.locks = inode.locks.filter((lock) => lock.owner !== 0);
}

export function dropReference(k: Kernel, file: OpenFile): void {
  if (--file.references > 0) return;
  releaseFile(k, file);
}

/** Also for a file that never got a reference (an open that was given up). */
export function releaseFile(k: Kernel, file: OpenFile): void {
  for (const id of file.epolls) {
    const epoll = k.state.files.objects[id];
    if (epoll?.kind === 'epoll') forgetFile(epoll, file.id);
  }
  operationsOf(file).release?.(k, file);
  delete k.state.files.files[file.id];
  if (file.inode === 0) return;
  const inode = inodeOf(k, file.inode);
  if (inode.flock) inode.flock.holders = inode.flock.holders.filter((id) => id !== file.id);
  if (inode.flock?.holders.length === 0) { inode.flock = undefined; k.wake(`flock:${inode.ino}`); }
  if (inode.locks) { inode.locks = inode.locks.filter((lock) => lock.owner !== file.id); k.wake(`lock:${inode.ino}`); }
  unuse(k, inode);
}

function forgetFile(epoll: { items: Record<number, { file: number }>; ready: number[] }, file: number): void {
  for (const key of Object.keys(epoll.items)) if (epoll.items[Number(key)].file === file) delete epoll.items[Number(key)];
  epoll.ready = epoll.ready.filter((item) => epoll.items[item] !== undefined);
}

/** Folder that a *at syscall starts from: AT_FDCWD or a folder's descriptor (EBADF, ENOTDIR; ENOENT for ''). Absolute paths ignore it. */
export function baseFolder(call: SyscallCall, fd: number, path: string): FolderNode {
  const k = call.kernel;
  const files = k.state.files;
  if (path === '') throw new Errno(E.ENOENT);
  const ino = path.startsWith('/') ? files.root : fd === -100 ? files.cwd : fileOf(k, fd).inode;
  const inode = files.inodes[ino];
  if (inode?.kind !== 'folder') throw new Errno(E.ENOTDIR);
  return inode;
}
