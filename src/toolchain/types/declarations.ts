/** Package-level declarations: collecting names, then resolving each on demand. */
import { Abandon } from '../source';
import type { ConstDecl, Expr, File, FuncDecl } from '../syntax/ast';
import { cloneExpr } from '../syntax/clone';
import { unparen } from '../syntax/parser-expr';
import { exprText } from '../syntax/print';
import type { Checker } from './checker';
import { assignable, convertUntyped, defaultType, describe, isAssignableType } from './conversion';
import type { FileScope, Package } from './entities';
import { ConstantEntity, Func, FunctionBody, TypeName, Variable } from './entities';
import type { Entity } from './entities';
import { expr, exprWithType, multiValue } from './expressions';
import { signatureType, typeExpr } from './typexpr';
import * as T from './types';

/** Enters a file's declarations into its package's scope; methods into their types. */
export function collectFile(c: Checker, pkg: Package, file: File, scope: FileScope): void {
  const declare = (e: Entity): void => {
    (e as { scopeOf?: FileScope }).scopeOf = scope;
    if (e.name === '_') return;
    const other = pkg.scope.get(e.name);
    if (other) {
      const at = c.diagnostics.files.place(other.pos);
      c.error(e.pos, `${e.name} redeclared in this block\n\t${at.file}:${at.line}:${at.column}: other declaration of ${e.name}`);
      return;
    }
    pkg.scope.set(e.name, e);
  };
  for (const d of file.decls) {
    switch (d.kind) {
      case 'Const': d.names.forEach((ident, index) => {
        const e = new ConstantEntity(ident.name, ident.pos, pkg);
        Object.assign(e, { state: 'declared', decl: d, index });
        ident.object = e;
        declare(e);
      }); break;
      case 'Var': d.variables = d.names.map((ident) => {
        const v = new Variable(ident.name, ident.pos, pkg);
        Object.assign(v, { state: 'declared', decl: d, role: 'global', used: true });
        ident.object = v;
        declare(v);
        pkg.variables.push(v);
        return v;
      }); break;
      case 'Type': {
        const t = new TypeName(d.name.name, d.name.pos, pkg);
        t.state = 'declared';
        t.decl = d;
        if (!d.alias) {
          const named = new T.Named(t, pkg, 0);
          named.resolve = () => c.resolve(t);
          t.type = named;
        }
        d.name.object = t;
        declare(t);
        break;
      }
      case 'Func': {
        const f = new Func(d.name.name, d.name.pos, pkg);
        f.decl = d;
        f.scopeOf = scope;
        d.name.object = f;
        if (d.receiver) break;
        f.symbol = `${pkg.path}.${f.name}`;
        if (f.name === 'init' || f.name === '_') {
          if (f.name === 'init') {
            if (d.signature.params.length || d.signature.results.length) c.error(f.pos, 'func init must have no arguments and no return values');
            f.symbol = `${pkg.path}.init.${pkg.inits.length}`;
            pkg.inits.push(f);
          }
          pkg.functions.push(f);
          break;
        }
        pkg.functions.push(f);
        declare(f);
        break;
      }
      default:
    }
  }
}

/** Second pass, when all types of the package are known: methods. */
export function collectMethods(c: Checker, pkg: Package, file: File): void {
  for (const d of file.decls) {
    if (d.kind !== 'Func' || !d.receiver) continue;
    const f = d.name.object as Func;
    let base = unparen(d.receiver.typeExpr);
    const pointer = base.kind === 'Star';
    if (base.kind === 'Star') base = unparen(base.x);
    const t = base.kind === 'Ident' ? pkg.scope.get(base.name) : undefined;
    if (base.kind !== 'Ident' || !t) { c.error(d.receiver.pos, base.kind === 'Ident' ? `undefined: ${base.name}` : 'invalid receiver type'); continue; }
    if (t.tag !== 'type' || !t.type || t.type.tag !== 'named') { c.error(d.receiver.pos, `invalid receiver type ${base.name}`); continue; }
    const named = t.type;
    f.receiver = { named, pointer };
    f.symbol = pointer ? `${pkg.path}.(*${t.name}).${f.name}` : `${pkg.path}.${t.name}.${f.name}`;
    pkg.functions.push(f);
    if (f.name === '_') continue;
    const other = named.methods.get(f.name);
    if (other) {
      const at = c.diagnostics.files.place(other.pos);
      c.error(f.pos, `method ${t.name}.${f.name} already declared at ${at.file}:${at.line}:${at.column}`);
    } else named.methods.set(f.name, f);
  }
}

export function resolveType(c: Checker, t: TypeName): void {
  const d = t.decl!;
  if (d.alias) { t.type = typeExpr(c, d.typeExpr); return; }
  const named = t.type as T.Named;
  const rhs = typeExpr(c, d.typeExpr);
  named.under = T.underlying(rhs);
  if (rhs === named || (rhs.tag === 'named' && !rhs.under)) { c.error(t.pos, `invalid recursive type ${t.name}`); named.under = T.INVALID; }
  if (d.typeExpr.kind === 'Ident' || d.typeExpr.kind === 'Selector') checkFieldMethodClash(c, named);
}

function checkFieldMethodClash(c: Checker, named: T.Named): void {
  const u = T.underlying(named);
  if (u.tag !== 'struct') return;
  for (const f of u.fields) {
    const m = named.methods.get(f.name);
    if (m) c.error(m.pos, `field and method with the same name ${f.name}`);
  }
}

/** Reports structs and arrays that contain themselves; to be called before any size is asked for. */
export function checkRecursive(c: Checker, pkg: Package): void {
  const state = new Map<T.Type, 'open' | 'done'>();
  const visit = (t: T.Type): void => {
    if (t.tag === 'array') { visit(t.elem); return; }
    if (t.tag === 'struct') { for (const f of t.fields) visit(f.type); return; }
    if (t.tag !== 'named' || state.get(t) === 'done') return;
    if (state.get(t) === 'open') {
      c.error(t.object.pos, `invalid recursive type ${t.object.name}`);
      t.under = T.INVALID;
      return;
    }
    state.set(t, 'open');
    visit(T.underlying(t));
    state.set(t, 'done');
  };
  for (const e of pkg.scope.values()) if (e.tag === 'type' && e.type) visit(e.type);
}

export function resolveConst(c: Checker, e: ConstantEntity): void {
  const d = e.decl as ConstDecl;
  declareConst(c, d, e);
}

/** Gives a constant (package-level or local) its type and value. */
export function declareConst(c: Checker, d: ConstDecl, e: ConstantEntity): void {
  const source = d.values[e.index];
  if (!source) {
    c.error(e.pos, 'missing init expr for const declaration');
    e.type = T.INVALID;
    e.value = 0n;
    return;
  }
  const saved = c.context.iota;
  c.context.iota = BigInt(d.iota);
  // An inherited expression is checked again for each constant: iota differs.
  const value = d.inherited ? cloneExpr(source) : source;
  try {
    expr(c, value);
    if (d.typeExpr) {
      const t = typeExpr(c, d.typeExpr);
      if (value.type !== T.INVALID) {
        if (T.isUntyped(value.type!)) convertUntyped(c, value, t, 'constant declaration');
        else assignable(c, value, t, 'constant declaration');
      }
    }
  } finally { c.context.iota = saved; }
  if (value.value === undefined) {
    if (value.type !== T.INVALID) c.error(value.pos, `${describe(value)} is not constant`);
    e.type = T.INVALID;
    e.value = 0n;
    return;
  }
  e.type = value.type!;
  e.value = value.value;
}

export function resolveVar(c: Checker, v: Variable): void {
  const d = v.decl!;
  if (d.typeExpr) v.type = typeExpr(c, d.typeExpr);
  if (!d.values.length) return;
  initVariables(c, d.variables!, d.values, d.typeExpr ? v.type : undefined, v.pos, d.names.indexOf(d.names.find((n) => n.object === v)!));
}

/**
 * Checks `var names T = values`. `only` limits the work to one package-level variable (each is resolved on its own), except
 * when one call gives all of them their values.
 */
export function initVariables(c: Checker, variables: Variable[], values: Expr[], declared: T.Type | undefined, pos: number, only = -1): void {
  if (values.length === 1 && variables.length > 1) {
    const types = multiValue(c, values[0], variables.length);
    if (!types) { for (const v of variables) v.type ??= declared ?? T.INVALID; return; }
    variables.forEach((v, i) => {
      v.type = declared ?? types[i] ?? T.INVALID;
      if (declared && types[i] !== T.INVALID && !isAssignableType(types[i], declared)) c.error(pos, `cannot use ${exprText(values[0])} (value of type ${types[i]}) as type ${declared} in assignment`);
      if (only >= 0) v.state = 'resolved';
    });
    if (only >= 0) for (const v of variables) { const uses = c.context.uses; if (uses) c.dependencies.set(v, uses); }
    return;
  }
  if (values.length !== variables.length) {
    const extra = values.length > variables.length;
    c.error(extra ? values[variables.length].pos : variables[values.length].pos, extra ? 'extra init expr' : `missing init expr for variable declaration`);
    for (const v of variables) v.type ??= declared ?? T.INVALID;
    if (only < 0) for (const e of values) { try { expr(c, e); } catch (x) { if (!(x instanceof Abandon)) throw x; } }
    return;
  }
  variables.forEach((v, i) => {
    if (only >= 0 && i !== only) return;
    const e = values[i];
    if (declared) { v.type = declared; exprWithType(c, e, declared, 'variable declaration'); return; }
    expr(c, e);
    if (e.type === T.INVALID) { v.type = T.INVALID; return; }
    if (e.mode === 'novalue' || e.mode === 'tuple' || e.mode === 'type') {
      multiValue(c, e, 1);
      v.type = T.INVALID;
      return;
    }
    v.type = defaultType(e.type!);
    if (e.type === T.UNTYPED_NIL) { c.error(e.pos, 'use of untyped nil in variable declaration'); v.type = T.INVALID; } else convertUntyped(c, e, v.type, 'variable declaration');
  });
}

export function resolveFunc(c: Checker, f: Func): void {
  const d: FuncDecl = f.decl!;
  f.signature = signatureType(c, d.signature);
  if (d.receiver) typeExpr(c, d.receiver.typeExpr);
  if (f.receiver) {
    const u = T.underlying(f.receiver.named);
    if (u.tag === 'pointer' || u.tag === 'interface') c.error(d.receiver!.pos, `invalid receiver type ${f.receiver.named} (pointer or interface type)`);
    if (u.tag === 'struct' && u.fields.some((x) => x.name === f.name)) c.error(f.pos, `field and method with the same name ${f.name}`);
  }
  if (d.body) f.body = new FunctionBody(f.signature, d.body, f.pkg!, undefined, f.symbol, f);
}
