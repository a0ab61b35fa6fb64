/**
 * Escape analysis: which variables' addresses, and which closures, may outlive the frame that holds them. Flow-insensitive and
 * conservative; arguments are followed into functions called by name.
 */
import type { Call, CaseClause, Expr, FuncLit, Stmt } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import type { Checker } from '../types/checker';
import type { Func, FunctionBody } from '../types/entities';
import { Variable } from '../types/entities';
import * as T from '../types/types';
import type { Prebuilt } from '../library/prebuilt';
import { byValue } from './closures';

/** Where a value goes: nowhere that matters, to memory of unknown life, or into a local variable. */
type Sink = undefined | 'heap' | Variable;
/** `source`'s value (or address) is stored in `to`. */
interface Edge { source: Variable; address: boolean; to: Variable }

/** Larger variables live on the heap, as in Go (bytes). */
const MAX_STACK_VARIABLE = 10 << 20;

class Analysis {
  private readonly edges: Edge[] = [];
  readonly leaks = new Set<Variable>();
  private readonly literals: { literal: FuncLit; holder: Variable }[] = [];

  constructor(private readonly all: Escapes) {}

  run(body: FunctionBody): void {
    this.body(body);
    this.solve();
    for (const { literal, holder } of this.literals) literal.info!.closureOnStack = !this.leaks.has(holder) && literal.info!.captures.length > 0;
  }

  private solve(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const { source, address, to } of this.edges) {
        const outlives = to.owner !== source.owner || to.loopDepth < source.loopDepth;
        if (!this.leaks.has(to) && !outlives) continue;
        if (address && !source.escapes) { source.escapes = true; changed = true; }
        if (!this.leaks.has(source)) { this.leaks.add(source); changed = true; }
      }
    }
  }

  private body(b: FunctionBody): void {
    for (const v of b.variables) if (v.role === 'local' && T.sizeOf(v.type) > MAX_STACK_VARIABLE) v.escapes = true;
    for (const r of b.results) this.leaks.add(r);
    this.stmts(b.block.stmts);
  }

  private edge(source: Variable, address: boolean, sink: Sink): void {
    if (sink === undefined || source.role === 'global') return;
    if (sink === 'heap') {
      if (address) source.escapes = true;
      this.leaks.add(source);
    } else this.edges.push({ source, address, to: sink });
  }

  /** The value of e goes to `sink`. */
  private flow(e: Expr | undefined, sink: Sink): void {
    if (!e || e.value !== undefined || e.mode === 'nil' || e.mode === 'type') return;
    if (sink !== undefined && e.type && e.type.tag !== 'tuple' && !T.hasPointers(e.type)) sink = undefined;
    switch (e.kind) {
      case 'Ident': if (e.object?.tag === 'var') this.edge(e.object, false, sink); break;
      case 'Paren': this.flow(e.x, sink); break;
      case 'Selector':
        if (e.object) break;
        if (e.selection?.kind === 'field') this.flow(e.x, sink);
        else if (e.selection?.kind === 'method' && e.selection.method!.receiver!.pointer) { if (isPointer(e.x.type!)) this.flow(e.x, 'heap'); else this.address(e.x, 'heap'); } else this.flow(e.x, 'heap');
        break;
      case 'Star': this.flow(e.x, sink); break;
      case 'Index':
        this.flow(e.x, sink);
        if (T.underlying(e.x.type!).tag === 'map') this.flowInto(e.index, (T.underlying(e.x.type!) as T.MapType).key, undefined); else this.flow(e.index, undefined);
        break;
      case 'SliceExpr':
        if (T.underlying(e.x.type!).tag === 'array') this.address(e.x, sink); else this.flow(e.x, sink);
        for (const b of [e.lo, e.hi, e.max]) this.flow(b, undefined);
        break;
      case 'Unary':
        if (e.op === '&') this.address(e.x, sink); else this.flow(e.x, undefined);
        break;
      case 'Binary':
        for (const side of [e.x, e.y]) this.flow(side, this.comparedAsInterface(e.x, e.y) ? 'heap' : undefined);
        break;
      case 'TypeAssert': this.flow(e.x, sink); break;
      case 'CompositeLit': this.literal(e, e.type!, sink); break;
      case 'FuncLit': this.funcLit(e, sink); break;
      case 'Call': this.call(e, sink); break;
      default:
    }
  }

  private comparedAsInterface(x: Expr, y: Expr): boolean {
    return !!x.type && !!y.type && T.isInterface(x.type) !== T.isInterface(y.type);
  }

  /** e converted to type t goes to `sink`: what is boxed in an interface is copied to the heap. */
  private flowInto(e: Expr | undefined, t: T.Type | undefined, sink: Sink): void {
    if (e && t && e.type && T.isInterface(t) && !T.isInterface(e.type) && e.mode !== 'nil') this.flow(e, T.isDirectInterface(e.type) ? sink : 'heap');
    else this.flow(e, sink);
  }

  private literal(e: Expr & { kind: 'CompositeLit' }, type: T.Type, sink: Sink): void {
    let u = T.underlying(type);
    if (!e.typeExpr && u.tag === 'pointer') { u = T.underlying(u.elem); sink = 'heap'; }
    e.elements.forEach((el, i) => {
      const key = el.key;
      const t = u.tag === 'struct' ? u.fields[key?.kind === 'Ident' ? u.fields.findIndex((f) => f.name === key.name) : i]?.type : (u as T.Slice).elem;
      const to = u.tag === 'struct' || u.tag === 'array' ? sink : 'heap';
      if (u.tag === 'map') this.flowInto(key, u.key, 'heap');
      if (el.value.kind === 'CompositeLit' && !el.value.typeExpr) this.literal(el.value, t, to); else this.flowInto(el.value, t, to);
    });
  }

  /** The address of e goes to `sink`. */
  private address(e: Expr, sink: Sink): void {
    const x = unparen(e);
    switch (x.kind) {
      case 'Ident': if (x.object?.tag === 'var') this.edge(x.object, true, sink); break;
      case 'Selector':
        if (x.object) break;
        if (x.selection?.path.some((p) => p.throughPointer)) this.flow(x.x, sink); else this.address(x.x, sink);
        break;
      case 'Index':
        this.flow(x.index, undefined);
        if (T.underlying(x.x.type!).tag === 'array') this.address(x.x, sink); else this.flow(x.x, sink);
        break;
      case 'Star': this.flow(x.x, sink); break;
      case 'CompositeLit': this.literal(x, x.type!, 'heap'); break;
      default: this.flow(x, 'heap');
    }
  }

  private funcLit(e: FuncLit, sink: Sink): void {
    const holder = new Variable('func literal', e.pos, undefined), info = e.info!;
    holder.owner = info.parent;
    holder.loopDepth = this.depth;
    this.literals.push({ literal: e, holder });
    for (const v of info.captures) this.edges.push({ source: v, address: !byValue(v), to: holder });
    // A variable of an outer function that an inner literal captures: the literal holds it from its own frame's copy.
    this.edge(holder, false, sink);
    const saved = this.depth;
    this.body(info);
    this.depth = saved;
    // Whoever calls it may pass anything.
    for (const p of info.params) if (sink !== undefined) this.leaks.add(p);
  }
  private depth = 0;

  private call(e: Call, sink: Sink): void {
    const [a, b] = e.args;
    if (e.form === 'conversion') {
      const from = T.underlying(a.type!), to = T.underlying(e.type!);
      const copies = (from.tag === 'basic' && from.cls === 'string') !== (to.tag === 'basic' && to.cls === 'string');
      this.flowInto(a, e.type, copies || !T.hasPointers(e.type!) ? undefined : sink);
      return;
    }
    if (e.form === 'builtin') {
      switch (e.builtin) {
        case 'append':
          this.flow(a, sink);
          if (e.ellipsis) this.flow(b, T.hasPointers((T.underlying(e.type!) as T.Slice).elem) ? 'heap' : undefined);
          else for (const x of e.args.slice(1)) this.flowInto(x, (T.underlying(e.type!) as T.Slice).elem, 'heap');
          break;
        case 'copy': this.flow(a, undefined); this.flow(b, T.hasPointers((T.underlying(a.type!) as T.Slice).elem) ? 'heap' : undefined); break;
        case 'panic': this.flowInto(a, this.all.checker.universe.any, 'heap'); break;
        case 'unsafe.Add': case 'unsafe.Slice': this.flow(a, sink); this.flow(b, undefined); break;
        case 'delete': this.flow(a, undefined); this.flowInto(b, (T.underlying(a.type!) as T.MapType).key, undefined); break;
        case 'new': case 'recover': break;
        default: for (const x of e.args) this.flow(x, undefined);
      }
      return;
    }
    const fn = unparen(e.fn), s = T.underlying(e.fn.type!) as T.Signature;
    const object = fn.kind === 'Ident' || fn.kind === 'Selector' ? fn.object : undefined;
    let leak: (i: number) => Sink = () => 'heap';
    if (object?.tag === 'func') leak = (i) => (this.all.paramLeaks(object, i) ? 'heap' : undefined);
    else if (fn.kind === 'FuncLit') {
      this.funcLit(fn, undefined);
      leak = (i) => fn.info!.params[i];
    } else if (fn.kind === 'Selector' && fn.selection?.kind === 'method') {
      const m = fn.selection.method!;
      leak = (i) => (this.all.paramLeaks(m, i) ? 'heap' : undefined);
      const to: Sink = this.all.paramLeaks(m, -1) ? 'heap' : undefined;
      if (m.receiver!.pointer && !isPointer(fn.x.type!) && !fn.selection.path.some((p) => p.throughPointer)) this.address(fn.x, to); else this.flow(fn.x, to);
    } else if (fn.kind === 'Selector' && fn.selection?.kind === 'interfaceMethod') this.flow(fn.x, 'heap');
    else this.flow(e.fn, undefined);
    const fixed = s.variadic && !e.ellipsis ? s.params.length - 1 : s.params.length;
    e.args.forEach((x, i) => {
      if (x.mode === 'tuple') { this.flow(x, 'heap'); return; }
      if (i < fixed) this.flowInto(x, s.params[i], leak(i));
      else this.flowInto(x, (s.params[fixed] as T.Slice).elem, leak(fixed));
    });
    if (fixed < s.params.length) (e as Call & { variadicOnStack?: boolean }).variadicOnStack = leak(fixed) === undefined;
  }

  /** The variable that an assignment to e stores in. */
  private target(e: Expr): Sink {
    const x = unparen(e);
    switch (x.kind) {
      case 'Ident': return x.object?.tag === 'var' ? (x.object.role === 'global' ? 'heap' : x.object) : undefined;
      case 'Selector':
        if (x.object) return 'heap';
        if (x.selection?.kind === 'field' && !x.selection.path.some((p) => p.throughPointer)) return this.target(x.x);
        this.flow(x.x, undefined);
        return 'heap';
      case 'Index':
        this.flow(x.index, T.underlying(x.x.type!).tag === 'map' ? 'heap' : undefined);
        if (T.underlying(x.x.type!).tag === 'array') return this.target(x.x);
        this.flow(x.x, undefined);
        return 'heap';
      case 'Star': this.flow(x.x, undefined); return 'heap';
      default: return 'heap';
    }
  }

  private stmts(list: Stmt[]): void { for (const s of list) this.stmt(s); }

  private assign(left: Expr[], right: Expr[], declared?: (Variable | undefined)[]): void {
    const sinks = left.map((x, i) => declared?.[i] ?? this.target(x));
    if (right.length === 1 && left.length > 1) {
      // v, ok := x.(T), m[k], <-c: only the first holds pointers; a call's results come from the heap.
      this.flow(right[0], sinks[0]);
    } else right.forEach((y, i) => this.flowInto(y, declared?.[i]?.type ?? left[i].type, sinks[i]));
  }

  private clause(c: CaseClause): void { this.stmts(c.body); }

  private stmt(s: Stmt | undefined): void {
    if (!s) return;
    switch (s.kind) {
      case 'ExprStmt': this.flow(s.x, undefined); break;
      case 'Send': this.flow(s.channel, undefined); this.flowInto(s.value, (T.underlying(s.channel.type!) as T.Chan).elem, 'heap'); break;
      case 'IncDec': this.target(s.x); break;
      case 'Assign': if (s.op === '=') this.assign(s.left, s.right); else { this.target(s.left[0]); this.flow(s.right[0], undefined); } break;
      case 'Define': this.assign(s.left, s.right, s.declared); break;
      case 'Go': case 'Defer': {
        const x = unparen(s.call) as Call;
        for (const a of x.args) this.flow(a, 'heap');
        if (x.form === 'call') {
          const fn = unparen(x.fn);
          if (fn.kind === 'FuncLit') this.funcLit(fn, 'heap');
          else if (fn.kind === 'Selector' && fn.selection?.kind === 'method' && fn.selection.method!.receiver!.pointer && !isPointer(fn.x.type!) && !fn.selection.path.some((p) => p.throughPointer)) this.address(fn.x, 'heap');
          else if (fn.kind === 'Selector' && fn.selection) this.flow(fn.x, 'heap');
          else this.flow(x.fn, 'heap');
        }
        break;
      }
      case 'Return': for (const r of s.results) this.flow(r, 'heap'); break;
      case 'Block': this.stmts(s.stmts); break;
      case 'If': this.stmt(s.init); this.flow(s.cond, undefined); this.stmt(s.then); this.stmt(s.otherwise); break;
      case 'For':
        this.stmt(s.init);
        this.depth++;
        this.flow(s.cond, undefined);
        this.stmt(s.post);
        this.stmt(s.body);
        this.depth--;
        break;
      case 'Range': {
        const key = s.define ? s.variables?.[0] : s.key && this.target(s.key), v = s.define ? s.variables?.[1] : s.value && this.target(s.value);
        this.flow(s.x, undefined);
        if (key) this.flow(s.x, key);
        if (v) this.flow(s.x, v);
        this.depth++;
        this.stmt(s.body);
        this.depth--;
        break;
      }
      case 'Switch':
        this.stmt(s.init);
        this.flow(s.tag, undefined);
        for (const c of s.clauses) { for (const e of c.exprs ?? []) this.flow(e, s.tag && this.comparedAsInterface(s.tag, e) ? 'heap' : undefined); this.clause(c); }
        break;
      case 'TypeSwitch':
        this.stmt(s.init);
        for (const c of s.clauses) { this.flow(s.x, c.variable); this.clause(c); }
        break;
      case 'Select':
        for (const c of s.clauses) { this.stmt(c.comm); this.stmts(c.body); }
        break;
      // A goto may jump back over what follows: the checker counts a label as a loop.
      case 'Labeled': this.depth++; this.stmt(s.stmt); break;
      case 'DeclStmt':
        for (const d of s.decls) if (d.kind === 'Var' && d.values.length) this.assign(d.names, d.values, d.variables);
        break;
      default:
    }
  }
}

const isPointer = (t: T.Type): boolean => T.underlying(t).tag === 'pointer';

/** Results of the analysis, per function, made on demand. */
export class Escapes {
  private readonly done = new Map<Func, Set<Variable> | 'running'>();

  constructor(readonly checker: Checker, private readonly library?: Prebuilt) {}

  /** Decides `escapes` of all variables of a declared function and its literals. */
  analyse(f: Func): void {
    if (this.done.has(f) || !f.body) return;
    this.done.set(f, 'running');
    this.checker.checkFunction(f);
    if (this.checker.diagnostics.list.length) return;
    const a = new Analysis(this);
    a.run(f.body);
    this.done.set(f, a.leaks);
  }

  /** A literal outside functions (initialisers of package variables). */
  analyseInitializer(literals: FuncLit[]): void {
    for (const l of literals) new Analysis(this).run(l.info!);
  }

  /** paramLeaks of the receiver and each parameter as bits, the receiver's lowest; what is beyond the 31st is one bit. */
  leakBits(f: Func): number {
    let bits = 0;
    for (let i = -1; i < f.signature.params.length; i++) if (this.paramLeaks(f, i)) bits |= 1 << Math.min(i + 1, 31);
    return bits >>> 0;
  }

  /** Whether what parameter i (-1: the receiver) holds may outlive the call. */
  paramLeaks(f: Func, i: number): boolean {
    const known = this.library?.leaks.get(f.symbol);
    if (known !== undefined) return (known >>> Math.min(i + 1, 31) & 1) !== 0;
    if (!f.decl?.body) return !f.decl?.pragmas.includes('noescape');
    this.analyse(f);
    const leaks = this.done.get(f);
    if (!leaks || leaks === 'running') return true;
    const v = i < 0 ? f.body!.receiver : f.body!.params[i];
    return !v || leaks.has(v);
  }
}
