/** Numbers of the socket syscalls (linux/socket.h, linux/in.h, linux/tcp.h, asm-generic/socket.h). */
export const AF = { UNSPEC: 0, UNIX: 1, INET: 2, INET6: 10, NETLINK: 16, PACKET: 17 } as const;
export const SOCK = { STREAM: 1, DGRAM: 2, RAW: 3, SEQPACKET: 5, TYPE_MASK: 0xf, NONBLOCK: 0x800, CLOEXEC: 0x80000 } as const;
export const IPPROTO = { IP: 0, ICMP: 1, TCP: 6, UDP: 17, IPV6: 41, ICMPV6: 58 } as const;
export const MSG = {
  OOB: 1, PEEK: 2, CTRUNC: 8, TRUNC: 0x20, DONTWAIT: 0x40, EOR: 0x80, WAITALL: 0x100, ERRQUEUE: 0x2000, NOSIGNAL: 0x4000, MORE: 0x8000,
  WAITFORONE: 0x10000, CMSG_CLOEXEC: 0x40000000,
} as const;
export const SOL_SOCKET = 1;
export const SO = {
  DEBUG: 1, REUSEADDR: 2, TYPE: 3, ERROR: 4, DONTROUTE: 5, BROADCAST: 6, SNDBUF: 7, RCVBUF: 8, KEEPALIVE: 9, OOBINLINE: 10, PRIORITY: 12, LINGER: 13, REUSEPORT: 15,
  PASSCRED: 16, PEERCRED: 17, RCVLOWAT: 18, SNDLOWAT: 19, RCVTIMEO: 20, SNDTIMEO: 21, BINDTODEVICE: 25, TIMESTAMP: 29, ACCEPTCONN: 30, SNDBUFFORCE: 32, RCVBUFFORCE: 33,
  MARK: 36, PROTOCOL: 38, DOMAIN: 39, PEEK_OFF: 42, BUSY_POLL: 46, INCOMING_CPU: 49, COOKIE: 57,
} as const;
/** Types of control messages at SOL_SOCKET. */
export const SCM = { RIGHTS: 1, CREDENTIALS: 2 } as const;
/** Most descriptors in one message. */
export const SCM_MAX_FD = 253;
