/** The guest's file tree at the start: folders of our own making, the same on every host, and the open host folders. */
import type { Kernel } from '../syscalls/handler';
import { toBytes } from './bytes';
import { DEVICE, addInode, enter, folderOf } from './inodes';
import { openHostPath } from './open-folders';
import { PROC_FILES } from './process-files';
import type { FolderNode } from './state';
import { ETC_FILES, PROC_SYS_FILES, sysFiles } from './system-texts';

const ROOT = { uid: 0, gid: 0 };

/** Makes everything; `folders` are the host folders that may be read. */
export function plantTree(k: Kernel, folders: readonly string[]): void {
  const files = k.state.files;
  const root = addInode<'folder'>(k, { kind: 'folder', device: DEVICE.root, mode: 0o755, ...ROOT, parent: 0, name: '', entries: {}, hostPath: '/', wayOnly: true, nlink: 2 });
  root.parent = root.ino;
  files.root = root.ino;
  plantTemporary(k, root);
  plantDevices(k, root);
  plantProc(k, root);
  plantTexts(k, sysFiles(k.options.cpus), DEVICE.sys);
  plantTexts(k, ETC_FILES, DEVICE.etc);
  for (const folder of folders) openHostPath(k, folder);
}

function plantTemporary(k: Kernel, root: FolderNode): void {
  addFolder(k, root, 'tmp', DEVICE.tmp).mode = 0o1777;
}

function plantDevices(k: Kernel, root: FolderNode): void {
  const dev = addFolder(k, root, 'dev', DEVICE.dev);
  addFolder(k, dev, 'shm', DEVICE.tmp).mode = 0o1777;
  // Numbers: Documentation/admin-guide/devices.txt
  const devices: [string, number, number][] = [['null', 1, 3], ['zero', 1, 5], ['full', 1, 7], ['random', 1, 8], ['urandom', 1, 9], ['tty', 5, 0]];
  for (const [name, major, minor] of devices) {
    enter(k, dev, name, addInode<'device'>(k, { kind: 'device', device: DEVICE.dev, mode: 0o666, ...ROOT, major, minor }));
  }
  addLink(k, dev, 'fd', '/proc/self/fd');
  for (const [number, name] of ['stdin', 'stdout', 'stderr'].entries()) addLink(k, dev, name, `/proc/self/fd/${number}`);
}

function plantProc(k: Kernel, root: FolderNode): void {
  const proc = addFolder(k, root, 'proc', DEVICE.proc);
  const self = addFolder(k, proc, String(k.state.process.pid), DEVICE.proc);
  for (const [name, target] of [['self', String(k.state.process.pid)], ['thread-self', '']]) {
    enter(k, proc, name, addInode<'link'>(k, { kind: 'link', device: DEVICE.proc, mode: 0o777, ...ROOT, target, synthetic: target === '' ? 'thread-self' : undefined }));
  }
  for (const [path, mode] of Object.entries(PROC_FILES)) {
    const own = path.startsWith('self/');
    const folder = own ? self : proc;
    const name = own ? path.slice(5) : path;
    addSynthetic(k, folder, name, mode, path);
  }
  const { uid, gid } = k.state.process;
  for (const name of ['exe', 'cwd', 'root']) {
    enter(k, self, name, addInode<'link'>(k, { kind: 'link', device: DEVICE.proc, mode: 0o777, uid, gid, target: '', synthetic: name }));
  }
  for (const generated of ['fd', 'fdinfo', 'task'] as const) {
    const folder = addFolder(k, self, generated, DEVICE.proc);
    folder.generated = generated;
    folder.mode = generated === 'task' ? 0o555 : 0o500;
    folder.uid = uid;
    folder.gid = gid;
  }
  addLink(k, proc, 'mounts', 'self/mounts');
  addLink(k, proc, 'net', 'self/net');
  plantTexts(k, PROC_SYS_FILES, DEVICE.proc);
  for (const folder of [proc, self]) { folder.mode = 0o555; folder.readOnly = true; }
}

/** Fixed texts by absolute path. */
function plantTexts(k: Kernel, texts: Readonly<Record<string, string>>, device: number): void {
  for (const [path, text] of Object.entries(texts)) {
    const slash = path.lastIndexOf('/');
    const folder = folderAt(k, path.slice(0, slash), device);
    const bytes = toBytes(text);
    const readOnly = device === DEVICE.etc ? undefined : true;
    enter(k, folder, path.slice(slash + 1), addInode<'file'>(k, {
      kind: 'file', device, mode: readOnly ? 0o444 : 0o644, ...ROOT, size: bytes.length, base: bytes, baseSize: bytes.length, chunks: {}, readOnly,
    }));
  }
}

/** The folder of our own making at `path`; made if need be. */
function folderAt(k: Kernel, path: string, device: number): FolderNode {
  let folder = folderOf(k, k.state.files.root);
  for (const name of path.split('/').filter(Boolean)) {
    const ino = folder.entries['/' + name];
    folder = ino ? folderOf(k, ino) : addFolder(k, folder, name, device);
  }
  return folder;
}

function addFolder(k: Kernel, parent: FolderNode, name: string, device: number): FolderNode {
  const folder = addInode<'folder'>(k, { kind: 'folder', device, mode: 0o755, ...ROOT, parent: parent.ino, name, entries: {}, nlink: 2 });
  enter(k, parent, name, folder);
  return folder;
}

function addLink(k: Kernel, folder: FolderNode, name: string, target: string): void {
  enter(k, folder, name, addInode<'link'>(k, { kind: 'link', device: folder.device, mode: 0o777, ...ROOT, target }));
}

function addSynthetic(k: Kernel, folder: FolderNode, name: string, mode: number, synthetic: string): void {
  const own = synthetic.startsWith('self/');
  const { uid, gid } = k.state.process;
  let parent = folder;
  const slash = name.lastIndexOf('/');
  if (slash >= 0) {
    const ino = folder.entries['/' + name.slice(0, slash)];
    parent = ino ? folderOf(k, ino) : addFolder(k, folder, name.slice(0, slash), DEVICE.proc);
  }
  enter(k, parent, name.slice(slash + 1), addInode<'file'>(k, {
    kind: 'file', device: DEVICE.proc, mode, uid: own ? uid : 0, gid: own ? gid : 0, size: 0, baseSize: 0, chunks: {}, synthetic, readOnly: (mode & 0o222) === 0 ? true : undefined,
  }));
}
