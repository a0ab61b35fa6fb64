/** Run-time type descriptors and itabs; layouts as in runtime-interface.md. */
import type { Package } from '../types/entities';
import { methodSet } from '../types/lookup';
import type { MethodSetEntry } from '../types/lookup';
import * as T from '../types/types';
import { DataSymbol } from '../link/symbols';
import type { Generator } from './generator';
import { methodWordSymbol } from './wrappers';

const KIND: Record<string, number> = { array: 17, chan: 18, func: 19, interface: 20, map: 21, pointer: 22, slice: 23, struct: 25 };
const DIRECT = 32;
export const TYPE_SIZE = 160, ITAB_FUNCTIONS = 24;

export class Descriptors {
  private readonly names = new Map<T.Type, string>();
  private readonly taken = new Map<string, T.Type>();
  /** Every type with a descriptor, by the descriptor's symbol. */
  readonly types = new Map<string, T.Type>();
  readonly itabs: string[] = [];
  /** Methods of descriptors whose code is needed only if some interface has a method of that name. */
  private waiting: { symbol: DataSymbol; offset: number; type: T.Type; method: MethodSetEntry }[] = [];
  readonly called: Set<string>;

  constructor(private readonly gen: Generator) { this.called = new Set(gen.library?.called); }

  /** A name that no other type has: full package paths, numbers for types declared in functions. */
  name(t: T.Type): string {
    let n = this.names.get(t);
    if (n !== undefined) return n;
    n = this.spelled(t);
    if (this.taken.has(n)) n = `${n}#${t.id}`;
    this.names.set(t, n);
    this.taken.set(n, t);
    return n;
  }

  /** As the type is shown; names that are private to packages with the packages', which may be namesakes. */
  private spelled(t: T.Type): string {
    switch (t.tag) {
      case 'named': return t.symbolName();
      case 'pointer': return `*${this.name(t.elem)}`;
      case 'slice': return `[]${this.name(t.elem)}`;
      case 'array': return `[${t.length}]${this.name(t.elem)}`;
      case 'map': return `map[${this.name(t.key)}]${this.name(t.elem)}`;
      case 'struct': return `${t}${owners(t.fields)}`;
      case 'interface': return `${t}${owners(t.methods)}`;
      default: return t.toString();
    }
  }

  type(t: T.Type): string {
    const symbol = `type.${this.name(t)}`;
    if (!this.types.has(symbol) && !this.gen.isPrebuilt(symbol)) {
      this.types.set(symbol, t);
      const s = new DataSymbol(symbol, 'rodata', TYPE_SIZE, 8);
      this.gen.define(s);
      this.fill(s, t);
    }
    return symbol;
  }

  itab(t: T.Type, target: T.Type): string {
    const u = T.underlying(target) as T.Interface, symbol = `go.itab.${this.name(t)},${this.name(target)}`;
    if (this.gen.hasSymbol(symbol)) return symbol;
    const s = new DataSymbol(symbol, 'rodata', ITAB_FUNCTIONS + 8 * u.methods.length, 8);
    this.gen.define(s);
    this.itabs.push(symbol);
    s.address(0, this.type(target));
    s.address(8, this.type(t));
    s.put(16, hash(this.name(t)), 4);
    const set = methodSet(t);
    u.methods.forEach((m, i) => {
      const entry = set.find((x) => x.name === m.name && x.pkg === m.pkg) ?? set.find((x) => x.name === m.name)!;
      s.address(ITAB_FUNCTIONS + 8 * i, methodWordSymbol(this.gen, t, entry));
    });
    return symbol;
  }

  /** Gives descriptors the code of methods that interfaces in use may call (`all`: of every method); true if there was any new. */
  resolveMethods(all: boolean): boolean {
    const isReady = (w: { method: MethodSetEntry }): boolean => all || this.called.has(w.method.name);
    const ready = this.waiting.filter(isReady);
    if (!ready.length) return false;
    this.waiting = this.waiting.filter((w) => !isReady(w));
    for (const w of ready) w.symbol.address(w.offset, methodWordSymbol(this.gen, w.type, w.method));
    return true;
  }

  private string(s: DataSymbol, offset: number, text: string): void {
    if (!text) return;
    s.address(offset, this.gen.stringSymbol(bytesOf(text)));
    s.put(offset + 8, bytesOf(text).length, 8);
  }

  private list(s: DataSymbol, offset: number, name: string, count: number, entrySize: number, fill: (list: DataSymbol, i: number, at: number) => void): void {
    if (!count) return;
    const list = new DataSymbol(name, 'rodata', count * entrySize, 8);
    this.gen.define(list);
    for (let i = 0; i < count; i++) fill(list, i, i * entrySize);
    s.address(offset, name);
    s.put(offset + 8, count, 8);
    s.put(offset + 16, count, 8);
  }

  private typeList(s: DataSymbol, offset: number, name: string, types: readonly T.Type[]): void {
    this.list(s, offset, name, types.length, 56, (list, i, at) => list.address(at + 16, this.type(types[i])));
  }

  private fill(s: DataSymbol, t: T.Type): void {
    const u = T.underlying(t), size = T.sizeOf(t);
    s.put(0, size, 8);
    if (T.hasPointers(t)) s.put(8, size, 8);
    s.put(16, hash(this.name(t)), 4);
    const set = methodSet(t);
    s.put(20, (t.tag === 'named' || t.tag === 'basic' ? 1 : 0) | (set.length ? 2 : 0), 1);
    s.put(21, T.alignOf(t), 1);
    s.put(22, T.alignOf(t), 1);
    s.put(23, (u.tag === 'basic' ? u.kindNumber : KIND[u.tag] ?? 0) | (T.isDirectInterface(t) ? DIRECT : 0), 1);
    if (T.isComparable(t)) s.address(24, this.gen.funcValue(this.gen.equality(t)));
    this.string(s, 32, t.toString());
    const pkg: Package | undefined = t.tag === 'named' ? t.pkg : undefined;
    if (pkg) this.string(s, 144, pkg.path);
    switch (u.tag) {
      case 'pointer': case 'slice': case 'array': case 'chan': case 'map':
        s.address(48, this.type(u.elem));
        if (u.tag === 'map') s.address(56, this.type(u.key));
        if (u.tag === 'array') s.put(64, u.length, 8);
        if (u.tag === 'chan') s.put(64, u.direction === 'recv' ? 1 : u.direction === 'send' ? 2 : 3, 8);
        break;
      case 'struct': {
        const offsets = u.measure().offsets;
        this.list(s, 72, `${s.name}.fields`, u.fields.length, 56, (list, i, at) => {
          this.string(list, at, u.fields[i].name);
          list.address(at + 16, this.type(u.fields[i].type));
          list.put(at + 24, offsets[i], 8);
          list.put(at + 32, u.fields[i].embedded ? 1 : 0, 8);
          this.string(list, at + 40, u.fields[i].pkg?.path ?? '');
        });
        break;
      }
      case 'func':
        s.put(64, u.variadic ? 1 : 0, 8);
        this.typeList(s, 72, `${s.name}.params`, u.params);
        this.typeList(s, 96, `${s.name}.results`, u.results);
        break;
      default:
    }
    if (u.tag === 'interface') {
      for (const m of u.methods) this.called.add(m.name);
      this.list(s, 120, `${s.name}.methods`, u.methods.length, 48, (list, i, at) => {
        this.string(list, at, u.methods[i].name);
        this.string(list, at + 16, u.methods[i].pkg?.path ?? '');
        list.address(at + 32, this.type(u.methods[i].signature));
      });
    } else {
      this.list(s, 120, `${s.name}.methods`, set.length, 48, (list, i, at) => {
        this.string(list, at, set[i].name);
        this.string(list, at + 16, set[i].pkg?.path ?? '');
        const m = set[i].selection.method;
        if (m) this.gen.checker.resolve(m);
        list.address(at + 32, this.type(m ? m.signature : set[i].selection.signature!));
        this.waiting.push({ symbol: list, offset: at + 40, type: t, method: set[i] });
      });
    }
  }
}

function owners(members: readonly { pkg: Package | undefined }[]): string {
  return [...new Set(members.flatMap(({ pkg }) => (pkg ? [` of ${pkg.path}`] : [])))].join('');
}

function bytesOf(text: string): string {
  let out = '';
  for (const b of new TextEncoder().encode(text)) out += String.fromCharCode(b);
  return out;
}

/** FNV-1a: the same in every run. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
