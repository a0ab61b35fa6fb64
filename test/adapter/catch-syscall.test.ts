/** Catchpoints on syscalls (entry and return) and on signals, forwards and backwards, in the console and for the editor. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { Wire } from './wire';

const folder = scratchFolder('catch');
const source = join(folder, 'writes.go');
const faults = join(folder, 'faults.go');

describe('catch syscall', function () {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(source, 'package main\n\nimport "os"\n\nfunc main() {\n\tos.Stdout.WriteString("one\\n")\n\tos.Stderr.WriteString("two\\n")\n\tdone()\n}\n\nfunc done() { println("done") }\n');
    writeFileSync(faults, 'package main\n\nfunc follow(p *int, n int) int {\n\tdefer func() { recover() }()\n\treturn *p + n\n}\n\nfunc main() {\n\tfollow(nil, 1)\n\tfollow(nil, 2)\n\tdone()\n}\n\nfunc done() {}\n');
  });

  for (const kind of ['embedded', 'go'] as const) describe(`in a program of the ${kind === 'go' ? 'real' : 'embedded'} runtime`, () => {
    let wire: Wire;
    before(function () { if (kind === 'go') requireTool(this, 'go'); });
    beforeEach(async () => {
      wire = new Wire();
      const launch = kind === 'go' ? { program: buildGo([source], debugFlags), cwd: '/tmp' } : { program: source, runtime: 'embedded' };
      await wire.launch({ ...launch, stopOnEntry: true });
    });
    afterEach(async () => { await wire.request('disconnect', {}); });
    const fd = async (): Promise<string> => (await wire.request<{ result: string }>('evaluate', { expression: '$rdi', context: 'watch' })).body.result;

    it('stops where it is called and where it has returned, with gdb\'s words; the breakpoint list knows it', async () => {
      assert.equal(await wire.say('catch syscall write 60'), 'Catchpoint 1 (syscalls \'write\' [1] \'exit\' [60])');
      assert.equal(await wire.say('catch syscall nosuch'), 'Unknown syscall name \'nosuch\'.');
      const call = await wire.go('continue');
      assert.deepEqual([call.reason, call.description, call.hitBreakpointIds], ['breakpoint', 'Catchpoint 1 (call to syscall write)', [1]]);
      assert.equal(await fd(), '0x1');
      assert.equal((await wire.go('continue')).description, 'Catchpoint 1 (returned from syscall write)');
      assert.equal(await wire.say('print $rax'), '$1 = 0x4');
      assert.match(await wire.say('info breakpoints'), /^Num .*\n1 {7}catchpoint {5}keep y {22}syscalls "write, exit"\n {8}catchpoint already hit 2 times$/);
      await wire.say('disable 1');
      await wire.say('tbreak main.done');
      assert.equal((await wire.go('continue')).reason, 'function breakpoint');
    });

    it('keeps to its condition and its number of stops', async () => {
      await wire.say('catch syscall write if $rdi == 2');
      await wire.go('continue');
      assert.equal(await fd(), '0x2');
      await wire.say('delete');
      assert.equal(await wire.say('tcatch syscall write'), 'Catchpoint 2 (syscall \'write\' [1])');
      assert.equal((await wire.go('continue')).description, 'Catchpoint 2 (returned from syscall write)');
      assert.equal(await wire.say('info breakpoints'), 'No breakpoints or watchpoints.');
    });

    it('goes back from call to call, each one before it is made', async () => {
      await wire.say('tbreak main.done');
      await wire.go('continue');
      await wire.say('catch syscall write');
      const seen: string[] = [];
      for (let i = 0; i < 4; i++) {
        const stop = await wire.go('reverse-continue');
        seen.push(`${/\((\w+)/.exec(stop.description ?? '')?.[1]} ${/call to/.test(stop.description ?? '') ? await fd() : ''}`.trim());
      }
      assert.deepEqual(seen, ['returned', 'call 0x2', 'returned', 'call 0x1']);
      assert.match(await wire.say('x/i $pc'), /SYSCALL/);
      assert.equal((await wire.go('reverse-continue')).description?.split(' (')[0], 'Start of history');
      assert.match((await wire.go('continue')).description ?? '', /^Catchpoint 2 \(call to syscall write\) \(past\)$/);
    });

    it('is a function breakpoint of the editor\'s, too, and steps pass it when it does not stop', async () => {
      const { body } = await wire.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>('setFunctionBreakpoints', { breakpoints: [{ name: 'syscall write', condition: '$rdi == 2' }, { name: 'catch syscall', condition: 'false' }, { name: 'syscall nosuch' }] });
      assert.deepEqual(body.breakpoints.map(({ verified, message }) => [verified, message]), [[true, undefined], [true, undefined], [false, 'Unknown syscall name \'nosuch\'.']]);
      for (let i = 0; i < 2; i++) assert.equal((await wire.resume('next', { threadId: 1 })).reason, 'step');
      const stop = await wire.resume('next', { threadId: 1 });
      assert.deepEqual([stop.reason, stop.hitBreakpointIds], ['breakpoint', [1]]);
    });
  });

  for (const kind of ['embedded', 'go'] as const) it(`catches signals in a program of the ${kind === 'go' ? 'real' : 'embedded'} runtime, forwards and backwards; the editor's filter does, too`, async function () {
    if (kind === 'go') requireTool(this, 'go');
    const wire = new Wire();
    await wire.launch({ ...kind === 'go' ? { program: buildGo([faults], debugFlags), cwd: '/tmp' } : { program: faults, runtime: 'embedded' }, stopOnEntry: true });
    const value = async (expression: string): Promise<string> => (await wire.request<{ result: string }>('evaluate', { expression, context: 'watch' })).body.result;
    assert.deepEqual([await wire.say('catch signal SIGSEGV'), await wire.say('tcatch signal'), await wire.say('catch signal all'), await wire.say('catch signal NOSUCH')],
      ['Catchpoint 1 (signal SIGSEGV)', 'Catchpoint 2 (standard signals)', 'Catchpoint 3 (any signal)', 'Unrecognized or ambiguous flag word: "NOSUCH".']);
    await wire.say('delete 2 3');
    const first = await wire.go('continue');
    assert.deepEqual([first.reason, first.description, first.hitBreakpointIds, await value('n')], ['breakpoint', 'Catchpoint 1 (signal SIGSEGV)', [1], '1']);
    await wire.say('tbreak main.done');
    await wire.say('disable 1');
    await wire.go('continue');
    await wire.say('enable 1');
    const back = await wire.go('reverse-continue');
    assert.match(back.description ?? '', /^Catchpoint 1 \(signal SIGSEGV\) \(past\)$/);
    assert.equal(await value('n'), '2');
    // As in gdb a hit is counted in either direction.
    assert.match(await wire.say('info breakpoints'), /^1 {7}catchpoint {5}keep y {22}SIGSEGV\n {8}catchpoint already hit 2 times$/m);
    await wire.say('delete');
    await wire.request('setExceptionBreakpoints', { filters: ['signal'] });
    const filtered = await wire.resume('reverseContinue', { threadId: 1 });
    assert.deepEqual([filtered.reason, filtered.description?.split(' (')[0], await value('n')], ['exception', 'Fatal signal SIGSEGV', '1']);
    assert.equal((await wire.resume('reverseContinue', { threadId: 1 })).description?.split(' (')[0], 'Start of history');
    assert.match((await wire.go('reverse-step')).description ?? '', /^_rt0_amd64_linux begins here/);
    await wire.request('disconnect', {});
  });
});
