/** Composite literals. */
import type { CompositeLit, Element, Expr } from '../syntax/ast';
import * as T from '../types/types';
import { RAX } from '../x86/code-buffer';
import type { Place } from './frame';
import type { Fn } from './function';
import { copy, offsetPlace, zero } from './memory';
import { makeMap, mapAssignPlace } from './maps';
import { convertInto } from './values';

/** Writes a literal of struct or array type (or a slice's or map's words) to memory that its elements do not read. */
export function compositeInto(f: Fn, x: CompositeLit, to: Place): void {
  fill(f, x, x.type!, to);
}

function fill(f: Fn, x: CompositeLit, type: T.Type, to: Place): void {
  const u = T.underlying(type);
  switch (u.tag) {
    case 'struct': {
      const { offsets, size } = u.measure();
      if (x.elements.length < u.fields.length || size > 16) zero(f, to, size);
      x.elements.forEach((el, i) => {
        const key = el.key, n = key?.kind === 'Ident' ? u.fields.findIndex((fl) => fl.name === key.name) : i;
        element(f, el.value, u.fields[n].type, offsetPlace(to, offsets[n]));
      });
      return;
    }
    case 'array': {
      const size = T.sizeOf(u.elem);
      if (x.elements.length < u.length) zero(f, to, T.sizeOf(u));
      for (const el of x.elements) element(f, el.value, u.elem, offsetPlace(to, (el as Element & { at: number }).at * size));
      return;
    }
    case 'slice': {
      const length = (x as CompositeLit & { length: number }).length, array = T.arrayOf(u.elem, length), header = f.temp(24);
      f.newObject(array);
      f.e.store(f.mem(header), RAX, 8);
      const base: Place = { base: RAX, disp: 0, slot: header.disp }, size = T.sizeOf(u.elem);
      for (const el of x.elements) element(f, el.value, u.elem, offsetPlace(base, (el as Element & { at: number }).at * size));
      for (const at of [8, 16]) f.e.storeImm(f.mem(offsetPlace(header, at)), length, 8);
      copy(f, to, header, 24);
      return;
    }
    case 'map': {
      const map = f.temp(8), key = f.temp(T.sizeOf(u.key)), v = f.temp(T.sizeOf(u.elem));
      makeMap(f, type, undefined);
      f.e.store(f.mem(map), RAX, 8);
      for (const el of x.elements) {
        const mark = f.mark();
        element(f, el.key!, u.key, key);
        element(f, el.value, u.elem, v);
        copy(f, f.stable(mapAssignPlace(f, { map, key, type })), v, T.sizeOf(u.elem));
        f.release(mark);
      }
      copy(f, to, map, 8);
      return;
    }
    default: throw new Error(`internal error: literal of ${type}`);
  }
}

/** An element: {..} without a type is a literal of the element type, or &T{..} if that is a pointer. */
function element(f: Fn, e: Expr, type: T.Type, to: Place): void {
  const mark = f.mark();
  if (e.kind === 'CompositeLit' && !e.typeExpr) {
    const u = T.underlying(type);
    if (u.tag === 'pointer') {
      allocated(f, e, u.elem);
      f.e.store(f.mem(to), RAX, 8);
    } else if (u.tag === 'interface') convertInto(f, e, type, to);
    else fill(f, e, type, to);
  } else convertInto(f, e, type, to);
  f.release(mark);
}

/** &T{...}: on the heap, or in the frame if the escape analysis says so; the address is in AX. */
export function pointerToLiteral(f: Fn, x: CompositeLit): void {
  allocated(f, x, x.type!);
}

function allocated(f: Fn, x: CompositeLit, type: T.Type): void {
  f.newObject(type);
  const p = f.stable({ base: RAX, disp: 0 });
  if (x.elements.length) fillFresh(f, x, type, p);
  f.e.load(RAX, { base: 5, disp: p.slot! }, 8, false);
}

/** Fills memory that is zero already. */
function fillFresh(f: Fn, x: CompositeLit, type: T.Type, to: Place): void {
  const u = T.underlying(type);
  if (u.tag !== 'struct') { fill(f, x, type, to); return; }
  const { offsets } = u.measure();
  x.elements.forEach((el, i) => {
    const key = el.key, n = key?.kind === 'Ident' ? u.fields.findIndex((fl) => fl.name === key.name) : i;
    element(f, el.value, u.fields[n].type, offsetPlace(to, offsets[n]));
  });
}
