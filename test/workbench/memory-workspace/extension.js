// A virtual, writable workspace: files come as JSON (base64) from the test server and live in the worker's memory.
const vscode = require('vscode');

const now = Date.now();
const { File, Directory } = vscode.FileType;
const { Changed, Created, Deleted } = vscode.FileChangeType;

exports.activate = (context) => {
  const folders = new Set(['/']);
  const files = new Map();
  const changes = new vscode.EventEmitter();
  const load = (async () => {
    const answer = await fetch(context.extensionUri.with({ path: '/workspace.json' }).toString(true));
    for (const [path, base64] of Object.entries(await answer.json())) {
      files.set(path, { data: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), mtime: now });
      for (let folder = path; (folder = folder.slice(0, folder.lastIndexOf('/')));) folders.add(folder);
    }
  })();
  const existing = (uri) => {
    const file = files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  };
  const provider = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => {}),
    async stat(uri) {
      await load;
      if (folders.has(uri.path)) return { type: Directory, ctime: now, mtime: now, size: 0 };
      const file = existing(uri);
      return { type: File, ctime: now, mtime: file.mtime, size: file.data.length };
    },
    async readDirectory(uri) {
      await load;
      const base = uri.path === '/' ? '/' : `${uri.path}/`;
      const inside = (path) => path !== '/' && path.startsWith(base) && !path.slice(base.length).includes('/');
      const named = (paths, type) => [...paths].filter(inside).map((path) => [path.slice(base.length), type]);
      return [...named(folders, Directory), ...named(files.keys(), File)];
    },
    async readFile(uri) { await load; return existing(uri).data; },
    async writeFile(uri, data) {
      await load;
      const type = files.has(uri.path) ? Changed : Created;
      files.set(uri.path, { data, mtime: Date.now() });
      changes.fire([{ type, uri }]);
    },
    createDirectory(uri) { folders.add(uri.path); changes.fire([{ type: Created, uri }]); },
    delete(uri) { files.delete(uri.path); folders.delete(uri.path); changes.fire([{ type: Deleted, uri }]); },
    rename(from, to) { files.set(to.path, existing(from)); files.delete(from.path); changes.fire([{ type: Deleted, uri: from }, { type: Created, uri: to }]); },
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memfs', provider, { isCaseSensitive: true }));
};
