/** Schedules made by hand; and every scenario's launch options, as a launch configuration has them, lead to its stop. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { loadProgram } from '../../src/adapter/launch/load';
import { OptionError } from '../../src/adapter/launch/options';
import type { StopInfo } from '../../src/debugger/api';
import type { Execution } from '../../src/debugger/execution';
import { parseHold } from '../../src/debugger/holds';
import { DebuggerSession } from '../../src/debugger/session';
import { holdTexts, type Scenario } from '../../src/embedded/programs/catalogue';
import { programsFolder } from '../embedded/embedded';
import { offered } from '../support/manifest';

async function start(scenario: Scenario, hold: readonly string[] = holdTexts(scenario)) {
  const program = await loadProgram(createNodeHost(), { program: join(programsFolder, scenario.file), runtime: 'embedded', edition: scenario.editions.at(-1), ...scenario.launch, env: { ...scenario.launch.env }, latency: { ...scenario.launch.latency }, hold: [...hold] });
  const started = program.start();
  started.process.provideInput(undefined);
  return { image: program.image, ...started };
}

async function load(scenario: Scenario, hold?: readonly string[]): Promise<DebuggerSession> {
  const { image, process, views, invalidate, history, holds } = await start(scenario, hold);
  const session = new DebuggerSession({ process, image, views, invalidate, history: history(), holds });
  session.breakpoints.add({ location: { kind: 'function', name: scenario.stop }, reason: 'function breakpoint' });
  return session;
}

function end(execution: Execution): StopInfo {
  for (;;) {
    const stop = execution.advance(20e6);
    if (stop) return stop;
  }
}

const named = (name: string): Scenario => offered.find((scenario) => scenario.name === name)!;
const place = (session: DebuggerSession) => [session.process.retired, session.process.virtualNs, session.process.stateHash()];

describe('scenarios as launch configurations', () => {
  for (const scenario of offered) {
    it(`${scenario.number} ${scenario.name} stops in ${scenario.stop}`, async () => {
      const session = await load(scenario);
      const stop = end(session.continue());
      assert.equal(stop.reason, 'function breakpoint', stop.description);
      assert.equal(session.image.functions.at(stop.pc)?.name, scenario.stop);
    });
  }
});

describe('schedules made by hand', () => {
  it('make the race happen: the P is idle when exitsyscall0 begins', async () => {
    const idle = async (hold?: string[]) => {
      const session = await load(named('exitsyscall0-idle-p'), hold);
      end(session.continue());
      return session.scheduler.ps().map(({ status }) => status);
    };
    assert.deepEqual(await idle(), ['idle']);
    assert.deepEqual(await idle([]), ['running'], 'without the hold main has the P');
  });

  it('are the same after going back, and in a new future', async () => {
    const session = await load(named('handoffp-exits'));
    const first = end(session.continue());
    const there = place(session);
    const exited = end(session.continue());
    assert.equal(exited.reason, 'exited');
    const last = place(session);
    end(session.reverse('continue', { kind: 'thread', tid: 1 }));
    assert.deepEqual(place(session), there);
    assert.equal(end(session.continue()).reason, 'exited');
    assert.deepEqual(place(session), last);
    // All the way back, and a change: the future is dropped, and the holds apply in the new one.
    end(session.seek({ retired: 1000 }));
    session.process.setLatency([]);
    assert.equal(session.process.futureInputs, 0);
    assert.equal(end(session.continue()).pc, first.pc);
    assert.deepEqual(place(session).slice(0, 2), there.slice(0, 2));
    assert.equal(session.process.threads.filter(({ frozen }) => frozen).length, 0);
    assert.equal(end(session.continue()).reason, 'exited');
  });

  it('are the same without a debugger, in slices of any size', async () => {
    const scenario = named('handoffp-exits');
    const session = await load(scenario);
    session.breakpoints.remove(1);
    assert.equal(end(session.continue()).reason, 'exited');
    for (const maxInstructions of [1e9, 997]) {
      const { process, holds } = await start(scenario);
      let stop;
      do stop = holds!.run({ maxInstructions }); while (stop.kind === 'limit');
      assert.equal(stop.kind, 'exited');
      assert.deepEqual([process.retired, process.virtualNs, process.stateHash()], place(session));
    }
  });

  it('that cannot be read are refused', async () => {
    assert.deepEqual(parseHold('lock from handoffp until main.filled'), { at: { function: 'lock', from: 'handoffp' }, until: { function: 'main.filled', from: undefined } });
    await assert.rejects(load(named('exitsyscall0-idle-p'), ['exitsyscall0']), (error: Error) => error instanceof OptionError && /write "FUNCTION \[from CALLER\] until/.test(error.message));
    await assert.rejects(load(named('exitsyscall0-idle-p'), ['exitsyscall0 until nowhere']), /no function runtime\.nowhere/);
  });
});
