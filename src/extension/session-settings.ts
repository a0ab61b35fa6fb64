/** Settings that are changed during a session have their effect at once. */
import * as vscode from 'vscode';
import { requests, type SettingsArguments } from '../adapter/protocol';
import { DEBUG_TYPE, Setting } from './names';
import type { Sessions } from './session';

/** What the adapter lists; a launch configuration's `fromSettings` names those that it takes from the settings. */
export const LISTED = [Setting.maxThreads, Setting.showSystemGoroutines] as const;

export function followSettings(sessions: Sessions): vscode.Disposable {
  const running = new Set<vscode.DebugSession>();
  /** The view of goroutines begins as the setting says; its buttons change it. */
  const showSystem = (): Promise<void> => sessions.ask({ system: vscode.workspace.getConfiguration(Setting.section).get(Setting.showSystemGoroutines, false) });
  /** What is shown is asked for again, also if the adapter has nothing to do with what has changed. */
  const tell = async (session: vscode.DebugSession, names: readonly string[]): Promise<void> => {
    const followed = names.filter((name) => (session.configuration.fromSettings as unknown[] | undefined)?.includes(name));
    const settings = vscode.workspace.getConfiguration(Setting.section, session.workspaceFolder);
    const args = Object.fromEntries(followed.map((name) => [name, settings.get(name)])) as SettingsArguments;
    try { await session.customRequest(requests.settings, args); } catch (error) {
      if (running.has(session)) void vscode.window.showErrorMessage(`gosched: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  void showSystem();
  return vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession((session) => { if (session.type === DEBUG_TYPE) running.add(session); }),
    vscode.debug.onDidTerminateDebugSession((session) => { running.delete(session); }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const changed = [...LISTED, Setting.inlineValues].filter((name) => event.affectsConfiguration(`${Setting.section}.${name}`));
      if (changed.includes(Setting.showSystemGoroutines)) void showSystem();
      if (changed.length > 0) for (const session of running) void tell(session, changed);
    }),
  );
}
