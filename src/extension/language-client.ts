/** Starts the assembly language server with the first `.s` file, and gives it the files around it (it reads no disk itself). */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { showLimit } from './files-status';
import { findFiles } from './find-files';
import { ASSEMBLY_LANGUAGE } from './names';

/** As src/language/server.ts. */
const FILES = 'gosched/files';
const EXTENSIONS = ['s', 'go', 'h'];
const MOST_FILES = 5000;
/** Files a message: the server answers other questions in between. */
const FILES_AT_ONCE = 200;

export type ClientFactory = (options: LanguageClientOptions) => Promise<BaseLanguageClient>;

export function startLanguageClient(create: ClientFactory): vscode.Disposable {
  let client: BaseLanguageClient | undefined;
  let starting: Promise<void> | undefined;
  const sent = new Set<string>();
  const disposables: vscode.Disposable[] = [];

  const send = async (uris: readonly vscode.Uri[]): Promise<void> => {
    const fresh = uris.filter((uri) => !sent.has(uri.toString()));
    for (const uri of fresh) sent.add(uri.toString());
    for (let from = 0; from < fresh.length; from += FILES_AT_ONCE) {
      const files = await Promise.all(fresh.slice(from, from + FILES_AT_ONCE).map(async (uri) => {
        try { return { uri: uri.toString(), text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) }; } catch { return { uri: uri.toString() }; }
      }));
      await client?.sendNotification(FILES, { files });
    }
  };
  /** Go and assembly files in the folder of a document, also outside the workspace (Go's own sources). */
  const sendSiblings = async (document: vscode.TextDocument): Promise<void> => {
    const folder = vscode.Uri.joinPath(document.uri, '..');
    try {
      const entries = await vscode.workspace.fs.readDirectory(folder);
      await send(entries.filter(([name, type]) => type & vscode.FileType.File && /\.(s|go|h)$/.test(name)).map(([name]) => vscode.Uri.joinPath(folder, name)));
    } catch { /* an untitled document has no folder */ }
  };

  const start = async (first: vscode.TextDocument): Promise<void> => {
    client = await create({ documentSelector: [{ language: ASSEMBLY_LANGUAGE }] });
    disposables.push(client);
    await client.start();
    const watcher = vscode.workspace.createFileSystemWatcher(`**/*.{${EXTENSIONS.join(',')}}`);
    const changed = (uri: vscode.Uri): void => { sent.delete(uri.toString()); void send([uri]); };
    disposables.push(
      watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed), watcher.onDidDelete(changed),
      vscode.workspace.onDidCloseTextDocument(({ uri, languageId }) => {
        if (![ASSEMBLY_LANGUAGE, 'go'].includes(languageId)) return;
        // Changes that were not saved are gone; what was no file of these folders (an older version, say) is forgotten.
        if (sent.has(uri.toString())) changed(uri); else void client?.sendNotification(FILES, { files: [{ uri: uri.toString() }] });
      }),
    );
    await sendSiblings(first);
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const { uris, isCut } = await findFiles(folder, { extensions: EXTENSIONS, leftOut: ['node_modules'], limit: MOST_FILES });
      if (isCut) disposables.push(showLimit(folder.name, uris.length));
      await send(uris);
    }
  };
  const opened = (document: vscode.TextDocument): void => {
    if (document.languageId !== ASSEMBLY_LANGUAGE) return;
    if (starting) void starting.then(() => sendSiblings(document)); else starting = start(document);
  };
  disposables.push(
    vscode.workspace.onDidOpenTextDocument(opened),
    vscode.commands.registerCommand('gosched.openDeclaration', async (target: { uri: string; line: number; column: number }) => {
      const position = new vscode.Position(target.line, target.column);
      await vscode.window.showTextDocument(vscode.Uri.parse(target.uri), { selection: new vscode.Range(position, position) });
    }),
  );
  for (const document of vscode.workspace.textDocuments) opened(document);
  return new vscode.Disposable(() => { for (const disposable of disposables) disposable.dispose(); });
}
