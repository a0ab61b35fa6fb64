/** From names to places: definitions, references, highlights, renaming, symbols of the workspace. */
import { functionAt, goName, type Word } from '../assembly/parse';
import type { Place, Workspace } from './workspace';

const isAssembly = (uri: string): boolean => uri.endsWith('.s') || uri.endsWith('.h');
const hit = (span: { start: number; end: number }, column: number): boolean => span.start <= column && column <= span.end;

/** The symbol of assembly under the cursor: of TEXT, GLOBL, DATA, or an operand. */
export function symbolAt(workspace: Workspace, uri: string, line: number, column: number): (Word & { static: boolean }) | undefined {
  const file = workspace.file(uri);
  if (!file) return undefined;
  const data = file.data.find((each) => each.line === line && hit(each, column));
  if (data) return data;
  const fn = functionAt(file, line);
  if (fn?.directive.line === line && hit(fn.directive.symbol, column)) return fn.directive.symbol;
  for (const statement of fn?.statements ?? []) {
    if (statement.line !== line) continue;
    for (const { symbol } of statement.operands) if (symbol && hit(symbol, column)) return symbol;
  }
  return undefined;
}

/** The word under the cursor, comments left out. */
export function wordAt(line: string, column: number): Word | undefined {
  for (const match of line.matchAll(/[\p{L}_·∕][\p{L}\p{N}_·∕]*/gu)) {
    const word = { text: match[0], start: match.index, end: match.index + match[0].length };
    if (hit(word, column)) return word;
  }
  return undefined;
}

export function definitionAt(workspace: Workspace, uri: string, line: number, column: number): Place[] {
  if (!isAssembly(uri)) {
    const fn = workspace.goFunctionAt(uri, line, column);
    return fn ? workspace.implementationsOf(uri, fn.name) : [];
  }
  const file = workspace.file(uri);
  if (!file) return [];
  const include = file.includes.find((each) => each.line === line && hit(each, column));
  if (include) {
    const header = workspace.headerOf(uri, include.text);
    return header ? [{ uri: header, line: 0, start: 0, end: 0 }] : [];
  }
  const symbol = symbolAt(workspace, uri, line, column);
  if (symbol) {
    const places = workspace.definitionsOf(uri, symbol.text, symbol.static);
    const declaration = symbol.static ? undefined : workspace.declarationOf(uri, symbol.text);
    // On TEXT itself one wants Go's declaration.
    const here = places.some((place) => place.uri === uri && place.line === line);
    return here && declaration ? [{ uri: declaration.uri, line: declaration.fn.line, start: declaration.fn.start, end: declaration.fn.end }] : places;
  }
  const word = wordAt(file.code[line] ?? '', column);
  if (!word) return [];
  const label = functionAt(file, line)?.labels.find((each) => each.text === word.text);
  if (label) return [{ uri, ...label }];
  const found = workspace.macroOf(uri, word.text);
  if (found) return [{ uri: found.uri, ...found.macro }];
  // Names of go_asm.h.
  const place = workspace.fieldOf(uri, word.text) ?? (word.text.endsWith('__size') ? workspace.structOf(uri, word.text.slice(0, -6)) : undefined);
  return place ? [place] : [];
}

/** Every place of the name under the cursor; with labels and macros those of this file. */
export function referencesAt(workspace: Workspace, uri: string, line: number, column: number, declaration = true): Place[] {
  const without = (places: Place[], defined: Place[]): Place[] => (declaration ? places : places.filter((place) => !defined.some((each) => each.uri === place.uri && each.line === place.line)));
  if (!isAssembly(uri)) {
    const fn = workspace.goFunctionAt(uri, line, column);
    const implementations = fn ? workspace.implementationsOf(uri, fn.name) : [];
    return implementations.length > 0 ? without(workspace.referencesOf(implementations[0].uri, `·${fn!.name}`, false), [...implementations, { uri, line, start: fn!.start, end: fn!.end }]) : [];
  }
  const symbol = symbolAt(workspace, uri, line, column);
  if (symbol) {
    const go = symbol.static ? undefined : workspace.declarationOf(uri, symbol.text);
    const defined = [...workspace.definitionsOf(uri, symbol.text, symbol.static), ...(go ? [{ uri: go.uri, line: go.fn.line, start: 0, end: 0 }] : [])];
    return without(workspace.referencesOf(uri, symbol.text, symbol.static), defined);
  }
  const local = localName(workspace, uri, line, column);
  return local ? local.places.filter((place) => declaration || place.line !== local.defined) : [];
}

/** A label of the function, an argument or local of it, or a macro of the file: everything of that name where it holds. */
function localName(workspace: Workspace, uri: string, line: number, column: number): { word: Word; places: Place[]; defined: number; kind: 'label' | 'macro' | 'slot' } | undefined {
  const file = workspace.file(uri);
  const word = file && wordAt(file.code[line] ?? '', column);
  if (!file || !word) return undefined;
  const fn = functionAt(file, line);
  const inLines = (from: number, to: number): Place[] => {
    const places: Place[] = [];
    for (let at = from; at <= to; at++) {
      for (const match of (file.code[at] ?? '').matchAll(/[\p{L}_·∕][\p{L}\p{N}_·∕]*/gu)) if (match[0] === word.text) places.push({ uri, line: at, start: match.index, end: match.index + match[0].length });
    }
    return places;
  };
  const macro = file.macros.find((each) => each.text === word.text);
  if (macro) return { word, places: inLines(0, file.code.length - 1), defined: macro.line, kind: 'macro' };
  if (!fn) return undefined;
  const label = fn.labels.find((each) => each.text === word.text);
  if (label) return { word, places: inLines(fn.directive.line + 1, fn.lastLine), defined: label.line, kind: 'label' };
  const slot = fn.statements.some((statement) => statement.operands.some((operand) => (operand.argument ?? operand.local)?.text === word.text));
  return slot ? { word, places: inLines(fn.directive.line + 1, fn.lastLine), defined: -1, kind: 'slot' } : undefined;
}

/** In this file: the same symbol, label, macro, argument; else the same word of the same function (registers). */
export function highlightsAt(workspace: Workspace, uri: string, line: number, column: number): Place[] {
  const file = workspace.file(uri);
  if (!file) return [];
  const found = referencesAt(workspace, uri, line, column).filter((place) => place.uri === uri);
  if (found.length > 0) return found;
  const word = wordAt(file.code[line] ?? '', column);
  const fn = functionAt(file, line);
  if (!word || !fn) return [];
  const places: Place[] = [];
  for (let at = fn.directive.line; at <= fn.lastLine; at++) {
    for (const match of file.code[at].matchAll(/[\p{L}_·∕][\p{L}\p{N}_·∕]*/gu)) if (match[0] === word.text) places.push({ uri, line: at, start: match.index, end: match.index + match[0].length });
  }
  return places;
}

/** What can be renamed here without touching Go: labels, macros, and symbols of this file only. */
export function renameAt(workspace: Workspace, uri: string, line: number, column: number): { word: Word; places: Place[] } | undefined {
  const symbol = symbolAt(workspace, uri, line, column);
  if (symbol) return symbol.static ? { word: symbol, places: workspace.referencesOf(uri, symbol.text, true) } : undefined;
  const local = localName(workspace, uri, line, column);
  return local && local.kind !== 'slot' ? { word: local.word, places: local.places } : undefined;
}

/** TEXT and GLOBL symbols whose name has the letters of `query` in order; at most 500. */
export function symbolsMatching(workspace: Workspace, query: string): (Place & { name: string; data: boolean })[] {
  const wanted = new RegExp([...query].map((letter) => letter.replace(/[^\p{L}\p{N}]/u, '\\$&')).join('.*'), 'iu');
  const found: (Place & { name: string; data: boolean })[] = [];
  for (const [uri, file] of workspace.files()) {
    for (const fn of file.functions) if (wanted.test(fn.directive.symbol.text)) found.push({ uri, ...fn.directive.symbol, line: fn.directive.line, name: goName(fn.directive.symbol.text).name, data: false });
    for (const data of file.data) if (data.directive === 'GLOBL' && wanted.test(data.text)) found.push({ uri, ...data, name: goName(data.text).name, data: true });
    if (found.length >= 500) return found.slice(0, 500);
  }
  return found;
}
