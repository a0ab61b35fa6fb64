/** Scalars from and to bytes, and their text. */
import type { GoType } from '../../../image/program-image';

export function unsignedOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]);
  return value;
}

/** Value of an int, uint, pointer-like or func word. */
export function integerOf(type: GoType, bytes: Uint8Array): bigint {
  const value = unsignedOf(bytes);
  return type.kind === 'int' ? BigInt.asIntN(bytes.length * 8, value) : value;
}

export function floatOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

/** Little-endian bytes of a scalar as `type` stores it; undefined if the value does not fit the type's kind. */
export function bytesOf(type: GoType, value: bigint | number | string | boolean): Uint8Array | undefined {
  const bytes = new Uint8Array(type.size);
  if (type.kind === 'float') {
    if (typeof value !== 'bigint' && typeof value !== 'number') return undefined;
    const view = new DataView(bytes.buffer);
    if (type.size === 4) view.setFloat32(0, Number(value), true);
    else view.setFloat64(0, Number(value), true);
    return bytes;
  }
  if (type.kind === 'bool') {
    if (typeof value !== 'boolean') return undefined;
    bytes[0] = value ? 1 : 0;
    return bytes;
  }
  if (typeof value === 'number' && Number.isInteger(value)) value = BigInt(value);
  if (typeof value !== 'bigint' || !INTEGER_KINDS.has(type.kind)) return undefined;
  let rest = BigInt.asUintN(type.size * 8, value);
  for (let index = 0; index < type.size; index++, rest >>= 8n) bytes[index] = Number(rest & 0xffn);
  return bytes;
}

export const INTEGER_KINDS: ReadonlySet<string> = new Set(['int', 'uint', 'pointer', 'unsafe.Pointer', 'chan', 'map', 'func']);

export function hex(value: bigint | number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** Go's %v of a float. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  // Go changes to an exponent at 1e21 and below 1e-4, with at least two digits of it.
  const magnitude = Math.abs(value);
  const text = magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e21) ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Text of an integer in the chosen format. `bits` is the type's width. */
export function integerText(value: bigint, format: string, bits: number, natural: 'decimal' | 'hex'): string {
  switch (format) {
    case 'hex': case 'address': return hex(BigInt.asUintN(bits, value));
    case 'decimal': return value.toString();
    case 'binary': return `0b${BigInt.asUintN(bits, value).toString(2)}`;
    case 'octal': return `0o${BigInt.asUintN(bits, value).toString(8)}`;
    case 'char': return characterText(value);
    default: return natural === 'hex' ? hex(value) : value.toString();
  }
}

function characterText(value: bigint): string {
  const code = Number(value);
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return value.toString();
  return `${code} '${code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : String.fromCodePoint(code)}'`;
}

/** A string as Go's %q shows it. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"\x00-\x1f\x7f\ufffd]/g, (character) => {
    switch (character) {
      case '\\': return '\\\\';
      case '"': return '\\"';
      case '\n': return '\\n';
      case '\t': return '\\t';
      case '\r': return '\\r';
      case '\ufffd': return character;
      default: return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    }
  })}"`;
}
