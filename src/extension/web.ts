/** Entry in VS Code for the Web: no processes, so the adapter runs here, in the extension host's worker. */
import * as vscode from 'vscode';
import { activateWith, type Api } from './activate';
import { loadBundle } from './web/load-bundle';

export function activate(context: vscode.ExtensionContext): Api {
  const { extensionUri } = context;
  let adapters: Promise<vscode.DebugAdapterDescriptorFactory> | undefined;
  const loadAdapters = async (): Promise<vscode.DebugAdapterDescriptorFactory> => {
    const { InlineAdapters } = await loadBundle<typeof import('./web/inline-adapter')>(extensionUri, 'adapter');
    return new InlineAdapters(extensionUri);
  };
  return activateWith(context, {
    languageClient: async (options) => {
      const { createClient } = await loadBundle<typeof import('./language-client-web')>(extensionUri, 'language-client');
      return createClient(vscode.Uri.joinPath(extensionUri, 'dist/web/language-server.js'), options);
    },
    // The machine is most of what is shipped: it is loaded with the first session.
    adapter: {
      async createDebugAdapterDescriptor(session, executable) {
        adapters ??= loadAdapters();
        // A failed download is tried again with the next session.
        adapters.catch(() => { adapters = undefined; });
        return (await adapters).createDebugAdapterDescriptor(session, executable);
      },
    },
  });
}
