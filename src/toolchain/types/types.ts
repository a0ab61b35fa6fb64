/**
 * Go's types. Type literals are interned: two types are identical exactly when they are the same object.
 * Sizes are those of amd64, in bytes.
 */
import type { Func, Package, TypeName } from './entities';

export type Type = Basic | Named | Pointer | Slice | ArrayType | Struct | Signature | Interface | MapType | Chan | Tuple;
export type Underlying = Exclude<Type, Named>;

let nextId = 1;
abstract class TypeBase {
  readonly id = nextId++;
  abstract toString(): string;
}

export type BasicClass = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'pointer' | 'nil' | 'invalid';
export class Basic extends TypeBase {
  readonly tag = 'basic';
  constructor(readonly name: string, readonly cls: BasicClass, readonly size: number, readonly untyped: boolean, /** Go's reflect.Kind number */ readonly kindNumber: number) { super(); }
  get isInteger(): boolean { return this.cls === 'int' || this.cls === 'uint'; }
  toString(): string { return this.name; }
}
const basic = (name: string, cls: BasicClass, size: number, kind: number): Basic => new Basic(name, cls, size, false, kind);
const untyped = (name: string, cls: BasicClass, size: number, kind: number): Basic => new Basic(`untyped ${name}`, cls, size, true, kind);

export const BOOL = basic('bool', 'bool', 1, 1);
export const INT = basic('int', 'int', 8, 2), INT8 = basic('int8', 'int', 1, 3), INT16 = basic('int16', 'int', 2, 4), INT32 = basic('int32', 'int', 4, 5), INT64 = basic('int64', 'int', 8, 6);
export const UINT = basic('uint', 'uint', 8, 7), UINT8 = basic('uint8', 'uint', 1, 8), UINT16 = basic('uint16', 'uint', 2, 9), UINT32 = basic('uint32', 'uint', 4, 10), UINT64 = basic('uint64', 'uint', 8, 11);
export const UINTPTR = basic('uintptr', 'uint', 8, 12);
export const FLOAT32 = basic('float32', 'float', 4, 13), FLOAT64 = basic('float64', 'float', 8, 14);
export const STRING = basic('string', 'string', 16, 24), UNSAFE_POINTER = basic('unsafe.Pointer', 'pointer', 8, 26);
export const UNTYPED_BOOL = untyped('bool', 'bool', 1, 1), UNTYPED_INT = untyped('int', 'int', 8, 2), UNTYPED_RUNE = untyped('rune', 'int', 4, 5);
export const UNTYPED_FLOAT = untyped('float', 'float', 8, 14), UNTYPED_STRING = untyped('string', 'string', 16, 24), UNTYPED_NIL = untyped('nil', 'nil', 8, 0);
/** Stands for a type after an error, so that the error is reported once. */
export const INVALID = basic('invalid type', 'invalid', 8, 0);

export class Named extends TypeBase {
  readonly tag = 'named';
  /** Set once the declaration is resolved. */
  under: Underlying | undefined;
  /** Declared methods, by name. */
  readonly methods = new Map<string, Func>();
  /** Resolves `under` on demand. */
  resolve: (() => void) | undefined;
  constructor(readonly object: TypeName, readonly pkg: Package | undefined, /** type declared in a function: its number, to tell namesakes apart */ readonly local: number) { super(); }
  /** "pkg.Name" with the package's path's last element, as reflect prints it. */
  toString(): string { return this.pkg ? `${this.pkg.name}.${this.object.name}` : this.object.name; }
  /** Full path: names of symbols. */
  symbolName(): string { return (this.pkg ? `${this.pkg.path}.${this.object.name}` : this.object.name) + (this.local ? `·${this.local}` : ''); }
}

export class Pointer extends TypeBase { readonly tag = 'pointer'; constructor(readonly elem: Type) { super(); } toString(): string { return `*${this.elem}`; } }
export class Slice extends TypeBase { readonly tag = 'slice'; constructor(readonly elem: Type) { super(); } toString(): string { return `[]${this.elem}`; } }
export class ArrayType extends TypeBase { readonly tag = 'array'; constructor(readonly elem: Type, readonly length: number) { super(); } toString(): string { return `[${this.length}]${this.elem}`; } }
export class MapType extends TypeBase { readonly tag = 'map'; constructor(readonly key: Type, readonly elem: Type) { super(); } toString(): string { return `map[${this.key}]${this.elem}`; } }
export class Chan extends TypeBase {
  readonly tag = 'chan';
  constructor(readonly elem: Type, readonly direction: 'both' | 'send' | 'recv') { super(); }
  toString(): string {
    const inner = this.elem.tag === 'chan' && this.elem.direction === 'recv' && this.direction !== 'recv' ? `(${this.elem})` : `${this.elem}`;
    return `${this.direction === 'recv' ? '<-chan' : this.direction === 'send' ? 'chan<-' : 'chan'} ${inner}`;
  }
}
export interface StructField { readonly name: string; readonly type: Type; readonly embedded: boolean; readonly tagText: string; /** package of an unexported name */ readonly pkg: Package | undefined }
export class Struct extends TypeBase {
  readonly tag = 'struct';
  private layout: { offsets: number[]; size: number; align: number } | undefined;
  constructor(readonly fields: readonly StructField[]) { super(); }
  toString(): string {
    return this.fields.length ? `struct { ${this.fields.map((f) => (f.embedded ? '' : `${f.name} `) + f.type + (f.tagText ? ` ${JSON.stringify(f.tagText)}` : '')).join('; ')} }` : 'struct {}';
  }
  /** Offsets as Go lays structs out on amd64; a zero-size last field gets a byte of padding behind it. */
  measure(): { offsets: number[]; size: number; align: number } {
    if (this.layout) return this.layout;
    const offsets: number[] = [];
    let at = 0, align = 1;
    this.fields.forEach((f, i) => {
      const a = alignOf(f.type), size = sizeOf(f.type);
      at = roundUp(at, a);
      offsets.push(at);
      at += size;
      align = Math.max(align, a);
      if (size === 0 && i === this.fields.length - 1 && at > 0) at++;
    });
    return (this.layout = { offsets, size: roundUp(at, align), align });
  }
}
export interface Parameter { readonly name: string; readonly type: Type }
export class Signature extends TypeBase {
  readonly tag = 'func';
  constructor(readonly params: readonly Type[], readonly results: readonly Type[], readonly variadic: boolean) { super(); }
  toString(): string { return `func${this.suffix()}`; }
  suffix(): string {
    const params = this.params.map((p, i) => this.variadic && i === this.params.length - 1 ? `...${(p as Slice).elem}` : `${p}`);
    const results = this.results.length === 0 ? '' : this.results.length === 1 ? ` ${this.results[0]}` : ` (${this.results.join(', ')})`;
    return `(${params.join(', ')})${results}`;
  }
}
export interface Method { readonly name: string; readonly signature: Signature; readonly pkg: Package | undefined }
export class Interface extends TypeBase {
  readonly tag = 'interface';
  /** All methods, embedded ones too, sorted by name. */
  constructor(readonly methods: readonly Method[]) { super(); }
  toString(): string { return this.methods.length ? `interface { ${this.methods.map((m) => m.name + m.signature.suffix()).join('; ')} }` : 'interface {}'; }
}
/** Results of a call of several (or no) values. */
export class Tuple extends TypeBase { readonly tag = 'tuple'; constructor(readonly types: readonly Type[]) { super(); } toString(): string { return `(${this.types.join(', ')})`; } }

const interned = new Map<string, Type>();
function intern<T extends Type>(key: string, make: () => T): T {
  let t = interned.get(key) as T | undefined;
  if (!t) interned.set(key, t = make());
  return t;
}
const ids = (types: readonly Type[]): string => types.map((t) => t.id).join(',');

export const pointerTo = (elem: Type): Pointer => intern(`*${elem.id}`, () => new Pointer(elem));
export const sliceOf = (elem: Type): Slice => intern(`[]${elem.id}`, () => new Slice(elem));
export const arrayOf = (elem: Type, length: number): ArrayType => intern(`[${length}]${elem.id}`, () => new ArrayType(elem, length));
export const mapOf = (key: Type, elem: Type): MapType => intern(`map${key.id}:${elem.id}`, () => new MapType(key, elem));
export const chanOf = (elem: Type, direction: Chan['direction']): Chan => intern(`chan ${direction}${elem.id}`, () => new Chan(elem, direction));
export const signatureOf = (params: readonly Type[], results: readonly Type[], variadic: boolean): Signature =>
  intern(`f${ids(params)};${ids(results)};${variadic}`, () => new Signature(params, results, variadic));
export const tupleOf = (types: readonly Type[]): Tuple => intern(`t${ids(types)}`, () => new Tuple(types));
export const structOf = (fields: readonly StructField[]): Struct =>
  intern(`s${fields.map((f) => `${f.pkg?.path ?? ''}.${f.name}:${f.type.id}:${f.embedded}:${JSON.stringify(f.tagText)}`).join(';')}`, () => new Struct(fields));
export const interfaceOf = (methods: readonly Method[]): Interface => {
  const sorted = [...methods].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return intern(`i${sorted.map((m) => `${m.pkg?.path ?? ''}.${m.name}:${m.signature.id}`).join(';')}`, () => new Interface(sorted));
};
/** Forgets interned types: they refer to the declarations of one compilation. */
export function resetTypes(): void { interned.clear(); }

export const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

export function underlying(t: Type): Underlying {
  if (t.tag !== 'named') return t;
  if (!t.under) t.resolve?.();
  return t.under ?? INVALID;
}

export function sizeOf(t: Type): number {
  const u = underlying(t);
  switch (u.tag) {
    case 'basic': return u.size;
    case 'slice': return 24;
    case 'interface': return 16;
    case 'array': return u.length * sizeOf(u.elem);
    case 'struct': return u.measure().size;
    case 'tuple': return 0;
    default: return 8;
  }
}

export function alignOf(t: Type): number {
  const u = underlying(t);
  switch (u.tag) {
    case 'basic': return Math.min(u.size, 8);
    case 'array': return alignOf(u.elem);
    case 'struct': return u.measure().align;
    default: return 8;
  }
}

export const isBasic = (t: Type, cls: BasicClass): boolean => { const u = underlying(t); return u.tag === 'basic' && u.cls === cls; };
export const isInteger = (t: Type): boolean => { const u = underlying(t); return u.tag === 'basic' && u.isInteger; };
export const isUnsigned = (t: Type): boolean => isBasic(t, 'uint');
export const isFloat = (t: Type): boolean => isBasic(t, 'float');
export const isNumeric = (t: Type): boolean => isInteger(t) || isFloat(t);
export const isString = (t: Type): boolean => isBasic(t, 'string');
export const isBoolean = (t: Type): boolean => isBasic(t, 'bool');
export const isUntyped = (t: Type): boolean => t.tag === 'basic' && t.untyped;
export const isInterface = (t: Type): boolean => underlying(t).tag === 'interface';
export const isUnsafePointer = (t: Type): boolean => isBasic(t, 'pointer');

/** Types that nil is a value of. */
export function hasNil(t: Type): boolean {
  const u = underlying(t);
  return u.tag === 'pointer' || u.tag === 'slice' || u.tag === 'map' || u.tag === 'chan' || u.tag === 'func' || u.tag === 'interface' || (u.tag === 'basic' && (u.cls === 'pointer' || u.cls === 'nil'));
}

export function isComparable(t: Type): boolean {
  const u = underlying(t);
  if (u.tag === 'slice' || u.tag === 'map' || u.tag === 'func') return false;
  if (u.tag === 'array') return isComparable(u.elem);
  if (u.tag === 'struct') return u.fields.every((f) => isComparable(f.type));
  return true;
}

/** Whether values hold pointers (to be followed by escape analysis and ptrdata). */
export function hasPointers(t: Type): boolean {
  const u = underlying(t);
  switch (u.tag) {
    case 'basic': return u.cls === 'string' || u.cls === 'pointer';
    case 'array': return u.length > 0 && hasPointers(u.elem);
    case 'struct': return u.fields.some((f) => hasPointers(f.type));
    default: return true;
  }
}

/** One word that an interface holds itself instead of a pointer to it. */
export function isDirectInterface(t: Type): boolean {
  const u = underlying(t);
  switch (u.tag) {
    case 'basic': return u.cls === 'pointer';
    case 'pointer': case 'map': case 'chan': case 'func': return true;
    case 'array': return u.length === 1 && isDirectInterface(u.elem);
    case 'struct': return u.fields.length === 1 && isDirectInterface(u.fields[0].type);
    default: return false;
  }
}

/** Equality is equality of bytes (no strings, floats, interfaces, padding). */
export function isPlainMemory(t: Type): boolean {
  const u = underlying(t);
  switch (u.tag) {
    case 'basic': return u.cls !== 'string' && u.cls !== 'float';
    case 'pointer': case 'chan': case 'func': case 'map': return true;
    case 'array': return isPlainMemory(u.elem);
    case 'struct': {
      const { offsets, size } = u.measure();
      let at = 0;
      for (let i = 0; i < u.fields.length; i++) {
        if (offsets[i] !== at || u.fields[i].name === '_' || !isPlainMemory(u.fields[i].type)) return false;
        at += sizeOf(u.fields[i].type);
      }
      return at === size;
    }
    default: return false;
  }
}
