/** Socket addresses: reading and writing struct sockaddr, and which internet addresses lie inside this machine. */
import { E } from '../errno';
import { Struct, toBytes, toText, view } from '../files/bytes';
import { Errno } from '../syscalls/handler';
import type { SyscallCall } from '../syscalls/handler';
import { AF } from './constants';
import type { Address, Family, InternetAddress, Socket } from './state';

export const ANY4 = '00000000';
export const ANY6 = '0'.repeat(32);
export const LOOPBACK4 = '7f000001';
export const LOOPBACK6 = '0'.repeat(31) + '1';
const MAPPED = '0'.repeat(20) + 'ffff';

const FAMILY_NUMBER: Record<Family, number> = { unix: AF.UNIX, inet: AF.INET, inet6: AF.INET6, netlink: AF.NETLINK };
export function familyNumber(family: Family): number { return FAMILY_NUMBER[family]; }

function hex(bytes: Uint8Array): string { return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''); }
function unhex(text: string): Uint8Array { return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16)); }

/** Longest sockaddr that is read (sizeof struct sockaddr_storage). */
const LONGEST = 128;

/** The family a sockaddr says; AF_UNSPEC dissolves an association. EINVAL if it is too short to say. */
export function readSockaddr(call: SyscallCall, pointer: number, length: number): Uint8Array {
  if (length < 0 || length > LONGEST) throw new Errno(E.EINVAL);
  return length === 0 ? new Uint8Array(0) : call.memory.userRead(pointer, length);
}

export function familyOf(bytes: Uint8Array): number { return bytes.length < 2 ? -1 : view(bytes).getUint16(0, true); }

/** The address for a socket of this family: EINVAL (too short), EAFNOSUPPORT. Unix: name '' if only the family is given. */
export function parseAddress(bytes: Uint8Array, socket: Socket): Address {
  if (bytes.length < 2) throw new Errno(E.EINVAL);
  const family = familyOf(bytes);
  switch (socket.family) {
    case 'unix':
      if (family !== AF.UNIX || bytes.length > 110) throw new Errno(E.EINVAL);
      return { family: 'unix', name: unixName(bytes.subarray(2)) };
    case 'netlink':
      if (family !== AF.NETLINK) throw new Errno(E.EINVAL);
      return { family: 'netlink', pid: bytes.length >= 8 ? view(bytes).getUint32(4, true) : 0, groups: bytes.length >= 12 ? view(bytes).getUint32(8, true) : 0 };
    case 'inet':
      if (bytes.length < 16) throw new Errno(E.EINVAL);
      // bind takes 0.0.0.0 of AF_UNSPEC, too (inet_bind).
      if (family !== AF.INET && !(family === AF.UNSPEC && hex(bytes.subarray(4, 8)) === ANY4)) throw new Errno(E.EAFNOSUPPORT);
      return { family: 'inet', address: hex(bytes.subarray(4, 8)), port: view(bytes).getUint16(2, false), scope: 0 };
    case 'inet6':
      if (family === AF.INET && bytes.length >= 16 && socket.type === 'datagram') { // an IPv4 destination of an IPv6 UDP socket
        return { family: 'inet6', address: MAPPED + hex(bytes.subarray(4, 8)), port: view(bytes).getUint16(2, false), scope: 0 };
      }
      if (family !== AF.INET6) throw new Errno(E.EAFNOSUPPORT);
      if (bytes.length < 24) throw new Errno(E.EINVAL);
      return { family: 'inet6', address: hex(bytes.subarray(8, 24)), port: view(bytes).getUint16(2, false), scope: bytes.length >= 28 ? view(bytes).getUint32(24, true) : 0 };
  }
}

/** A path (up to its NUL), or '\0' + an abstract name as Latin-1. */
function unixName(path: Uint8Array): string {
  if (path.length === 0) return '';
  if (path[0] === 0) return Array.from(path, (byte) => String.fromCharCode(byte)).join('');
  const end = path.indexOf(0);
  return toText(end < 0 ? path : path.subarray(0, end));
}

export function formatAddress(address: Address): Uint8Array {
  switch (address.family) {
    case 'inet': return new Struct(16).u16(0, AF.INET).be16(2, address.port).put(4, unhex(address.address)).bytes;
    case 'inet6': return new Struct(28).u16(0, AF.INET6).be16(2, address.port).put(8, unhex(address.address)).u32(24, address.scope).bytes;
    case 'netlink': return new Struct(12).u16(0, AF.NETLINK).u32(4, address.pid).u32(8, address.groups).bytes;
    case 'unix': {
      if (address.name === '') return new Struct(2).u16(0, AF.UNIX).bytes;
      const path = address.name.startsWith('\0') ? Uint8Array.from(address.name, (char) => char.charCodeAt(0)) : toBytes(address.name + '\0');
      return new Struct(2 + path.length).u16(0, AF.UNIX).put(2, path).bytes;
    }
  }
}

/** What getsockname says of a socket without a name. */
export function unnamed(family: Family): Address {
  switch (family) {
    case 'unix': return { family, name: '' };
    case 'netlink': return { family, pid: 0, groups: 0 };
    case 'inet': return { family, address: ANY4, port: 0, scope: 0 };
    case 'inet6': return { family, address: ANY6, port: 0, scope: 0 };
  }
}

/** Writes an address where the guest wants it, cut to its room; the length word gets the whole length. */
export function giveAddress(call: SyscallCall, address: Address, pointer: number, lengthPointer: number): void {
  if (pointer === 0) return;
  const room = view(call.memory.userRead(lengthPointer, 4)).getInt32(0, true);
  if (room < 0) throw new Errno(E.EINVAL);
  const bytes = formatAddress(address);
  const cut = bytes.subarray(0, room);
  if (cut.length > 0) call.memory.userWrite(pointer, cut);
  call.memory.userWrite(lengthPointer, new Struct(4).u32(0, bytes.length).bytes);
}

/** IPv4 digits of an address, also of an IPv4-mapped one; undefined: real IPv6. */
export function ipv4Of(address: InternetAddress): string | undefined {
  if (address.family === 'inet') return address.address;
  return address.address.startsWith(MAPPED) ? address.address.slice(24) : undefined;
}

export function isAny(address: InternetAddress): boolean { return address.address === ANY4 || address.address === ANY6 || ipv4Of(address) === ANY4; }

/** The address belongs to this machine: 127.0.0.0/8, ::1, or unspecified. */
export function isLocal(address: InternetAddress): boolean {
  const v4 = ipv4Of(address);
  return isAny(address) || (v4 !== undefined ? v4.startsWith('7f') : address.address === LOOPBACK6);
}

/** What a connection to `address` really goes to: the unspecified address means loopback. */
export function destination(address: InternetAddress): InternetAddress {
  if (!isAny(address)) return address;
  return { ...address, address: address.family === 'inet' ? LOOPBACK4 : ipv4Of(address) === ANY4 && address.address !== ANY6 ? MAPPED + LOOPBACK4 : LOOPBACK6 };
}

/** The source that the machine chooses for a destination. */
export function sourceFor(to: InternetAddress): string {
  if (to.family === 'inet') return LOOPBACK4;
  return ipv4Of(to) !== undefined ? MAPPED + LOOPBACK4 : LOOPBACK6;
}

/** The same address as a socket of `family` sees it. */
export function as(family: 'inet' | 'inet6', address: InternetAddress): InternetAddress {
  const v4 = ipv4Of(address);
  if (family === address.family || v4 === undefined) return address;
  return family === 'inet' ? { ...address, family, address: v4 } : { ...address, family, address: MAPPED + v4 };
}

/** One key for an address however it is written. */
export function key(address: InternetAddress): string { return ipv4Of(address) ?? address.address; }

export function show(address: Address): string {
  if (address.family === 'unix') return address.name.startsWith('\0') ? '@' + address.name.slice(1) : address.name;
  if (address.family === 'netlink') return `netlink ${address.pid}`;
  const v4 = ipv4Of(address);
  const text = v4 !== undefined ? v4.match(/../g)!.map((pair) => parseInt(pair, 16)).join('.') : `[${address.address.match(/..../g)!.map((group) => parseInt(group, 16).toString(16)).join(':')}]`;
  return `${text}:${address.port}`;
}
