/** Values of constants: exact integers, exact rationals, byte strings, booleans. */

/** A rational number in lowest terms, denominator > 0: an untyped or typed floating-point constant. */
export class Rational {
  private constructor(readonly num: bigint, readonly den: bigint) {}

  static of(num: bigint, den: bigint): Rational {
    if (den < 0n) { num = -num; den = -den; }
    const d = gcd(num < 0n ? -num : num, den);
    return new Rational(num / d, den / d);
  }

  /** The exact value of a finite double. */
  static fromNumber(x: number): Rational {
    let den = 1n;
    while (!Number.isInteger(x)) { x *= 2; den *= 2n; }
    return Rational.of(BigInt(x), den);
  }

  get isInteger(): boolean { return this.den === 1n; }

  /** Nearest double, ties to even. */
  toNumber(): number {
    const negative = this.num < 0n, num = negative ? -this.num : this.num;
    if (num === 0n) return 0;
    // Scale so that the quotient has 66 bits or more, keep a sticky bit; Number(bigint) then rounds once, correctly.
    const shift = 66 - (num.toString(2).length - this.den.toString(2).length);
    const scaled = shift >= 0 ? num << BigInt(shift) : num, den = shift >= 0 ? this.den : this.den << BigInt(-shift);
    let q = scaled / den;
    if (scaled % den !== 0n) q |= 1n;
    let result = Number(q), s = shift;
    for (; s > 1000; s -= 1000) result *= 2 ** -1000;
    for (; s < -1000; s += 1000) result *= 2 ** 1000;
    result *= 2 ** -s;
    return negative ? -result : result;
  }

  truncated(): bigint { return this.num / this.den; }
}

export type Constant = bigint | Rational | string | boolean;

function gcd(a: bigint, b: bigint): bigint {
  while (b) [a, b] = [b, a % b];
  return a || 1n;
}

export function toRational(c: Constant): Rational {
  return typeof c === 'bigint' ? Rational.of(c, 1n) : c as Rational;
}

/** The integer a numeric constant equals; undefined if it has a fraction. */
export function toInteger(c: Constant): bigint | undefined {
  if (typeof c === 'bigint') return c;
  if (c instanceof Rational && c.isInteger) return c.num;
  return undefined;
}

export function compareConstants(a: Constant, b: Constant): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'boolean') return a === b ? 0 : 1;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  const x = toRational(a), y = toRational(b), d = x.num * y.den - y.num * x.den;
  return d < 0n ? -1 : d > 0n ? 1 : 0;
}

/** Arithmetic of two constants of the same class; undefined for a division by zero. `integer` chooses the division. */
export function constantBinary(op: string, a: Constant, b: Constant, integer: boolean): Constant | undefined {
  switch (op) {
    case '&&': return (a && b) as boolean;
    case '||': return (a || b) as boolean;
    case '==': return compareConstants(a, b) === 0;
    case '!=': return compareConstants(a, b) !== 0;
    case '<': return compareConstants(a, b) < 0;
    case '<=': return compareConstants(a, b) <= 0;
    case '>': return compareConstants(a, b) > 0;
    case '>=': return compareConstants(a, b) >= 0;
    default:
  }
  if (typeof a === 'string') return a + (b as string);
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    switch (op) {
      case '+': return a + b;
      case '-': return a - b;
      case '*': return a * b;
      case '/': return b === 0n ? undefined : integer ? a / b : Rational.of(a, b);
      case '%': return b === 0n ? undefined : a % b;
      case '&': return a & b;
      case '|': return a | b;
      case '^': return a ^ b;
      case '&^': return a & ~b;
      default: return undefined;
    }
  }
  const x = toRational(a), y = toRational(b);
  switch (op) {
    case '+': return Rational.of(x.num * y.den + y.num * x.den, x.den * y.den);
    case '-': return Rational.of(x.num * y.den - y.num * x.den, x.den * y.den);
    case '*': return Rational.of(x.num * y.num, x.den * y.den);
    case '/': return y.num === 0n ? undefined : Rational.of(x.num * y.den, x.den * y.num);
    default: return undefined;
  }
}

/** As the compiler prints it in messages. */
export function constantText(c: Constant): string {
  if (typeof c === 'string') return JSON.stringify(c);
  if (c instanceof Rational) return c.isInteger ? c.num.toString() : String(c.toNumber());
  return String(c);
}
