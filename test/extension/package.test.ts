/** What is shipped: sizes, contents, and what the manifest promises of the places where it runs. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import manifest from '../../package.json';
import { EDITIONS } from '../../src/embedded/library';
import { root } from '../support/gosched';

const MB = 1 << 20;
const node = ['dist/extension.js', 'dist/language-client.js', 'dist/adapter.js', 'dist/adapter-main.js', 'dist/language-server.js', 'dist/handlers.wasm', 'dist/iced_x86.wasm.deflated', 'dist/templates.bin.deflated'];
const web = ['dist/web/extension.js', 'dist/web/language-client.js', 'dist/web/adapter.js', 'dist/web/language-server.js'];
const size = (path: string): number => statSync(join(root, path)).size;

describe('the .vsix', function () {
  let files: string[];
  before(async () => { files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) => file.replaceAll('\\', '/')); });

  it('holds what the manifest names, and neither tests, sources nor source maps', () => {
    for (const path of [manifest.main, manifest.browser, manifest.icon, 'README.md', 'CHANGELOG.md', ...node, ...web, ...EDITIONS.map((edition) => `dist/library/${edition}.bin`), 'dist/board.js', 'dist/scenarios.json', 'dist/timeline.js']) {
      assert.ok(files.includes(path.replace(/^\.\//, '')), path);
    }
    assert.deepEqual(files.filter((file) => /(^|\/)(test|src|node_modules|out)\/|\.map$|\.ts$|\.vsix$/.test(file)), []);
    for (const file of files.filter((name) => name.endsWith('.js'))) assert.doesNotMatch(readFileSync(join(root, file), 'utf8').slice(-300), /sourceMappingURL/, file);
  });
  it('has every picture of the README', () => {
    for (const [, path] of readFileSync(join(root, 'README.md'), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) assert.ok(/^https:/.test(path) || files.includes(path), path);
  });
  it('stays small: the bundles for Node with what they read beside them under 3 MB, for the browser under 4 MB', () => {
    for (const [host, paths, most] of [['Node', node, 3], ['the browser', web, 4]] as const) {
      const sum = paths.reduce((all, path) => all + size(path), 0);
      const text = `bundles for ${host}: ${(sum / MB).toFixed(2)} MB (${paths.map((path) => `${path} ${Math.ceil(size(path) / 1024)} KB`).join(', ')})`;
      console.log(`      ${text}`);
      assert.ok(sum < most * MB, text);
    }
  });
  it('begins small: what is loaded at activation is a tenth of a megabyte', () => {
    for (const path of [manifest.main, manifest.browser]) assert.ok(size(path) < MB / 10, `${path}: ${size(path)} bytes`);
  });
  it('needs nothing of Node in the browser', () => {
    for (const path of web) {
      const required = [...readFileSync(join(root, path), 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name).filter((name) => name !== 'vscode');
      assert.deepEqual(required, [], path);
    }
  });
});
