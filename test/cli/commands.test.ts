/** Every command of the console, by each of its names: in `gosched debug --batch` and over the protocol, on a real and on an embedded program. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '../../src/debugger/console/console';
import { allCommands } from '../../src/debugger/console/commands';
import { infoTable } from '../../src/debugger/console/commands/info';
import { Wire } from '../adapter/wire';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { gosched } from '../support/gosched';
import { requireTool } from '../support/tools';
import { mistakes, running, script, source } from './command-session';

const folder = scratchFolder('commands');
const file = join(folder, 'commands.go');
const sourced = join(folder, 'sourced.gdb');
const lines = script(sourced);

describe('commands of the console', () => {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, source);
    writeFileSync(sourced, 'print 40 + 2\n');
  });

  it('are in the session by each of their names, and have a help', () => {
    const words = new Set(lines.flatMap((line) => line.split('\n')).map((line) => /^[\w-]+/.exec(line)?.[0]));
    const topics = new Set(lines.map((line) => /^i(?:nfo)? ([\w-]+)/.exec(line)?.[1]));
    const ended = ['quit', 'q', 'exit'];
    assert.deepEqual(allCommands.listed.flatMap(({ names }) => names).filter((name) => !words.has(name) && !ended.includes(name)), []);
    assert.deepEqual(infoTable.commands.flatMap(({ names }) => names).filter((name) => !topics.has(name)), []);
    for (const { names, help, usage } of [...allCommands.commands, ...infoTable.commands]) assert.ok(help.length > 3 && help.endsWith('.') && names.some((name) => usage.replace(/^info (?!TOPIC)/, '').startsWith(name)), names[0]);
  });

  for (const kind of ['go', 'embedded'] as const) describe(`on a program of the ${kind === 'go' ? 'real' : 'embedded'} runtime`, () => {
    before(function () { if (kind === 'go') requireTool(this, 'go'); });

    it('all work in gosched debug --batch', () => {
      const path = join(folder, 'script.gdb');
      writeFileSync(path, `set trace-commands on\n${lines.join('\n')}\nquit 3\n`);
      const program = kind === 'go' ? [buildGo([file], debugFlags)] : ['--runtime', 'embedded', file];
      const { stdout, stderr, code } = gosched(['debug', '--batch', '--gomaxprocs', '2', '--cwd', '/tmp', '-x', path, ...program]);
      assert.equal(stderr, '', stdout.toString().slice(-2000));
      assert.equal(code, 3);
    });

    it('all work over the protocol, and mistakes are answered in one line', async () => {
      const wire = new Wire();
      const program = kind === 'go' ? { program: buildGo([file], debugFlags) } : { program: file, runtime: 'embedded' };
      await wire.launch({ ...program, cwd: '/tmp', gomaxprocs: 2, stopOnEntry: true });
      for (const line of lines) {
        if (running.test(line)) await wire.go(line);
        else {
          const { success, message } = await wire.request('evaluate', { expression: line, context: 'repl' });
          assert.ok(success, `${line}: ${message}`);
        }
      }
      const wrong: string[] = [];
      for (const [line, expected] of mistakes) {
        const { success, message = '' } = await wire.request('evaluate', { expression: line, context: 'repl' });
        if (success || !expected.test(message) || /\n|is not a function|Cannot read|undefined/.test(message)) wrong.push(`${line}: ${success ? 'carried out' : message}`);
      }
      assert.deepEqual(wrong, []);
      await wire.request('disconnect', {});
    });
  });
});
