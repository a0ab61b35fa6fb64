/** Panics, fatal errors and signals as stops. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { Recorder } from './transcript';

const folder = scratchFolder('exceptions');

function build(name: string, body: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.go`);
  writeFileSync(path, `package main\n\nfunc recovered() {\n\tdefer func() { recover() }()\n\tpanic("caught")\n}\n\nfunc main() {\n\trecovered()\n${body}\n}\n`);
  return buildGo([path], debugFlags);
}

describe('exceptions', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  const filters = (...names: string[]) => async (): Promise<void> => {
    const { breakpoints } = await recorder.request<{ breakpoints: DebugProtocol.Breakpoint[] }>('setExceptionBreakpoints', { filters: names });
    assert.ok(breakpoints.every(({ verified }) => verified), JSON.stringify(breakpoints));
  };
  async function names(threadId: number | undefined): Promise<string[]> {
    return (await recorder.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId, startFrame: 0, levels: 20 })).stackFrames.map(({ name }) => name);
  }

  it('all panics, where they begin', async () => {
    const program = build('panics', '\tvar p *int\n\tprintln(*p)');
    const stop = await recorder.launch({ program }, filters('panic'));
    assert.deepEqual([stop?.reason, stop?.description], ['exception', 'Panic']);
    assert.ok((await names(stop?.threadId)).includes('main.recovered'));
    const info = await recorder.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', { threadId: stop?.threadId });
    assert.deepEqual([info.exceptionId, info.description, info.details?.typeName], ['Panic', 'panic: string("caught")', 'string']);
    assert.match(info.details?.stackTrace ?? '', /^runtime\.gopanic\n\t.*panic\.go:\d+\nmain\.recovered\n\t/);
    const value = async (expression: string): Promise<string> => {
      const { result, error } = await recorder.request<{ result?: string; error?: string }>('evaluate', { expression, context: 'watch' });
      return result ?? error ?? '';
    };
    assert.deepEqual([await value('e.(string)'), await value('len(e.(data))'), await value('e.(int)')], ['"caught"', '6', 'e holds string, not int']);
    const second = await recorder.resume('continue', { threadId: stop?.threadId });
    const frames = await names(second?.threadId);
    assert.ok(frames.includes('runtime.sigpanic') && frames.includes('main.main'), frames.join(' '));
  });

  it('only those that nobody recovers, and the exit code after them', async () => {
    const program = build('unrecovered', '\tpanic("for good")');
    const stop = await recorder.launch({ program }, filters('unrecovered', 'throw'));
    assert.equal(stop?.description, 'Unrecovered panic');
    assert.ok((await names(stop?.threadId)).includes('main.main'));
    const exited = recorder.client.waitForEvent('exited');
    await recorder.resume('continue', { threadId: stop?.threadId });
    assert.deepEqual((await exited).body, { exitCode: 2 });
  });

  it('a deadlock, as the runtime finds it', async () => {
    const program = build('deadlock', '\tselect {}');
    const stop = await recorder.launch({ program }, filters('throw'));
    assert.equal(stop?.description, 'Fatal error');
    assert.ok((await names(stop?.threadId)).some((name) => /runtime\.(checkdead|fatal|throw)/.test(name)));
  });

  for (const kind of ['go', 'embedded'] as const) it(`a signal that ends programs, before a program of the ${kind === 'go' ? 'real' : 'embedded'} runtime gets it; with a condition`, async () => {
    const body = 'package main\n\nfunc follow(p *int, n int) int {\n\tdefer func() { recover() }()\n\treturn *p + n\n}\n\nfunc main() {\n\tfollow(nil, 1)\n\tfollow(nil, 2)\n}\n';
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'signals.go');
    writeFileSync(path, body);
    const launch = kind === 'go' ? { program: buildGo([path], debugFlags) } : { program: path, runtime: 'embedded' };
    const stop = await recorder.launch(launch, async () => {
      await recorder.request('setExceptionBreakpoints', { filters: [], filterOptions: [{ filterId: 'signal', condition: 'n == 2' }] });
    });
    assert.deepEqual([stop?.reason, stop?.description], ['exception', 'Fatal signal SIGSEGV']);
    assert.equal((await names(stop?.threadId))[0], 'main.follow');
    assert.equal((await recorder.request<{ exceptionId: string }>('exceptionInfo', { threadId: stop?.threadId })).exceptionId, 'Fatal signal');
    assert.equal(await recorder.resume('continue', { threadId: stop?.threadId }), undefined);
  });
});
