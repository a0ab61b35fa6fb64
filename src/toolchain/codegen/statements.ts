/** Statements. */
import type { Block, Call, Expr, ForStmt, IfStmt, Stmt } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import * as T from '../types/types';
import type { CompiledVariable } from '../link/symbols';
import { RAX } from '../x86/code-buffer';
import { CC, Label } from '../x86/emitter';
import { assign, define, incDec, varDecl } from './assign';
import { emitCall, prepare } from './calls';
import { builtinStatement } from './builtins';
import { receiveInto, send } from './channels';
import { packed } from './closures';
import { condition } from './compare';
import type { Fn } from './function';
import { copy, isScalar, storeScalar } from './memory';
import { rangeStmt } from './range';
import { selectStmt } from './select';
import { switchStmt, typeSwitchStmt } from './switch';
import { convertInto, convertPlace, value } from './values';

/** Statements of a block; variables declared in it go out of scope at its end. */
export function block(f: Fn, stmts: Stmt[]): void {
  scope(f, () => { for (const s of stmts) statement(f, s); });
}

/** Runs `action`; what it brings into scope ends there. */
export function scope(f: Fn, action: () => void): void {
  const from = f.variables.length, open: CompiledVariable[] = [];
  action();
  for (let i = from; i < f.variables.length; i++) if (f.variables[i].end === Infinity) open.push(f.variables[i]);
  for (const v of open) v.end = f.e.length;
}

export function statement(f: Fn, s: Stmt): void {
  const mark = f.mark();
  switch (s.kind) {
    case 'Empty': break;
    case 'Block': block(f, s.stmts); break;
    case 'Labeled': {
      f.e.place(gotoLabel(f, s));
      statement(f, s.stmt);
      break;
    }
    case 'DeclStmt':
      for (const d of s.decls) if (d.kind === 'Var') varDecl(f, d);
      break;
    case 'If': ifStmt(f, s); break;
    case 'For': forStmt(f, s); break;
    case 'Range': rangeStmt(f, s); break;
    case 'Switch': f.at(s.pos, true); switchStmt(f, s); break;
    case 'TypeSwitch': f.at(s.pos, true); typeSwitchStmt(f, s); break;
    case 'Select': f.at(s.pos, true); selectStmt(f, s); break;
    default:
      f.at(startOf(s), true);
      simple(f, s);
  }
  // Closures and variables of this statement may be used by defers: temporaries that hold them are never given back there.
  if (!f.body?.hasDefer || s.kind !== 'Defer') f.release(mark);
}

/** The position a statement begins at (an assignment's own position is its operator). */
function startOf(s: Stmt): number {
  if (s.kind === 'Assign' || s.kind === 'Define') return s.left[0].pos;
  if (s.kind === 'IncDec') return s.x.pos;
  if (s.kind === 'Send') return s.channel.pos;
  return s.pos;
}

function gotoLabel(f: Fn, s: Stmt): Label {
  let l = f.labels.get(s);
  if (!l) f.labels.set(s, l = new Label());
  return l;
}

/** The statement of a select with one case. */
export function simpleStatement(f: Fn, s: Stmt): void { simple(f, s); }

function simple(f: Fn, s: Stmt): void {
  switch (s.kind) {
    case 'ExprStmt': {
      const x = unparen(s.x);
      if (x.kind === 'Unary') receiveInto(f, x.x, undefined);
      else if (x.kind === 'Call' && x.form === 'builtin') builtinStatement(f, x);
      else emitCall(f, x as Call);
      break;
    }
    case 'Send': send(f, s.channel, s.value); break;
    case 'IncDec': incDec(f, s); break;
    case 'Assign': assign(f, s); break;
    case 'Define': define(f, s); break;
    case 'Go': case 'Defer': goOrDefer(f, s.kind, unparen(s.call) as Call); break;
    case 'Return': returnStmt(f, s.results); break;
    case 'Branch': {
      const target = s.target;
      if (s.word === 'goto') f.e.jump(gotoLabel(f, target!));
      else if (s.word === 'break') f.e.jump(f.targets.get(target!)!.breakTo!);
      else if (s.word === 'continue') f.e.jump(f.targets.get(target!)!.continueTo!);
      break;
    }
    default: throw new Error(`internal error: statement ${s.kind}`);
  }
}

/** What a condition is in every run: no code is made for the other branch, so what only that calls is not linked (as gc does, with -N too). */
function knownCondition(e: Expr): boolean | undefined {
  if (typeof e.value === 'boolean') return e.value;
  if (e.kind === 'Paren') return knownCondition(e.x);
  if (e.kind !== 'Binary' || e.op !== '&&' && e.op !== '||') return undefined;
  return knownCondition(e.x) === (e.op === '||') ? e.op === '||' : undefined;
}

function ifStmt(f: Fn, s: IfStmt): void {
  scope(f, () => {
    if (s.init) statement(f, s.init);
    f.at(s.pos, true);
    const known = knownCondition(s.cond);
    if (known !== undefined) {
      if (known) block(f, s.then.stmts);
      else if (s.otherwise) statement(f, s.otherwise);
      return;
    }
    const no = new Label(), end = new Label();
    const mark = f.mark();
    condition(f, s.cond, undefined, no);
    f.release(mark);
    block(f, s.then.stmts);
    if (s.otherwise) {
      f.e.jump(end);
      f.e.place(no);
      statement(f, s.otherwise);
      f.e.place(end);
    } else f.e.place(no);
  });
}

function forStmt(f: Fn, s: ForStmt): void {
  scope(f, () => {
    if (s.init) statement(f, s.init);
    const top = new Label(), post = new Label(), end = new Label();
    f.targets.set(s, { breakTo: end, continueTo: post });
    f.e.place(top);
    if (s.cond) {
      f.at(s.pos, true);
      const mark = f.mark();
      condition(f, s.cond, undefined, end);
      f.release(mark);
    }
    body(f, s.body);
    f.e.place(post);
    if (s.post) { f.at(s.pos, true); statement(f, s.post); } else f.at(s.pos, false);
    f.e.jump(top);
    f.e.place(end);
  });
}

export function body(f: Fn, b: Block): void { block(f, b.stmts); }

function goOrDefer(f: Fn, kind: 'Go' | 'Defer', x: Call): void {
  const e = f.e;
  if (x.form === 'builtin') {
    deferBuiltin(f, kind, x);
    return;
  }
  const call = prepare(f, x);
  // A call without arguments and results of a plain function or func value needs no packing.
  if (!call.args.length && !call.results.length && call.callee.kind !== 'interface') {
    if (call.callee.kind === 'static') e.lea(RAX, { base: -1, disp: 0, symbol: f.gen.funcValue(call.callee.symbol) });
    else e.load(RAX, f.mem(call.callee.place), 8, false);
  } else packed(f, call, [], f.gen.wrapperName(f, kind === 'Go' ? 'gowrap' : 'deferwrap'), false);
  start(f, kind);
}

/** Hands the func value in AX to the scheduler, or to the list of deferred calls. */
function start(f: Fn, kind: 'Go' | 'Defer'): void {
  const e = f.e;
  e.store(f.out(0), RAX, 8);
  if (kind === 'Go') { f.runtime('newproc', 8); return; }
  f.runtime('deferproc', 8);
  e.test(RAX, RAX);
  e.jcc(CC.NE, f.recovered!);
}

/** defer close(c), panic(x), print(...), delete(m, k), copy(a, b), recover(): through a literal made here. */
function deferBuiltin(f: Fn, kind: 'Go' | 'Defer', x: Call): void {
  const types = x.args.map((a) => (x.builtin === 'panic' ? f.gen.checker.universe.any : a.type!));
  const symbol = f.gen.wrapperName(f, kind === 'Go' ? 'gowrap' : 'deferwrap');
  f.gen.builtinFunction(f, symbol, x, types);
  packed(f, { callee: { kind: 'static', symbol }, args: x.args.map((a, i) => ({ type: types[i], expr: a })), results: [] }, [], `${symbol}.call`, false);
  start(f, kind);
}

function returnStmt(f: Fn, results: Expr[]): void {
  const bodyInfo = f.body!, wanted = bodyInfo.results;
  if (results.length === 1 && wanted.length > 1) {
    const call = unparen(results[0]) as Call, layout = emitCall(f, call), types = (call.type as T.Tuple).types;
    const temps = types.map((t, i) => {
      const p = f.temp(T.sizeOf(t));
      copy(f, p, { base: 4, disp: layout.results[i] }, T.sizeOf(t));
      return p;
    });
    wanted.forEach((v, i) => convertPlace(f, temps[i], types[i], v.type, f.places.get(v)!));
  } else if (results.length === 1) {
    const [v] = wanted, to = f.places.get(v)!;
    if (isScalar(v.type)) { value(f, results[0]); storeScalar(f, to, v.type); } else {
      const t = f.temp(T.sizeOf(v.type));
      convertInto(f, results[0], v.type, t);
      copy(f, to, t, T.sizeOf(v.type));
    }
  } else if (results.length) {
    // All values before any result changes: results may be named and used in the values.
    const temps = results.map((r, i) => {
      const p = f.temp(T.sizeOf(wanted[i].type));
      convertInto(f, r, wanted[i].type, p);
      return p;
    });
    wanted.forEach((v, i) => copy(f, f.places.get(v)!, temps[i], T.sizeOf(v.type)));
  }
  f.returnNow();
}
