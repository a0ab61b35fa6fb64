/**
 * What a learner or a teacher would write: each program prints the same, and ends with the same code, on the embedded runtime
 * as when Go 1.19 builds it and Linux runs it: on edition go1.19, and on one of the older ones in turn. What a panic says is
 * compared up to the stack trace.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_EDITION, EDITIONS } from '../../src/embedded/library';
import { buildGo } from '../support/go';
import { native } from '../support/gosched';
import { requireTool } from '../support/tools';
import { compileFiles, run } from './embedded';

const folder = join(__dirname, 'programs');
const ARGUMENTS = ['x', 'y z'];
const INPUT = 'a\nb c\n\nlast';

describe('programs on the embedded runtime are as Go builds them', function () {
  before(function () { requireTool(this, 'go'); });

  const older = EDITIONS.filter((edition) => edition !== DEFAULT_EDITION);
  let turn = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.go')).sort()) {
    const other = older[turn++ % older.length];
    it(`${file}, also on ${other}`, () => {
      const path = join(folder, file);
      const input = readFileSync(path, 'utf8').includes('os.Stdin') ? INPUT : '';
      const real = native(buildGo([path]), ARGUMENTS, { input });
      for (const edition of [DEFAULT_EDITION, other]) {
        const ours = run(compileFiles([path], edition), { argv: ['/work/program', ...ARGUMENTS] }, 2e9, input);
        assert.equal(ours.out, real.stdout.toString(), edition);
        assert.deepEqual(ours.stop, { kind: 'exited', code: real.code }, edition);
        assert.equal(message(ours.err), message(real.stderr), edition);
      }
    });
  }
});

function message(stderr: string): string { return stderr.split('\n\ngoroutine ')[0]; }
