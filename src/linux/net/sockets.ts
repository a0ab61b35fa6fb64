/** Sockets: creation, finding them, and what lies in their queues. */
import { E } from '../errno';
import { O } from '../files/constants';
import { dropReference, fileOf, nextId, openFile } from '../files/descriptors';
import type { OpenFile } from '../files/state';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import type { Family, InternetAddress, Message, Socket } from './state';

/** Default buffer sizes: tcp_rmem[1]; the loopback's autotuned sending side; net.core.rmem_default for the others. */
const TCP_RECEIVE = 131072, TCP_SEND = 2626560, OTHER = 212992;

export function newSocket(k: Kernel, family: Family, type: Socket['type'], protocol: number): Socket {
  const tcp = type === 'stream' && family !== 'unix';
  const socket: Socket = {
    id: nextId(k), family, type, protocol, local: undefined, remote: undefined, state: 'new', peer: 0, queue: [], queued: 0, readEnded: false, writeEnded: false,
    readShut: false, backlog: [], pending: [], backlogLimit: 0, connectUnseen: false, error: 0, wantsRoom: false, inode: 0, peerCredentials: undefined, options: {},
    reuseAddress: false, reusePort: false, v6Only: false, broadcast: false, passCredentials: false,
    receiveBuffer: tcp ? TCP_RECEIVE : OTHER, sendBuffer: tcp ? TCP_SEND : OTHER, receiveTimeoutNs: 0, sendTimeoutNs: 0, linger: { on: false, seconds: 0 }, watchers: [],
  };
  k.state.net.sockets[socket.id] = socket;
  return socket;
}

export function openSocket(k: Kernel, socket: Socket, flags: number): OpenFile {
  return openFile(k, { kind: 'socket', flags: O.RDWR | (flags & O.NONBLOCK), name: `socket:[${0x10000 + socket.id}]`, object: socket.id });
}

export function socketOf(k: Kernel, file: OpenFile): Socket { return k.state.net.sockets[file.object]; }

/** The socket of a descriptor: EBADF, ENOTSOCK. */
export function socketOfDescriptor(k: Kernel, fd: number): { file: OpenFile; socket: Socket } {
  const file = fileOf(k, fd);
  if (file.kind === 'path') throw new Errno(E.EBADF);
  if (file.kind !== 'socket') throw new Errno(E.ENOTSOCK);
  return { file, socket: socketOf(k, file) };
}

/** A connected socket's other end, while it exists. */
export function peerOf(k: Kernel, socket: Socket): Socket | undefined { return socket.peer === 0 ? undefined : k.state.net.sockets[socket.peer]; }

export function allSockets(k: Kernel): Socket[] { return Object.values(k.state.net.sockets); }

export function isInternet(socket: Socket): boolean { return socket.family === 'inet' || socket.family === 'inet6'; }
export function localInternet(socket: Socket): InternetAddress | undefined {
  return socket.local && (socket.local.family === 'inet' || socket.local.family === 'inet6') ? socket.local : undefined;
}

/** SO_ERROR: once. */
export function takeError(socket: Socket): number {
  const { error } = socket;
  socket.error = 0;
  return error;
}

/** Forgets what was not read; descriptors in it are closed. */
export function dropQueue(k: Kernel, socket: Socket): void {
  for (const message of socket.queue) dropFiles(k, message);
  socket.queue = [];
  socket.queued = 0;
}

export function dropFiles(k: Kernel, message: Message): void {
  for (const id of message.files) dropReference(k, k.state.files.files[id]);
  message.files = [];
}

export function credentials(k: Kernel): { pid: number; uid: number; gid: number } {
  const { pid, uid, gid } = k.state.process;
  return { pid, uid, gid };
}
