import { DebugSession, Event, Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { checkArguments } from './argument-types';
import { AdapterContext } from './context';
import { AdapterError } from './errors';
import { FrameReader } from './framing';
import type { Host } from './host/host';
import { allowedStates, whyNot } from './states';
import { goesOn, reportStop } from './stop-events';
import { capabilities, handlers } from './topics';
import type { RequestInfo } from './topic';

/** What is answered also while the program stands elsewhere in history for a moment. */
const AT_ONCE: ReadonlySet<string> = new Set(['cancel', 'pause', 'terminate', 'disconnect']);

/** A stream from which nothing comes. */
const SILENCE = { on: () => SILENCE, resume: () => SILENCE } as unknown as NodeJS.ReadableStream;

/**
 * One debug session of the protocol. Transport and message numbers are @vscode/debugadapter's; each request goes through the
 * tables (handlers, states, errors), and every request is answered, unknown ones too.
 */
export class GoschedDebugSession extends DebugSession {
  private readonly context: AdapterContext;
  /** requests that have no answer yet, by number; true: the client has cancelled it */
  private readonly unanswered = new Map<number, boolean>();

  constructor(host: Host) {
    super();
    this.context = new AdapterContext(host, { event: (name, body) => this.sendEvent(new Event(name, body)) }, reportStop, goesOn);
  }

  /** Ends what runs; for a client that has vanished. */
  override shutdown(): void {
    this.context.state = 'ended';
    this.context.setProgram(undefined);
    if (this.onShutdown) this.onShutdown();
    else super.shutdown();
  }

  /** What ends the process or connection; without one the base class decides. */
  onShutdown: (() => void) | undefined;

  /**
   * Serves a client on a pair of streams. The base class only writes: its reader takes lengths as they are, so that a wrong one
   * swallows the messages behind it.
   */
  override start(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): void {
    super.start(SILENCE, output);
    const reader = new FrameReader({ message: (value) => this.received(value), damaged: (why) => this.damaged(why) });
    input.on('data', (chunk: Uint8Array) => reader.push(chunk));
    input.on('close', () => this.shutdown());
    input.on('error', () => this.shutdown());
    input.resume();
  }

  private received(value: unknown): void {
    const { type, seq } = (typeof value === 'object' && value !== null ? value : {}) as Partial<DebugProtocol.Request>;
    if (type === 'request' && typeof seq === 'number') this.handleMessage(value as DebugProtocol.Request);
    // We ask the client nothing: it has nothing to answer.
    else if (type !== 'response') this.damaged('it is no request of the protocol');
  }

  /** A message that cannot be read has no number to answer to: the client is told, and the session goes on. */
  private damaged(why: string): void { this.context.output('important', `gosched: a message of the client was left out: ${why}\n`); }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const response = new Response(request);
    const command = String(request.command);
    if (command === 'cancel') this.markCancelled(request.arguments as DebugProtocol.CancelArguments | undefined);
    this.unanswered.set(request.seq, false);
    // From here on an answer is certain: a handler's error, too, becomes one.
    void Promise.resolve()
      .then(() => this.handle(command, request))
      .then((body) => this.answer(response, body), (error: unknown) => this.answerError(response, command, error))
      .then(() => { if (command === 'disconnect') this.shutdown(); });
  }

  /** A request that waits is not begun any more; what one has begun (a build, a run into the past) ends soon. */
  private markCancelled(args: DebugProtocol.CancelArguments | undefined): void {
    const id = args?.requestId;
    if (typeof id !== 'number') return;
    if (this.unanswered.has(id)) this.unanswered.set(id, true);
    this.context.cancelRequest(id);
  }

  private async handle(command: string, request: DebugProtocol.Request): Promise<object | void> {
    if (command === 'initialize') return this.initialize(checkArguments(command, request.arguments) as unknown as DebugProtocol.InitializeRequestArguments);
    if (!Object.hasOwn(handlers, command) || !Object.hasOwn(allowedStates, command)) throw new AdapterError('unknownRequest', { command });
    while (this.context.busy && !AT_ONCE.has(command)) await this.context.untilFree();
    const when = whyNot(command, this.context.state);
    if (when !== undefined) throw new AdapterError('wrongState', { command, when });
    const info: RequestInfo = { seq: request.seq, command, cancelled: () => this.unanswered.get(request.seq) === true };
    if (info.cancelled()) throw new AdapterError('cancelled');
    // A handler that lets the program run does so before it waits for anything.
    this.context.currentRequest = request.seq;
    return handlers[command](this.context, checkArguments(command, request.arguments), info);
  }

  private initialize(args: DebugProtocol.InitializeRequestArguments): DebugProtocol.Capabilities {
    const when = whyNot('initialize', this.context.state);
    if (when !== undefined) throw new AdapterError('wrongState', { command: 'initialize', when });
    if (args.pathFormat !== undefined && args.pathFormat !== 'path') throw new AdapterError('pathFormat', { format: String(args.pathFormat) });
    this.context.client = args;
    this.context.state = 'initialized';
    return capabilities;
  }

  private answer(response: DebugProtocol.Response, body: object | void): void {
    this.unanswered.delete(response.request_seq);
    if (body) response.body = body;
    this.sendResponse(response);
  }

  private answerError(response: DebugProtocol.Response, command: string, error: unknown): void {
    this.unanswered.delete(response.request_seq);
    const known = error instanceof AdapterError ? error : new AdapterError('internal', { command, text: error instanceof Error ? error.message : String(error) });
    response.success = false;
    response.message = known.kind === 'cancelled' ? 'cancelled' : known.message;
    response.body = { error: known.body };
    this.sendResponse(response);
  }
}
