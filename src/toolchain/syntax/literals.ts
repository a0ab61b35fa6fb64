/** Values of literals as written in Go source. */
import { encodeRune, toByteString } from '../source';
import type { Constant } from '../types/constants';
import { Rational } from '../types/constants';

const SIMPLE: Record<string, number> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, "'": 39, '"': 34 };

/** Reads an escape at text[i] (just behind the backslash): its byte or character and where it ends; undefined if malformed. */
function escape(text: string, i: number): { code: number; isByte: boolean; end: number } | undefined {
  const c = text[i];
  if (c in SIMPLE) return { code: SIMPLE[c], isByte: false, end: i + 1 };
  const form = c === 'x' ? [2, 16, 1] : c === 'u' ? [4, 16, 1] : c === 'U' ? [8, 16, 1] : c >= '0' && c <= '7' ? [3, 8, 0] : undefined;
  if (!form) return undefined;
  const digits = text.substr(i + form[2], form[0]);
  if (digits.length !== form[0] || !(form[1] === 16 ? /^[0-9a-fA-F]+$/ : /^[0-7]+$/).test(digits)) return undefined;
  const code = parseInt(digits, form[1]), isByte = c === 'x' || form[1] === 8;
  // Three octal digits may be too large for a byte; surrogates and what lies above U+10FFFF are no characters.
  if (isByte ? code > 0xff : code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  return { code, isByte, end: i + form[2] + form[0] };
}

/** Byte string of a string literal with its quotes; undefined if an escape is malformed. */
export function stringValue(literal: string): string | undefined {
  if (literal[0] === '`') return toByteString(literal.slice(1, -1).replaceAll('\r', ''));
  const text = literal.slice(1, -1);
  if (!text.includes('\\')) return toByteString(text);
  let out = '';
  for (let i = 0; i < text.length;) {
    const slash = text.indexOf('\\', i);
    if (slash < 0) { out += toByteString(text.slice(i)); break; }
    out += toByteString(text.slice(i, slash));
    const e = escape(text, slash + 1);
    if (!e || text[slash + 1] === "'") return undefined;
    out += e.isByte ? String.fromCharCode(e.code) : encodeRune(e.code);
    i = e.end;
  }
  return out;
}

/** Code point of a rune literal with its quotes; undefined if malformed. */
export function runeValue(literal: string): bigint | undefined {
  const text = literal.slice(1, -1);
  if (text[0] === '\\') {
    const e = escape(text, 1);
    return e && e.end === text.length && text[1] !== '"' ? BigInt(e.code) : undefined;
  }
  const code = text.codePointAt(0);
  return code !== undefined && text.length === (code > 0xffff ? 2 : 1) ? BigInt(code) : undefined;
}

/** Each "_" stands between digits, or between a prefix and the first one. */
function isWellGrouped(literal: string): boolean {
  return !(/^0x/i.test(literal) ? /__|_$|[^0-9a-fx]_|_[^0-9a-f]/i : /__|_$|[^0-9bo]_|_[^0-9]/i).test(literal);
}

/** undefined if malformed. */
export function intValue(literal: string): bigint | undefined {
  if (!isWellGrouped(literal)) return undefined;
  let text = literal.replaceAll('_', '');
  if (/^0[0-9]+$/.test(text)) text = `0o${text.slice(1)}`;
  try { return BigInt(text.toLowerCase()); } catch { return undefined; }
}

/** undefined if malformed, or far beyond what any float holds. */
export function floatValue(literal: string): Constant | undefined {
  if (!isWellGrouped(literal)) return undefined;
  const text = literal.replaceAll('_', '').toLowerCase();
  const hex = /^0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?\d+)$/.exec(text);
  if (hex) return scaled(BigInt(`0x${hex[1]}${hex[2] || ''}` || '0x0'), 2n, Number(hex[3]) - 4 * hex[2].length);
  const decimal = /^(\d*)\.?(\d*)(?:e([+-]?\d+))?$/.exec(text);
  if (!decimal || text === '.') return undefined;
  return scaled(BigInt(decimal[1] + decimal[2] || '0'), 10n, Number(decimal[3] ?? 0) - decimal[2].length);
}

function scaled(mantissa: bigint, base: bigint, exponent: number): Rational | undefined {
  if (Math.abs(exponent) > 5000) return undefined;
  return exponent >= 0 ? Rational.of(mantissa * base ** BigInt(exponent), 1n) : Rational.of(mantissa, base ** BigInt(-exponent));
}
