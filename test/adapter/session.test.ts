/** How sessions begin, run, are interrupted and end; over stdio and over a socket. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import type { Snapshot } from '../../src/adapter/protocol';
import { buildGo, debugFlags, sourceOf } from '../support/go';
import { requireTool } from '../support/tools';
import { dapServer } from './server';
import { Recorder } from './transcript';
import { PATIENCE_MS } from '../support/patience';

const folder = scratchFolder('session');

function build(name: string, source: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.go`);
  writeFileSync(path, source);
  return buildGo([path], debugFlags);
}

const endless = 'package main\n\nvar n int\n\nfunc main() {\n\tfor {\n\t\tn++\n\t}\n}\n';

type Stack = DebugProtocol.StackTraceResponse['body'];

describe('sessions of the debug adapter', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());
  const nothing = async (): Promise<void> => undefined;

  it('tells which paths were out of the program\'s reach, once each', async () => {
    const program = build('denied', 'package main\n\nimport "os"\n\nfunc main() {\n\tfor i := 0; i < 2; i++ {\n\t\tos.ReadFile("/usr/bin/env")\n\t}\n\tos.WriteFile("/usr/new", nil, 0o600)\n}\n');
    const told: string[] = [];
    recorder.client.on('output', (event: DebugProtocol.OutputEvent) => { if (event.body.category === 'console') told.push(event.body.output); });
    const ended = recorder.client.waitForEvent('terminated');
    await recorder.client.launch({ program } as DebugProtocol.LaunchRequestArguments);
    await recorder.client.configurationDoneRequest();
    await ended;
    assert.equal(told.filter((text) => text.startsWith('/usr/bin: outside the folders that the program may read')).length, 1, told.join(''));
    assert.equal(told.filter((text) => text.startsWith('/usr: the program may not write there')).length, 1, told.join(''));
  });

  it('passes output on and tells the exit code', async () => {
    const program = buildGo(['s1_open.go', 'yield.go'], debugFlags);
    const output = recorder.client.waitForEvent('output');
    const exited = recorder.client.waitForEvent('exited');
    assert.equal(await recorder.launch({ program, cwd: '/tmp' }, nothing), undefined);
    assert.deepEqual((await output).body, { category: 'stdout', output: 'open appss.txt: no such file or directory\n' });
    assert.deepEqual((await exited).body, { exitCode: 0 });
    assert.deepEqual(await recorder.request('threads'), { threads: [] });
    assert.match(String((await recorder.request('continue', { threadId: 1 })).error), /not possible after the program has ended/);
  });

  it('stops on entry, at breakpoints by line, and counts and conditions', async () => {
    const program = buildGo(['cond.go'], debugFlags);
    const entry = await recorder.launch({ program, stopOnEntry: true, cwd: '/tmp' }, nothing);
    assert.equal(entry?.reason, 'entry');
    assert.equal(entry.threadId, 1);
    const { stackFrames: [frame] } = await recorder.request<Stack>('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
    assert.equal(frame.name, 'main.main');
    const path = sourceOf(program, 'cond.go');
    const set = await recorder.request<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', { source: { path }, breakpoints: [
      { line: 11, condition: 'i == 7' }, { line: 11, hitCondition: '% 4000' }, { line: 8, logMessage: 'never' }, { line: 500 }, { line: 11, condition: 'nosuch > 1' }, { line: 11, hitCondition: 'often' },
    ] });
    assert.deepEqual(set.breakpoints.map(({ verified, line }) => [verified, line]), [[true, 11], [true, 11], [true, 8], [false, undefined], [false, 11], [false, 11]]);
    const value = async (): Promise<string> => {
      const { stackFrames: [top] } = await recorder.request<Stack>('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
      return (await recorder.request<{ result: string }>('evaluate', { expression: 'i', frameId: top.id, context: 'hover' })).result;
    };
    const values: string[] = [];
    for (let stop = await recorder.resume('continue', { threadId: 1 }); stop; stop = await recorder.resume('continue', { threadId: 1 })) values.push(await value());
    assert.deepEqual(values, ['7', '3999', '7999']);
  });

  it('changes variables, and evaluates without side effects where none are wanted', async () => {
    const program = buildGo(['cond.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', breakOn: ['main.f'] }, nothing);
    const { stackFrames: [, caller] } = await recorder.request<Stack>('stackTrace', { threadId: stop?.threadId, startFrame: 0, levels: 2 });
    const { scopes } = await recorder.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: caller.id });
    const { variablesReference } = scopes.find(({ name }) => name === 'Locals') as DebugProtocol.Scope;
    assert.equal((await recorder.request<{ value: string }>('setVariable', { variablesReference, name: 's', value: '40 + 2' })).value, '42');
    assert.match(String((await recorder.request('setVariable', { variablesReference, name: 'nosuch', value: '1' })).error), /no variable "nosuch"/);
    assert.match(String((await recorder.request('evaluate', { expression: 's = 1', frameId: caller.id, context: 'hover' })).error), /./);
    assert.equal((await recorder.request<{ result: string }>('evaluate', { expression: 's', frameId: caller.id, context: 'watch' })).result, '42');
    assert.equal((await recorder.request<{ result: string }>('evaluate', { expression: 's', frameId: caller.id, context: 'hover', format: { hex: true } })).result, '0x2a');
    assert.equal((await recorder.request<{ result: string }>('evaluate', { expression: 'print s + 1', frameId: caller.id, context: 'repl' })).result, '$1 = 43');
    assert.equal((await recorder.request<{ result: string }>('evaluate', { expression: 's * 2', frameId: caller.id, context: 'repl' })).result, '84');
  });

  it('answers pause, breakpoints that change while it runs, and disconnect', async () => {
    const program = build('endless', endless);
    await recorder.request('initialize', { adapterID: 'gosched', pathFormat: 'path' });
    const initialized = recorder.client.waitForEvent('initialized', PATIENCE_MS);
    await recorder.request('launch', { program });
    await initialized;
    await recorder.request('configurationDone');
    for (let i = 0; i < 5; i++) {
      const stop = await recorder.resume('pause', { threadId: 1 });
      assert.equal(stop?.reason, 'pause');
      await recorder.request('continue', { threadId: stop.threadId });
    }
    const stop = await recorder.resume('setBreakpoints', { source: { path: sourceOf(program, 'endless.go') }, breakpoints: [{ line: 7 }] });
    assert.equal(stop?.reason, 'breakpoint');
    await recorder.request('continue', { threadId: 1 });
    assert.deepEqual(await recorder.request('disconnect', {}), undefined);
  });

  it('refuses what comes at the wrong time, and what it does not know', async () => {
    const fails = async (command: string, args: object, expected: RegExp): Promise<void> => {
      const answer = await recorder.request<{ error?: string }>(command, args);
      assert.match(String(answer?.error), expected, command);
    };
    await fails('threads', {}, /not possible before initialize/);
    await recorder.request('initialize', { adapterID: 'gosched', pathFormat: 'path' });
    await fails('initialize', { adapterID: 'gosched' }, /not possible before launch/);
    await fails('configurationDone', {}, /not possible before launch/);
    await fails('flyToTheMoon', {}, /Unknown request "flyToTheMoon"/);
    await fails('toString', {}, /Unknown request "toString"/);
    await fails('launch', {}, /"program" is missing/);
    await fails('launch', { program: '/no/such' }, /\/no\/such: no such file/);
    await fails('launch', { program: '/tmp', cpus: 'two' }, /"cpus" must be a number, not "two"/);
    await fails('launch', { program: '/bin/true', latency: { read: 'long' } }, /./);
    const program = buildGo(['cond.go'], debugFlags);
    const stop = await recorder.launchAgain({ program, stopOnEntry: true, cwd: '/tmp' });
    assert.equal(stop?.reason, 'entry');
    await fails('launch', { program }, /not possible while the program is stopped/);
    await fails('stackTrace', { threadId: 4711 }, /no thread 4711/);
    await fails('gosched/focus', {}, /a threadId or a tid was expected/);
    await fails('gosched/focus', { tid: 4711 }, /no thread 4711/);
    await fails('scopes', { frameId: 4711 }, /earlier stop/);
    await fails('variables', { variablesReference: 4711 }, /earlier stop/);
    await fails('readMemory', { memoryReference: 'here', count: 1 }, /"here" is no address/);
    await fails('disassemble', { memoryReference: '0x1000', instructionCount: -1 }, /instructionCount: a whole number from 0/);
    await fails('evaluate', { expression: 'nosuch', context: 'watch' }, /nosuch/);
    await fails('evaluate', { expression: 'info nonsense', context: 'repl' }, /Undefined info command/);
  });

  it('reads and writes memory, across holes too', async () => {
    const program = buildGo(['cond.go'], debugFlags);
    const stop = await recorder.launch({ program, stopOnEntry: true, cwd: '/tmp' }, nothing);
    const { result } = await recorder.request<{ result: string }>('evaluate', { expression: '$rsp', context: 'watch' });
    const sp = /0x[0-9a-f]+/.exec(result)?.[0] as string;
    assert.deepEqual(await recorder.request('writeMemory', { memoryReference: sp, offset: -8, data: 'AQIDBAUGBwg=' }), { offset: 0, bytesWritten: 8 });
    assert.equal((await recorder.request<{ data: string }>('readMemory', { memoryReference: sp, offset: -8, count: 8 })).data, 'AQIDBAUGBwg=');
    assert.deepEqual(await recorder.request('readMemory', { memoryReference: '0x10', count: 16 }), { address: '0x10', data: '', unreadableBytes: 16 });
    const { instructions } = await recorder.request<DebugProtocol.DisassembleResponse['body'] & object>('disassemble', { memoryReference: '0x10', instructionCount: 3 });
    assert.deepEqual(instructions.map(({ presentationHint }) => presentationHint), ['invalid', 'invalid', 'invalid']);
    assert.equal(stop?.threadId, 1);
  });

  it('restarts with its breakpoints, and serves the console', async () => {
    const program = buildGo(['cond.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp' }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.f', hitCondition: '== 3' }] });
    });
    assert.deepEqual(stop?.hitBreakpointIds, [1]);
    const again = await recorder.resume('restart', {});
    assert.deepEqual(again?.hitBreakpointIds, [1]);
    const { stackFrames: [frame] } = await recorder.request<Stack>('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
    const continued = recorder.client.waitForEvent('continued');
    const stepped = await recorder.resume('evaluate', { expression: 'finish', frameId: frame.id, context: 'repl' });
    await continued;
    assert.equal(stepped?.reason, 'step');
  });

  it('selects what a view shows, beyond the threads that are listed', async () => {
    const program = buildGo(['parked.go'], debugFlags);
    const stopped = await recorder.launch({ program, args: ['600'], cwd: '/tmp', maxThreads: 5, breakOn: ['main.ready'] }, nothing);
    const { goroutines, ms } = await recorder.request<Snapshot>('gosched/snapshot', { goroutines: { filter: 'main.park', start: 595, count: 1 } });
    const [{ id, address }] = goroutines.items;
    const listed = async (): Promise<number[]> => (await recorder.request<{ threads: { id: number }[] }>('threads')).threads.map((thread) => thread.id);
    assert.ok(!(await listed()).includes(id));
    // The user changes the setting, and takes it back.
    for (const maxThreads of [7, 5]) {
      await recorder.request('gosched/settings', { maxThreads });
      assert.equal((await listed()).length, maxThreads);
    }
    // Words are words, whatever they mean elsewhere; a goroutine's name is that goroutine's alone.
    const matching = async (filter: string): Promise<number> => (await recorder.request<Snapshot>('gosched/snapshot', { goroutines: { filter } })).goroutines.matching;
    assert.deepEqual(await Promise.all(['G1', 'g1 main.main', 'MAIN.PARK', 'park waiting', 'chan  receive parked.go:10', 'main.*', '(park', '[', '\\', '🙂', '  '].map(matching)), [1, 1, 600, 600, 600, 0, 0, 0, 0, 0, 601]);
    const before = await listed();
    assert.ok(before.length === 5 && before[0] === stopped?.threadId && !before.includes(id));
    const stop = await recorder.resume('gosched/focus', { threadId: id });
    // Only its own: what the others say of their stop stays. And none of them makes room for it, to come back later as if it ran.
    assert.deepEqual([stop?.reason, stop?.threadId, stop?.description, stop?.allThreadsStopped], ['focus', id, 'Paused', false]);
    assert.deepEqual(await listed(), [...before, id]);
    // A client selects the first frame that is not folded: the program's own.
    const { stackFrames } = await recorder.request<Stack>('stackTrace', { threadId: id, startFrame: 0, levels: 20 });
    const own = stackFrames.findIndex(({ presentationHint }) => presentationHint !== 'subtle');
    assert.ok(own > 0, JSON.stringify(stackFrames));
    assert.deepEqual([stackFrames[own].name, stackFrames.slice(own).some(({ presentationHint }) => presentationHint)], ['main.park', false]);
    // VS Code asks for the first frame alone, then for the others.
    const parts = [await recorder.request<Stack>('stackTrace', { threadId: id, startFrame: 0, levels: 1 }), await recorder.request<Stack>('stackTrace', { threadId: id, startFrame: 1, levels: 19 })];
    assert.deepEqual(parts.flatMap((part) => part.stackFrames.map((frame) => frame.presentationHint)), stackFrames.map((frame) => frame.presentationHint));
    assert.equal(BigInt((await recorder.request<{ result: string }>('evaluate', { expression: '(uintptr)(g)', frameId: stackFrames[own].id, context: 'watch' })).result), BigInt(address));
    // Hovers say in words what the scheduler's objects are; a watch has their names.
    const hover = async (expression: string, frameId: number, kind = 'hover'): Promise<string> => (await recorder.request<{ result: string }>('evaluate', { expression, frameId, context: kind })).result;
    assert.match(await hover('g.waiting', stackFrames[own].id), new RegExp(`^G${id} waits on channel 0x[0-9a-f]+ \\(0x`));
    assert.match(await hover('*g', stackFrames[own].id), new RegExp(`^G${id} waiting: chan receive on 0x[0-9a-f]+`));
    const { stackFrames: [here] } = await recorder.request<Stack>('stackTrace', { threadId: stopped?.threadId, startFrame: 0, levels: 1 });
    assert.match(await hover('g.m', here.id), /^M\d+ G1 P\d .*\(0x[0-9a-f]+\)$/);
    assert.match(await hover('g.m', here.id, 'watch'), /^M\d+ \(0x[0-9a-f]+\)$/);
    assert.match(await hover('g.m.p', here.id), /^P\d running M\d+ .*\(0x[0-9a-f]+\)$/);
    assert.match(await hover('g.m.p.ptr().status', here.id), /^_Prunning \(1\)$/);
    assert.match(await hover('runtime.sched', here.id), /^global queue (empty|\d+), idle Ps \d+, idle Ms \d+, spinning Ms \d+/);
    const parked = ms.find((m) => m.idle) ?? ms.find((m) => m.on === 'g0')!;
    const onThread = await recorder.resume('gosched/focus', { tid: parked.tid });
    assert.ok((await listed()).includes(onThread!.threadId!));
    assert.match(String((await recorder.request('gosched/focus', { threadId: 99_999 })).error), /99999/);
    assert.match(String((await recorder.request('gosched/focus', { tid: 99_999 })).error), /99999/);
    assert.equal((await recorder.resume('gosched/focus', { threadId: stopped?.threadId }))?.description, stopped?.description);
    // Until the program runs on.
    await recorder.resume('next', { threadId: stopped?.threadId });
    assert.ok(!(await listed()).includes(id));
  });

  it('holds, fails and slows syscalls, and gives one snapshot for all views', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    // A client may ask before the program has begun.
    await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, breakOn: ['main.spinFor'], env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => { await recorder.request('gosched/snapshot', {}); });
    const first = await recorder.request<Snapshot>('gosched/snapshot', { goroutines: { filter: 'reader' } });
    assert.deepEqual([first.goroutines.matching, first.goroutines.items[0].function, first.ps.length], [1, 'syscall.RawSyscall6', 1]);
    // What the board draws does not depend on what the view filters; every goroutine is there once, or hidden.
    const { whereabouts, goroutines: { all } } = await recorder.request<Snapshot>('gosched/snapshot', {});
    assert.deepEqual(first.whereabouts, whereabouts);
    assert.equal(whereabouts.placed.length + whereabouts.waitingCount + whereabouts.hidden, all);
    assert.ok(whereabouts.hidden > 0 && whereabouts.placed.some(({ status }) => status === 'syscall'), JSON.stringify(whereabouts));
    const reader = first.syscalls.find(({ name }) => name === 'read');
    assert.ok(reader && reader.g === first.goroutines.items[0].id, JSON.stringify(first.syscalls));
    // What is in a syscall is shown in the program's own code.
    await recorder.resume('gosched/focus', { threadId: reader.g });
    const { stackFrames } = await recorder.request<Stack>('stackTrace', { threadId: reader.g, startFrame: 0, levels: 20 });
    assert.match(stackFrames.find(({ source, presentationHint }) => source && presentationHint !== 'subtle')!.name, /^main\./);
    assert.equal(stackFrames[0].presentationHint, 'subtle');
    await recorder.request('gosched/syscall', { action: 'hold', tid: reader.tid });
    assert.equal((await recorder.request<Snapshot>('gosched/snapshot', {})).syscalls.find(({ name }) => name === 'read')?.held, true);
    await recorder.request('gosched/syscall', { action: 'fail', tid: reader.tid, errno: 'EIO' });
    assert.match(String((await recorder.request('gosched/syscall', { action: 'fail', tid: reader.tid, errno: 'EGAD' })).error), /EGAD|no syscall/);
    await recorder.request('gosched/syscall', { action: 'latency', name: 'write', duration: '1ms' });
    const grouped = await recorder.request<Snapshot>('gosched/snapshot', { goroutines: { system: true, groupBy: 'status', count: 1 } });
    assert.ok(grouped.goroutines.items.length === 0 && grouped.goroutines.matching > 3 && grouped.goroutines.groups?.length === 1 && grouped.goroutines.groupCount! >= 2);
    const named = await recorder.request<Snapshot>('gosched/snapshot', { goroutines: { system: true, groupBy: 'status', perGroup: 1 } });
    assert.ok(named.goroutines.groups?.every(({ ids, count }) => ids.length === 1 && count >= 1) && named.goroutines.groups.some(({ count }) => count > 1));
    await recorder.resume('continue', { threadId: 1 });
    const second = await recorder.request<Snapshot>('gosched/snapshot', {});
    // A hand on a syscall in the past makes that the present, and the client hears of it.
    await recorder.resume('stepBack', { threadId: 1, granularity: 'instruction' });
    const told = recorder.client.waitForEvent('gosched/position');
    await recorder.request('gosched/syscall', { action: 'latency', name: 'write', duration: '2ms' });
    assert.equal(((await told).body as { behind: number }).behind, 0);
    assert.ok(second.ps[0].changed.length > 0 && !second.ps[0].changed.includes('id'));
    // The first stop has nothing to be compared with; later what is new is told from what has changed.
    assert.deepEqual([...first.ms, ...first.syscalls, first.sched!, ...first.goroutines.items].flatMap(({ changed }) => changed), []);
    assert.ok(second.syscalls.every(({ changed, elapsedNs }) => (changed[0] === 'new') === (elapsedNs < second.ns - first.ns)), JSON.stringify(second.syscalls));
  });

  it('serves several clients on a socket, one after the other and at once, also when one vanishes', async () => {
    const { child, port } = await dapServer();
    try {
      const vanishing = connect(port, '127.0.0.1');
      await new Promise((resolve) => { vanishing.once('connect', resolve); });
      const request = JSON.stringify({ seq: 1, type: 'request', command: 'initialize', arguments: { adapterID: 'x', pathFormat: 'path' } });
      vanishing.write(`Content-Length: ${request.length}\r\n\r\n${request}`);
      const program = build('endless', endless);
      const clients = [new Recorder(), new Recorder()];
      for (const client of clients) await client.start(port);
      const entries = await Promise.all(clients.map((client) => client.launch({ program, stopOnEntry: true }, nothing)));
      assert.deepEqual(entries.map((entry) => entry?.reason), ['entry', 'entry']);
      await clients[0].request('continue', { threadId: 1 });
      vanishing.destroy();
      const step = await clients[1].resume('next', { threadId: 1 });
      assert.equal(step?.reason, 'step');
      for (const client of clients) await client.stop();
      const last = new Recorder();
      await last.start(port);
      assert.equal((await last.launch({ program, stopOnEntry: true }, nothing))?.reason, 'entry');
      await last.stop();
    } finally {
      child.kill();
    }
  });
});
