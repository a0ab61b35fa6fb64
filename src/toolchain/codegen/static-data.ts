/** Package-level variables whose initial value is known at link time. */
import type { Element, Expr } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import type { Constant, Rational } from '../types/constants';
import type { Variable } from '../types/entities';
import * as T from '../types/types';
import { DataSymbol } from '../link/symbols';
import type { Generator } from './generator';
import { needsConversion, floatBits } from './values';

type Write = (s: DataSymbol, offset: number) => void;

export class StaticData {
  private count = 0;
  private readonly known = new Map<Variable, Write | undefined>();

  constructor(private readonly gen: Generator) {}

  /** Whether no code is needed to initialise v. */
  isStatic(v: Variable): boolean { return this.plan(v) !== undefined; }

  initialise(v: Variable, s: DataSymbol): void { if (v.decl?.values.length) this.plan(v)?.(s, 0); }

  private plan(v: Variable): Write | undefined {
    if (this.known.has(v)) return this.known.get(v);
    this.known.set(v, undefined);
    const d = v.decl, e = d?.values.length === d?.variables?.length ? d?.values[d.variables!.indexOf(v)] : undefined;
    const write = e && e.type !== T.INVALID ? this.value(e, v.type) : undefined;
    this.known.set(v, write);
    return write;
  }

  putConstant(s: DataSymbol, offset: number, c: Constant, t: T.Type): void {
    if (typeof c === 'string') {
      if (!c) return;
      s.address(offset, this.gen.stringSymbol(c));
      s.put(offset + 8, c.length, 8);
    } else if (typeof c === 'boolean') { if (c) s.put(offset, 1, 1); } else if (T.isFloat(t)) s.put(offset, floatBits(c as Rational | bigint, T.sizeOf(t)), T.sizeOf(t));
    else if (c !== 0n) s.put(offset, c as bigint, T.sizeOf(t));
  }

  /** How to write e (converted to t) as data; undefined if it takes code. */
  private value(e: Expr, t: T.Type): Write | undefined {
    if (e.mode === 'nil') return () => undefined;
    if (needsConversion(e, t)) {
      if (e.value === undefined || T.isDirectInterface(e.type!)) return undefined;
      const c = e.value, type = e.type!;
      return (s, o) => {
        s.address(o, this.gen.interfaceWord(type, t));
        s.address(o + 8, this.gen.constantSymbol(c, type));
      };
    }
    if (e.value !== undefined) { const c = e.value; return (s, o) => this.putConstant(s, o, c, t); }
    const x = unparen(e);
    switch (x.kind) {
      case 'Ident': case 'Selector':
        if (x.object?.tag === 'func') { const symbol = x.object.symbol; return (s, o) => s.address(o, this.gen.funcValue(symbol)); }
        return undefined;
      case 'FuncLit':
        if (x.info!.captures.length) return undefined;
        return (s, o) => { this.gen.init.literal(x); s.address(o, this.gen.funcValue(x.info!.symbol)); };
      case 'Unary': {
        if (x.op !== '&') return undefined;
        const target = unparen(x.x);
        if (target.kind === 'CompositeLit') return this.pointer(target, target.type!);
        return this.addressOf(target);
      }
      case 'CompositeLit': return this.composite(x, x.type!);
      case 'Call':
        // unsafe.Pointer(&x) and other conversions that change no bits.
        if (x.form === 'conversion' && T.sizeOf(x.type!) === 8 && T.hasPointers(x.type!) && T.hasPointers(x.args[0].type!) && T.sizeOf(x.args[0].type!) === 8 && !T.isInterface(x.type!)) return this.value(x.args[0], x.args[0].type!);
        return undefined;
      default: return undefined;
    }
  }

  private addressOf(x: Expr): Write | undefined {
    let offset = 0;
    for (let e = unparen(x); ;) {
      if ((e.kind === 'Ident' || e.kind === 'Selector') && e.object?.tag === 'var' && e.object.role === 'global') {
        const symbol = this.gen.globalSymbol(e.object), at = offset;
        return (s, o) => s.address(o, symbol, at);
      }
      if (e.kind === 'Selector' && e.selection?.kind === 'field' && !e.selection.path.some((p) => p.throughPointer)) {
        for (const p of e.selection.path) offset += (T.underlying(p.type) as T.Struct).measure().offsets[p.index];
        e = unparen(e.x);
      } else if (e.kind === 'Index' && T.underlying(e.x.type!).tag === 'array' && e.index.value !== undefined) {
        offset += Number(e.index.value) * T.sizeOf(e.type!);
        e = unparen(e.x);
      } else return undefined;
    }
  }

  private fresh(t: T.Type): DataSymbol {
    const s = new DataSymbol(this.gen.anonymousName('static', this.count++), 'bss', T.sizeOf(t), Math.max(8, T.alignOf(t)));
    this.gen.define(s);
    return s;
  }

  private pointer(x: Expr & { kind: 'CompositeLit' }, t: T.Type): Write | undefined {
    const write = this.composite(x, t);
    return write && ((s, o) => {
      const target = this.fresh(t);
      write(target, 0);
      s.address(o, target.name);
    });
  }

  private element(e: Expr, t: T.Type): Write | undefined {
    if (e.kind === 'CompositeLit' && !e.typeExpr) {
      const u = T.underlying(t);
      return u.tag === 'pointer' ? this.pointer(e, u.elem) : this.composite(e, t);
    }
    return this.value(e, t);
  }

  private composite(x: Expr & { kind: 'CompositeLit' }, t: T.Type): Write | undefined {
    const u = T.underlying(t), parts: { at: number; write: Write }[] = [];
    const add = (e: Expr, type: T.Type, at: number): boolean => {
      const write = this.element(e, type);
      if (write) parts.push({ at, write });
      return !!write;
    };
    const all: Write = (s, o) => { for (const p of parts) p.write(s, o + p.at); };
    switch (u.tag) {
      case 'struct': {
        const offsets = u.measure().offsets;
        for (let i = 0; i < x.elements.length; i++) {
          const { key, value } = x.elements[i], n = key?.kind === 'Ident' ? u.fields.findIndex((f) => f.name === key.name) : i;
          if (!add(value, u.fields[n].type, offsets[n])) return undefined;
        }
        return all;
      }
      case 'array': case 'slice': {
        const size = T.sizeOf(u.elem);
        for (const el of x.elements) if (!add(el.value, u.elem, (el as Element & { at: number }).at * size)) return undefined;
        if (u.tag === 'array') return all;
        const length = (x as typeof x & { length: number }).length;
        return (s, o) => {
          if (length) {
            const target = this.fresh(T.arrayOf(u.elem, length));
            all(target, 0);
            s.address(o, target.name);
          } else s.address(o, this.fresh(T.UINT8).name);
          s.put(o + 8, length, 8);
          s.put(o + 16, length, 8);
        };
      }
      default: return undefined;
    }
  }
}
