import * as vscode from 'vscode';
import { formatInstant } from '../duration';
import type { EventLog } from '../event-log';
import { Command } from '../names';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';
import { type FromBoard, type ToBoard } from './messages';
import { boardOf } from './model';
import { BOARD_BODY } from './page';
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
    this.listener = sessions.onDidChange(() => this.update());
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'board', 'Scheduler Board', BOARD_BODY);
    const unfollow = this.log.follow(() => this.tellStory());
    this.panel.onDidDispose(() => {
      unfollow();
      this.panel = undefined;
    });
    this.panel.webview.onDidReceiveMessage((message: FromBoard) => {
      if (message.type === 'ready') this.update();
      else void vscode.commands.executeCommand(Command.showGoroutine, { data: message.what });
    });
  }

  private update(): void {
    const { snapshot, active } = this.sessions;
    // The views ask anew within one stop too (a filter, a page): only another position makes events fresh.
    if (snapshot && snapshot.retired !== this.shown) { this.before = this.shown ?? 0; this.shown = snapshot.retired; }
    if (!snapshot) { this.before = 0; this.shown = undefined; }
    if (!this.panel) return;
    if (!snapshot) {
      if (!active) this.tell({ type: 'ended' });
      return;
    }
    // The state first: what led to it may take a moment longer.
    this.tell({ type: 'board', board: boardOf(snapshot) });
    if (!snapshot.unavailable) this.log.read().catch(() => undefined);
  }

  /** What happened until the stop, as far as that is known. */
  private tellStory(): void {
    const { sessions: { snapshot }, log: { known } } = this;
    if (!snapshot || !known) return;
    const { events, note, progress } = known;
    const end = events.firstAfter(snapshot.retired);
    // All up to the stop is known, or events behind it are.
    if (progress !== undefined && end === events.length) {
      this.tell({ type: 'story', lines: [], note, empty: `Reading the past: ${Math.floor(progress * 100)} %` });
      return;
    }
    const told = storyOf(events.slice(end - MOST_EVENTS, end), new Map(snapshot.ms.map((m) => [m.tid, m]))).slice(-MOST_SENTENCES);
    this.tell({ type: 'story', note, empty: 'Nothing yet.', lines: told.map((line) => ({ time: formatInstant(line.ns, line.ns < 1e6 ? 1 : 1000), text: line.text, state: line.state, fresh: line.retired > this.before })) });
  }

  private tell(message: ToBoard): void { void this.panel?.webview.postMessage(message); }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
