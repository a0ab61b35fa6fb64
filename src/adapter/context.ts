import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StopInfo } from '../debugger/api';
import { Console } from '../debugger/console/console';
import type { Execution } from '../debugger/execution';
import type { DebuggerSession } from '../debugger/session';
import { AdapterError } from './errors';
import type { Host } from './host/host';
import type { LaunchArguments } from './launch/arguments';
import { type PositionEvent, positionEvent } from './protocol';
import { References } from './references';
import { nextBudget, Runner } from './runner';
import { Progress } from './progress';
import { type ChangedMemory, ShownMemory } from './shown-memory';
import type { SourceMap } from './source-map';
import type { SessionState } from './states';

/** How the context speaks to the client. */
export interface Client {
  event(name: string, body?: object): void;
}

/** A program that has been loaded. */
export interface Loaded {
  readonly session: DebuggerSession;
  readonly console: Console;
  readonly sources: SourceMap;
  readonly launch: LaunchArguments;
  /** stops reporting what the program does */
  readonly detach: () => void;
}

/** The program is not wanted any more. */
export class BuildAbandoned extends Error {}

/** What the handlers of all topics share: the state of one debug session. */
export class AdapterContext {
  state: SessionState = 'new';
  client: DebugProtocol.InitializeRequestArguments = { adapterID: 'gosched' };
  readonly references = new References();
  readonly shownMemory = new ShownMemory();
  readonly runner: Runner;
  /** Settled when no request works with the program elsewhere in history. */
  busy: Promise<void> | undefined;
  /** Requests that wait until it is not busy. */
  waiting = 0;
  /** Id of the thread that the user has chosen from a list, until the program runs on. */
  focus: number | undefined;
  private program: Loaded | undefined;
  /** called once, at the next stop, before the client hears of it */
  private runProgress: Progress | undefined;
  private toldHooks: (() => void)[] = [];
  private readonly stopHooks: ((stop: StopInfo) => StopInfo)[] = [];
  /** The run was begun by a command of the console: its stop is shown there. */
  isConsoleRun = false;
  private isPausing = false;
  private isToldPast = false;
  /** The request that is being handled, and the one that has begun the run in progress: by it a client can cancel that. */
  currentRequest: number | undefined;
  private runRequest: number | undefined;
  /** Aborted when the program that is being built is not wanted any more. */
  private building: { readonly request: number | undefined; readonly abort: AbortController; readonly progress: Progress } | undefined;

  /** `stopped` tells the client; `goesOn` is asked before, and true if the program has been let go again already */
  constructor(readonly host: Host, readonly protocol: Client, private readonly stopped: (context: AdapterContext, stop: StopInfo) => void, private readonly goesOn: (context: AdapterContext, stop: StopInfo, isPaused: boolean) => boolean) {
    this.runner = new Runner(host, (stop) => this.runEnded(stop), (error) => this.runFailed(error), (execution) => this.runGoesOn(execution));
  }

  get loaded(): Loaded {
    if (!this.program) throw new AdapterError('wrongState', { command: 'this request', when: 'before launch' });
    return this.program;
  }

  get isLoaded(): boolean { return this.program !== undefined; }
  get session(): DebuggerSession { return this.loaded.session; }

  setProgram(program: Loaded | undefined): void {
    this.abandonRun();
    this.tellWaiting();
    this.program?.detach();
    this.program = program;
    this.references.clear();
  }

  /** A line of the program as the client counts lines. */
  lineToClient(line: number): number { return this.client.linesStartAt1 === false ? line - 1 : line; }
  lineFromClient(line: number): number { return this.client.linesStartAt1 === false ? line + 1 : line; }
  /** We know no columns: the first one. */
  get firstColumn(): number { return this.client.columnsStartAt1 === false ? 0 : 1; }

  /** Lets the program run; the client is told of the next stop. */
  run(execution: Execution): void {
    this.references.clear();
    this.focus = undefined;
    this.state = 'running';
    this.runRequest = this.currentRequest;
    this.runner.start(execution);
  }

  /** The run is to end soon; what scripts would do then is dropped. */
  pause(): void {
    this.isPausing = true;
    this.runner.pause();
  }

  /** The run is to end soon; one into the past goes back to where it began. */
  private giveUp(): void {
    this.isPausing = true;
    this.runner.cancel();
  }

  /** The program stands elsewhere without having run; the client is told behind the answer. */
  jump(stop: StopInfo): void {
    this.references.clear();
    this.host.defer(() => { if (this.state === 'stopped') this.stopped(this, stop); });
  }

  /** Tells the client where in time the program stands. */
  tellPosition(): void {
    const { process, past } = this.session;
    this.isToldPast = past !== undefined;
    this.protocol.event(positionEvent, { ns: process.virtualNs, retired: process.retired, behind: past?.instructions ?? 0, behindNs: past?.ns ?? 0 } satisfies PositionEvent);
  }

  /** Says so if a change has made an instant of the past the present. */
  tellNewFuture(): void {
    if (!this.isToldPast || this.session.past) return;
    this.output('console', 'The change begins a new future: what came after this instant has not happened.\n');
    this.tellPosition();
  }

  /** The guest was written to: what the client shows of it may be old. */
  guestChanged(areas: DebugProtocol.InvalidatedAreas[], memory?: { readonly address: number; readonly length: number }): void {
    this.session.guestChanged();
    this.tellNewFuture();
    if (this.client.supportsInvalidatedEvent) this.protocol.event('invalidated', { areas });
    if (!memory || memory.length === 0) return;
    const shown = this.shownMemory.within(memory.address, memory.length);
    this.tellMemory(shown.length > 0 ? shown : [{ memoryReference: `0x${memory.address.toString(16)}`, offset: 0, count: memory.length }]);
  }

  /** Tells the client that memory may have other content now. */
  tellMemory(changed: readonly ChangedMemory[]): void {
    if (this.client.supportsMemoryEvent) for (const part of changed) this.protocol.event('memory', part);
  }

  /** Changes what the client is told of the next stop. */
  atNextStop(hook: (stop: StopInfo) => StopInfo): void { this.stopHooks.push(hook); }

  /** Called once, when the run that comes next has ended, after the client has heard of it. */
  whenStopped(hook: () => void): void { this.toldHooks.push(hook); }

  /**
   * Work for which the program has to stand elsewhere in history meanwhile, in slices: other requests wait until it is
   * through. `slice` gets a number of instructions that take some milliseconds, and returns true at the end; `leave` goes back to
   * where the program stood, before any other request can see that it stood elsewhere.
   * @returns false if `ended` (or the end of the session) has cut it short
   */
  async alone(slice: (instructions: number) => boolean, leave: () => void, ended: () => boolean): Promise<boolean> {
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => { release = resolve; });
    this.busy = busy;
    const { program } = this;
    try {
      for (let budget = 500_000; ;) {
        const start = this.host.now();
        if (slice(budget)) return true;
        budget = nextBudget(budget, this.host.now() - start);
        await new Promise<void>((resolve) => { this.host.defer(resolve); });
        if (ended() || this.program !== program || this.state === 'ended') return false;
      }
    } finally {
      if (this.program === program) leave();
      this.busy = undefined;
      release();
    }
  }

  /** Over when the program stands at its place again, or never stood elsewhere. */
  async untilFree(): Promise<void> {
    this.waiting++;
    await this.busy;
    this.waiting--;
  }

  output(category: 'console' | 'stdout' | 'stderr' | 'important', output: string): void { this.protocol.event('output', { category, output }); }

  /** What the progress report with this id is about is to end. */
  cancelProgress(id: string): void {
    if (this.runProgress?.id === id) this.giveUp();
    if (this.building?.progress.id === id) this.building.abort.abort();
  }

  /** What the request with this number has begun is to end: a build, or a run into the past. A run forwards is for `pause`. */
  cancelRequest(id: number): void {
    if (this.runRequest === id && this.runner.title !== undefined) this.giveUp();
    if (this.building?.request === id) this.building.abort.abort();
  }

  /**
   * Builds or loads a program: a disconnect, `terminate` or `cancel` aborts it, and it has a progress.
   * @throws BuildAbandoned, and what `load` throws
   */
  async build<T>(title: string, load: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const building = { request: this.currentRequest, abort: new AbortController(), progress: new Progress(this, title, this.currentRequest) };
    this.building = building;
    building.progress.begin();
    try {
      const result = await load(building.abort.signal);
      if (building.abort.signal.aborted) throw new BuildAbandoned();
      return result;
    } catch (error) {
      throw building.abort.signal.aborted ? new BuildAbandoned() : error;
    } finally {
      building.progress.end();
      if (this.building === building) this.building = undefined;
    }
  }

  /** Ends the session: nothing runs any more, and the client may close. */
  end(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.abandonRun();
    this.protocol.event('terminated');
    this.tellWaiting();
  }

  /** Forgets the run with all that was to happen at its end, and the program that is being built. */
  private abandonRun(): void {
    this.building?.abort.abort();
    this.runner.abandon();
    this.runProgress?.end();
    this.runProgress = undefined;
    this.stopHooks.length = 0;
  }

  private tellWaiting(): void {
    const hooks = this.toldHooks;
    this.toldHooks = [];
    for (const hook of hooks) hook();
  }

  /** Runs into the past have a progress. */
  private runGoesOn({ title, progress }: Execution): void {
    if (title !== undefined) (this.runProgress ??= new Progress(this, title, this.runRequest)).report(progress ?? 0);
  }

  private runEnded(stop: StopInfo): void {
    this.runProgress?.end();
    this.runProgress = undefined;
    const told = this.stopHooks.splice(0).reduce((current, hook) => hook(current), stop);
    this.state = 'stopped';
    const isPaused = this.isPausing;
    this.isPausing = false;
    if (this.goesOn(this, told, isPaused)) return;
    this.isConsoleRun = false;
    this.stopped(this, told);
    this.tellWaiting();
  }

  private runFailed(error: unknown): void {
    this.output('important', `gosched: internal error while running: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
    this.end();
  }
}
