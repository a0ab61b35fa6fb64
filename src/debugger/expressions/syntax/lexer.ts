/** Tokens of an expression, by Go's lexical rules plus $registers and 'quoted names'. */
import { EvaluationError } from '../../api';

export type Token =
  | { kind: 'name'; offset: number; text: string }
  | { kind: 'number'; offset: number; value: bigint | number }
  | { kind: 'string'; offset: number; value: string }
  | { kind: 'quoted'; offset: number; value: string }
  | { kind: 'register'; offset: number; text: string }
  | { kind: 'operator'; offset: number; text: string }
  | { kind: 'end'; offset: number };

/** Longest first, so that the first match is the right one. */
const OPERATORS = [
  '<<=', '>>=', '&^=', '&&', '||', '==', '!=', '<=', '>=', '<<', '>>', '&^', '++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', ':=',
  '+', '-', '*', '/', '%', '&', '|', '^', '<', '>', '=', '!', '(', ')', '[', ']', '{', '}', ',', '.', ':', ';',
];
// Go's runtime has names with a middle dot in old symbol tables, and "·" is accepted as a letter for them.
const NAME = /[\p{L}_][\p{L}\p{Nd}_·]*/uy;
const NUMBER = /0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.\d+(?:[eE][+-]?\d+)?|\d[\d_]*\.(?!\w)|\d[\d_]*[eE][+-]?\d+|\d[\d_]*/y;
// $rax, $count; $3, $, $$ and $$2 of the value history.
const REGISTER = /\$(?:[A-Za-z_][A-Za-z0-9_]*|\$?\d+|\$)?/y;
const ESCAPES: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };

/** Throws EvaluationError with the offset of what is no token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  while (offset < text.length) {
    const character = text[offset];
    if (/\s/.test(character)) {
      offset++;
      continue;
    }
    const start = offset;
    let found: string | undefined;
    if ((found = match(NAME))) tokens.push({ kind: 'name', offset, text: found });
    else if ((found = match(REGISTER))) tokens.push({ kind: 'register', offset, text: found.slice(1) });
    else if ((found = match(NUMBER))) tokens.push({ kind: 'number', offset, value: numberValue(found) });
    else if (character === '"' || character === '`') {
      const end = closing(text, offset, character, character === '"');
      tokens.push({ kind: 'string', offset, value: character === '"' ? unescape(text.slice(offset + 1, end), offset + 1) : text.slice(offset + 1, end) });
      found = text.slice(offset, end + 1);
    } else if (character === "'") {
      const end = closing(text, offset, "'", true);
      const content = unescape(text.slice(offset + 1, end), offset + 1);
      // One character is Go's rune literal; more is a name as the symbol table spells it.
      const runes = [...content];
      tokens.push(runes.length === 1 ? { kind: 'number', offset, value: BigInt(runes[0].codePointAt(0) as number) } : { kind: 'quoted', offset, value: content });
      found = text.slice(offset, end + 1);
    } else if ((found = OPERATORS.find((operator) => text.startsWith(operator, start)))) tokens.push({ kind: 'operator', offset, text: found });
    else throw new EvaluationError(`unexpected character ${JSON.stringify(character)}`, offset);
    offset += found.length;
  }
  tokens.push({ kind: 'end', offset });
  return tokens;
}

function numberValue(text: string): bigint | number {
  const digits = text.replaceAll('_', '');
  if (/^0[xXbBoO]/.test(digits)) return BigInt(digits);
  if (/[.eE]/.test(digits)) return Number(digits);
  // Go: a leading 0 is octal.
  return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
}

function closing(text: string, start: number, quote: string, escapes: boolean): number {
  for (let at = start + 1; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  throw new EvaluationError(`missing closing ${quote}`, start);
}

function unescape(text: string, offset: number): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gu, (whole, code: string, at: number) => {
    if (/^[xuU]./.test(code)) return String.fromCodePoint(parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(parseInt(code, 8));
    if (ESCAPES[code] === undefined) throw new EvaluationError(`unknown escape ${whole}`, offset + at);
    return ESCAPES[code];
  });
}
