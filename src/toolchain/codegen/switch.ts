/** Expression and type switches: clauses are tried in order. */
import type { CaseClause, Expr, SwitchStmt, TypeSwitchStmt } from '../syntax/ast';
import type { Variable } from '../types/entities';
import * as T from '../types/types';
import { RAX } from '../x86/code-buffer';
import { CC, Label } from '../x86/emitter';
import { condition } from './compare';
import type { Place } from './frame';
import type { Fn } from './function';
import { testType, unpack } from './interfaces';
import { copy, offsetPlace } from './memory';
import { block, scope, statement } from './statements';
import { into } from './values';

export function switchStmt(f: Fn, s: SwitchStmt): void {
  scope(f, () => {
    if (s.init) { statement(f, s.init); f.at(s.pos, true); }
    const end = new Label(), bodies = s.clauses.map(() => new Label());
    f.targets.set(s, { breakTo: end });
    let tag: Expr | undefined;
    if (s.tag) {
      const p = f.temp(T.sizeOf(s.tag.type!));
      into(f, s.tag, p);
      tag = { kind: 'Ident', pos: s.tag.pos, name: '', type: s.tag.type, mode: 'variable' };
      f.given.set(tag, p);
    }
    let fallback: Label = end;
    s.clauses.forEach((c, i) => {
      if (!c.exprs) { fallback = bodies[i]; return; }
      for (const e of c.exprs) {
        f.at(c.pos, true);
        const no = new Label(), mark = f.mark();
        const test: Expr = tag ? { kind: 'Binary', pos: e.pos, opPos: e.pos, op: '==', x: tag, y: e, type: T.BOOL, mode: 'value' } : e;
        condition(f, test, bodies[i], no);
        f.e.place(no);
        f.release(mark);
      }
    });
    f.e.jump(fallback);
    clauses(f, s.clauses, bodies, end);
  });
}

function clauses(f: Fn, list: CaseClause[], bodies: Label[], end: Label): void {
  list.forEach((c, i) => {
    f.e.place(bodies[i]);
    const stmts = c.fallsThrough ? c.body.slice(0, -1) : c.body;
    block(f, stmts);
    f.e.jump(c.fallsThrough ? bodies[i + 1] : end);
  });
  f.e.place(end);
}

export function typeSwitchStmt(f: Fn, s: TypeSwitchStmt): void {
  scope(f, () => {
    if (s.init) { statement(f, s.init); f.at(s.pos, true); }
    const end = new Label(), type = s.x.type!, p = f.temp(16);
    f.targets.set(s, { breakTo: end });
    into(f, s.x, p);
    const bodies = s.clauses.map(() => new Label());
    let fallback: Label = end;
    s.clauses.forEach((c, i) => {
      if (!c.exprs) { fallback = bodies[i]; return; }
      for (const e of c.exprs) {
        f.at(c.pos, true);
        const no = new Label();
        if (e.mode === 'nil') {
          f.e.load(RAX, f.mem(p), 8, false);
          f.e.test(RAX, RAX);
          f.e.jcc(CC.NE, no);
        } else {
          testType(f, p, type, e.type!, no);
          const v = c.variable;
          if (v && c.exprs.length === 1) bind(f, v, p, e.type!);
        }
        f.e.jump(bodies[i]);
        f.e.place(no);
      }
    });
    f.e.jump(fallback);
    s.clauses.forEach((c, i) => {
      f.e.place(bodies[i]);
      scope(f, () => {
        const v = c.variable;
        if (v) {
          // Clauses of one type have their variable already; the others see the interface itself.
          if (!(c.exprs?.length === 1 && c.exprs[0].mode !== 'nil')) copy(f, f.declare(v, false), p, 16);
          f.inScope(v);
        }
        block(f, c.body);
      });
      f.e.jump(end);
    });
    f.e.place(end);
  });
}

/** Gives the clause's variable its value; for an interface type the itab (or type) is in AX. */
function bind(f: Fn, v: Variable, p: Place, t: T.Type): void {
  if (T.isInterface(t)) {
    const word = f.temp(8);
    f.e.store(f.mem(word), RAX, 8);
    const to = f.declare(v, false);
    copy(f, to, word, 8);
    copy(f, offsetPlace(to, 8), offsetPlace(p, 8), 8);
    return;
  }
  unpack(f, p, t, f.declare(v, false));
}
