/** bind for internet sockets: conflicts, and ports given by the kernel (counted upwards, so that runs agree). */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import { ANY4, ANY6, isAny, isLocal, key, ipv4Of } from './address';
import { allSockets, localInternet } from './sockets';
import type { InternetAddress, Socket } from './state';

/** net.ipv4.ip_local_port_range */
const FIRST = 32768, LAST = 60999;
/** net.ipv4.ip_unprivileged_port_start */
const UNPRIVILEGED = 1024;

export function bindInternet(k: Kernel, socket: Socket, address: InternetAddress): void {
  if (socket.local) throw new Errno(E.EINVAL);
  if (!isLocal(address)) throw new Errno(E.EADDRNOTAVAIL);
  if (socket.v6Only && ipv4Of(address) !== undefined) throw new Errno(E.EINVAL);
  if (address.port !== 0 && address.port < UNPRIVILEGED && k.state.process.uid !== 0) throw new Errno(E.EACCES);
  const port = address.port === 0 ? freePort(k, socket, address) : address.port;
  if (address.port !== 0 && conflicts(k, socket, { ...address, port })) throw new Errno(E.EADDRINUSE);
  socket.local = { ...address, port };
}

/** Gives an unbound socket a port on the unspecified address. */
export function autobind(k: Kernel, socket: Socket): void {
  if (socket.local || (socket.family !== 'inet' && socket.family !== 'inet6')) return;
  const address: InternetAddress = { family: socket.family, address: socket.family === 'inet' ? ANY4 : ANY6, port: 0, scope: 0 };
  bindInternet(k, socket, address);
}

function freePort(k: Kernel, socket: Socket, address: InternetAddress): number {
  const { net } = k.state;
  for (let tried = 0; tried <= LAST - FIRST; tried++) {
    const port = net.nextPort;
    net.nextPort = port === LAST ? FIRST : port + 1;
    // A port that is given is one that nobody uses, whatever may be shared.
    if (!allSockets(k).some((other) => other.type === socket.type && localInternet(other)?.port === port)) return port;
    if (!conflicts(k, { ...socket, reuseAddress: false, reusePort: false }, { ...address, port })) return port;
  }
  throw new Errno(E.EADDRINUSE);
}

function conflicts(k: Kernel, socket: Socket, address: InternetAddress): boolean {
  return allSockets(k).some((other) => {
    const local = localInternet(other);
    if (!local || other.id === socket.id || other.type !== socket.type || local.port !== address.port || !overlap(socket, address, other, local)) return false;
    if (socket.reusePort && other.reusePort) return false;
    return !(socket.reuseAddress && other.reuseAddress && other.state !== 'listening');
  });
}

/** Two addresses that would receive the same packets. An unspecified IPv6 address also means IPv4, unless v6Only. */
function overlap(a: Socket, address: InternetAddress, b: Socket, other: InternetAddress): boolean {
  const covers = (socket: Socket, one: InternetAddress, two: InternetAddress): boolean => {
    if (!isAny(one)) return false;
    if (one.address === ANY6) return !(socket.v6Only && ipv4Of(two) !== undefined);
    return ipv4Of(two) !== undefined || two.address === ANY6;
  };
  if (address.address === ANY6 && a.v6Only && ipv4Of(other) !== undefined) return false;
  if (other.address === ANY6 && b.v6Only && ipv4Of(address) !== undefined) return false;
  return key(address) === key(other) || covers(a, address, other) || covers(b, other, address);
}

/** The bound socket that packets to `to` reach: connected to the sender before others, a certain address before any. */
export function receiver(k: Kernel, type: Socket['type'], to: InternetAddress, from: InternetAddress | undefined, listening: boolean): Socket | undefined {
  let best: Socket | undefined, bestScore = -1;
  for (const socket of allSockets(k)) {
    const local = localInternet(socket);
    if (!local || socket.type !== type || local.port !== to.port || (socket.state === 'listening') !== listening) continue;
    if (ipv4Of(to) !== undefined ? socket.family === 'inet6' && socket.v6Only : socket.family === 'inet') continue;
    const any = isAny(local);
    if (!any && key(local) !== key(to)) continue;
    const remote = socket.remote;
    let score = any ? (socket.family === 'inet6' && ipv4Of(to) !== undefined ? 0 : 1) : 2;
    if (!listening && remote && remote.family !== 'unix' && remote.family !== 'netlink') {
      if (!from || remote.port !== from.port || key(remote) !== key(from)) continue;
      score += 4;
    }
    if (score > bestScore) { best = socket; bestScore = score; }
  }
  return best;
}
