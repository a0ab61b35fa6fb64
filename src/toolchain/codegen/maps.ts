/** Maps: every operation is a call of the runtime. */
import type { Expr, Index } from '../syntax/ast';
import * as T from '../types/types';
import { RAX, RIP } from '../x86/code-buffer';
import type { Place } from './frame';
import type { Fn } from './function';
import { copy } from './memory';
import { convertInto, value } from './values';

/** Puts map type, map and the key's address into the outgoing area. */
function arguments_(f: Fn, x: Index): void {
  const e = f.e, u = T.underlying(x.x.type!) as T.MapType, m = f.temp(8), key = f.temp(T.sizeOf(u.key));
  value(f, x.x);
  e.store(f.mem(m), RAX, 8);
  convertInto(f, x.index, u.key, key);
  mapArguments(f, x.x.type!, m, key);
}

function mapArguments(f: Fn, type: T.Type, m: Place, key: Place): void {
  const e = f.e;
  e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(type) });
  e.store(f.out(0), RAX, 8);
  f.copyOut(m, 8, 8);
  e.lea(RAX, f.mem(key));
  e.store(f.out(16), RAX, 8);
}

/** m[k] for reading: place of the element, relative to AX. */
export function mapIndexPlace(f: Fn, x: Index): Place {
  arguments_(f, x);
  f.runtime('mapaccess1', 32);
  f.e.load(RAX, f.out(24), 8, false);
  return { base: RAX, disp: 0 };
}

/** v, ok = m[k] */
export function mapIndexOk(f: Fn, x: Index, to: Place, ok: Place): void {
  arguments_(f, x);
  f.runtime('mapaccess2', 40);
  copy(f, ok, { base: 4, disp: 32 }, 1);
  f.e.load(RAX, f.out(24), 8, false);
  copy(f, to, { base: RAX, disp: 0 }, T.sizeOf(x.type!));
}

/** Map and key of an assignment's target, evaluated before the right side. */
export function prepareMapTarget(f: Fn, x: Index): { map: Place; key: Place; type: T.Type } {
  const u = T.underlying(x.x.type!) as T.MapType, map = f.temp(8), key = f.temp(T.sizeOf(u.key));
  value(f, x.x);
  f.e.store(f.mem(map), RAX, 8);
  convertInto(f, x.index, u.key, key);
  return { map, key, type: x.x.type! };
}

/** The element to assign to, relative to AX. */
export function mapAssignPlace(f: Fn, t: { map: Place; key: Place; type: T.Type }): Place {
  mapArguments(f, t.type, t.map, t.key);
  f.runtime('mapassign', 32);
  f.e.load(RAX, f.out(24), 8, false);
  return { base: RAX, disp: 0 };
}

/** make(map[K]V, hint) into AX. */
export function makeMap(f: Fn, type: T.Type, hint: Expr | undefined): void {
  const e = f.e;
  if (hint) value(f, hint); else e.moveImm(RAX, 0n);
  e.store(f.out(8), RAX, 8);
  e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(type) });
  e.store(f.out(0), RAX, 8);
  e.storeImm(f.out(16), 0, 8);
  f.runtime('makemap', 32);
  e.load(RAX, f.out(24), 8, false);
}
