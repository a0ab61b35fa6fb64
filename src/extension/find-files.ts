import * as vscode from 'vscode';

/** Folders of a virtual workspace that are listed: each may be a request over a network. */
const MOST_FOLDERS = 1000;

export interface Search { /** 'go', 's' */ extensions: readonly string[]; /** names of folders that are not looked into */ leftOut: readonly string[]; limit: number }
export interface Found { uris: vscode.Uri[]; /** there are more, which the limits left out */ isCut: boolean }

/**
 * Files of a workspace folder. On a disk VS Code's own search finds them. In a virtual workspace it waits for a search
 * provider, for ever if the file system brings none: there the folders are listed.
 */
export async function findFiles(folder: vscode.WorkspaceFolder, search: Search): Promise<Found> {
  if (folder.uri.scheme !== 'file') return walk(folder.uri, search);
  const any = (names: readonly string[]): string => (names.length === 1 ? names[0] : `{${names.join(',')}}`);
  const uris = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/*.${any(search.extensions)}`), `**/${any(search.leftOut)}/**`, search.limit + 1);
  return { uris: uris.slice(0, search.limit), isCut: uris.length > search.limit };
}

/** Breadth first: what is near the top is found before the limits are. */
async function walk(root: vscode.Uri, { extensions, leftOut, limit }: Search): Promise<Found> {
  const found: vscode.Uri[] = [];
  const folders = [root];
  let i = 0;
  for (; i < folders.length && i < MOST_FOLDERS && found.length <= limit; i++) {
    let entries: [string, vscode.FileType][];
    try { entries = await vscode.workspace.fs.readDirectory(folders[i]); } catch { continue; }
    for (const [name, type] of entries) {
      const uri = vscode.Uri.joinPath(folders[i], name);
      // A link to a folder may lead back up.
      if (type === vscode.FileType.Directory) { if (!leftOut.includes(name) && !name.startsWith('.')) folders.push(uri); }
      else if (type & vscode.FileType.File && extensions.includes(name.slice(name.lastIndexOf('.') + 1))) found.push(uri);
    }
  }
  return { uris: found.slice(0, limit), isCut: i < folders.length || found.length > limit };
}
