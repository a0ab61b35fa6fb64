/** dup, fcntl, ioctl. */
import { E } from '../errno';
import type { SyscallCall, Outcome, SyscallDefinition } from '../syscalls/handler';
import { Struct, view } from './bytes';
import { O } from './constants';
import { closeDescriptor, descriptorLimit, descriptorOf, fileOf, freeDescriptor, install, usableFileOf } from './descriptors';
import { recordLock } from './locks';
import { operationsOf } from './operations';
import { fileNodeOf, SEAL_SEAL } from './regular';
import { pipeOf, resizePipe } from './pipes';
import type { OpenFile } from './state';

function duplicateTo(call: SyscallCall, from: number, to: number, closeOnExec: boolean): number {
  const k = call.kernel;
  const file = fileOf(k, from);
  if (to < 0 || to >= descriptorLimit(k)) return -E.EBADF;
  if (k.state.files.descriptors[to]) {
    file.references++; // the file may be the one that is closed
    closeDescriptor(k, to);
    file.references--;
  }
  return install(k, file, closeOnExec, to);
}

function dup3(call: SyscallCall): number {
  if ((call.int(2) & ~O.CLOEXEC) !== 0 || call.int(0) === call.int(1)) return -E.EINVAL;
  return duplicateTo(call, call.int(0), call.int(1), call.int(2) !== 0);
}

function dup2(call: SyscallCall): number {
  fileOf(call.kernel, call.int(0));
  return call.int(0) === call.int(1) ? call.int(1) : duplicateTo(call, call.int(0), call.int(1), false);
}

/** Commands of fcntl (asm-generic/fcntl.h, linux/fcntl.h). */
const F = {
  DUPFD: 0, GETFD: 1, SETFD: 2, GETFL: 3, SETFL: 4, GETLK: 5, SETLK: 6, SETLKW: 7, SETOWN: 8, GETOWN: 9, SETSIG: 10, GETSIG: 11,
  OFD_GETLK: 36, OFD_SETLK: 37, OFD_SETLKW: 38, SETLEASE: 1024, GETLEASE: 1025, NOTIFY: 1026, DUPFD_CLOEXEC: 1030, SETPIPE_SZ: 1031, GETPIPE_SZ: 1032,
  ADD_SEALS: 1033, GET_SEALS: 1034,
} as const;
/** What F_SETFL changes. */
const CHANGEABLE = O.APPEND | O.NONBLOCK | O.ASYNC | O.DIRECT | O.NOATIME;
/** What an O_PATH descriptor still allows. */
const WITH_PATH: readonly number[] = [F.DUPFD, F.DUPFD_CLOEXEC, F.GETFD, F.SETFD, F.GETFL];

function fcntl(call: SyscallCall): Outcome {
  const k = call.kernel;
  const fd = call.int(0), command = call.int(1);
  const file = fileOf(k, fd);
  if (file.kind === 'path' && !WITH_PATH.includes(command)) return -E.EBADF;
  switch (command) {
    case F.DUPFD: case F.DUPFD_CLOEXEC: {
      const from = call.int(2);
      if (from < 0 || from >= descriptorLimit(k)) return -E.EINVAL;
      return install(k, file, command === F.DUPFD_CLOEXEC, freeDescriptor(k, from));
    }
    case F.GETFD: return descriptorOf(k, fd).closeOnExec ? 1 : 0;
    case F.SETFD: descriptorOf(k, fd).closeOnExec = (call.int(2) & 1) !== 0; return 0;
    // The kernel always sets O_LARGEFILE for 64-bit processes, on what was opened by name.
    case F.GETFL: return file.flags | (file.kind === 'file' || file.kind === 'folder' || file.kind === 'device' ? O.LARGEFILE : 0);
    case F.SETFL: {
      const wanted = call.int(2);
      if ((wanted & O.DIRECT) !== 0 && file.kind !== 'file' && file.kind !== 'pipe') return -E.EINVAL;
      file.flags = (file.flags & ~CHANGEABLE) | (wanted & CHANGEABLE);
      return 0;
    }
    case F.GETLK: case F.SETLK: case F.SETLKW: return recordLock(call, file, command - F.GETLK, 0);
    case F.OFD_GETLK: case F.OFD_SETLK: case F.OFD_SETLKW: return recordLock(call, file, command - F.OFD_GETLK, file.id);
    case F.SETOWN: case F.SETSIG: case F.GETOWN: case F.GETSIG: return 0; // nobody sends SIGIO
    case F.GETLEASE: return file.kind === 'file' ? 2 : -E.EINVAL; // F_UNLCK
    case F.SETLEASE: return -E.EAGAIN;
    case F.GETPIPE_SZ: return file.kind === 'pipe' ? pipeOf(k, file).slots * 4096 : -E.EBADF;
    case F.SETPIPE_SZ: return file.kind === 'pipe' ? resizePipe(k, pipeOf(k, file), call.uint(2)) : -E.EBADF;
    case F.GET_SEALS: return file.kind === 'file' ? fileNodeOf(k, file).seals ?? -E.EINVAL : -E.EINVAL;
    case F.ADD_SEALS: return addSeals(call, file);
    default: return -E.EINVAL;
  }
}

function addSeals(call: SyscallCall, file: OpenFile): number {
  const node = file.kind === 'file' ? fileNodeOf(call.kernel, file) : undefined;
  if (node?.seals === undefined || (call.uint(2) & ~31) !== 0) return -E.EINVAL;
  if ((file.flags & O.ACCMODE) === O.RDONLY || (node.seals & SEAL_SEAL) !== 0) return -E.EPERM;
  node.seals |= call.uint(2);
  return 0;
}

/** Requests of ioctl (asm-generic/ioctls.h). */
const IOCTL = { FIONREAD: 0x541b, FIONBIO: 0x5421, FIONCLEX: 0x5450, FIOCLEX: 0x5451, FIOASYNC: 0x5452, TIOCOUTQ: 0x5411 } as const;

/** More requests, by the kind of file (sockets: src/linux/net). undefined: not this module's. */
type MoreRequests = (call: SyscallCall, file: OpenFile, request: number) => number | undefined;
const more: Partial<Record<OpenFile['kind'], MoreRequests>> = {};
export function registerIoctl(kind: OpenFile['kind'], requests: MoreRequests): void { more[kind] = requests; }

function ioctl(call: SyscallCall): number {
  const k = call.kernel;
  const file = usableFileOf(k, call.int(0));
  const request = call.uint(1);
  switch (request) {
    case IOCTL.FIOCLEX: descriptorOf(k, call.int(0)).closeOnExec = true; return 0;
    case IOCTL.FIONCLEX: descriptorOf(k, call.int(0)).closeOnExec = false; return 0;
    case IOCTL.FIONBIO: {
      const on = view(call.memory.userRead(call.ptr(2), 4)).getInt32(0, true) !== 0;
      file.flags = on ? file.flags | O.NONBLOCK : file.flags & ~O.NONBLOCK;
      return 0;
    }
    case IOCTL.FIONREAD: {
      const available = operationsOf(file).available?.(k, file);
      if (available === undefined) return -E.ENOTTY;
      if (available < 0) return available;
      call.memory.userWrite(call.ptr(2), new Struct(4).u32(0, available).bytes);
      return 0;
    }
    default: return more[file.kind]?.(call, file, request) ?? -E.ENOTTY;
  }
}

export const controlSyscalls = {
  dup: { handler: (call) => install(call.kernel, fileOf(call.kernel, call.int(0)), false), args: ['fd'] },
  dup2: { handler: dup2, args: ['fd', 'fd'] },
  dup3: { handler: dup3, args: ['fd', 'fd', 'flags:open'] },
  fcntl: { handler: fcntl, args: ['fd', 'enum:fcntl', 'hex'] },
  ioctl: { handler: ioctl, args: ['fd', 'enum:ioctl', 'ptr'] },
} satisfies Record<string, SyscallDefinition>;
