/** Operands of assembly instructions. */
import type { AsmToken } from './preprocessor';
import { AsmError } from './preprocessor';

export type Operand =
  | { kind: 'imm'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'reg'; reg: number }
  | { kind: 'xmm'; reg: number }
  | { kind: 'ymm'; reg: number }
  /** `name` of FP and SP pseudo operands only documents. */
  | { kind: 'mem'; base: number | 'FP' | 'SPname' | 'TLS' | undefined; disp: number; index?: number; scale?: number; tlsIndex?: boolean }
  | { kind: 'symbol'; name: string; disp: number; address: boolean; index?: number; scale?: number }
  /** $name-8(SP), $name+8(FP): the address of */
  | { kind: 'address'; of: Operand & { kind: 'mem' } }
  | { kind: 'label'; name: string }
  | { kind: 'pc'; offset: number }
  | { kind: 'list'; items: Operand[] };

const REGISTERS: Record<string, number> = { AX: 0, CX: 1, DX: 2, BX: 3, SP: 4, BP: 5, SI: 6, DI: 7, R8: 8, R9: 9, R10: 10, R11: 11, R12: 12, R13: 13, R14: 14, R15: 15, g: 14,
  AL: 0, CL: 1, DL: 2, BL: 3, SPB: 4, BPB: 5, SIB: 6, DIB: 7, R8B: 8, R9B: 9, R10B: 10, R11B: 11, R12B: 12, R13B: 13, R14B: 14, R15B: 15 };

export class OperandParser {
  private at = 0;

  /** `local` makes a package-qualified symbol of a name as written (·x, x<>). */
  constructor(private readonly tokens: AsmToken[], private readonly line: number, private readonly local: (name: string, isStatic: boolean) => string) {}

  /** Operands of a statement, separated by commas. */
  all(): Operand[] {
    const out: Operand[] = [];
    if (!this.tokens.length) return out;
    for (;;) {
      out.push(this.operand());
      if (this.at >= this.tokens.length) return out;
      this.want(',');
    }
  }

  private peek(ahead = 0): string { return this.tokens[this.at + ahead]?.text ?? ''; }
  private want(text: string): void {
    if (this.peek() !== text) throw new AsmError(`expected ${text}, found ${this.peek() || 'end of line'}`, this.line);
    this.at++;
  }

  private operand(): Operand {
    if (this.peek() === '$') { this.at++; return this.immediate(); }
    if (this.peek() === '*') { this.at++; return this.operand(); }
    if (this.peek() === '[') {
      this.at++;
      const items: Operand[] = [];
      while (this.peek() !== ']') { items.push(this.operand()); if (this.peek() === '-' || this.peek() === ',') this.at++; }
      this.at++;
      return { kind: 'list', items };
    }
    const t = this.tokens[this.at];
    if (!t) throw new AsmError('missing operand', this.line);
    if (t.kind === 'name') {
      const simple = this.peek(1) === ',' || this.at + 1 >= this.tokens.length;
      const reg = registerNamed(t.text);
      if (reg && simple) { this.at++; return reg; }
      return this.memory();
    }
    return this.memory();
  }

  private immediate(): Operand {
    const t = this.tokens[this.at];
    if (t?.kind === 'string' && t.text[0] === '"') { this.at++; return { kind: 'text', value: unquote(t.text) }; }
    if (t?.kind === 'number' && t.text.includes('.')) { this.at++; return { kind: 'float', value: Number(t.text) }; }
    if (t?.text === '-' && this.tokens[this.at + 1]?.kind === 'number' && this.peek(1).includes('.')) { this.at += 2; return { kind: 'float', value: -Number(this.tokens[this.at - 1].text) }; }
    if (t?.text === '(' && this.peek(1) === '-' && this.peek(2).includes('.')) {
      this.at += 2;
      const value = -Number(this.peek());
      this.at++;
      this.want(')');
      return { kind: 'float', value };
    }
    if (t?.kind === 'name') {
      const m = this.memory();
      if (m.kind === 'symbol') return { ...m, address: true };
      if (m.kind === 'mem') return { kind: 'address', of: m };
      throw new AsmError('malformed address', this.line);
    }
    const value = this.expression();
    if (this.peek() === '(' && /^(SP|FP|[A-Z]\w*)$/.test(this.peek(1))) {
      const m = this.parenthesised(Number(value));
      return { kind: 'address', of: m };
    }
    return { kind: 'imm', value: BigInt.asIntN(64, value) };
  }

  /** name<>+off(SB), name+off(FP), off(REG)(IDX*n), label, off(PC). */
  private memory(): Operand {
    const t = this.tokens[this.at];
    if (t.kind === 'name') {
      const name = t.text;
      let isStatic = false, disp = 0;
      this.at++;
      if (this.peek() === '<') {
        this.at++;
        if (this.peek() === '>') isStatic = true;
        else this.at++; // "name<ABIInternal>": there is only one ABI here
        this.want('>');
      }
      if (this.peek() === '+' || this.peek() === '-') disp = Number(this.sum());
      if (this.peek() !== '(') return { kind: 'label', name };
      const base = this.peek(1);
      if (base === 'SB') {
        this.at += 2;
        this.want(')');
        const symbol: Operand = { kind: 'symbol', name: this.local(name, isStatic), disp, address: false };
        if (this.peek() === '(') Object.assign(symbol, this.index());
        return symbol;
      }
      if (base === 'FP' || base === 'SP') {
        this.at += 2;
        this.want(')');
        const m: Operand & { kind: 'mem' } = { kind: 'mem', base: base === 'FP' ? 'FP' : 'SPname', disp };
        if (this.peek() === '(') Object.assign(m, this.index());
        return m;
      }
      if (base === 'PC') throw new AsmError('a label relative to PC has no name', this.line);
      // A constant name defined elsewhere would have been replaced by the preprocessor.
      throw new AsmError(`${name} is not defined`, this.line);
    }
    let disp = 0;
    if (this.peek() !== '(' || !registerNamed(this.peek(1)) && !['SB', 'FP', 'SP', 'PC', 'TLS'].includes(this.peek(1))) disp = Number(this.expression());
    // A plain number is an address.
    if (this.peek() === '' || this.peek() === ',') return { kind: 'mem', base: undefined, disp };
    if (this.peek() !== '(') throw new AsmError(`malformed operand near ${this.peek() || 'end of line'}`, this.line);
    if (this.peek(1) === 'PC') { this.at += 2; this.want(')'); return { kind: 'pc', offset: disp }; }
    return this.parenthesised(disp);
  }

  private parenthesised(disp: number): Operand & { kind: 'mem' } {
    const m: Operand & { kind: 'mem' } = { kind: 'mem', base: undefined, disp };
    this.want('(');
    const name = this.peek();
    if (name === 'TLS') { this.at++; m.base = 'TLS'; this.want(')'); return m; }
    if (name === 'FP') { this.at++; m.base = 'FP'; this.want(')'); return m; }
    const r = registerNamed(name);
    if (!r || r.kind !== 'reg') throw new AsmError(`expected register, found ${name}`, this.line);
    this.at++;
    if (this.peek() === '*') {
      this.at++;
      m.index = r.reg;
      m.scale = Number(this.expression());
      this.want(')');
      return m;
    }
    m.base = r.reg;
    this.want(')');
    if (this.peek() === '(') Object.assign(m, this.index());
    return m;
  }

  private index(): { index?: number; scale?: number; tlsIndex?: boolean } {
    this.want('(');
    const name = this.peek(), r = registerNamed(name);
    this.at++;
    let scale = 1;
    if (this.peek() === '*') { this.at++; scale = Number(this.expression()); }
    this.want(')');
    if (name === 'TLS') return { tlsIndex: true };
    if (!r || r.kind !== 'reg') throw new AsmError(`expected index register, found ${name}`, this.line);
    return { index: r.reg, scale };
  }

  // Integer expressions.

  expression(): bigint { return this.or(); }
  private binary(next: () => bigint, ops: Record<string, (a: bigint, b: bigint) => bigint>): bigint {
    let v = next();
    for (let f = ops[this.peek()]; f; f = ops[this.peek()]) {
      if (this.tokens[this.at].kind !== 'punct') break;
      this.at++;
      v = f(v, next());
    }
    return v;
  }
  private or(): bigint { return this.binary(() => this.sum2(), { '|': (a, b) => a | b, '^': (a, b) => a ^ b }); }
  private sum2(): bigint { return this.binary(() => this.product(), { '+': (a, b) => a + b, '-': (a, b) => a - b }); }
  private sum(): bigint { return this.sumFrom(); }
  /** +a-b ... behind a symbol. */
  private sumFrom(): bigint {
    let v = 0n;
    while (this.peek() === '+' || this.peek() === '-') {
      const negative = this.peek() === '-';
      this.at++;
      const term = this.product();
      v += negative ? -term : term;
    }
    return v;
  }
  private product(): bigint {
    return this.binary(() => this.unary(), { '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b, '<<': (a, b) => a << b, '>>': (a, b) => a >> b, '&': (a, b) => a & b });
  }
  private unary(): bigint {
    const t = this.tokens[this.at];
    if (!t) throw new AsmError('missing number', this.line);
    this.at++;
    if (t.text === '-') return -this.unary();
    if (t.text === '+') return this.unary();
    if (t.text === '~') return ~this.unary();
    if (t.text === '(') {
      const v = this.expression();
      this.want(')');
      return v;
    }
    if (t.kind === 'number') return /^0\d/.test(t.text) ? BigInt(`0o${t.text.slice(1)}`) : BigInt(t.text);
    if (t.kind === 'string') return BigInt(unquote(t.text).codePointAt(0) ?? 0);
    throw new AsmError(`${t.text} is not a number or defined constant`, this.line);
  }
  get done(): boolean { return this.at >= this.tokens.length; }
}

export function registerNamed(name: string): Extract<Operand, { kind: 'reg' | 'xmm' | 'ymm' }> | undefined {
  const r = REGISTERS[name];
  if (r !== undefined) return { kind: 'reg', reg: r };
  const m = /^([XY])(\d+)$/.exec(name);
  if (m && Number(m[2]) < 16) return { kind: m[1] === 'X' ? 'xmm' : 'ymm', reg: Number(m[2]) };
  return undefined;
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{3}|.)/g, (_m, e: string) => {
    if (e[0] === 'x' && e.length > 1) return String.fromCharCode(parseInt(e.slice(1), 16));
    if (/^[0-7]{3}$/.test(e)) return String.fromCharCode(parseInt(e, 8));
    return { n: '\n', t: '\t', r: '\r', z: '\0', '0': '\0' }[e] ?? e;
  });
}
