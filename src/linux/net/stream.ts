/** Connected sockets with a byte stream or a sequence of packets: sending, receiving, shutting down, closing. */
import { E } from '../errno';
import { EMPTY, concat } from '../files/bytes';
import { O, POLL, SIGPIPE } from '../files/constants';
import { notify, readKey, writeKey } from '../files/events';
import type { OpenFile } from '../files/state';
import type { Kernel, SyscallCall, Wait } from '../syscalls/handler';
import { MSG } from './constants';
import { dropQueue, isInternet, peerOf, takeError } from './sockets';
import type { Message, Socket } from './state';

const READABLE = POLL.IN | POLL.RDNORM;
const WRITABLE = POLL.OUT | POLL.WRNORM | POLL.WRBAND;
const EVERYTHING = READABLE | WRITABLE | POLL.RDHUP | POLL.HUP | POLL.ERR;

/** Bookkeeping of one buffer (sk_buff and its shared info), which Linux counts against a unix socket's buffer. */
const OVERHEAD = 576;

/** What a message costs: bytes for TCP; for unix sockets memory, in the steps in which it is allocated. */
function cost(socket: Socket, length: number): number {
  return isInternet(socket) ? length : 256 * Math.ceil((length + OVERHEAD) / 256);
}

/** Bytes that may lie unread between the two ends. */
function capacity(sender: Socket, receiver: Socket): number {
  return isInternet(sender) ? sender.sendBuffer + receiver.receiveBuffer : sender.sendBuffer;
}

/** tcp_poll's and unix_poll's idea of room: at least a third free; for unix sockets three quarters. */
export function hasRoom(sender: Socket, receiver: Socket): boolean {
  return isInternet(sender) ? receiver.queued * 3 <= capacity(sender, receiver) * 2 : receiver.queued * 4 <= capacity(sender, receiver);
}

export function brokenPipe(call: SyscallCall, flags: number): number {
  if ((flags & MSG.NOSIGNAL) === 0) {
    const { pid, uid } = call.kernel.state.process;
    call.kernel.raise(call.thread.tid, { signal: SIGPIPE, code: 0, pid, uid });
  }
  return -E.EPIPE;
}

export interface Outgoing { bytes: Uint8Array; files: number[]; credentials?: Message['credentials'] }

/** Sends what there is room for; -errno or a Wait if there is none. Packets go as a whole. */
export function sendStream(call: SyscallCall, file: OpenFile, socket: Socket, out: Outgoing, flags: number): number | Wait {
  const k = call.kernel;
  if (socket.error !== 0) {
    const error = takeError(socket);
    return error === E.EPIPE ? brokenPipe(call, flags) : -error;
  }
  if (socket.state === 'connecting') return blockOrAgain(call, file, socket, flags, writeKey(socket.id), 'send');
  if (socket.writeEnded) return brokenPipe(call, flags);
  if (socket.state !== 'connected') return isInternet(socket) ? brokenPipe(call, flags) : -E.ENOTCONN;
  const peer = peerOf(k, socket);
  if (!peer) return deliverToNobody(call, socket, out, flags);
  if (!isInternet(socket) && peer.readShut) return brokenPipe(call, flags);
  const packet = socket.type === 'seqpacket';
  const length = out.bytes.length;
  const free = capacity(socket, peer) - peer.queued;
  if (packet && cost(socket, length) > capacity(socket, peer)) return -E.EMSGSIZE;
  if (free <= 0 || (packet && peer.queued > 0 && cost(socket, length) > free)) {
    socket.wantsRoom = true;
    return blockOrAgain(call, file, socket, flags, writeKey(socket.id), 'send');
  }
  if (length === 0 && !packet) return 0;
  const bytes = packet || isInternet(socket) ? out.bytes.subarray(0, packet ? length : free) : out.bytes.subarray(0, Math.max(1, free));
  append(peer, { bytes, start: 0, from: undefined, files: out.files, credentials: out.credentials });
  peer.queued += cost(socket, bytes.length);
  notify(k, peer, READABLE);
  return bytes.length;
}

/** TCP keeps no boundaries: small pieces are put together, so that a million one-byte writes are not a million messages. */
const JOINED = 4096;

function append(receiver: Socket, message: Message): void {
  const last = receiver.queue[receiver.queue.length - 1];
  if (isInternet(receiver) && last && last.bytes.length - last.start + message.bytes.length <= JOINED) {
    last.bytes = concat([last.bytes.subarray(last.start), message.bytes]);
    last.start = 0;
  } else receiver.queue.push(message);
}

/**
 * The other end is closed. TCP notices only by the answer to this segment: it is taken, the reset comes back at once and
 * the next write fails. A unix socket knows.
 */
function deliverToNobody(call: SyscallCall, socket: Socket, out: Outgoing, flags: number): number {
  if (!isInternet(socket) || socket.readShut || socket.state === 'closed') return brokenPipe(call, flags);
  if (out.bytes.length === 0) return 0;
  reset(call.kernel, socket, E.EPIPE);
  return Math.min(out.bytes.length, SEGMENT);
}

/** Largest segment on the loopback (MTU 65536 less headers). */
const SEGMENT = 65483;

/** The connection is gone: nothing can be sent or received any more. */
function reset(k: Kernel, socket: Socket, error: number): void {
  socket.error = error;
  socket.readEnded = socket.writeEnded = true;
  socket.state = 'closed';
  socket.peer = 0;
  notify(k, socket, EVERYTHING);
}

export function blockOrAgain(call: SyscallCall, file: OpenFile, socket: Socket, flags: number, waitKey: string, what: string): number | Wait {
  if ((file.flags & O.NONBLOCK) !== 0 || (flags & MSG.DONTWAIT) !== 0) return -E.EAGAIN;
  const timeout = what === 'send' || what === 'connect' ? socket.sendTimeoutNs : socket.receiveTimeoutNs;
  const wait: Wait = { kind: 'wait', keys: [waitKey], interruptible: true, onSignal: 'restart', waitingFor: `${what} socket:${socket.id}` };
  return timeout === 0 ? wait : { ...wait, deadlineNs: deadline(call, timeout), onTimeout: what === 'connect' ? -E.EINPROGRESS : -E.EAGAIN, onSignal: 'eintr' };
}

/** Set on the first run, kept for the others. */
function deadline(call: SyscallCall, timeout: number): number {
  const kept = call.record.wait?.deadlineNs;
  return kept ?? call.nowNs + timeout;
}

export interface Incoming { bytes: Uint8Array; files: number[]; credentials: Message['credentials'] }

/** What was received, none at the end; -errno or a Wait if nothing has come. */
export function receiveStream(call: SyscallCall, file: OpenFile, socket: Socket, length: number, flags: number): Incoming | number | Wait {
  const k = call.kernel;
  if (socket.queue.length === 0) {
    const nothing: Incoming = { bytes: EMPTY, files: [], credentials: undefined };
    // A TCP connection that the other end closed before it was reset (EPIPE) still ends in an orderly way for readers.
    if (socket.error !== 0 && !(isInternet(socket) && socket.error === E.EPIPE)) return -takeError(socket);
    if (socket.readEnded || socket.readShut) return nothing;
    if (socket.state === 'new' || socket.state === 'listening') return isInternet(socket) ? -E.ENOTCONN : socket.type === 'seqpacket' ? -E.ENOTCONN : -E.EINVAL;
    if (length === 0) return nothing;
    return blockOrAgain(call, file, socket, flags, readKey(socket.id), 'receive');
  }
  if ((flags & MSG.WAITALL) !== 0 && (flags & MSG.PEEK) === 0 && available(socket) < length && !socket.readEnded && socket.type === 'stream') {
    const wait = blockOrAgain(call, file, socket, flags, readKey(socket.id), 'receive');
    if (typeof wait !== 'number' && call.cause !== 'timeout') return wait;
  }
  const taken = take(socket, length, (flags & MSG.PEEK) !== 0);
  if ((flags & MSG.PEEK) === 0) roomMade(k, socket);
  return taken;
}

export function available(socket: Socket): number { return socket.queue.reduce((sum, message) => sum + message.bytes.length - message.start, 0); }

/** Takes (or looks at) bytes. Unix: not beyond a message with descriptors. */
function take(socket: Socket, length: number, peek: boolean): Incoming {
  const pieces: Uint8Array[] = [];
  let left = length, at = 0;
  const files: number[] = [];
  let credentials: Message['credentials'];
  const packet = socket.type === 'seqpacket';
  const gone: Message[] = [];
  for (; at < socket.queue.length && (left > 0 || at === 0); at++) {
    const message = socket.queue[at];
    if (at > 0 && (files.length > 0 || packet)) break;
    const piece = message.bytes.subarray(message.start, message.start + left);
    pieces.push(piece);
    left -= piece.length;
    files.push(...message.files);
    credentials ??= message.credentials;
    if (peek) continue;
    message.files = [];
    message.start += piece.length;
    if (isInternet(socket)) socket.queued -= piece.length;
    if (packet || message.start >= message.bytes.length) gone.push(message);
  }
  for (const message of gone) {
    socket.queue.shift();
    if (!isInternet(socket)) socket.queued -= cost(socket, message.bytes.length);
  }
  return { bytes: pieces.length === 0 ? EMPTY : concat(pieces), files: peek ? [] : files, credentials };
}

function roomMade(k: Kernel, socket: Socket): void {
  const sender = peerOf(k, socket);
  if (!sender || !hasRoom(sender, socket) || (isInternet(sender) && !sender.wantsRoom)) return;
  sender.wantsRoom = false;
  notify(k, sender, WRITABLE);
}

/** shutdown: 0 reading, 1 writing, 2 both. */
export function shutdownStream(k: Kernel, socket: Socket, how: number): number {
  if (socket.state === 'listening' && isInternet(socket)) {
    if (how !== 1) { stopListening(k, socket); socket.readEnded = true; notify(k, socket, EVERYTHING); }
    return 0;
  }
  if (socket.state !== 'connected') return socket.family === 'unix' && socket.state !== 'new' ? 0 : -E.ENOTCONN;
  const peer = peerOf(k, socket);
  if (how !== 1) {
    socket.readShut = true;
    if (!isInternet(socket) && peer) peer.writeEnded = true;
  }
  if (how !== 0) endWriting(k, socket, peer);
  const tellPeer = (): void => { if (peer) notify(k, peer, READABLE | POLL.RDHUP | (peer.writeEnded ? POLL.HUP | WRITABLE : 0)); };
  // A FIN crosses the loopback before shutdown comes back to its own socket; a unix socket tells itself first.
  if (isInternet(socket)) tellPeer();
  notify(k, socket, EVERYTHING & ~POLL.ERR);
  if (!isInternet(socket)) tellPeer();
  return 0;
}

function endWriting(_k: Kernel, socket: Socket, peer: Socket | undefined): void {
  socket.writeEnded = true;
  if (peer) peer.readEnded = true;
}

/** The listener is gone or deaf: those who wait to be accepted are reset, those who knock are refused. */
export function stopListening(k: Kernel, socket: Socket): void {
  for (const id of socket.backlog) { const waiting = k.state.net.sockets[id]; if (waiting) closeStream(k, waiting, true); }
  for (const id of socket.pending) {
    const knocking = k.state.net.sockets[id];
    if (knocking) { knocking.state = 'closed'; knocking.connectUnseen = true; knocking.error = E.ECONNREFUSED; notify(k, knocking, EVERYTHING); }
  }
  socket.backlog = [];
  socket.pending = [];
  socket.state = 'new';
}

/** The last descriptor of a connection's end is closed; `abort`: with a reset whatever was read. */
export function closeStream(k: Kernel, socket: Socket, abort: boolean): void {
  const peer = peerOf(k, socket);
  const unread = socket.queue.length > 0;
  dropQueue(k, socket);
  delete k.state.net.sockets[socket.id];
  if (!peer) return;
  peer.peer = 0;
  if (unread || abort || (socket.linger.on && socket.linger.seconds === 0 && isInternet(socket))) {
    if (isInternet(socket)) return reset(k, peer, peer.readEnded ? E.EPIPE : E.ECONNRESET);
    peer.error = E.ECONNRESET;
  }
  peer.readEnded = true;
  if (!isInternet(socket)) peer.writeEnded = true;
  notify(k, peer, READABLE | POLL.RDHUP | (isInternet(socket) ? (peer.writeEnded ? POLL.HUP | WRITABLE : 0) : EVERYTHING));
}
