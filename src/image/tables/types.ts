/** Types as a flat list with ids, and as the graph of GoType objects that debuggers walk. */
import type { GoField, GoType, TypeTable } from '../program-image';
import { PointerTypes } from '../shared/pointers';
import type { PlainType, TypeId } from './plain';

/** Collects types for a PlainProgram. A type that refers to itself is added first and completed afterwards. */
export class TypeList {
  readonly list: PlainType[] = [];

  add(type: PlainType): TypeId { return this.list.push(type) - 1; }

  /** Sets what was not known when the type was added, e.g. the fields of a struct that contains a pointer to itself. */
  complete(id: TypeId, rest: Partial<PlainType>): void { Object.assign(this.list[id], rest); }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The graph of a flat list; element i is the type with id i. An id without a type becomes the unknown type. */
export function decodeTypes(list: readonly PlainType[]): GoType[] {
  const types = list.map(({ kind, name, size }): Mutable<GoType> => ({ kind, name, size }));
  const unknown: GoType = { kind: 'unknown', name: '?', size: 0 };
  const at = (id: TypeId | undefined): GoType | undefined => id === undefined ? undefined : types[id] ?? unknown;
  list.forEach((plain, id) => {
    const type = types[id];
    if (plain.elem !== undefined) type.elem = at(plain.elem);
    if (plain.key !== undefined) type.key = at(plain.key);
    if (plain.length !== undefined) type.length = plain.length;
    if (plain.representation !== undefined) type.representation = at(plain.representation);
    if (plain.fields) type.fields = plain.fields.map(([name, field, offset, embedded]): GoField => ({ name, type: at(field)!, offset, embedded: embedded ?? false }));
  });
  return types;
}

/** The flat list of everything reachable from `roots` (whose ids are given back), e.g. to store types of one image in another. */
export function encodeTypes(roots: readonly GoType[]): { list: PlainType[]; ids: TypeId[] } {
  const ids = new Map<GoType, TypeId>();
  const list: PlainType[] = [];
  const pending: GoType[] = [];
  const idOf = (type: GoType): TypeId => {
    let id = ids.get(type);
    if (id === undefined) {
      ids.set(type, id = list.push({ kind: type.kind, name: type.name, size: type.size }) - 1);
      pending.push(type);
    }
    return id;
  };
  const rootIds = roots.map(idOf);
  for (let type = pending.pop(); type; type = pending.pop()) {
    const plain = list[ids.get(type)!];
    const { elem, key, length, fields, representation } = type;
    if (elem) plain.elem = idOf(elem);
    if (key) plain.key = idOf(key);
    if (length !== undefined) plain.length = length;
    if (fields) plain.fields = fields.map((field) => field.embedded ? [field.name, idOf(field.type), field.offset, true] : [field.name, idOf(field.type), field.offset]);
    if (representation) plain.representation = idOf(representation);
  }
  return { list, ids: rootIds };
}

/** TypeTable over a decoded list. Of two types with one name the first is found by it. */
export class PlainTypes implements TypeTable {
  readonly all: readonly GoType[];
  private readonly named = new Map<string, GoType>();
  private readonly descriptors = new Map<number, GoType>();
  private readonly pointers = new PointerTypes((name) => this.byName(name));

  constructor(list: readonly PlainType[]) {
    this.all = decodeTypes(list);
    this.all.forEach((type, id) => {
      if (!this.named.has(type.name)) this.named.set(type.name, type);
      const { descriptor } = list[id];
      if (descriptor !== undefined) this.descriptors.set(descriptor, type);
    });
  }

  byName(name: string): GoType | undefined { return this.named.get(name) ?? this.pointers.byName(name); }
  names(): Iterable<string> { return this.named.keys(); }
  byDescriptor(address: number): GoType | undefined { return this.descriptors.get(address); }
}
