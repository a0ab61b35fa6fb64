/** The command line's syntax. */
import assert from 'node:assert/strict';
import { parseLine, programOptions, readProgramOptions, UsageError, wholeNumber } from '../../src/cli/options';
import { launchOptions } from '../../src/adapter/launch/options';
import { parseDuration } from '../../src/debugger/duration';
import { LatencyError, parseLatency } from '../../src/debugger/latency';
import { gosched } from '../support/gosched';

const parse = (...line: string[]): ReturnType<typeof parseLine> => parseLine(line, { ...programOptions, ex: { type: 'string', multiple: true }, batch: { type: 'boolean' } });

describe('the command line', () => {
  it('leaves what follows PROGRAM to the program', () => {
    assert.deepEqual(parse('--cpus', '2', 'prog', '--cpus', 'x', '-h'), { values: Object.assign(Object.create(null), { cpus: '2' }), program: 'prog', args: ['--cpus', 'x', '-h'] });
    assert.deepEqual(parse('--', 'prog', '--', 'a').args, ['--', 'a']);
    assert.equal(parse('--cpus=2').program, undefined);
  });

  it('takes -ex as gdb writes it', () => {
    const { values, program } = parse('-ex', 'break main.main', '--batch', '-ex', 'run', 'prog', '-ex', 'x');
    assert.deepEqual([values.ex, values.batch, program], [['break main.main', 'run'], true, 'prog']);
  });

  it('refuses what it does not know', () => {
    assert.throws(() => parse('--no-such', 'prog'), UsageError);
    assert.throws(() => parse('--cpus'), UsageError);
    assert.throws(() => parse('--batch=yes', 'prog'), UsageError);
    assert.throws(() => readProgramOptions(parse('--env', 'X', 'prog'), ''), /--env: write NAME=VALUE/);
    assert.throws(() => readProgramOptions(parse('--runtime', 'tinygo', 'prog'), ''), /--runtime: go or embedded/);
    assert.throws(() => readProgramOptions(parse('--seed', '1.5', 'prog'), ''), /--seed: a whole number/);
    assert.throws(() => readProgramOptions(parse('--max-time', 'long', 'prog'), ''), /max-time: "long" is no duration/);
  });

  it('reads numbers with scales', () => {
    const value = (text: string): number | undefined => wholeNumber({ n: text }, 'n');
    assert.deepEqual([value('1_000'), value('1e6'), value('2GiB'), value('64k'), value('0')], [1000, 1e6, 2 * 1024 ** 3, 65536, 0]);
    for (const wrong of ['-1', '1.5', 'x', '', '1e400']) assert.throws(() => value(wrong), UsageError);
  });

  it('reads durations as Go writes them', () => {
    assert.deepEqual(['25ms', '1.5s', '1m30s', '7us', '0', '3µs', '12ns'].map(parseDuration), [25e6, 1.5e9, 90e9, 7e3, 0, 3e3, 12]);
    for (const wrong of ['', '5', 'ms', '-1s', '1d', '1s 2']) assert.throws(() => parseDuration(wrong), RangeError);
  });

  it('reads latency rules by name, descriptor and path', () => {
    assert.deepEqual(parseLatency('openat=25ms'), { syscall: 'openat', ns: 25e6 });
    assert.deepEqual(parseLatency('read:3=1us'), { syscall: 'read', fd: 3, ns: 1000 });
    assert.deepEqual(parseLatency('openat:/etc/*=1s'), { syscall: 'openat', path: '/etc/*', ns: 1e9 });
    for (const wrong of ['openat', '=1s', 'open at=1s', 'read=fast']) assert.throws(() => parseLatency(wrong), LatencyError);
  });

  it('turns options into a launch', () => {
    const launch = launchOptions({ program: 'p', args: ['a'], env: { A: '1' }, gomaxprocs: 2, seed: 7, cpus: 3 }, '/x/p', '/x', 'p');
    assert.deepEqual([launch.argv, launch.env, launch.cwd, launch.seed, launch.cpus], [['p', 'a'], ['A=1', 'GOMAXPROCS=2'], '/x', 7, 3]);
    assert.throws(() => launchOptions({ program: 'p', gomaxprocs: 0 }, '/p', '/'), /gomaxprocs/);
    assert.throws(() => launchOptions({ program: 'p', env: { 'A=B': '1' } }, '/p', '/'), /env/);
  });

  it('says what it can do', () => {
    for (const line of [['--help'], ['run', '--help'], ['debug', '-h'], ['dap', '--help']]) {
      const { code, stdout } = gosched(line);
      assert.equal(code, 0);
      assert.match(stdout.toString(), /Usage/);
    }
    assert.match(gosched(['--version']).stdout.toString(), /^gosched \d+\.\d+\.\d+\n$/);
    assert.equal(gosched([]).code, 2);
    assert.match(gosched(['jump']).stderr, /no command "jump"/);
  });
});
