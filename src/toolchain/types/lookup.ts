/** Fields and methods, direct and promoted; method sets; which types implement which interfaces. */
import type { Func, Package, Selection } from './entities';
import type { Interface, Method, Named, Type } from './types';
import { pointerTo, underlying } from './types';

export const isExported = (name: string): boolean => /^\p{Lu}/u.test(name);

interface Candidate { type: Type; path: Selection['path'] }

/** Finds x.name for x of type `t`; 'ambiguous' if the shallowest depth has several. Methods on pointers count. */
export function lookup(t: Type, name: string, pkg: Package | undefined): Selection | 'ambiguous' | undefined {
  let level: Candidate[] = [{ type: t, path: [] }];
  const seen = new Set<Type>();
  for (let first = true; level.length; first = false) {
    let found: Selection | undefined, count = 0;
    const next: Candidate[] = [];
    for (const { type, path } of level) {
      let base = type;
      const isPointer = base.tag === 'pointer' || (first && underlying(base).tag === 'pointer');
      if (isPointer) base = (underlying(base) as { elem: Type }).elem;
      if (base.tag === 'named') {
        if (seen.has(base)) continue;
        seen.add(base);
        const method = type.tag === 'named' && isPointer ? undefined : base.methods.get(name);
        if (method && visible(name, method.pkg, pkg)) {
          count++;
          found = { kind: 'method', path, method, receiverType: base };
          continue;
        }
      }
      const u = underlying(base);
      if (u.tag === 'struct') {
        u.fields.forEach((f, index) => {
          const step = { index, throughPointer: isPointer, type: base };
          if (f.name === name && visible(name, f.pkg, pkg)) {
            count++;
            found = { kind: 'field', path: [...path, step] };
          } else if (f.embedded) next.push({ type: f.type, path: [...path, step] });
        });
      } else if (u.tag === 'interface' && !isPointer) {
        const interfaceIndex = u.methods.findIndex((m) => m.name === name && visible(name, m.pkg, pkg));
        if (interfaceIndex >= 0) {
          count++;
          found = { kind: 'interfaceMethod', path, interfaceIndex, receiverType: base, signature: u.methods[interfaceIndex].signature };
        }
      }
    }
    if (count === 1) return found;
    if (count > 1) return 'ambiguous';
    level = next;
  }
  return undefined;
}

function visible(name: string, declared: Package | undefined, from: Package | undefined): boolean {
  return isExported(name) || declared === from || !declared;
}

/** Type of the field a selection of kind 'field' ends at. */
export function fieldType(selection: Selection): Type {
  const last = selection.path[selection.path.length - 1];
  const u = underlying(last.type);
  return u.tag === 'struct' ? u.fields[last.index].type : last.type;
}

export interface MethodSetEntry { name: string; pkg: Package | undefined; selection: Selection }

/** All methods callable through a value of type t held in an interface (t's method set), sorted by name. */
export function methodSet(t: Type): MethodSetEntry[] {
  const names = new Map<string, Package | undefined>();
  const seen = new Set<Type>();
  const collect = (type: Type): void => {
    const base = type.tag === 'pointer' ? type.elem : type;
    if (seen.has(base)) return;
    seen.add(base);
    if (base.tag === 'named') for (const m of base.methods.values()) names.set(m.name, isExported(m.name) ? undefined : m.pkg);
    const u = underlying(base);
    if (u.tag === 'struct') for (const f of u.fields) { if (f.embedded) collect(f.type); }
    else if (u.tag === 'interface' && type.tag !== 'pointer') for (const m of u.methods) names.set(m.name, m.pkg);
  };
  if (underlying(t).tag === 'interface') return [];
  collect(t);
  const out: MethodSetEntry[] = [];
  for (const [name, pkg] of [...names].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const selection = lookup(t, name, pkg);
    if (selection && selection !== 'ambiguous' && selection.kind !== 'field' && inMethodSet(t, selection)) out.push({ name, pkg, selection });
  }
  return out;
}

/** A pointer-receiver method belongs to the set of *T, or of T if a pointer is on the way. */
export function inMethodSet(t: Type, selection: Selection): boolean {
  if (selection.kind !== 'method' || !selection.method!.receiver!.pointer) return true;
  if (t.tag === 'pointer' && selection.path.length === 0) return true;
  if (selection.path.some((s) => s.throughPointer)) return true;
  const last = selection.path[selection.path.length - 1];
  if (!last) return false;
  const u = underlying(last.type);
  return u.tag === 'struct' && u.fields[last.index].type.tag === 'pointer';
}

export interface Missing { method: Method; pointerReceiver: boolean; wrongType: boolean; have?: Type }

/** The first method of `target` that t lacks; undefined if t implements it. `resolve` completes a method's signature. */
export function missingMethod(t: Type, target: Interface, resolve: (f: Func) => void): Missing | undefined {
  const own = underlying(t);
  for (const method of target.methods) {
    if (own.tag === 'interface') {
      const have = own.methods.find((m) => m.name === method.name);
      if (!have || have.signature !== method.signature) return { method, pointerReceiver: false, wrongType: !!have, have: have?.signature };
      continue;
    }
    const selection = lookup(t, method.name, method.pkg);
    if (!selection || selection === 'ambiguous' || selection.kind === 'field') return { method, pointerReceiver: false, wrongType: false };
    if (selection.kind === 'method') resolve(selection.method!);
    const have = selection.kind === 'method' ? selection.method!.signature : selection.signature!;
    if (have !== method.signature) return { method, pointerReceiver: false, wrongType: true, have };
    if (!inMethodSet(t, selection)) return { method, pointerReceiver: true, wrongType: false };
  }
  return undefined;
}

/** The type a method is declared on, as the receiver of its code: *T or T. */
export function receiverOf(method: Func): Type {
  const named: Named = method.receiver!.named;
  return method.receiver!.pointer ? pointerTo(named) : named;
}
