import * as vscode from 'vscode';
import { webviewPage } from './webview-page';

const open = new Set<vscode.WebviewPanel>();

/**
 * A webview panel beside the editors; the second one becomes a tab of the first one's group. VS Code locks that group by itself
 * (configurationDefaults in contributes.ts): the source that it shows at a stop would open over the panel otherwise.
 * `kind` names the view type (gosched.KIND), the script (dist/KIND.js) and the style (media/KIND.css).
 */
export function openSidePanel(extension: vscode.Uri, kind: 'board' | 'timeline', title: string, body: string): vscode.WebviewPanel {
  const beside = [...open].find((panel) => panel.viewColumn !== undefined)?.viewColumn ?? vscode.ViewColumn.Beside;
  const panel = vscode.window.createWebviewPanel(`gosched.${kind}`, title, { viewColumn: beside, preserveFocus: true },
    { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist'), vscode.Uri.joinPath(extension, 'media')] });
  open.add(panel);
  panel.onDidDispose(() => open.delete(panel));
  panel.webview.html = webviewPage(panel.webview, extension, { script: `${kind}.js`, style: `${kind}.css`, title, body });
  return panel;
}
