/** What `npm start` and `npm run start:real` do: a stop in runtime.exitsyscall0 with everything around it; on a terminal the prompt stays. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/gosched';
import { PATIENCE_MS } from '../support/patience';

const start = ['--import', 'tsx', join(root, 'test', 'support', 'start.ts')];
const options = { cwd: root, encoding: 'utf8', timeout: PATIENCE_MS } as const;

/** Threads, frames, goroutines, M table, P table, registers. */
const SHOWN = [
  /^M0 g0 hit Breakpoint 1, runtime\.exitsyscall0 \(gp=G1 /m, /^#0 +runtime\.exitsyscall0 /m, /^--- g0 <- mcall from G1 ---$/m, /^#\d+ +0x[0-9a-f]{16} in main\.main \(\) /m,
  /^\* +1 +syscall +0 +- /m, /^\* +0 +1 +g0 +G1 +- +- /m, /^ +2 +3 +g +G\d+ +P0 /m, /^ +0 +running \(1\) +M2 +G\d+ /m, /^rip +0x[0-9a-f]+ +0x[0-9a-f]+ <runtime\.exitsyscall0/m,
];

describe('npm start', () => {
  it('real: stops, shows everything, and ends where there is no terminal', function () {
    if (!existsSync(join(root, 'node_modules', 'esbuild-go114'))) this.skip();
    const { status, stdout, stderr } = spawnSync(process.execPath, [...start, 'real'], { ...options, input: '' });
    assert.equal(status, 0, stderr);
    for (const part of SHOWN) assert.match(stdout, part);
    assert.match(stdout, /^#\d+ .* syscall\.read \(fd=3, p=len \d+ cap <optimized out> \[\d+ /m);
  });

  it('embedded, on a terminal: shows everything and stays at the prompt', function () {
    if (spawnSync('python3', ['-c', 'import pty']).status !== 0) this.skip();
    const { status, stdout, stderr } = spawnSync('python3', [join(__dirname, 'terminal.py'), process.execPath, ...start], {
      ...options, input: JSON.stringify([{ keys: '', until: 'mxcsr' }, { keys: 'print gp.goid\r', until: '$1 = 1' }, { keys: 'quit\r', until: '\0' }]),
      env: { PATH: process.env.PATH, TERM: 'dumb', GOSCHED_HISTORY: '' },
    });
    assert.equal(status, 0, stderr);
    const [shown] = JSON.parse(stdout) as string[];
    for (const part of SHOWN) assert.match(shown.replaceAll('\r', '').replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, ''), part);
    assert.match(shown, /apps\.txt/);
  });
});
