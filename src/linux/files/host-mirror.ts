/**
 * With `writes: "host"` what the guest changes in an open host folder is carried out on the host as well. Each change has
 * a number in the state, so that running the past again does not repeat it (recording-host.ts).
 */
import type { Kernel } from '../syscalls/handler';
import { readContent, takeStored } from './content';
import { folderOf, inodeOf, joinPath, pathOf } from './inodes';
import { namesIn, lookup } from './lookup';
import { isRecording } from './recording-host';
import type { HostChange } from './recording-host';
import type { FileNode, FolderNode, Inode, OpenFile } from './state';
import { walk } from './walk';

/** Host path of a name in the folder; undefined if it is not on the host or the launch keeps writes in the overlay. */
function hostPathOf(k: Kernel, folder: FolderNode, name: string): string | undefined {
  if (k.options.writes !== 'host') return undefined;
  const parent = pathOf(k, folder);
  if (parent === undefined) return undefined;
  const path = joinPath(parent, name);
  return k.state.files.openFolders.some((open) => open === '/' || path.startsWith(open + '/')) ? path : undefined;
}

function change(k: Kernel, what: HostChange): void {
  if (isRecording(k.host)) k.host.change(++k.state.files.hostChanges, what);
}

/** The file's present content, if it was written since the last time. Called when it is made, closed or synchronised. */
export function mirrorContent(k: Kernel, folder: FolderNode, name: string, file: FileNode): void {
  if (!file.dirty) return;
  file.dirty = undefined;
  const path = hostPathOf(k, folder, name);
  if (path !== undefined) change(k, { kind: 'write', path, bytes: readContent(k, file, 0, file.size), mode: file.mode });
}

/** The same for an open file, under the name it was opened by. */
export function mirrorOpenFile(k: Kernel, file: OpenFile): void {
  if (k.options.writes !== 'host' || file.kind !== 'file') return;
  const node = inodeOf(k, file.inode);
  if (node.kind !== 'file') return;
  takeStored(k, node, 0, node.size);
  mirrorNamed(k, node, file.name);
}

/** The same for a file under a name by which it was opened. */
export function mirrorNamed(k: Kernel, file: FileNode, name: string): void {
  const slash = name.lastIndexOf('/');
  if (k.options.writes !== 'host' || !file.dirty || file.nlink === 0 || slash < 0) return;
  const { inode: folder } = walk(k, folderOf(k, k.state.files.root), name.slice(0, slash) || '/', true);
  if (folder?.kind === 'folder') mirrorContent(k, folder, name.slice(slash + 1), file);
}

export function mirrorFolder(k: Kernel, folder: FolderNode, name: string, mode: number): void {
  const path = hostPathOf(k, folder, name);
  if (path !== undefined) change(k, { kind: 'makeFolder', path, mode });
}

export function mirrorRemoval(k: Kernel, folder: FolderNode, name: string): void {
  const path = hostPathOf(k, folder, name);
  if (path !== undefined) change(k, { kind: 'remove', path });
}

/** Before a name moves: everything below is read, so that its content does not depend on the old host path any more. */
export function detach(k: Kernel, inode: Inode): void {
  if (k.options.writes !== 'host') return;
  if (inode.kind === 'file') { readContent(k, inode, 0, 0); inode.dirty = true; }
  if (inode.kind !== 'folder') return;
  for (const name of namesIn(k, inode)) {
    const child = lookup(k, inode, name);
    if (child) detach(k, child);
  }
  inode.hostPath = undefined;
}

/** After a name moved: the old one goes, the new one is made with all below it. */
export function mirrorTree(k: Kernel, folder: FolderNode, name: string, inode: Inode): void {
  if (k.options.writes !== 'host') return;
  if (inode.kind === 'file') { inode.dirty = true; mirrorContent(k, folder, name, inode); }
  if (inode.kind !== 'folder') return;
  mirrorFolder(k, folder, name, inode.mode);
  for (const child of namesIn(k, inode)) {
    const below = lookup(k, inode, child);
    if (below) mirrorTree(k, inode, child, below);
  }
}

/** Removes a moved tree from its old place on the host, from below. */
export function mirrorTreeRemoval(k: Kernel, folder: FolderNode, name: string, inode: Inode): void {
  const path = hostPathOf(k, folder, name);
  if (path === undefined) return;
  const remove = (at: string, what: Inode): void => {
    if (what.kind === 'folder') for (const child of namesIn(k, what)) { const below = lookup(k, what, child); if (below) remove(joinPath(at, child), below); }
    change(k, { kind: 'remove', path: at });
  };
  remove(path, inode);
}
