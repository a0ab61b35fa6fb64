/** Assignments, definitions and variable declarations. */
import type { AssignStmt, DefineStmt, Expr, Index, IncDecStmt, TypeAssert, Unary, VarDecl } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import type { Variable } from '../types/entities';
import * as T from '../types/types';
import { RAX, RCX, RIP } from '../x86/code-buffer';
import { operate } from './arithmetic';
import { callToTemps } from './calls';
import { receiveInto } from './channels';
import type { Place } from './frame';
import type { Fn } from './function';
import { assertInto } from './interfaces';
import { mapAssignPlace, mapIndexOk, prepareMapTarget } from './maps';
import { addr, copy, isScalar, isSigned, loadScalar, storeScalar } from './memory';
import { isSimple } from './purity';
import { concatPlaces } from './strings';
import { convertInto, convertPlace, needsConversion, value } from './values';

/** Where an assignment stores: its operands are evaluated already. */
type Target = { type: T.Type; store: (from: Place, type: T.Type) => void; direct?: Place } | undefined;

const isBlank = (e: Expr): boolean => { const x = unparen(e); return x.kind === 'Ident' && x.name === '_'; };

function target(f: Fn, e: Expr): Target {
  if (isBlank(e)) return undefined;
  const x = unparen(e), type = e.type!;
  if (x.kind === 'Index' && T.underlying(x.x.type!).tag === 'map') {
    const t = prepareMapTarget(f, x);
    return { type, store: (from, fromType) => {
      const v = f.temp(T.sizeOf(type));
      convertPlace(f, from, fromType, type, v);
      copy(f, f.stable(mapAssignPlace(f, t)), v, T.sizeOf(type));
    } };
  }
  const p = f.stable(addr(f, e));
  return { type, direct: p, store: (from, fromType) => convertPlace(f, from, fromType, type, p) };
}

export function assign(f: Fn, s: AssignStmt): void {
  if (s.op !== '=') { update(f, s.left[0], s.op, s.right[0]); return; }
  if (s.left.length === 1) { assignOne(f, s.left[0], s.right[0]); return; }
  if (s.right.length === 1) {
    const targets = s.left.map((x) => target(f, x));
    const { places, types } = several(f, s.right[0], s.left.length);
    targets.forEach((t, i) => t?.store(places[i], types[i]));
    return;
  }
  // a, b = b, a: operands of the left side, then all values, then all stores.
  const targets = s.left.map((x) => target(f, x));
  const temps = s.right.map((y, i) => {
    const t = targets[i]?.type ?? y.type!, p = f.temp(T.sizeOf(t));
    convertInto(f, y, t, p);
    return p;
  });
  targets.forEach((t, i) => t?.store(temps[i], t.type));
}

function assignOne(f: Fn, left: Expr, right: Expr): void {
  if (isBlank(left)) {
    convertInto(f, right, right.type!, f.temp(T.sizeOf(right.type!)));
    return;
  }
  const x = unparen(left), type = left.type!;
  const isMap = x.kind === 'Index' && T.underlying(x.x.type!).tag === 'map';
  if (!isMap && isScalar(type)) {
    if (isSimple(right) && !isSimple(left)) {
      // The address may use AX: it goes to CX while the value is loaded.
      const p = addr(f, left);
      if (p.base === RAX && p.slot === undefined) {
        f.e.move(RCX, RAX);
        value(f, right);
        storeScalar(f, { base: RCX, disp: p.disp }, type);
      } else { value(f, right); storeScalar(f, p, type); }
      return;
    }
    const t = target(f, left)!;
    value(f, right);
    storeScalar(f, t.direct!, type);
    return;
  }
  const t = target(f, left)!;
  // The value is complete before the target changes: it may read it.
  const v = f.temp(T.sizeOf(type));
  convertInto(f, right, type, v);
  if (t.direct) copy(f, t.direct, v, T.sizeOf(type)); else t.store(v, type);
}

/** x op= y */
function update(f: Fn, left: Expr, op: string, right: Expr): void {
  const type = left.type!, x = unparen(left);
  const isMap = x.kind === 'Index' && T.underlying(x.x.type!).tag === 'map';
  if (isMap) {
    const t = prepareMapTarget(f, x as Index), v = f.temp(T.sizeOf(type));
    const current = f.stable(mapAssignPlace(f, t));
    compute(f, current, type, op, right, v);
    copy(f, f.stable(mapAssignPlace(f, t)), v, T.sizeOf(type));
    return;
  }
  const p = f.stable(addr(f, left));
  if (!isScalar(type)) {
    const v = f.temp(16);
    compute(f, p, type, op, right, v);
    copy(f, p, v, 16);
    return;
  }
  compute(f, p, type, op, right, p);
}

function compute(f: Fn, p: Place, type: T.Type, op: string, right: Expr, to: Place): void {
  if (T.isString(type)) { concatPlaces(f, p, right, to); return; }
  value(f, right);
  if (T.isFloat(right.type!)) f.e.moveFloat(1, 0); else f.e.move(RCX, RAX);
  if (T.isFloat(type)) loadScalar(f, p, type); else f.e.load(RAX, f.mem(p), T.sizeOf(type), isSigned(type));
  operate(f, op, type, right.type!, right);
  storeScalar(f, to, type);
}

export function incDec(f: Fn, s: IncDecStmt): void {
  const t = s.x.type!, one: Expr = { kind: 'BasicLit', pos: s.pos, lit: 'int', text: '1', constant: 1n, type: t, value: 1n, mode: 'constant' };
  update(f, s.x, s.op === '++' ? '+' : '-', one);
}

/** The values of a call of several results, or of a comma-ok form. */
function several(f: Fn, e: Expr, count: number): { places: Place[]; types: readonly T.Type[] } {
  const x = unparen(e);
  if (x.kind === 'Call' && e.mode === 'tuple') return { places: callToTemps(f, x), types: (x.type as T.Tuple).types };
  if (count !== 2) throw new Error('internal error: values of an assignment');
  const v = f.temp(T.sizeOf(e.type!)), ok = f.temp(8);
  commaOk(f, x, v, ok);
  return { places: [v, ok], types: [e.type!, T.BOOL] };
}

export function commaOk(f: Fn, x: Expr, v: Place, ok: Place): void {
  if (x.kind === 'TypeAssert') assertInto(f, x as TypeAssert, v, ok);
  else if (x.kind === 'Index') mapIndexOk(f, x, v, ok);
  else receiveInto(f, (x as Unary).x, v, ok);
}

export function define(f: Fn, s: DefineStmt): void {
  const declared = s.declared!;
  if (s.right.length === 1 && s.left.length > 1) {
    const targets = s.left.map((x, i) => (declared[i] ? undefined : target(f, x)));
    const { places, types } = several(f, s.right[0], s.left.length);
    s.left.forEach((_x, i) => {
      const v = declared[i];
      if (v) { convertPlace(f, places[i], types[i] === T.UNTYPED_BOOL ? T.BOOL : types[i], v.type, f.declare(v, false)); f.inScope(v); } else targets[i]?.store(places[i], types[i]);
    });
    return;
  }
  if (s.left.length === 1) {
    const v = declared[0], y = s.right[0];
    if (!v) { assignOne(f, s.left[0], y); return; }
    initialise(f, v, y);
    return;
  }
  const targets = s.left.map((x, i) => (declared[i] ? undefined : target(f, x)));
  const temps = s.right.map((y, i) => {
    const t = declared[i]?.type ?? targets[i]?.type ?? y.type!, p = f.temp(T.sizeOf(t));
    convertInto(f, y, t, p);
    return p;
  });
  s.left.forEach((_x, i) => {
    const v = declared[i];
    if (v) { copy(f, f.declare(v, false), temps[i], T.sizeOf(v.type)); f.inScope(v); } else targets[i]?.store(temps[i], targets[i].type);
  });
}

/** v := y */
function initialise(f: Fn, v: Variable, y: Expr): void {
  if (v.escapes) {
    const t = f.temp(T.sizeOf(v.type));
    convertInto(f, y, v.type, t);
    copy(f, f.declare(v, false), t, T.sizeOf(v.type));
  } else if (isScalar(v.type) && !needsConversion(y, v.type)) {
    value(f, y);
    storeScalar(f, f.places.get(v)!, v.type);
  } else if (v.loopDepth > 0 || f.labels.size) {
    // The initialiser may read the slot's variable of the round before (through a goto or closure): complete it first.
    const t = f.temp(T.sizeOf(v.type));
    convertInto(f, y, v.type, t);
    copy(f, f.places.get(v)!, t, T.sizeOf(v.type));
  } else convertInto(f, y, v.type, f.places.get(v)!);
  f.inScope(v);
}

export function varDecl(f: Fn, d: VarDecl): void {
  f.at(d.pos, true);
  const variables = d.variables!;
  if (!d.values.length) {
    for (const v of variables) { f.declare(v, true); f.inScope(v); }
    return;
  }
  const mark = f.mark();
  if (d.values.length === 1 && variables.length > 1) {
    const { places, types } = several(f, d.values[0], variables.length);
    variables.forEach((v, i) => { convertPlace(f, places[i], types[i], v.type, f.declare(v, false)); f.inScope(v); });
  } else if (variables.length === 1) {
    if (variables[0].name === '_') convertInto(f, d.values[0], variables[0].type, f.temp(T.sizeOf(variables[0].type)));
    else initialise(f, variables[0], d.values[0]);
  } else {
    const temps = d.values.map((y, i) => {
      const p = f.temp(T.sizeOf(variables[i].type));
      convertInto(f, y, variables[i].type, p);
      return p;
    });
    variables.forEach((v, i) => { copy(f, f.declare(v, false), temps[i], T.sizeOf(v.type)); f.inScope(v); });
  }
  f.release(mark);
}

/** Package-level `var a, b = f()` and the like, inside init. */
export function initGlobals(f: Fn, variables: { type: T.Type; name: string; symbol: string }[], values: Expr[]): void {
  const place = (v: { symbol: string }): Place => ({ base: RIP, disp: 0, symbol: v.symbol });
  if (values.length === 1 && variables.length > 1) {
    const { places, types } = several(f, values[0], variables.length);
    variables.forEach((v, i) => { if (v.name !== '_') convertPlace(f, places[i], types[i], v.type, place(v)); });
    return;
  }
  const [v] = variables, t = f.temp(T.sizeOf(v.type));
  convertInto(f, values[0], v.type, t);
  if (v.name !== '_') copy(f, place(v), t, T.sizeOf(v.type));
}


/** Assigns a value that is in memory to an expression. */
export function assignPlace(f: Fn, left: Expr, from: Place, type: T.Type): void {
  const mark = f.mark();
  target(f, left)?.store(from, type);
  f.release(mark);
}
