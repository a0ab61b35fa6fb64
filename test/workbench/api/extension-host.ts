/** What the API tests do in the extension host: sessions, their stops, editors, what providers show. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Snapshot } from '../../../src/adapter/protocol';
import { inlineValues } from '../../../src/extension/providers';
import { Scenarios } from '../../../src/extension/scenarios';

const PATIENCE_MS = 60_000;
export const executed = new Set<string>();
export const execute = (command: string, ...args: unknown[]): Thenable<unknown> => {
  executed.add(command);
  return vscode.commands.executeCommand(command, ...args);
};
/** api.test.ts prints it. */
export const figure = (text: string): void => console.log(`FIGURE ${text}`);
export const extension = (): vscode.Extension<{ snapshot(): Snapshot | undefined }> => vscode.extensions.getExtension('gosched.gosched')!;
export const snapshot = (): Snapshot => {
  const found = extension().exports.snapshot();
  assert.ok(found, 'no snapshot');
  return found;
};

export async function until<T>(what: string, test: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const start = Date.now(); Date.now() - start < PATIENCE_MS;) {
    const result = await test();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The extension's commands that VS Code knows; those of views (gosched.threads.focus) are VS Code's own. */
export async function ownCommands(): Promise<string[]> {
  return (await vscode.commands.getCommands(true)).filter((command) => /^gosched\.\w+$/.test(command)).sort();
}
export const scenarios = (): Scenarios => new Scenarios(extension().extensionUri, vscode.Uri.joinPath(workspaceFile('.'), '..', 'storage'));

interface Frame { id: number; name: string; line: number; source?: { name: string } }
const thread = (): number | undefined => {
  const item = vscode.debug.activeStackItem;
  return item && 'threadId' in item ? item.threadId : undefined;
};
export async function top(): Promise<Frame | undefined> {
  const id = thread();
  if (id === undefined || !vscode.debug.activeDebugSession) return undefined;
  try {
    const { stackFrames } = await vscode.debug.activeDebugSession.customRequest('stackTrace', { threadId: id, startFrame: 0, levels: 1 }) as { stackFrames: Frame[] };
    return stackFrames[0];
  } catch {
    return undefined;
  }
}
export const stoppedIn = (name: string): Promise<Frame> => until(`a stop in ${name}`, async () => {
  const frame = await top();
  return frame?.name === name && frame;
});
export async function end(): Promise<void> {
  await vscode.debug.stopDebugging();
  await until('the end of the session', () => vscode.debug.activeDebugSession === undefined);
}
/** Starts a folder's main.go on the embedded runtime. */
export const launch = (folder: string, more: { name: string } & Record<string, unknown>): Thenable<boolean> => vscode.debug.startDebugging(vscode.workspace.workspaceFolders![0],
  { type: 'gosched', request: 'launch', program: workspaceFile(`${folder}/main.go`).fsPath, cwd: workspaceFile(folder).fsPath, runtime: 'embedded', ...more });
export const workspaceFile = (path: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, path);

/** Continues to main.opened, at a later time than `after`: what it was given, and when. */
export async function opened(after: number): Promise<{ said: string; ns: number }> {
  await execute('workbench.action.debug.continue');
  const ns = await until('a stop in main.opened', async () => (extension().exports.snapshot()?.ns ?? 0) > after && (await top())?.name === 'main.opened' && snapshot().ns);
  const { result } = await vscode.debug.activeDebugSession!.customRequest('evaluate', { expression: 'said', frameId: (await top())!.id, context: 'watch' }) as { result: string };
  return { said: result, ns };
}

/** Position of `word` in the first line that has `line`. */
export function at(document: vscode.TextDocument, line: string, word = line): vscode.Position {
  const offset = document.getText().indexOf(line);
  assert.ok(offset >= 0, `no ${line}`);
  return document.positionAt(offset + line.indexOf(word) + 1);
}
/** What the debug hover shows: the provider's expression, evaluated in the top frame. */
export async function hovered(provider: vscode.EvaluatableExpressionProvider, document: vscode.TextDocument, position: vscode.Position): Promise<{ expression: string; value: string }> {
  const found = await provider.provideEvaluatableExpression(document, position, new vscode.CancellationTokenSource().token);
  assert.ok(found, 'nothing to evaluate');
  const expression = found.expression ?? document.getText(found.range);
  const { result } = await vscode.debug.activeDebugSession!.customRequest('evaluate', { expression, frameId: (await top())!.id, context: 'hover' }) as { result: string };
  return { expression, value: result };
}
export async function inline(document: vscode.TextDocument, line: number): Promise<vscode.InlineValue[]> {
  const here = new vscode.Range(line, 0, line, 0);
  return await inlineValues.provideInlineValues(document, new vscode.Range(0, 0, document.lineCount - 1, 0), { frameId: (await top())!.id, stoppedLocation: here }, new vscode.CancellationTokenSource().token) ?? [];
}
export const stoppedDocument = (name: RegExp): Promise<vscode.TextDocument> => until(`an editor on ${name}`, () => {
  const document = vscode.window.activeTextEditor?.document;
  return document && name.test(document.uri.path) && document;
});
export const markdown = (hovers: vscode.Hover[]): string => hovers.flatMap((hover) => hover.contents.map((content) => (typeof content === 'string' ? content : content.value))).join('\n');
