/** What is shipped: sizes, contents, and what the manifest promises of the places where it runs. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import manifest from '../../package.json';
import { root } from '../support/gosched';

const MB = 1 << 20;
const size = (path: string): number => statSync(join(root, path)).size;

describe('the .vsix', function () {
  let files: string[];
  before(async () => { files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) => file.replaceAll('\\', '/')); });

  it('holds what the manifest names, and neither tests, sources nor source maps', () => {
    for (const path of [manifest.main, manifest.browser, manifest.icon, 'README.md', 'CHANGELOG.md', 'dist/adapter.js', 'dist/language-client.js', 'dist/language-server.js', 'dist/web/language-server.js', 'dist/board.js', 'dist/scenarios.json', 'dist/timeline.js']) {
      assert.ok(files.includes(path.replace(/^\.\//, '')), path);
    }
    assert.deepEqual(files.filter((file) => /(^|\/)(test|src|node_modules|out)\/|\.map$|\.ts$|\.vsix$/.test(file)), []);
    for (const file of files.filter((name) => name.endsWith('.js'))) assert.doesNotMatch(readFileSync(join(root, file), 'utf8').slice(-300), /sourceMappingURL/, file);
  });
  it('has every picture of the README', () => {
    for (const [, path] of readFileSync(join(root, 'README.md'), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) assert.ok(/^https:/.test(path) || files.includes(path), path);
  });
  it('stays small: the bundles for Node together under 3 MB, for the browser under 4 MB', () => {
    const node = ['dist/extension.js', 'dist/language-client.js', 'dist/adapter.js', 'dist/language-server.js'];
    const web = ['dist/web/extension.js', 'dist/web/language-server.js'];
    assert.ok(node.reduce((sum, path) => sum + size(path), 0) < 3 * MB, `Node's: ${node.map(size).join(' + ')} bytes`);
    assert.ok(web.reduce((sum, path) => sum + size(path), 0) < 4 * MB, `the browser's: ${web.map(size).join(' + ')} bytes`);
  });
  it('needs nothing of Node in the browser', () => {
    for (const path of ['dist/web/extension.js', 'dist/web/language-server.js']) {
      const required = [...readFileSync(join(root, path), 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name).filter((name) => name !== 'vscode');
      assert.deepEqual(required, [], path);
    }
  });
});
