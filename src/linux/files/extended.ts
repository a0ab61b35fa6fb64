/** Extended attributes: user.* on files and folders (xattr(7)); other namespaces are not supported. */
import { E } from '../errno';
import type { Kernel, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { AT, MAY } from './constants';
import { concat, toBytes } from './bytes';
import { baseFolder, usableFileOf } from './descriptors';
import { inodeOf, may, touchStatus } from './inodes';
import type { Inode } from './state';
import { walkTo } from './walk';

type Target = (call: SyscallCall) => Inode | undefined;
const byPath = (follow: boolean): Target => (call) => walkTo(call.kernel, baseFolder(call, AT.FDCWD, call.path(0)), call.path(0), follow);
const byDescriptor: Target = (call) => {
  const file = usableFileOf(call.kernel, call.int(0));
  return file.inode === 0 ? undefined : inodeOf(call.kernel, file.inode);
};

const XATTR_CREATE = 1, XATTR_REPLACE = 2;
const MAX_VALUE = 65536;

/** 0, or why this attribute cannot be used on this inode. */
function refuse(k: Kernel, inode: Inode | undefined, name: string, want: number): number {
  if (!inode) return -E.EOPNOTSUPP;
  if (name.length > 255 || name === '') return -E.ERANGE;
  if (!name.startsWith('user.') || name === 'user.') return name.startsWith('trusted.') && k.state.process.uid !== 0 ? -E.EPERM : -E.EOPNOTSUPP;
  if (inode.kind !== 'file' && inode.kind !== 'folder') return want === MAY.READ ? -E.ENODATA : -E.EPERM;
  return may(k, inode, want) ? 0 : -E.EACCES;
}

function get(call: SyscallCall, inode: Inode | undefined): number {
  const name = call.path(1);
  const refused = refuse(call.kernel, inode, name, MAY.READ);
  if (refused !== 0) return refused;
  const value = inode!.attributes?.[name];
  if (!value) return -E.ENODATA;
  return give(call, value, call.ptr(2), call.ptr(3));
}

/** Size 0 asks for the length. */
function give(call: SyscallCall, value: Uint8Array, to: number, size: number): number {
  if (size === 0) return value.length;
  if (value.length > size) return -E.ERANGE;
  call.memory.userWrite(to, value);
  return value.length;
}

function set(call: SyscallCall, inode: Inode | undefined): number {
  const name = call.path(1);
  const refused = refuse(call.kernel, inode, name, MAY.WRITE);
  if (refused !== 0) return refused;
  const flags = call.uint(4);
  if (flags > XATTR_REPLACE) return -E.EINVAL;
  if (call.ptr(3) > MAX_VALUE) return -E.E2BIG;
  const known = inode!.attributes?.[name] !== undefined;
  if (known && flags === XATTR_CREATE) return -E.EEXIST;
  if (!known && flags === XATTR_REPLACE) return -E.ENODATA;
  (inode!.attributes ??= {})[name] = call.memory.userRead(call.ptr(2), call.ptr(3));
  touchStatus(call.kernel, inode!);
  return 0;
}

function list(call: SyscallCall, inode: Inode | undefined): number {
  const names = Object.keys(inode?.attributes ?? {}).sort();
  return give(call, names.length === 0 ? new Uint8Array(0) : concat(names.map((name) => toBytes(name + '\0'))), call.ptr(1), call.ptr(2));
}

function remove(call: SyscallCall, inode: Inode | undefined): number {
  const name = call.path(1);
  const refused = refuse(call.kernel, inode, name, MAY.WRITE);
  if (refused !== 0) return refused;
  if (!inode!.attributes?.[name]) return -E.ENODATA;
  delete inode!.attributes[name];
  touchStatus(call.kernel, inode!);
  return 0;
}

function family(prefix: string, target: Target): Record<string, SyscallDefinition> {
  const first = prefix === 'f' ? 'fd' : 'path';
  return {
    [`${prefix}getxattr`]: { handler: (call) => get(call, target(call)), args: [first, 'path', 'ptr', 'uint'] },
    [`${prefix}setxattr`]: { handler: (call) => set(call, target(call)), args: [first, 'path', 'ptr', 'uint', 'hex'] },
    [`${prefix}listxattr`]: { handler: (call) => list(call, target(call)), args: [first, 'ptr', 'uint'] },
    [`${prefix}removexattr`]: { handler: (call) => remove(call, target(call)), args: [first, 'path'] },
  };
}

export const extendedSyscalls: Record<string, SyscallDefinition> = { ...family('', byPath(true)), ...family('l', byPath(false)), ...family('f', byDescriptor) };
