import * as vscode from 'vscode';

/** A program that gosched brings along becomes files that the user can change: written once. Its main.go. */
export async function writeOnce(folder: vscode.Uri, files: Readonly<Record<string, string>>): Promise<vscode.Uri> {
  const { fs } = vscode.workspace;
  const program = vscode.Uri.joinPath(folder, 'main.go');
  try {
    // What the user has changed stays.
    await fs.stat(program);
  } catch {
    await fs.createDirectory(folder);
    for (const [name, text] of Object.entries(files)) await fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  }
  return program;
}
