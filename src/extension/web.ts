/** Entry in VS Code for the Web: no processes, so the adapter runs here, in the extension host's worker. */
import * as vscode from 'vscode';
import { activateWith, type Api } from './activate';
import { InlineAdapters } from './web/inline-adapter';

export function activate(context: vscode.ExtensionContext): Api {
  return activateWith(context, {
    // Loaded with the first .s file: a third of the bundle, and most sessions never see assembly.
    languageClient: async (options) => {
      const { LanguageClient } = await import('vscode-languageclient/browser');
      const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist/web/language-server.js').toString(true));
      return new LanguageClient('gosched.assembly', 'Go Assembly', worker, options);
    },
    adapter: new InlineAdapters(),
  });
}
