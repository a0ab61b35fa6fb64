import * as vscode from 'vscode';
import { webviewPage } from './webview-page';

/**
 * A webview panel beside the editors, in a group of its own that is locked: the source that VS Code shows at a stop would open
 * over it otherwise. A group that holds the user's editors too is left as it is.
 * `kind` names the view type (gosched.KIND), the script (dist/KIND.js) and the style (media/KIND.css).
 */
export function openSidePanel(extension: vscode.Uri, kind: 'board' | 'timeline', title: string, body: string): vscode.WebviewPanel {
  const editor = vscode.window.activeTextEditor;
  const panel = vscode.window.createWebviewPanel(`gosched.${kind}`, title, vscode.ViewColumn.Beside,
    { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist'), vscode.Uri.joinPath(extension, 'media')] });
  panel.webview.html = webviewPage(panel.webview, extension, { script: `${kind}.js`, style: `${kind}.css`, title, body });
  const lockOnce = panel.onDidChangeViewState(() => lock());
  const lock = (): void => {
    if (!panel.active) return;
    lockOnce.dispose();
    const { tabs } = vscode.window.tabGroups.activeTabGroup;
    // The command locks the group that has the focus; the user goes on where he was.
    const locked = tabs.every(({ input }) => input instanceof vscode.TabInputWebview) ? vscode.commands.executeCommand('workbench.action.lockEditorGroup') : Promise.resolve();
    void locked.then(() => editor && vscode.window.showTextDocument(editor.document, editor.viewColumn));
  };
  lock();
  return panel;
}
