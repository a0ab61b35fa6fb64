/** pipe, memfd_create, fallocate and advice about files. */
import { E } from '../errno';
import type { SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { Struct, byteLength } from './bytes';
import { O } from './constants';
import { punchHole } from './content';
import { install, openFile, usableFileOf } from './descriptors';
import { DEVICE, newFile, touch } from './inodes';
import { makePipe } from './pipes';
import { fileNodeOf, MAX_FILE_SIZE, SEAL_GROW, SEAL_SEAL } from './regular';
import { resize } from './attributes';

function pipe(call: SyscallCall, flags: number): number {
  if ((flags & ~(O.CLOEXEC | O.NONBLOCK | O.DIRECT)) !== 0) return -E.EINVAL;
  call.memory.userWrite(call.ptr(0), new Uint8Array(8)); // EFAULT before anything is made
  const [reader, writer] = makePipe(call.kernel, flags);
  call.memory.userWrite(call.ptr(0), new Struct(8).u32(0, reader).u32(4, writer).bytes);
  return 0;
}

const MFD_CLOEXEC = 1, MFD_ALLOW_SEALING = 2;

function memfdCreate(call: SyscallCall): number {
  const k = call.kernel;
  const flags = call.uint(1);
  if ((flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING)) !== 0) return -E.EINVAL;
  const name = call.path(0);
  if (byteLength(name) > 249) return -E.EINVAL;
  const node = newFile(k, 0o777, DEVICE.memfd);
  node.nlink = 0;
  node.seals = (flags & MFD_ALLOW_SEALING) !== 0 ? 0 : SEAL_SEAL;
  const file = openFile(k, { kind: 'file', flags: O.RDWR, name: `/memfd:${name} (deleted)`, inode: node.ino });
  return install(k, file, (flags & MFD_CLOEXEC) !== 0);
}

const KEEP_SIZE = 1, PUNCH_HOLE = 2, ZERO_RANGE = 16;

function fallocate(call: SyscallCall): number {
  const k = call.kernel;
  const mode = call.int(1), offset = call.long(2), length = call.long(3);
  if (offset < 0 || length <= 0) return -E.EINVAL;
  if ((mode & ~(KEEP_SIZE | PUNCH_HOLE | ZERO_RANGE)) !== 0) return -E.EOPNOTSUPP;
  if ((mode & PUNCH_HOLE) !== 0 && ((mode & KEEP_SIZE) === 0 || (mode & ZERO_RANGE) !== 0)) return -E.EOPNOTSUPP;
  const file = usableFileOf(k, call.int(0));
  if ((file.flags & O.ACCMODE) === O.RDONLY) return -E.EBADF;
  if (file.kind === 'pipe') return -E.ESPIPE;
  if (file.kind !== 'file') return -E.ENODEV;
  if (offset + length > MAX_FILE_SIZE) return -E.EFBIG;
  const node = fileNodeOf(k, file);
  if ((mode & (PUNCH_HOLE | ZERO_RANGE)) !== 0) punchHole(k, node, offset, length);
  if ((mode & KEEP_SIZE) === 0 && offset + length > node.size) {
    if ((node.seals ?? 0) & SEAL_GROW) return -E.EPERM;
    return resize(k, node, offset + length);
  }
  node.dirty = true;
  touch(k, node);
  return 0;
}

/** Advice has no effect; the checks of the arguments are Linux's. */
function advise(call: SyscallCall): number {
  const file = usableFileOf(call.kernel, call.int(0));
  if (file.kind === 'pipe' || file.kind === 'socket') return -E.ESPIPE;
  return call.int(3) < 0 || call.int(3) > 5 ? -E.EINVAL : 0;
}

function readahead(call: SyscallCall): number {
  const file = usableFileOf(call.kernel, call.int(0));
  if ((file.flags & O.ACCMODE) === O.WRONLY) return -E.EBADF;
  return file.kind === 'file' ? 0 : -E.EINVAL;
}

export const specialSyscalls = {
  pipe: { handler: (call) => pipe(call, 0), args: ['ptr'] },
  pipe2: { handler: (call) => pipe(call, call.int(1)), args: ['ptr', 'flags:open'] },
  memfd_create: { handler: memfdCreate, args: ['path', 'hex'] },
  fallocate: { handler: fallocate, args: ['fd', 'hex', 'long', 'long'] },
  fadvise64: { handler: advise, args: ['fd', 'long', 'uint', 'int'] },
  // Only root may; the guest is an ordinary user, and there is nothing to mount.
  chroot: { handler: () => -E.EPERM, args: ['path'] },
  mount: { handler: () => -E.EPERM, args: ['path', 'path', 'path', 'hex', 'ptr'] },
  umount2: { handler: () => -E.EPERM, args: ['path', 'hex'] },
  readahead: { handler: readahead, args: ['fd', 'long', 'uint'] },
} satisfies Record<string, SyscallDefinition>;
