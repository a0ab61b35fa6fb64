/** Character devices of /dev, and the standard streams. */
import { E } from '../errno';
import type { Kernel, SyscallCall, Wait } from '../syscalls/handler';
import { EMPTY } from './bytes';
import { O, POLL } from './constants';
import { install, nextId, openFile } from './descriptors';
import { inodeOf } from './inodes';
import type { ConsoleState } from './objects-state';
import { register } from './operations';
import type { OpenFile } from './state';

/** Most bytes that one read of /dev/zero or /dev/urandom gives (random: getrandom's own limit is 32 MiB - 1). */
const MOST = 1 << 24;

/** Minor numbers of major 1 (devices.txt). */
const enum Memory { null = 3, zero = 5, full = 7, random = 8, urandom = 9 }

function minorOf(k: Kernel, file: OpenFile): number {
  const inode = inodeOf(k, file.inode);
  return inode.kind === 'device' ? inode.minor : 0;
}

function read(call: SyscallCall, file: OpenFile, length: number): Uint8Array | number {
  switch (minorOf(call.kernel, file)) {
    case Memory.zero: case Memory.full: return new Uint8Array(Math.min(length, MOST));
    case Memory.random: case Memory.urandom: return call.kernel.random(Math.min(length, MOST));
    default: return EMPTY;
  }
}

function write(call: SyscallCall, file: OpenFile, bytes: Uint8Array): number {
  return minorOf(call.kernel, file) === Memory.full ? -E.ENOSPC : bytes.length;
}

register('device', {
  read, write,
  readAt: (call, file, length) => read(call, file, length),
  writeAt: (call, file, bytes) => write(call, file, bytes),
  // null, zero, full: any seek leads to 0 (null_lseek)
  seek: (_k, file) => { file.offset = 0; return 0; },
});

function consoleOf(k: Kernel, file: OpenFile): ConsoleState { return k.state.files.objects[file.object] as ConsoleState; }

const CONSOLE_NAMES = ['pipe:[stdin]', 'pipe:[stdout]', 'pipe:[stderr]'];

/** Descriptors 0, 1 and 2: a pipe from and two pipes to whoever runs the machine. */
export function openConsole(k: Kernel): void {
  for (const stream of [0, 1, 2] as const) {
    const id = nextId(k);
    k.state.files.objects[id] = { kind: 'console', id, stream, watchers: [] };
    install(k, openFile(k, { kind: 'console', flags: stream === 0 ? O.RDONLY : O.WRONLY, name: CONSOLE_NAMES[stream], object: id }), false);
  }
}

/** /dev/stdin and the like: another open file of the same stream. */
export function reopenConsole(k: Kernel, file: OpenFile, flags: number): OpenFile {
  return openFile(k, { kind: 'console', flags, name: file.name, object: file.object });
}

function readConsole(call: SyscallCall, file: OpenFile, length: number): Uint8Array | number | Wait {
  const { input, inputEnded } = call.state.console;
  if (length === 0 || consoleOf(call.kernel, file).stream !== 0) return EMPTY;
  if (input.length === 0) {
    if (inputEnded) return EMPTY;
    if ((file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
    return { kind: 'wait', keys: ['stdin:r'], interruptible: true, onSignal: 'restart', waitingFor: 'read standard input' };
  }
  const bytes = input[0].subarray(0, length);
  if (bytes.length === input[0].length) input.shift();
  else input[0] = input[0].subarray(bytes.length);
  return bytes;
}

function writeConsole(call: SyscallCall, file: OpenFile, bytes: Uint8Array): number {
  const { stream } = consoleOf(call.kernel, file);
  if (stream === 0) return -E.EBADF;
  call.kernel.output(stream, bytes);
  return bytes.length;
}

function pollConsole(k: Kernel, file: OpenFile): number {
  if (consoleOf(k, file).stream !== 0) return POLL.OUT | POLL.WRNORM;
  const { input, inputEnded } = k.state.console;
  return (input.length > 0 ? POLL.IN | POLL.RDNORM : 0) | (inputEnded ? POLL.HUP : 0);
}

register('console', {
  read: readConsole, write: writeConsole, poll: pollConsole, source: consoleOf,
  available: (k, file) => (consoleOf(k, file).stream === 0 ? k.state.console.input.reduce((sum, chunk) => sum + chunk.length, 0) : 0),
});
