/** Entry in VS Code on the desktop and on remote hosts. */
import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import { activateWith, type Api } from './activate';
import { isOnNoDisk } from './uri-text';

export function activate(context: vscode.ExtensionContext): Api {
  const load = createRequire(__filename);
  // A process of its own: a translator can exhaust V8's compiler memory, and that must not take the extension host down.
  const process = new vscode.DebugAdapterExecutable('node', [context.asAbsolutePath('dist/adapter.js')]);
  return activateWith(context, {
    languageClient: (options) => {
      const { createClient } = load(context.asAbsolutePath('dist/language-client.js')) as typeof import('./language-client-node');
      return Promise.resolve(createClient(context.asAbsolutePath('dist/language-server.js'), options));
    },
    adapter: {
      createDebugAdapterDescriptor(session) {
        if (!isOnNoDisk(String(session.configuration.program ?? ''))) return process;
        // No process reaches what only VS Code can read: the browser's adapter runs here, over a copy in memory.
        const { InlineAdapters } = load(context.asAbsolutePath('dist/web/adapter.js')) as typeof import('./web/inline-adapter');
        return new InlineAdapters(context.extensionUri).createDebugAdapterDescriptor(session);
      },
    },
  });
}
