import * as vscode from 'vscode';

/** A URI rather than a path: a scheme of two letters or more (one letter is a drive of Windows). */
const isUri = (text: string): boolean => /^[A-Za-z][\w+.-]+:/.test(text);

/** What a launch configuration or a source says of a file: a URI, or a path of this machine. */
export const uriOf = (text: string): vscode.Uri => (isUri(text) ? vscode.Uri.parse(text) : vscode.Uri.file(text));

/** A path where the file is on a disk, else the URI: what a launch configuration says of a file. */
export const pathOrUri = (uri: vscode.Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.toString());

/** Whether what `uriOf` gives is on no disk: no other process reaches it. */
export const isOnNoDisk = (text: string): boolean => uriOf(text).scheme !== 'file';

/**
 * `program` of a launch configuration, so that it says by itself where it is: the path of a virtual workspace (VS Code puts one
 * for ${workspaceFolder}) becomes its URI. What is not there may be an executable on this machine.
 */
export async function located(program: string, folder: vscode.WorkspaceFolder | undefined): Promise<string> {
  if (isUri(program)) return pathOrUri(vscode.Uri.parse(program));
  if (!folder || folder.uri.scheme === 'file' || !program.startsWith('/')) return program;
  // Of a workspace that is a file system's root it begins with two slashes.
  const uri = vscode.Uri.joinPath(folder.uri.with({ path: '/' }), program);
  return vscode.workspace.fs.stat(uri).then(() => uri.toString(), () => program);
}
