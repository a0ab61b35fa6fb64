/** Statements of function bodies. */
import { Abandon } from '../source';
import type { AssignStmt, Block, Decl, DefineStmt, Expr, FuncType, Ident, Param, Stmt } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { exprText } from '../syntax/print';
import { operation, shiftOperation } from './binary';
import { checkBranches } from './branches';
import type { Checker } from './checker';
import { rangeStmt, selectStmt, switchStmt, typeSwitchStmt } from './clauses';
import { assignable, convertUntyped, defaultType, describe, isAssignableType, reason } from './conversion';
import { declareConst, initVariables } from './declarations';
import { ConstantEntity } from './entities';
import type { FunctionBody, Variable } from './entities';
import { expr, exprWithType, multiValue, valueExpr } from './expressions';
import { terminates } from './terminating';
import { typeExpr } from './typexpr';
import * as T from './types';

/** Checks a function's body; its context (package, file, enclosing scope) is the current one. */
export function checkBody(c: Checker, body: FunctionBody, receiver: Param | undefined, syntax: FuncType): void {
  c.context.body = body;
  c.push();
  const end = body.block.end;
  const param = (p: Param, type: T.Type, role: Variable['role']): Variable => {
    const name: Ident = p.name ?? { kind: 'Ident', pos: p.pos, name: role === 'result' ? `~r${body.results.length}` : '_' };
    const v = c.declareLocal(name.name.startsWith('~') ? { ...name } : name, type, role);
    Object.assign(v, { used: true, scopeStart: body.block.pos, scopeEnd: end });
    return v;
  };
  if (receiver && body.declaration?.receiver) body.receiver = param(receiver, typeExpr(c, receiver.typeExpr), 'argument');
  syntax.params.forEach((p, i) => body.params.push(param(p, body.signature.params[i], 'argument')));
  syntax.results.forEach((p, i) => body.results.push(param(p, body.signature.results[i], 'result')));
  body.namedResults = syntax.results.some((p) => p.name);
  stmtList(c, body.block.stmts, end);
  if (body.signature.results.length && !terminates(body.block)) c.error(end, 'missing return');
  checkBranches(c, body.block);
  for (const v of body.variables) if (!v.used && v.name !== '_') c.error(v.pos, `${v.name} declared but not used`);
  c.pop();
}

export function stmtList(c: Checker, list: Stmt[], end: number): void {
  const scope = c.context.scope!;
  for (const s of list) {
    try { stmt(c, s); } catch (e) { if (!(e instanceof Abandon)) throw e; }
  }
  for (const v of scope.names.values()) if (v.tag === 'var' && !v.scopeEnd) v.scopeEnd = end;
}

export function block(c: Checker, b: Block): void {
  c.push();
  stmtList(c, b.stmts, b.end);
  c.pop();
}

/** A scope of its own (if, for, switch headers) that ends at `end`. */
export function scoped(c: Checker, end: number, action: () => void): void {
  const scope = c.push();
  action();
  for (const v of scope.names.values()) if (v.tag === 'var' && !v.scopeEnd) v.scopeEnd = end;
  c.pop();
}

export function stmt(c: Checker, s: Stmt): void {
  switch (s.kind) {
    case 'Empty': break;
    case 'ExprStmt': exprStmt(c, s.x); break;
    case 'Send': {
      if (!valueExpr(c, s.channel) || !valueExpr(c, s.value)) break;
      const u = T.underlying(s.channel.type!);
      if (u.tag !== 'chan') c.error(s.channel.pos, `invalid operation: cannot send to non-channel ${describe(s.channel)}`);
      else if (u.direction === 'recv') c.error(s.channel.pos, `invalid operation: cannot send to receive-only channel ${describe(s.channel)}`);
      else assignable(c, s.value, u.elem, 'send');
      break;
    }
    case 'IncDec':
      if (!valueExpr(c, s.x)) break;
      if (!T.isNumeric(s.x.type!)) c.error(s.pos, `invalid operation: ${exprText(s.x)}${s.op} (non-numeric type ${s.x.type})`);
      else assignTarget(c, s.x, true);
      break;
    case 'Assign': assign(c, s); break;
    case 'Define': define(c, s); break;
    case 'Go': case 'Defer': {
      if (s.kind === 'Defer' && c.context.body) c.context.body.hasDefer = true;
      const call = unparen(s.call);
      expr(c, call);
      if (call.kind === 'Call' && call.type !== T.INVALID) {
        if (call.form === 'conversion') c.error(s.pos, `${s.kind.toLowerCase()} requires function call, not conversion`);
        else if (call.form === 'builtin' && !['close', 'copy', 'delete', 'panic', 'print', 'println', 'recover'].includes(call.builtin!)) c.error(s.pos, `${s.kind.toLowerCase()} discards result of ${exprText(call)}`);
      }
      break;
    }
    case 'Return': returnStmt(c, s); break;
    case 'Branch': break;
    case 'Block': block(c, s); break;
    case 'If':
      scoped(c, s.otherwise ? endOf(s.otherwise) : s.then.end, () => {
        if (s.init) stmt(c, s.init);
        condition(c, s.cond, 'if');
        block(c, s.then);
        if (s.otherwise) stmt(c, s.otherwise);
      });
      break;
    case 'For':
      scoped(c, s.body.end, () => {
        c.context.loopDepth++;
        if (s.init) { c.context.loopDepth--; stmt(c, s.init); c.context.loopDepth++; }
        if (s.cond) condition(c, s.cond, 'for');
        if (s.post) {
          if (s.post.kind === 'Define') c.error(s.post.pos, 'cannot declare in post statement of for loop');
          stmt(c, s.post);
        }
        block(c, s.body);
        c.context.loopDepth--;
      });
      break;
    case 'Range': rangeStmt(c, s); break;
    case 'Switch': switchStmt(c, s); break;
    case 'TypeSwitch': typeSwitchStmt(c, s); break;
    case 'Select': selectStmt(c, s); break;
    case 'Labeled': {
      // A goto may jump back to it: what is declared behind it is declared in a loop.
      c.context.loopDepth++;
      stmt(c, s.stmt);
      break;
    }
    case 'DeclStmt': for (const d of s.decls) declaration(c, d); break;
  }
}

function endOf(s: Stmt): number {
  return s.kind === 'Block' ? s.end : s.kind === 'If' ? (s.otherwise ? endOf(s.otherwise) : s.then.end) : s.pos;
}

function condition(c: Checker, e: Expr, what: string): void {
  if (!valueExpr(c, e)) return;
  if (!T.isBoolean(e.type!)) c.error(e.pos, `non-boolean condition in ${what} statement`);
  else convertUntyped(c, e, T.BOOL, 'condition');
}

function exprStmt(c: Checker, e: Expr): void {
  expr(c, e);
  if (e.type === T.INVALID) return;
  const x = unparen(e);
  if (x.kind === 'Call' && (x.form === 'call' || (x.form === 'builtin' && ['close', 'copy', 'delete', 'panic', 'print', 'println', 'recover'].includes(x.builtin!)))) return;
  if (x.kind === 'Unary' && x.op === '<-') return;
  if (e.mode === 'type') c.error(e.pos, `${exprText(e)} (type) is not an expression`);
  else if (e.mode === 'builtin') c.error(e.pos, `${exprText(e)} (built-in) must be called`);
  else c.error(e.pos, `${describe(e)} is not used`);
}

function declaration(c: Checker, d: Decl): void {
  switch (d.kind) {
    case 'Var': {
      const t = d.typeExpr && typeExpr(c, d.typeExpr);
      // The scope of the variables begins after the declaration: check the values first.
      const holders = d.names.map((n) => ({ pos: n.pos, type: undefined as unknown as T.Type }));
      if (d.values.length) initVariables(c, holders as Variable[], d.values, t, d.pos);
      d.variables = d.names.map((n, i) => {
        const v = c.declareLocal(n, t ?? holders[i].type ?? T.INVALID);
        // A wrong initial value is error enough.
        if (d.values.some((e) => e.type === T.INVALID)) v.used = true;
        v.scopeStart = d.values.length ? lastPos(d.values[d.values.length - 1]) : n.pos;
        return v;
      });
      break;
    }
    case 'Const': d.names.forEach((n, index) => {
      const e = new ConstantEntity(n.name, n.pos, c.context.pkg);
      e.index = index;
      e.decl = d;
      declareConst(c, d, e);
      n.object = e;
      c.declare(e);
    }); break;
    case 'Type': {
      if (d.alias) {
        const t = c.newLocalType(d.name);
        t.type = typeExpr(c, d.typeExpr);
        c.declare(t);
        break;
      }
      const t = c.newLocalType(d.name);
      c.declare(t);
      (t.type as T.Named).under = T.underlying(typeExpr(c, d.typeExpr));
      break;
    }
    default:
  }
}

/** Some position near the end of an expression (good enough to order it against uses). */
function lastPos(e: Expr): number { return e.kind === 'Binary' ? lastPos(e.y) : e.kind === 'CompositeLit' ? e.end : e.kind === 'Call' ? e.end : e.kind === 'FuncLit' ? e.body.end : e.pos; }

/** Checks the left side of an assignment; `update` for x op= y and x++ (a use as well). */
function assignTarget(c: Checker, e: Expr, update: boolean): T.Type | undefined {
  const x = unparen(e);
  if (x.kind === 'Ident' && !update) {
    if (x.name === '_') { x.type = undefined; x.mode = 'variable'; return undefined; }
    const entity = c.find(x.name);
    if (entity?.tag === 'var' && entity.role !== 'global') {
      // Assigning is not using.
      const used = entity.used;
      expr(c, e);
      entity.used = used;
      entity.reassigned = true;
      return x.type;
    }
  }
  if (!update) { if (!valueExpr(c, e)) return T.INVALID; }
  const root = rootVariable(x);
  if (root) root.reassigned = true;
  if (e.mode === 'variable' || e.mode === 'mapindex') {
    return e.type;
  }
  if (x.kind === 'Selector' && x.x.mode === 'mapindex') c.error(e.pos, `cannot assign to struct field ${exprText(e)} in map`);
  else c.error(e.pos, `cannot assign to ${describe(e)}`);
  return T.INVALID;
}

/** The local variable that an assignment to e changes a part of. */
function rootVariable(x: Expr): Variable | undefined {
  x = unparen(x);
  if (x.kind === 'Ident') return x.object?.tag === 'var' ? x.object : undefined;
  if (x.kind === 'Selector' && x.selection?.kind === 'field' && !x.selection.path.some((p) => p.throughPointer)) return rootVariable(x.x);
  if (x.kind === 'Index' && x.x.type && T.underlying(x.x.type).tag === 'array') return rootVariable(x.x);
  return undefined;
}

function assign(c: Checker, s: AssignStmt): void {
  if (s.op !== '=') {
    const [x] = s.left, [y] = s.right;
    if (!valueExpr(c, x) || !valueExpr(c, y)) return;
    const target = assignTarget(c, x, true);
    const result: Expr = { kind: 'Binary', pos: x.pos, opPos: s.pos, op: s.op, x, y };
    const before = x.type!;
    if (s.op === '<<' || s.op === '>>') shiftOperation(c, result, s.op, x, y);
    else operation(c, result, s.op, x, y, s.pos);
    if (result.type !== T.INVALID && target !== T.INVALID && result.type !== before) assignable(c, result, before, 'assignment');
    return;
  }
  if (s.right.length === 1 && s.left.length > 1) {
    const targets = s.left.map((x) => assignTarget(c, x, false));
    const types = multiValue(c, s.right[0], s.left.length);
    if (types) types.forEach((t, i) => {
      const want = targets[i];
      if (want && want !== T.INVALID && !isAssignableType(t, want)) c.error(s.left[i].pos, `cannot use ${exprText(s.right[0])} (value of type ${t}) as type ${want} in assignment${reason(t, want)}`);
    });
    return;
  }
  if (s.left.length !== s.right.length) {
    for (const x of s.left) assignTarget(c, x, false);
    for (const x of s.right) expr(c, x);
    c.error(s.left[0].pos, `assignment mismatch: ${s.left.length} variable${s.left.length === 1 ? '' : 's'} but ${mismatchRight(s.right)}`);
    return;
  }
  s.left.forEach((x, i) => {
    const t = assignTarget(c, x, false), y = s.right[i];
    if (t === undefined) {
      if (!valueExpr(c, y)) return;
      if (y.type === T.UNTYPED_NIL) c.error(y.pos, 'use of untyped nil in assignment');
      else convertUntyped(c, y, defaultType(y.type!), 'assignment');
      x.type = y.type;
    } else if (!exprWithType(c, y, t, 'assignment')) {
      // A failed assignment is error enough: the variable is not reported as unused too.
      const root = rootVariable(x);
      if (root) root.used = true;
    }
  });
}

function mismatchRight(right: Expr[]): string {
  if (right.length === 1 && right[0].kind === 'Call' && right[0].type !== T.INVALID) {
    const n = right[0].type!.tag === 'tuple' ? (right[0].type as T.Tuple).types.length : 1;
    return `${exprText(right[0])} returns ${n} value${n === 1 ? '' : 's'}`;
  }
  return `${right.length} value${right.length === 1 ? '' : 's'}`;
}

function define(c: Checker, s: DefineStmt): void {
  const scope = c.context.scope!;
  const fresh = s.left.map((x) => x.kind === 'Ident' && x.name !== '_' && !scope.names.has(x.name));
  const seen = new Set<string>();
  for (const x of s.left) {
    if (x.kind !== 'Ident') { c.error(x.pos, `non-name ${exprText(x)} on left side of :=`); for (const y of s.right) expr(c, y); return; }
    if (x.name !== '_' && seen.has(x.name)) { c.error(x.pos, `${x.name} repeated on left side of :=`); return; }
    seen.add(x.name);
  }
  const isNew = fresh.some((f) => f);
  if (!isNew) c.error(s.pos, 'no new variables on left side of :=');
  const existing = s.left.map((x, i) => (fresh[i] || !isNew ? undefined : assignTarget(c, x, false)));
  let types: (T.Type | undefined)[];
  if (s.right.length === 1 && s.left.length > 1) {
    types = multiValue(c, s.right[0], s.left.length) ?? s.left.map(() => T.INVALID);
    types = types.map((t, i) => {
      const want = existing[i];
      if (want && want !== T.INVALID && !isAssignableType(t!, want)) c.error(s.left[i].pos, `cannot use ${exprText(s.right[0])} (value of type ${t}) as type ${want} in assignment${reason(t!, want)}`);
      return defaultType(t!);
    });
  } else if (s.right.length !== s.left.length) {
    for (const y of s.right) expr(c, y);
    c.error(s.left[0].pos, `assignment mismatch: ${s.left.length} variable${s.left.length === 1 ? '' : 's'} but ${mismatchRight(s.right)}`);
    types = s.left.map(() => T.INVALID);
  } else {
    types = s.right.map((y, i) => {
      const want = existing[i];
      if (want) { exprWithType(c, y, want, 'assignment'); return want; }
      if (!valueExpr(c, y)) return T.INVALID;
      if (y.type === T.UNTYPED_NIL) { c.error(y.pos, 'use of untyped nil in assignment'); return T.INVALID; }
      const t = defaultType(y.type!);
      convertUntyped(c, y, t, 'assignment');
      return y.type === T.INVALID ? T.INVALID : t;
    });
  }
  const start = lastPos(s.right[s.right.length - 1]);
  s.declared = s.left.map((x, i) => {
    if (!fresh[i]) { if (x.kind === 'Ident' && x.name === '_') { x.type = types[i]; x.mode = 'variable'; } return undefined; }
    const v = c.declareLocal(x as Ident, types[i] ?? T.INVALID);
    v.scopeStart = start;
    x.mode = 'variable';
    if (v.type === T.INVALID) v.used = true;
    return v;
  });
}

function returnStmt(c: Checker, s: Stmt & { kind: 'Return' }): void {
  const body = c.context.body!, want = body.signature.results;
  if (!s.results.length) {
    if (want.length && !body.namedResults) c.error(s.pos, `not enough return values\n\thave ()\n\twant (${want.join(', ')})`);
    else for (const r of body.results) {
      const inner = c.find(r.name);
      if (body.namedResults && r.name !== '_' && inner !== r && inner) c.error(s.pos, `result parameter ${r.name} not in scope at return`);
    }
    return;
  }
  if (s.results.length === 1 && want.length > 1) {
    expr(c, s.results[0]);
    const t = s.results[0].type!;
    if (t === T.INVALID) return;
    if (t.tag === 'tuple' && t.types.length === want.length) {
      t.types.forEach((h, i) => { if (!isAssignableType(h, want[i])) c.error(s.results[0].pos, `cannot use ${exprText(s.results[0])} (value of type ${h}) as type ${want[i]} in return statement${reason(h, want[i])}`); });
      return;
    }
  } else if (s.results.length === want.length) {
    s.results.forEach((e, i) => exprWithType(c, e, want[i], 'return statement'));
    return;
  } else for (const e of s.results) valueExpr(c, e);
  if (s.results.some((e) => e.type === T.INVALID)) return;
  const have = s.results.flatMap((e) => (e.type!.tag === 'tuple' ? [...(e.type as T.Tuple).types] : [e.type!])).map((t) => (T.isUntyped(t) ? (t === T.UNTYPED_NIL ? 'nil' : t === T.UNTYPED_STRING || t === T.UNTYPED_BOOL ? `${defaultType(t)}` : 'number') : `${t}`));
  c.error(s.results[0].pos, `${have.length > want.length ? 'too many' : 'not enough'} return values\n\thave (${have.join(', ')})\n\twant (${want.join(', ')})`);
}
