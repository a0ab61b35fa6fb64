/** Listing folders and moving between them. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { Struct, concat, toBytes } from './bytes';
import { AT, MAY, S } from './constants';
import { baseFolder, fileOf, usableFileOf } from './descriptors';
import { folderOf, inodeOf, pathOf, requireMay, unuse, use } from './inodes';
import { lookup, namesIn } from './lookup';
import type { FolderNode, Inode } from './state';
import { walkTo } from './walk';

/** DT_ values: the type bits of st_mode, shifted. */
const TYPE: Record<Inode['kind'], number> = { file: S.IFREG >> 12, folder: S.IFDIR >> 12, link: S.IFLNK >> 12, fifo: S.IFIFO >> 12, device: S.IFCHR >> 12, socket: S.IFSOCK >> 12 };

/**
 * The names are taken when the listing begins and sorted, so that removing some while going through them (rm -r) skips
 * none. d_off is the position after the entry.
 */
function getdents(call: SyscallCall, old: boolean): number {
  const k = call.kernel;
  const file = usableFileOf(k, call.int(0));
  if (file.kind !== 'folder') return -E.ENOTDIR;
  const folder = inodeOf(k, file.inode) as FolderNode;
  if (folder.nlink === 0) return -E.ENOENT;
  file.listing ??= ['.', '..', ...namesIn(k, folder)];
  const room = call.uint(2);
  const records: Uint8Array[] = [];
  let used = 0;
  for (; file.offset < file.listing.length; file.offset++) {
    const name = file.listing[file.offset];
    const inode = entry(k, folder, name);
    if (!inode) continue;
    const record = encode(name, inode, file.offset + 1, old);
    if (used + record.length > room) {
      if (used === 0) return -E.EINVAL;
      break;
    }
    records.push(record);
    used += record.length;
  }
  if (used > 0) call.memory.userWrite(call.ptr(1), concat(records));
  return used;
}

function entry(k: Kernel, folder: FolderNode, name: string): Inode | undefined {
  if (name === '.') return folder;
  if (name === '..') return folder.ino === k.state.files.root ? folder : inodeOf(k, folder.parent);
  try {
    return lookup(k, folder, name);
  } catch (error) {
    if (error instanceof Errno) return undefined; // a device or socket of the host: not there
    throw error;
  }
}

/** struct linux_dirent64, or linux_dirent (the type in the last byte). */
function encode(name: string, inode: Inode, offset: number, old: boolean): Uint8Array {
  const bytes = toBytes(name);
  const length = Math.ceil(((old ? 18 : 19) + bytes.length + 1) / 8) * 8;
  const record = new Struct(length).u64(0, inode.ino).u64(8, offset).u16(16, length);
  return old ? record.put(18, bytes).u8(length - 1, TYPE[inode.kind]).bytes : record.u8(18, TYPE[inode.kind]).put(19, bytes).bytes;
}

function getcwd(call: SyscallCall): number {
  const k = call.kernel;
  const path = pathOf(k, folderOf(k, k.state.files.cwd));
  if (path === undefined) return -E.ENOENT;
  const bytes = toBytes(path + '\0');
  if (bytes.length > call.ptr(1)) return -E.ERANGE;
  call.memory.userWrite(call.ptr(0), bytes);
  return bytes.length;
}

export function changeFolder(k: Kernel, inode: Inode): number {
  if (inode.kind !== 'folder') return -E.ENOTDIR;
  requireMay(k, inode, MAY.EXEC);
  const files = k.state.files;
  use(inode);
  const old = files.inodes[files.cwd];
  files.cwd = inode.ino;
  if (old) unuse(k, old);
  return 0;
}

function fchdir(call: SyscallCall): number {
  const file = fileOf(call.kernel, call.int(0));
  return file.inode === 0 ? -E.ENOTDIR : changeFolder(call.kernel, inodeOf(call.kernel, file.inode));
}

export const folderSyscalls = {
  getdents64: { handler: (call) => getdents(call, false), args: ['fd', 'ptr', 'uint'] },
  getdents: { handler: (call) => getdents(call, true), args: ['fd', 'ptr', 'uint'] },
  getcwd: { handler: getcwd, args: ['ptr', 'uint'] },
  chdir: { handler: (call) => changeFolder(call.kernel, walkTo(call.kernel, baseFolder(call, AT.FDCWD, call.path(0)), call.path(0), true)), args: ['path'] },
  fchdir: { handler: fchdir, args: ['fd'] },
} satisfies Record<string, SyscallDefinition>;
