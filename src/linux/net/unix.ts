/** Names of unix sockets: paths and the abstract namespace. */
import { E } from '../errno';
import { MAY } from '../files/constants';
import { addInode, enter, folderOf, inodeOf, may, requireChangeable, unuse, use } from '../files/inodes';
import { walk } from '../files/walk';
import type { Kernel } from '../syscalls/handler';
import { Errno } from '../syscalls/handler';
import { allSockets } from './sockets';
import type { Socket } from './state';

/** bind: a path gets an inode; '' asks for an abstract name of five hexadecimal digits. */
export function bindUnix(k: Kernel, socket: Socket, name: string): void {
  if (socket.local) { if (name === '') return; throw new Errno(E.EINVAL); }
  if (name === '') {
    socket.local = { family: 'unix', name: '\0' + (k.state.net.nextAutobind++).toString(16).padStart(5, '0') };
    return;
  }
  if (name.startsWith('\0')) {
    if (abstract(k, name, socket.type)) throw new Errno(E.EADDRINUSE);
    socket.local = { family: 'unix', name };
    return;
  }
  const files = k.state.files;
  const place = walk(k, folderOf(k, name.startsWith('/') ? files.root : files.cwd), name, false);
  if (place.inode || place.last !== 'name') throw new Errno(E.EADDRINUSE);
  if (place.slash) throw new Errno(E.ENOENT);
  requireChangeable(k, place.folder);
  const { uid, gid } = k.state.process;
  const inode = addInode<'socket'>(k, { kind: 'socket', device: place.folder.device, mode: 0o777 & ~files.umask, uid, gid, socket: socket.id });
  enter(k, place.folder, place.name, inode);
  use(inode);
  socket.inode = inode.ino;
  socket.local = { family: 'unix', name };
}

function abstract(k: Kernel, name: string, type: Socket['type']): Socket | undefined {
  return allSockets(k).find((socket) => socket.local?.family === 'unix' && socket.local.name === name && socket.type === type && socket.state !== 'connected')
    ?? allSockets(k).find((socket) => socket.local?.family === 'unix' && socket.local.name === name && socket.type === type);
}

/** The socket behind a name: -ECONNREFUSED if nobody is there, -EPROTOTYPE if it is of another type; throws what the path gives. */
export function lookupUnix(k: Kernel, name: string, type: Socket['type']): Socket | number {
  if (name.startsWith('\0')) return abstract(k, name, type) ?? -E.ECONNREFUSED;
  if (name === '') return -E.ECONNREFUSED;
  const files = k.state.files;
  const { inode } = walk(k, folderOf(k, name.startsWith('/') ? files.root : files.cwd), name, true);
  if (!inode) return -E.ENOENT;
  if (!may(k, inode, MAY.WRITE)) return -E.EACCES;
  if (inode.kind !== 'socket') return -E.ECONNREFUSED;
  const socket = inode.socket === 0 ? undefined : k.state.net.sockets[inode.socket];
  if (!socket) return -E.ECONNREFUSED;
  return socket.type === type ? socket : -E.EPROTOTYPE;
}

/** The bound socket is closed: its name stays, nobody is behind it. */
export function releaseName(k: Kernel, socket: Socket): void {
  if (socket.inode === 0) return;
  const inode = inodeOf(k, socket.inode);
  if (inode.kind === 'socket') inode.socket = 0;
  unuse(k, inode);
}
