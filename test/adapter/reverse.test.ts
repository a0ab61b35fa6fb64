/** Time travel over the protocol: backwards by line, instruction, function and to the last hit; data breakpoints in both directions. */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

type Stack = DebugProtocol.StackTraceResponse['body'];
type Stop = DebugProtocol.StoppedEvent['body'];

describe('time travel over the protocol', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  async function frames(threadId: number | undefined, levels = 6): Promise<DebugProtocol.StackFrame[]> {
    const { stackFrames, error } = await recorder.request<Stack & { error?: string }>('stackTrace', { threadId, startFrame: 0, levels });
    assert.equal(error, undefined, `stackTrace of ${threadId}`);
    return stackFrames;
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

  it('goes back by line, into and out of functions, by instruction, and to the start', async () => {
    const program = buildGo(['cond.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp' }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.f', condition: 'i % 3 == 2' }] });
    });
    const threadId = stop?.threadId;
    recorder.recording = false;
    const log: string[] = [];
    const tell = async (what: string, told: Stop | undefined): Promise<void> => {
      const [top] = await frames(told?.threadId, 1);
      const i = await recorder.request<{ result?: string; error?: string }>('evaluate', { expression: top.name === 'main.main' ? 'i' : '$rsp', frameId: top.id, context: 'watch' });
      log.push(`${what.padEnd(28)} ${told?.reason}, ${told?.description}: ${top.name}:${top.line} ${top.instructionPointerReference} ${i.result ?? ''}`);
    };
    const go = async (what: string, command: string, args: object): Promise<void> => tell(what, await recorder.resume(command, args));
    await tell('stopped', stop);
    await go('stepBack', 'stepBack', { threadId });
    await go('stepBack', 'stepBack', { threadId });
    await go('stepBack into', 'gosched/reverse', { threadId, kind: 'stepIn' });
    await go('out, backwards', 'gosched/reverse', { threadId, kind: 'stepOut' });
    await go('stepBack by instruction', 'stepBack', { threadId, granularity: 'instruction' });
    await go('next, in the past', 'next', { threadId });
    await go('seek to the newest', 'gosched/seek', { retired: Number.MAX_SAFE_INTEGER });
    await go('reverseContinue', 'reverseContinue', { threadId });
    await go('reverseContinue', 'reverseContinue', { threadId });
    await go('reverseContinue', 'reverseContinue', { threadId });
    await go('stepBack', 'stepBack', { threadId: 0x7000_0001 });
    await go('continue', 'continue', { threadId: 0x7000_0001 });
    await go('seek by time', 'gosched/seek', { ns: 100_000 });
    assertGolden('step-back', `${log.join('\n')}\n`);
  });

  it('data breakpoints: reads, conditions, counts, raw addresses, expressions, many and large', async () => {
    const program = buildGo(['cond.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp' }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.f' }] });
    });
    await recorder.request('setFunctionBreakpoints', { breakpoints: [] });
    let [, caller] = await frames(stop?.threadId, 2);
    const next = async (): Promise<string> => {
      const told = await recorder.resume('continue', { threadId: 1 });
      [caller] = await frames(1, 1);
      return String(told?.description);
    };
    await watch('s', caller.id, 'write', { hitCondition: '== 3' });
    assert.match(await next(), /^Data breakpoint \d+: s: 3 -> 6$/);
    await watch('s', caller.id, 'write', { condition: 'i == 7' });
    assert.match(await next(), /^Data breakpoint \d+: s: 28 -> 36$/);
    await watch('i', caller.id, 'read');
    assert.match(await next(), /^Data breakpoint \d+: i read: 7$/);

    const { scopes } = await recorder.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: caller.id });
    const { variablesReference } = scopes.find(({ name }) => name === 'Locals') as DebugProtocol.Scope;
    const ofVariable = await recorder.request<{ dataId: string }>('dataBreakpointInfo', { variablesReference, name: 's' });
    const ofRegister = await recorder.request<{ dataId: string | null; description: string }>('dataBreakpointInfo', { name: '$rax', frameId: caller.id });
    assert.deepEqual([ofRegister.dataId, ofRegister.description], [null, '$rax is not in memory: it cannot be watched.']);
    const address = /^0x[0-9a-f]+/.exec(ofVariable.dataId)?.[0] as string;
    const raw = await recorder.request<{ dataId: string }>('dataBreakpointInfo', { name: address, asAddress: true, bytes: 1 });
    const large = await recorder.request<{ dataId: string }>('dataBreakpointInfo', { name: '0x10000', asAddress: true, bytes: 65536 });
    const many = Array.from({ length: 100 }, (_, i) => ({ dataId: `0x${(0x20000 + 16 * i).toString(16)}/3 x`, accessType: 'readWrite' }));
    const { breakpoints } = await recorder.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setDataBreakpoints', { breakpoints: [{ dataId: raw.dataId, accessType: 'write' }, { dataId: large.dataId }, ...many] });
    assert.equal(breakpoints.filter(({ verified }) => verified).length, 102);
    assert.match(await next(), /^Data breakpoint \d+: 0x[0-9a-f]+: 24 -> 2d$/);
    assert.match(String((await recorder.request('setDataBreakpoints', { breakpoints: [{ dataId: 'nonsense' }] })).error), /"nonsense" is no data id/);
  });

  it('answers pause while it searches back, and tells the snapshot how far in the past it is', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.exitsyscall0' }] });
    });
    // False everywhere, and met often: the search is a long one.
    await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.spinFor' }, { name: 'time.now', condition: '1 == 2' }] });
    await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.nosuch' }] });
    for (let i = 0, at = stop?.threadId; i < 5; i++) {
      await recorder.resume('gosched/seek', { retired: Number.MAX_SAFE_INTEGER });
      await recorder.request('reverseContinue', { threadId: at });
      const paused = await recorder.resume('pause', { threadId: 1 });
      assert.ok(paused?.reason === 'pause' || paused?.description?.startsWith('Start of history'), JSON.stringify(paused));
      at = paused?.threadId;
    }
    await recorder.resume('gosched/seek', { retired: 1_000_000 });
    const { behind, behindNs } = await recorder.request<{ behind: number; behindNs: number }>('gosched/snapshot', {});
    assert.ok(behind > 0 && behindNs > 0);
  });
});
