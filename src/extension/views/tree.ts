import * as vscode from 'vscode';
import type { Snapshot } from '../../adapter/protocol';
import type { Sessions } from '../session';

/** One row of a view, as plain data; children are rows too. */
export interface Row {
  /** Stays the same from stop to stop, so that VS Code keeps what is expanded. */
  id: string;
  label: string;
  description?: string;
  tooltip?: string;
  icon?: string;
  color?: string;
  /** `viewItem` of menus. */
  context?: string;
  children?: Row[];
  expanded?: boolean;
  command?: vscode.Command;
  /** For commands on the row. */
  data?: { tid?: number; goid?: number; address?: string; syscall?: string };
}

/** What a view says beside its rows. */
export interface ViewTexts { /** beside the title: how many */ count(snapshot: Snapshot): string; /** above the rows */ message?(snapshot: Snapshot): string | undefined }

/** A view whose rows are computed from the snapshot of the last stop. */
export class SnapshotView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly listener: vscode.Disposable;
  readonly tree: vscode.TreeView<Row>;

  constructor(id: string, private readonly sessions: Sessions, private readonly rows: (snapshot: Snapshot) => Row[], texts: ViewTexts) {
    this.tree = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true });
    this.listener = sessions.onDidChange(() => {
      const { snapshot } = sessions;
      this.tree.description = snapshot && !snapshot.unavailable ? texts.count(snapshot) : undefined;
      this.tree.message = snapshot && (snapshot.unavailable ?? texts.message?.(snapshot));
      this.changed.fire();
    });
  }

  getChildren(row?: Row): Row[] {
    if (row) return row.children ?? [];
    return this.sessions.snapshot ? this.rows(this.sessions.snapshot) : [];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, !row.children?.length ? None : row.expanded ? Expanded : Collapsed);
    item.id = row.id;
    item.description = row.description;
    item.tooltip = row.tooltip ?? `${row.label}${row.description ? ` · ${row.description}` : ''}`;
    item.contextValue = row.context;
    item.command = row.command;
    if (row.icon) item.iconPath = new vscode.ThemeIcon(row.icon, row.color ? new vscode.ThemeColor(row.color) : undefined);
    item.accessibilityInformation = { label: [row.label, row.description].filter(Boolean).join(', ') };
    return item;
  }

  dispose(): void { this.listener.dispose(); this.tree.dispose(); this.changed.dispose(); }
}
