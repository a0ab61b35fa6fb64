/** Finding a name in a folder: the guest's own entries first, then the host below them, then the kernel's own tables. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import { HostFileError } from '../api';
import type { HostStat } from '../api';
import { addInode, inodeOf, joinPath } from './inodes';
import { generatedEntry, generatedNames } from './process-files';
import type { FolderNode, Inode } from './state';

/** The inode that `name` means in the folder, undefined if there is none. EACCES for host paths outside the open folders. */
export function lookup(k: Kernel, folder: FolderNode, name: string): Inode | undefined {
  if (folder.generated) return generatedEntry(k, folder, name);
  const known = folder.entries['/' + name];
  if (known !== undefined) return known === 0 ? undefined : inodeOf(k, known);
  if (folder.hostPath === undefined) return undefined;
  const path = joinPath(folder.hostPath, name);
  const stat = hostStat(k, path);
  if (!stat) return undefined;
  if (folder.wayOnly) return deny(k, path);
  return adopt(k, folder, name, path, stat);
}

/** Names in the folder, sorted by code unit, without '.' and '..'. */
export function namesIn(k: Kernel, folder: FolderNode): string[] {
  if (folder.generated) return generatedNames(k, folder);
  const names: string[] = [];
  for (const key of Object.keys(folder.entries)) if (folder.entries[key] !== 0) names.push(key.slice(1));
  if (folder.hostPath !== undefined && !folder.wayOnly) {
    for (const name of k.host.list(folder.hostPath)) if (folder.entries['/' + name] === undefined) names.push(name);
  }
  return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function hostStat(k: Kernel, path: string): HostStat | undefined {
  try {
    return k.host.stat(path);
  } catch (error) {
    if (error instanceof HostFileError && error.errno === E.ENAMETOOLONG) return undefined;
    throw error;
  }
}

function deny(k: Kernel, path: string): never {
  k.notice('denied-path', `${path}: outside the folders that the program may read; list its folder under "readable" to allow it`);
  throw new Errno(E.EACCES);
}

/** A host file becomes an inode. All of the host's files belong to the guest's user, whoever owns them on the host. */
function adopt(k: Kernel, folder: FolderNode, name: string, path: string, stat: HostStat): Inode {
  const { uid, gid } = k.state.process;
  const common = { device: folder.device, mode: stat.mode & 0o7777, uid, gid, mtime: BigInt(Math.round(stat.mtimeNs)) };
  let inode: Inode;
  switch (stat.kind) {
    case 'file':
      inode = addInode<'file'>(k, { kind: 'file', ...common, size: stat.size, hostPath: path, baseSize: stat.size, chunks: {} });
      break;
    case 'folder':
      inode = addInode<'folder'>(k, { kind: 'folder', ...common, parent: folder.ino, name, entries: {}, hostPath: path, nlink: 2 });
      break;
    case 'link':
      inode = addInode<'link'>(k, { kind: 'link', ...common, mode: 0o777, target: k.host.readLink(path), hostPath: path });
      break;
    case 'other':
      k.notice('denied-path', `${path}: devices, pipes and sockets of the host cannot be opened`);
      throw new Errno(E.EACCES);
  }
  folder.entries['/' + name] = inode.ino;
  return inode;
}
