/** Texts that are compared byte for byte with files under test/. UPDATE_GOLDEN=1 writes those files anew. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from './folders';
import { goCommand } from './go';
import { root } from './gosched';

/** Paths of this machine, and what stands for them; longer ones first. */
const places: [string, string][] = [
  [scratch, '<BUILD>'], [root, '<PROJECT>'],
  [dirname(dirname(goCommand)), '<GOROOT>'],
];

export function normalise(text: string): string {
  const named = places.reduce((current, [path, name]) => current.replaceAll(path, name), text);
  // When a checkpoint is taken depends on the host's time.
  return named.replace(/^(Checkpoints +)\d+, [\d.]+ MiB/gm, '$1<N>, <M> MiB');
}

/** Compares `text` with the file test/PATH. */
export function assertGolden(path: string, text: string): void {
  const file = join(root, 'test', path);
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `${path} is missing: UPDATE_GOLDEN=1 writes it`);
  assert.equal(text, readFileSync(file, 'utf8'));
}
