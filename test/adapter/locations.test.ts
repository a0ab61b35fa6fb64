/** Where variables are declared and where the code begins that values stand for; what functions returned during a step. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags, sourceOf } from '../support/go';
import { requireTool } from '../support/tools';
import { Wire } from './wire';

const folder = scratchFolder('locations');
const path = join(folder, 'locations.go');
const source = `package main

//go:noinline
func half(n int) (int, string) { return n / 2, "half" }

//go:noinline
func twice(n int) int {
	return n + n
}

func main() {
	f := twice
	n := 20
	n, s := half(f(n))
	n = twice(n) + twice(1)
	println(n, s)
	indirect(&circle{2}, func(x int) (int, string) { return x + n, s }); valued(square{3})
}

type shape interface{ area(k int) int }
type circle struct{ r int }

func (c *circle) area(k int) int { return 3 * c.r * c.r * k }

//go:noinline
func indirect(s shape, f func(int) (int, string)) int {
	a := s.area(2)
	b, text := f(a)
	return a + b + len(text)
}

type square struct{ side int }

func (s square) area(k int) (size int) { size = s.side * s.side * k; return }

//go:noinline
func valued(s shape) int {
	a := s.area(2)
	return a
}
`;

type Variables = DebugProtocol.VariablesResponse['body'];

describe('places of variables and values, and returned values', function () {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, source);
  });

  for (const kind of ['embedded', 'go'] as const) describe(`in a program of the ${kind === 'go' ? 'real' : 'embedded'} runtime`, () => {
    let wire: Wire;
    before(function () { if (kind === 'go') requireTool(this, 'go'); });
    afterEach(async () => { await wire.request('disconnect', {}); });

    async function begin(line: number): Promise<void> {
      wire = new Wire();
      const launch = kind === 'go' ? { program: buildGo([path], debugFlags), cwd: '/tmp' } : { program: path, runtime: 'embedded' };
      const file = kind === 'go' ? sourceOf(launch.program, 'locations.go') : path;
      await wire.launch(launch, {}, () => wire.request('setBreakpoints', { source: { path: file }, breakpoints: [{ line }] }));
    }
    const top = async (): Promise<DebugProtocol.StackFrame> => (await wire.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1, startFrame: 0, levels: 1 })).body.stackFrames[0];
    const scope = async (name: string): Promise<DebugProtocol.Variable[] | undefined> => {
      const { body: { scopes } } = await wire.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: (await top()).id });
      const found = scopes.find((candidate) => candidate.name === name);
      return found && (await wire.request<Variables>('variables', { variablesReference: found.variablesReference })).body.variables;
    };
    const place = async (locationReference: number | undefined): Promise<string> => {
      const { success, message, body } = await wire.request<{ source: DebugProtocol.Source; line: number }>('locations', { locationReference });
      return success ? `${body.source.name}:${body.line}` : message ?? '';
    };

    it('leads to the declaration of a variable, and to the function that a value is', async () => {
      await begin(15);
      const locals = await scope('Locals');
      const named = (name: string): DebugProtocol.Variable => locals?.find((variable) => variable.name === name) as DebugProtocol.Variable;
      assert.equal(await place(named('f').declarationLocationReference), 'locations.go:12');
      assert.equal(await place(named('n').declarationLocationReference), 'locations.go:13');
      assert.equal(await place(named('f').valueLocationReference), 'locations.go:7');
      assert.equal(named('n').valueLocationReference, undefined);
      const evaluated = await wire.request<{ valueLocationReference?: number }>('evaluate', { expression: 'f', frameId: (await top()).id, context: 'watch' });
      assert.equal(await place(evaluated.body.valueLocationReference), 'locations.go:7');
      // The runtime keeps its places in the program as plain numbers.
      const start = await wire.request<{ valueLocationReference?: number }>('evaluate', { expression: 'g.startpc', frameId: (await top()).id, context: 'watch' });
      assert.match(await place(start.body.valueLocationReference), /^\w+\.go:\d+$/);
      const stale = named('f').valueLocationReference;
      await wire.resume('next', { threadId: 1 });
      assert.match(await place(stale), /earlier stop/);
      assert.match(await place(undefined), /"locationReference" must be a whole number/);
    });

    it('shows what was returned: by the functions called on a line that was stepped over, and by the one that a step has left', async () => {
      await begin(14);
      assert.equal(await scope('Return values'), undefined);
      await wire.resume('next', { threadId: 1 });
      const shown = async (): Promise<[string, string][] | undefined> => (await scope('Return values'))?.map(({ name, value }) => [name, value]);
      const first = await shown();
      assert.deepEqual(first?.slice(-3).map(([, value]) => value), ['40', '20', '"half"']);
      assert.equal(first?.at(-3)?.[0], 'main.twice()');
      assert.match(first.at(-1)?.[0] ?? '', /^main\.half\(\) /);
      await wire.resume('next', { threadId: 1 });
      assert.deepEqual(await shown(), [['main.twice()', '2']]);
      await wire.resume('next', { threadId: 1 });
      assert.ok(!(await shown())?.some(([name]) => name.startsWith('main.')));
    });

    it('shows what methods of interfaces and closures return; a step out says it as a step over does', async () => {
      await begin(27);
      const shown = async (): Promise<[string, string][] | undefined> => (await scope('Return values'))?.map(({ name, value }) => [name, value]);
      await wire.resume('next', { threadId: 1 });
      assert.deepEqual(await shown(), [['main.(*circle).area()', '24']]);
      await wire.resume('next', { threadId: 1 });
      assert.deepEqual(await shown(), [['main.main.func1() ~r0', '66'], ['main.main.func1() ~r1', '"half"']]);
      await wire.resume('stepOut', { threadId: 1 });
      assert.deepEqual(await shown(), [['main.indirect()', '94']]);
    });

    it('shows what a value\'s method returns, which is called through a wrapper', async () => {
      await begin(38);
      await wire.resume('next', { threadId: 1 });
      assert.deepEqual((await scope('Return values'))?.map(({ name, value }) => [name, value]), [['main.(*square).area() size', '18']]);
      // No expression leads to it; in hexadecimal it is shown nevertheless.
      const { body: { scopes } } = await wire.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: (await top()).id });
      const { variablesReference } = scopes.find(({ name }) => name === 'Return values') as DebugProtocol.Scope;
      assert.deepEqual((await wire.request<Variables>('variables', { variablesReference, format: { hex: true } })).body.variables.map(({ value }) => value), ['0x12']);
    });

    it('names a frame with what is wanted of its parameters', async () => {
      await begin(8);
      const named = async (format: DebugProtocol.StackFrameFormat): Promise<string> => (await wire.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: 1, levels: 1, format })).body.stackFrames[0].name;
      assert.equal(await named({ parameters: true }), 'main.twice(n)');
      assert.equal(await named({ parameters: true, parameterTypes: true }), 'main.twice(int)');
      assert.equal(await named({ parameters: true, parameterValues: true, hex: true }), 'main.twice(0x14)');
      assert.equal(await named({ parameterNames: true, hex: true }), 'main.twice');
    });

    it('a step over a return shows its value in the caller', async () => {
      await begin(8);
      let stop = await wire.resume('next', { threadId: 1 });
      for (let i = 0; i < 3 && (await top()).name !== 'main.main'; i++) stop = await wire.resume('next', { threadId: 1 });
      assert.equal(stop.reason, 'step');
      const values = await scope('Return values');
      assert.deepEqual(values?.filter(({ name }) => name.startsWith('main.twice')).map(({ name, value }) => [name, value]), [['main.twice()', '40']]);
      // They are what they were then: there is nothing to write to.
      const { body: { scopes } } = await wire.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: (await top()).id });
      const { variablesReference } = scopes.find(({ name }) => name === 'Return values') as DebugProtocol.Scope;
      assert.equal((await wire.request('setVariable', { variablesReference, name: 'main.twice()', value: '1' })).success, false);
    });
  });
});
