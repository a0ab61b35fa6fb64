/** `gosched trace`: the command around the tracer (its content is compared with real traces elsewhere). */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { functionNames } from '../../src/cli/trace';
import { programsFolder } from '../embedded/embedded';
import { buildGo, debugFlags } from '../support/go';
import { gosched, run } from '../support/gosched';
import { requireTool } from '../support/tools';

describe('gosched trace', function () {
  it('cuts the list of functions', () => {
    assert.deepEqual(functionNames('a, runtime.b,/x{1,2}y/,c'), ['a', 'runtime.b', '/x{1,2}y/', 'c']);
  });

  it('prints a line for each entry, as text and as JSON', function () {
    requireTool(this, 'go');
    const program = buildGo(['s1_open.go', 'yield.go'], debugFlags);
    const options = ['--functions', 'reentersyscall,exitsyscall', '--from', 'main.main', '--cwd', '/tmp', '--gomaxprocs', '2'];
    const text = gosched(['trace', ...options, program]);
    assert.match(text.stdout.toString(), /^#001 .* reentersyscall +G1 /);
    assert.equal(text.stderr, 'open appss.txt: no such file or directory\n'.repeat(1));
    const records = gosched(['trace', '--json', ...options, program]).stdout.toString().trimEnd().split('\n').map((line) => JSON.parse(line) as { function: string; stack: unknown });
    assert.deepEqual(records.map((record) => record.function), text.stdout.toString().trimEnd().split('\n').map((line) => `runtime.${/T\d+ (\w+)/.exec(line)?.[1]}`));
    assert.deepEqual([records[0].function, records[1].function, records[0].stack], ['runtime.reentersyscall', 'runtime.exitsyscall', 1]);
  });

  it('follows a schedule made by hand, as gosched run does', () => {
    const scenario = [...'--runtime embedded --gomaxprocs 1 --env GODEBUG=asyncpreemptoff=1'.split(' '), join(programsFolder, '05-exitsyscall0-idle-p.go')];
    const hold = ['--hold', 'exitsyscall0 until stopm'];
    const idle = (options: string[]): string | undefined => /exitsyscall0 .* npidle=(\d)/.exec(gosched(['trace', '--functions', 'exitsyscall0', ...options, ...scenario]).stdout.toString())?.[1];
    assert.deepEqual([idle([]), idle(hold)], ['0', '1']);
    const [plain, held] = [[], hold].map((options) => run([...options, ...scenario.slice(0, -1)], scenario.at(-1)!));
    assert.deepEqual([plain.code, held.code], [0, 0]);
    assert.notEqual(plain.stats.stateHash, held.stats.stateHash);
    const { code, stderr } = gosched(['run', '--hold', 'exitsyscall0 until nowhere', ...scenario]);
    assert.deepEqual([code, stderr], [2, 'gosched: hold: the program has no function runtime.nowhere\n']);
  });

  it('wants something to trace, and says what it does not know', function () {
    requireTool(this, 'go');
    const program = buildGo(['s1_open.go', 'yield.go'], debugFlags);
    assert.equal(gosched(['trace', program]).code, 2);
    const { code, stderr } = gosched(['trace', '--functions', 'exitsyscal0', program]);
    assert.equal(code, 2);
    assert.match(stderr, /no function "exitsyscal0"/);
  });
});
