/** Token handling and messages shared by the parser's parts. */
import type { Diagnostics, SourceFile } from '../source';
import { Abandon } from '../source';
import type { Ident } from './ast';
import { EOF, LITERAL, NAME, Scanner } from './scanner';

/** Deeper nesting of blocks, types and operands is no program that a person wrote. */
const MAX_NESTING = 500;

export class ParserBase {
  protected readonly scanner: Scanner;
  protected tok = '';
  protected pos = 0;
  /** < 0 inside the header of if, for and switch, where `{` begins the body. */
  protected exprLevel = 0;

  private depth = 0;

  constructor(protected readonly file: SourceFile, protected readonly diagnostics: Diagnostics) {
    this.scanner = new Scanner(file, diagnostics);
  }

  /** Runs a part of the parser that may nest without end. */
  protected nested<R>(parse: () => R): R {
    if (++this.depth > MAX_NESTING) this.fail(this.pos, 'syntax error: nested too deeply');
    try { return parse(); } finally { this.depth--; }
  }

  protected next(): void {
    this.scanner.next();
    this.tok = this.scanner.tok;
    this.pos = this.scanner.pos;
  }

  /** The current token as the go compiler names it. */
  protected describe(): string {
    const s = this.scanner;
    if (this.is(';')) return s.text;
    if (this.is(NAME)) return s.text;
    if (this.is(LITERAL)) return `literal ${s.text}`;
    if (this.is(EOF)) return 'EOF';
    if (this.is(',')) return 'comma';
    return this.tok;
  }

  protected syntaxError(text: string): never {
    this.fail(this.pos, `syntax error: unexpected ${this.describe()}${text.startsWith(' ') ? text : `, ${text}`}`);
  }

  protected fail(pos: number, text: string): never {
    this.diagnostics.error(pos, text);
    throw new Abandon(text);
  }

  /** Whether the current token is `tok` (a method, so that the compiler does not narrow `tok` across next()). */
  protected is(tok: string): boolean { return this.tok === tok; }

  protected got(tok: string): boolean {
    if (this.tok !== tok) return false;
    this.next();
    return true;
  }

  /** Consumes `tok` and returns its position. */
  protected want(tok: string): number {
    const pos = this.pos;
    if (this.tok !== tok) this.syntaxError(`expecting ${tok === ',' ? 'comma' : tok === ';' ? 'semicolon' : tok}`);
    this.next();
    return pos;
  }

  protected ident(): Ident {
    if (!this.is(NAME)) this.syntaxError('expecting name');
    const node: Ident = { kind: 'Ident', pos: this.pos, name: this.scanner.text };
    this.next();
    return node;
  }

  /** Parses `item` separated by commas until `close`, which is consumed. */
  protected list(what: string, close: string, item: () => void): number {
    while (!this.is(EOF) && this.tok !== close) {
      item();
      if (!this.got(',') && this.tok !== close) this.syntaxError(` in ${what}; possibly missing comma or ${close}`);
    }
    return this.want(close);
  }
}
