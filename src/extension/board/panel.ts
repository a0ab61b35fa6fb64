import * as vscode from 'vscode';
import type { Snapshot } from '../../adapter/protocol';
import { formatNs } from '../duration';
import { Command } from '../names';
import type { Sessions } from '../session';
import { openSidePanel } from '../side-panel';
import { boardOf } from './model';

/** The scheduler board: one editor panel that follows the stops. */
export class BoardPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private shown: Snapshot | undefined;
  private before: Snapshot | undefined;
  private readonly listener: vscode.Disposable;

  constructor(private readonly extension: vscode.Uri, private readonly sessions: Sessions) {
    this.listener = sessions.onDidChange(() => this.update());
  }

  open(): void {
    if (this.panel) return this.panel.reveal();
    this.panel = openSidePanel(this.extension, 'board', 'Scheduler Board',
      '<main id="board" aria-label="Scheduler board"><p class="unavailable">The board fills when a debug session stops.</p></main>');
    this.panel.onDidDispose(() => { this.panel = undefined; });
    this.panel.webview.onDidReceiveMessage((message: { type: string; goid?: number }) => {
      if (message.type === 'ready') this.update();
      if (message.type === 'show' && message.goid !== undefined) void vscode.commands.executeCommand(Command.showGoroutine, { data: { goid: message.goid } });
    });
  }

  private update(): void {
    const snapshot = this.sessions.snapshot;
    if (this.panel && !snapshot && !this.sessions.active) void this.panel.webview.postMessage({ type: 'ended' });
    // The views ask anew within one stop too (a filter, a page): only another position is news.
    if (snapshot && snapshot.retired !== this.shown?.retired) { this.before = this.shown; this.shown = snapshot; }
    if (!snapshot) this.before = this.shown = undefined;
    if (this.panel && snapshot) void this.panel.webview.postMessage({ type: 'board', board: boardOf(snapshot, formatNs(snapshot.ns), this.before) });
  }

  dispose(): void { this.listener.dispose(); this.panel?.dispose(); }
}
