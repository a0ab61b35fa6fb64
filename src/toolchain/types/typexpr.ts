/** Type expressions. */
import type { Expr, FuncType, StructType } from '../syntax/ast';
import { exprText } from '../syntax/print';
import type { Checker } from './checker';
import { toInteger } from './constants';
import { expr } from './expressions';
import { isExported } from './lookup';
import * as T from './types';

/** The type an expression denotes; reports an error and gives INVALID if it is none. */
export function typeExpr(c: Checker, e: Expr): T.Type {
  const t = typeOrUndefined(c, e);
  if (t) { e.type = t; e.mode = 'type'; return t; }
  if (e.mode === undefined) expr(c, e);
  if (e.type !== T.INVALID) c.error(e.pos, `${exprText(e)} is not a type`);
  e.mode = 'type';
  return (e.type = T.INVALID);
}

/** The type an expression denotes, undefined if it is not a type (then nothing is reported). */
export function typeOrUndefined(c: Checker, e: Expr): T.Type | undefined {
  switch (e.kind) {
    case 'Ident': {
      if (e.name === '_') return undefined;
      const entity = c.find(e.name);
      if (!entity) { c.error(e.pos, `undefined: ${e.name}`); e.mode = 'type'; return T.INVALID; }
      if (entity.tag !== 'type') return undefined;
      e.object = entity;
      if (!entity.type || (entity.state === 'declared' && entity.decl?.alias)) c.resolve(entity);
      if (!entity.type) { c.error(e.pos, `invalid recursive type ${e.name}`); return T.INVALID; }
      if (entity.state === 'declared' && entity.pkg?.scope.get(entity.name) === entity) c.resolve(entity);
      return entity.type;
    }
    case 'Selector': {
      if (e.x.kind !== 'Ident') return undefined;
      const p = c.find(e.x.name);
      if (p?.tag !== 'package') return undefined;
      const entity = p.imported.scope.get(e.sel.name);
      if (entity?.tag !== 'type') return undefined;
      p.used = true;
      if (!isExported(e.sel.name)) c.error(e.sel.pos, `${e.sel.name} not exported by package ${p.imported.name}`);
      e.object = entity;
      c.resolve(entity);
      return entity.type;
    }
    case 'Paren': return typeOrUndefined(c, e.x);
    case 'Star': {
      const t = typeOrUndefined(c, e.x);
      return t && T.pointerTo(t);
    }
    case 'ArrayType': {
      const elem = (): T.Type => typeExpr(c, e.elem);
      if (e.length === undefined) return T.sliceOf(elem());
      if (e.length === '...') { c.error(e.pos, 'invalid use of [...] array (outside a composite literal)'); return T.INVALID; }
      const length = arrayLength(c, e.length);
      return length === undefined ? (elem(), T.INVALID) : T.arrayOf(elem(), length);
    }
    case 'MapType': {
      const key = typeExpr(c, e.key), elem = typeExpr(c, e.elem);
      // A key type still being declared is checked where the map is used.
      if ((key.tag !== 'named' || key.under) && key !== T.INVALID && !T.isComparable(key)) { c.error(e.key.pos, `invalid map key type ${key}`); return T.INVALID; }
      return T.mapOf(key, elem);
    }
    case 'ChanType': return T.chanOf(typeExpr(c, e.elem), e.direction);
    case 'FuncType': return signatureType(c, e);
    case 'StructType': return structType(c, e);
    case 'InterfaceType': {
      const methods = new Map<string, T.Method>();
      const add = (m: T.Method, pos: number): void => {
        const other = methods.get(m.name);
        if (other && other.signature !== m.signature) c.error(pos, `duplicate method ${m.name}`);
        methods.set(m.name, m);
      };
      for (const m of e.methods) {
        if (methods.has(m.name.name)) c.error(m.name.pos, `duplicate method ${m.name.name}`);
        add({ name: m.name.name, signature: signatureType(c, m.signature), pkg: isExported(m.name.name) ? undefined : c.context.pkg }, m.name.pos);
      }
      for (const x of e.embedded) {
        const t = typeExpr(c, x), u = T.underlying(t);
        if (u === T.INVALID) { if (t !== T.INVALID) c.error(x.pos, `invalid recursive type ${exprText(x)}`); continue; }
        if (u.tag !== 'interface') c.diagnostics.unsupported(x.pos, `type sets (${exprText(x)} in an interface; generics) are`);
        else for (const m of u.methods) add(m, x.pos);
      }
      return T.interfaceOf([...methods.values()]);
    }
    default: return undefined;
  }
}

function arrayLength(c: Checker, e: Expr): number | undefined {
  expr(c, e);
  if (e.type === T.INVALID) return undefined;
  const n = e.value === undefined ? undefined : toInteger(e.value);
  if (n === undefined) {
    c.error(e.pos, e.value === undefined ? `invalid array length ${exprText(e)}` : `array length ${exprText(e)} (${e.type} constant) must be integer`);
    return undefined;
  }
  if (n < 0n || n > 0x7fffffffffffn) { c.error(e.pos, `invalid array length ${exprText(e)} (${e.type} constant)`); return undefined; }
  return Number(n);
}

export function signatureType(c: Checker, f: FuncType): T.Signature {
  const params = f.params.map((p) => { const t = typeExpr(c, p.typeExpr); return p.variadic ? T.sliceOf(t) : t; });
  f.params.forEach((p, i) => { if (p.variadic && i < f.params.length - 1) c.error(p.pos, 'can only use ... with final parameter in list'); });
  return T.signatureOf(params, f.results.map((r) => typeExpr(c, r.typeExpr)), f.params.some((p) => p.variadic));
}

function structType(c: Checker, e: StructType): T.Type {
  const fields: T.StructField[] = [], names = new Set<string>();
  const add = (name: string, type: T.Type, embedded: boolean, tagText: string, pos: number): void => {
    if (name !== '_' && names.has(name)) c.error(pos, `${name} redeclared`);
    names.add(name);
    fields.push({ name, type, embedded, tagText, pkg: isExported(name) ? undefined : c.context.pkg });
  };
  for (const f of e.fields) {
    const type = typeExpr(c, f.typeExpr);
    if (!f.embedded) { for (const n of f.names) add(n.name, type, false, f.tag, n.pos); continue; }
    const base = f.typeExpr.kind === 'Star' ? f.typeExpr.x : f.typeExpr;
    const name = base.kind === 'Ident' ? base.name : base.kind === 'Selector' ? base.sel.name : '?';
    add(name, type, true, f.tag, f.pos);
  }
  return T.structOf(fields);
}
