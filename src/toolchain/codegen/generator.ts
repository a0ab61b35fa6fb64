/** Code and data of a whole program, made on demand from the entry point on. */
import type { Diagnostics, FileSet } from '../source';
import type { Call, FuncLit } from '../syntax/ast';
import type { Checker } from '../types/checker';
import type { CheckedPackage, CheckedProgram } from '../types/check';
import type { Constant } from '../types/constants';
import type { Func, Package, Variable } from '../types/entities';
import * as T from '../types/types';
import type { LinkSymbol, TextSymbol } from '../link/symbols';
import { DataSymbol } from '../link/symbols';
import type { Prebuilt } from '../library/prebuilt';
import { Descriptors } from './descriptors';
import { Escapes } from './escape';
import { Fn } from './function';
import { builtinStatement } from './builtins';
import { equalityFunction } from './wrappers';
import { InitCode } from './init-code';
import { StaticData } from './static-data';

/** Largest package-level variable (bytes): data is addressed relative to code, within 2 GiB. */
const MAX_DATA = 512 << 20;

/** Offsets in the runtime's own types that code depends on; -1: not there. */
export interface RuntimeLayout { stackguard0: number; panic: number; argp: number; hiter: number; gInR14: boolean }

export class Generator {
  readonly symbols = new Map<string, LinkSymbol>();
  readonly layout: RuntimeLayout;
  readonly checker: Checker;
  readonly escapes: Escapes;
  readonly descriptors: Descriptors;
  private readonly functions = new Map<string, Func>();
  private readonly globals = new Map<string, Variable>();
  private readonly strings = new Map<string, string>();
  private readonly constants = new Map<string, string>();
  private readonly onDemand = new Map<string, () => void>();
  private readonly wrapperCounts = new Map<string, number>();
  /** What comes behind the prefix of names without meaning: those of a program and of its library differ. */
  private readonly anonymous: string;
  readonly init: InitCode;
  readonly statics: StaticData;

  /** `minor`: 19 for go1.19. */
  constructor(readonly program: CheckedProgram, readonly files: FileSet, readonly diagnostics: Diagnostics, minor: number, readonly library?: Prebuilt) {
    this.checker = program.checker;
    this.anonymous = library ? 'main.' : '';
    this.escapes = new Escapes(program.checker, library);
    this.descriptors = new Descriptors(this);
    this.layout = library?.layout ?? { ...runtimeLayout(program.byPath.get('runtime')), gInR14: minor >= 17 };
    for (const { pkg, source } of program.packages) if (!source.prebuilt) this.index(pkg);
    this.statics = new StaticData(this);
    this.init = new InitCode(this);
  }

  private index(pkg: Package): void {
    for (const f of pkg.functions) {
      if (!f.receiver && pkg.linknames.has(f.name)) f.symbol = pkg.linknames.get(f.name)!;
      if (f.decl?.body) this.functions.set(f.symbol, f);
    }
    for (const v of pkg.variables) {
      const symbol = this.globalSymbol(v);
      if (!this.globals.has(symbol) || v.decl?.values.length) this.globals.set(symbol, v);
    }
  }

  functionSymbol(f: Func): string { return f.symbol; }
  globalSymbol(v: Variable): string { return v.pkg!.linknames.get(v.name) ?? `${v.pkg!.path}.${v.name}`; }
  hasSymbol(name: string): boolean { return this.symbols.has(name) || this.isPrebuilt(name); }
  /** Whether the program's library has it. */
  isPrebuilt(name: string): boolean { return this.library?.addressOf.has(name) ?? false; }
  /** A name for data that nobody asks for by name. */
  anonymousName(kind: string, n: number): string { return `go.${kind}.${this.anonymous}${n}`; }
  define(s: LinkSymbol): void { this.symbols.set(s.name, s); }
  /** Makes `make` the way to get a symbol that is not there yet. */
  later(name: string, make: () => void): void { if (!this.onDemand.has(name)) this.onDemand.set(name, make); }

  /** Makes a symbol exist, compiling what it stands for; false if nothing is known by that name. */
  ensure(name: string): boolean {
    if (this.symbols.has(name)) return true;
    const f = this.functions.get(name);
    if (f) { this.compileFunction(f); return true; }
    const v = this.globals.get(name);
    if (v) { this.defineGlobal(v, name); return true; }
    const make = this.onDemand.get(name);
    if (make) { make(); return this.symbols.has(name); }
    return this.init.ensure(name);
  }

  /** Names of all package-level variables that a debugger should find, used or not. */
  *globalsOf(pkg: Package): Iterable<string> { for (const v of pkg.variables) if (v.name !== '_') yield this.globalSymbol(v); }

  globalVariables(): Iterable<[string, Variable]> { return this.globals; }

  private defineGlobal(v: Variable, name: string): void {
    const size = T.sizeOf(v.type);
    if (size > MAX_DATA) this.diagnostics.error(v.pos, `${v.name} is too large: ${size} bytes, the embedded toolchain allows ${MAX_DATA} for a variable`);
    const symbol = new DataSymbol(name, 'bss', Math.min(size, MAX_DATA), Math.max(T.alignOf(v.type), size >= 8 ? 8 : 1));
    this.symbols.set(name, symbol);
    this.statics.initialise(v, symbol);
  }

  private compileFunction(f: Func): void {
    this.checker.checkFunction(f);
    if (this.diagnostics.list.length) { this.symbols.set(f.symbol, emptyFunction(f.symbol)); return; }
    this.escapes.analyse(f);
    if (this.diagnostics.list.length) { this.symbols.set(f.symbol, emptyFunction(f.symbol)); return; }
    const pragmas = f.decl!.pragmas, place = this.files.place(f.decl!.pos);
    const fn = new Fn(this, f.symbol, place.file, place.line, f.pkg!);
    this.define(fn.compile(f.body!, pragmas.includes('nosplit')));
  }

  /** Code of a function literal; its name is known since it was checked. */
  compileLiteral(outer: Fn, x: FuncLit): void {
    const info = x.info!;
    this.later(info.symbol, () => {
      const fn = new Fn(this, info.symbol, outer.file, this.files.lineAt(x.pos), info.pkg);
      this.define(fn.compile(info, false));
    });
  }

  /** A function that performs a builtin call with its parameters: what `defer close(c)` defers. */
  builtinFunction(outer: Fn, symbol: string, x: Call, types: readonly T.Type[]): void {
    const f = new Fn(this, symbol, outer.file, outer.currentLine, outer.pkg);
    f.atLine(outer.currentLine, true);
    let at = 16;
    const args = types.map((type): Call['args'][number] => {
      at = T.roundUp(at, T.alignOf(type));
      const e: Call['args'][number] = { kind: 'Ident', pos: 0, name: '', type, mode: 'variable' };
      f.given.set(e, { base: 5, disp: at });
      at += T.sizeOf(type);
      return e;
    });
    builtinStatement(f, { ...x, args });
    f.epilogue();
    this.define(f.finish(T.roundUp(at - 16, 8), { nosplit: false, wrapper: x.builtin === 'recover', needsContext: false }));
  }

  wrapperName(f: Fn, base: string): string {
    const top = f.body?.outermost.symbol ?? f.symbol, key = `${top}.${base}`, n = (this.wrapperCounts.get(key) ?? 0) + 1;
    this.wrapperCounts.set(key, n);
    return `${key}${n}`;
  }

  // Data.

  /** A func value for code without captures. */
  funcValue(code: string): string {
    const name = `${code}·f`;
    if (!this.hasSymbol(name)) {
      const s = new DataSymbol(name, 'rodata', 8, 8);
      s.address(0, code);
      this.define(s);
    }
    return name;
  }

  /** Bytes of a string constant. */
  stringSymbol(bytes: string): string {
    let name = this.strings.get(bytes);
    if (!name) {
      name = this.anonymousName('string', this.strings.size);
      this.strings.set(bytes, name);
      const s = new DataSymbol(name, 'rodata', bytes.length, 1), data = new Uint8Array(bytes.length);
      for (let i = 0; i < bytes.length; i++) data[i] = bytes.charCodeAt(i);
      s.putBytes(0, data);
      this.define(s);
    }
    return name;
  }

  /** A constant in read-only memory, as interfaces point to. */
  constantSymbol(v: Constant, t: T.Type): string {
    const key = `${T.underlying(t).id}:${typeof v}:${typeof v === 'object' ? `${v.num}/${v.den}` : String(v)}`;
    let name = this.constants.get(key);
    if (!name) {
      name = this.anonymousName('const', this.constants.size);
      this.constants.set(key, name);
      const s = new DataSymbol(name, 'rodata', T.sizeOf(t), T.alignOf(t));
      this.statics.putConstant(s, 0, v, t);
      this.define(s);
    }
    return name;
  }

  typeSymbol(t: T.Type): string { return this.descriptors.type(t); }
  typeName(t: T.Type): string { return this.descriptors.name(t); }
  /** First word of an interface of type `target` that holds a value of type t. */
  interfaceWord(t: T.Type, target: T.Type): string {
    const u = T.underlying(target) as T.Interface;
    return u.methods.length ? this.descriptors.itab(t, target) : this.descriptors.type(t);
  }

  /** func(p, q unsafe.Pointer) bool that compares two values of type t: its code. */
  equality(t: T.Type): string {
    const name = `type..eq.${this.typeName(t)}`;
    this.later(name, () => this.define(equalityFunction(this, t, name)));
    return name;
  }

  packages(): readonly CheckedPackage[] { return this.program.packages; }
}

function runtimeLayout(runtime: Package | undefined): Omit<RuntimeLayout, 'gInR14'> {
  const structOf = (name: string): T.Struct | undefined => {
    const e = runtime?.scope.get(name);
    const u = e?.tag === 'type' ? T.underlying(e.type) : undefined;
    return u?.tag === 'struct' ? u : undefined;
  };
  const offset = (s: T.Struct | undefined, field: string): number => {
    const i = s?.fields.findIndex((f) => f.name === field) ?? -1;
    return i < 0 ? -1 : s!.measure().offsets[i];
  };
  const g = structOf('g'), hiter = structOf('hiter');
  const panicType = g?.fields.find((f) => f.name === '_panic')?.type;
  const p = panicType?.tag === 'pointer' ? T.underlying(panicType.elem) : undefined;
  const argp = p?.tag === 'struct' ? offset(p, 'argp') : -1;
  return { stackguard0: Math.max(offset(g, 'stackguard0'), 0), panic: argp < 0 ? -1 : offset(g, '_panic'), argp, hiter: hiter ? hiter.measure().size : 96 };
}

/** Stands for a function that has errors. */
function emptyFunction(name: string): TextSymbol {
  return { kind: 'text', name, bytes: new Uint8Array([0x0f, 0x0b]), relocations: [], file: '', startLine: 0, lines: [], deltas: [], argsSize: 0, frameSize: 0, flags: 0, prologueEnd: 0, variables: [] };
}
