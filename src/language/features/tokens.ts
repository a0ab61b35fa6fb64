/** Semantic tokens: what the grammar cannot know (labels, symbols of Go, arguments, macros). */
import type { AssemblyFile } from '../assembly/parse';

export const TOKEN_TYPES = ['function', 'label', 'parameter', 'macro', 'variable'] as const;
export const TOKEN_MODIFIERS = ['declaration', 'static'] as const;
type TokenType = (typeof TOKEN_TYPES)[number];
export interface Token { line: number; start: number; length: number; type: TokenType; modifiers: number }

export function tokensOf(file: AssemblyFile): Token[] {
  const tokens: Token[] = [];
  const add = (line: number, span: { start: number; end: number }, type: TokenType, modifiers = 0): void => {
    tokens.push({ line, start: span.start, length: span.end - span.start, type, modifiers });
  };
  const macros = new Set(file.macros.map((macro) => macro.text));
  for (const macro of file.macros) add(macro.line, macro, 'macro', 1);
  for (const data of file.data) add(data.line, data, 'variable', data.static ? 3 : 1);
  const functions = new Set(file.functions.map((fn) => fn.directive.symbol.text));
  for (const fn of file.functions) {
    add(fn.directive.line, fn.directive.symbol, 'function', fn.directive.symbol.static ? 3 : 1);
    const labels = new Set(fn.labels.map((label) => label.text));
    for (const label of fn.labels) add(label.line, label, 'label', 1);
    for (const statement of fn.statements) {
      if (macros.has(statement.mnemonic.text)) add(statement.line, statement.mnemonic, 'macro');
      for (const operand of statement.operands) {
        if (operand.symbol) add(statement.line, operand.symbol, /^(CALL|JMP)$/.test(statement.mnemonic.text) || functions.has(operand.symbol.text) ? 'function' : 'variable', operand.symbol.static ? 2 : 0);
        else if (operand.argument) add(statement.line, operand.argument, 'parameter');
        else if (operand.word && labels.has(operand.word.text)) add(statement.line, operand.word, 'label');
        else if (operand.word && macros.has(operand.word.text)) add(statement.line, operand.word, 'macro');
      }
    }
  }
  return tokens.sort((a, b) => a.line - b.line || a.start - b.start);
}

/** LSP's relative encoding, five numbers a token. */
export function encodeTokens(tokens: readonly Token[]): number[] {
  const data: number[] = [];
  let line = 0;
  let start = 0;
  for (const token of tokens) {
    data.push(token.line - line, token.line === line ? token.start - start : token.start, token.length, TOKEN_TYPES.indexOf(token.type), token.modifiers);
    line = token.line;
    start = token.start;
  }
  return data;
}
