import * as vscode from 'vscode';
import { formatNs } from './duration';
import { Command } from './names';
import type { Sessions } from './session';

/** While debugging: virtual time, instruction, and whether one is in the past. */
export function createStatusBar(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('gosched.position', vscode.StatusBarAlignment.Left, 20);
  item.name = 'Go scheduler: position in time';
  item.command = Command.travelTo;
  const listener = sessions.onDidMove((position) => {
    if (!position) { item.hide(); return; }
    const past = position.behind > 0;
    item.text = `$(${past ? 'history' : 'clock'}) ${formatNs(position.ns)}${past ? ' (past)' : ''}`;
    item.tooltip = `Virtual time ${formatNs(position.ns)}, instruction ${position.retired.toLocaleString('en')}`
      + (past ? `\nIn the past: ${position.behind.toLocaleString('en')} instructions before the newest point` : '') + '\nClick to travel';
    item.backgroundColor = past ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = { label: `${past ? 'in the past, ' : ''}virtual time ${formatNs(position.ns)}` };
    item.show();
  });
  return vscode.Disposable.from(item, listener);
}
