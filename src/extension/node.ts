/** Entry in VS Code on the desktop and on remote hosts. */
import * as vscode from 'vscode';
import { activateWith } from './activate';

export function activate(context: vscode.ExtensionContext): void {
  activateWith(context, {
    // A process of its own: a translator can exhaust V8's compiler memory, and that must not take the extension host down.
    adapter: { createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable('node', [context.asAbsolutePath('dist/adapter.js')]) },
  });
}
