import * as vscode from 'vscode';
import { requests } from '../../adapter/protocol';
import type { EventLog } from '../event-log';
import { Latest } from '../latest';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';
import { EVENTS_PER_MESSAGE, type FromWebview, type ToWebview } from './messages';
import { TIMELINE_BODY } from './page';

/** The timeline: one editor panel that follows the stops; a click on it travels. */
export class TimelinePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** Virtual times at which the session stopped. */
  private stops = new Set<number>();
  private session: string | undefined;
  /** What the webview has. */
  private told = { generation: -1, events: 0, stops: 0 };
  private readonly listener: vscode.Disposable;
  private readonly updates = new Latest(() => this.update());

  constructor(private readonly extension: vscode.Uri, private readonly sessions: Sessions, private readonly log: EventLog) {
    this.listener = sessions.onDidChange(() => {
      this.noteStop();
      this.refresh();
    });
  }

  private refresh(): void {
    void this.updates.run();
    if (this.panel && this.sessions.snapshot && !this.sessions.snapshot.unavailable) this.log.read().catch(() => undefined);
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'timeline', 'Scheduler Timeline', TIMELINE_BODY);
    const unfollow = this.log.follow(() => void this.updates.run());
    this.panel.onDidDispose(() => {
      unfollow();
      this.panel = undefined;
    });
    this.panel.webview.onDidReceiveMessage((message: FromWebview) => {
      if (message.type === 'ready') {
        this.told.generation = -1;
        this.refresh();
      } else {
        this.sessions.request(requests.seek, message.to).then(undefined, (error: Error) => vscode.window.showErrorMessage(`gosched: ${error.message}`));
      }
    });
  }

  private noteStop(): void {
    const { snapshot, active } = this.sessions;
    if (active?.id !== this.session) {
      this.session = active?.id;
      this.stops = new Set();
      this.told.generation = -1;
    }
    if (snapshot) this.stops.add(snapshot.ns);
  }

  private async update(): Promise<void> {
    const { panel, sessions: { snapshot, active }, log: { known } } = this;
    if (!panel) return;
    if (!snapshot) {
      if (!active) await this.tell(panel, { type: 'ended' });
      return;
    }
    if (!known) return;
    const { events, generation, note, progress } = known;
    // The session has ended, or history is another one: that has its own run.
    const isOld = (): boolean => this.panel !== panel || this.log.known?.generation !== generation;
    if (generation !== this.told.generation) {
      this.told = { generation, events: 0, stops: 0 };
      await this.tell(panel, { type: 'events', anew: true, page: events.page(0, 0) });
    }
    // Only what the webview does not have yet, in pieces: a million events at once would stop everything else.
    while (!isOld() && this.told.events < events.length) {
      const page = events.page(this.told.events, EVENTS_PER_MESSAGE);
      this.told.events = Math.min(events.length, this.told.events + EVENTS_PER_MESSAGE);
      await this.tell(panel, { type: 'events', anew: false, page });
    }
    if (isOld()) return;
    const stops = [...this.stops];
    const endNs = Math.max(snapshot.ns + (snapshot.behindNs ?? 0), events.length > 0 ? events.at(events.length - 1).ns : 0);
    const read = progress === undefined ? '' : `Reading the past: ${Math.floor(progress * 100)} %.`;
    await this.tell(panel, { type: 'now', endNs, nowNs: snapshot.ns, past: snapshot.behind > 0, stops: stops.slice(this.told.stops), note: [read, note].filter(Boolean).join(' ') });
    this.told.stops = stops.length;
  }

  /** Over when it has arrived. */
  private async tell(panel: vscode.WebviewPanel, message: ToWebview): Promise<void> { await panel.webview.postMessage(message); }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
