/** for ... range, with Go 1.19's meaning: the variables are shared by all iterations. */
import type { Expr, RangeStmt } from '../syntax/ast';
import * as T from '../types/types';
import { rangeTypes } from '../types/clauses';
import { RAX, RCX, RIP } from '../x86/code-buffer';
import { ADD, CC, CMP, Label } from '../x86/emitter';
import { assignPlace } from './assign';
import { receiveInto } from './channels';
import type { Place } from './frame';
import type { Fn } from './function';
import { addr, addressOf, copy, offsetPlace } from './memory';
import { into, value } from './values';
import { body, scope } from './statements';

export function rangeStmt(f: Fn, s: RangeStmt): void {
  f.at(s.pos, true);
  scope(f, () => {
    const u = T.underlying(s.x.type!);
    const end = new Label(), next = new Label();
    f.targets.set(s, { breakTo: end, continueTo: next });
    if (T.isString(s.x.type!)) rangeString(f, s, next, end);
    else if (u.tag === 'map') rangeMap(f, s, next, end);
    else if (u.tag === 'chan') rangeChan(f, s, next, end);
    else rangeIndexed(f, s, next, end);
    f.e.place(end);
  });
}

const wanted = (e: Expr | undefined): boolean => !!e && !(e.kind === 'Ident' && e.name === '_');

/** Declares the variables of a := range (zero first), so that they are in scope in the body. */
function declareVariables(f: Fn, s: RangeStmt): void {
  for (const v of s.variables ?? []) if (v) { f.declare(v, true); f.inScope(v); }
}

/** Assigns key (0) or value (1) from memory. */
function give(f: Fn, s: RangeStmt, which: 0 | 1, from: Place): void {
  const e = which === 0 ? s.key : s.value;
  if (!wanted(e)) return;
  const type = rangeTypes(s.x.type!)![which]!;
  const v = s.define ? s.variables![which] : undefined;
  if (v) copy(f, f.places.get(v)!, from, T.sizeOf(type)); else assignPlace(f, e!, from, type);
}

function rangeIndexed(f: Fn, s: RangeStmt, next: Label, end: Label): void {
  const e = f.e, u = T.underlying(s.x.type!);
  const index = f.temp(8), length = f.temp(8), base = f.temp(8);
  const elem = (u.tag === 'pointer' ? T.underlying(u.elem) as T.ArrayType : u as T.ArrayType | T.Slice).elem;
  if (u.tag === 'slice') {
    const header = f.temp(24);
    into(f, s.x, header);
    copy(f, base, header, 8);
    copy(f, length, offsetPlace(header, 8), 8);
  } else if (u.tag === 'pointer') {
    value(f, s.x);
    e.store(f.mem(base), RAX, 8);
    e.storeImm(f.mem(length), (T.underlying(u.elem) as T.ArrayType).length, 8);
  } else {
    e.storeImm(f.mem(length), (u as T.ArrayType).length, 8);
    // The array is copied if its values are used: the body may change it.
    if (wanted(s.value)) {
      const t = f.temp(T.sizeOf(u));
      into(f, s.x, t);
      addressOf(f, t, RAX);
    } else if (s.x.mode === 'variable') addressOf(f, addr(f, s.x), RAX);
    e.store(f.mem(base), RAX, 8);
  }
  e.storeImm(f.mem(index), 0, 8);
  declareVariables(f, s);
  const top = new Label();
  e.place(top);
  e.load(RAX, f.mem(index), 8, true);
  e.alu(CMP, RAX, f.mem(length));
  e.jcc(CC.GE, end);
  give(f, s, 0, index);
  if (wanted(s.value)) {
    const size = T.sizeOf(elem), at = f.temp(8);
    e.load(RAX, f.mem(index), 8, true);
    e.imulImm(RAX, RAX, size);
    e.alu(ADD, RAX, f.mem(base));
    e.store(f.mem(at), RAX, 8);
    give(f, s, 1, { base: RAX, disp: 0, slot: at.disp });
  }
  body(f, s.body);
  e.place(next);
  f.at(s.pos, true);
  e.aluImm(ADD, f.mem(index), 1);
  e.jump(top);
}

function rangeString(f: Fn, s: RangeStmt, next: Label, end: Label): void {
  const e = f.e, str = f.temp(16), at = f.temp(8), following = f.temp(8), rune = f.temp(8);
  into(f, s.x, str);
  e.storeImm(f.mem(at), 0, 8);
  declareVariables(f, s);
  const top = new Label(), ascii = new Label(), go = new Label();
  e.place(top);
  e.load(RAX, f.mem(at), 8, true);
  e.alu(CMP, RAX, f.mem(offsetPlace(str, 8)));
  e.jcc(CC.GE, end);
  e.load(RCX, f.mem(str), 8, false);
  e.load(RCX, { base: RCX, index: RAX, scale: 1, disp: 0 }, 1, false);
  e.aluImm(CMP, RCX, 0x80);
  e.jcc(CC.B, ascii);
  f.copyOut(str, 0, 16);
  f.copyOut(at, 16, 8);
  f.runtime('decoderune', 40);
  copy(f, rune, { base: 4, disp: 24 }, 4);
  copy(f, following, { base: 4, disp: 32 }, 8);
  e.jump(go);
  e.place(ascii);
  e.store(f.mem(rune), RCX, 4);
  e.aluImm(ADD, RAX, 1);
  e.store(f.mem(following), RAX, 8);
  e.place(go);
  give(f, s, 0, at);
  give(f, s, 1, rune);
  body(f, s.body);
  e.place(next);
  f.at(s.pos, true);
  copy(f, at, following, 8);
  e.jump(top);
}

function rangeMap(f: Fn, s: RangeStmt, next: Label, end: Label): void {
  const e = f.e, it = f.temp(f.gen.layout.hiter);
  value(f, s.x);
  e.store(f.out(8), RAX, 8);
  e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(s.x.type!) });
  e.store(f.out(0), RAX, 8);
  addressOf(f, it, RAX);
  e.store(f.out(16), RAX, 8);
  f.runtime('mapiterinit', 24);
  declareVariables(f, s);
  const top = new Label();
  e.place(top);
  e.load(RAX, f.mem(it), 8, false);
  e.test(RAX, RAX);
  e.jcc(CC.E, end);
  give(f, s, 0, { base: RAX, disp: 0, slot: it.disp });
  give(f, s, 1, { base: RAX, disp: 0, slot: it.disp + 8 });
  body(f, s.body);
  e.place(next);
  f.at(s.pos, true);
  addressOf(f, it, RAX);
  e.store(f.out(0), RAX, 8);
  f.runtime('mapiternext', 8);
  e.jump(top);
}

function rangeChan(f: Fn, s: RangeStmt, next: Label, end: Label): void {
  const e = f.e, c = f.temp(8), elem = (T.underlying(s.x.type!) as T.Chan).elem, v = f.temp(T.sizeOf(elem)), ok = f.temp(8);
  value(f, s.x);
  e.store(f.mem(c), RAX, 8);
  declareVariables(f, s);
  e.place(next);
  f.at(s.pos, true);
  const channel: Expr = { kind: 'Ident', pos: s.x.pos, name: '', type: s.x.type, mode: 'variable' };
  f.withPlace(channel, c, () => receiveInto(f, channel, v, ok));
  e.load(RAX, f.mem(ok), 1, false);
  e.testByte(RAX);
  e.jcc(CC.E, end);
  give(f, s, 0, v);
  body(f, s.body);
  e.jump(next);
}
