/** Predeclared functions and package unsafe's. */
import type { Call, Expr } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import * as T from '../types/types';
import { R10, RAX, RBP, RIP } from '../x86/code-buffer';
import { ADD, CC, Label } from '../x86/emitter';
import { callToTemps } from './calls';
import { makeChannel } from './channels';
import type { Place } from './frame';
import type { Fn } from './function';
import type { RuntimeCall } from './runtime-calls';
import { copy, isScalar, isSigned, offsetPlace, placeOf, storeScalar } from './memory';
import { makeMap } from './maps';
import { appendInto, copyBuiltin, makeSliceInto } from './slices';
import { into, value } from './values';

/** Builtins with a scalar result (or none): into AX. */
export function builtinValue(f: Fn, x: Call): void {
  const [a, b] = x.args, e = f.e;
  switch (x.builtin) {
    case 'len': case 'cap': lengthValue(f, a, x.builtin === 'cap'); return;
    case 'new':
      f.newObject((x.type as T.Pointer).elem);
      return;
    case 'make': {
      if (T.underlying(x.type!).tag === 'chan') makeChannel(f, x); else makeMap(f, x.type!, x.args[1]);
      return;
    }
    case 'copy': copyBuiltin(f, a, b); return;
    case 'unsafe.Add': {
      const t = f.temp(8);
      value(f, a);
      e.store(f.mem(t), RAX, 8);
      value(f, b);
      e.alu(ADD, RAX, f.mem(t));
      return;
    }
    default: builtinStatement(f, x);
  }
}

export function builtinInto(f: Fn, x: Call, to: Place): void {
  switch (x.builtin) {
    case 'append': appendInto(f, x, to); return;
    case 'make': makeSliceInto(f, x, to); return;
    case 'recover':
      f.e.lea(RAX, { base: RBP, disp: 16 });
      f.e.store(f.out(0), RAX, 8);
      f.runtime('gorecover', 24);
      copy(f, to, { base: 4, disp: 8 }, 16);
      return;
    case 'unsafe.Slice': {
      const p = f.temp(8), n = f.temp(8), bad = new Label();
      value(f, x.args[0]);
      f.e.store(f.mem(p), RAX, 8);
      value(f, x.args[1]);
      f.e.test(RAX, RAX);
      f.e.jcc(CC.S, bad);
      f.outline(bad, () => f.runtime('panicunsafeslicelen', 0));
      f.e.store(f.mem(n), RAX, 8);
      copy(f, to, p, 8);
      copy(f, offsetPlace(to, 8), n, 8);
      copy(f, offsetPlace(to, 16), n, 8);
      return;
    }
    default: throw new Error(`internal error: builtin ${x.builtin}`);
  }
}

/** Builtins used as statements. */
export function builtinStatement(f: Fn, x: Call): void {
  const [a, b] = x.args, e = f.e;
  switch (x.builtin) {
    case 'panic': {
      const p = f.temp(16);
      f.convertInto(a, f.gen.checker.universe.any, p);
      f.copyOut(p, 0, 16);
      f.runtime('gopanic', 16);
      e.ud2();
      return;
    }
    case 'print': case 'println': print(f, x); return;
    case 'close':
      value(f, a);
      e.store(f.out(0), RAX, 8);
      f.runtime('closechan', 8);
      return;
    case 'delete': {
      const u = T.underlying(a.type!) as T.MapType, m = f.temp(8);
      value(f, a);
      e.store(f.mem(m), RAX, 8);
      const key = f.temp(T.sizeOf(u.key));
      f.convertInto(b, u.key, key);
      e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(a.type!) });
      e.store(f.out(0), RAX, 8);
      f.copyOut(m, 8, 8);
      e.lea(RAX, f.mem(key));
      e.store(f.out(16), RAX, 8);
      f.runtime('mapdelete', 24);
      return;
    }
    case 'recover': builtinInto(f, x, f.temp(16)); return;
    case 'copy': copyBuiltin(f, a, b); return;
    default: throw new Error(`internal error: builtin ${x.builtin}`);
  }
}

function lengthValue(f: Fn, a: Expr, isCap: boolean): void {
  const u = T.underlying(a.type!), e = f.e;
  if (u.tag === 'map' || u.tag === 'chan') {
    // The first words of hmap (count) and hchan (qcount, dataqsiz); nil has length 0.
    const isNil = new Label();
    value(f, a);
    e.test(RAX, RAX);
    e.jcc(CC.E, isNil);
    e.load(RAX, { base: RAX, disp: isCap ? 8 : 0 }, 8, false);
    e.place(isNil);
    return;
  }
  if (u.tag === 'array' || u.tag === 'pointer') {
    // Not constant because the operand has effects.
    if (u.tag === 'pointer') value(f, a); else placeOf(f, a);
    e.moveImm(RAX, BigInt((u.tag === 'array' ? u : T.underlying(u.elem) as T.ArrayType).length));
    return;
  }
  e.load(RAX, f.mem(offsetPlace(placeOf(f, a), isCap ? 16 : 8), R10), 8, true);
}

function print(f: Fn, x: Call): void {
  const line = x.builtin === 'println', e = f.e;
  // All arguments are evaluated before anything is printed.
  const [only] = x.args, several = x.args.length === 1 && only.mode === 'tuple' ? callToTemps(f, unparen(only) as Call) : undefined;
  const values = several ? several.map((place, i) => ({ type: (only.type as T.Tuple).types[i], place })) : x.args.map((a) => {
    const place = f.temp(T.sizeOf(a.type!));
    into(f, a, place);
    return { type: a.type!, place };
  });
  f.runtime('printlock', 0);
  values.forEach(({ type: t, place: p }, i) => {
    if (line && i > 0) f.runtime('printsp', 0);
    const u = T.underlying(t);
    if (isScalar(t) && !T.isFloat(t)) {
      e.load(RAX, f.mem(p), T.sizeOf(t), isSigned(t));
      e.store(f.out(0), RAX, 8);
    } else if (T.isFloat(t)) {
      e.loadFloat(0, f.mem(p), T.sizeOf(t) === 8);
      if (T.sizeOf(t) === 4) e.floatOp(0x5a, 0, 0, false);
      storeScalar(f, { base: 4, disp: 0 }, T.FLOAT64);
    } else f.copyOut(p, 0, T.sizeOf(t));
    const isHex = t.tag === 'named' && t.object.name === 'hex' && t.pkg?.path === 'runtime';
    const name: RuntimeCall = u.tag === 'basic' ? ({ bool: 'printbool', int: 'printint', uint: isHex ? 'printhex' : 'printuint', float: 'printfloat', string: 'printstring', pointer: 'printpointer', nil: 'printpointer', invalid: 'printpointer' } as const)[u.cls]
      : u.tag === 'slice' ? 'printslice' : u.tag === 'interface' ? (u.methods.length ? 'printiface' : 'printeface') : 'printpointer';
    f.runtime(name, Math.max(8, T.sizeOf(t)));
  });
  if (line) f.runtime('printnl', 0);
  f.runtime('printunlock', 0);
}
