import * as vscode from 'vscode';
import { assemblyExpressionAt, codeOf, goExpressionAt } from './expressions';
import { ASSEMBLY_LANGUAGE, DEBUG_TYPE, Setting } from './names';

const MOST_INLINE_LINES = 60;
const WORD = /[\p{L}_·∕][\p{L}\p{N}_·∕]*/gu;

/** In `.go`: the whole selector up to the word. */
export const goHover: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    if (vscode.debug.activeDebugSession?.type !== DEBUG_TYPE) return undefined;
    const found = goExpressionAt(codeLines(document)[position.line], position.character);
    return found && new vscode.EvaluatableExpression(new vscode.Range(position.line, found.start, position.line, found.end));
  },
};
/** In `.s`: registers, arguments, symbols. */
export const assemblyHover: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    if (vscode.debug.activeDebugSession?.type !== DEBUG_TYPE) return undefined;
    const found = assemblyExpressionAt(codeLines(document)[position.line], position.character, packageOf(document.uri.path));
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
    const lines = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    if (isAssembly) return assemblyValues(document, lines, valuesAt(session, context.frameId));
    const variables = await localsOf(session, context.frameId);
    return lines.flatMap((line) => goValues(document, line, variables));
  },
};

/** Registers and arguments under the names that the source has for them; symbols are the same at each stop. */
async function assemblyValues(document: vscode.TextDocument, lines: readonly number[], valueOf: (expression: string) => Promise<string | undefined>): Promise<vscode.InlineValue[]> {
  const found = lines.flatMap((line) => {
    const text = codeLines(document)[line];
    const seen = new Map<string, { range: vscode.Range; name: string; expression: string }>();
    for (const { index } of text.matchAll(WORD)) {
      const at = assemblyExpressionAt(text, index);
      if (at?.name !== undefined && !seen.has(at.expression)) seen.set(at.expression, { range: new vscode.Range(line, at.start, line, at.end), name: at.name, expression: at.expression });
    }
    return [...seen.values()];
  });
  const values = await Promise.all(found.map(({ expression }) => valueOf(expression)));
  return found.flatMap(({ range, name }, i) => (values[i] === undefined ? [] : [new vscode.InlineValueText(range, `${name} = ${values[i]}`)]));
}

/** Values of expressions in a frame, each asked for once; undefined for what has none here. */
function valuesAt(session: vscode.DebugSession, frameId: number): (expression: string) => Promise<string | undefined> {
  const known = new Map<string, Promise<string | undefined>>();
  const ask = async (expression: string): Promise<string | undefined> => {
    try { return (await session.customRequest('evaluate', { expression, frameId, context: 'watch' }) as { result: string }).result; } catch { return undefined; }
  };
  return (expression) => {
    let value = known.get(expression);
    if (!value) known.set(expression, (value = ask(expression)));
    return value;
  };
}

/** The frame's own variables only: VS Code's lookup by name finds a field `p` of the M where a line names the type p. */
function goValues(document: vscode.TextDocument, line: number, variables: ReadonlyMap<string, string>): vscode.InlineValue[] {
  const text = codeLines(document)[line];
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
  const [go, assembly] = [{ language: 'go' }, { language: ASSEMBLY_LANGUAGE }];
  return vscode.Disposable.from(
    vscode.languages.registerEvaluatableExpressionProvider(go, goHover),
    vscode.languages.registerEvaluatableExpressionProvider(assembly, assemblyHover),
    vscode.languages.registerInlineValuesProvider([go, assembly], inlineValues),
  );
}

const codes = new WeakMap<vscode.TextDocument, { version: number; lines: string[] }>();

/** Lines of a document without what is no code. */
function codeLines(document: vscode.TextDocument): string[] {
  let known = codes.get(document);
  if (known?.version !== document.version) codes.set(document, known = { version: document.version, lines: codeOf(document.getText()).split(/\r\n|\r|\n/) });
  return known.lines;
}

/** Package path of a file below a `src` folder (GOROOT, the embedded runtime), else its folder's name. */
function packageOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return /\/src\/(?!.*\/src\/)(.+)$/.exec(folder)?.[1] ?? folder.slice(folder.lastIndexOf('/') + 1);
}

function functionStart(document: vscode.TextDocument, line: number): number {
  const start = document.languageId === ASSEMBLY_LANGUAGE ? /^\s*TEXT\b/ : /^func\b/;
  const lines = codeLines(document);
  while (line > 0 && !start.test(lines[line])) line--;
  return line;
}

/** A plain name: no selector's field, no call, no keyword, not in a string or comment. */
function isLocalUse(text: string, column: number): boolean {
  const found = goExpressionAt(text, column);
  return found?.start === column && text[column - 1] !== '.' && !/^\w+\s*\(/.test(text.slice(column));
}
