/** setsockopt and getsockopt. Options without effect on a loopback are remembered and given back. */
import { E } from '../errno';
import { Struct, view } from '../files/bytes';
import { notify } from '../files/events';
import { POLL } from '../files/constants';
import { registerIoctl } from '../files/control';
import type { Kernel, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { familyNumber } from './address';
import { IPPROTO, SO, SOCK, SOL_SOCKET } from './constants';
import { isInternet, peerOf, socketOf, socketOfDescriptor, takeError } from './sockets';
import type { Socket } from './state';

const TYPE_NUMBER: Record<Socket['type'], number> = { stream: SOCK.STREAM, datagram: SOCK.DGRAM, seqpacket: SOCK.SEQPACKET, raw: SOCK.RAW };
/** SOCK_MIN_SNDBUF, SOCK_MIN_RCVBUF, and net.core.wmem_max / rmem_max. */
const MIN_SEND = 4608, MIN_RECEIVE = 2304, MAX_BUFFER = 212992;

/** Options that are an int, with the value before anybody set it. By level, then by name. */
const REMEMBERED: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  [SOL_SOCKET]: {
    [SO.DEBUG]: 0, [SO.DONTROUTE]: 0, [SO.KEEPALIVE]: 0, [SO.OOBINLINE]: 0, [SO.PRIORITY]: 0, [SO.RCVLOWAT]: 1, [SO.SNDLOWAT]: 1, [SO.TIMESTAMP]: 0, [SO.MARK]: 0,
    [SO.PEEK_OFF]: -1, [SO.BUSY_POLL]: 0, [SO.INCOMING_CPU]: 0,
  },
  // IP_TOS TTL HDRINCL OPTIONS ROUTER_ALERT RECVOPTS RETOPTS PKTINFO ... MTU_DISCOVER RECVERR RECVTTL RECVTOS FREEBIND BIND_ADDRESS_NO_PORT MULTICAST_IF TTL LOOP ALL
  [IPPROTO.IP]: { 1: 0, 2: 64, 6: 0, 7: 0, 8: 0, 10: 1, 11: 0, 12: 0, 13: 0, 15: 0, 24: 0, 32: 0, 33: 1, 34: 1, 49: 1 },
  // IPV6_UNICAST_HOPS MULTICAST_IF MULTICAST_HOPS MULTICAST_LOOP MTU_DISCOVER RECVERR RECVPKTINFO RECVHOPLIMIT RECVTCLASS TCLASS ...
  [IPPROTO.IPV6]: { 16: 64, 17: 0, 18: 1, 19: 1, 23: 1, 25: 0, 49: 0, 51: 0, 66: 0, 67: 0, 70: 0 },
  // TCP_NODELAY MAXSEG CORK KEEPIDLE KEEPINTVL KEEPCNT SYNCNT LINGER2 DEFER_ACCEPT WINDOW_CLAMP QUICKACK USER_TIMEOUT FASTOPEN NOTSENT_LOWAT FASTOPEN_CONNECT
  [IPPROTO.TCP]: { 1: 0, 2: 65483, 3: 0, 4: 7200, 5: 75, 6: 9, 7: 6, 8: 60, 9: 0, 10: 0, 12: 1, 18: 0, 23: 0, 25: -1, 30: 0 },
};
const V6ONLY = 26;
/** Joining and leaving groups: the loopback has none to join. */
const MEMBERSHIP: Readonly<Record<number, readonly number[]>> = { [IPPROTO.IP]: [35, 36, 39, 40], [IPPROTO.IPV6]: [20, 21, 42, 45] };
const TCP_INFO = 11, TCP_CONGESTION = 13;

function set(call: SyscallCall): number {
  const k = call.kernel;
  const { socket } = socketOfDescriptor(k, call.int(0));
  const level = call.int(1), name = call.int(2), length = call.int(4);
  if (length < 0) return -E.EINVAL;
  if (level === SOL_SOCKET && name === SO.BINDTODEVICE) return length === 0 ? 0 : -E.EPERM;
  if (MEMBERSHIP[level]?.includes(name)) return isInternet(socket) ? -E.ENODEV : -E.ENOPROTOOPT;
  if (level === IPPROTO.TCP && name === TCP_CONGESTION) return socket.protocol === IPPROTO.TCP ? 0 : -E.ENOPROTOOPT;
  // Some int options of IP may be given as one byte.
  const byte = length < 4 && length >= 1 && level === IPPROTO.IP;
  if (length < 4 && !byte) return -E.EINVAL;
  const bytes = call.memory.userRead(call.ptr(3), Math.min(length, 64));
  const value = byte ? bytes[0] : view(bytes).getInt32(0, true);
  if (level === SOL_SOCKET) {
    const done = setSocketLevel(k, socket, name, value, bytes);
    if (done !== undefined) return done;
  } else if (!levelFits(socket, level)) return isInternet(socket) ? -E.ENOPROTOOPT : -E.EOPNOTSUPP;
  if (level === IPPROTO.IPV6 && name === V6ONLY) {
    if (socket.local) return -E.EINVAL;
    socket.v6Only = value !== 0;
    return 0;
  }
  if (REMEMBERED[level]?.[name] === undefined) return -E.ENOPROTOOPT;
  const problem = checkRange(level, name, value);
  if (problem !== 0) return problem;
  socket.options[`${level}:${name}`] = new Struct(4).u32(0, isFlag(level, name) ? Number(value !== 0) : value >>> 0).bytes;
  return 0;
}

/** IP options only on internet sockets, TCP options only on TCP. IPv6 sockets take IP options, too. */
function levelFits(socket: Socket, level: number): boolean {
  if (level === IPPROTO.IP) return isInternet(socket);
  if (level === IPPROTO.IPV6) return socket.family === 'inet6';
  return level === IPPROTO.TCP && socket.protocol === IPPROTO.TCP;
}

function isFlag(level: number, name: number): boolean {
  return level === SOL_SOCKET ? [SO.DEBUG, SO.DONTROUTE, SO.KEEPALIVE, SO.OOBINLINE, SO.TIMESTAMP].includes(name as 1)
    : level === IPPROTO.TCP ? [1, 3].includes(name) : [34, 11, 12, 13, 15, 19, 25, 49, 51, 66].includes(name);
}

function checkRange(level: number, name: number, value: number): number {
  if (level === IPPROTO.TCP) {
    if ([4, 5].includes(name) && (value < 1 || value > 32767)) return -E.EINVAL;
    if (name === 6 && (value < 1 || value > 127)) return -E.EINVAL;
    if (name === 18 && value < 0) return -E.EINVAL;
  }
  if (level === IPPROTO.IP && name === 2 && value !== -1 && (value < 1 || value > 255)) return -E.EINVAL;
  return 0;
}

/** Options of SOL_SOCKET that have an effect; undefined: it is one that is only remembered. */
function setSocketLevel(k: Kernel, socket: Socket, name: number, value: number, bytes: Uint8Array): number | undefined {
  switch (name) {
    case SO.REUSEADDR: socket.reuseAddress = value !== 0; return 0;
    case SO.REUSEPORT: socket.reusePort = value !== 0; return 0;
    case SO.BROADCAST: socket.broadcast = value !== 0; return 0;
    case SO.PASSCRED: if (socket.family !== 'unix') return -E.EOPNOTSUPP; socket.passCredentials = value !== 0; return 0;
    case SO.SNDBUF: case SO.SNDBUFFORCE: {
      if (name === SO.SNDBUFFORCE && k.state.process.uid !== 0) return -E.EPERM;
      socket.sendBuffer = Math.max(MIN_SEND, 2 * Math.min(value >>> 0, MAX_BUFFER));
      notify(k, socket, POLL.OUT | POLL.WRNORM);
      return 0;
    }
    case SO.RCVBUF: case SO.RCVBUFFORCE: {
      if (name === SO.RCVBUFFORCE && k.state.process.uid !== 0) return -E.EPERM;
      socket.receiveBuffer = Math.max(MIN_RECEIVE, 2 * Math.min(value >>> 0, MAX_BUFFER));
      const peer = peerOf(k, socket);
      if (peer) notify(k, peer, POLL.OUT | POLL.WRNORM);
      return 0;
    }
    case SO.LINGER:
      if (bytes.length < 8) return -E.EINVAL;
      socket.linger = { on: value !== 0, seconds: view(bytes).getInt32(4, true) };
      return 0;
    case SO.RCVTIMEO: case SO.SNDTIMEO: {
      if (bytes.length < 16) return -E.EINVAL;
      const us = view(bytes).getBigInt64(8, true);
      if (us < 0n || us >= 1_000_000n) return -E.EDOM;
      // A negative time means no waiting at all; 0 means for ever (sock_set_timeout).
      const seconds = view(bytes).getBigInt64(0, true);
      const ns = seconds < 0n ? 1 : Number(seconds) * 1e9 + Number(us) * 1000;
      if (name === SO.RCVTIMEO) socket.receiveTimeoutNs = ns; else socket.sendTimeoutNs = ns;
      return 0;
    }
    case SO.MARK: case SO.DEBUG: return k.state.process.uid !== 0 && value !== 0 ? (name === SO.MARK ? -E.EPERM : -E.EACCES) : undefined;
    case SO.TYPE: case SO.ERROR: case SO.PROTOCOL: case SO.DOMAIN: case SO.ACCEPTCONN: case SO.PEERCRED: return -E.ENOPROTOOPT;
    default: return undefined;
  }
}

function get(call: SyscallCall): number {
  const { socket } = socketOfDescriptor(call.kernel, call.int(0));
  const level = call.int(1), name = call.int(2);
  const room = view(call.memory.userRead(call.ptr(4), 4)).getInt32(0, true);
  if (room < 0) return -E.EINVAL;
  const value = valueOf(socket, level, name);
  if (typeof value === 'number') return value;
  // IP gives an int that fits a byte as a byte if there is no more room (ip_getsockopt).
  const cut = value.subarray(0, room);
  call.memory.userWrite(call.ptr(3), cut);
  call.memory.userWrite(call.ptr(4), new Struct(4).u32(0, cut.length).bytes);
  return 0;
}

function int(value: number): Uint8Array { return new Struct(4).u32(0, value >>> 0).bytes; }

/** The option's bytes, or -errno. */
function valueOf(socket: Socket, level: number, name: number): Uint8Array | number {
  if (level === SOL_SOCKET) {
    const value = socketLevelValue(socket, name);
    if (value !== undefined) return value;
  } else if (!levelFits(socket, level)) return isInternet(socket) ? -E.ENOPROTOOPT : -E.EOPNOTSUPP;
  if (level === IPPROTO.IPV6 && name === V6ONLY) return int(Number(socket.v6Only));
  if (level === IPPROTO.TCP && name === TCP_INFO) return tcpInfo(socket);
  if (level === IPPROTO.TCP && name === TCP_CONGESTION) return new Struct(16).put(0, new TextEncoder().encode('cubic')).bytes;
  const initial = REMEMBERED[level]?.[name];
  if (initial === undefined) return -E.ENOPROTOOPT;
  return socket.options[`${level}:${name}`] ?? int(initial);
}

function socketLevelValue(socket: Socket, name: number): Uint8Array | number | undefined {
  switch (name) {
    case SO.TYPE: return int(TYPE_NUMBER[socket.type]);
    case SO.DOMAIN: return int(familyNumber(socket.family));
    case SO.PROTOCOL: return int(socket.protocol);
    case SO.ERROR: return int(takeError(socket));
    case SO.ACCEPTCONN: return int(Number(socket.state === 'listening'));
    case SO.REUSEADDR: return int(Number(socket.reuseAddress));
    case SO.REUSEPORT: return int(Number(socket.reusePort));
    case SO.BROADCAST: return int(Number(socket.broadcast));
    case SO.PASSCRED: return int(Number(socket.passCredentials));
    case SO.SNDBUF: return int(socket.sendBuffer);
    case SO.RCVBUF: return int(socket.receiveBuffer);
    case SO.LINGER: return new Struct(8).u32(0, Number(socket.linger.on)).u32(4, socket.linger.seconds).bytes;
    case SO.RCVTIMEO: return timeval(socket.receiveTimeoutNs);
    case SO.SNDTIMEO: return timeval(socket.sendTimeoutNs);
    case SO.COOKIE: return new Struct(8).u64(0, socket.id).bytes;
    case SO.PEERCRED: {
      // Without a peer Linux gives pid 0 and ids -1.
      const peer = socket.peerCredentials ?? { pid: 0, uid: 0xffffffff, gid: 0xffffffff };
      return new Struct(12).u32(0, peer.pid).u32(4, peer.uid).u32(8, peer.gid).bytes;
    }
    case SO.BINDTODEVICE: return new Uint8Array(0);
    default: return undefined;
  }
}

function timeval(ns: number): Uint8Array { return new Struct(16).u64(0, Math.floor(ns / 1e9)).u64(8, Math.floor((ns % 1e9) / 1000)).bytes; }

/** struct tcp_info: the state (TCP_ESTABLISHED 1, CLOSE 7, LISTEN 10); the rest is zero on a loopback without loss or delay. */
function tcpInfo(socket: Socket): Uint8Array {
  const state = socket.state === 'connected' ? 1 : socket.state === 'listening' ? 10 : socket.state === 'connecting' ? 2 : 7;
  return new Struct(104).u8(0, state).bytes;
}

/** SIOCOUTQ (= TIOCOUTQ): bytes the other end has not read; SIOCATMARK: there is no urgent data. */
registerIoctl('socket', (call, file, request) => {
  const socket = socketOf(call.kernel, file);
  if (request === 0x5411) { call.memory.userWrite(call.ptr(2), int(peerOf(call.kernel, socket)?.queued ?? 0)); return 0; }
  if (request === 0x8905) { call.memory.userWrite(call.ptr(2), int(0)); return 0; }
  return undefined;
});

export const optionSyscalls = {
  setsockopt: { handler: set, args: ['fd', 'enum:sol', 'int', 'ptr', 'int'] },
  getsockopt: { handler: get, args: ['fd', 'enum:sol', 'int', 'ptr', 'ptr'] },
} satisfies Record<string, SyscallDefinition>;
