/** State of the type checker and resolution of declarations on demand. */
import type { Diagnostics } from '../source';
import { Abandon } from '../source';
import type { Expr, FuncLit, Ident } from '../syntax/ast';
import { resolveConst, resolveFunc, resolveType, resolveVar } from './declarations';
import type { Entity, FileScope, Func, Package } from './entities';
import { FunctionBody, TypeName, Variable } from './entities';
import { checkBody } from './statements';
import * as T from './types';
import type { Universe } from './universe';
import { makeUniverse } from './universe';

/** Names declared in a block. */
export class Scope {
  readonly names = new Map<string, Entity>();
  constructor(readonly parent: Scope | undefined) {}
}

/** Where the checker is: swapped as a whole when another declaration is resolved in between. */
export interface Context {
  pkg: Package;
  fileScope: FileScope;
  scope: Scope | undefined;
  body: FunctionBody | undefined;
  iota: bigint | undefined;
  loopDepth: number;
  /** Package-level variables and functions that the current declaration refers to (for initialisation order). */
  uses: Set<Entity> | undefined;
}

export class Checker {
  readonly universe: Universe = makeUniverse();
  context!: Context;
  /** package-level entity -> the package-level variables and functions its initialiser or body mentions */
  readonly dependencies = new Map<Entity, Set<Entity>>();
  localTypes = 0;

  constructor(readonly diagnostics: Diagnostics) {}

  /** Reports an error; types of the current package are named without it, as the compiler does. */
  error(pos: number, text: string): void {
    const name = this.context?.pkg.name;
    this.diagnostics.error(pos, name ? text.replace(new RegExp(`(?<![\\w."])${name}\\.(?=[\\p{L}_])(?!go:)`, 'gu'), '') : text);
  }

  /** Runs `action` in the context of a package-level declaration. */
  within<R>(entity: { pkg: Package | undefined; scopeOf?: FileScope }, uses: Set<Entity> | undefined, action: () => R): R {
    const saved = this.context;
    this.context = { pkg: entity.pkg!, fileScope: entity.scopeOf!, scope: undefined, body: undefined, iota: undefined, loopDepth: 0, uses };
    try { return action(); } finally { this.context = saved; }
  }

  /** Completes a package-level entity: its type, and its value if it is a constant. */
  resolve(entity: Entity): void {
    if (entity.state === 'resolved') return;
    if (entity.state === 'resolving') {
      if (entity.tag === 'type' || entity.tag === 'func') return;
      if (entity.tag === 'var' && entity.type) return;
      this.error(entity.pos, `initialization cycle: ${entity.name} refers to itself`);
      if (entity.tag === 'var' || entity.tag === 'const') { entity.type = T.INVALID; if (entity.tag === 'const') entity.value = 0n; }
      entity.state = 'resolved';
      return;
    }
    entity.state = 'resolving';
    const uses = entity.tag === 'var' ? new Set<Entity>() : undefined;
    if (uses) this.dependencies.set(entity, uses);
    this.within(entity, uses, () => {
      try {
        if (entity.tag === 'var') resolveVar(this, entity);
        else if (entity.tag === 'const') resolveConst(this, entity);
        else if (entity.tag === 'type') resolveType(this, entity);
        else if (entity.tag === 'func') resolveFunc(this, entity);
      } catch (e) {
        if (!(e instanceof Abandon)) throw e;
      }
    });
    if ((entity.tag === 'var' || entity.tag === 'const') && !entity.type) entity.type = T.INVALID;
    if (entity.tag === 'const' && entity.value === undefined) entity.value = 0n;
    entity.state = 'resolved';
  }

  /** Checks the body of a declared function once. */
  checkFunction(func: Func): void {
    this.resolve(func);
    const body = func.body;
    if (!body || body.checked) return;
    body.checked = true;
    const uses = new Set<Entity>();
    this.dependencies.set(func, uses);
    this.within(func, uses, () => checkBody(this, body, func.decl!.receiver, func.decl!.signature));
  }

  /** Checks a function literal in the current context. */
  checkLiteral(lit: FuncLit, signature: T.Signature): void {
    const c = this.context, outer = c.body;
    const top = outer?.outermost;
    const base = top ? top.symbol : `${c.pkg.path}.glob.`;
    const symbol = `${base}.func${++(top ?? c.pkg).literalCount}`;
    const body = new FunctionBody(signature, lit.body, c.pkg, outer, symbol, undefined);
    lit.info = body;
    outer?.literals.push(lit);
    body.checked = true;
    const saved = { ...c };
    c.body = body;
    try { checkBody(this, body, undefined, lit.signature); } finally { Object.assign(c, saved); }
  }

  /** Finds what a name denotes here; reports nothing. */
  find(name: string): Entity | undefined {
    const c = this.context;
    for (let s = c.scope; s; s = s.parent) {
      const e = s.names.get(name);
      if (e) return e;
    }
    return c.fileScope.imports.get(name) ?? c.pkg.scope.get(name) ?? this.universe.scope.get(name);
  }

  push(): Scope { return (this.context.scope = new Scope(this.context.scope)); }
  pop(): void { this.context.scope = this.context.scope!.parent; }

  /** Declares a local variable in the current scope. `from` is where its scope begins (the end of its declaration). */
  declareLocal(ident: Ident, type: T.Type, role: Variable['role'] = 'local'): Variable {
    const c = this.context;
    const v = new Variable(ident.name, ident.pos, c.pkg);
    v.type = type;
    v.role = role;
    v.owner = c.body;
    v.loopDepth = c.loopDepth;
    ident.object = v;
    ident.type = type;
    c.body?.variables.push(v);
    this.declare(v);
    return v;
  }

  declare(entity: Entity): void {
    if (entity.name === '_') return;
    const names = this.context.scope!.names, other = names.get(entity.name);
    if (other) {
      const at = this.diagnostics.files.place(other.pos);
      this.error(entity.pos, `${entity.name} redeclared in this block\n\t${at.file}:${at.line}:${at.column}: other declaration of ${entity.name}`);
      return;
    }
    names.set(entity.name, entity);
  }

  /** A local type's Named. */
  newLocalType(ident: Ident): TypeName {
    const t = new TypeName(ident.name, ident.pos, this.context.pkg);
    t.type = new T.Named(t, this.context.pkg, ++this.localTypes);
    return t;
  }

  /** Notes that the current code uses a variable of an enclosing function. */
  capture(v: Variable): void {
    if (!v.owner) return;
    for (let b = this.context.body; b && b !== v.owner; b = b.parent) if (!b.captures.includes(v)) b.captures.push(v);
  }

  invalid(e: Expr): void { e.type = T.INVALID; e.mode = 'value'; e.value = undefined; }
}
