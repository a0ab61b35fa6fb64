/** The walkthrough's program, the same that `npm start` runs. */
import * as vscode from 'vscode';
import text from '../embedded/programs/open_file.go';
import { writeOnce } from './own-program';

/** Opens the example, a file in the extension's own folder: it runs at once, with nothing to save or to choose. */
export async function openExample(storage: vscode.Uri): Promise<vscode.TextDocument> {
  const program = await writeOnce(vscode.Uri.joinPath(storage, 'syscall'), { 'main.go': text, 'apps.txt': 'an app\n' });
  const document = await vscode.workspace.openTextDocument(program);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}
