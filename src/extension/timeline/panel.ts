import * as vscode from 'vscode';
import { type SeekArguments, requests } from '../../adapter/protocol';
import type { EventLog } from '../event-log';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';
import type { TimelineMessage } from './model';

/** The timeline: one editor panel that follows the stops; a click on it travels. */
export class TimelinePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** what is known of a session from stop to stop: where it stopped, and functions of goroutines by lane */
  private seen: { session?: string; stops: Set<number>; names: Record<string, string> } = { stops: new Set(), names: {} };
  /** Events that the webview has. */
  private posted = { generation: -1, count: 0 };
  private readonly listener: vscode.Disposable;

  constructor(private readonly extension: vscode.Uri, private readonly sessions: Sessions, private readonly log: EventLog) {
    this.listener = sessions.onDidChange(() => void this.update());
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'timeline', 'Scheduler Timeline',
      '<canvas id="timeline" tabindex="0" role="application" aria-label="Timeline, empty"></canvas><footer><p id="status" role="status">Click to travel there. Ctrl+wheel zooms, dragging pans.</p><ul id="legend" aria-label="Legend"></ul></footer><div id="tip" aria-hidden="true"></div>');
    this.panel.onDidDispose(() => { this.panel = undefined; });
    this.panel.webview.onDidReceiveMessage((message: { type: 'ready' } | { type: 'travel'; to: SeekArguments }) => {
      if (message.type === 'ready') {
        this.posted = { generation: -1, count: 0 };
        void this.update();
      } else {
        this.sessions.request(requests.seek, message.to).then(undefined, (error: Error) => vscode.window.showErrorMessage(`gosched: ${error.message}`));
      }
    });
  }

  private async update(): Promise<void> {
    const snapshot = this.sessions.snapshot;
    const session = this.sessions.active?.id;
    if (session !== this.seen.session) this.seen = { session, stops: new Set(), names: {} };
    if (snapshot) {
      this.seen.stops.add(snapshot.ns);
      for (const { id, name } of [...snapshot.goroutines.items, ...snapshot.whereabouts.placed, ...snapshot.whereabouts.waiting]) this.seen.names[`G${id}`] = name;
    }
    if (!this.panel) return;
    if (!snapshot) {
      if (!this.sessions.active) void this.panel.webview.postMessage({ type: 'ended' } satisfies TimelineMessage);
      return;
    }
    const known = await this.log.all().catch(() => undefined);
    // Another stop has come in the meantime, or the session has ended: that has its own call.
    if (!known || !this.panel || this.sessions.snapshot !== snapshot) return;
    const { events, generation } = known;
    if (generation !== this.posted.generation) this.posted = { generation, count: 0 };
    // Only what the webview does not have yet: a million events are 100 MB of messages.
    const from = this.posted.count;
    this.posted.count = events.length;
    const stops = [...this.seen.stops];
    void this.panel.webview.postMessage({
      type: 'events', from, events: events.slice(from), endNs: stops.reduce((most, ns) => Math.max(most, ns), events.at(-1)?.ns ?? 0), nowNs: snapshot.ns, past: snapshot.behind > 0, stops,
      names: this.seen.names,
    } satisfies TimelineMessage);
  }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
