/** select */
import type { CommClause, Expr, SelectStmt, Unary } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import * as T from '../types/types';
import { RAX, RSP } from '../x86/code-buffer';
import { CC, CMP, Label } from '../x86/emitter';
import { assignPlace } from './assign';
import type { Place } from './frame';
import type { Fn } from './function';
import { addressOf, copy, offsetPlace } from './memory';
import { block, scope, simpleStatement } from './statements';
import { convertInto, convertPlace, value } from './values';

interface Case { clause: CommClause; channel: Expr; send: boolean; c: Place; elem: Place; type: T.Type; left: Expr[] }

export function selectStmt(f: Fn, s: SelectStmt): void {
  const e = f.e, end = new Label();
  f.targets.set(s, { breakTo: end });
  const comms = s.clauses.filter((c) => c.comm), fallback = s.clauses.find((c) => !c.comm);
  if (!comms.length) {
    if (!fallback) f.runtime('block', 0); else block(f, fallback.body);
    e.place(end);
    return;
  }
  if (comms.length === 1 && !fallback) {
    scope(f, () => {
      f.at(comms[0].pos, true);
      simpleStatement(f, comms[0].comm!);
      block(f, comms[0].body);
    });
    e.place(end);
    return;
  }
  const cases = comms.map((c) => prepareCase(f, c));
  if (cases.length === 1) {
    single(f, cases[0], fallback!, end);
    return;
  }
  const ordered = [...cases.filter((c) => c.send), ...cases.filter((c) => !c.send)];
  const n = ordered.length, scases = f.temp(16 * n), order = f.temp(4 * n), result = f.temp(8), received = f.temp(8);
  ordered.forEach((c, i) => {
    copy(f, offsetPlace(scases, 16 * i), c.c, 8);
    addressOf(f, c.elem, RAX);
    e.store(f.mem(offsetPlace(scases, 16 * i + 8)), RAX, 8);
  });
  f.reserve(56);
  e.lea(RAX, f.mem(scases));
  e.store(f.out(0), RAX, 8);
  e.lea(RAX, f.mem(order));
  e.store(f.out(8), RAX, 8);
  e.storeImm(f.out(16), 0, 8);
  e.storeImm(f.out(24), ordered.filter((c) => c.send).length, 8);
  e.storeImm(f.out(32), ordered.filter((c) => !c.send).length, 8);
  e.storeImm(f.out(40), fallback ? 0 : 1, 8);
  f.runtime('selectgo', 64);
  copy(f, result, { base: RSP, disp: 48 }, 8);
  copy(f, received, { base: RSP, disp: 56 }, 1);
  if (fallback) {
    const chosen = new Label();
    e.load(RAX, f.mem(result), 8, true);
    e.test(RAX, RAX);
    e.jcc(CC.NS, chosen);
    f.at(fallback.pos, true);
    block(f, fallback.body);
    e.jump(end);
    e.place(chosen);
  }
  ordered.forEach((c, i) => {
    const no = new Label();
    if (i < n - 1) {
      e.load(RAX, f.mem(result), 8, true);
      e.aluImm(CMP, RAX, i);
      e.jcc(CC.NE, no);
    }
    clauseBody(f, c, received);
    e.jump(end);
    e.place(no);
  });
  e.place(end);
}

/** Evaluates channel and value in source order. */
function prepareCase(f: Fn, clause: CommClause): Case {
  const comm = clause.comm!;
  let channel: Expr, send = false, left: Expr[] = [];
  if (comm.kind === 'Send') { channel = comm.channel; send = true; } else if (comm.kind === 'ExprStmt') channel = (unparen(comm.x) as Unary).x;
  else if (comm.kind === 'Assign' || comm.kind === 'Define') { channel = (unparen(comm.right[0]) as Unary).x; left = comm.left; } else throw new Error('internal error: select case');
  f.at(clause.pos, true);
  const type = (T.underlying(channel.type!) as T.Chan).elem, c = f.temp(8), elem = f.temp(T.sizeOf(type));
  value(f, channel);
  f.e.store(f.mem(c), RAX, 8);
  if (comm.kind === 'Send') convertInto(f, comm.value, type, elem);
  return { clause, channel, send, c, elem, type, left };
}

/** Assigns what was received, then runs the clause. */
function clauseBody(f: Fn, c: Case, received: Place): void {
  scope(f, () => {
    f.at(c.clause.pos, true);
    const comm = c.clause.comm!;
    c.left.forEach((x, i) => {
      const from = i === 0 ? c.elem : received, type = i === 0 ? c.type : T.BOOL;
      const v = comm.kind === 'Define' ? comm.declared![i] : undefined;
      if (v) { convertPlace(f, from, type, v.type, f.declare(v, false)); f.inScope(v); } else assignPlace(f, x, from, type);
    });
    block(f, c.clause.body);
  });
}

/** One case and a default: no selectgo. */
function single(f: Fn, c: Case, fallback: CommClause, end: Label): void {
  const e = f.e, no = new Label(), received = f.temp(8);
  f.reserve(24);
  if (c.send) {
    f.copyOut(c.c, 0, 8);
    addressOf(f, c.elem, RAX);
    e.store(f.out(8), RAX, 8);
    f.runtime('selectnbsend', 24);
    e.load(RAX, f.out(16), 1, false);
  } else {
    addressOf(f, c.elem, RAX);
    e.store(f.out(0), RAX, 8);
    f.copyOut(c.c, 8, 8);
    f.runtime('selectnbrecv', 24);
    copy(f, received, { base: RSP, disp: 17 }, 1);
    e.load(RAX, f.out(16), 1, false);
  }
  e.testByte(RAX);
  e.jcc(CC.E, no);
  clauseBody(f, c, received);
  e.jump(end);
  e.place(no);
  f.at(fallback.pos, true);
  block(f, fallback.body);
  e.place(end);
}
