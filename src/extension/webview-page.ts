import * as vscode from 'vscode';

/** The HTML of a webview: one script from dist/, one style from media/, nothing else may load. */
export function webviewPage(webview: vscode.Webview, extension: vscode.Uri, page: { script: string; style: string; title: string; body: string }): string {
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', page.script));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, 'media', page.style));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src ${webview.cspSource};">
<link rel="stylesheet" href="${style}">
<title>${page.title}</title>
</head>
<body>${page.body}<script src="${script}"></script></body>
</html>`;
}
