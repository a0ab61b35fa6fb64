/** socket, socketpair, bind, listen, connect, accept, shutdown, names. */
import { E } from '../errno';
import { Struct } from '../files/bytes';
import { O, POLL } from '../files/constants';
import { freeDescriptor, install, requireDescriptors } from '../files/descriptors';
import { notify, readKey, writeKey } from '../files/events';
import type { OpenFile } from '../files/state';
import { Errno } from '../syscalls/handler';
import type { Kernel, Outcome, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { as, destination, familyOf, giveAddress, isLocal, parseAddress, readSockaddr, sourceFor, unnamed, isAny } from './address';
import { AF, IPPROTO, SOCK } from './constants';
import { unreachable } from './datagram';
import { autobind, bindInternet, receiver } from './ports';
import { credentials, isInternet, localInternet, newSocket, openSocket, peerOf, socketOfDescriptor, takeError } from './sockets';
import type { Address, Family, InternetAddress, Socket, UnixAddress } from './state';
import { blockOrAgain, shutdownStream, stopListening } from './stream';
import { bindUnix, lookupUnix } from './unix';

const FAMILIES: Record<number, Family> = { [AF.UNIX]: 'unix', [AF.INET]: 'inet', [AF.INET6]: 'inet6', [AF.NETLINK]: 'netlink' };
const TYPES: Record<number, Socket['type']> = { [SOCK.STREAM]: 'stream', [SOCK.DGRAM]: 'datagram', [SOCK.SEQPACKET]: 'seqpacket', [SOCK.RAW]: 'raw' };
/** NETLINK_ROUTE */
const ROUTE = 0;

/** The kind of socket that (family, type, protocol) asks for; throws what Linux answers to the others. */
function kindOf(k: Kernel, domain: number, typeAndFlags: number, protocol: number): { family: Family; type: Socket['type']; protocol: number } {
  if ((typeAndFlags & ~(SOCK.TYPE_MASK | SOCK.NONBLOCK | SOCK.CLOEXEC)) !== 0) throw new Errno(E.EINVAL);
  if (domain === AF.PACKET && k.state.process.uid !== 0) throw new Errno(E.EPERM);
  const family = FAMILIES[domain];
  if (!family) throw new Errno(E.EAFNOSUPPORT);
  const type = TYPES[typeAndFlags & SOCK.TYPE_MASK];
  if (!type) throw new Errno(E.ESOCKTNOSUPPORT);
  if (family === 'unix') {
    if (protocol !== 0 && protocol !== AF.UNIX) throw new Errno(E.EPROTONOSUPPORT);
    return { family, type: type === 'raw' ? 'datagram' : type, protocol: 0 };
  }
  if (family === 'netlink') {
    if (type !== 'raw' && type !== 'datagram') throw new Errno(E.ESOCKTNOSUPPORT);
    if (protocol !== ROUTE) throw new Errno(E.EPROTONOSUPPORT);
    return { family, type, protocol };
  }
  if (type === 'seqpacket') throw new Errno(E.ESOCKTNOSUPPORT);
  if (type === 'raw') throw new Errno(protocol === 0 ? E.EPROTONOSUPPORT : E.EPERM);
  const own = type === 'stream' ? IPPROTO.TCP : IPPROTO.UDP;
  if (protocol !== 0 && protocol !== own) throw new Errno(type === 'datagram' && (protocol === IPPROTO.ICMP || protocol === IPPROTO.ICMPV6) ? E.EACCES : E.EPROTONOSUPPORT);
  return { family, type, protocol: own };
}

function socket(call: SyscallCall): number {
  const k = call.kernel;
  const kind = kindOf(k, call.int(0), call.int(1), call.int(2));
  const fd = freeDescriptor(k);
  return install(k, openSocket(k, newSocket(k, kind.family, kind.type, kind.protocol), call.int(1)), (call.int(1) & SOCK.CLOEXEC) !== 0, fd);
}

function socketpair(call: SyscallCall): number {
  const k = call.kernel;
  const kind = kindOf(k, call.int(0), call.int(1), call.int(2));
  if (kind.family !== 'unix') return -E.EOPNOTSUPP;
  requireDescriptors(k, 2);
  call.memory.userWrite(call.ptr(3), new Uint8Array(8));
  const pair = [newSocket(k, 'unix', kind.type, 0), newSocket(k, 'unix', kind.type, 0)];
  const fds = pair.map((one, i) => {
    one.state = 'connected';
    one.peer = pair[1 - i].id;
    one.remote = { family: 'unix', name: '' };
    one.peerCredentials = credentials(k);
    return install(k, openSocket(k, one, call.int(1)), (call.int(1) & SOCK.CLOEXEC) !== 0);
  });
  call.memory.userWrite(call.ptr(3), new Struct(8).u32(0, fds[0]).u32(4, fds[1]).bytes);
  return 0;
}

function bind(call: SyscallCall): number {
  const k = call.kernel;
  const { socket } = socketOfDescriptor(k, call.int(0));
  const address = parseAddress(readSockaddr(call, call.ptr(1), call.int(2)), socket);
  if (address.family === 'unix') bindUnix(k, socket, address.name);
  else if (address.family === 'netlink') bindNetlink(k, socket, address.pid);
  else bindInternet(k, socket, address);
  return 0;
}

export function bindNetlink(k: Kernel, socket: Socket, pid: number): void {
  const { net, process } = k.state;
  const used = (wanted: number): boolean => Object.values(net.sockets).some((one) => one.local?.family === 'netlink' && one.local.pid === wanted);
  if (socket.local) return;
  let own = pid === 0 ? process.pid : pid;
  if (used(own)) { if (pid !== 0) throw new Errno(E.EADDRINUSE); do { own = net.nextNetlinkPid++; } while (used(own)); }
  socket.local = { family: 'netlink', pid: own, groups: 0 };
}

/** net.core.somaxconn */
const MAX_BACKLOG = 4096;

function listen(call: SyscallCall): number {
  const k = call.kernel;
  const { socket } = socketOfDescriptor(k, call.int(0));
  if ((socket.type !== 'stream' && socket.type !== 'seqpacket') || socket.family === 'netlink') return -E.EOPNOTSUPP;
  if (socket.state !== 'new' && socket.state !== 'listening') return -E.EINVAL;
  if (socket.family === 'unix' && !socket.local) return -E.EINVAL;
  if (socket.state === 'new' && isInternet(socket) && socket.local) {
    const local = localInternet(socket)!;
    const rival = Object.values(k.state.net.sockets).some((other) => other !== socket && other.state === 'listening' && other.type === socket.type
      && localInternet(other)?.port === local.port && localInternet(other)?.address === local.address && !(other.reusePort && socket.reusePort));
    if (rival) return -E.EADDRINUSE;
  }
  autobind(k, socket);
  socket.backlogLimit = Math.min(call.uint(1), MAX_BACKLOG);
  socket.state = 'listening';
  socket.readEnded = false;
  return 0;
}

/** The server's end comes to be; both know each other from now on. */
function establish(k: Kernel, client: Socket, listener: Socket): void {
  const server = newSocket(k, listener.family, listener.type, listener.protocol);
  server.state = client.state = 'connected';
  server.peer = client.id;
  client.peer = server.id;
  if (listener.family === 'unix') {
    server.local = listener.local;
    server.remote = client.local;
    client.remote = listener.local;
  } else {
    const family = listener.family as 'inet' | 'inet6';
    server.local = as(family, client.remote as InternetAddress);
    server.remote = as(family, client.local as InternetAddress);
  }
  client.peerCredentials = server.peerCredentials = credentials(k);
  server.reuseAddress = listener.reuseAddress;
  server.reusePort = listener.reusePort;
  server.v6Only = listener.v6Only;
  server.receiveBuffer = listener.receiveBuffer;
  server.sendBuffer = listener.sendBuffer;
  server.linger = { ...listener.linger };
  server.options = { ...listener.options };
  listener.backlog.push(server.id);
  notify(k, client, POLL.OUT | POLL.WRNORM | POLL.IN);
  notify(k, listener, POLL.IN | POLL.RDNORM);
}

function isFull(listener: Socket): boolean { return listener.backlog.length > listener.backlogLimit; }

function connect(call: SyscallCall): Outcome {
  const k = call.kernel;
  const { file, socket } = socketOfDescriptor(k, call.int(0));
  const bytes = readSockaddr(call, call.ptr(1), call.int(2));
  if (familyOf(bytes) < 0) return -E.EINVAL;
  const dissolve = familyOf(bytes) === AF.UNSPEC;
  if (socket.type === 'datagram' || socket.type === 'raw') return connectDatagram(k, socket, dissolve ? undefined : parseAddress(bytes, socket));
  if (dissolve) return disconnect(k, socket);
  const address = parseAddress(bytes, socket);
  if (socket.state === 'listening') return socket.family === 'unix' ? -E.EINVAL : -E.EISCONN;
  if (socket.state === 'connecting') return resumeConnect(call, file, socket);
  if (call.cause === 'wake' && socket.state === 'connected') return 0; // the wait is over
  if (socket.connectUnseen) return outcomeOfConnect(socket);
  if (socket.state === 'closed' || (socket.state === 'connected' && isInternet(socket))) return -E.EISCONN;
  return socket.family === 'unix' ? connectUnix(call, file, socket, address as UnixAddress) : connectInternet(call, file, socket, address as InternetAddress);
}

/** The next connect tells how the non-blocking one ended; who has taken the error by SO_ERROR hears ECONNABORTED. */
function outcomeOfConnect(socket: Socket): number {
  socket.connectUnseen = false;
  if (socket.state === 'connected') return 0;
  socket.state = 'new';
  socket.readEnded = socket.writeEnded = false;
  return -(takeError(socket) || E.ECONNABORTED);
}

function resumeConnect(call: SyscallCall, file: OpenFile, socket: Socket): Outcome {
  if ((file.flags & O.NONBLOCK) !== 0) return -E.EALREADY;
  return blockOrAgain(call, file, socket, 0, writeKey(socket.id), 'connect');
}

function connectUnix(call: SyscallCall, file: OpenFile, socket: Socket, address: UnixAddress): Outcome {
  const k = call.kernel;
  const found = lookupUnix(k, address.name, socket.type);
  if (typeof found === 'number') return found;
  if (found.state !== 'listening') return -E.ECONNREFUSED;
  if (socket.state === 'connected') return -E.EISCONN;
  if (isFull(found)) return blockOrAgain(call, file, socket, 0, `${found.id}:backlog`, 'connect');
  socket.remote = { family: 'unix', name: address.name };
  establish(k, socket, found);
  return 0;
}

function connectInternet(call: SyscallCall, file: OpenFile, socket: Socket, address: InternetAddress): Outcome {
  const k = call.kernel;
  if (!isLocal(address)) { unreachable(k, address); return -E.ENETUNREACH; }
  const to = destination(address);
  autobind(k, socket);
  const local = localInternet(socket)!;
  if (isAny(local)) socket.local = { ...local, address: as(local.family, { ...to, address: sourceFor(to) }).address };
  socket.remote = to;
  const nonBlocking = (file.flags & O.NONBLOCK) !== 0;
  const listener = receiver(k, 'stream', to, undefined, true);
  if (!listener) {
    socket.remote = undefined;
    if (!nonBlocking) return -E.ECONNREFUSED;
    // The answer comes back at once, but not before connect has returned.
    socket.error = E.ECONNREFUSED;
    socket.state = 'closed';
    socket.connectUnseen = true;
    socket.readEnded = socket.writeEnded = true;
    notify(k, socket, POLL.IN | POLL.OUT | POLL.ERR | POLL.HUP | POLL.RDHUP);
    return -E.EINPROGRESS;
  }
  if (isFull(listener)) {
    socket.state = 'connecting';
    listener.pending.push(socket.id);
    return nonBlocking ? -E.EINPROGRESS : blockOrAgain(call, file, socket, 0, writeKey(socket.id), 'connect');
  }
  establish(k, socket, listener);
  if (!nonBlocking) return 0;
  socket.connectUnseen = true;
  return -E.EINPROGRESS;
}

function connectDatagram(k: Kernel, socket: Socket, address: Address | undefined): number {
  if (!address) {
    socket.remote = undefined;
    socket.peer = 0;
    socket.state = 'new';
    return 0;
  }
  if (address.family === 'unix') {
    const found = lookupUnix(k, address.name, 'datagram');
    if (typeof found === 'number') return found;
    if (found.peer !== 0 && found.peer !== socket.id) return -E.EPERM;
    socket.peer = found.id;
    socket.peerCredentials = credentials(k);
  } else if (address.family !== 'netlink') {
    if (!isLocal(address)) { unreachable(k, address); return -E.ENETUNREACH; }
    autobind(k, socket);
    const local = localInternet(socket)!;
    const to = destination(address);
    if (isAny(local)) socket.local = { ...local, address: as(local.family, { ...to, address: sourceFor(to) }).address };
    address = to;
  }
  socket.remote = address;
  socket.state = 'connected';
  return 0;
}

/** connect with AF_UNSPEC. */
function disconnect(k: Kernel, socket: Socket): number {
  if (socket.family === 'unix') return -E.EINVAL;
  if (socket.state === 'listening') stopListening(k, socket);
  const peer = peerOf(k, socket);
  if (peer) { peer.peer = 0; peer.error = E.ECONNRESET; peer.readEnded = peer.writeEnded = true; peer.state = 'closed'; notify(k, peer, POLL.IN | POLL.OUT | POLL.ERR | POLL.HUP); }
  Object.assign(socket, { state: 'new', peer: 0, remote: undefined, queue: [], queued: 0, readEnded: false, writeEnded: false, readShut: false, connectUnseen: false });
  return 0;
}

function accept(call: SyscallCall, flags: number): Outcome {
  const k = call.kernel;
  if ((flags & ~(SOCK.NONBLOCK | SOCK.CLOEXEC)) !== 0) return -E.EINVAL;
  const { file, socket: listener } = socketOfDescriptor(k, call.int(0));
  if (listener.type !== 'stream' && listener.type !== 'seqpacket') return -E.EOPNOTSUPP;
  if (listener.state !== 'listening') return -E.EINVAL;
  const fd = freeDescriptor(k);
  const id = listener.backlog[0];
  if (id === undefined) return blockOrAgain(call, file, listener, 0, readKey(listener.id), 'accept');
  const accepted = k.state.net.sockets[id];
  if (call.ptr(1) !== 0) giveAddress(call, accepted.remote ?? unnamed(accepted.family), call.ptr(1), call.ptr(2));
  listener.backlog.shift();
  admit(k, listener);
  return install(k, openSocket(k, accepted, flags), (flags & SOCK.CLOEXEC) !== 0, fd);
}

/** A place in the queue is free. */
function admit(k: Kernel, listener: Socket): void {
  k.wake(`${listener.id}:backlog`);
  while (listener.pending.length > 0 && !isFull(listener)) {
    const knocking = k.state.net.sockets[listener.pending.shift()!];
    if (knocking?.state !== 'connecting') continue;
    establish(k, knocking, listener);
    // Whoever does not wait in connect learns of it by its next connect.
    knocking.connectUnseen = false;
  }
}

function shutdown(call: SyscallCall): number {
  const k = call.kernel;
  const { socket } = socketOfDescriptor(k, call.int(0));
  const how = call.int(1);
  if (how < 0 || how > 2) return -E.EINVAL;
  if (socket.type === 'stream' || socket.type === 'seqpacket') return shutdownStream(k, socket, how);
  if (socket.state !== 'connected') return -E.ENOTCONN;
  if (how !== 1) socket.readShut = true;
  if (how !== 0) socket.writeEnded = true;
  notify(k, socket, POLL.IN | POLL.OUT | POLL.RDHUP | POLL.HUP);
  return 0;
}

function getpeername(call: SyscallCall): number {
  const { socket } = socketOfDescriptor(call.kernel, call.int(0));
  const connected = socket.state === 'connected' || (socket.family === 'netlink');
  if (!connected || (isInternet(socket) && !socket.remote)) return -E.ENOTCONN;
  giveAddress(call, socket.remote ?? unnamed(socket.family), call.ptr(1), call.ptr(2));
  return 0;
}

function getsockname(call: SyscallCall): number {
  const { socket } = socketOfDescriptor(call.kernel, call.int(0));
  giveAddress(call, socket.local ?? unnamed(socket.family), call.ptr(1), call.ptr(2));
  return 0;
}

export const connectionSyscalls = {
  socket: { handler: socket, args: ['enum:af', 'flags:sock', 'int'] },
  socketpair: { handler: socketpair, args: ['enum:af', 'flags:sock', 'int', 'ptr'] },
  bind: { handler: bind, args: ['fd', 'ptr', 'int'] },
  listen: { handler: listen, args: ['fd', 'int'] },
  connect: { handler: connect, args: ['fd', 'ptr', 'int'] },
  accept: { handler: (call) => accept(call, 0), args: ['fd', 'ptr', 'ptr'] },
  accept4: { handler: (call) => accept(call, call.int(3)), args: ['fd', 'ptr', 'ptr', 'flags:sock'] },
  shutdown: { handler: shutdown, args: ['fd', 'int'] },
  getsockname: { handler: getsockname, args: ['fd', 'ptr', 'ptr'] },
  getpeername: { handler: getpeername, args: ['fd', 'ptr', 'ptr'] },
} satisfies Record<string, SyscallDefinition>;
