/** What an open file can do, by its kind. The kinds' modules register their operations (sockets: src/linux/net). */
import type { Kernel, SyscallCall, Wait } from '../syscalls/handler';
import type { Watcher } from './objects-state';
import type { OpenFile } from './state';

export interface FileOperations {
  /** At most `length` bytes from the file's offset or queue; none: the end. -errno, or a Wait if nothing is there yet. */
  read?(call: SyscallCall, file: OpenFile, length: number): Uint8Array | number | Wait;
  /** Takes what it can of `bytes` (which it may keep: they are fresh) and returns how much; -errno, or a Wait if it can take nothing yet. */
  write?(call: SyscallCall, file: OpenFile, bytes: Uint8Array): number | Wait;
  /** The same at a position, without moving the offset. Absent: ESPIPE. */
  readAt?(call: SyscallCall, file: OpenFile, length: number, position: number): Uint8Array | number;
  writeAt?(call: SyscallCall, file: OpenFile, bytes: Uint8Array, position: number): number;
  /** New offset; absent: ESPIPE. */
  seek?(k: Kernel, file: OpenFile, offset: number, whence: number): number;
  /** POLL bits that hold now. Absent: always ready, and epoll refuses it (EPERM). */
  poll?(k: Kernel, file: OpenFile): number;
  /** The object whose events concern this file. Present if `poll` is. */
  source?(k: Kernel, file: OpenFile): EventSource;
  /** Which events of the source concern this file (the two ends of a pipe hear different ones). Absent: all. */
  hears?(file: OpenFile): number;
  /** FIONREAD; absent: ENOTTY. */
  available?(k: Kernel, file: OpenFile): number;
  /** The last reference is gone. */
  release?(k: Kernel, file: OpenFile): void;
  /** A write of no bytes is a message, too. */
  emptyWrites?: boolean;
}

/** Something that can be waited for. Waits use the keys `${id}:r` and `${id}:w`. */
export interface EventSource { id: number; watchers: Watcher[] }

const table: Partial<Record<OpenFile['kind'], FileOperations>> = {};

export function register(kind: OpenFile['kind'], operations: FileOperations): void { table[kind] = operations; }

/** noop_llseek: eventfds, timerfds and epoll instances can be sought, and stay where they are. */
export function staysAtZero(): number { return 0; }

const NOTHING: FileOperations = {};
export function operationsOf(file: OpenFile): FileOperations { return table[file.kind] ?? NOTHING; }

/** POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM: what poll says of files that have no poll of their own (DEFAULT_POLLMASK). */
export const ALWAYS_READY = 0x145;
