/** Control messages (cmsg(3)): descriptors and credentials over unix sockets. */
import { E } from '../errno';
import { Struct, concat, view } from '../files/bytes';
import { fileOf, freeDescriptor, install, dropReference } from '../files/descriptors';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall } from '../syscalls/handler';
import { MSG, SCM, SCM_MAX_FD, SOL_SOCKET } from './constants';
import { credentials as ownCredentials } from './sockets';
import type { Message, Socket } from './state';

/** struct cmsghdr: length, level, type. */
const HEADER = 16;
const aligned = (length: number): number => Math.ceil(length / 8) * 8;

export interface Control { files: number[]; credentials?: Message['credentials'] }

/** Reads what is sent along. Each file gets a reference for the time in flight, by `hold`. */
export function parseControl(k: Kernel, socket: Socket, bytes: Uint8Array): Control {
  const control: Control = { files: [] };
  const data = view(bytes);
  for (let at = 0; at + HEADER <= bytes.length;) {
    const length = Number(data.getBigUint64(at, true));
    if (length < HEADER || at + length > bytes.length) throw new Errno(E.EINVAL);
    const level = data.getInt32(at + 8, true), type = data.getInt32(at + 12, true);
    if (level === SOL_SOCKET && socket.family === 'unix') parseUnix(k, control, type, view(bytes.subarray(at + HEADER, at + length)));
    else if (level === SOL_SOCKET && type === SCM.RIGHTS) throw new Errno(E.EINVAL);
    at += aligned(length);
  }
  return control;
}

function parseUnix(k: Kernel, control: Control, type: number, data: DataView): void {
  if (type === SCM.RIGHTS) {
    const count = Math.floor(data.byteLength / 4);
    if (count > SCM_MAX_FD) throw new Errno(E.EINVAL);
    for (let i = 0; i < count; i++) control.files.push(fileOf(k, data.getInt32(i * 4, true)).id);
  } else if (type === SCM.CREDENTIALS) {
    if (data.byteLength < 12) throw new Errno(E.EINVAL);
    const given = { pid: data.getInt32(0, true), uid: data.getUint32(4, true), gid: data.getUint32(8, true) };
    const own = ownCredentials(k);
    if (own.uid !== 0 && (given.pid !== own.pid || given.uid !== own.uid || given.gid !== own.gid)) throw new Errno(E.EPERM);
    control.credentials = given;
  } else throw new Errno(E.EINVAL);
}

export function hold(k: Kernel, files: readonly number[]): void { for (const id of files) k.state.files.files[id].references++; }
export function unhold(k: Kernel, files: readonly number[]): void { for (const id of files) dropReference(k, k.state.files.files[id]); }

/**
 * Installs the descriptors of a received message and lays out its control messages in `room` bytes. What does not fit is
 * dropped (MSG_CTRUNC).
 */
export function giveControl(call: SyscallCall, socket: Socket, files: number[], sender: Message['credentials'], room: number, flags: number): { bytes: Uint8Array; truncated: boolean } {
  const k = call.kernel;
  const parts: Uint8Array[] = [];
  let left = room, truncated = false;
  if (socket.passCredentials) {
    const { pid, uid, gid } = sender ?? ownCredentials(k);
    const part = new Struct(aligned(HEADER + 12)).u64(0, HEADER + 12).u32(8, SOL_SOCKET).u32(12, SCM.CREDENTIALS).u32(16, pid).u32(20, uid).u32(24, gid).bytes;
    if (left >= HEADER + 12) { parts.push(part.subarray(0, Math.min(part.length, left))); left -= Math.min(part.length, left); } else truncated = true;
  }
  if (files.length > 0) {
    const count = Math.max(0, Math.min(files.length, Math.floor((left - HEADER) / 4)));
    const fds: number[] = [];
    for (let i = 0; i < count; i++) {
      try {
        fds.push(install(k, k.state.files.files[files[i]], (flags & MSG.CMSG_CLOEXEC) !== 0, freeDescriptor(k)));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        break; // no descriptors left: the others are lost
      }
    }
    if (fds.length < files.length) truncated = true;
    if (fds.length > 0) {
      const length = HEADER + 4 * fds.length;
      const part = new Struct(aligned(length)).u64(0, length).u32(8, SOL_SOCKET).u32(12, SCM.RIGHTS);
      fds.forEach((fd, i) => part.u32(HEADER + 4 * i, fd));
      parts.push(part.bytes.subarray(0, Math.min(part.bytes.length, left)));
    }
    unhold(k, files);
  }
  return { bytes: parts.length === 0 ? new Uint8Array(0) : concat(parts), truncated };
}
