import * as vscode from 'vscode';
import { requests } from '../../adapter/protocol';
import type { EventLog } from '../event-log';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';

/** The timeline: one editor panel that follows the stops; a click on it travels. */
export class TimelinePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private stops: { session?: string; ns: Set<number> } = { ns: new Set() };
  private readonly listener: vscode.Disposable;

  constructor(private readonly extension: vscode.Uri, private readonly sessions: Sessions, private readonly log: EventLog) {
    this.listener = sessions.onDidChange(() => void this.update());
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'timeline', 'Scheduler Timeline',
      '<canvas id="timeline" tabindex="0" role="application" aria-label="Timeline, empty"></canvas><footer><p id="status" role="status">Click to travel there. Ctrl+wheel zooms, dragging pans.</p><ul id="legend" aria-label="Legend"></ul></footer><div id="tip" aria-hidden="true"></div>');
    this.panel.onDidDispose(() => { this.panel = undefined; });
    this.panel.webview.onDidReceiveMessage((message: { type: string; retired?: number }) => {
      if (message.type === 'ready') void this.update();
      if (message.type === 'travel') {
        this.sessions.request(requests.seek, { retired: message.retired }).then(undefined, (error: Error) => vscode.window.showErrorMessage(`gosched: ${error.message}`));
      }
    });
  }

  private async update(): Promise<void> {
    const snapshot = this.sessions.snapshot;
    const session = this.sessions.active?.id;
    if (session !== this.stops.session) this.stops = { session, ns: new Set() };
    if (snapshot) this.stops.ns.add(snapshot.ns);
    if (!this.panel || !snapshot) return;
    const events = await this.log.all();
    if (!events) return;
    void this.panel?.webview.postMessage({ type: 'events', events, endNs: Math.max(events.at(-1)?.ns ?? 0, ...this.stops.ns), nowNs: snapshot.ns, past: snapshot.behind > 0, stops: [...this.stops.ns] });
  }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
