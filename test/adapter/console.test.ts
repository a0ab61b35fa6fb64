/** The Debug Console: gdb's commands, with scripts, commands of breakpoints and displays, beside a client's own requests. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags, sourceOf } from '../support/go';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

const folder = scratchFolder('console-client');

const source = `package main

var total int

func add(a, b int) int {
	c := a + b
	total += c
	return c
}

func main() {
	x := 3
	for i := 0; i < 6; i++ {
		x = add(x, i)
	}
	println(x, total)
}
`;

describe('the Debug Console', function () {
  let recorder: Recorder;
  let file: string;
  before(() => {
    mkdirSync(folder, { recursive: true });
    file = join(folder, 'console.go');
    writeFileSync(file, source);
  });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  const say = (expression: string): Promise<{ result: string }> => recorder.request('evaluate', { expression, context: 'repl' });

  async function walk(program: object, path: string, client: object = {}): Promise<void> {
    recorder.recording = false;
    await recorder.request('initialize', { adapterID: 'gosched', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path', ...client });
    await recorder.launchAgain({ ...program, cwd: '/tmp', gomaxprocs: 1, stopOnEntry: true }, async () => undefined);
    recorder.recording = true;
    recorder.note('a breakpoint of the console appears in the editor, and is the same one when the client sends its list');
    await say('break main.add if b < 5');
    await recorder.request('setBreakpoints', { source: { path }, breakpoints: [{ line: 5 }] });
    recorder.note('commands that let the program go on: the client hears of no stop');
    await say('commands');
    await say('silent\nif b < 2\necho passing\\n\nprint a\ncontinue\nend\nprint total\nend');
    await recorder.resume('evaluate', { expression: 'continue', context: 'repl' });
    recorder.note('a display is shown at each stop, also of a step that the client asked for');
    await say('display total');
    await recorder.resume('next', { threadId: 1 });
    recorder.note('a command of one\'s own that runs the program, line by line');
    await say('define twice\nnext\nnext\ninfo locals\nend');
    await recorder.resume('evaluate', { expression: 'twice', context: 'repl' });
    recorder.note('an error ends a script; what came before it is shown');
    await say('define broken\necho before\\n\nprint nosuch\necho never\\n\nend');
    await say('broken');
    recorder.note('a watchpoint tells old and new value');
    await say('undisplay 1');
    await say('delete 1');
    await say('watch total');
    await recorder.resume('evaluate', { expression: 'continue', context: 'repl' });
    recorder.note('the editor loses what the console deletes');
    await say('delete');
    const end = await recorder.resume('evaluate', { expression: 'continue', context: 'repl' });
    assert.equal(end, undefined);
  }

  it('runs scripts, commands of breakpoints and displays on a real program', async function () {
    requireTool(this, 'go');
    const program = buildGo([file], debugFlags);
    await walk({ program }, sourceOf(program, 'console.go'));
    assertGolden('console', recorder.text());
  });

  it('runs them on an embedded program', async () => {
    await walk({ program: file, runtime: 'embedded' }, file);
    recorder.hide(folder, 'FOLDER');
    assertGolden('console-embedded', recorder.text());
  });

  it('pauses a program whose breakpoint always lets it go on', async () => {
    writeFileSync(join(folder, 'endless.go'), 'package main\n\nvar n int\n\nfunc step() {\n\tn++\n}\n\nfunc main() {\n\tfor {\n\t\tstep()\n\t}\n}\n');
    await recorder.request('initialize', { adapterID: 'gosched', pathFormat: 'path' });
    await recorder.launchAgain({ program: join(folder, 'endless.go'), runtime: 'embedded', stopOnEntry: true });
    await say('break main.step\ncommands\nsilent\ncontinue\nend');
    await say('continue');
    const stop = await recorder.resume('pause', { threadId: 1 });
    assert.ok(stop, 'the pause was lost');
    const { result } = await recorder.request<{ result: string }>('evaluate', { expression: 'n', context: 'watch' });
    assert.ok(Number(result) >= 0, result);
  });

  it('colours the text for a client that shows ANSI codes, and for no other', async () => {
    await recorder.request('initialize', { adapterID: 'gosched', pathFormat: 'path', supportsANSIStyling: true });
    await recorder.launchAgain({ program: file, runtime: 'embedded', stopOnEntry: true });
    assert.match((await say('bt')).result, /\x1b\[33mmain\.main\x1b\[0m \(\) at \x1b\[32m/);
    const capabilities = await recorder.client.initializeRequest().catch((error: Error) => error);
    assert.match((capabilities as Error).message, /initialize/);
  });

  it('takes the rest of a block line by line', async () => {
    await recorder.request('initialize', { adapterID: 'gosched', pathFormat: 'path' });
    await recorder.launchAgain({ program: file, runtime: 'embedded', stopOnEntry: true });
    assert.match((await say('define hello')).result, /more lines/);
    assert.match((await say('echo hi\\n')).result, /more lines/);
    assert.equal((await say('end')).result, '');
    assert.match((await say('hello')).result, /^hi/);
    assert.equal((await say('printf "%d|%5d|%-5d|%05d|%x|%#x|%c|%s %%\\n", 42, 42, 42, 42, 255, 255, 65, "a, b"')).result, '42|   42|42   |00042|ff|0xff|A|a, b %');
    assert.match((await say('printf "%d"') as unknown as { error: string }).error, /Wrong number of arguments/);
    assert.equal((await say('print main.total@2')).result.replace(/\d+\]$/, 'N]'), '$1 = [0 N]');
  });
});
