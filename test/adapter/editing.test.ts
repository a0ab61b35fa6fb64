/** Completions, changes of variables and of the place, targets, marks of what has changed: what a client offers at a stop. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags, sourceOf } from '../support/go';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

type Stack = DebugProtocol.StackTraceResponse['body'];
const folder = scratchFolder('editing');

const source = `package main

type pair struct{ a, b int }

//go:noinline
func half(n int) int { return n / 2 }

//go:noinline
func twice(n int) int {
	n += n
	return n
}

func main() {
	p := pair{3, 4}
	for i := 0; i < 3; i++ {
		p.a = twice(half(p.b)) + i
		p.b++
	}
	println(p.a, p.b)
	<-make(chan int)
}
`;

describe('what a client offers at a stop', function () {
  let recorder: Recorder;
  let program: string;
  before(function () {
    requireTool(this, 'go');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'editing.go'), source);
    program = buildGo([join(folder, 'editing.go')], debugFlags);
  });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  async function launch(line: number, client: object = {}): Promise<void> {
    recorder.recording = false;
    await recorder.request('initialize', { adapterID: 'gosched', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path', ...client });
    await recorder.launchAgain({ program, cwd: '/tmp', gomaxprocs: 1 }, async () => {
      await recorder.request('setBreakpoints', { source: { path: sourceOf(program, 'editing.go') }, breakpoints: [{ line }] });
    });
    recorder.recording = true;
  }
  async function frames(): Promise<DebugProtocol.StackFrame[]> {
    return (await recorder.request<Stack>('stackTrace', { threadId: 1, startFrame: 0, levels: 3 })).stackFrames;
  }

  it('completions, setExpression, hexadecimal values, marks, memory and invalidated events', async () => {
    await launch(17, { supportsMemoryEvent: true, supportsInvalidatedEvent: true });
    const locals = async (format?: object): Promise<void> => {
      recorder.recording = false;
      const [{ id: frameId }] = await frames();
      const { scopes } = await recorder.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
      recorder.recording = true;
      await recorder.request('variables', { variablesReference: scopes.find(({ name }) => name === 'Locals')?.variablesReference, format });
    };
    await locals();
    const [{ id: frameId }] = await frames();
    for (const text of ['p.', 'inf', 'info gor', 'print p.', '$ri']) await recorder.request('completions', { frameId, text, column: text.length + 1 });
    await recorder.request('setExpression', { frameId, expression: 'p.b', value: '100' });
    await recorder.request('setExpression', { frameId, expression: 'nosuch', value: '100' });
    await locals({ hex: true });
    await recorder.resume('continue', { threadId: 1 });
    await locals();
    assertGolden('editing', recorder.text());
  });

  it('tells what of the memory that is shown has changed, by the references it is read under: a hex view follows', async () => {
    await launch(17, { supportsMemoryEvent: true });
    recorder.recording = false;
    const told: object[] = [];
    recorder.client.on('memory', ({ body }: { body: object }) => told.push(body));
    /** Events follow the response: with the next one they are there. */
    const heard = async (): Promise<object[]> => { await recorder.request('threads'); return told.splice(0); };
    const [{ id: frameId }] = await frames();
    const { memoryReference } = await recorder.request<{ memoryReference: string }>('evaluate', { expression: 'p', frameId, context: 'watch' });
    const read = async (offset: number, count: number): Promise<string> => (await recorder.request<{ data: string }>('readMemory', { memoryReference, offset, count })).data;
    await read(0, 48);
    await read(-16, 16);
    // Through another reference, as setVariable does: the part that is shown.
    const elsewhere = `0x${(Number(memoryReference) + 8).toString(16)}`;
    const data = Buffer.from(BigInt64Array.of(77n).buffer).toString('base64');
    await recorder.request('writeMemory', { memoryReference: elsewhere, data });
    assert.deepEqual(await heard(), [{ memoryReference, offset: 8, count: 8 }]);
    assert.equal(await read(8, 8), data);
    await recorder.request('writeMemory', { memoryReference: '0x10', data, allowPartial: true });
    assert.deepEqual(await heard(), [], 'nothing was written');
    // The program runs, forwards or backwards: all of it may be other.
    for (const command of ['next', 'stepBack']) {
      await recorder.resume(command, { threadId: 1 });
      assert.deepEqual(await heard(), [{ memoryReference, offset: -16, count: 64 }], command);
    }
    // What is written in the past begins a new future.
    const behind = async (): Promise<number> => (await recorder.request<{ behind: number }>('gosched/snapshot', {})).behind;
    assert.ok(await behind() > 0);
    await recorder.request('writeMemory', { memoryReference, offset: 8, data });
    assert.deepEqual([await behind(), await read(8, 8)], [0, data]);
    await heard();
    // After a restart the client shows the old program's memory.
    await recorder.resume('restart', {});
    assert.deepEqual(await heard(), [{ memoryReference, offset: -16, count: 64 }]);
  });

  it('jumps, steps into one of several calls, restarts a frame, runs one thread', async () => {
    await launch(17);
    const path = sourceOf(program, 'editing.go');
    const [top] = await frames();
    await recorder.request('stepInTargets', { frameId: top.id });
    await recorder.resume('stepIn', { threadId: 1, targetId: 2 });
    const [inside] = await frames();
    assert.equal(inside.name, 'main.twice');
    await recorder.resume('next', { threadId: 1, singleThread: true });
    await recorder.resume('next', { threadId: 1, singleThread: true });
    await recorder.request('evaluate', { expression: 'n', frameId: (await frames())[0].id, context: 'hover' });
    recorder.note('the frame again, before n was doubled');
    await recorder.resume('restartFrame', { frameId: (await frames())[0].id });
    await recorder.request('evaluate', { expression: 'n', frameId: (await frames())[0].id, context: 'hover' });
    await recorder.request('gotoTargets', { source: { path }, line: 11 });
    const { targets } = await recorder.request<{ targets: { id: number }[] }>('gotoTargets', { source: { path }, line: 16 });
    await recorder.request('goto', { threadId: 1, targetId: targets[0].id });
    recorder.note('back in main: over the rest of the loop');
    await recorder.resume('stepOut', { threadId: 1 });
    const end = await recorder.request<{ targets: { id: number }[] }>('gotoTargets', { source: { path }, line: 20 });
    await recorder.resume('goto', { threadId: 1, targetId: end.targets[0].id });
    await frames();
    assertGolden('jumps', recorder.text());
  });

  it('stops at a deadlock and for nothing else', async () => {
    await recorder.request('initialize', { adapterID: 'gosched', pathFormat: 'path' });
    const stop = await recorder.launchAgain({ program, cwd: '/tmp' }, async () => {
      const { breakpoints } = await recorder.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setExceptionBreakpoints', { filters: ['deadlock'] });
      assert.deepEqual(breakpoints.map(({ verified }) => verified), [true]);
    });
    assert.deepEqual([stop?.reason, stop?.description], ['exception', 'Deadlock']);
  });

  it('starts the program again from the console', async () => {
    await launch(17);
    const again = await recorder.resume('evaluate', { expression: 'run', context: 'repl' });
    assert.equal(again?.reason, 'breakpoint');
    assert.equal((await recorder.request<{ result: string }>('evaluate', { expression: 'p.a', context: 'watch' })).result, '3');
  });
});
