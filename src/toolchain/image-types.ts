/** Types of the program as the debugger's type tables have them. */
import type { GoKind } from '../image/program-image';
import { TypeList } from '../image/tables/types';
import type { TypeId } from '../image/tables/plain';
import * as T from './types/types';

const BASIC: Record<T.BasicClass, GoKind> = { bool: 'bool', int: 'int', uint: 'uint', float: 'float', string: 'string', pointer: 'unsafe.Pointer', nil: 'unsafe.Pointer', invalid: 'unknown' };

export class ImageTypes {
  readonly list = new TypeList();
  private readonly ids = new Map<T.Type, TypeId>();

  /** `runtimeType` finds a type of package runtime by name; `descriptor` the address of a type's descriptor. */
  constructor(private readonly runtimeType: (name: string) => T.Type | undefined, private readonly descriptor: (t: T.Type) => number | undefined) {}

  id(t: T.Type): TypeId {
    const known = this.ids.get(t);
    if (known !== undefined) return known;
    const u = T.underlying(t);
    const kind: GoKind = u.tag === 'basic' ? BASIC[u.cls] : u.tag === 'tuple' ? 'unknown' : u.tag;
    const id = this.list.add({ kind, name: t.toString(), size: T.sizeOf(t) });
    this.ids.set(t, id);
    const descriptor = this.descriptor(t);
    if (descriptor !== undefined) this.list.complete(id, { descriptor });
    switch (u.tag) {
      case 'pointer': this.list.complete(id, { elem: this.id(u.elem) }); break;
      case 'slice':
        this.list.complete(id, { elem: this.id(u.elem), representation: this.struct(t.toString(), [['array', T.pointerTo(u.elem)], ['len', T.INT], ['cap', T.INT]]) });
        break;
      case 'array': this.list.complete(id, { elem: this.id(u.elem), length: u.length }); break;
      case 'map': this.list.complete(id, { key: this.id(u.key), elem: this.id(u.elem), ...this.pointerTo('hmap') }); break;
      case 'chan': this.list.complete(id, { elem: this.id(u.elem), ...this.pointerTo('hchan') }); break;
      case 'interface': {
        const first: [string, string] = u.methods.length ? ['tab', 'itab'] : ['_type', '_type'];
        const t0 = this.runtimeType(first[1]);
        this.list.complete(id, { representation: this.struct(u.methods.length ? 'runtime.iface' : 'runtime.eface', [[first[0], t0 ? T.pointerTo(t0) : T.UNSAFE_POINTER], ['data', T.UNSAFE_POINTER]]) });
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

  private pointerTo(name: string): { representation?: TypeId } {
    const t = this.runtimeType(name);
    return t ? { representation: this.id(T.pointerTo(t)) } : {};
  }

  /** A struct of words. */
  private struct(name: string, fields: [string, T.Type][]): TypeId {
    return this.list.add({ kind: 'struct', name, size: fields.length * 8, fields: fields.map(([n, t], i) => [n, this.id(t), i * 8]) });
  }
}
