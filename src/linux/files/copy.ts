/** Moving bytes from one descriptor to another: sendfile, copy_file_range, splice, tee. */
import { E } from '../errno';
import type { Outcome, SyscallCall, SyscallDefinition, Wait } from '../syscalls/handler';
import { Struct, concat, view } from './bytes';
import { O, POLL } from './constants';
import { usableFileOf } from './descriptors';
import { notify, readKey, writeKey } from './events';
import { operationsOf } from './operations';
import { pipeBytes, pipeOf, put, take } from './pipes';
import { fileNodeOf, MAX_FILE_SIZE, writeNode } from './regular';
import { readContent } from './content';
import type { OpenFile } from './state';
import { isWait } from './transfer';

/** One run moves at most this much, so that a copy of a big file is many small steps (callers go on after a part). */
const MOST = 1 << 20;

const readable = (file: OpenFile): boolean => (file.flags & O.ACCMODE) !== O.WRONLY;
const writable = (file: OpenFile): boolean => (file.flags & O.ACCMODE) !== O.RDONLY;

function position(call: SyscallCall, pointer: number): number | undefined {
  return pointer === 0 ? undefined : Number(view(call.memory.userRead(pointer, 8)).getBigInt64(0, true));
}

/** sendfile(out, in, offset, count): `in` must have content of its own (a file). */
function sendfile(call: SyscallCall): Outcome {
  const k = call.kernel;
  const out = usableFileOf(k, call.int(0)), from = usableFileOf(k, call.int(1));
  if (!readable(from) || !writable(out)) return -E.EBADF;
  const at = position(call, call.ptr(2));
  const { readAt } = operationsOf(from);
  const { write } = operationsOf(out);
  if (!readAt || from.kind === 'folder') return at === undefined ? -E.EINVAL : -E.ESPIPE;
  if (at !== undefined && at < 0) return -E.EINVAL;
  if (!write || (out.flags & O.APPEND) !== 0) return -E.EINVAL;
  const bytes = readAt(call, from, Math.min(call.ptr(3), MOST), at ?? from.offset);
  if (typeof bytes === 'number') return bytes;
  if (bytes.length === 0) return 0;
  const sent = write(call, out, bytes.slice());
  if (typeof sent !== 'number' || sent < 0) return sent;
  if (at === undefined) from.offset += sent;
  else call.memory.userWrite(call.ptr(2), new Struct(8).u64(0, at + sent).bytes);
  return sent;
}

function copyFileRange(call: SyscallCall): Outcome {
  const k = call.kernel;
  if (call.uint(5) !== 0) return -E.EINVAL;
  const from = usableFileOf(k, call.int(0)), to = usableFileOf(k, call.int(2));
  if (from.kind === 'folder' || to.kind === 'folder') return -E.EISDIR;
  if (from.kind !== 'file' || to.kind !== 'file') return -E.EINVAL;
  if (!readable(from) || !writable(to) || (to.flags & O.APPEND) !== 0) return -E.EBADF;
  const source = fileNodeOf(k, from), target = fileNodeOf(k, to);
  // Files whose text is made by the kernel have no range to copy (EXDEV between file systems before the generic way).
  if (from.snapshot || to.snapshot) return source.device === target.device ? -E.EINVAL : -E.EXDEV;
  const atFrom = position(call, call.ptr(1)) ?? from.offset, atTo = position(call, call.ptr(3)) ?? to.offset;
  if (atFrom < 0 || atTo < 0) return -E.EINVAL;
  const length = Math.min(call.ptr(4), MOST, MAX_FILE_SIZE);
  if (source === target && atFrom < atTo + length && atTo < atFrom + length) return -E.EINVAL;
  const bytes = readContent(k, source, atFrom, length);
  if (bytes.length === 0) return 0;
  const count = writeNode(k, target, bytes, atTo);
  if (count < 0) return count;
  if (call.ptr(1) === 0) from.offset += count; else call.memory.userWrite(call.ptr(1), new Struct(8).u64(0, atFrom + count).bytes);
  if (call.ptr(3) === 0) to.offset += count; else call.memory.userWrite(call.ptr(3), new Struct(8).u64(0, atTo + count).bytes);
  return count;
}

const SPLICE_F_NONBLOCK = 2;
const SPLICE_FLAGS = 15;

function splice(call: SyscallCall): Outcome {
  const k = call.kernel;
  const length = Math.min(call.ptr(4), MOST), flags = call.uint(5);
  if (length === 0) return 0;
  if ((flags & ~SPLICE_FLAGS) !== 0) return -E.EINVAL;
  const from = usableFileOf(k, call.int(0)), to = usableFileOf(k, call.int(2));
  if (!readable(from) || !writable(to)) return -E.EBADF;
  const wait = (flags & SPLICE_F_NONBLOCK) === 0;
  if (from.kind === 'pipe' && call.ptr(1) !== 0) return -E.ESPIPE;
  if (to.kind === 'pipe' && call.ptr(3) !== 0) return -E.ESPIPE;
  if (from.kind === 'pipe') return fromPipe(call, from, to, length, wait);
  if (to.kind === 'pipe') return intoPipe(call, from, to, length, wait);
  return -E.EINVAL;
}

function empty(call: SyscallCall, file: OpenFile, wait: boolean): number | Wait {
  const pipe = pipeOf(call.kernel, file);
  if (pipe.writers === 0) return 0;
  if (!wait || (file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
  return { kind: 'wait', keys: [readKey(pipe.id)], interruptible: true, onSignal: 'restart', waitingFor: `splice from pipe:${pipe.id}` };
}

/** A pipe without room or without readers; undefined: go on. */
function full(call: SyscallCall, file: OpenFile, wait: boolean): number | Wait | undefined {
  const pipe = pipeOf(call.kernel, file);
  if (pipe.readers === 0) {
    const written = operationsOf(file).write!(call, file, new Uint8Array(1)); // raises SIGPIPE
    return isWait(written) ? -E.EPIPE : written;
  }
  if (pipe.buffers.length < pipe.slots) return undefined;
  if (!wait || (file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
  return { kind: 'wait', keys: [writeKey(pipe.id)], interruptible: true, onSignal: 'restart', waitingFor: `splice to pipe:${pipe.id}` };
}

function fromPipe(call: SyscallCall, from: OpenFile, to: OpenFile, length: number, wait: boolean): Outcome {
  const k = call.kernel;
  const pipe = pipeOf(k, from);
  if (to.kind === 'pipe' && to.object === from.object) return -E.EINVAL;
  if (pipe.buffers.length === 0) return empty(call, from, wait);
  const blocked = to.kind === 'pipe' ? full(call, to, wait) : undefined;
  if (blocked !== undefined) return blocked;
  const wasFull = pipe.buffers.length >= pipe.slots;
  const at = position(call, call.ptr(3));
  // What is taken out and cannot be written goes back, in the same order.
  const kept = pipe.buffers.map((buffer) => ({ ...buffer }));
  const bytes = take(pipe, length);
  const { write, writeAt } = operationsOf(to);
  const sent = at !== undefined ? writeAt?.(call, to, bytes, at) ?? -E.ESPIPE : write?.(call, to, bytes.slice()) ?? -E.EINVAL;
  if (typeof sent !== 'number' || sent < bytes.length) {
    pipe.buffers = kept;
    if (typeof sent !== 'number' || sent < 0) return sent;
    take(pipe, sent);
  }
  if (at !== undefined) call.memory.userWrite(call.ptr(3), new Struct(8).u64(0, at + sent).bytes);
  if (wasFull && pipe.buffers.length < pipe.slots) notify(k, pipe, POLL.OUT | POLL.WRNORM);
  return sent;
}

function intoPipe(call: SyscallCall, from: OpenFile, to: OpenFile, length: number, wait: boolean): Outcome {
  const k = call.kernel;
  const blocked = full(call, to, wait);
  if (blocked !== undefined) return blocked;
  const pipe = pipeOf(k, to);
  const room = Math.min(length, (pipe.slots - pipe.buffers.length) * 4096);
  const at = position(call, call.ptr(1));
  const { read, readAt } = operationsOf(from);
  if (at !== undefined && !readAt) return -E.ESPIPE;
  const bytes = at !== undefined ? readAt!(call, from, room, at) : read?.(call, from, room) ?? -E.EINVAL;
  if (typeof bytes === 'number' || isWait(bytes)) return isWait(bytes) && !wait ? -E.EAGAIN : bytes;
  if (at !== undefined) call.memory.userWrite(call.ptr(1), new Struct(8).u64(0, at + bytes.length).bytes);
  if (bytes.length === 0) return 0;
  put(pipe, bytes, false, false);
  notify(k, pipe, POLL.IN | POLL.RDNORM);
  return bytes.length;
}

/** tee(in, out, length, flags): copies without taking. */
function tee(call: SyscallCall): Outcome {
  const k = call.kernel;
  const from = usableFileOf(k, call.int(0)), to = usableFileOf(k, call.int(1));
  if ((call.uint(3) & ~SPLICE_FLAGS) !== 0) return -E.EINVAL;
  if (call.ptr(2) === 0) return 0;
  if (from.kind !== 'pipe' || to.kind !== 'pipe' || from.object === to.object) return -E.EINVAL;
  if (!readable(from) || !writable(to)) return -E.EBADF;
  const wait = (call.uint(3) & SPLICE_F_NONBLOCK) === 0;
  const source = pipeOf(k, from), target = pipeOf(k, to);
  if (source.buffers.length === 0) return empty(call, from, wait);
  const blocked = full(call, to, wait);
  if (blocked !== undefined) return blocked;
  const room = Math.min(call.ptr(2), pipeBytes(source), (target.slots - target.buffers.length) * 4096);
  const bytes = concat(source.buffers.map((buffer) => buffer.bytes.subarray(buffer.start))).subarray(0, room);
  put(target, bytes, false, false);
  notify(k, target, POLL.IN | POLL.RDNORM);
  return bytes.length;
}

export const copySyscalls = {
  sendfile: { handler: sendfile, args: ['fd', 'fd', 'ptr', 'uint'] },
  copy_file_range: { handler: copyFileRange, args: ['fd', 'ptr', 'fd', 'ptr', 'uint', 'hex'] },
  splice: { handler: splice, args: ['fd', 'ptr', 'fd', 'ptr', 'uint', 'hex'] },
  tee: { handler: tee, args: ['fd', 'fd', 'uint', 'hex'] },
} satisfies Record<string, SyscallDefinition>;
