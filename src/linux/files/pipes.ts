/** Pipes and FIFOs: a ring of page-sized buffers with the capacity, merging and wake-up rules of Linux's fs/pipe.c. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall, Wait } from '../syscalls/handler';
import { EMPTY, concat } from './bytes';
import { O, POLL, SIGPIPE } from './constants';
import { freeDescriptor, install, nextId, openFile, requireDescriptors } from './descriptors';
import { notify, readKey, writeKey } from './events';
import { inodeOf } from './inodes';
import type { PipeState } from './objects-state';
import { register } from './operations';
import type { FifoNode, OpenFile } from './state';

const PAGE = 4096;
const DEFAULT_SLOTS = 16;
/** /proc/sys/fs/pipe-max-size */
const MAX_BYTES = 1 << 20;

export function pipeOf(k: Kernel, file: OpenFile): PipeState { return k.state.files.objects[file.object] as PipeState; }

function newPipe(k: Kernel, fifo: number): PipeState {
  const id = nextId(k);
  const pipe: PipeState = { kind: 'pipe', id, buffers: [], slots: DEFAULT_SLOTS, readers: 0, writers: 0, readerOpens: 0, writerOpens: 0, fifo, watchers: [] };
  k.state.files.objects[id] = pipe;
  return pipe;
}

const reads = (file: OpenFile): boolean => (file.flags & O.ACCMODE) !== O.WRONLY;
const writes = (file: OpenFile): boolean => (file.flags & O.ACCMODE) !== O.RDONLY;

function openEnd(k: Kernel, pipe: PipeState, flags: number, name: string, inode = 0): OpenFile {
  const file = openFile(k, { kind: 'pipe', flags, name, object: pipe.id, inode });
  if (reads(file)) { pipe.readers++; pipe.readerOpens++; }
  if (writes(file)) { pipe.writers++; pipe.writerOpens++; }
  return file;
}

/** pipe2: the two descriptors, reading end first. */
export function makePipe(k: Kernel, flags: number): [number, number] {
  requireDescriptors(k, 2);
  const pipe = newPipe(k, 0);
  const name = `pipe:[${0x10000 + pipe.id}]`;
  const status = flags & (O.NONBLOCK | O.DIRECT);
  const reader = openEnd(k, pipe, O.RDONLY | status, name);
  const writer = openEnd(k, pipe, O.WRONLY | status, name);
  // The writing end learns of hang-ups only of readers that were there; see poll.
  const closeOnExec = (flags & O.CLOEXEC) !== 0;
  const first = install(k, reader, closeOnExec);
  return [first, install(k, writer, closeOnExec, freeDescriptor(k, first + 1))];
}

/**
 * Opens a FIFO (fifo(7)): for reading waits for a writer and the other way round, except with O_NONBLOCK or for both.
 * `progress` of the call remembers the file while it waits.
 */
export function openFifo(call: SyscallCall, fifo: FifoNode, flags: number, name: string): OpenFile | Wait {
  const k = call.kernel;
  const waiting = call.record.progress as { file: number; seen: number } | undefined;
  if (waiting) return resumeOpen(call, waiting);
  const access = flags & O.ACCMODE;
  let pipe = fifo.pipe === 0 ? undefined : k.state.files.objects[fifo.pipe] as PipeState;
  if (access === O.WRONLY && (flags & O.NONBLOCK) !== 0 && !(pipe && pipe.readers > 0)) throw new Errno(E.ENXIO);
  if (!pipe) { pipe = newPipe(k, fifo.ino); fifo.pipe = pipe.id; }
  const file = openEnd(k, pipe, flags, name, fifo.ino);
  const wakesWaiting = (access !== O.WRONLY && pipe.readerOpens > 0) || (access !== O.RDONLY && pipe.writerOpens > 0);
  if (wakesWaiting) k.wake(`${pipe.id}:open`);
  if (access === O.RDONLY && pipe.writers === 0) {
    // poll must not report a hang-up before the first writer has come: remember how many there were.
    if ((flags & O.NONBLOCK) !== 0) { file.offset = pipe.writerOpens; return file; }
    return waitForOther(call, pipe, file, pipe.writerOpens);
  }
  if (access === O.WRONLY && pipe.readers === 0) return waitForOther(call, pipe, file, pipe.readerOpens);
  return file;
}

function waitForOther(call: SyscallCall, pipe: PipeState, file: OpenFile, seen: number): Wait {
  call.record.progress = { file: file.id, seen };
  return { kind: 'wait', keys: [`${pipe.id}:open`], interruptible: true, onSignal: 'handler', waitingFor: `the other end of ${file.name}` };
}

function resumeOpen(call: SyscallCall, waiting: { file: number; seen: number }): OpenFile | Wait {
  const k = call.kernel;
  const file = k.state.files.files[waiting.file];
  const pipe = pipeOf(k, file);
  if ((reads(file) ? pipe.writerOpens : pipe.readerOpens) !== waiting.seen) return file;
  if (call.cause === 'interrupt') {
    file.references = 1;
    throw new GivenUp(file);
  }
  return waitForOther(call, pipe, file, waiting.seen);
}

/** A signal ended the wait of an open: the caller releases the file and answers EINTR. */
export class GivenUp extends Error { constructor(readonly file: OpenFile) { super('open interrupted'); } }

function read(call: SyscallCall, file: OpenFile, length: number): Uint8Array | number | Wait {
  const k = call.kernel;
  const pipe = pipeOf(k, file);
  if (length === 0) return EMPTY;
  if (pipe.buffers.length === 0) {
    if (pipe.writers === 0) return EMPTY;
    if ((file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
    return { kind: 'wait', keys: [readKey(pipe.id)], interruptible: true, onSignal: 'restart', waitingFor: `read pipe:${pipe.id}` };
  }
  const wasFull = pipe.buffers.length >= pipe.slots;
  const bytes = take(pipe, length);
  if (wasFull && pipe.buffers.length < pipe.slots) notify(k, pipe, POLL.OUT | POLL.WRNORM);
  return bytes;
}

/** Takes up to `length` bytes out; a packet (O_DIRECT) ends the read and loses its rest. */
export function take(pipe: PipeState, length: number): Uint8Array {
  const taken: Uint8Array[] = [];
  let left = length;
  while (left > 0 && pipe.buffers.length > 0) {
    const buffer = pipe.buffers[0];
    const piece = buffer.bytes.subarray(buffer.start, buffer.start + left);
    taken.push(piece);
    left -= piece.length;
    buffer.start += piece.length;
    if (buffer.packet || buffer.start === buffer.bytes.length) pipe.buffers.shift();
    if (buffer.packet) break;
  }
  return concat(taken);
}

function write(call: SyscallCall, file: OpenFile, bytes: Uint8Array): number | Wait {
  const k = call.kernel;
  const pipe = pipeOf(k, file);
  if (pipe.readers === 0) {
    k.raise(call.thread.tid, { signal: SIGPIPE, code: 0, pid: k.state.process.pid, uid: k.state.process.uid });
    return -E.EPIPE;
  }
  const count = put(pipe, bytes, (file.flags & O.DIRECT) !== 0, call.record.progress === undefined);
  if (count > 0) {
    notify(k, pipe, POLL.IN | POLL.RDNORM);
    return count;
  }
  if ((file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
  return { kind: 'wait', keys: [writeKey(pipe.id)], interruptible: true, onSignal: 'restart', waitingFor: `write pipe:${pipe.id}` };
}

/** Adds as much of `bytes` as there is room for. The odd bytes of a new write are merged into the last page if they fit. */
export function put(pipe: PipeState, bytes: Uint8Array, packets: boolean, mayMerge: boolean): number {
  let at = 0;
  const odd = bytes.length % PAGE;
  const last = pipe.buffers[pipe.buffers.length - 1];
  if (mayMerge && odd > 0 && last && !last.packet && last.bytes.length + odd <= PAGE) {
    last.bytes = concat([last.bytes, bytes.subarray(0, odd)]);
    at = odd;
  }
  while (at < bytes.length && pipe.buffers.length < pipe.slots) {
    const piece = bytes.subarray(at, at + PAGE);
    pipe.buffers.push({ bytes: piece, start: 0, packet: packets });
    at += piece.length;
  }
  return at;
}

function poll(k: Kernel, file: OpenFile): number {
  const pipe = pipeOf(k, file);
  let events = 0;
  if (reads(file)) {
    if (pipe.buffers.length > 0) events |= POLL.IN | POLL.RDNORM;
    if (pipe.writers === 0 && file.offset !== pipe.writerOpens) events |= POLL.HUP;
  }
  if (writes(file)) {
    if (pipe.buffers.length < pipe.slots) events |= POLL.OUT | POLL.WRNORM;
    if (pipe.readers === 0) events |= POLL.ERR;
  }
  return events;
}

function release(k: Kernel, file: OpenFile): void {
  const pipe = pipeOf(k, file);
  if (reads(file)) pipe.readers--;
  if (writes(file)) pipe.writers--;
  if (pipe.readers === 0 && pipe.writers === 0) {
    delete k.state.files.objects[pipe.id];
    const fifo = pipe.fifo === 0 ? undefined : inodeOf(k, pipe.fifo);
    if (fifo?.kind === 'fifo') fifo.pipe = 0;
  } else if (pipe.readers === 0 || pipe.writers === 0) {
    notify(k, pipe, POLL.IN | POLL.RDNORM | POLL.OUT | POLL.WRNORM | POLL.ERR | POLL.HUP);
  }
}

export function pipeBytes(pipe: PipeState): number { return pipe.buffers.reduce((sum, buffer) => sum + buffer.bytes.length - buffer.start, 0); }

/** F_SETPIPE_SZ: the size becomes a power of two of pages; EBUSY if more is in use, EPERM above the maximum. */
export function resizePipe(k: Kernel, pipe: PipeState, size: number): number {
  if (size > 2 ** 31) return -E.EINVAL;
  let bytes = PAGE;
  while (bytes < size) bytes *= 2;
  if (bytes > MAX_BYTES && k.state.process.uid !== 0) return -E.EPERM;
  if (bytes / PAGE < pipe.buffers.length) return -E.EBUSY;
  const wasFull = pipe.buffers.length >= pipe.slots;
  pipe.slots = bytes / PAGE;
  if (wasFull && pipe.buffers.length < pipe.slots) notify(k, pipe, POLL.OUT | POLL.WRNORM);
  return bytes;
}

/** Readers and writers wait in queues of their own; hang-ups concern both. */
function hears(file: OpenFile): number {
  return POLL.HUP | POLL.ERR | (reads(file) ? POLL.IN | POLL.RDNORM : 0) | (writes(file) ? POLL.OUT | POLL.WRNORM : 0);
}

register('pipe', { read, write, poll, hears, release, source: pipeOf, available: (k, file) => pipeBytes(pipeOf(k, file)) });
