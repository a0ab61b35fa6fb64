/** The walkthrough's program, the same that `npm start` runs. */
import * as vscode from 'vscode';
import text from '../embedded/programs/open_file.go';

/** Writes the example into a folder of the extension's own (a file, so that breakpoints and the build find it) and shows it. */
export async function openExample(storage: vscode.Uri): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.joinPath(storage, 'example', 'main.go');
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}
