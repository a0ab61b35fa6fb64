import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { GoschedDebugSession } from '../../adapter/gosched-session';
import { createBrowserHost } from '../../adapter/host/browser-host';
import { toAdapter, toClient, toPath } from './paths';
import { type LoadedWorkspace, loadWorkspace } from './workspace-files';

/** The adapter inside the extension host: the same session as in its own process, over the workspace's files in memory. */
export class InlineAdapters implements vscode.DebugAdapterDescriptorFactory {
  constructor(private readonly extension: vscode.Uri) {}

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor> {
    const { configuration, workspaceFolder } = session;
    const program = String(configuration.program ?? '');
    const base = baseUri(program, workspaceFolder);
    const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []);
    const late: string[] = [];
    const loaded = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'gosched: loading the workspace' }, () =>
      loadWorkspace(program, [...texts(configuration.cwd), ...texts(configuration.files), ...texts(configuration.runtimeSource)],
        { base, writes: configuration.writes === 'host' && vscode.workspace.isTrusted, failed: (message) => late.push(message) }));
    return new vscode.DebugAdapterInlineImplementation(new InlineAdapter(loaded, late, this.extension));
  }
}

/** The program's own URI says where files are; what is only a path has not been found, and is looked for in the workspace. */
function baseUri(program: string, folder: vscode.WorkspaceFolder | undefined): vscode.Uri {
  if (toPath(program) !== program) return vscode.Uri.parse(program);
  return folder?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
}

class InlineAdapter implements vscode.DebugAdapter {
  private readonly sent = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.sent.event;
  private readonly session: GoschedDebugSession;
  private readonly listener: { dispose(): void };

  constructor(private readonly workspace: LoadedWorkspace, private readonly late: string[], extension: vscode.Uri) {
    this.session = new GoschedDebugSession(createBrowserHost(workspace.files, (path) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'dist', path))));
    // Nothing to end: the adapter is no process.
    this.session.onShutdown = () => undefined;
    this.listener = this.session.onDidSendMessage((message) => this.pass(message as DebugProtocol.ProtocolMessage));
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    this.session.handleMessage(toAdapter(message as DebugProtocol.Request));
  }

  private pass(message: DebugProtocol.ProtocolMessage & { event?: string }): void {
    this.sent.fire(toClient(message, this.workspace.uriOf));
    if (message.event === 'initialized' && this.workspace.warning) this.say(this.workspace.warning);
    for (const text of this.late.splice(0)) this.say(text);
  }

  private say(text: string): void {
    this.sent.fire({ type: 'event', seq: 0, event: 'output', body: { category: 'important', output: `gosched: ${text}\n` } } as vscode.DebugProtocolMessage);
  }

  dispose(): void {
    this.listener.dispose();
    this.session.shutdown();
    this.sent.dispose();
  }
}
