/** What ends before its time: cancelled requests, builds that nobody waits for any more, sessions; and that nothing is left of it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { cli } from '../support/gosched';
import { Recorder } from './transcript';
import { Wire } from './wire';
import { PATIENCE_MS } from '../support/patience';

const folder = scratchFolder('cancel');
const program = join(folder, 'loop.go');
/** A go command that waits for another process, as go does for a compiler, and leaves a note of its number. */
const slowGo = join(folder, 'slow-go');

/** Writes slow-go; the file in which it will leave its number, a new one each time. */
function writeSlowGo(trap = ''): string {
  const note = join(folder, `started-${process.pid}-${process.hrtime.bigint()}`);
  writeFileSync(slowGo, `#!/bin/sh\n${trap}\necho $$ > ${note}.part\nmv ${note}.part ${note}\nsleep 1000\n`);
  chmodSync(slowGo, 0o755);
  return note;
}

/** Until the file is there. */
async function appears(path: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, () => { if (existsSync(path)) { watcher.close(); resolve(); } });
    if (existsSync(path)) { watcher.close(); resolve(); }
  });
}

/** Until the process has gone; one that stays is the failure. */
async function gone(pid: number): Promise<void> {
  for (const patience = performance.now() + PATIENCE_MS; performance.now() < patience;) {
    try {
      process.kill(pid, 0);
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return;
    } catch {
      return;
    }
    await new Promise<void>((resolve) => { setImmediate(resolve); });
  }
  assert.fail(`process ${pid} is still there`);
}

describe('cancelling and ending', function () {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(program, 'package main\n\nvar n int\n\nfunc add() {\n\tn++\n}\n\nfunc main() {\n\tfor n < 300000 {\n\t\tadd()\n\t}\n\tprintln(n)\n}\n');
  });

  /** Launches with the slow go command; its pid. */
  async function building(wire: Wire): Promise<{ launched: ReturnType<Wire['request']>; builder: number; seq: number }> {
    const note = writeSlowGo();
    await wire.request('initialize', { adapterID: 'gosched', pathFormat: 'path', supportsProgressReporting: true });
    const seq = wire.nextSeq;
    const launched = wire.request('launch', { program, runtime: 'go', goCommand: slowGo });
    await appears(note);
    return { launched, builder: Number(readFileSync(note, 'utf8')), seq };
  }

  it('disconnect during a build ends the build, the builders with it, and the session', async () => {
    const wire = new Wire();
    const { launched, builder } = await building(wire);
    assert.equal((await wire.request('disconnect', {})).success, true);
    assert.equal((await launched).message, 'cancelled');
    await gone(builder);
    assert.ok(wire.isShut);
  });

  it('a build has a progress; cancelling it by either of its numbers ends the launch, and another one works', async () => {
    for (const by of ['progressId', 'requestId'] as const) {
      const wire = new Wire();
      const begun = wire.event<DebugProtocol.ProgressStartEvent['body']>('progressStart');
      const { launched, builder, seq } = await building(wire);
      const { title, progressId, requestId, cancellable } = await begun;
      assert.deepEqual([title, requestId, cancellable], ['Building loop.go', seq, true]);
      const ended = wire.event<{ progressId: string }>('progressEnd');
      await wire.request('cancel', by === 'progressId' ? { progressId } : { requestId: seq });
      assert.equal((await launched).message, 'cancelled');
      assert.equal((await ended).progressId, progressId);
      await gone(builder);
      assert.equal((await wire.request('launch', { program, runtime: 'embedded' })).success, true);
      await wire.request('disconnect', {});
    }
  });

  it('terminate and then disconnect are both answered', async () => {
    const wire = new Wire();
    await wire.launch({ program, runtime: 'embedded', stopOnEntry: true });
    const terminated = wire.event('terminated');
    assert.equal((await wire.request('terminate', {})).success, true);
    await terminated;
    assert.match((await wire.request('continue', { threadId: 1 })).message ?? '', /after the program has ended/);
    assert.equal((await wire.request('terminate', {})).success, true);
    assert.equal((await wire.request('disconnect', {})).success, true);
  });

  it('a cancelled request that waits is not begun; numbers of answered ones are forgotten', async () => {
    const wire = new Wire();
    await wire.launch({ program, runtime: 'embedded', stopOnEntry: true });
    const seq = wire.nextSeq;
    const [waiting, cancelled] = await Promise.all(wire.together(() => [
      wire.request('evaluate', { expression: 'n', context: 'watch' }), wire.request('cancel', { requestId: seq }),
    ]));
    assert.deepEqual([waiting.success, waiting.message, cancelled.success], [false, 'cancelled', true]);
    for (let id = 0; id < 1000; id++) await wire.request('cancel', { requestId: id });
    const { unanswered } = wire.session as unknown as { unanswered: Map<number, boolean> };
    assert.equal(unanswered.size, 0);
    await wire.request('disconnect', {});
  });

  it('cancels a reverse continue by its request; the program stands at a whole place', async () => {
    const wire = new Wire();
    await wire.launch({ program, runtime: 'embedded', stopOnEntry: true });
    await wire.say('tbreak loop.go:13');
    await wire.go('continue');
    // It is looked for in the whole past, which takes many slices.
    await wire.say('break main.add if n == -1');
    const watch = async (expression: string): Promise<string> => (await wire.request<{ result: string }>('evaluate', { expression, context: 'watch' })).body.result;
    assert.equal(await watch('n'), '300000');
    const seq = wire.nextSeq;
    const stop = wire.event<DebugProtocol.StoppedEvent['body']>('stopped');
    await wire.request('reverseContinue', { threadId: 1 });
    await wire.request('cancel', { requestId: seq });
    assert.equal((await stop).reason, 'pause');
    // Forwards from there it comes to the same place again.
    await wire.say('delete');
    await wire.say('tbreak loop.go:13');
    await wire.go('continue');
    assert.equal(await watch('n'), '300000');
    await wire.request('disconnect', {});
  });

  it('a long run into the past tells how far it is, from its start to its end', async () => {
    // Each look at the clock finds it a second later: the client is to hear of each slice.
    let seconds = 0;
    const wire = new Wire({ now: () => 1000 * seconds++ });
    await wire.launch({ program, runtime: 'embedded', stopOnEntry: true }, { supportsProgressReporting: true });
    await wire.say('tbreak loop.go:13');
    await wire.go('continue');
    await wire.say('break main.add if n == -1');
    const before = wire.events.length;
    const ended = wire.event('progressEnd');
    const stop = wire.event<DebugProtocol.StoppedEvent['body']>('stopped');
    const seq = wire.nextSeq;
    await wire.request('reverseContinue', { threadId: 1 });
    await ended;
    assert.match((await stop).description ?? '', /start of history/i);
    const told = wire.events.slice(before).filter(({ event }) => event.startsWith('progress'));
    const [start, ...updates] = told.slice(0, -1).map(({ body }) => body as DebugProtocol.ProgressStartEvent['body'] & DebugProtocol.ProgressUpdateEvent['body']);
    assert.deepEqual([told[0].event, start.requestId, start.cancellable, told.at(-1)!.event], ['progressStart', seq, true, 'progressEnd']);
    const percentages = [start, ...updates].map(({ percentage }) => percentage!);
    assert.ok(updates.length > 0, 'no update');
    assert.deepEqual(percentages, [...percentages].sort((a, b) => a - b));
    assert.deepEqual(new Set(told.map(({ body }) => (body as { progressId: string }).progressId)).size, 1);
    await wire.request('disconnect', {});
  });

  it('restarts 50 times in one process without growing', async () => {
    const recorder = new Recorder();
    await recorder.start();
    recorder.recording = false;
    await recorder.launch({ program, runtime: 'embedded', stopOnEntry: true }, async () => undefined);
    const { pid } = (recorder.client as unknown as { _adapterProcess: { pid: number } })._adapterProcess;
    const resident = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    const sizes: number[] = [];
    for (let i = 0; i < 50; i++) {
      await recorder.resume('restart', {});
      sizes.push(resident());
    }
    await recorder.stop();
    // The first ones warm up; garbage comes in waves: the lowest of each third is compared.
    const least = (from: number, to: number): number => Math.min(...sizes.slice(from, to));
    assert.ok(least(35, 50) < least(5, 20) * 1.15 + 20, sizes.map((size) => size.toFixed(0)).join(' '));
  });

  for (const [what, trap] of [['a build', ''], ['a build that heeds no interrupt', "trap '' INT"]]) it(`exits when its client hangs up during ${what}`, async () => {
    const note = writeSlowGo(trap);
    const child = spawn(process.execPath, [cli, 'dap'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const exited = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
    for (const [seq, command, args] of [[1, 'initialize', { adapterID: 'x', pathFormat: 'path' }], [2, 'launch', { program, runtime: 'go', goCommand: slowGo }]] as const) {
      const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    }
    await appears(note);
    child.stdin.end();
    assert.equal(await exited, 0);
    await gone(Number(readFileSync(note, 'utf8')));
  });
});
