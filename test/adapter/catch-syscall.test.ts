/** Catchpoints on syscalls: entry and return, forwards and backwards, in the console and as function breakpoints. */
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

describe('catch syscall', function () {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(source, 'package main\n\nimport "os"\n\nfunc main() {\n\tos.Stdout.WriteString("one\\n")\n\tos.Stderr.WriteString("two\\n")\n\tdone()\n}\n\nfunc done() { println("done") }\n');
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
      assert.match((await wire.go('continue')).description ?? '', /^Catchpoint 2 \(call to syscall write\) \(in the past/);
    });

    it('is a function breakpoint of the editor\'s, too, and steps pass it when it does not stop', async () => {
      const { body } = await wire.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>('setFunctionBreakpoints', { breakpoints: [{ name: 'syscall write', condition: '$rdi == 2' }, { name: 'catch syscall', condition: 'false' }, { name: 'syscall nosuch' }] });
      assert.deepEqual(body.breakpoints.map(({ verified, message }) => [verified, message]), [[true, undefined], [true, undefined], [false, 'Unknown syscall name \'nosuch\'.']]);
      for (let i = 0; i < 2; i++) assert.equal((await wire.resume('next', { threadId: 1 })).reason, 'step');
      const stop = await wire.resume('next', { threadId: 1 });
      assert.deepEqual([stop.reason, stop.hitBreakpointIds], ['breakpoint', [1]]);
    });
  });
});
