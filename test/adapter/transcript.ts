/**
 * Sessions of the debug adapter as text: what the client sends and what it gets, in order, compared byte for byte with a file
 * in test/adapter/golden.
 */
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { assertGolden as assertText, normalise } from '../support/golden';
import { root } from '../support/gosched';
import { PATIENCE_MS } from '../support/patience';

/** JSON with one element of a list, and one property of the message's body, on each line. */
function pretty(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth + 1);
  if (Array.isArray(value)) {
    if (value.length === 0 || value.every((item) => typeof item !== 'object')) return JSON.stringify(value);
    return `[\n${value.map((item) => indent + JSON.stringify(item)).join(',\n')}\n${'  '.repeat(depth)}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{\n${entries.map(([key, item]) => `${indent}${key}: ${pretty(item, depth + 1)}`).join(',\n')}\n${'  '.repeat(depth)}}`;
}

type Body = Record<string, unknown>;

/** A client that writes down what passes. */
export class Recorder {
  readonly client: DebugClient;
  private readonly lines: string[] = [];
  private readonly hidden: [string, string][] = [];
  private stops: DebugProtocol.StoppedEvent[] = [];
  private disconnected = false;
  private wake: (() => void) | undefined;
  /** false: nothing is written down (what comes before the part that matters) */
  recording = true;
  /** the commands of all requests, also of those that are not written down */
  readonly requested = new Set<string>();

  constructor() {
    this.client = new DebugClient(process.execPath, join(root, 'dist', 'adapter.js'), 'gosched');
    const events = this.client as unknown as { dispatch(message: string): void };
    const dispatch = events.dispatch.bind(this.client);
    events.dispatch = (message) => {
      this.received(JSON.parse(message) as DebugProtocol.ProtocolMessage);
      dispatch(message);
    };
  }

  /** stdio, or a socket when a port is given. */
  async start(port?: number): Promise<void> { await this.client.start(port); }

  async stop(): Promise<void> {
    // A second disconnect would wait for an adapter that has gone.
    if (this.disconnected) (this.client as unknown as { stopAdapter(): void }).stopAdapter();
    else await this.client.stop();
  }

  note(text: string): void { this.lines.push(`# ${text}`); }

  /** Sends a request; an error response becomes its message, in brackets. */
  async request<T = Body>(command: string, args?: object): Promise<T> {
    if (command === 'disconnect') this.disconnected = true;
    this.requested.add(command);
    if (this.recording) this.lines.push(`-> ${command}${args ? ` ${JSON.stringify(args)}` : ''}`);
    try {
      return (await this.client.customRequest(command, args)).body as T;
    } catch (error) {
      return { error: (error as Error).message } as T;
    }
  }

  /** Sends a request that lets the program run, and waits for its next stop (undefined: it has ended). @throws when it is refused */
  async resume(command: string, args?: object): Promise<DebugProtocol.StoppedEvent['body'] | undefined> {
    this.stops = [];
    const { error } = await this.request<{ error?: string } | undefined>(command, args) ?? {};
    if (error !== undefined) throw new Error(`${command}: ${error}`);
    return this.nextStop();
  }

  async nextStop(): Promise<DebugProtocol.StoppedEvent['body'] | undefined> {
    while (this.stops.length === 0) await new Promise<void>((resolve) => { this.wake = resolve; });
    const stop = this.stops.shift();
    return stop?.event === 'stopped' ? stop.body : undefined;
  }

  /** initialize, launch, `configure`, configurationDone, and the first stop. */
  async launch(args: object, configure: () => Promise<void>): Promise<DebugProtocol.StoppedEvent['body'] | undefined> {
    await this.request('initialize', { adapterID: 'gosched', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' });
    return this.launchAgain(args, configure);
  }

  /** As `launch`, in a session that has been initialized. */
  async launchAgain(args: object, configure: () => Promise<void> = async () => undefined): Promise<DebugProtocol.StoppedEvent['body'] | undefined> {
    const initialized = this.client.waitForEvent('initialized', PATIENCE_MS);
    await this.request('launch', args);
    await initialized;
    await configure();
    return this.resume('configurationDone');
  }

  /** A path of this run, and what stands for it. */
  hide(path: string, name: string): void { this.hidden.push([path, name]); }

  text(): string { return this.hidden.reduce((text, [path, name]) => text.replaceAll(path, name), normalise(`${this.lines.join('\n')}\n`)); }

  private received(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === 'event') {
      const event = message as DebugProtocol.Event;
      if (this.recording) this.lines.push(`<- event ${event.event} ${pretty(event.body ?? {})}`);
      if (event.event === 'stopped' || event.event === 'terminated') {
        this.stops.push(event as DebugProtocol.StoppedEvent);
        this.wake?.();
      }
    } else if (message.type === 'response' && this.recording) {
      const response = message as DebugProtocol.Response;
      const body = response.success ? pretty(response.body ?? {}) : `failed: ${response.message}`;
      this.lines.push(`<- ${response.command} ${body}`);
    }
  }
}

/** Compares with test/adapter/golden/NAME.txt. */
export function assertGolden(name: string, text: string): void { assertText(`adapter/golden/${name}.txt`, text); }
