/** Go's own tests of os, net and what stands on them: native against emulated, verdict by verdict. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import { loadElf } from '../../../src/image/load-elf';
import { createProcess, defaultLaunch } from '../../../src/linux/process';
import { createMachine } from '../../../src/machine/machine';
import { buildGoTest, goroot, runAllBut, verdicts } from '../../support/go-tests';
import { requireTool } from '../../support/tools';
import { PATIENCE_MS } from '../../support/patience';

/**
 * Tests that start another process (fork and exec), which the machine does not do. Most run themselves as the child; in os,
 * TestErrProcessDone runs the go tool, TestStatStdin /bin/sh and TestHostname /bin/hostname; TestSplice of net has its other
 * end in a child.
 */
const PROCESSES: Readonly<Record<string, readonly string[]>> = {
  os: ['TestErrProcessDone', 'TestStartProcess', 'TestKillStartProcess', 'TestKillFindProcess', 'TestGetppid', 'TestStdPipe', 'TestExecutable', 'TestExecutableDeleted', 'TestHostname', 'TestStatStdin', 'TestReadNonblockingFd'],
  net: ['TestSplice'],
  syscall: ['TestZeroSysProcAttr', 'TestSetpgid', 'TestPgid', 'TestExec', 'TestExecPtrace', 'TestFcntlFlock', 'TestPassFD'],
};
const LIMIT = 5_000_000_000;

describe('Go packages over files and sockets, native and emulated', function () {
  before(function () { requireTool(this, 'go'); });

  const packages = ['os', 'net', 'path/filepath', 'io/ioutil', 'io/fs', 'internal/poll', 'os/user', 'syscall', 'net/rpc', 'log/syslog', 'archive/zip'];
  // Where another schedule finds other mistakes: with one processor, too.
  const runs = [...packages.map((name) => ({ name, gomaxprocs: '2' })), { name: 'os', gomaxprocs: '1' }];
  for (const { name, gomaxprocs } of runs) {
    it(`${name}, GOMAXPROCS=${gomaxprocs}`, () => {
      const { program, folder } = buildGoTest(name);
      const cwd = realpathSync(folder);
      const args = ['-test.short', '-test.v', ...runAllBut(program, folder, PROCESSES[name] ?? [])];
      const env = { GOMAXPROCS: gomaxprocs, HOME: '/tmp', PATH: '/usr/bin:/bin', GOROOT: goroot, PWD: cwd };
      const natively = nativeVerdicts(program, args, cwd, env);
      const guest = createProcess(loadElf(program, readFileSync(program)), createMachine(), new NodeFiles(), {
        ...defaultLaunch([program, ...args]), cwd, env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
        // os lists and enters /usr/bin.
        readable: [goroot, realpathSync(join(goroot, 'src')), '/usr/bin'].filter((path) => existsSync(path)),
      });
      const chunks: Uint8Array[] = [];
      guest.onOutput((_fd, bytes) => chunks.push(bytes.slice()));
      guest.provideInput(undefined);
      let stop;
      do stop = guest.run({ maxInstructions: 20_000_000 }); while (stop.kind === 'limit' && guest.retired < LIMIT);
      const output = Buffer.concat(chunks).toString();
      const here = verdicts(output);
      const wrong = [...natively].filter(([test, verdict]) => here.get(test) !== verdict);
      console.log(`      ${name}: ${natively.size - wrong.length} of ${natively.size} verdicts as natively`);
      assert.deepEqual(wrong.map(([test, verdict]) => `${test}: natively ${verdict}, here ${here.get(test)}`), []);
      assert.equal(stop.kind, 'exited', output.slice(-2000));
      assert.ok(natively.size > 0);
    });
  }
});

/** As an ordinary user, which the guest is, with a TMPDIR of its own. */
function nativeVerdicts(program: string, args: string[], cwd: string, env: Record<string, string>): Map<string, string> {
  const temporary = mkdtempSync(join(tmpdir(), 'gosched-native-'));
  chmodSync(temporary, 0o777);
  const user = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};
  try {
    const result = spawnSync(program, args, { cwd, env: { ...env, TMPDIR: temporary }, encoding: 'utf8', timeout: PATIENCE_MS, maxBuffer: 1 << 26, ...user });
    if (result.error) throw result.error;
    return verdicts(result.stdout);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
