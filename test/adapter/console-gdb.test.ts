/** What a user of gdb expects of the Debug Console beyond its golden sessions, on a real and on an embedded program. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { Wire } from './wire';

const folder = scratchFolder('console-gdb');
const file = join(folder, 'results.go');

const source = `package main

import "errors"

type pair struct {
	small int8
	text  string
}

func number(n int) int { return n * 2 }

func several(n int) (half float64, name string, err error) {
	half = float64(n) / 2
	name = "seven"
	err = errors.New("odd")
	return
}

func whole(n int) pair { return pair{int8(n), "in a struct"} }

func many(n int) (a, b, c, d, e, f, g, h, i, j int) { return n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9 }

func nothing() {}

func deep(n int) int {
	if n == 0 {
		return number(21)
	}
	return deep(n - 1)
}

func main() {
	println(deep(5))
	several(7)
	whole(-3)
	many(1)
	nothing()
}
`;

type Scopes = { scopes: DebugProtocol.Scope[] };

describe('the Debug Console for users of gdb', function () {
  before(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, source);
  });

  async function walk(program: object): Promise<void> {
    const wire = new Wire();
    await wire.launch({ ...program, cwd: '/tmp', gomaxprocs: 1, stopOnEntry: true });
    /** Steps out of a function; the values in the scope of its results, and what the console wrote. */
    const leave = async (name: string): Promise<{ values: string[]; text: string }> => {
      await wire.say(`tbreak main.${name}`);
      await wire.go('continue');
      const told = wire.events.length;
      const { threadId } = await wire.go('finish');
      const { body: { stackFrames } } = await wire.request<{ stackFrames: { id: number }[] }>('stackTrace', { threadId });
      const { body: { scopes } } = await wire.request<Scopes>('scopes', { frameId: stackFrames[0].id });
      const text = wire.events.slice(told).filter(({ event }) => event === 'output').map(({ body }) => (body as { output: string }).output).join('');
      const results = scopes.find(({ name: scope }) => scope === 'Return values');
      if (!results) return { values: [], text };
      assert.equal(results.presentationHint, 'returnValue');
      const { body: { variables } } = await wire.request<{ variables: { value: string }[] }>('variables', { variablesReference: results.variablesReference });
      return { values: variables.map(({ value }) => value), text };
    };

    await wire.say('tbreak main.number');
    await wire.go('continue');
    assert.equal((await wire.say('bt 2')).split('\n').length, 3);
    assert.match(await wire.say('bt 2'), /^#0 .*main\.number[\s\S]*\n#1 .*main\.deep[^\n]*\n\(More stack frames follow\.\.\.\)$/);
    assert.match(await wire.say('bt -1'), /^#\d+ [^\n]*$/);
    assert.match(await wire.say('frame function main.main'), /^#7 .*main\.main/);
    assert.match(await wire.say('frame level 1'), /^#1 .*main\.deep/);
    assert.match(await wire.say('frame function nosuch'), /No frame for function "nosuch"/);
    await wire.say('frame 0');
    const { threadId } = await wire.go('finish');
    assert.equal(await wire.say('print $'), '$2 = 42');
    await wire.resume('stepOut', { threadId });

    const several = await leave('several');
    assert.deepEqual(several.values.slice(0, 2), ['3.5', '"seven"']);
    assert.match(several.values[2], /errors\./);
    assert.match(several.text, /Value returned \(half\) is \$\d+ = 3\.5\nValue returned \(name\) is \$\d+ = "seven"\nValue returned \(err\) is \$\d+ = .*errors\./);
    const whole = await leave('whole');
    assert.match(whole.values[0], /-3.*"in a struct"/);
    assert.match(whole.text, /Value returned is \$\d+ = .*-3/);
    assert.deepEqual((await leave('many')).values, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const { values, text } = await leave('nothing');
    assert.deepEqual(values, []);
    assert.doesNotMatch(text, /Value returned/);
    await wire.request('disconnect', {});
  }

  it('shows results, counts frames from either end and selects them by function on a real program', async function () {
    requireTool(this, 'go');
    await walk({ program: buildGo([file], debugFlags) });
  });

  it('does so on an embedded program', () => walk({ program: file, runtime: 'embedded' }));

  it('tells the editor what it changes of breakpoints, and the editor\'s list does not undo it', async () => {
    const wire = new Wire();
    type Breakpoints = { breakpoints: DebugProtocol.Breakpoint[] };
    const set = (): Promise<{ body: Breakpoints }> => wire.request<Breakpoints>('setBreakpoints', { source: { path: file }, breakpoints: [{ line: 10 }, { line: 22 }] });
    await wire.launch({ program: file, runtime: 'embedded', stopOnEntry: true }, {}, set);
    const [{ id }] = (await set()).body.breakpoints;
    const changed = async (line: string): Promise<[string, DebugProtocol.Breakpoint]> => {
      const event = wire.event<DebugProtocol.BreakpointEvent['body']>('breakpoint');
      await wire.say(line);
      const { reason, breakpoint } = await event;
      assert.equal(breakpoint.id, id);
      return [reason, breakpoint];
    };
    const [reason, disabled] = await changed(`disable ${id}`);
    assert.deepEqual([reason, disabled.verified], ['changed', false]);
    assert.match(disabled.message ?? '', /Disabled/);
    assert.equal((await changed(`enable ${id}`))[1].verified, true);
    assert.equal((await changed(`condition ${id} n == 22`))[0], 'changed');
    assert.equal((await set()).body.breakpoints[0].id, id);
    assert.match(await wire.say('info breakpoints'), /stop only if n == 22/);
    assert.equal((await changed(`delete ${id}`))[0], 'removed');
    await wire.request('disconnect', {});
  });
});
