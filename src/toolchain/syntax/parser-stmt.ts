/** Statements. */
import type { Block, CaseClause, CommClause, Decl, Expr, Ident, Stmt } from './ast';
import { ExprParser, unparen } from './parser-expr';
import { EOF, LITERAL, NAME } from './scanner';

const ASSIGN_OPS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '&^=']);
const EXPR_START = new Set([NAME, LITERAL, '(', 'func', '[', 'chan', 'map', 'struct', 'interface', '+', '-', '!', '^', '&', '*', '<-']);

export abstract class StmtParser extends ExprParser {
  protected abstract declaration(): Decl[];

  protected block(): Block {
    const pos = this.want('{');
    const stmts = this.nested(() => this.stmtList());
    const end = this.want('}');
    return { kind: 'Block', pos, stmts, end };
  }

  protected stmtList(): Stmt[] {
    const stmts: Stmt[] = [];
    while (!this.is(EOF) && !this.is('}') && !this.is('case') && !this.is('default')) {
      const s = this.stmt();
      if (s) stmts.push(s);
      if (this.is(';')) this.next();
      else if (!this.is('}')) {
        if (this.is(')')) this.syntaxError(' at end of statement');
        if (this.is('case') || this.is('default')) continue;
        this.syntaxError(' at end of statement');
      }
    }
    return stmts;
  }

  private stmt(): Stmt | undefined {
    const pos = this.pos;
    switch (this.tok) {
      case ';': return { kind: 'Empty', pos };
      case '{': return this.block();
      case 'var': case 'const': case 'type': return { kind: 'DeclStmt', pos, decls: this.declaration() };
      case 'go': case 'defer': {
        const kind = this.is('go') ? 'Go' : 'Defer';
        this.next();
        const call = this.expr();
        if (unparen(call).kind !== 'Call') this.fail(call.pos, `expression in ${kind.toLowerCase()} must be function call`);
        return { kind, pos, call };
      }
      case 'return': {
        this.next();
        const results = this.is(';') || this.is('}') ? [] : this.exprList();
        return { kind: 'Return', pos, results };
      }
      case 'break': case 'continue': case 'goto': case 'fallthrough': {
        const word = this.tok;
        this.next();
        let label: Ident | undefined;
        if (this.is(NAME) && word !== 'fallthrough') label = this.ident();
        return { kind: 'Branch', pos, word, label };
      }
      case 'if': return this.ifStmt();
      case 'for': return this.forStmt();
      case 'switch': return this.switchStmt();
      case 'select': return this.selectStmt();
      default:
    }
    if (!EXPR_START.has(this.tok)) this.syntaxError(this.is('}') ? 'expecting statement' : 'expecting }');
    return this.simpleStmt(true);
  }

  /** Assignments, definitions, ++, sends, expressions; a `range` clause where allowed (then left/right hold it). */
  private simpleStmt(labelOk: boolean, rangeOk = false): Stmt {
    const pos = this.pos;
    if (rangeOk && this.is('range')) return this.rangeClause(pos, [], false);
    const left = this.exprList();
    const opPos = this.pos;
    if (this.is(':=') || ASSIGN_OPS.has(this.tok)) {
      const op = this.tok;
      this.next();
      if (rangeOk && this.is('range') && (op === ':=' || op === '=')) return this.rangeClause(pos, left, op === ':=');
      const right = this.exprList();
      if (op !== ':=') {
        if (op !== '=' && (left.length > 1 || right.length > 1)) this.fail(opPos, `syntax error: unexpected ${op}, expecting := or = or comma`);
        return { kind: 'Assign', pos: opPos, left, op: op === '=' ? '=' : op.slice(0, -1), right };
      }
      return { kind: 'Define', pos: opPos, left, right };
    }
    if (left.length > 1) this.syntaxError('expecting := or = or comma');
    const x = left[0];
    if (this.is('++') || this.is('--')) {
      const op = this.is('++') ? '++' : '--';
      this.next();
      return { kind: 'IncDec', pos: opPos, x, op };
    }
    if (this.is('<-')) {
      this.next();
      return { kind: 'Send', pos: opPos, channel: x, value: this.expr() };
    }
    if (labelOk && this.is(':') && x.kind === 'Ident') {
      this.next();
      if (this.is('}')) return { kind: 'Labeled', pos, label: x, stmt: { kind: 'Empty', pos: this.pos } };
      const stmt = this.stmt();
      return { kind: 'Labeled', pos, label: x, stmt: stmt ?? { kind: 'Empty', pos: this.pos } };
    }
    return { kind: 'ExprStmt', pos, x };
  }

  private rangeClause(pos: number, left: Expr[], define: boolean): Stmt {
    this.want('range');
    const x = this.expr();
    if (left.length > 2) this.diagnostics.error(left[2].pos, 'range clause permits at most two iteration variables');
    return { kind: 'Range', pos, key: left[0], value: left[1], define, x, body: { kind: 'Block', pos, stmts: [], end: pos } };
  }

  /** Header of if and switch: optional statement, `;`, optional expression statement. */
  private header(keyword: string): { init: Stmt | undefined; cond: Stmt | undefined } {
    if (this.is('{')) return { init: undefined, cond: undefined };
    const level = this.exprLevel;
    this.exprLevel = -1;
    let init: Stmt | undefined, cond: Stmt | undefined;
    if (!this.is(';')) init = this.simpleStmt(false);
    if (this.is(';')) {
      if (keyword === 'if' && this.scanner.text === 'newline') this.syntaxError(`expecting { after ${keyword} clause`);
      this.next();
      if (!this.is('{')) cond = this.simpleStmt(false);
    } else {
      cond = init;
      init = undefined;
    }
    this.exprLevel = level;
    return { init, cond };
  }

  private ifStmt(): Stmt {
    const pos = this.want('if');
    if (this.is('{')) this.fail(this.pos, 'syntax error: missing condition in if statement');
    const { init, cond } = this.header('if');
    if (!cond) this.fail(this.pos, 'syntax error: missing condition in if statement');
    if (cond.kind !== 'ExprStmt') {
      this.fail(cond.pos, cond.kind === 'Assign' && cond.op === '=' ? 'syntax error: cannot use assignment as value' : 'syntax error: cannot use statement as value');
    }
    if (!this.is('{')) this.syntaxError('expecting { after if clause');
    const then = this.block();
    let otherwise: Stmt | undefined;
    if (this.got('else')) {
      if (this.is('if')) otherwise = this.ifStmt();
      else if (this.is('{')) otherwise = this.block();
      else this.fail(this.pos, 'syntax error: else must be followed by if or statement block');
    }
    return { kind: 'If', pos, init, cond: cond.x, then, otherwise };
  }

  private forStmt(): Stmt {
    const pos = this.want('for');
    const level = this.exprLevel;
    this.exprLevel = -1;
    let init: Stmt | undefined, cond: Stmt | undefined, post: Stmt | undefined;
    if (!this.is('{')) {
      if (!this.is(';')) init = this.simpleStmt(false, true);
      if (init?.kind === 'Range') {
        this.exprLevel = level;
        if (!this.is('{')) this.syntaxError('expecting { after for clause');
        init.body = this.block();
        init.pos = pos;
        return init;
      }
      if (this.is(';')) {
        this.next();
        if (!this.is(';')) {
          if (this.is('{')) this.fail(this.pos, 'syntax error: expecting for loop condition');
          cond = this.simpleStmt(false);
        }
        this.want(';');
        if (!this.is('{')) post = this.simpleStmt(false);
      } else {
        cond = init;
        init = undefined;
      }
    }
    this.exprLevel = level;
    if (cond && cond.kind !== 'ExprStmt') this.fail(cond.pos, 'syntax error: cannot use statement as value');
    if (!this.is('{')) this.syntaxError('expecting { after for clause');
    const body = this.block();
    return { kind: 'For', pos, init, cond: cond?.x, post, body };
  }

  private switchStmt(): Stmt {
    const pos = this.want('switch');
    const { init, cond } = this.header('switch');
    if (!this.is('{')) this.syntaxError('expecting { after switch clause');
    this.next();
    const clauses: CaseClause[] = [];
    while (!this.is('}') && !this.is(EOF)) {
      const clausePos = this.pos;
      let exprs: Expr[] | undefined;
      if (this.got('case')) exprs = this.exprList();
      else if (!this.got('default')) this.syntaxError('expecting case or default or }');
      this.want(':');
      const body = this.stmtList();
      clauses.push({ pos: clausePos, exprs, body, end: this.pos });
    }
    const end = this.want('}');
    let tag: Expr | undefined, binding: Ident | undefined;
    if (cond?.kind === 'ExprStmt') tag = cond.x;
    else if (cond?.kind === 'Define' && cond.left.length === 1 && cond.right.length === 1 && cond.left[0].kind === 'Ident') {
      binding = cond.left[0];
      tag = cond.right[0];
    } else if (cond) this.fail(cond.pos, 'syntax error: cannot use statement as value');
    if (tag?.kind === 'TypeAssert' && !tag.typeExpr) return { kind: 'TypeSwitch', pos, init, binding, x: tag.x, clauses, end };
    if (binding) this.fail(cond!.pos, 'syntax error: cannot use := as value');
    return { kind: 'Switch', pos, init, tag, clauses, end };
  }

  private selectStmt(): Stmt {
    const pos = this.want('select');
    if (!this.is('{')) this.syntaxError('expecting { after select clause');
    this.next();
    const clauses: CommClause[] = [];
    while (!this.is('}') && !this.is(EOF)) {
      const clausePos = this.pos;
      let comm: Stmt | undefined;
      if (this.got('case')) comm = this.simpleStmt(false);
      else if (!this.got('default')) this.syntaxError('expecting case or default or }');
      this.want(':');
      clauses.push({ pos: clausePos, comm, body: this.stmtList(), end: this.pos });
    }
    return { kind: 'Select', pos, clauses, end: this.want('}') };
  }
}
