/** Random console lines: each gives a text or one of the errors meant for users. Seeded. */
import assert from 'node:assert/strict';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { loadProgram } from '../../src/adapter/launch/load';
import { SourceMap } from '../../src/adapter/source-map';
import { EvaluationError } from '../../src/debugger/api';
import { Console } from '../../src/debugger/console/console';
import { allCommands } from '../../src/debugger/console/commands';
import { infoTable } from '../../src/debugger/console/commands/info';
import { ConsoleError } from '../../src/debugger/console/types';
import { DebuggerSession } from '../../src/debugger/session';
import { StepError } from '../../src/debugger/stepping/context';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';

const LINES = 2000;
/** These run a hundred times as long: "si 999999999999" is paused earlier. */
const BY_INSTRUCTION = /^(?:stepi|si|nexti|ni)\b/;

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe('the console under random lines', function () {
  before(function () { requireTool(this, 'go'); });

  it(`survives ${LINES}`, async () => {
    const host = createNodeHost();
    const program = await loadProgram(host, { program: buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags), gomaxprocs: 1, cwd: '/tmp', env: { GODEBUG: 'asyncpreemptoff=1' } });
    const pick = random(4711);
    const one = <T>(list: readonly T[]): T => list[pick(list.length)];
    const begin = (before?: Console): Console => {
      const { process, views, invalidate } = program.start();
      const session = new DebuggerSession({ process, image: program.image, views, invalidate, instructionLimit: 70_000_000 });
      process.provideInput(undefined);
      return new Console(session, new SourceMap(host, program.image, undefined), before);
    };
    const names = [...allCommands.commands.flatMap((command) => command.names), ...infoTable.commands.flatMap(({ names: topics }) => topics.map((topic) => `info ${topic}`))];
    const words = ['1', '5', '-1', '0x43dd2a', '*$pc', '$rsp', '$pc', 'main.main', 'runtime.exitsyscall0', 's2_slow_globrunq.go:30', '36', '+1', ',', 'if', 'gp.goid == 5', '/x', '/4xg', '/s', 'all', 'full', 'bt',
      'gp', 'sched', 'allp[0]', '"text"', '((', 'x = 1', 'goroutine', '999999999999', '/[/', '1e9', '-', 'hold', 'fail', 'EIO', 'latency', 'read', '1ms', '$rax', 'main.', '\u0000', 'M0', 'apply'];
    let console = begin();
    let errors = 0;
    for (let i = 0; i < LINES; i++) {
      const line = pick(12) === 0 ? Array.from({ length: pick(20) }, () => String.fromCharCode(32 + pick(95))).join('') : [one(names), ...Array.from({ length: pick(4) }, () => one(words))].join(pick(8) === 0 ? '' : ' ');
      try {
        const result = console.executeAll(line);
        // A block would swallow what follows.
        if (console.scripts.isCollecting) console.executeAll('end');
        assert.equal(typeof result.text, 'string');
        if (result.restart || console.session.hasEnded || pick(200) === 0) console = begin(console);
        else if (result.run) {
          let stop = result.run.advance(BY_INSTRUCTION.test(line) ? 30_000 : 3_000_000);
          if (!stop) {
            result.run.pause();
            stop = result.run.advance(1_000);
          }
          assert.ok(stop, `${line}: pause does not stop it`);
          assert.equal(typeof console.stopText(stop), 'string');
        }
      } catch (error) {
        assert.ok(error instanceof ConsoleError || error instanceof EvaluationError || error instanceof StepError, `${JSON.stringify(line)}: ${(error as Error).stack}`);
        errors++;
      }
      if (console.session.breakpoints.all().length > 20) console.execute('delete');
    }
    assert.ok(errors > LINES / 10 && errors < LINES * 0.9, `${errors} errors`);
  });
});
