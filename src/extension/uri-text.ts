import * as vscode from 'vscode';

/** A URI rather than a path: a scheme of two letters or more (one letter is a drive of Windows). */
export const isUri = (text: string): boolean => /^[A-Za-z][\w+.-]+:/.test(text);

/** A path where the file is on a disk, else the URI: what a launch configuration says of a file. */
export const pathOrUri = (uri: vscode.Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.toString());

/** Whether a program is a file of a virtual file system: by its URI, or as a path of a virtual workspace. */
export async function isOnNoDisk(program: string, folder: vscode.WorkspaceFolder | undefined): Promise<boolean> {
  if (isUri(program)) return vscode.Uri.parse(program).scheme !== 'file';
  if (!folder || folder.uri.scheme === 'file') return false;
  // What is not there may be an executable on this machine.
  return vscode.workspace.fs.stat(folder.uri.with({ path: program })).then(() => true, () => false);
}
