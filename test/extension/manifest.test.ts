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
});
