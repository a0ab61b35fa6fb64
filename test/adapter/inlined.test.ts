/** Breakpoints in runtime functions that the compiler has inlined, with DWARF and in a stripped executable. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo } from '../support/go';
import { root } from '../support/gosched';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

type Stack = DebugProtocol.StackTraceResponse['body'];
type Breakpoints = DebugProtocol.SetFunctionBreakpointsResponse['body'];

/**
 * Modules that esbuild reads at once. Name and times of the files are the same in each run: the guest sees them. The reads will
 * take as long as each other: while one goroutine parses on the only P, the next one's read returns without one.
 */
function modules(): string {
  const folder = scratchFolder('adapter-modules', 'src');
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000);
  };
  const numbers = [1, 2, 3, 4, 5, 6];
  write('m0.js', `${numbers.map((i) => `import { v as v${i} } from './m${i}.js';`).join('\n')}\nconsole.log(v1);\n`);
  for (const i of numbers) write(`m${i}.js`, `${Array.from({ length: 300 }, (_, k) => `const a${k} = { x: ${k}, y: [${k}, 2, 3] };`).join('\n')}\nexport const v = a299.x;\n`);
  return folder;
}

describe('breakpoints in inlined functions', function () {
  let recorder: Recorder;
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  it('stop in dropg and globrunqput where the optimiser has put them', async function () {
    requireTool(this, 'go');
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go']);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      const { breakpoints } = await recorder.request<Breakpoints>('setFunctionBreakpoints', { breakpoints: [{ name: 'globrunqput', condition: 'gp.goid > 1' }, { name: 'runtime.nosuchthing' }] });
      assert.deepEqual(breakpoints.map(({ verified }) => verified), [true, false]);
    });
    const { stackFrames } = await recorder.request<Stack>('stackTrace', { threadId: stop?.threadId, startFrame: 0, levels: 4 });
    assert.equal(stackFrames[0].name, 'runtime.globrunqput');
    assert.equal(stackFrames[0].instructionPointerReference, stackFrames[1].instructionPointerReference);
    assertGolden('inlined-dwarf', recorder.text());
  });

  it('work in the stripped Go 1.19.3 executable, with exitsyscall0, frames and tables', async () => {
    const folder = modules();
    recorder.hide(folder, '<FOLDER>');
    // Its path is the guest's argv[0]: the transcript must not depend on where the project lies.
    const program = join(folder, '..', 'esbuild');
    copyFileSync(join(root, 'node_modules', 'esbuild-go119', 'bin', 'esbuild'), program);
    const stop = await recorder.launch({ program, args: ['--bundle', 'm0.js', '--outfile=/dev/null'], cwd: folder, gomaxprocs: 1, latency: { read: '25ms' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.exitsyscall0' }] });
    });
    assert.equal(stop?.reason, 'function breakpoint');
    await recorder.request('threads');
    const { stackFrames } = await recorder.request<Stack>('stackTrace', { threadId: stop.threadId, startFrame: 0, levels: 30 });
    assert.ok(stackFrames.some((frame) => frame.presentationHint === 'label'));
    const { scopes } = await recorder.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: stackFrames[0].id });
    for (const name of ['P table', 'M table', 'Scheduler']) {
      recorder.note(name);
      await recorder.request('variables', { variablesReference: scopes.find((scope) => scope.name === name)?.variablesReference });
    }
    recorder.note('an inlined function');
    await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'runtime.globrunqput' }] });
    const next = await recorder.resume('continue', { threadId: stop.threadId });
    const inlined = await recorder.request<Stack>('stackTrace', { threadId: next?.threadId, startFrame: 0, levels: 3 });
    assert.equal(inlined.stackFrames[0].name, 'runtime.globrunqput');
    assertGolden('stripped-go1.19.3', recorder.text());
  });
});
