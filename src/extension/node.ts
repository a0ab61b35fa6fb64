/** Entry in VS Code on the desktop and on remote hosts. */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith } from './activate';

export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, {
    languageClient: (options) => {
      const server = { module: context.asAbsolutePath('dist/language-server.js'), transport: TransportKind.ipc };
      return new LanguageClient('gosched.assembly', 'Go Assembly', { run: server, debug: server }, options);
    },
    // A process of its own: a translator can exhaust V8's compiler memory, and that must not take the extension host down.
    adapter: { createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable('node', [context.asAbsolutePath('dist/adapter.js')]) },
  });
}
