/** Sockets of a machine whose only network is its own loopback: what the kernel's core uses of this folder. */
import type { SyscallTopic } from '../syscalls/handler';
import { connectionSyscalls } from './connections';
import { AF, MSG, SOCK } from './constants';
import { messageSyscalls } from './messages';
import { optionSyscalls } from './options';
import type { NetState } from './state';

export type { NetState } from './state';

export const netTopic: SyscallTopic = {
  syscalls: { ...connectionSyscalls, ...messageSyscalls, ...optionSyscalls },
  flags: {
    af: { AF_UNSPEC: AF.UNSPEC, AF_UNIX: AF.UNIX, AF_INET: AF.INET, AF_INET6: AF.INET6, AF_NETLINK: AF.NETLINK },
    sock: { SOCK_SEQPACKET: SOCK.SEQPACKET, SOCK_RAW: SOCK.RAW, SOCK_STREAM: SOCK.STREAM, SOCK_DGRAM: SOCK.DGRAM, SOCK_NONBLOCK: SOCK.NONBLOCK, SOCK_CLOEXEC: SOCK.CLOEXEC },
    msg: {
      MSG_OOB: MSG.OOB, MSG_PEEK: MSG.PEEK, MSG_TRUNC: MSG.TRUNC, MSG_DONTWAIT: MSG.DONTWAIT, MSG_WAITALL: MSG.WAITALL, MSG_NOSIGNAL: MSG.NOSIGNAL, MSG_MORE: MSG.MORE,
      MSG_CMSG_CLOEXEC: MSG.CMSG_CLOEXEC,
    },
    sol: { SOL_IP: 0, SOL_SOCKET: 1, SOL_TCP: 6, SOL_UDP: 17, SOL_IPV6: 41 },
  },
};

export function newNetState(): NetState { return { sockets: {}, nextPort: 32768, nextNetlinkPid: 0x40000001, nextAutobind: 1 }; }
