/** Entry in VS Code on the desktop and on remote hosts. */
import * as vscode from 'vscode';
import { activateWith, type Api } from './activate';

export function activate(context: vscode.ExtensionContext): Api {
  return activateWith(context, {
    // Loaded with the first .s file: a third of the bundle, and most sessions never see assembly.
    languageClient: async (options) => {
      const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
      const server = { module: context.asAbsolutePath('dist/language-server.js'), transport: TransportKind.ipc };
      return new LanguageClient('gosched.assembly', 'Go Assembly', { run: server, debug: server }, options);
    },
    // A process of its own: a translator can exhaust V8's compiler memory, and that must not take the extension host down.
    adapter: { createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable('node', [context.asAbsolutePath('dist/adapter.js')]) },
  });
}
