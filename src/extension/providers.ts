import * as vscode from 'vscode';
import { assemblyExpressionAt, goExpressionAt } from './expressions';
import { ASSEMBLY_LANGUAGE, DEBUG_TYPE, Setting } from './names';

const MOST_INLINE_LINES = 60;

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
/** Beside the lines from the function's begin to where it stopped. */
export const inlineValues: vscode.InlineValuesProvider = {
  provideInlineValues(document, viewPort, context) {
    const enabled = vscode.workspace.getConfiguration(Setting.section).get(Setting.inlineValues, true);
    if (!enabled || vscode.debug.activeDebugSession?.type !== DEBUG_TYPE) return [];
    const last = context.stoppedLocation.end.line;
    const first = Math.max(viewPort.start.line, functionStart(document, last), last - MOST_INLINE_LINES);
    const values: vscode.InlineValue[] = [];
    for (let line = first; line <= last; line++) {
      const text = document.lineAt(line).text;
      const seen = new Set<string>();
      for (const match of text.matchAll(/[A-Za-z_·∕][\w·∕]*/g)) {
        const range = (start: number, end: number): vscode.Range => new vscode.Range(line, start, line, end);
        if (document.languageId === ASSEMBLY_LANGUAGE) {
          const found = assemblyExpressionAt(text, match.index, packageOf(document.uri.path));
          if (found && !seen.has(found.expression)) values.push(new vscode.InlineValueEvaluatableExpression(range(found.start, found.end), found.expression));
          if (found) seen.add(found.expression);
        } else if (isLocalUse(text, match.index) && !seen.has(match[0])) {
          seen.add(match[0]);
          values.push(new vscode.InlineValueVariableLookup(range(match.index, match.index + match[0].length), match[0], true));
        }
      }
    }
    return values;
  },
};

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
