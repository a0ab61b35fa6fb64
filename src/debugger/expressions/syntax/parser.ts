/** Recursive-descent parser for Go expressions (Go specification, "Expressions"), with assignments on top. */
import { EvaluationError } from '../../api';
import type { BinaryOperator, Expression } from './ast';
import { tokenize, type Token } from './lexer';

const PRECEDENCE: Record<string, number> = {
  '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3, '+': 4, '-': 4, '|': 4, '^': 4, '*': 5, '/': 5, '%': 5, '<<': 5, '>>': 5, '&': 5, '&^': 5,
};
/** Deeper nesting is a mistake or an attack on the host's stack. */
const DEPTH_LIMIT = 200;

/** Throws EvaluationError with the offset of the mistake. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  const expression = parser.statement();
  parser.expectEnd();
  return expression;
}

class Parser {
  #at = 0;
  #depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  statement(): Expression {
    const target = this.expression();
    const token = this.#peek();
    if (token.kind !== 'operator') return target;
    if (token.text === '=' || token.text === ':=') {
      if (token.text === ':=') throw new EvaluationError('variables cannot be declared here; assign to one that exists with =', token.offset);
      this.#at++;
      return { kind: 'assign', offset: token.offset, operator: undefined, target, value: this.expression() };
    }
    if (token.text === '++' || token.text === '--') {
      this.#at++;
      return { kind: 'assign', offset: token.offset, operator: token.text[0] as BinaryOperator, target, value: { kind: 'number', offset: token.offset, value: 1n } };
    }
    if (/^.+=$/.test(token.text) && PRECEDENCE[token.text.slice(0, -1)] >= 4) {
      this.#at++;
      return { kind: 'assign', offset: token.offset, operator: token.text.slice(0, -1) as BinaryOperator, target, value: this.expression() };
    }
    return target;
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind !== 'end') throw new EvaluationError(`unexpected ${describe(token)}`, token.offset);
  }

  expression(minimum = 1): Expression {
    if (++this.#depth > DEPTH_LIMIT) throw new EvaluationError('expression is nested too deeply', this.#peek().offset);
    let left = this.#unary();
    for (;;) {
      const token = this.#peek();
      const precedence = token.kind === 'operator' ? PRECEDENCE[token.text] : undefined;
      if (token.kind !== 'operator' || precedence === undefined || precedence < minimum) break;
      this.#at++;
      left = { kind: 'binary', offset: token.offset, operator: token.text as BinaryOperator, left, right: this.expression(precedence + 1) };
    }
    this.#depth--;
    return left;
  }

  #unary(): Expression {
    const token = this.#peek();
    if (token.kind === 'operator' && ['-', '+', '!', '^', '*', '&'].includes(token.text)) {
      if (++this.#depth > DEPTH_LIMIT) throw new EvaluationError('expression is nested too deeply', token.offset);
      this.#at++;
      const operand = this.#unary();
      this.#depth--;
      return { kind: 'unary', offset: token.offset, operator: token.text as '-', operand };
    }
    return this.#postfix(this.#operand());
  }

  #postfix(operand: Expression): Expression {
    for (;;) {
      const token = this.#peek();
      if (token.kind !== 'operator') return operand;
      if (token.text === '.') {
        this.#at++;
        const name = this.#next();
        if (name.kind === 'operator' && name.text === '(') {
          operand = { kind: 'assertion', offset: name.offset, operand, type: this.#typeFrom(this.#next()) };
          this.#expect(')');
          continue;
        }
        if (name.kind !== 'name') throw new EvaluationError(`expected a name after ".", found ${describe(name)}`, name.offset);
        operand = { kind: 'selector', offset: name.offset, operand, name: name.text };
      } else if (token.text === '[') {
        this.#at++;
        operand = this.#bracket(operand, token.offset);
      } else if (token.text === '(') {
        this.#at++;
        const args: Expression[] = [];
        while (!this.#accept(')')) {
          args.push(this.expression());
          if (!this.#accept(',')) {
            this.#expect(')');
            break;
          }
        }
        operand = { kind: 'call', offset: token.offset, callee: operand, args };
      } else return operand;
    }
  }

  #bracket(operand: Expression, offset: number): Expression {
    const low = this.#isOperator(':') ? undefined : this.expression();
    if (this.#accept(':')) {
      const high = this.#isOperator(']') ? undefined : this.expression();
      this.#expect(']');
      return { kind: 'slice', offset, operand, low, high };
    }
    this.#expect(']');
    return { kind: 'index', offset, operand, index: low as Expression };
  }

  #operand(): Expression {
    const token = this.#next();
    switch (token.kind) {
      case 'number': return { kind: 'number', offset: token.offset, value: token.value };
      case 'string': return { kind: 'string', offset: token.offset, value: token.value };
      case 'quoted': return { kind: 'quoted', offset: token.offset, name: token.value };
      case 'register': return { kind: 'register', offset: token.offset, name: token.text };
      case 'name':
        if (token.text === 'map' && this.#isOperator('[')) return { kind: 'type', offset: token.offset, name: this.#typeFrom(token) };
        if (token.text === 'struct' || token.text === 'func' || token.text === 'chan' || token.text === 'interface') {
          throw new EvaluationError(`${token.text} types cannot be written here; use a named type`, token.offset);
        }
        return { kind: 'name', offset: token.offset, name: token.text };
      case 'operator':
        if (token.text === '(') {
          const inner = this.expression();
          this.#expect(')');
          return inner;
        }
        if (token.text === '[') return { kind: 'type', offset: token.offset, name: this.#typeFrom(token) };
    }
    throw new EvaluationError(token.kind === 'end' ? 'expression ends too early' : `unexpected ${describe(token)}`, token.offset);
  }

  /** A type whose first token has been read. */
  #typeFrom(token: Token): string {
    if (token.kind === 'quoted') return token.value;
    if (token.kind === 'operator' && token.text === '*') return `*${this.#typeFrom(this.#next())}`;
    if (token.kind === 'operator' && token.text === '[') {
      const length = this.#peek();
      if (length.kind === 'number' && typeof length.value === 'bigint') {
        this.#at++;
        this.#expect(']');
        return `[${length.value}]${this.#typeFrom(this.#next())}`;
      }
      this.#expect(']');
      return `[]${this.#typeFrom(this.#next())}`;
    }
    if (token.kind !== 'name') throw new EvaluationError(`expected a type, found ${describe(token)}`, token.offset);
    if (token.text === 'map') {
      this.#expect('[');
      const key = this.#typeFrom(this.#next());
      this.#expect(']');
      return `map[${key}]${this.#typeFrom(this.#next())}`;
    }
    if (!this.#accept('.')) return token.text;
    const name = this.#next();
    if (name.kind !== 'name') throw new EvaluationError(`expected a type name after ".", found ${describe(name)}`, name.offset);
    return `${token.text}.${name.text}`;
  }

  #peek(): Token { return this.tokens[this.#at]; }
  #next(): Token {
    const token = this.tokens[this.#at];
    if (token.kind !== 'end') this.#at++;
    return token;
  }
  #isOperator(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'operator' && token.text === text;
  }
  #accept(text: string): boolean {
    if (!this.#isOperator(text)) return false;
    this.#at++;
    return true;
  }
  #expect(text: string): void {
    const token = this.#peek();
    if (!this.#accept(text)) throw new EvaluationError(`expected "${text}", found ${describe(token)}`, token.offset);
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end': return 'the end of the expression';
    case 'name': case 'operator': return `"${token.text}"`;
    case 'register': return `"$${token.text}"`;
    case 'number': return String(token.value);
    default: return JSON.stringify(token.value);
  }
}
