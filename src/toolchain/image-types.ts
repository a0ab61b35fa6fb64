/** Types of the program as the debugger's type tables have them. */
import type { GoKind } from '../image/program-image';
import { TypeList } from '../image/tables/types';
import type { TypeId } from '../image/tables/plain';
import type { Prebuilt } from './library/prebuilt';
import * as T from './types/types';

const BASIC: Record<T.BasicClass, GoKind> = { bool: 'bool', int: 'int', uint: 'uint', float: 'float', string: 'string', pointer: 'unsafe.Pointer', nil: 'unsafe.Pointer', invalid: 'unknown' };

/** What the tables need to know of a program. */
export interface TypeFacts {
  /** A type of package runtime, compiled with the program. */
  runtimeType(name: string): T.Type | undefined;
  /** The address of a type's descriptor. */
  descriptor(t: T.Type): number | undefined;
  /** The type's full name. */
  fullName(t: T.Type): string;
  library?: Prebuilt;
}

/** A library's types come first, under the ids that they have there. */
export class ImageTypes {
  readonly list = new TypeList();
  private readonly ids = new Map<T.Type, TypeId>();

  constructor(private readonly facts: TypeFacts) {
    for (const plain of facts.library?.data.types ?? []) this.list.add(plain);
  }

  /** Full names by id; '' for what the tables made up. */
  names(): string[] {
    const names = this.list.list.map(() => '');
    for (const [t, id] of this.ids) names[id] = this.facts.fullName(t);
    return names;
  }

  /** A type of the library, with the descriptor that the program may have for it. */
  private known(t: T.Type): TypeId | undefined {
    const id = this.facts.library?.typeId(this.facts.fullName(t));
    if (id === undefined) return undefined;
    this.ids.set(t, id);
    const descriptor = this.list.list[id].descriptor === undefined ? this.facts.descriptor(t) : undefined;
    if (descriptor !== undefined) this.list.list[id] = { ...this.list.list[id], descriptor };
    return id;
  }

  id(t: T.Type): TypeId {
    const known = this.ids.get(t) ?? this.known(t);
    if (known !== undefined) return known;
    const u = T.underlying(t);
    const kind: GoKind = u.tag === 'basic' ? BASIC[u.cls] : u.tag === 'tuple' ? 'unknown' : u.tag;
    const id = this.list.add({ kind, name: t.toString(), size: T.sizeOf(t) });
    this.ids.set(t, id);
    const descriptor = this.facts.descriptor(t);
    if (descriptor !== undefined) this.list.complete(id, { descriptor });
    switch (u.tag) {
      case 'pointer': this.list.complete(id, { elem: this.id(u.elem) }); break;
      case 'slice':
        this.list.complete(id, { elem: this.id(u.elem), representation: this.struct(t.toString(), [['array', T.pointerTo(u.elem)], ['len', T.INT], ['cap', T.INT]]) });
        break;
      case 'array': this.list.complete(id, { elem: this.id(u.elem), length: u.length }); break;
      case 'map': this.list.complete(id, { key: this.id(u.key), elem: this.id(u.elem), representation: this.pointerTo('hmap') }); break;
      case 'chan': this.list.complete(id, { elem: this.id(u.elem), representation: this.pointerTo('hchan') }); break;
      case 'interface': {
        const first: [string, string] = u.methods.length ? ['tab', 'itab'] : ['_type', '_type'];
        this.list.complete(id, { representation: this.struct(u.methods.length ? 'runtime.iface' : 'runtime.eface', [[first[0], this.pointerTo(first[1]) ?? T.UNSAFE_POINTER], ['data', T.UNSAFE_POINTER]]) });
        break;
      }
      case 'struct': {
        const offsets = u.measure().offsets;
        this.list.complete(id, { fields: u.fields.map((f, i) => [f.name, this.id(f.type), offsets[i], f.embedded]) });
        break;
      }
      case 'basic':
        if (u.cls === 'string') this.list.complete(id, { representation: this.struct(t.toString(), [['str', T.pointerTo(T.UINT8)], ['len', T.INT]]) });
        break;
      default:
    }
    return id;
  }

  /** The id of a pointer to a type of package runtime. */
  pointerTo(name: string): TypeId | undefined {
    const t = this.facts.library ? undefined : this.facts.runtimeType(name);
    return t ? this.id(T.pointerTo(t)) : this.facts.library?.typeId(`*runtime.${name}`);
  }

  /** A struct of words. */
  private struct(name: string, fields: [string, T.Type | TypeId][]): TypeId {
    return this.list.add({ kind: 'struct', name, size: fields.length * 8, fields: fields.map(([n, t], i) => [n, typeof t === 'number' ? t : this.id(t), i * 8]) });
  }
}
