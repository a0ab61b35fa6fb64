/** Random and malformed requests in random states: each is answered, nothing crashes or hangs. Seeded. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { GoschedDebugSession } from '../../src/adapter/gosched-session';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { allowedStates } from '../../src/adapter/states';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';

const REQUESTS = 20_000;
const PER_SESSION = 250;

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

/** A session without a process of its own. */
class Wire {
  readonly answers = new Map<number, DebugProtocol.Response>();
  readonly session = new GoschedDebugSession(createNodeHost());
  private readonly input = new PassThrough();
  private readonly waiting = new Map<number, () => void>();
  private seq = 1;

  constructor() {
    this.session.onShutdown = () => undefined;
    const output = new PassThrough();
    let bytes = Buffer.alloc(0);
    output.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let match; (match = /^Content-Length: (\d+)\r\n\r\n/.exec(bytes.toString('latin1', 0, 40)));) {
        const end = match[0].length + Number(match[1]);
        if (bytes.length < end) break;
        this.received(JSON.parse(bytes.toString('utf8', match[0].length, end)) as DebugProtocol.ProtocolMessage);
        bytes = bytes.subarray(end);
      }
    });
    this.session.start(this.input, output);
  }

  raw(text: string): void { this.input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`); }

  async request(command: unknown, args: unknown): Promise<DebugProtocol.Response> {
    const seq = this.seq++;
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${String(command)} ${JSON.stringify(args)}`)), 10_000);
      this.waiting.set(seq, () => { clearTimeout(timer); resolve(); });
    });
    this.raw(JSON.stringify({ seq, type: 'request', command, arguments: args }));
    await answered;
    return this.answers.get(seq) as DebugProtocol.Response;
  }

  private received(message: DebugProtocol.ProtocolMessage): void {
    if (message.type !== 'response') return;
    const response = message as DebugProtocol.Response;
    assert.ok(!this.answers.has(response.request_seq), `two answers to ${response.command}`);
    this.answers.set(response.request_seq, response);
    this.waiting.get(response.request_seq)?.();
  }
}

describe('the adapter under random requests', function () {
  this.timeout(300_000);
  before(function () { requireTool(this, 'go'); });

  it(`answers each of ${REQUESTS}`, async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
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
    const tooMuch = new Set(['launch', 'restart', 'disconnect', 'terminate', 'initialize']);

    for (let done = 0; done < REQUESTS; done += PER_SESSION) {
      const wire = new Wire();
      const early = pick(20);
      for (let i = 0; i < PER_SESSION; i++) {
        if (i === early) {
          await wire.request('initialize', { adapterID: 'x', pathFormat: 'path' });
          await wire.request('launch', { program, gomaxprocs: 1, cwd: '/tmp', stopOnEntry: true, env: { GODEBUG: 'asyncpreemptoff=1' } });
          await wire.request('configurationDone', {});
        }
        const command = one(commands);
        // What ends a session comes rarely, so that the others meet live ones.
        const chosen = tooMuch.has(command) && pick(20) > 0 ? 'threads' : command;
        const response = await wire.request(chosen, pick(3) === 0 ? value() : likely());
        assert.ok(response.success || typeof response.message === 'string', JSON.stringify(response));
        if (!response.success) assert.doesNotMatch(response.message ?? '', /is not a function|Cannot read properties|is not iterable|undefined \(/, `${chosen}: ${response.message}`);
      }
      wire.raw('this is no JSON');
      wire.raw('{}');
      wire.raw('{"type":"response","request_seq":99}');
      assert.equal((await wire.request('disconnect', {})).success, true);
    }
  });
});
