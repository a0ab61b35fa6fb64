/** NETLINK_ROUTE, as much as listing interfaces, addresses and routes takes: one loopback interface (rtnetlink(7)). */
import { E } from '../errno';
import { Struct, concat, view } from '../files/bytes';
import type { Kernel } from '../syscalls/handler';
import { AF } from './constants';
import { bindNetlink } from './connections';
import { deliver } from './datagram';
import type { Socket } from './state';

/** Message types of rtnetlink.h and netlink.h. */
const NLMSG_ERROR = 2, NLMSG_DONE = 3, RTM_NEWLINK = 16, RTM_GETLINK = 18, RTM_NEWADDR = 20, RTM_GETADDR = 22, RTM_NEWROUTE = 24, RTM_GETROUTE = 26;
const NLM_F_MULTI = 2, NLM_F_DUMP = 0x300;
const HEADER = 16;
/** IFF_UP | IFF_LOOPBACK | IFF_RUNNING | IFF_LOWER_UP */
const FLAGS = 0x10049;
const ARPHRD_LOOPBACK = 772;
const MTU = 65536;

/** Every request in the bytes is answered into the sender's own queue. */
export function sendNetlink(k: Kernel, socket: Socket, bytes: Uint8Array): number {
  if (!socket.local) bindNetlink(k, socket, 0);
  const data = view(bytes);
  for (let at = 0; at + HEADER <= bytes.length;) {
    const length = data.getUint32(at, true);
    if (length < HEADER || at + length > bytes.length) break;
    answer(k, socket, data.getUint16(at + 4, true), data.getUint16(at + 6, true), data.getUint32(at + 8, true), bytes[at + HEADER] ?? 0, bytes.subarray(at, at + HEADER));
    at += Math.ceil(length / 4) * 4;
  }
  return bytes.length;
}

function answer(k: Kernel, socket: Socket, type: number, flags: number, sequence: number, family: number, request: Uint8Array): void {
  const pid = socket.local?.family === 'netlink' ? socket.local.pid : 0;
  const bodies = type === RTM_GETLINK ? [link()] : type === RTM_GETADDR ? addresses(family) : type === RTM_GETROUTE ? routes(family) : undefined;
  if (!bodies || (flags & NLM_F_DUMP) === 0) {
    // Single objects and everything that would change something: not supported.
    const error = bodies && type === RTM_GETLINK ? 0 : -(bodies ? E.ENETUNREACH : E.EOPNOTSUPP);
    if (error === 0) { push(k, socket, message(RTM_NEWLINK, 0, sequence, pid, link())); return; }
    push(k, socket, message(NLMSG_ERROR, 0, sequence, pid, new Struct(20).u32(0, error >>> 0).put(4, request).bytes));
    return;
  }
  const reply = type === RTM_GETLINK ? RTM_NEWLINK : type === RTM_GETADDR ? RTM_NEWADDR : RTM_NEWROUTE;
  if (bodies.length > 0) push(k, socket, concat(bodies.map((body) => message(reply, NLM_F_MULTI, sequence, pid, body))));
  push(k, socket, message(NLMSG_DONE, NLM_F_MULTI, sequence, pid, new Uint8Array(4)));
}

function push(k: Kernel, socket: Socket, bytes: Uint8Array): void {
  deliver(k, socket, { bytes, start: 0, from: { family: 'netlink', pid: 0, groups: 0 }, files: [] });
}

function message(type: number, flags: number, sequence: number, pid: number, body: Uint8Array): Uint8Array {
  const length = HEADER + body.length;
  return new Struct(Math.ceil(length / 4) * 4).u32(0, length).u16(4, type).u16(6, flags).u32(8, sequence).u32(12, pid).put(HEADER, body).bytes;
}

/** struct rtattr */
function attribute(type: number, value: Uint8Array): Uint8Array {
  return new Struct(Math.ceil((4 + value.length) / 4) * 4).u16(0, 4 + value.length).u16(2, type).put(4, value).bytes;
}
function u32(value: number): Uint8Array { return new Struct(4).u32(0, value).bytes; }
const NAME = Uint8Array.from([0x6c, 0x6f, 0]); // "lo"

/** struct ifinfomsg with IFLA_ADDRESS 1, BROADCAST 2, IFNAME 3, MTU 4. */
function link(): Uint8Array {
  const head = new Struct(16).u8(0, AF.UNSPEC).u16(2, ARPHRD_LOOPBACK).u32(4, 1).u32(8, FLAGS).bytes;
  return concat([head, attribute(3, NAME), attribute(4, u32(MTU)), attribute(1, new Uint8Array(6)), attribute(2, new Uint8Array(6))]);
}

/** struct ifaddrmsg with IFA_ADDRESS 1, IFA_LOCAL 2, IFA_LABEL 3, IFA_FLAGS 8; scope host, permanent. */
function addresses(family: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  const head = (af: number, prefix: number): Uint8Array => new Struct(8).u8(0, af).u8(1, prefix).u8(2, 0x80).u8(3, 254).u32(4, 1).bytes;
  const v4 = Uint8Array.of(127, 0, 0, 1), v6 = new Uint8Array(16);
  v6[15] = 1;
  if (family === AF.UNSPEC || family === AF.INET) found.push(concat([head(AF.INET, 8), attribute(1, v4), attribute(2, v4), attribute(3, NAME), attribute(8, u32(0x80))]));
  if (family === AF.UNSPEC || family === AF.INET6) found.push(concat([head(AF.INET6, 128), attribute(1, v6), attribute(8, u32(0x80))]));
  return found;
}

/** struct rtmsg: 127.0.0.0/8 and ::1 by the interface (RTA_DST 1, RTA_OIF 4, RTA_TABLE 15). */
function routes(family: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  const route = (af: number, prefix: number, to: Uint8Array): Uint8Array => concat([
    new Struct(12).u8(0, af).u8(1, prefix).u8(4, 255).u8(5, 2).u8(6, 254).u8(7, 2).bytes, attribute(1, to), attribute(4, u32(1)), attribute(15, u32(255)),
  ]);
  const v6 = new Uint8Array(16);
  v6[15] = 1;
  if (family === AF.UNSPEC || family === AF.INET) found.push(route(AF.INET, 8, Uint8Array.of(127, 0, 0, 0)));
  if (family === AF.UNSPEC || family === AF.INET6) found.push(route(AF.INET6, 128, v6));
  return found;
}
