/** The walkthrough's program, the same that `npm start` runs. */
import * as vscode from 'vscode';
import text from '../embedded/programs/open_file.go';

/** Opens the example, a file in the extension's own folder: it runs at once, with nothing to save or to choose. */
export async function openExample(storage: vscode.Uri): Promise<vscode.TextDocument> {
  const folder = vscode.Uri.joinPath(storage, 'syscall');
  const program = vscode.Uri.joinPath(folder, 'main.go');
  const { fs } = vscode.workspace;
  try {
    // What the user has changed stays.
    await fs.stat(program);
  } catch {
    await fs.createDirectory(folder);
    await fs.writeFile(program, new TextEncoder().encode(text));
    await fs.writeFile(vscode.Uri.joinPath(folder, 'apps.txt'), new TextEncoder().encode('an app\n'));
  }
  const document = await vscode.workspace.openTextDocument(program);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}
