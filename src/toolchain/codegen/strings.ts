/** String concatenation. */
import type { Binary, Expr } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { RAX } from '../x86/code-buffer';
import type { Place } from './frame';
import type { Fn } from './function';
import { copy, offsetPlace } from './memory';
import { into } from './values';

/** a + b + c into `to`, as one call. */
export function concatInto(f: Fn, x: Binary, to: Place): void {
  const parts: Expr[] = [];
  const collect = (e: Expr): void => {
    const y = unparen(e);
    if (y.kind === 'Binary' && y.op === '+' && y.value === undefined) { collect(y.x); collect(y.y); } else parts.push(e);
  };
  collect(x);
  const list = f.temp(16 * parts.length);
  parts.forEach((p, i) => into(f, p, offsetPlace(list, 16 * i)));
  f.e.storeImm(f.out(0), 0, 8);
  f.e.lea(RAX, f.mem(list));
  f.e.store(f.out(8), RAX, 8);
  for (const at of [16, 24]) f.e.storeImm(f.out(at), parts.length, 8);
  f.runtime('concatstrings', 48);
  copy(f, to, { base: 4, disp: 32 }, 16);
}

/** `s += x` for strings: s is at `left`. */
export function concatPlaces(f: Fn, left: Place, right: Expr, to: Place): void {
  const list = f.temp(32);
  copy(f, list, left, 16);
  into(f, right, offsetPlace(list, 16));
  f.e.storeImm(f.out(0), 0, 8);
  f.e.lea(RAX, f.mem(list));
  f.e.store(f.out(8), RAX, 8);
  for (const at of [16, 24]) f.e.storeImm(f.out(at), 2, 8);
  f.runtime('concatstrings', 48);
  copy(f, to, { base: 4, disp: 32 }, 16);
}
