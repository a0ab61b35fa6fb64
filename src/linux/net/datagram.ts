/** Datagrams: UDP on the loopback, and unix datagram sockets. */
import { E } from '../errno';
import { POLL } from '../files/constants';
import { notify, readKey } from '../files/events';
import type { OpenFile } from '../files/state';
import type { Kernel, SyscallCall, Wait } from '../syscalls/handler';
import { as, destination, isAny, isLocal, show, sourceFor } from './address';
import { MSG } from './constants';
import { autobind, receiver } from './ports';
import { dropQueue, localInternet, peerOf, takeError } from './sockets';
import type { Address, InternetAddress, Message, Socket } from './state';
import { blockOrAgain, brokenPipe } from './stream';
import { lookupUnix } from './unix';

/** Largest UDP payload over IPv4 and IPv6 (65535 minus headers; IPv6 without its own header). */
const LARGEST4 = 65507, LARGEST6 = 65527;
/** net.unix.max_dgram_qlen: a receiver with more than this many messages is full. */
const UNIX_QUEUE = 10;
/** What one message costs of a receive buffer besides its bytes. */
const OVERHEAD = 768;

export interface Datagram { bytes: Uint8Array; files: number[]; credentials?: Message['credentials'] }

export function sendDatagram(call: SyscallCall, file: OpenFile, socket: Socket, out: Datagram, to: Address | undefined, flags: number): number | Wait {
  if (socket.error !== 0) return -takeError(socket);
  if (socket.writeEnded) return brokenPipe(call, flags);
  if (socket.family === 'unix') return sendUnix(call, file, socket, out, to, flags);
  const target = to ?? socket.remote;
  if (!target) return -E.EDESTADDRREQ;
  if (target.family !== 'inet' && target.family !== 'inet6') return -E.EINVAL;
  return sendUdp(call.kernel, socket, out, target);
}

function sendUdp(k: Kernel, socket: Socket, out: Datagram, target: InternetAddress): number {
  const length = out.bytes.length;
  if (length > (target.family === 'inet' ? LARGEST4 : LARGEST6)) return -E.EMSGSIZE;
  if (target.port === 0) return -E.EINVAL;
  if (!isLocal(target)) { unreachable(k, target); return -E.ENETUNREACH; }
  autobind(k, socket);
  const local = localInternet(socket)!;
  const to = destination(target);
  const from: InternetAddress = { ...local, family: to.family, address: isAny(local) ? sourceFor(to) : as(to.family, local).address };
  const other = receiver(k, 'datagram', to, from, false);
  if (!other) {
    // The ICMP answer reaches only a connected socket (RFC 1122, 4.1.3.3).
    if (socket.remote) { socket.error = E.ECONNREFUSED; notify(k, socket, POLL.ERR | POLL.IN | POLL.OUT); }
    return length;
  }
  if (other.queued + length + OVERHEAD > other.receiveBuffer && other.queued > 0) return length; // lost, as on a real network
  const family = other.family === 'inet' ? 'inet' : 'inet6';
  push(k, other, { bytes: out.bytes, start: 0, from: as(family, from), files: [], to: as(family, to) });
  return length;
}

export function unreachable(k: Kernel, to: InternetAddress): void {
  k.notice('other', `${show(to)}: the machine has no network but its own loopback (127.0.0.0/8 and ::1)`);
}

function sendUnix(call: SyscallCall, file: OpenFile, socket: Socket, out: Datagram, to: Address | undefined, flags: number): number | Wait {
  const k = call.kernel;
  if (cost(out.bytes.length) > socket.sendBuffer) return -E.EMSGSIZE;
  let other: Socket | undefined;
  if (to) {
    if (to.family !== 'unix') return -E.EINVAL;
    const found = lookupUnix(k, to.name, 'datagram');
    if (typeof found === 'number') return found;
    other = found;
    if (other.peer !== 0 && other.peer !== socket.id) return -E.EPERM;
  } else {
    other = peerOf(k, socket);
    if (!other) {
      if (!socket.remote && socket.peer === 0) return -E.ENOTCONN;
      return refused(socket);
    }
  }
  if (other.readShut) return brokenPipe(call, flags);
  if (other.queue.length > UNIX_QUEUE) {
    socket.wantsRoom = true;
    return blockOrAgain(call, file, socket, flags, `${other.id}:room`, 'send');
  }
  push(k, other, { bytes: out.bytes, start: 0, from: socket.local, files: out.files, credentials: out.credentials });
  return out.bytes.length;
}

/** The receiver of a connected unix datagram socket is gone: ECONNREFUSED, and no longer connected. */
function refused(socket: Socket): number {
  socket.peer = 0;
  socket.remote = undefined;
  socket.state = 'new';
  return -E.ECONNREFUSED;
}

function cost(length: number): number { return length + OVERHEAD; }

function push(k: Kernel, socket: Socket, message: Message): void {
  socket.queue.push(message);
  socket.queued += cost(message.bytes.length);
  notify(k, socket, POLL.IN | POLL.RDNORM);
}

/** Puts a message into a socket's queue from the kernel's own side (netlink). */
export const deliver = push;

export function receiveDatagram(call: SyscallCall, file: OpenFile, socket: Socket, flags: number): Message | number | Wait {
  const k = call.kernel;
  const message = socket.queue[0];
  if (!message) {
    if (socket.error !== 0) return -takeError(socket);
    if (socket.readShut) return { bytes: new Uint8Array(0), start: 0, from: undefined, files: [] };
    return blockOrAgain(call, file, socket, flags, readKey(socket.id), 'receive');
  }
  if ((flags & MSG.PEEK) !== 0) return { ...message, files: [] };
  socket.queue.shift();
  socket.queued -= cost(message.bytes.length);
  if (socket.family === 'unix') {
    k.wake(`${socket.id}:room`);
    for (const other of Object.values(k.state.net.sockets)) {
      if (other.peer === socket.id && other.wantsRoom) { other.wantsRoom = false; notify(k, other, POLL.OUT | POLL.WRNORM | POLL.WRBAND); }
    }
  }
  return message;
}

/** POLLOUT of a unix datagram socket: its peer's queue has room. */
export function unixHasRoom(k: Kernel, socket: Socket): boolean {
  const peer = peerOf(k, socket);
  return !peer || peer.peer === socket.id || peer.queue.length <= UNIX_QUEUE;
}

export function closeDatagram(k: Kernel, socket: Socket): void {
  dropQueue(k, socket);
  delete k.state.net.sockets[socket.id];
  k.wake(`${socket.id}:room`);
  // A socket pair's other end learns it by its next send; whoever polls is told.
  const peer = peerOf(k, socket);
  if (peer && peer.family === 'unix') notify(k, peer, POLL.OUT | POLL.WRNORM | POLL.WRBAND);
}
