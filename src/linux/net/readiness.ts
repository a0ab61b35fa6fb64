/** What poll says of a socket, and what becomes of it when its last descriptor is closed. */
import { E } from '../errno';
import { POLL } from '../files/constants';
import type { OpenFile } from '../files/state';
import type { Kernel } from '../syscalls/handler';
import { closeDatagram, unixHasRoom } from './datagram';
import { isInternet, peerOf, socketOf } from './sockets';
import type { Socket } from './state';
import { available, closeStream, hasRoom, stopListening } from './stream';
import { releaseName } from './unix';

const READABLE = POLL.IN | POLL.RDNORM;
const WRITABLE = POLL.OUT | POLL.WRNORM;

/** As tcp_poll, datagram_poll and unix_poll say. */
export function pollSocket(k: Kernel, file: OpenFile): number {
  const socket = socketOf(k, file);
  if (socket.type === 'datagram' || socket.type === 'raw') return pollDatagram(k, socket);
  if (socket.state === 'listening') return socket.backlog.length > 0 ? READABLE : 0;
  const band = isInternet(socket) ? 0 : POLL.WRBAND;
  let events = socket.error !== 0 ? POLL.ERR : 0;
  if (socket.state === 'connecting') return events;
  const readOver = socket.readEnded || socket.readShut;
  if ((readOver && socket.writeEnded) || socket.state !== 'connected') events |= POLL.HUP;
  if (readOver) events |= READABLE | POLL.RDHUP;
  if (socket.queue.length > 0) events |= READABLE;
  const peer = peerOf(k, socket);
  if (socket.writeEnded && isInternet(socket)) events |= WRITABLE;
  else if (!peer || hasRoom(socket, peer)) events |= WRITABLE | band;
  else socket.wantsRoom = true;
  return events;
}

function pollDatagram(k: Kernel, socket: Socket): number {
  let events = socket.error !== 0 ? POLL.ERR : 0;
  if (socket.readShut) events |= POLL.RDHUP | READABLE;
  if (socket.readShut && socket.writeEnded) events |= POLL.HUP;
  if (socket.queue.length > 0) events |= READABLE;
  if (socket.family !== 'unix' || unixHasRoom(k, socket)) events |= WRITABLE | POLL.WRBAND;
  else socket.wantsRoom = true;
  return events;
}

export function releaseSocket(k: Kernel, file: OpenFile): void {
  const socket = socketOf(k, file);
  releaseName(k, socket);
  if (socket.type === 'datagram' || socket.type === 'raw') { closeDatagram(k, socket); return; }
  if (socket.state === 'listening') stopListening(k, socket);
  k.wake(`${socket.id}:backlog`);
  closeStream(k, socket, false);
}

/** FIONREAD: bytes of a stream, or of the first datagram; EINVAL for a listener. */
export function socketBytes(k: Kernel, file: OpenFile): number {
  const socket = socketOf(k, file);
  if (socket.state === 'listening') return -E.EINVAL;
  return socket.type === 'datagram' ? socket.queue[0]?.bytes.length ?? 0 : available(socket);
}
