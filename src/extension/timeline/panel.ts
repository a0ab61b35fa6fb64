import * as vscode from 'vscode';
import { type EventsAnswer, type TimelineEvent, requests } from '../../adapter/protocol';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';

/** Events fetched per request, so that neither side holds one giant message. */
const PAGE = 50_000;

/** Classes of media/timeline.css and what their colours mean. */
const LEGEND = [['running', 'running'], ['runnable', 'runnable'], ['syscall', 'in a syscall'], ['scheduling', 'M on g0 with a P'], ['stopped', 'preempted, stopped for GC'], ['waiting', 'waiting, idle'], ['now', 'now']] as const;

/** The timeline: one editor panel that follows the stops; a click on it travels. */
export class TimelinePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private events: TimelineEvent[] = [];
  private session: string | undefined;
  private readonly listener: vscode.Disposable;

  constructor(private readonly extension: vscode.Uri, private readonly sessions: Sessions) {
    this.listener = sessions.onDidChange(() => void this.update());
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'timeline', 'Scheduler Timeline',
      '<canvas id="timeline" tabindex="0" role="application" aria-label="Timeline, empty"></canvas>' +
      `<p id="legend" aria-hidden="true">${LEGEND.map(([state, text]) => `<span class="${state}">${text}</span>`).join('')}</p>` +
      '<p id="status" role="status">Click to travel, wheel with Ctrl to zoom, drag to pan.</p>');
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
    if (!this.panel || !snapshot || !session) return;
    if (session !== this.session) { this.session = session; this.events = []; }
    // In the past the known future stays; a new future has fewer events than we hold, or other ones.
    for (;;) {
      const answer = await this.sessions.request<EventsAnswer>(requests.events, { from: this.events.length, count: PAGE });
      if (!answer) return;
      if (answer.total < this.events.length) { this.events = []; continue; }
      this.events.push(...answer.events);
      if (answer.events.length < PAGE) break;
    }
    void this.panel?.webview.postMessage({ type: 'events', events: this.events, endNs: Math.max(snapshot.ns, this.events.at(-1)?.ns ?? 0), nowNs: snapshot.ns });
  }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
