import * as vscode from 'vscode';
import { formatNs } from '../duration';
import type { EventLog } from '../event-log';
import { Command } from '../names';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';
import { boardOf } from './model';
import { MOST_EVENTS, storyOf } from './story';

/** Sentences shown of what happened. */
const MOST_SENTENCES = 12;

/** The scheduler board: one editor panel that follows the stops. */
export class BoardPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** Instants of the stop shown and of the one before: what lies between is fresh. */
  private shown: number | undefined;
  private before = 0;
  private readonly listener: vscode.Disposable;

  constructor(private readonly extension: vscode.Uri, private readonly sessions: Sessions, private readonly log: EventLog) {
    this.listener = sessions.onDidChange(() => void this.update());
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'board', 'Scheduler Board',
      '<main id="board" aria-label="Scheduler board"><p class="unavailable">The board fills when a debug session stops.</p></main>');
    this.panel.onDidDispose(() => { this.panel = undefined; });
    this.panel.webview.onDidReceiveMessage((message: { type: string; goid?: number }) => {
      if (message.type === 'ready') void this.update();
      if (message.type === 'show' && message.goid !== undefined) void vscode.commands.executeCommand(Command.showGoroutine, { data: { goid: message.goid } });
    });
  }

  private async update(): Promise<void> {
    const { snapshot, active } = this.sessions;
    // The views ask anew within one stop too (a filter, a page): only another position makes events fresh.
    if (snapshot && snapshot.retired !== this.shown) { this.before = this.shown ?? 0; this.shown = snapshot.retired; }
    if (!snapshot) { this.before = 0; this.shown = undefined; }
    if (!this.panel) return;
    if (!snapshot) {
      if (!active) void this.panel.webview.postMessage({ type: 'ended' });
      return;
    }
    const since = this.before;
    // The state first: what led to it may take a moment longer.
    void this.panel.webview.postMessage({ type: 'board', board: boardOf(snapshot) });
    const known = snapshot.unavailable ? undefined : await this.log.all().catch(() => undefined);
    if (!known || this.sessions.snapshot !== snapshot) return;
    const end = known.events.firstAfter(snapshot.retired);
    const told = storyOf(known.events.slice(end - MOST_EVENTS, end), new Map(snapshot.ms.map((m) => [m.tid, m]))).slice(-MOST_SENTENCES);
    void this.panel?.webview.postMessage({ type: 'story', note: known.note, lines: told.map((line) => ({ time: formatNs(line.ns), text: line.text, state: line.state, fresh: line.retired > since })) });
  }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
