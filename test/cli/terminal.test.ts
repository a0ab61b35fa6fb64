/** `gosched debug` on a terminal: keys, completion, colours, Ctrl-C, and lines of earlier sessions. Needs python3 for the pseudo terminal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { cli } from '../support/gosched';
import { requireTool } from '../support/tools';
import { PATIENCE_MS } from '../support/patience';

const PROMPT = '\x1b[1m(gosched) \x1b[0m';

describe('gosched debug on a terminal', function () {
  const folder = scratchFolder('terminal');
  const history = join(folder, 'state', 'history');
  let program: string;
  before(function () {
    requireTool(this, 'go');
    if (spawnSync('python3', ['-c', 'import pty']).status !== 0) this.skip();
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'loop.go');
    writeFileSync(file, 'package main\n\nvar counter int\n\nfunc main() {\n\tfor {\n\t\tcounter++\n\t}\n}\n');
    program = buildGo([file], debugFlags);
  });
  beforeEach(() => rmSync(history, { force: true }));

  function type(...steps: [keys: string, until: string][]): string[] {
    const { stdout, stderr, status } = spawnSync('python3', [join(__dirname, 'terminal.py'), process.execPath, cli, 'debug', '--cwd', '/tmp', program], {
      input: JSON.stringify(steps.map(([keys, until]) => ({ keys, until }))), encoding: 'utf8', timeout: PATIENCE_MS,
      env: { PATH: process.env.PATH, TERM: 'xterm', GOSCHED_HISTORY: history },
    });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as string[];
  }

  it('completes, colours, and stops at Ctrl-C', () => {
    const [, breakpoint, run, print, , topics, pause, , , clear] = type(
      ['', PROMPT], ['tbre\tmain.mai\t\r', 'line 6.'], ['run\r', 'for {'], ['print runtime.sched.npi\t\r', '$1 = '], ['', PROMPT], ['info sharedl\t\r', 'loaded'],
      ['continue\r', 'Continuing.'], ['\x03', 'counter++'], ['', PROMPT], ['half a line\x03', 'Quit'],
    );
    assert.match(breakpoint, /tbreak main\.main/);
    assert.ok(run.includes('\x1b[33mmain.main\x1b[0m'), run);
    assert.match(run, /\x1b\[32m.*loop\.go:\d+\x1b\[0m/);
    assert.match(print, /runtime\.sched\.npidle/);
    assert.match(topics, /info sharedlibrary/);
    assert.match(pause, /Continuing/);
    assert.match(clear, /Quit/);
  });

  it('remembers lines of earlier sessions', () => {
    type(['', PROMPT], ['echo first\\n\r', 'first\r\n'], ['', PROMPT], ['quit\r', '\0']);
    assert.deepEqual(readFileSync(history, 'utf8').trimEnd().split('\n'), ['echo first\\n', 'quit']);
    const [, again] = type(['', PROMPT], ['\x1b[A\x1b[A\r', 'first\r\n']);
    assert.match(again, /echo first/);
  });

  it('asks for the lines of a block with another prompt', () => {
    const [, , block] = type(['', PROMPT], ['define twice\r', '>'], ['echo again\\n\rend\r', PROMPT], ['twice\r', 'again\r\n']);
    assert.match(block, />/);
  });
});
