/** Very many goroutines: the list is ordered before it is cut, and comes at once. */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { Recorder } from './transcript';

const PARKED = 20_000;

describe('many parked goroutines', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  it('are listed, the interesting ones first, with what they wait for', async () => {
    const program = buildGo(['parked.go'], debugFlags);
    const stop = await recorder.launch({ program, args: [String(PARKED)], cwd: '/tmp', gomaxprocs: 1, breakOn: ['main.ready'] }, async () => undefined);
    recorder.recording = false;
    const { threads } = await recorder.request<DebugProtocol.ThreadsResponse['body']>('threads');
    assert.equal(threads.length, 1000);
    assert.equal(threads[0].id, stop?.threadId);
    assert.ok(threads.some(({ name }) => new RegExp(`chan receive on 0x[0-9a-f]+, ${PARKED} waiting`).test(name)), threads[10].name);
  });
});
