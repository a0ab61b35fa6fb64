import * as vscode from 'vscode';
import { buildErrors } from './build-errors';
import { DEBUG_TYPE } from './names';
import { uriOf } from './uri-text';

interface Failure { type: string; command?: string; success?: boolean; body?: { error?: { format: string; variables?: Record<string, string> } } }

/** What a launch says of a program that does not compile stands in the Problems view and in the source, until the next launch. */
export function showBuildErrors(): vscode.Disposable {
  const problems = vscode.languages.createDiagnosticCollection(DEBUG_TYPE);
  const show = (session: vscode.DebugSession, { format, variables = {} }: { format: string; variables?: Record<string, string> }): void => {
    const program = String(session.configuration.program ?? '');
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { file, line, column, text } of buildErrors(format.replace(/\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole))) {
      const uri = fileOf(file, program).toString();
      const start = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
      const diagnostic = new vscode.Diagnostic(new vscode.Range(start, start), text, vscode.DiagnosticSeverity.Error);
      diagnostic.source = DEBUG_TYPE;
      byFile.set(uri, [...byFile.get(uri) ?? [], diagnostic]);
    }
    problems.set([...byFile].map(([uri, found]) => [vscode.Uri.parse(uri), found]));
  };
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
    createDebugAdapterTracker: (session) => ({
      onWillStartSession: () => problems.clear(),
      onDidSendMessage: ({ type, command, success, body }: Failure) => {
        if (type === 'response' && (command === 'launch' || command === 'restart') && success === false && body?.error) show(session, body.error);
      },
    }),
  });
  return vscode.Disposable.from(problems, tracker);
}

/** Where a compiler's file is: beside the program if it says no folder of its own; the program's scheme where that is no path. */
function fileOf(file: string, program: string): vscode.Uri {
  const base = uriOf(program);
  if (/^([A-Za-z]:)?[\\/]/.test(file)) return base.scheme === 'file' ? vscode.Uri.file(file) : base.with({ path: file });
  return vscode.Uri.joinPath(base, /\.(go|s)$/.test(program) ? '..' : '.', file);
}
