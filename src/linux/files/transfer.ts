/** read, write and their vectors and positions. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Outcome, SyscallCall, SyscallDefinition, Wait } from '../syscalls/handler';
import { EMPTY, concat, view } from './bytes';
import { MAX_TRANSFER, O } from './constants';
import { usableFileOf } from './descriptors';
import { operationsOf } from './operations';
import type { OpenFile } from './state';

/** A piece of guest memory. */
export interface Span { address: number; length: number }

/** IOV_MAX */
const MAX_SPANS = 1024;

/** Reads struct iovec[count]: EINVAL for too many or a total beyond SSIZE_MAX; the total is cut at MAX_TRANSFER. */
export function readSpans(call: SyscallCall, address: number, count: number): Span[] {
  if (count < 0 || count > MAX_SPANS) throw new Errno(E.EINVAL);
  const data = view(call.memory.userRead(address, count * 16));
  const spans: Span[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const length = data.getBigInt64(i * 16 + 8, true);
    if (length < 0n) throw new Errno(E.EINVAL);
    const room = Math.min(Number(length), MAX_TRANSFER - total);
    spans.push({ address: Number(data.getBigUint64(i * 16, true)), length: room });
    total += room;
  }
  return spans;
}

export function lengthOf(spans: readonly Span[]): number {
  let sum = 0;
  for (const { length } of spans) sum += length;
  return sum;
}

/** Puts bytes into the spans, in order. */
export function scatter(call: SyscallCall, spans: readonly Span[], bytes: Uint8Array): void {
  let at = 0;
  for (const { address, length } of spans) {
    if (at >= bytes.length) return;
    // Nearly always there is one span, which takes all: then no view is made.
    const piece = at === 0 && bytes.length <= length ? bytes : bytes.subarray(at, at + length);
    if (piece.length > 0) call.memory.userWrite(address, piece);
    at += piece.length;
  }
}

/** Most bytes that are copied out of the guest's memory at once: a write of a gigabyte goes in steps. */
const STEP = 1 << 22;

/** The spans' bytes from `from` on (at most STEP), as a fresh array. */
export function gather(call: SyscallCall, spans: readonly Span[], from = 0): Uint8Array {
  const pieces: Uint8Array[] = [];
  let skip = from, room = STEP;
  for (const { address, length } of spans) {
    if (skip >= length) { skip -= length; continue; }
    if (room === 0) break;
    const piece = call.memory.userRead(address + skip, Math.min(length - skip, room));
    pieces.push(piece);
    room -= piece.length;
    skip = 0;
  }
  return pieces.length === 0 ? EMPTY : concat(pieces);
}

export function isWait(value: unknown): value is Wait { return typeof value === 'object' && value !== null && (value as Wait).kind === 'wait'; }

/** What a waiting read or write remembers: which file it is about, and how much is done. */
interface Progress { file: number; done: number }

/**
 * The file of descriptor `fd`. A syscall that waited stays with the file it began with: if another thread has closed the
 * descriptor meanwhile, and perhaps opened something else under its number, it fails with EBADF.
 */
function fileOfCall(call: SyscallCall, fd: number): OpenFile {
  const begun = call.record.progress as Progress | undefined;
  if (!begun) return usableFileOf(call.kernel, fd);
  const file = call.state.files.files[begun.file];
  if (!file) throw new Errno(E.EBADF);
  return file;
}

function requireReadable(file: OpenFile): void {
  if ((file.flags & O.ACCMODE) === O.WRONLY) throw new Errno(E.EBADF);
}
function requireWritable(file: OpenFile): void {
  if ((file.flags & O.ACCMODE) === O.RDONLY) throw new Errno(E.EBADF);
}

function readInto(call: SyscallCall, file: OpenFile, spans: readonly Span[]): Outcome {
  requireReadable(file);
  const read = operationsOf(file).read;
  if (!read) return -E.EINVAL;
  const got = read(call, file, lengthOf(spans));
  if (isWait(got)) call.record.progress = { file: file.id, done: 0 } satisfies Progress;
  if (typeof got === 'number' || isWait(got)) return got;
  scatter(call, spans, got);
  return got.length;
}

function readAtInto(call: SyscallCall, file: OpenFile, spans: readonly Span[], position: number): Outcome {
  requireReadable(file);
  const { readAt } = operationsOf(file);
  if (position < 0) return -E.EINVAL;
  if (!readAt) return -E.ESPIPE;
  const got = readAt(call, file, lengthOf(spans), position);
  if (typeof got === 'number') return got;
  scatter(call, spans, got);
  return got.length;
}

/**
 * Writes everything, waiting in between if the file blocks. How much is done is the call's progress. A signal after a
 * part gives the part.
 */
export function writeOut(call: SyscallCall, file: OpenFile, total: number, from: (done: number) => Uint8Array): Outcome {
  requireWritable(file);
  const operations = operationsOf(file);
  const write = operations.write;
  if (!write) return -E.EINVAL;
  let done = (call.record.progress as Progress | undefined)?.done ?? 0;
  if (call.cause === 'interrupt') return done > 0 ? done : -E.EINTR;
  if (total === 0 && !operations.emptyWrites) return 0;
  let bytes = from(done);
  for (;;) {
    const result = write(call, file, bytes);
    if (typeof result !== 'number') {
      call.record.progress = { file: file.id, done } satisfies Progress;
      if (done === 0) return result;
      return { ...result, onSignal: 'handler' };
    }
    if (result < 0) return done > 0 ? done : result;
    done += result;
    if (done >= total || result === 0) return done;
    bytes = result < bytes.length ? bytes.subarray(result) : from(done);
  }
}

function writeAtFrom(call: SyscallCall, file: OpenFile, spans: readonly Span[], position: number): Outcome {
  requireWritable(file);
  const { writeAt } = operationsOf(file);
  if (position < 0) return -E.EINVAL;
  if (!writeAt) return -E.ESPIPE;
  const bytes = gather(call, spans);
  return bytes.length === 0 ? 0 : writeAt(call, file, bytes, position);
}

/** The single span of a read or write. */
function span(call: SyscallCall): Span[] { return [{ address: call.ptr(1), length: Math.min(call.ptr(2), MAX_TRANSFER) }]; }
function vector(call: SyscallCall): Span[] { return readSpans(call, call.ptr(1), call.int(2)); }

function writeSpans(call: SyscallCall, spans: Span[]): Outcome {
  const file = fileOfCall(call, call.int(0));
  return writeOut(call, file, lengthOf(spans), (done) => gather(call, spans, done));
}

/** Flags of preadv2 and pwritev2: only hints are accepted. */
const RWF_HIPRI = 1, RWF_DSYNC = 2, RWF_SYNC = 4;

function vectorAt(call: SyscallCall, write: boolean, withFlags: boolean): Outcome {
  if (withFlags && (call.int(5) & ~(RWF_HIPRI | RWF_DSYNC | RWF_SYNC)) !== 0) return -E.EOPNOTSUPP;
  const file = usableFileOf(call.kernel, call.int(0));
  const position = call.long(3);
  if (withFlags && position === -1) return write ? writeSpans(call, vector(call)) : readInto(call, file, vector(call));
  return write ? writeAtFrom(call, file, vector(call), position) : readAtInto(call, file, vector(call), position);
}

export const transferSyscalls = {
  read: { handler: (call) => readInto(call, fileOfCall(call, call.int(0)), span(call)), args: ['fd', 'ptr', 'uint'] },
  write: { handler: (call) => writeSpans(call, span(call)), args: ['fd', 'buf:2', 'uint'] },
  readv: { handler: (call) => readInto(call, fileOfCall(call, call.int(0)), vector(call)), args: ['fd', 'ptr', 'int'] },
  writev: { handler: (call) => writeSpans(call, vector(call)), args: ['fd', 'ptr', 'int'] },
  pread64: { handler: (call) => readAtInto(call, usableFileOf(call.kernel, call.int(0)), span(call), call.long(3)), args: ['fd', 'ptr', 'uint', 'long'] },
  pwrite64: { handler: (call) => writeAtFrom(call, usableFileOf(call.kernel, call.int(0)), span(call), call.long(3)), args: ['fd', 'buf:2', 'uint', 'long'] },
  preadv: { handler: (call) => vectorAt(call, false, false), args: ['fd', 'ptr', 'int', 'long'] },
  pwritev: { handler: (call) => vectorAt(call, true, false), args: ['fd', 'ptr', 'int', 'long'] },
  preadv2: { handler: (call) => vectorAt(call, false, true), args: ['fd', 'ptr', 'int', 'long', 'hex', 'hex'] },
  pwritev2: { handler: (call) => vectorAt(call, true, true), args: ['fd', 'ptr', 'int', 'long', 'hex', 'hex'] },
  lseek: {
    handler(call) {
      const file = usableFileOf(call.kernel, call.int(0));
      const seek = operationsOf(file).seek;
      if (call.uint(2) > 4) return -E.EINVAL;
      return seek ? seek(call.kernel, file, call.long(1), call.int(2)) : -E.ESPIPE;
    },
    args: ['fd', 'long', 'enum:whence'],
  },
} satisfies Record<string, SyscallDefinition>;
