/** A session of the adapter in this process: messages go in as bytes, answers and events come out parsed. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { GoschedDebugSession } from '../../src/adapter/gosched-session';
import type { Host } from '../../src/adapter/host/host';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { PATIENCE_MS } from '../support/patience';

export class Wire {
  readonly answers = new Map<number, DebugProtocol.Response>();
  readonly session: GoschedDebugSession;
  readonly events: DebugProtocol.Event[] = [];
  isShut = false;
  private readonly input = new PassThrough();
  private readonly waiting = new Map<number, () => void>();
  private readonly listeners = new Set<(event: DebugProtocol.Event) => void>();
  private seq = 1;
  private held: Buffer[] | undefined;

  /** `host`: what is different of the adapter's host. */
  constructor(host: Partial<Host> = {}) {
    this.session = new GoschedDebugSession({ ...createNodeHost(), ...host });
    this.session.onShutdown = () => { this.isShut = true; };
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

  /** The number that the next request gets. */
  get nextSeq(): number { return this.seq; }

  /** Bytes as they are. */
  bytes(text: string | Buffer): void {
    if (this.held) this.held.push(Buffer.from(text));
    else this.input.write(text);
  }

  /** What `send` sends arrives in one piece. */
  together<T>(send: () => T): T {
    const held: Buffer[] = this.held = [];
    const result = send();
    this.held = undefined;
    this.input.write(Buffer.concat(held));
    return result;
  }

  /** A text with the header that is right for it. */
  raw(text: string): void { this.bytes(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`); }

  async request<T = Record<string, unknown>>(command: unknown, args?: unknown): Promise<Omit<DebugProtocol.Response, 'body'> & { body: T }> {
    const seq = this.seq++;
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${String(command)} ${JSON.stringify(args)}`)), PATIENCE_MS);
      this.waiting.set(seq, () => { clearTimeout(timer); resolve(); });
    });
    this.raw(JSON.stringify({ seq, type: 'request', command, arguments: args }));
    await answered;
    const response = this.answers.get(seq) as Omit<DebugProtocol.Response, 'body'> & { body: T };
    this.answers.delete(seq);
    return response;
  }

  /** The next event with this name that `accept` takes. */
  event<T = Record<string, unknown>>(name: string, accept: (body: T) => boolean = () => true): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no event ${name}`)), PATIENCE_MS);
      const listener = ({ event, body }: DebugProtocol.Event): void => {
        if (event !== name || !accept(body as T)) return;
        clearTimeout(timer);
        this.listeners.delete(listener);
        resolve(body as T);
      };
      this.listeners.add(listener);
    });
  }

  /** Sends a request that lets the program run; its next stop. */
  async resume(command: string, args: object = {}): Promise<DebugProtocol.StoppedEvent['body']> {
    const stopped = this.event<DebugProtocol.StoppedEvent['body']>('stopped');
    const response = await this.request(command, args);
    assert.ok(response.success, `${command}: ${response.message}`);
    return stopped;
  }

  /** initialize, launch, `configure`, configurationDone, and the first stop. */
  async launch(args: object, client: object = {}, configure: () => Promise<unknown> = async () => undefined): Promise<DebugProtocol.StoppedEvent['body']> {
    await this.request('initialize', { adapterID: 'gosched', pathFormat: 'path', ...client });
    const response = await this.request('launch', args);
    assert.ok(response.success, response.message);
    await configure();
    return this.resume('configurationDone');
  }

  /** A line for the Debug Console: the answer, or the error's text. */
  async say(expression: string): Promise<string> {
    const { success, message, body } = await this.request<{ result: string }>('evaluate', { expression, context: 'repl' });
    return success ? body.result : message ?? '';
  }

  /** A line for the Debug Console that lets the program run; the stop. */
  go(expression: string): Promise<DebugProtocol.StoppedEvent['body']> { return this.resume('evaluate', { expression, context: 'repl' }); }

  private received(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === 'event') {
      const event = message as DebugProtocol.Event;
      this.events.push(event);
      for (const listener of [...this.listeners]) listener(event);
    }
    if (message.type !== 'response') return;
    const response = message as DebugProtocol.Response;
    assert.ok(!this.answers.has(response.request_seq), `two answers to ${response.command}`);
    this.answers.set(response.request_seq, response);
    this.waiting.get(response.request_seq)?.();
    this.waiting.delete(response.request_seq);
  }
}
