/** Loads the files that a program may see into memory, before it starts: a worker has no synchronous files. */
import * as vscode from 'vscode';
import { normalise } from '../../adapter/host/browser-host';
import { MemoryFiles, type WriteListener } from '../../adapter/host/memory-files';
import { sameTail, toPath } from './paths';

/** What is loaded of the folders; the program itself always is. */
export interface Limits { files: number; bytes: number; bytesPerFile: number }
export const LIMITS: Limits = { files: 5_000, bytes: 128 << 20, bytesPerFile: 32 << 20 };
const LEFT_OUT = new Set(['.git', 'node_modules']);

export interface LoadedWorkspace { files: MemoryFiles; /** said to the user, if not everything could be loaded */ warning?: string; uriOf(path: string): string | undefined }

/** `roots`: the program, its working folder, further folders; URIs or paths of the workspace. */
export async function loadWorkspace(program: string, folders: readonly string[], options: { base: vscode.Uri; writes: boolean; limits?: Limits; failed: (message: string) => void }): Promise<LoadedWorkspace> {
  const { base, limits = LIMITS } = options;
  const uri = (path: string): vscode.Uri => base.with({ path });
  const listener: WriteListener | undefined = options.writes ? writeThrough(uri, options.failed) : undefined;
  const files = new MemoryFiles(listener);
  const loader = new Loader(files, uri, limits);
  const path = normalise(toPath(program));
  const kind = await statOf(uri(path));
  if (kind && kind.type & vscode.FileType.File) files.addFile(path, await vscode.workspace.fs.readFile(uri(path)), { mtimeNs: kind.mtime * 1e6 });
  const roots = [...new Set([kind && kind.type & vscode.FileType.Directory ? path : path.slice(0, path.lastIndexOf('/')) || '/', ...folders.map((folder) => normalise(toPath(folder)))])];
  for (const root of roots) await loader.load(root);
  return { files, warning: loader.warning, uriOf: uriFinder(files, uri) };
}

/** A program was built elsewhere, so its source files have other paths than the workspace's: the ends of the paths decide. */
function uriFinder(files: MemoryFiles, uri: (path: string) => vscode.Uri): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const found = files.stat(path)?.kind === 'file' ? path : sameTail(path, files.paths(path.slice(path.lastIndexOf('/'))));
      known.set(path, found && uri(found).toString());
    }
    return known.get(path);
  };
}

class Loader {
  private count = 0;
  private bytes = 0;
  private skipped: string[] = [];
  private readonly done = new Set<string>();

  constructor(private readonly files: MemoryFiles, private readonly uri: (path: string) => vscode.Uri, private readonly limits: Limits) {}

  get warning(): string | undefined {
    if (this.skipped.length === 0) return undefined;
    const { files, bytes, bytesPerFile } = this.limits;
    const mb = (size: number): string => `${Math.round(size / (1 << 20))} MB`;
    const more = this.skipped.length > 3 ? ` and ${this.skipped.length - 3} more` : '';
    return `Where files are on no disk the program sees at most ${files} files of ${mb(bytesPerFile)} each and ${mb(bytes)} in all. Not loaded, reading them fails: ${this.skipped.slice(0, 3).join(', ')}${more}. Set "cwd" to a smaller folder.`;
  }

  async load(folder: string): Promise<void> {
    if (this.done.has(folder)) return;
    this.done.add(folder);
    let entries: [string, vscode.FileType][];
    try { entries = await vscode.workspace.fs.readDirectory(this.uri(folder)); } catch { return; }
    this.files.addFolder(folder);
    const path = (name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);
    const named = entries.map(([name, type]) => ({ path: path(name), name, type }));
    await Promise.all(named.filter(({ type }) => type & vscode.FileType.File).map((entry) => this.loadFile(entry.path)));
    for (const { path: inner, name, type } of named) {
      if (!(type & vscode.FileType.Directory) || LEFT_OUT.has(name)) continue;
      if (this.count >= this.limits.files) { this.skipped.push(`${inner}/`); continue; }
      await this.load(inner);
    }
  }

  private async loadFile(path: string): Promise<void> {
    if (this.files.has(path)) return;
    const stat = await statOf(this.uri(path));
    if (!stat) return;
    const details = { size: stat.size, mtimeNs: stat.mtime * 1e6 };
    if (this.count >= this.limits.files || stat.size > this.limits.bytesPerFile || this.bytes + stat.size > this.limits.bytes) {
      this.skipped.push(path);
      this.files.addFile(path, undefined, details);
      return;
    }
    this.count++;
    this.bytes += stat.size;
    try {
      this.files.addFile(path, await vscode.workspace.fs.readFile(this.uri(path)), details);
    } catch {
      this.files.addFile(path, undefined, details);
    }
  }
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try { return await vscode.workspace.fs.stat(uri); } catch { return undefined; }
}

/** Writes what the guest writes to the workspace, in order. */
function writeThrough(uri: (path: string) => vscode.Uri, failed: (message: string) => void): WriteListener {
  let last: Promise<void> = Promise.resolve();
  return (path, change) => {
    last = last.then(async () => {
      const { fs } = vscode.workspace;
      if (change === undefined) await fs.delete(uri(path));
      else if (change === 'folder') await fs.createDirectory(uri(path));
      else await fs.writeFile(uri(path), change);
    }).catch((error: unknown) => failed(`${path}: cannot be written to the workspace: ${error instanceof Error ? error.message : String(error)}`));
  };
}
