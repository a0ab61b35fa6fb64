/** switch, type switch, select and range. */
import type { Expr, Ident, RangeStmt, SelectStmt, Stmt, SwitchStmt, TypeSwitchStmt } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { exprText } from '../syntax/print';
import { operation } from './binary';
import type { Checker } from './checker';
import { assignable, convertUntyped, defaultType, describe, isAssignableType, representable } from './conversion';
import type { Variable } from './entities';
import { expr, impossible, valueExpr } from './expressions';
import { block, scoped, stmt, stmtList } from './statements';
import { typeExpr } from './typexpr';
import * as T from './types';

export function switchStmt(c: Checker, s: SwitchStmt): void {
  scoped(c, s.end, () => {
    if (s.init) stmt(c, s.init);
    if (s.tag) {
      if (valueExpr(c, s.tag)) {
        if (s.tag.type === T.UNTYPED_NIL) { c.error(s.tag.pos, 'use of untyped nil in switch expression'); c.invalid(s.tag); } else convertUntyped(c, s.tag, defaultType(s.tag.type!), 'switch expression');
      }
    }
    const seen = new Map<unknown, number>();
    let hasDefault = 0;
    s.clauses.forEach((clause, n) => {
      if (!clause.exprs) {
        if (hasDefault) c.error(clause.pos, `multiple defaults (first at ${placeOf(c, hasDefault)})`);
        else hasDefault = clause.pos;
      }
      for (const e of clause.exprs ?? []) {
        if (!valueExpr(c, e)) continue;
        if (!s.tag) {
          if (!T.isBoolean(e.type!)) c.error(e.pos, `invalid case ${exprText(e)} in switch (mismatched types ${e.type} and bool)`);
          else convertUntyped(c, e, T.BOOL, 'switch case');
          continue;
        }
        if (s.tag.type === T.INVALID) continue;
        // Compared as tag == e; the tag keeps its type.
        const tag: Expr = { ...s.tag, value: undefined } as Expr;
        const result: Expr = { kind: 'Binary', pos: e.pos, opPos: e.pos, op: '==', x: e, y: tag };
        const both = isAssignableType(e.type!, tag.type!) || isAssignableType(tag.type!, e.type!) || T.isUntyped(e.type!);
        if (!both) c.error(e.pos, `invalid case ${exprText(e)} in switch on ${exprText(s.tag)} (mismatched types ${e.type} and ${tag.type})`);
        else if (e.value !== undefined && T.isUntyped(e.type!) && !T.isInterface(tag.type!) && representable(e.value, tag.type!) === undefined) c.error(e.pos, `cannot convert ${describe(e)} to ${tag.type}`);
        else operation(c, result, '==', e, tag, e.pos);
        if (e.value !== undefined && typeof e.value !== 'boolean' && !T.isInterface(tag.type!)) {
          const key = typeof e.value === 'object' ? `${e.value.num}/${e.value.den}` : e.value;
          const at = seen.get(key);
          if (at !== undefined) {
            const p = c.diagnostics.files.place(at);
            c.error(e.pos, `duplicate case ${describe(e)} in expression switch\n\t${p.file}:${p.line}:${p.column}: previous case`);
          }
          seen.set(key, e.pos);
        }
      }
      const last = clause.body[clause.body.length - 1];
      if (last?.kind === 'Branch' && last.word === 'fallthrough') {
        clause.fallsThrough = true;
        if (n === s.clauses.length - 1) c.error(last.pos, 'cannot fallthrough final case in switch');
      }
      c.push();
      stmtList(c, clause.body, clause.end);
      c.pop();
    });
  });
}

export function typeSwitchStmt(c: Checker, s: TypeSwitchStmt): void {
  scoped(c, s.end, () => {
    if (s.init) stmt(c, s.init);
    if (!valueExpr(c, s.x)) { for (const cl of s.clauses) stmtListIn(c, cl.body, cl.end); return; }
    const u = T.underlying(s.x.type!);
    if (u.tag !== 'interface') { c.error(s.x.pos, `${exprText(s.x)} (${describe(s.x).slice(exprText(s.x).length + 2)} is not an interface`); return; }
    const variables: Variable[] = [];
    let hasDefault = false;
    const seen = new Set<T.Type>();
    for (const clause of s.clauses) {
      if (!clause.exprs) {
        if (hasDefault) c.error(clause.pos, 'multiple defaults in switch');
        hasDefault = true;
      }
      let only: T.Type | undefined;
      for (const e of clause.exprs ?? []) {
        const x = unparen(e);
        if (x.kind === 'Ident' && x.name === 'nil' && c.find('nil')?.tag === 'nil') { x.mode = 'nil'; e.mode = 'nil'; e.type = T.UNTYPED_NIL; if (clause.exprs!.length === 1) only = s.x.type; } else {
          const t = typeExpr(c, e);
          only = t;
          if (t !== T.INVALID) impossible(c, s.x, u, t, e.pos, `case ${t}`);
          if (seen.has(t) && t !== T.INVALID) c.error(e.pos, `duplicate case ${exprText(e)} in type switch`);
          seen.add(t);
        }
      }
      c.push();
      if (s.binding) {
        const id: Ident = { kind: 'Ident', pos: s.binding.pos, name: s.binding.name };
        const v = c.declareLocal(id, clause.exprs?.length === 1 && only ? only : s.x.type!);
        v.scopeStart = clause.pos;
        v.scopeEnd = clause.end;
        clause.variable = v;
        variables.push(v);
      }
      stmtList(c, clause.body, clause.end);
      c.pop();
    }
    if (s.binding) {
      if (s.binding.name === '_') c.error(s.binding.pos, 'no new variable on left side of :=');
      else if (!variables.some((v) => v.used)) c.error(s.binding.pos, `${s.binding.name} declared but not used`);
      for (const v of variables) v.used = true;
    }
  });
}

function placeOf(c: Checker, pos: number): string {
  const p = c.diagnostics.files.place(pos);
  return `${p.file}:${p.line}:${p.column}`;
}

function stmtListIn(c: Checker, body: Stmt[], end: number): void { c.push(); stmtList(c, body, end); c.pop(); }

export function selectStmt(c: Checker, s: SelectStmt): void {
  let hasDefault = false;
  for (const clause of s.clauses) {
    const comm = clause.comm;
    if (!comm) {
      if (hasDefault) c.error(clause.pos, 'multiple defaults in select');
      hasDefault = true;
    } else {
      const isReceive = (e: Expr): boolean => { const x = unparen(e); return x.kind === 'Unary' && x.op === '<-'; };
      const ok = comm.kind === 'Send' || (comm.kind === 'ExprStmt' && isReceive(comm.x))
        || ((comm.kind === 'Assign' && comm.op === '=') || comm.kind === 'Define' ? comm.right.length === 1 && isReceive(comm.right[0]) : false);
      if (!ok) c.error(comm.pos, 'select case must be receive, send or assign recv');
    }
    scoped(c, clause.end, () => {
      if (comm) stmt(c, comm);
      stmtList(c, clause.body, clause.end);
    });
  }
}

/** Types of key and value a range over t gives; undefined if it cannot be ranged over. */
export function rangeTypes(t: T.Type): [T.Type, T.Type | undefined] | undefined {
  const u = T.underlying(t);
  if (T.isString(t)) return [T.INT, T.INT32];
  switch (u.tag) {
    case 'slice': case 'array': return [T.INT, u.elem];
    case 'pointer': { const a = T.underlying(u.elem); return a.tag === 'array' ? [T.INT, a.elem] : undefined; }
    case 'map': return [u.key, u.elem];
    case 'chan': return u.direction === 'send' ? undefined : [u.elem, undefined];
    default: return undefined;
  }
}

export function rangeStmt(c: Checker, s: RangeStmt): void {
  scoped(c, s.body.end, () => {
    const ok = valueExpr(c, s.x);
    if (ok && s.x.type === T.UNTYPED_STRING) convertUntyped(c, s.x, T.STRING, 'range');
    const types = ok ? rangeTypes(s.x.type!) : undefined;
    if (ok && !types) c.error(s.x.pos, `cannot range over ${describe(s.x)}`);
    if (types && s.value && !types[1]) c.error(s.value.pos, `range over ${describe(s.x)} permits only one iteration variable`);
    const targets = [s.key, s.value];
    if (s.define) {
      s.variables = targets.map((x, i) => {
        if (!x) return undefined;
        if (x.kind !== 'Ident') { c.error(x.pos, `non-name ${exprText(x)} on left side of :=`); return undefined; }
        if (x.name === '_') return undefined;
        const v = c.declareLocal(x, types?.[i] ?? T.INVALID);
        v.scopeStart = s.x.pos;
        v.reassigned = true;
        return v;
      });
    } else {
      targets.forEach((x, i) => {
        if (!x || (x.kind === 'Ident' && x.name === '_')) return;
        expr(c, x);
        const r = unparen(x);
        if (r.kind === 'Ident' && r.object?.tag === 'var') r.object.reassigned = true;
        if (types?.[i] && x.type !== T.INVALID) {
          if (x.mode !== 'variable' && x.mode !== 'mapindex') c.error(x.pos, `cannot assign to ${describe(x)}`);
          else if (!isAssignableType(types[i], x.type!)) assignable(c, { kind: 'Ident', pos: x.pos, name: 'value', type: types[i], mode: 'value' }, x.type!, 'range');
        }
      });
    }
    c.context.loopDepth++;
    block(c, s.body);
    c.context.loopDepth--;
  });
}
