/** send, recv and their variants with addresses, vectors and control data. */
import { E } from '../errno';
import { Struct, view } from '../files/bytes';
import { register } from '../files/operations';
import type { OpenFile } from '../files/state';
import { gather, isWait, lengthOf, readSpans, scatter } from '../files/transfer';
import type { Span } from '../files/transfer';
import { Errno } from '../syscalls/handler';
import type { Outcome, SyscallCall, SyscallDefinition, Wait } from '../syscalls/handler';
import { readTimespec } from '../syscalls/structs';
import { formatAddress, giveAddress, parseAddress, readSockaddr } from './address';
import { MSG } from './constants';
import { giveControl, hold, parseControl, unhold } from './control-messages';
import type { Control } from './control-messages';
import { receiveDatagram, sendDatagram } from './datagram';
import { sendNetlink } from './netlink';
import { isInternet, socketOf, socketOfDescriptor } from './sockets';
import type { Address, Socket } from './state';
import { receiveStream, sendStream } from './stream';
import { releaseSocket, pollSocket, socketBytes } from './readiness';

const isStream = (socket: Socket): boolean => socket.type === 'stream' || socket.type === 'seqpacket';

/** Sends once; descriptors in flight are held only if the message was taken. */
function sendOnce(call: SyscallCall, file: OpenFile, socket: Socket, bytes: Uint8Array, to: Address | undefined, control: Control, flags: number): number | Wait {
  const k = call.kernel;
  const out = { bytes, files: control.files, credentials: control.credentials };
  hold(k, control.files);
  let sent: number | Wait;
  if (socket.family === 'netlink') sent = sendNetlink(k, socket, bytes);
  else if (isStream(socket)) sent = sendStream(call, file, socket, out, flags);
  else sent = sendDatagram(call, file, socket, out, to, flags);
  if (typeof sent !== 'number' || sent < 0) unhold(k, control.files);
  return sent;
}

/** Sends all of a stream's bytes, waiting in between if the socket blocks; a datagram as a whole. */
function sendAll(call: SyscallCall, file: OpenFile, socket: Socket, spans: Span[], to: Address | undefined, control: Control, flags: number): Outcome {
  if ((flags & MSG.OOB) !== 0) return -E.EOPNOTSUPP;
  const total = lengthOf(spans);
  let done = (call.record.progress as { done: number } | undefined)?.done ?? 0;
  if (done > 0 && (call.cause === 'interrupt' || call.cause === 'timeout')) return done;
  if (call.cause === 'interrupt') return -E.EINTR;
  let bytes = gather(call, spans, done);
  for (;;) {
    const sent = sendOnce(call, file, socket, bytes, to, done > 0 ? { files: [] } : control, flags);
    if (typeof sent !== 'number') {
      if (done === 0) return sent;
      call.record.progress = { done };
      return { ...sent, onSignal: 'handler', onTimeout: undefined };
    }
    if (sent < 0) return done > 0 ? done : sent;
    done += sent;
    if (done >= total || socket.type !== 'stream' || sent === 0) return done;
    bytes = sent < bytes.length ? bytes.subarray(sent) : gather(call, spans, done);
  }
}

/** An address given to a connected stream: ignored by TCP, EISCONN for unix sockets. */
function checkDestination(socket: Socket, to: Address | undefined): void {
  if (to && isStream(socket) && !isInternet(socket)) throw new Errno(socket.state === 'connected' ? E.EISCONN : E.EOPNOTSUPP);
}

function sendto(call: SyscallCall): Outcome {
  const { file, socket } = socketOfDescriptor(call.kernel, call.int(0));
  const to = call.ptr(4) === 0 ? undefined : parseAddress(readSockaddr(call, call.ptr(4), call.int(5)), socket);
  checkDestination(socket, to);
  return sendAll(call, file, socket, [{ address: call.ptr(1), length: call.ptr(2) }], to, { files: [] }, call.int(3));
}

/** struct msghdr */
interface Header { name: number; nameLength: number; spans: Span[]; control: number; controlLength: number }
const HEADER_SIZE = 56;

function readHeader(call: SyscallCall, address: number): Header {
  const data = view(call.memory.userRead(address, HEADER_SIZE));
  const pointer = (at: number): number => Number(data.getBigUint64(at, true));
  const count = pointer(24);
  if (count > 1024) throw new Errno(E.EMSGSIZE);
  return { name: pointer(0), nameLength: data.getInt32(8, true), spans: readSpans(call, pointer(16), count), control: pointer(32), controlLength: pointer(40) };
}

function sendmsg(call: SyscallCall, address: number, flags: number): Outcome {
  const { file, socket } = socketOfDescriptor(call.kernel, call.int(0));
  const header = readHeader(call, address);
  const to = header.name === 0 || header.nameLength === 0 ? undefined : parseAddress(readSockaddr(call, header.name, header.nameLength), socket);
  checkDestination(socket, to);
  const control = header.control === 0 || header.controlLength === 0 ? { files: [] } : parseControl(call.kernel, socket, call.memory.userRead(header.control, header.controlLength));
  return sendAll(call, file, socket, header.spans, to, control, flags);
}

interface Received { bytes: Uint8Array; length: number; from: Address | undefined; files: number[]; credentials: { pid: number; uid: number; gid: number } | undefined; truncated: boolean }

/** Receives once. A datagram that is longer than the room is cut; `length` is then what the caller is told. */
function receive(call: SyscallCall, file: OpenFile, socket: Socket, room: number, flags: number): Received | number | Wait {
  if ((flags & MSG.OOB) !== 0) return -E.EINVAL;
  if ((flags & MSG.ERRQUEUE) !== 0) return -E.EAGAIN;
  if (socket.type === 'stream') {
    const got = receiveStream(call, file, socket, room, flags);
    return typeof got === 'number' || isWait(got) ? got : { ...got, length: got.bytes.length, from: undefined, truncated: false };
  }
  const whole = socket.type === 'seqpacket' ? receiveStream(call, file, socket, Infinity, flags) : receiveDatagram(call, file, socket, flags);
  if (typeof whole === 'number' || isWait(whole)) return whole;
  const truncated = whole.bytes.length > room;
  const length = truncated && (flags & MSG.TRUNC) === 0 ? room : whole.bytes.length;
  return { bytes: truncated ? whole.bytes.subarray(0, room) : whole.bytes, length, from: 'from' in whole ? whole.from : undefined, files: whole.files, credentials: whole.credentials, truncated };
}

function recvfrom(call: SyscallCall): Outcome {
  const { file, socket } = socketOfDescriptor(call.kernel, call.int(0));
  const spans = [{ address: call.ptr(1), length: call.ptr(2) }];
  const got = receive(call, file, socket, call.ptr(2), call.int(3));
  if (typeof got === 'number' || isWait(got)) return got;
  unhold(call.kernel, got.files);
  scatter(call, spans, got.bytes);
  if (call.ptr(4) !== 0) {
    if (got.from) giveAddress(call, got.from, call.ptr(4), call.ptr(5));
    else if (!isInternet(socket) || socket.type !== 'stream') call.memory.userWrite(call.ptr(5), new Uint8Array(4));
  }
  return got.length;
}

function recvmsg(call: SyscallCall, address: number, flags: number): Outcome {
  const { file, socket } = socketOfDescriptor(call.kernel, call.int(0));
  const header = readHeader(call, address);
  const got = receive(call, file, socket, lengthOf(header.spans), flags);
  if (typeof got === 'number' || isWait(got)) return got;
  scatter(call, header.spans, got.bytes);
  const control = giveControl(call, socket, got.files, got.credentials, header.control === 0 ? 0 : header.controlLength, flags);
  if (control.bytes.length > 0) call.memory.userWrite(header.control, control.bytes);
  let nameLength = 0;
  if (header.name !== 0 && got.from) {
    const name = formatAddress(got.from);
    nameLength = name.length;
    call.memory.userWrite(header.name, name.subarray(0, Math.max(0, header.nameLength)));
  }
  const out = (got.truncated ? MSG.TRUNC : 0) | (control.truncated ? MSG.CTRUNC : 0) | (flags & MSG.CMSG_CLOEXEC)
    | (socket.type === 'seqpacket' && !got.truncated && got.bytes.length > 0 ? MSG.EOR : 0);
  if (header.name !== 0) call.memory.userWrite(address + 8, new Struct(4).u32(0, nameLength).bytes);
  call.memory.userWrite(address + 40, new Struct(12).u64(0, control.bytes.length).u32(8, out >>> 0).bytes);
  return got.length;
}

/** struct mmsghdr: a msghdr and the length moved. */
const MMSG_SIZE = 64;

/** sendmmsg, recvmmsg: as many as go without waiting after the first. How far they are is progress. */
function many(call: SyscallCall, one: (call: SyscallCall, address: number, flags: number) => Outcome, flags: number): Outcome {
  const count = Math.min(call.uint(2), 1024);
  for (let i = 0; i < count; i++) {
    const address = call.ptr(1) + i * MMSG_SIZE;
    let result: Outcome;
    try {
      result = one(call, address, i > 0 ? flags | MSG.DONTWAIT : flags);
    } catch (error) {
      if (i === 0) throw error;
      return i;
    }
    if (typeof result !== 'number' || result < 0) return i === 0 ? result : i;
    call.memory.userWrite(address + 56, new Struct(4).u32(0, result).bytes);
  }
  return count;
}

register('socket', {
  read(call, file, length) {
    const socket = socketOf(call.kernel, file);
    const got = receive(call, file, socket, length, 0);
    if (typeof got === 'number' || isWait(got)) return got;
    unhold(call.kernel, got.files);
    return got.bytes;
  },
  write(call, file, bytes) { return sendOnce(call, file, socketOf(call.kernel, file), bytes, undefined, { files: [] }, 0); },
  emptyWrites: true,
  poll: pollSocket,
  source: socketOf,
  release: releaseSocket,
  available: socketBytes,
});

export const messageSyscalls = {
  sendto: { handler: sendto, args: ['fd', 'buf:2', 'uint', 'flags:msg', 'ptr', 'int'] },
  recvfrom: { handler: recvfrom, args: ['fd', 'ptr', 'uint', 'flags:msg', 'ptr', 'ptr'] },
  sendmsg: { handler: (call) => sendmsg(call, call.ptr(1), call.int(2)), args: ['fd', 'ptr', 'flags:msg'] },
  recvmsg: { handler: (call) => recvmsg(call, call.ptr(1), call.int(2)), args: ['fd', 'ptr', 'flags:msg'] },
  sendmmsg: { handler: (call) => many(call, sendmsg, call.int(3)), args: ['fd', 'ptr', 'uint', 'flags:msg'] },
  recvmmsg: {
    handler(call) {
      if (call.ptr(4) !== 0) readTimespec(call.memory, call.ptr(4)); // looked at only after a message came: EINVAL if it is none
      return many(call, recvmsg, call.int(3) & ~MSG.WAITFORONE);
    },
    args: ['fd', 'ptr', 'uint', 'flags:msg', 'timespec'],
  },
} satisfies Record<string, SyscallDefinition>;
