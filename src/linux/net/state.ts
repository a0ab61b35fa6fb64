/** State of sockets (plain data; rules in ../syscalls/handler.ts). Ids come from FilesState.nextId. */
import type { Watcher } from '../files/objects-state';

export interface NetState {
  sockets: Record<number, Socket>;
  /** Next port to give: counted upwards through the local range. */
  nextPort: number;
  nextNetlinkPid: number;
  /** Counter of the names that autobind gives to unix sockets. */
  nextAutobind: number;
}

export type Family = 'inet' | 'inet6' | 'unix' | 'netlink';

/** Where a socket is bound or connected to. `address`: 4 or 16 bytes as hexadecimal digits. */
export interface InternetAddress { family: 'inet' | 'inet6'; address: string; port: number; scope: number }
/** `name` as in the guest: a path, '' (unnamed), or '\0' + an abstract name (bytes as Latin-1). */
export interface UnixAddress { family: 'unix'; name: string }
export interface NetlinkAddress { family: 'netlink'; pid: number; groups: number }
export type Address = InternetAddress | UnixAddress | NetlinkAddress;

/** A piece of a stream, or a datagram. */
export interface Message {
  bytes: Uint8Array;
  /** Bytes of it that were read (streams). */
  start: number;
  from: Address | undefined;
  /** Open file descriptions in flight (SCM_RIGHTS): each holds a reference. */
  files: number[];
  /** SCM_CREDENTIALS of a unix sender */
  credentials?: { pid: number; uid: number; gid: number };
  /** Destination address of an internet datagram (IP_PKTINFO) */
  to?: InternetAddress;
}

export interface Socket {
  id: number;
  family: Family;
  type: 'stream' | 'datagram' | 'seqpacket' | 'raw';
  protocol: number;
  local: Address | undefined;
  remote: Address | undefined;
  /** 'closed' after a reset or a refused connection of a stream. */
  state: 'new' | 'listening' | 'connecting' | 'connected' | 'closed';
  /** The other end of a connection, 0: none. */
  peer: number;
  /** What has arrived. */
  queue: Message[];
  /** Bytes in `queue`. */
  queued: number;
  /** No more can arrive: the other end sent its end (or closed). */
  readEnded: boolean;
  /** This end sent its end. */
  writeEnded: boolean;
  /** shutdown(SHUT_RD) here. */
  readShut: boolean;
  /** Listening: connections that wait for accept (ids of this side's sockets), and sockets that wait for room in it. */
  backlog: number[];
  pending: number[];
  backlogLimit: number;
  /** A non-blocking connect is complete, but nobody has asked connect again. */
  connectUnseen: boolean;
  /** SO_ERROR */
  error: number;
  /** A writer found no room: tell when there is. */
  wantsRoom: boolean;
  /** Bound inode of a unix path, 0: none. */
  inode: number;
  /** Credentials of the other end (SO_PEERCRED). */
  peerCredentials: { pid: number; uid: number; gid: number } | undefined;
  /** By "level:name": what setsockopt stored. */
  options: Record<string, Uint8Array>;
  reuseAddress: boolean;
  reusePort: boolean;
  /** IPv6 only: no IPv4-mapped peers. */
  v6Only: boolean;
  broadcast: boolean;
  passCredentials: boolean;
  receiveBuffer: number;
  sendBuffer: number;
  receiveTimeoutNs: number;
  sendTimeoutNs: number;
  linger: { on: boolean; seconds: number };
  watchers: Watcher[];
}
