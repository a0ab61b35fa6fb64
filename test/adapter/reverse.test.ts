/** Time travel over the protocol: backwards by line, instruction, function and to the last hit; data breakpoints in both directions. */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

type Stack = DebugProtocol.StackTraceResponse['body'];
type Stop = DebugProtocol.StoppedEvent['body'];

describe('time travel over the protocol', function () {
  this.timeout(60_000);
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  async function frames(threadId: number | undefined, levels = 6): Promise<DebugProtocol.StackFrame[]> {
    return (await recorder.request<Stack>('stackTrace', { threadId, startFrame: 0, levels })).stackFrames;
  }

  async function watch(expression: string, frameId: number | undefined, accessType: string, more: object = {}): Promise<void> {
    const { dataId, description } = await recorder.request<{ dataId: string; description: string }>('dataBreakpointInfo', { name: expression, frameId });
    assert.ok(dataId, description);
    const { breakpoints } = await recorder.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setDataBreakpoints', { breakpoints: [{ dataId, accessType, ...more }] });
    assert.ok(breakpoints.every(({ verified }) => verified), JSON.stringify(breakpoints));
  }

  it('who took my P: from exitsyscall0 back to the write of its status', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.exitsyscall0' }] });
    });
    assert.equal(stop?.reason, 'function breakpoint');
    await recorder.request('setFunctionBreakpoints', { breakpoints: [] });
    const [top] = await frames(stop.threadId, 1);
    await watch('allp[0].status', top.id, 'write');
    for (let found = false; !found;) {
      const back: Stop | undefined = await recorder.resume('reverseContinue', { threadId: stop.threadId });
      assert.equal(back?.reason, 'data breakpoint');
      found = (await frames(back.threadId)).some(({ name }) => name === 'runtime.retake');
    }
    await recorder.request('evaluate', { expression: 'allp[0].status', context: 'watch' });
    recorder.note('forwards again: the same write, then the stop that it began with');
    const again = await recorder.resume('continue', { threadId: stop.threadId });
    assert.equal(again?.reason, 'data breakpoint');
    await recorder.request('evaluate', { expression: 'allp[0].status', context: 'watch' });
    assertGolden('who-took-my-p', recorder.text());
  });
});
