/** Go's lexical elements, with automatic semicolons and `//go:` directives. */
import type { Diagnostics, SourceFile } from '../source';
import { Abandon } from '../source';

/** Token: an operator or keyword as written, or one of these classes. */
export type Token = string;
export const EOF = 'EOF', NAME = 'name', LITERAL = 'literal';

const KEYWORDS = new Set(['break', 'case', 'chan', 'const', 'continue', 'default', 'defer', 'else', 'fallthrough', 'for', 'func', 'go', 'goto',
  'if', 'import', 'interface', 'map', 'package', 'range', 'return', 'select', 'struct', 'switch', 'type', 'var']);
const ENDS_STATEMENT = new Set(['break', 'continue', 'fallthrough', 'return', '++', '--', ')', ']', '}']);
/** Operators by length, longest first. */
const OPERATORS: readonly Set<string>[] = [
  new Set(['<<=', '>>=', '&^=', '...']),
  new Set(['<<', '>>', '&^', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '&&', '||', '<-', '++', '--', '==', '!=', '<=', '>=', ':=']),
  new Set([...'+-*/%&|^<>=!()[]{},;.:~']),
];

/** A brace, or what may contain braces that are none. */
const BRACE_OR_TEXT = /[{}]|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|\/\/[^\n]*|\/\*[^]*?\*\//g;

export interface Directive { pos: number; line: number; text: string }

export class Scanner {
  tok: Token = EOF;
  /** Text of a name or literal; for ';' "newline", "EOF" or "semicolon". */
  text = '';
  literal: 'int' | 'float' | 'char' | 'string' | 'imaginary' = 'int';
  /** Global position of the token. */
  pos = 0;
  /** `//go:` comments met so far, in order. */
  readonly directives: Directive[] = [];
  private at = 0;
  private semicolon = false;
  private readonly src: string;

  constructor(private readonly file: SourceFile, private readonly diagnostics: Diagnostics) {
    this.src = file.text;
  }

  /** From the `{` that is the current token to behind its `}`; the current token is then what follows. For files known to be right. */
  skipBlock(): void {
    BRACE_OR_TEXT.lastIndex = this.pos - this.file.base;
    for (let depth = 0, found = BRACE_OR_TEXT.exec(this.src); found; found = BRACE_OR_TEXT.exec(this.src)) {
      depth += found[0] === '{' ? 1 : found[0] === '}' ? -1 : 0;
      if (depth === 0) break;
    }
    this.at = BRACE_OR_TEXT.lastIndex || this.src.length;
    this.semicolon = true;
    this.next();
  }

  error(pos: number, text: string): never {
    this.diagnostics.error(pos, text);
    throw new Abandon(text);
  }

  next(): void {
    const src = this.src;
    for (;;) {
      const c = src.charCodeAt(this.at);
      if (c === 32 || c === 9 || c === 13) { this.at++; continue; }
      if (c === 10) {
        if (this.semicolon) return this.autoSemicolon('newline');
        this.at++;
        continue;
      }
      if (c === 47) {
        const d = src.charCodeAt(this.at + 1);
        if (d === 47) { this.lineComment(); continue; }
        if (d === 42) {
          const end = src.indexOf('*/', this.at + 2);
          if (end < 0) { const pos = this.file.base + this.at; this.at = src.length; this.error(pos, 'comment not terminated'); }
          const newline = src.indexOf('\n', this.at);
          if (this.semicolon && newline >= 0 && newline < end) return this.autoSemicolon('newline');
          this.at = end + 2;
          continue;
        }
      }
      break;
    }
    const start = this.at;
    this.pos = this.file.base + start;
    const c = src.charCodeAt(start);
    if (start >= src.length) {
      if (this.semicolon) return this.autoSemicolon('EOF');
      this.tok = EOF;
      return;
    }
    if (isLetter(c)) {
      let i = start + 1;
      for (let d = src.charCodeAt(i); isLetter(d) || isDigit(d); d = src.charCodeAt(++i));
      this.at = i;
      this.text = src.slice(start, i);
      if (KEYWORDS.has(this.text)) { this.tok = this.text; this.semicolon = ENDS_STATEMENT.has(this.text); } else { this.tok = NAME; this.semicolon = true; }
      return;
    }
    if (isDigit(c) || (c === 46 && isDigit(src.charCodeAt(start + 1)))) { this.number(start); return; }
    if (c === 34) { this.quoted(start, 34, 'string'); return; }
    if (c === 39) { this.quoted(start, 39, 'char'); return; }
    if (c === 96) { this.rawString(start); return; }
    // Brackets, comma and semicolon begin nothing longer.
    for (let length = c === 40 || c === 41 || c === 44 || c === 59 || c === 91 || c === 93 || c === 123 || c === 125 ? 1 : 3; length >= 1; length--) {
      const op = length === 1 ? src[start] : src.slice(start, start + length);
      if (op.length === length && OPERATORS[3 - length].has(op)) {
        this.at = start + length;
        this.tok = op;
        this.text = op === ';' ? 'semicolon' : op;
        this.semicolon = ENDS_STATEMENT.has(op);
        return;
      }
    }
    this.at++;
    const code = src.codePointAt(start)!;
    this.error(this.pos, `invalid character U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`);
  }

  private autoSemicolon(text: string): void {
    this.tok = ';';
    this.text = text;
    this.pos = this.file.base + this.at;
    this.semicolon = false;
  }

  private lineComment(): void {
    let end = this.src.indexOf('\n', this.at);
    if (end < 0) end = this.src.length;
    if (this.src.startsWith('//go:', this.at)) {
      this.directives.push({ pos: this.file.base + this.at, line: this.file.lineOf(this.at), text: this.src.slice(this.at + 5, end).trim() });
    }
    this.at = end;
  }

  private finishLiteral(start: number, end: number, literal: Scanner['literal']): void {
    this.at = end;
    this.text = this.src.slice(start, end);
    this.tok = LITERAL;
    this.literal = literal;
    this.semicolon = true;
  }

  private number(start: number): void {
    const src = this.src;
    let i = start;
    let literal: Scanner['literal'] = 'int';
    const prefix = src.slice(start, start + 2).toLowerCase();
    const digits = (): void => { while (/[0-9_]/.test(src[i] ?? '')) i++; };
    if (prefix === '0x') {
      i += 2;
      while (/[0-9a-fA-F_.]/.test(src[i] ?? '')) { if (src[i] === '.') literal = 'float'; i++; }
      if (/[pP]/.test(src[i] ?? '')) { literal = 'float'; i++; if (/[+-]/.test(src[i] ?? '')) i++; digits(); }
    } else if (prefix === '0b' || prefix === '0o') {
      i += 2;
      digits();
    } else {
      digits();
      if (src[i] === '.') { literal = 'float'; i++; digits(); }
      if (/[eE]/.test(src[i] ?? '')) { literal = 'float'; i++; if (/[+-]/.test(src[i] ?? '')) i++; digits(); }
    }
    if (src[i] === 'i') { literal = 'imaginary'; i++; }
    this.finishLiteral(start, i, literal);
  }

  private quoted(start: number, quote: number, literal: 'string' | 'char'): void {
    const src = this.src;
    let i = start + 1;
    for (;; i++) {
      const c = src.charCodeAt(i);
      if (c === quote) break;
      if (c === 92 && src.charCodeAt(i + 1) !== 10) i++;
      else if (c === 10 || i >= src.length) {
        this.at = Math.min(i, src.length);
        this.error(this.pos, literal === 'char' ? 'rune literal not terminated' : c === 10 ? 'newline in string' : 'string not terminated');
      }
    }
    this.finishLiteral(start, i + 1, literal);
  }

  private rawString(start: number): void {
    const end = this.src.indexOf('`', start + 1);
    if (end < 0) { this.at = this.src.length; this.error(this.pos, 'string not terminated'); }
    this.finishLiteral(start, end + 1, 'string');
  }
}

function isLetter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 0x80 && /\p{L}/u.test(String.fromCharCode(c)));
}
function isDigit(c: number): boolean { return c >= 48 && c <= 57; }
