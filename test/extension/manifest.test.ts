import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/gosched';
import { contributes } from '../support/manifest';
import manifest from '../../package.json';

describe('package.json', () => {
  it('contributes what src/extension/contributes.ts says (npm run contributes writes it)', () => {
    assert.deepEqual(manifest.contributes, JSON.parse(JSON.stringify(contributes)));
  });
  it('names files that exist', () => {
    const paths = JSON.stringify(manifest).match(/(?:\.\/)?(?:media|syntaxes)\/[\w./-]+/g) ?? [];
    assert.ok(paths.length > 5);
    for (const path of paths) assert.ok(existsSync(join(root, path)), path);
  });
  it('takes no key that VS Code or a desktop uses while debugging', () => {
    const keys = manifest.contributes.keybindings.map(({ key }) => key);
    assert.equal(new Set(keys).size, 4);
    const taken = [
      // Debug actions of VS Code on all systems, those of the browser on Windows (where F11 is the full screen) among them.
      'f5', 'shift+f5', 'ctrl+f5', 'ctrl+shift+f5', 'f6', 'f9', 'shift+f9', 'f10', 'f11', 'shift+f11', 'ctrl+f11', 'alt+f10', 'alt+f11', 'ctrl+alt+f11',
      // Its editor: next and previous change, context menu, comments, Peek Definition on Linux.
      'alt+f5', 'shift+alt+f5', 'shift+f10', 'shift+alt+f10', 'ctrl+shift+f10',
    ];
    assert.deepEqual(keys.filter((key) => taken.includes(key)), []);
    // Linux goes to another console with Ctrl, Alt and a function key.
    assert.deepEqual(keys.filter((key) => /^ctrl\+alt\+f\d+$/.test(key)), []);
  });
});
