import * as vscode from 'vscode';
import type { Snapshot } from '../adapter/protocol';
import { BoardPanel } from './board/panel';
import { registerCommands } from './commands';
import { Configurations, DynamicConfigurations } from './configurations';
import { type ClientFactory, startLanguageClient } from './language-client';
import { EventLog } from './event-log';
import { DEBUG_TYPE, View } from './names';
import { showBuildErrors } from './problems';
import { registerProviders } from './providers';
import { Scenarios } from './scenarios';
import { Sessions } from './session';
import { followSettings } from './session-settings';
import { createStatusBar } from './status-bar';
import { goroutineCount, goroutineMessage, goroutineRows, processorRows, syscallRows, threadRows } from './views/rows';
import { TimelinePanel } from './timeline/panel';
import { SnapshotView } from './views/tree';

/** What the desktop and the browser do differently. */
export interface ExtensionHost {
  languageClient: ClientFactory;
  adapter: vscode.DebugAdapterDescriptorFactory;
}

/** What `activate` gives other extensions. */
export interface Api { /** scheduler state of the last stop of the active session */ snapshot(): Snapshot | undefined }

/** Registers everything; nothing is computed before it is asked for. */
export function activateWith(context: vscode.ExtensionContext, host: ExtensionHost): Api {
  const sessions = new Sessions();
  const log = new EventLog(sessions);
  const board = new BoardPanel(context.extensionUri, sessions, log);
  const timeline = new TimelinePanel(context.extensionUri, sessions, log);
  const scenarios = new Scenarios(context.extensionUri, context.globalStorageUri);
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  context.subscriptions.push(
    sessions, board, timeline,
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, host.adapter),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, new Configurations(scenarios), Initial),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, new DynamicConfigurations(scenarios), Dynamic),
    new SnapshotView(View.processors, sessions, processorRows, { count: (snapshot) => String(snapshot.ps.length) }),
    new SnapshotView(View.threads, sessions, threadRows, { count: (snapshot) => String(snapshot.ms.length) }),
    new SnapshotView(View.goroutines, sessions, goroutineRows, { count: goroutineCount, message: (snapshot) => goroutineMessage(snapshot, sessions.query) }),
    new SnapshotView(View.syscalls, sessions, syscallRows, { count: (snapshot) => String(snapshot.syscalls.length) }),
    createStatusBar(sessions),
    followSettings(sessions),
    showBuildErrors(),
    registerProviders(),
    startLanguageClient(host.languageClient),
    registerCommands(sessions, { storage: context.globalStorageUri, scenarios, board, timeline }),
  );
  return { snapshot: () => sessions.snapshot };
}
