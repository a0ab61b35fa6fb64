/**
 * The kernel's state as the state hash covers it. Left out are host files as they are mirrored, and where the working folder
 * lies: what the program has seen of them is in its memory, and what it has not seen makes no difference to it. So a program
 * that does not look has one hash wherever it is started, and whatever happens to the host's files and their times.
 */
import type { FilesState, Inode } from './files/state';
import type { KernelState, ThreadRecord } from './state';
import { valuesOf } from './syscalls/arguments';

export function hashedState(state: KernelState): unknown {
  return { ...state, threads: state.threads.map(hashedThread), files: hashedFiles(state.files) };
}

/** Arguments as the values that they are, however they are kept. */
function hashedThread(thread: ThreadRecord): unknown {
  if (!thread.syscall) return thread;
  const { words, ...syscall } = thread.syscall;
  return { ...thread, syscall: { ...syscall, args: valuesOf(words) } };
}

/** Inodes that hold something of the guest's own: what it wrote, links and pipes and names of sockets that it made. */
function isOwn(inode: Inode): boolean {
  switch (inode.kind) {
    case 'file': return Object.keys(inode.chunks).length > 0;
    case 'link': return inode.hostPath === undefined && inode.synthetic === undefined;
    case 'fifo': case 'socket': return true;
    case 'folder': case 'device': return false;
  }
}

function hashedFiles(files: FilesState): unknown {
  // Inode numbers depend on how many host folders were met before: ranks do not.
  const rank: Record<number, number> = {};
  const own: unknown[] = [];
  for (const inode of Object.values(files.inodes)) {
    if (!isOwn(inode)) continue;
    rank[inode.ino] = own.length + 1;
    own.push(content(inode));
  }
  return {
    own,
    descriptors: files.descriptors,
    files: Object.values(files.files).map(({ name: _name, listing: _listing, snapshot: _snapshot, ...file }) => ({ ...file, inode: rank[file.inode] ?? 0 })),
    objects: Object.values(files.objects).map((object) => (object.kind === 'pipe' ? { ...object, fifo: rank[object.fifo] ?? 0 } : object)),
    nextId: files.nextId, umask: files.umask, timerFds: files.timerFds, storedBytes: files.storedBytes, hostChanges: files.hostChanges,
  };
}

function content(inode: Inode): unknown {
  const { kind, mode, nlink } = inode;
  switch (inode.kind) {
    case 'file': return { kind, mode, nlink, size: inode.size, chunks: inode.chunks };
    case 'link': return { kind, mode, nlink, target: inode.target };
    case 'fifo': return { kind, mode, nlink, pipe: inode.pipe };
    case 'socket': return { kind, mode, nlink, socket: inode.socket };
    default: return { kind };
  }
}
