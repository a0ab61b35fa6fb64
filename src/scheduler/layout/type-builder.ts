/** Go types made from a description, for programs whose own type information is missing. */
import type { GoField, GoType } from '../../image/program-image';

const BASIC: Record<string, [GoType['kind'], number]> = {
  bool: ['bool', 1], int8: ['int', 1], int16: ['int', 2], int32: ['int', 4], int64: ['int', 8], int: ['int', 8],
  uint8: ['uint', 1], byte: ['uint', 1], uint16: ['uint', 2], uint32: ['uint', 4], uint64: ['uint', 8], uint: ['uint', 8], uintptr: ['uint', 8],
  rune: ['int', 4], float32: ['float', 4], float64: ['float', 8], complex64: ['complex', 8], complex128: ['complex', 16],
  string: ['string', 16], 'unsafe.Pointer': ['unsafe.Pointer', 8],
  'runtime.guintptr': ['uint', 8], 'runtime.muintptr': ['uint', 8], 'runtime.puintptr': ['uint', 8], 'runtime.waitReason': ['uint', 1],
};
const CANONICAL: Record<string, string> = { byte: 'uint8', rune: 'int32' };

/** A predeclared Go type (or one of the runtime's integer types) by name; undefined for every other name. */
export function basicType(name: string): GoType | undefined {
  const entry = Object.prototype.hasOwnProperty.call(BASIC, name) ? BASIC[name] : undefined;
  return entry && { kind: entry[0], name: CANONICAL[name] ?? name, size: entry[1] };
}

export const BASIC_TYPE_NAMES: readonly string[] = Object.keys(BASIC);

/** A set of named types that may refer to each other; `resolve` answers any type expression over them. */
export class TypeSet {
  readonly #types = new Map<string, GoType>();

  constructor(private readonly outer: (name: string) => GoType | undefined = () => undefined) {}

  names(): Iterable<string> { return this.#types.keys(); }

  /** Declares struct `name`. Fields may name types that are declared later. */
  declareStruct(name: string, size: number, fields: readonly { name: string; type: string; offset: number }[]): void {
    // The fields are resolved at first use, because *g has a field of type *m and the other way round.
    let resolved: GoField[] | undefined;
    const resolve = (type: string) => this.resolve(type);
    this.#types.set(name, {
      kind: 'struct', name, size,
      get fields() {
        return (resolved ??= fields.map((field) => ({
          name: field.name, offset: field.offset, embedded: false,
          type: resolve(field.type) ?? { kind: 'unknown', name: field.type, size: 0 },
        })));
      },
    });
  }

  /** "uint32", "*runtime.g", "[256]runtime.guintptr", "[]*runtime.p", or a declared name. */
  resolve(expression: string): GoType | undefined {
    const known = this.#types.get(expression) ?? basicType(expression) ?? this.outer(expression);
    if (known) return known;
    const made = this.#compose(expression);
    if (made) this.#types.set(expression, made);
    return made;
  }

  #compose(expression: string): GoType | undefined {
    if (expression.startsWith('*')) {
      const resolve = () => this.resolve(expression.slice(1));
      if (!resolve()) return undefined;
      return { kind: 'pointer', name: expression, size: 8, get elem() { return resolve(); } };
    }
    const array = /^\[(\d*)\](.+)$/.exec(expression);
    if (!array) return undefined;
    const elem = this.resolve(array[2]);
    if (!elem) return undefined;
    if (array[1] === '') return { kind: 'slice', name: expression, size: 24, elem };
    const length = Number(array[1]);
    return { kind: 'array', name: expression, size: length * elem.size, elem, length };
  }
}
