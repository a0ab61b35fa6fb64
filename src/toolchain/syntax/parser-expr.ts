/** Expressions and types. */
import { Abandon } from '../source';
import type { Block, CompositeLit, Element, Expr, Field, FuncType, InterfaceType, Param, StructType } from './ast';
import { floatValue, intValue, runeValue, stringValue } from './literals';
import { ParserBase } from './parser-base';
import { EOF, LITERAL, NAME } from './scanner';

const PRECEDENCE: Record<string, number> = {
  '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3,
  '+': 4, '-': 4, '|': 4, '^': 4, '*': 5, '/': 5, '%': 5, '<<': 5, '>>': 5, '&': 5, '&^': 5,
};

export abstract class ExprParser extends ParserBase {
  protected abstract block(): Block;

  protected expr(minimum = 1): Expr {
    let x = this.unary();
    for (;;) {
      const op = this.tok, precedence = PRECEDENCE[op] ?? 0;
      if (precedence < minimum) return x;
      const opPos = this.pos;
      this.next();
      x = { kind: 'Binary', pos: x.pos, opPos, op, x, y: this.expr(precedence + 1) };
    }
  }

  protected exprList(): Expr[] {
    const list = [this.expr()];
    while (this.got(',')) list.push(this.expr());
    return list;
  }

  private unary(): Expr { return this.nested(() => this.unaryInside()); }

  private unaryInside(): Expr {
    const pos = this.pos;
    switch (this.tok) {
      case '+': case '-': case '!': case '^': case '&': {
        const op = this.tok;
        this.next();
        return { kind: 'Unary', pos, op, x: this.unary() };
      }
      case '*':
        this.next();
        return { kind: 'Star', pos, x: this.unary() };
      case '<-': {
        this.next();
        const x = this.unary();
        // <-chan T is a type: the arrow belongs to the chan behind it.
        if (x.kind === 'ChanType' && x.direction !== 'recv') return { kind: 'ChanType', pos, direction: 'recv', elem: x.elem };
        return { kind: 'Unary', pos, op: '<-', x };
      }
      default: return this.primary();
    }
  }

  private operand(): Expr {
    const pos = this.pos;
    switch (this.tok) {
      case NAME: return this.ident();
      case LITERAL: return this.literal();
      case '(': {
        this.next();
        const level = this.exprLevel;
        this.exprLevel = Math.max(level, 0) + 1;
        const x = this.expr();
        this.exprLevel = level;
        this.want(')');
        return { kind: 'Paren', pos, x };
      }
      case 'func': {
        this.next();
        const signature = this.signature(pos);
        if (!this.is('{')) return signature;
        const level = this.exprLevel;
        this.exprLevel = 0;
        const body = this.block();
        this.exprLevel = level;
        return { kind: 'FuncLit', pos, signature, body };
      }
      case '[': case 'chan': case 'map': case 'struct': case 'interface': return this.type();
      default: return this.syntaxError('expecting expression');
    }
  }

  private literal(): Expr {
    const { text, literal, pos } = this.scanner;
    const constant = literal === 'int' ? intValue(text) : literal === 'char' ? runeValue(text) : literal === 'string' ? stringValue(text)
      : literal === 'float' ? floatValue(text) : undefined;
    if (literal === 'imaginary') { this.diagnostics.unsupported(pos, 'complex numbers are'); this.next(); return { kind: 'BasicLit', pos, lit: 'int', text: '0', constant: 0n }; }
    if (constant === undefined) this.fail(pos, literal === 'char' || literal === 'string' ? `invalid escape or character in ${literal === 'char' ? 'rune' : 'string'} literal` : `invalid number literal ${text}`);
    this.next();
    return { kind: 'BasicLit', pos, lit: literal, text, constant };
  }

  private primary(): Expr {
    let x = this.operand();
    for (;;) {
      const pos = this.pos;
      switch (this.tok) {
        case '.':
          this.next();
          if (this.is('(')) {
            this.next();
            if (this.got('type')) x = { kind: 'TypeAssert', pos, x, typeExpr: undefined };
            else x = { kind: 'TypeAssert', pos, x, typeExpr: this.type() };
            this.want(')');
          } else {
            if (!this.is(NAME)) this.syntaxError('expecting name or (');
            x = { kind: 'Selector', pos: x.pos, x, sel: this.ident() };
          }
          break;
        case '[': x = this.indexOrSlice(x); break;
        case '(': x = this.call(x); break;
        case '{': {
          const t = unparen(x);
          const isLiteralType = t.kind === 'Ident' || (t.kind === 'Selector' && t.x.kind === 'Ident') ? this.exprLevel >= 0
            : t.kind === 'ArrayType' || t.kind === 'StructType' || t.kind === 'MapType';
          if (!isLiteralType) return x;
          if (t !== x) this.syntaxError('cannot parenthesize type in composite literal');
          x = this.compositeLit(x, x.pos);
          break;
        }
        default: return x;
      }
    }
  }

  private call(fn: Expr): Expr {
    const pos = this.want('(');
    const level = this.exprLevel;
    this.exprLevel = Math.max(level, 0) + 1;
    const args: Expr[] = [];
    let ellipsis = false;
    const end = this.list('argument list', ')', () => {
      args.push(this.expr());
      if (this.is('...')) { ellipsis = true; this.next(); }
    });
    this.exprLevel = level;
    return { kind: 'Call', pos: fn.kind === 'FuncLit' ? pos : fn.pos, fn, args, ellipsis, end };
  }

  private indexOrSlice(x: Expr): Expr {
    const pos = this.want('[');
    const level = this.exprLevel;
    this.exprLevel = Math.max(level, 0) + 1;
    try {
      if (this.is(']')) this.syntaxError('expecting operand');
      let lo: Expr | undefined;
      if (!this.is(':')) lo = this.expr();
      if (this.is(',')) { this.diagnostics.unsupported(pos, 'type parameters (generics) are'); this.fail(pos, 'generics'); }
      if (this.got(']')) return { kind: 'Index', pos, x, index: lo! };
      if (!this.is(':')) this.syntaxError('expecting comma, : or ]');
      this.next();
      let hi: Expr | undefined, max: Expr | undefined;
      if (!this.is(']') && !this.is(':')) hi = this.expr();
      if (this.got(':')) {
        if (!hi) this.fail(this.pos, 'syntax error: middle index required in 3-index slice');
        if (this.is(']')) this.fail(this.pos, 'syntax error: final index required in 3-index slice');
        max = this.expr();
      }
      this.want(']');
      return { kind: 'SliceExpr', pos, x, lo, hi, max };
    } finally {
      this.exprLevel = level;
    }
  }

  private compositeLit(typeExpr: Expr | undefined, pos: number): CompositeLit {
    this.want('{');
    const level = this.exprLevel;
    this.exprLevel = Math.max(level, 0) + 1;
    const elements: Element[] = [];
    const value = (): Expr => this.is('{') ? this.compositeLit(undefined, this.pos) : this.expr();
    const end = this.list('composite literal', '}', () => {
      const first = value();
      if (this.got(':')) elements.push({ key: first, value: value() });
      else elements.push({ key: undefined, value: first });
    });
    this.exprLevel = level;
    return { kind: 'CompositeLit', pos, typeExpr, elements, end };
  }

  // Types.

  protected type(): Expr {
    return this.nested(() => this.typeOrNone()) ?? this.syntaxError('expecting type');
  }

  protected typeOrNone(): Expr | undefined {
    const pos = this.pos;
    switch (this.tok) {
      case NAME: return this.typeName();
      case '*': this.next(); return { kind: 'Star', pos, x: this.type() };
      case '(': {
        this.next();
        const x = this.type();
        this.want(')');
        return { kind: 'Paren', pos, x };
      }
      case '[': {
        this.next();
        if (this.got(']')) return { kind: 'ArrayType', pos, length: undefined, elem: this.type() };
        let length: Expr | '...';
        if (this.got('...')) length = '...';
        else {
          const level = this.exprLevel;
          this.exprLevel = Math.max(level, 0) + 1;
          length = this.expr();
          this.exprLevel = level;
        }
        this.want(']');
        return { kind: 'ArrayType', pos, length, elem: this.type() };
      }
      case 'chan': {
        this.next();
        const direction = this.got('<-') ? 'send' : 'both', elem = this.typeOrNone();
        return { kind: 'ChanType', pos, direction, elem: elem ?? this.fail(this.pos, 'syntax error: missing channel element type') };
      }
      case '<-':
        this.next();
        this.want('chan');
        return { kind: 'ChanType', pos, direction: 'recv', elem: this.type() };
      case 'map': {
        this.next();
        this.want('[');
        const key = this.type();
        this.want(']');
        return { kind: 'MapType', pos, key, elem: this.type() };
      }
      case 'func': this.next(); return this.signature(pos);
      case 'struct': return this.structType();
      case 'interface': return this.interfaceType();
      default: return undefined;
    }
  }

  private typeName(): Expr {
    const name = this.ident();
    let x: Expr = name;
    if (this.is('.')) { this.next(); x = { kind: 'Selector', pos: name.pos, x: name, sel: this.ident() }; }
    if (this.is('[')) { const pos = this.pos; this.diagnostics.unsupported(pos, 'type parameters (generics) are'); this.fail(pos, 'generics'); }
    return x;
  }

  protected signature(pos: number): FuncType {
    const params = this.paramList();
    let results: Param[] = [];
    if (this.is('(')) results = this.paramList();
    else {
      const typePos = this.pos, t = this.typeOrNone();
      if (t) results = [{ name: undefined, typeExpr: t, variadic: false, pos: typePos }];
    }
    return { kind: 'FuncType', pos, params, results };
  }

  /** Either all parameters have names or none has: decided once all are read. */
  protected paramList(): Param[] {
    this.want('(');
    const entries: { pos: number; first: Expr | undefined; second: Expr | undefined; variadic: boolean }[] = [];
    this.list('parameter list', ')', () => {
      const pos = this.pos;
      if (this.got('...')) { entries.push({ pos, first: undefined, second: this.type(), variadic: true }); return; }
      const first = this.type0();
      let second: Expr | undefined, variadic = false;
      if (first.kind === 'Ident') {
        if (this.got('...')) { variadic = true; second = this.type(); } else second = this.typeOrNone();
      }
      entries.push({ pos, first, second, variadic });
    });
    if (!entries.some((e) => e.first && e.second)) {
      return entries.map((e) => ({ name: undefined, typeExpr: (e.first ?? e.second)!, variadic: e.variadic, pos: e.pos }));
    }
    const params: Param[] = [];
    let typeExpr: Expr | undefined, variadic = false;
    for (let i = entries.length - 1; i >= 0; i--) {
      const e = entries[i];
      if (e.second) { typeExpr = e.second; variadic = e.variadic; } else variadic = false;
      if (!e.first || e.first.kind !== 'Ident' || !typeExpr) this.fail(e.pos, 'syntax error: mixed named and unnamed parameters');
      params.unshift({ name: e.first, typeExpr, variadic, pos: e.pos });
    }
    return params;
  }

  /** A type, or a name of a parameter; `[` behind a name begins the type of that parameter. */
  private type0(): Expr {
    if (!this.is(NAME)) return this.type();
    const name = this.ident();
    if (!this.is('.')) return name;
    this.next();
    return { kind: 'Selector', pos: name.pos, x: name, sel: this.ident() };
  }

  private structType(): StructType {
    const pos = this.want('struct');
    this.want('{');
    const fields: Field[] = [];
    while (!this.is('}') && !this.is(EOF)) {
      const fieldPos = this.pos;
      let field: Field;
      if (this.is('*')) {
        this.next();
        field = { names: [], typeExpr: { kind: 'Star', pos: fieldPos, x: this.typeName() }, embedded: true, tag: '', pos: fieldPos };
      } else if (this.is(NAME)) {
        const name = this.ident();
        if (this.is('.') || this.is(';') || this.is('}') || this.is(LITERAL)) {
          let typeExpr: Expr = name;
          if (this.got('.')) typeExpr = { kind: 'Selector', pos: name.pos, x: name, sel: this.ident() };
          field = { names: [], typeExpr, embedded: true, tag: '', pos: fieldPos };
        } else {
          const names = [name];
          while (this.got(',')) names.push(this.ident());
          field = { names, typeExpr: this.type(), embedded: false, tag: '', pos: fieldPos };
        }
      } else this.syntaxError('expecting field name or embedded type');
      if (this.is(LITERAL) && this.scanner.literal === 'string') { field.tag = stringValue(this.scanner.text) ?? ''; this.next(); }
      fields.push(field);
      if (!this.got(';') && !this.is('}')) this.syntaxError(' in struct type; possibly missing semicolon or newline or }');
    }
    this.want('}');
    return { kind: 'StructType', pos, fields };
  }

  private interfaceType(): InterfaceType {
    const pos = this.want('interface');
    this.want('{');
    const node: InterfaceType = { kind: 'InterfaceType', pos, methods: [], embedded: [] };
    while (!this.is('}') && !this.is(EOF)) {
      if (this.is('~') || this.is('*') || this.is('[')) { this.diagnostics.unsupported(this.pos, 'type sets (generics) are'); throw new Abandon('type sets'); }
      const name = this.ident();
      if (this.is('(')) node.methods.push({ name, signature: this.signature(name.pos) });
      else if (this.got('.')) node.embedded.push({ kind: 'Selector', pos: name.pos, x: name, sel: this.ident() });
      else node.embedded.push(name);
      if (this.is('|')) { this.diagnostics.unsupported(this.pos, 'type sets (generics) are'); throw new Abandon('type sets'); }
      if (!this.got(';') && !this.is('}')) this.syntaxError(' in interface type; possibly missing semicolon or newline or }');
    }
    this.want('}');
    return node;
  }
}

export function unparen(x: Expr): Expr {
  while (x.kind === 'Paren') x = x.x;
  return x;
}
