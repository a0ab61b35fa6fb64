/** Follows the active gosched session: one bulk snapshot per stop, shared by all views. */
import * as vscode from 'vscode';
import { type GoroutineQuery, type PositionEvent, type Snapshot, FOCUS_REASON, positionEvent, requests } from '../adapter/protocol';
import { Latest } from './latest';
import { Context, DEBUG_TYPE } from './names';

export class Sessions implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires after each stop's snapshot, and when there is nothing to show any more. */
  readonly onDidChange = this.changed.event;
  private readonly moved = new vscode.EventEmitter<PositionEvent | undefined>();
  readonly onDidMove = this.moved.event;
  private readonly disposables: vscode.Disposable[] = [];
  private current: vscode.DebugSession | undefined;
  private readonly snapshots = new Latest(() => this.fetch());
  /** Where each session stopped last, also those that are not the active one. */
  private readonly positions = new Map<string, PositionEvent>();
  snapshot: Snapshot | undefined;
  query: GoroutineQuery = {};

  constructor() {
    this.disposables.push(
      vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
        createDebugAdapterTracker: (session) => ({ onDidSendMessage: (message) => this.received(session, message) }),
      }),
      vscode.debug.onDidChangeActiveDebugSession((session) => this.activate(session)),
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.positions.delete(session.id);
        if (session.id === this.current?.id) this.activate(undefined);
      }),
      this.changed, this.moved,
    );
    this.activate(vscode.debug.activeDebugSession);
  }

  get active(): vscode.DebugSession | undefined { return this.current; }

  /** Sends one of the adapter's own requests; undefined without a session. */
  async request<T>(command: string, args: unknown): Promise<T | undefined> {
    return this.current?.customRequest(command, args) as Promise<T> | undefined;
  }

  /** Changes which goroutines are shown. */
  async ask(change: Partial<GoroutineQuery>): Promise<void> {
    this.query = { ...this.query, ...change };
    if ('system' in change) await vscode.commands.executeCommand('setContext', Context.systemShown, this.query.system === true);
    await this.refresh();
  }

  /** Fetches the snapshot anew; over when one has come that was asked for after the call. */
  refresh(): Promise<void> { return this.snapshots.run(); }

  private async fetch(): Promise<void> {
    const session = this.current;
    if (!session) return;
    try {
      const snapshot = await session.customRequest(requests.snapshot, { goroutines: this.query }) as Snapshot;
      // Another session may have become the active one while this one answered.
      if (session !== this.current) return;
      this.snapshot = snapshot;
    } catch {
      // The program runs on or the session has ended: what was shown stays until the next stop.
      return;
    }
    this.changed.fire();
  }

  private activate(session: vscode.DebugSession | undefined): void {
    this.current = session?.type === DEBUG_TYPE ? session : undefined;
    this.snapshot = undefined;
    // Another session begins with its first page; filter and groups are what the user looks for.
    this.query = { ...this.query, start: undefined, count: undefined, perGroup: undefined };
    this.moved.fire(this.current && this.positions.get(this.current.id));
    this.changed.fire();
    void this.refresh();
  }

  private received(session: vscode.DebugSession, message: { type: string; event?: string; body?: unknown }): void {
    if (message.type !== 'event') return;
    if (message.event === positionEvent) this.positions.set(session.id, message.body as PositionEvent);
    if (session.id !== this.current?.id) return;
    // One that selects what the user has clicked on: the program stands where it stood.
    const isSelection = message.event === 'stopped' && (message.body as { reason?: string }).reason === FOCUS_REASON;
    // The user may have written to memory, which a view shows.
    if ((message.event === 'stopped' && !isSelection) || message.event === 'invalidated') void this.refresh();
    if (message.event === positionEvent) this.moved.fire(message.body as PositionEvent);
  }

  dispose(): void { for (const disposable of this.disposables) disposable.dispose(); }
}
