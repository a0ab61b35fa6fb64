/** Types by name as expressions write them, whether or not the program has type information. */
import type { GoType, ProgramImage } from '../../image/program-image';
import type { SchedulerLayout } from '../../scheduler/layout/layout';
import { basicType, BASIC_TYPE_NAMES, TypeSet } from '../../scheduler/layout/type-builder';

/** Names of the runtime's pointer-sized integers that point to scheduler objects, and what they point to. */
const POINTER_INTEGERS: Record<string, string> = { 'runtime.guintptr': 'runtime.g', 'runtime.muintptr': 'runtime.m', 'runtime.puintptr': 'runtime.p' };

export class Types {
  readonly #composed: TypeSet;
  #bySuffix: Map<string, string> | undefined;

  constructor(private readonly image: ProgramImage, layout: SchedulerLayout | undefined) {
    this.#composed = new TypeSet((name) => image.types.byName(name) ?? layout?.type(name) ?? this.#byLastElement(name));
  }

  /** "int", "runtime.g", "*main.T", "[]string", "http.Request" (last element of the package path is enough). */
  byName(name: string): GoType | undefined { return this.image.types.byName(name) ?? this.#composed.resolve(name); }

  pointerTo(type: GoType): GoType {
    return this.image.types.byName(`*${type.name}`) ?? { kind: 'pointer', name: `*${type.name}`, size: 8, elem: type };
  }

  basic(name: string): GoType { return basicType(name) as GoType; }

  /** Struct that a guintptr, muintptr or puintptr points to. */
  targetOf(type: GoType | undefined): GoType | undefined {
    const target = type && POINTER_INTEGERS[type.name];
    return target === undefined ? undefined : this.byName(target);
  }

  names(): string[] { return [...BASIC_TYPE_NAMES, ...this.image.types.names()]; }

  /** "http.Request" -> "net/http.Request", if only one package's path ends so. */
  #byLastElement(name: string): GoType | undefined {
    if (!/^[^/*[\]]+\.[^/.]+$/.test(name)) return undefined;
    if (!this.#bySuffix) {
      this.#bySuffix = new Map();
      for (const full of this.image.types.names()) {
        if (/^[\w./\-~]+\/[^/]+\.[^./]+$/.test(full)) this.#bySuffix.set(full.slice(full.lastIndexOf('/') + 1), full);
      }
    }
    const full = this.#bySuffix.get(name);
    return full === undefined ? undefined : this.image.types.byName(full);
  }
}
