import assert from 'node:assert/strict';
import { buildErrors } from '../../src/extension/build-errors';

describe('errors of compilers in a message', () => {
  it('file, line, column and text of each, and nothing else', () => {
    assert.deepEqual(buildErrors('go build failed:\n# command-line-arguments\n./main.go:5:2: undefined: f\n/w/a b.txt\nC:\\w\\x.go:7: too many errors\n'), [
      { file: './main.go', line: 5, column: 2, text: 'undefined: f' }, { file: 'C:\\w\\x.go', line: 7, column: 1, text: 'too many errors' },
    ]);
  });
});
