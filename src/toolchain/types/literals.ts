/** Composite literals. */
import type { CompositeLit, Element, Expr } from '../syntax/ast';
import { exprText } from '../syntax/print';
import type { Checker } from './checker';
import { assignable } from './conversion';
import { expr, exprWithType, indexValue, valueExpr } from './expressions';
import { isExported } from './lookup';
import { typeExpr } from './typexpr';
import * as T from './types';

export function compositeLit(c: Checker, e: CompositeLit, hint: T.Type | undefined): void {
  let t: T.Type;
  e.mode = 'value';
  if (e.typeExpr?.kind === 'ArrayType' && e.typeExpr.length === '...') {
    const elem = typeExpr(c, e.typeExpr.elem);
    t = T.arrayOf(elem, elements(c, e.elements, elem, undefined));
    e.typeExpr.type = t;
    e.type = t;
    return;
  }
  if (e.typeExpr) t = typeExpr(c, e.typeExpr);
  else if (hint) t = hint;
  else { c.error(e.pos, 'invalid composite literal type: missing type'); return c.invalid(e); }
  e.type = t;
  if (t === T.INVALID) { for (const x of e.elements) if (x.value.kind !== 'CompositeLit') expr(c, x.value); return; }
  let u = T.underlying(t);
  // Inside a literal of pointers, {..} stands for &T{..}.
  if (!e.typeExpr && u.tag === 'pointer') u = T.underlying(u.elem);
  switch (u.tag) {
    case 'struct': return structLit(c, e, t, u);
    case 'array': elements(c, e.elements, u.elem, u.length); return;
    case 'slice': (e as CompositeLit & { length?: number }).length = elements(c, e.elements, u.elem, undefined); return;
    case 'map': {
      const seen = new Set<unknown>();
      for (const x of e.elements) {
        if (!x.key) { c.error(x.value.pos, 'missing key in map literal'); expr(c, x.value, u.elem); continue; }
        if (exprWithType(c, x.key, u.key, 'map literal') && x.key.value !== undefined) {
          if (seen.has(x.key.value)) c.error(x.key.pos, `duplicate key ${exprText(x.key)} in map literal`);
          seen.add(x.key.value);
        }
        exprWithType(c, x.value, u.elem, 'map literal');
      }
      return;
    }
    default:
      c.error(e.pos, `invalid composite literal type ${t}`);
      c.invalid(e);
  }
}

function structLit(c: Checker, e: CompositeLit, t: T.Type, u: T.Struct): void {
  if (!e.elements.length) return;
  if (e.elements[0].key) {
    const seen = new Set<string>();
    for (const x of e.elements) {
      if (!x.key) { c.error(x.value.pos, 'mixture of field:value and value elements in struct literal'); expr(c, x.value); continue; }
      if (x.key.kind !== 'Ident') { c.error(x.key.pos, `invalid field name ${exprText(x.key)} in struct literal`); continue; }
      const name = x.key.name;
      const f = u.fields.find((g) => g.name === name && (!g.pkg || g.pkg === c.context.pkg));
      if (!f) { c.error(x.key.pos, `unknown field '${name}' in struct literal of type ${t}`); valueExpr(c, x.value); continue; }
      if (seen.has(name)) c.error(x.key.pos, `duplicate field name ${name} in struct literal`);
      seen.add(name);
      exprWithType(c, x.value, f.type, 'struct literal');
    }
    return;
  }
  e.elements.forEach((x, i) => {
    if (x.key) { c.error(x.key.pos, 'mixture of field:value and value elements in struct literal'); return; }
    const f = u.fields[i];
    if (!f) { if (i === u.fields.length) c.error(x.value.pos, `too many values in ${exprText(e)}`); expr(c, x.value); return; }
    if (!isExported(f.name) && f.pkg !== c.context.pkg) c.error(x.value.pos, `implicit assignment to unexported field ${f.name} in struct literal of type ${t}`);
    if (valueExpr(c, x.value, f.type)) assignable(c, x.value, f.type, 'struct literal');
  });
  if (e.elements.length < u.fields.length) c.error(e.end, `too few values in ${exprText(e)}`);
}

/** Checks the elements of an array or slice literal; returns the length. */
function elements(c: Checker, list: Element[], elem: T.Type, length: number | undefined): number {
  let at = 0, max = 0;
  const seen = new Set<number>();
  for (const x of list) {
    if (x.key) {
      const n = indexValue(c, x.key, length);
      if (n === undefined) { if (x.key.type !== T.INVALID && x.key.value === undefined) c.error(x.key.pos, `index ${exprText(x.key)} must be integer constant`); } else at = n;
    } else if (length !== undefined && at >= length) c.error(x.value.pos, `index ${at} is out of bounds (>= ${length})`);
    if (seen.has(at)) c.error(x.key?.pos ?? x.value.pos, `duplicate index ${at} in array or slice literal`);
    seen.add(at);
    (x as Element & { at?: number }).at = at;
    exprWithType(c, x.value as Expr, elem, 'array or slice literal');
    at++;
    max = Math.max(max, at);
  }
  return max;
}
