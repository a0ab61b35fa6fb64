/** flock and record locks. With one process, POSIX locks never conflict with each other; OFD locks and flock do. */
import { E } from '../errno';
import type { Outcome, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { Struct, view } from './bytes';
import { O } from './constants';
import { usableFileOf } from './descriptors';
import { inodeOf } from './inodes';
import type { Inode, OpenFile, RecordLock } from './state';

const LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8;

function flock(call: SyscallCall): Outcome {
  const k = call.kernel;
  const file = usableFileOf(k, call.int(0));
  const operation = call.int(1) & ~LOCK_NB;
  if (![LOCK_SH, LOCK_EX, LOCK_UN].includes(operation)) return -E.EINVAL;
  if (file.inode === 0) return operation === LOCK_UN ? 0 : -E.EBADF;
  const inode = inodeOf(k, file.inode);
  const others = inode.flock?.holders.filter((id) => id !== file.id) ?? [];
  if (operation !== LOCK_UN && others.length > 0 && (operation === LOCK_EX || inode.flock!.exclusive)) {
    if ((call.int(1) & LOCK_NB) !== 0) return -E.EAGAIN;
    return { kind: 'wait', keys: [`flock:${inode.ino}`], interruptible: true, onSignal: 'restart', waitingFor: `flock ${file.name}` };
  }
  if (operation === LOCK_UN) inode.flock = others.length > 0 ? { exclusive: inode.flock!.exclusive, holders: others } : undefined;
  else inode.flock = { exclusive: operation === LOCK_EX, holders: [...others, file.id] };
  k.wake(`flock:${inode.ino}`);
  return 0;
}

const F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2;
const GET = 0, SET_WAIT = 2;

/** fcntl's lock commands: GET, SET, SET_WAIT. `owner` 0 is the process, else the open file description. */
export function recordLock(call: SyscallCall, file: OpenFile, command: number, owner: number): Outcome {
  const k = call.kernel;
  const data = view(call.memory.userRead(call.ptr(2), 32));
  const type = data.getInt16(0, true), whence = data.getInt16(2, true);
  if (owner !== 0 && data.getInt32(24, true) !== 0) return -E.EINVAL;
  if (file.inode === 0) return -E.EBADF;
  const inode = inodeOf(k, file.inode);
  if (inode.kind !== 'file' || whence < 0 || whence > 2 || type < 0 || type > 2) return -E.EINVAL;
  let start = Number(data.getBigInt64(8, true)) + (whence === 1 ? file.offset : whence === 2 ? inode.size : 0);
  const length = Number(data.getBigInt64(16, true));
  let end = length === 0 ? Infinity : start + length;
  if (length < 0) [start, end] = [end, start];
  if (start < 0) return -E.EINVAL;
  const access = file.flags & O.ACCMODE;
  if (command !== GET && ((type === F_RDLCK && access === O.WRONLY) || (type === F_WRLCK && access === O.RDONLY))) return -E.EBADF;
  const conflict = type === F_UNLCK ? undefined : inode.locks?.find((lock) => lock.owner !== owner && lock.start < end && start < lock.end && (lock.exclusive || type === F_WRLCK));
  if (command === GET) {
    const pid = conflict?.owner === 0 ? k.state.process.pid : -1;
    const answer = new Struct(32).put(0, new Uint8Array(data.buffer, data.byteOffset, 32));
    if (!conflict) answer.u16(0, F_UNLCK);
    else answer.u16(0, conflict.exclusive ? F_WRLCK : F_RDLCK).u16(2, 0).u64(8, conflict.start).u64(16, conflict.end === Infinity ? 0 : conflict.end - conflict.start).u32(24, pid);
    call.memory.userWrite(call.ptr(2), answer.bytes);
    return 0;
  }
  if (conflict) {
    if (command !== SET_WAIT) return -E.EAGAIN;
    return { kind: 'wait', keys: [`lock:${inode.ino}`], interruptible: true, onSignal: 'restart', waitingFor: `lock of ${file.name}` };
  }
  setLock(inode, owner, type, start, end);
  k.wake(`lock:${inode.ino}`);
  return 0;
}

/** Replaces what the owner has in [start, end). */
function setLock(inode: Inode, owner: number, type: number, start: number, end: number): void {
  const kept: RecordLock[] = [];
  for (const lock of inode.locks ?? []) {
    if (lock.owner !== owner || lock.end <= start || lock.start >= end) { kept.push(lock); continue; }
    if (lock.start < start) kept.push({ ...lock, end: start });
    if (lock.end > end) kept.push({ ...lock, start: end });
  }
  if (type !== F_UNLCK) kept.push({ owner, exclusive: type === F_WRLCK, start, end });
  inode.locks = kept.length > 0 ? kept : undefined;
}

export const lockSyscalls = {
  flock: { handler: flock, args: ['fd', 'hex'] },
} satisfies Record<string, SyscallDefinition>;
