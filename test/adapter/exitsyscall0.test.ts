/** The main job: a session that stops in runtime.exitsyscall0 and looks at everything, as VS Code would. */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

describe('stopping in runtime.exitsyscall0', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  it('shows goroutines, frames with pc, and the tables of Ps and Ms', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.exitsyscall0' }] });
    });
    assert.equal(stop?.reason, 'function breakpoint');
    await recorder.request('threads');
    const { stackFrames } = await recorder.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: stop.threadId, startFrame: 0, levels: 20 });
    assert.ok(stackFrames.some((frame) => frame.presentationHint === 'label'));
    const { scopes } = await recorder.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: stackFrames[0].id });
    for (const scope of scopes.filter(({ expensive }) => !expensive)) {
      recorder.note(scope.name);
      const { variables } = await recorder.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference: scope.variablesReference });
      if (scope.name === 'P table' || scope.name === 'M table') {
        recorder.note(`${scope.name}, first row`);
        await recorder.request('variables', { variablesReference: variables[0].variablesReference });
      }
    }
    await recorder.request('stackTrace', { threadId: 1, startFrame: 0, levels: 3 });
    recorder.note('a parked goroutine: frames from g.sched');
    await recorder.request('stackTrace', { threadId: 2, startFrame: 0, levels: 20 });
    await recorder.request('disassemble', { memoryReference: stackFrames[0].instructionPointerReference, instructionOffset: -4, instructionCount: 8, resolveSymbols: true });
    await recorder.request('evaluate', { expression: 'gp.goid', frameId: stackFrames[0].id, context: 'watch' });
    await recorder.request('evaluate', { expression: 'info p', frameId: stackFrames[0].id, context: 'repl' });
    const end = await recorder.resume('continue', { threadId: stop.threadId });
    assert.equal(end, undefined);
    assertGolden('exitsyscall0', recorder.text());
  });
});
