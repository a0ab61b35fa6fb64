/** Entry in VS Code for the Web: no processes, so the adapter runs here, in the extension host's worker. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activateWith } from './activate';
import { InlineAdapters } from './web/inline-adapter';

export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, {
    languageClient: (options) => {
      const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist/web/language-server.js').toString(true));
      return new LanguageClient('gosched.assembly', 'Go Assembly', worker, options);
    },
    adapter: new InlineAdapters(),
  });
}
