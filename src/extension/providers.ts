import * as vscode from 'vscode';
import { assemblyExpressionAt, goExpressionAt } from './expressions';
import { ASSEMBLY_LANGUAGE, DEBUG_TYPE, Setting } from './names';

const MOST_INLINE_LINES = 60;
const WORD = /[\p{L}_·∕][\p{L}\p{N}_·∕]*/gu;

/** In `.go`: the whole selector up to the word. */
export const goHover: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    if (vscode.debug.activeDebugSession?.type !== DEBUG_TYPE) return undefined;
    const found = goExpressionAt(document.lineAt(position).text, position.character);
    return found && new vscode.EvaluatableExpression(new vscode.Range(position.line, found.start, position.line, found.end));
  },
};
/** In `.s`: registers, arguments, symbols. */
export const assemblyHover: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    if (vscode.debug.activeDebugSession?.type !== DEBUG_TYPE) return undefined;
    const found = assemblyExpressionAt(document.lineAt(position).text, position.character, packageOf(document.uri.path));
    return found && new vscode.EvaluatableExpression(new vscode.Range(position.line, found.start, position.line, found.end), found.expression);
  },
};
/** Beside the lines from the function's begin to where it stopped: arguments and locals in Go, registers and arguments in assembly. */
export const inlineValues: vscode.InlineValuesProvider = {
  async provideInlineValues(document, viewPort, context) {
    const enabled = vscode.workspace.getConfiguration(Setting.section).get(Setting.inlineValues, true);
    const session = vscode.debug.activeDebugSession;
    if (!enabled || session?.type !== DEBUG_TYPE) return [];
    const last = context.stoppedLocation.end.line;
    const first = Math.max(viewPort.start.line, functionStart(document, last), last - MOST_INLINE_LINES);
    const isAssembly = document.languageId === ASSEMBLY_LANGUAGE;
    const variables = isAssembly ? new Map<string, string>() : await localsOf(session, context.frameId);
    const values: vscode.InlineValue[] = [];
    for (let line = first; line <= last; line++) values.push(...isAssembly ? assemblyValues(document, line) : goValues(document, line, variables));
    return values;
  },
};

function assemblyValues(document: vscode.TextDocument, line: number): vscode.InlineValue[] {
  const { text } = document.lineAt(line);
  const seen = new Map<string, vscode.InlineValue>();
  for (const { index } of text.matchAll(WORD)) {
    const found = assemblyExpressionAt(text, index, packageOf(document.uri.path));
    if (found && !seen.has(found.expression)) seen.set(found.expression, new vscode.InlineValueEvaluatableExpression(new vscode.Range(line, found.start, line, found.end), found.expression));
  }
  return [...seen.values()];
}

/** The frame's own variables only: VS Code's lookup by name finds a field `p` of the M where a line names the type p. */
function goValues(document: vscode.TextDocument, line: number, variables: ReadonlyMap<string, string>): vscode.InlineValue[] {
  const { text } = document.lineAt(line);
  const seen = new Map<string, vscode.InlineValue>();
  for (const { 0: name, index } of text.matchAll(WORD)) {
    const value = variables.get(name);
    if (value !== undefined && !seen.has(name) && isLocalUse(text, index)) seen.set(name, new vscode.InlineValueText(new vscode.Range(line, index, line, index + name.length), `${name} = ${value}`));
  }
  return [...seen.values()];
}

interface Scopes { scopes: { name: string; variablesReference: number }[] }
interface Variables { variables: { name: string; value: string }[] }

/** Arguments and locals of a frame as the Variables view shows them; none if the program runs on meanwhile. */
async function localsOf(session: vscode.DebugSession, frameId: number): Promise<Map<string, string>> {
  try {
    const { scopes } = await session.customRequest('scopes', { frameId }) as Scopes;
    const lists = await Promise.all(scopes.filter(({ name }) => name === 'Arguments' || name === 'Locals')
      .map(({ variablesReference }) => session.customRequest('variables', { variablesReference }) as Thenable<Variables>));
    return new Map(lists.flatMap(({ variables }) => variables.map(({ name, value }) => [name, value])));
  } catch {
    return new Map();
  }
}

/** Hover and inline values while debugging, in `.go` and `.s`. */
export function registerProviders(): vscode.Disposable {
  const assembly = { language: ASSEMBLY_LANGUAGE };
  return vscode.Disposable.from(
    vscode.languages.registerEvaluatableExpressionProvider({ language: 'go' }, goHover),
    vscode.languages.registerEvaluatableExpressionProvider(assembly, assemblyHover),
    vscode.languages.registerInlineValuesProvider({ language: 'go' }, inlineValues),
    vscode.languages.registerInlineValuesProvider(assembly, inlineValues),
  );
}

/** Package path of a file below a `src` folder (GOROOT, the embedded runtime), else its folder's name. */
function packageOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return /\/src\/(?!.*\/src\/)(.+)$/.exec(folder)?.[1] ?? folder.slice(folder.lastIndexOf('/') + 1);
}

function functionStart(document: vscode.TextDocument, line: number): number {
  const start = document.languageId === ASSEMBLY_LANGUAGE ? /^\s*TEXT\b/ : /^func\b/;
  while (line > 0 && !start.test(document.lineAt(line).text)) line--;
  return line;
}

/** A plain name: no selector's field, no call, no keyword, not in a string or comment. */
function isLocalUse(text: string, column: number): boolean {
  const found = goExpressionAt(text, column);
  return found?.start === column && text[column - 1] !== '.' && !/^\w+\s*\(/.test(text.slice(column));
}
