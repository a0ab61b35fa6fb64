import * as vscode from 'vscode';

/** A file system that is on no disk and holds one file, in one folder. */
export class OneFile implements vscode.FileSystemProvider {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;
  private readonly folder: string;
  constructor(private readonly path: string, private readonly bytes: Uint8Array) { this.folder = path.slice(0, path.lastIndexOf('/')); }

  watch(): vscode.Disposable { return new vscode.Disposable(() => undefined); }
  stat({ path }: vscode.Uri): vscode.FileStat {
    if (path !== this.path && path !== this.folder) throw vscode.FileSystemError.FileNotFound(path);
    return { type: path === this.path ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: 0, size: path === this.path ? this.bytes.length : 0 };
  }
  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] { return path === this.folder ? [[this.path.slice(this.folder.length + 1), vscode.FileType.File]] : []; }
  readFile(uri: vscode.Uri): Uint8Array {
    this.stat(uri);
    return this.bytes;
  }
  writeFile(): never { throw vscode.FileSystemError.NoPermissions(); }
  createDirectory(): never { throw vscode.FileSystemError.NoPermissions(); }
  delete(): never { throw vscode.FileSystemError.NoPermissions(); }
  rename(): never { throw vscode.FileSystemError.NoPermissions(); }
}
