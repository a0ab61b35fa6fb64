/** Entry in VS Code on the desktop and on remote hosts. */
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { activateWith, type Api } from './activate';

export function activate(context: vscode.ExtensionContext): Api {
  return activateWith(context, {
    languageClient: (options) => {
      const { createClient } = createRequire(__filename)(context.asAbsolutePath('dist/language-client.js')) as typeof import('./language-client-node');
      return Promise.resolve(createClient(context.asAbsolutePath('dist/language-server.js'), options));
    },
    // A process of its own: a translator can exhaust V8's compiler memory, and that must not take the extension host down.
    adapter: { createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable('node', [context.asAbsolutePath('dist/adapter.js')]) },
  });
}
