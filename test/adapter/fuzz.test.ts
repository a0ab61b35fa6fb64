/** Random and malformed requests in random states: each is answered, nothing crashes or hangs. Seeded. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { allowedStates } from '../../src/adapter/states';
import { buildGo, debugFlags } from '../support/go';
import { root } from '../support/gosched';
import { requireTool } from '../support/tools';
import { Wire } from './wire';

const REQUESTS = 20_000;
const PER_SESSION = 500;

/** Messages that are damaged in one way each. */
const DAMAGED: readonly ((text: string) => string)[] = [
  ...[-3, 1, 1000].map((off) => (text: string) => `Content-Length: ${Buffer.byteLength(text) + off}\r\n\r\n${text}`),
  ...['-1', '1e999', '', 'x', '123456789012345'].map((length) => (text: string) => `Content-Length: ${length}\r\n\r\n${text}`),
  (text) => text, (text) => `\r\n\r\n${text}`, () => 'Content-Length: 15\r\n\r\nthis is no JSON',
];

/** xorshift32: the same numbers on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe('the adapter under random requests', function () {
  before(function () { requireTool(this, 'go'); });

  it(`answers each of ${REQUESTS}, on real and embedded programs, with damaged messages between them`, async () => {
    const embedded = (name: string): object => ({ program: join(root, 'src', 'embedded', 'programs', `${name}.go`), runtime: 'embedded' });
    const programs = [
      { program: buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags), env: { GODEBUG: 'asyncpreemptoff=1' } }, embedded('open_file'),
      { program: buildGo(['cond.go'], debugFlags) }, { program: buildGo(['s4_locked.go', 'yield.go']) }, embedded('16-sysmon-deep-sleep'),
    ];
    const pick = random(20_260);
    const one = <T>(list: readonly T[]): T => list[pick(list.length)];
    const commands = [...Object.keys(allowedStates), 'stepBack', 'attach', 'nonsense', '__proto__', 'constructor'];
    const number = (): unknown => one([0, 1, 2, 5, -1, 3.5, 1879048193, 1e18, NaN, '7', null, pick(60)]);
    const text = (): unknown => one(['main.main', 'runtime.exitsyscall0', '0x43dd2a', '0x0', '', '/[/', 'gp.goid', 'info p', 'next', 'bt', 'x/4xg $rsp', 'p', 'print', '((((', 'a'.repeat(5000), 7, null, '\u0000', 'break main.reader if 1 == 1', 'finish', 'list', 'goroutine 1 bt', 'set var x = 1', 'delete', '$rax', 'p.status', 'allgs[0]']);
    const value = (depth = 0): unknown => {
      switch (pick(depth > 2 ? 3 : 6)) {
        case 0: return number();
        case 1: return text();
        case 2: return one([true, false, undefined]);
        case 3: return Array.from({ length: pick(3) }, () => value(depth + 1));
        default: return Object.fromEntries(Array.from({ length: pick(4) }, () => [one(names), value(depth + 1)]));
      }
    };
    const names = ['threadId', 'frameId', 'variablesReference', 'breakpoints', 'source', 'line', 'path', 'name', 'memoryReference', 'instructionReference', 'offset', 'count',
      'instructionCount', 'instructionOffset', 'expression', 'context', 'granularity', 'levels', 'startFrame', 'filter', 'start', 'value', 'data', 'filters', 'condition', 'hitCondition',
      'logMessage', 'action', 'tid', 'goroutines', 'sourceReference', 'endLine', 'requestId'];
    const likely = (): Record<string, unknown> => ({
      threadId: one([1, 5, 1879048193, number()]), frameId: pick(40), variablesReference: pick(60), expression: text(), context: one(['repl', 'watch', 'hover']), memoryReference: one(['0x43dd2a', '0xc000008ea0', text()]),
      count: pick(200), instructionCount: pick(50), instructionOffset: pick(20) - 10, breakpoints: one([[], [{ name: 'runtime.exitsyscall0' }], [{ line: 30 }], value()]), source: one([{ path: 's2_slow_globrunq.go' }, value()]),
      line: pick(50), granularity: one(['instruction', 'line', undefined]), levels: pick(10), filters: one([[], ['throw'], value()]), name: text(), value: text(), data: one(['AAAA', text()]),
    });
    const damage = (wire: Wire): void => wire.bytes(one(DAMAGED)(JSON.stringify({ seq: 1_000_000, type: 'event', body: text() })));
    /** Whatever has come before: the session still answers, and where it can show a stack it does. */
    const survives = async (wire: Wire): Promise<void> => {
      for (const spoil of DAMAGED) {
        wire.bytes(spoil('{"seq":1000000,"type":"event"}'));
        const { success, message, body } = await wire.request<{ threads: { id: number }[] }>('threads');
        assert.ok(success || /not possible/.test(message ?? ''), message);
        const [thread] = success ? body.threads : [];
        if (!thread) continue;
        const stack = await wire.request<{ stackFrames: unknown[] }>('stackTrace', { threadId: thread.id });
        assert.ok(stack.success ? stack.body.stackFrames.length > 0 : /not possible|no thread/.test(stack.message ?? ''), stack.message);
      }
    };
    const tooMuch = new Set(['launch', 'restart', 'disconnect', 'terminate', 'initialize']);

    for (let done = 0; done < REQUESTS; done += PER_SESSION) {
      const wire = new Wire();
      const early = pick(20);
      for (let i = 0; i < PER_SESSION; i++) {
        if (i === early) {
          await wire.request('initialize', { adapterID: 'x', pathFormat: 'path' });
          await wire.request('launch', { ...programs[(done / PER_SESSION) % programs.length], gomaxprocs: 1, cwd: '/tmp', stopOnEntry: true });
          await wire.request('configurationDone', {});
        }
        const command = one(commands);
        // What ends a session comes rarely, so that the others meet live ones.
        const chosen = tooMuch.has(command) && pick(20) > 0 ? 'threads' : command;
        if (pick(40) === 0) damage(wire);
        const response = await wire.request(chosen, pick(3) === 0 ? value() : likely());
        assert.ok(response.success || typeof response.message === 'string', JSON.stringify(response));
        if (!response.success) assert.doesNotMatch(response.message ?? '', /is not a function|Cannot read properties|is not iterable|undefined \(/, `${chosen}: ${response.message}`);
      }
      await survives(wire);
      assert.equal((await wire.request('disconnect', {})).success, true);
    }
  });
});
