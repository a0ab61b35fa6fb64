/**
 * DWARF type entries -> GoType. Go marks them with DW_AT_go_kind (reflect's kinds), go_elem, go_key, and go_runtime_type.
 * Named types appear twice: a typedef without kind in front of the definition; the definition is what we show.
 */
import type { GoField, GoKind, GoType, TypeTable } from '../program-image';
import { PointerTypes } from '../shared/pointers';
import { At, Tag } from './constants';
import type { Entry } from './entries';
import { type DwarfIndex, numberOf, textOf } from './dwarf-index';

/** reflect.Kind by number. */
const kinds: GoKind[] = [
  'unknown', 'bool', 'int', 'int', 'int', 'int', 'int', 'uint', 'uint', 'uint', 'uint', 'uint', 'uint', 'float', 'float', 'complex', 'complex',
  'array', 'chan', 'func', 'interface', 'map', 'pointer', 'slice', 'string', 'struct', 'unsafe.Pointer',
];
/** DW_ATE_ encodings, for entries that carry no Go kind (C code). */
const encodings: Record<number, GoKind> = { 2: 'bool', 3: 'complex', 4: 'float', 5: 'int', 6: 'int', 7: 'uint', 8: 'uint', 0x10: 'uint' };

const unknownType: GoType = { kind: 'unknown', name: '?', size: 0 };
const maximumDepth = 40;

class DwarfType implements GoType {
  readonly kind: GoKind;
  readonly name: string;
  // Hidden: printing a type in a test or a log must not show all of DWARF.
  readonly #table: DwarfTypes;
  readonly #entry: Entry;

  constructor(table: DwarfTypes, entry: Entry, kind: GoKind) {
    this.#table = table;
    this.#entry = entry;
    this.kind = kind;
    this.name = textOf(entry.values.get(At.name)) || unnamed(kind);
  }

  get size(): number {
    const size = this.#table.sizeOf(this.#entry, 0);
    Object.defineProperty(this, 'size', { value: size, enumerable: true });
    return size;
  }

  get elem(): GoType | undefined {
    if (this.kind === 'pointer' || this.kind === 'array') return this.#table.referenced(this.#entry, At.type);
    if (this.kind === 'slice' || this.kind === 'chan' || this.kind === 'map') return this.#table.referenced(this.#entry, At.goElem);
    return undefined;
  }

  get key(): GoType | undefined {
    return this.kind === 'map' ? this.#table.referenced(this.#entry, At.goKey) : undefined;
  }

  get length(): number | undefined {
    return this.kind === 'array' ? this.#table.arrayLength(this.#entry) : undefined;
  }

  get fields(): readonly GoField[] | undefined {
    const fields = this.kind === 'struct' ? this.#table.fieldsOf(this.#entry) : undefined;
    Object.defineProperty(this, 'fields', { value: fields, enumerable: true });
    return fields;
  }

  get representation(): GoType | undefined {
    let found: GoType | undefined;
    if (this.kind === 'string' || this.kind === 'slice') {
      // Their own members describe the runtime's struct.
      const members = this.#table.fieldsOf(this.#entry);
      if (members.length > 0) found = { kind: 'struct', name: this.name, size: this.size, fields: members };
    } else if (this.kind === 'interface' || this.kind === 'map' || this.kind === 'chan') {
      found = this.#table.referenced(this.#entry, At.type);
    }
    Object.defineProperty(this, 'representation', { value: found, enumerable: true });
    return found;
  }
}

function unnamed(kind: GoKind): string { return kind === 'unknown' ? '?' : kind; }

export class DwarfTypes implements TypeTable {
  private readonly known = new Map<number, GoType>();
  private index_: Map<string, number> | undefined;
  private descriptors: Map<number, number> | undefined;
  private readonly pointers = new PointerTypes((name) => this.byName(name));

  /** `typesStart`: address that small values of DW_AT_go_runtime_type count from. */
  constructor(private readonly index: DwarfIndex, private readonly typesStart: number | undefined) {}

  at(offset: number): GoType {
    let type = this.known.get(offset);
    if (!type) {
      const entry = this.index.entryAt(offset);
      this.known.set(offset, type = entry ? this.build(entry) : unknownType);
    }
    return type;
  }

  private build(first: Entry): GoType {
    const entry = this.definition(first);
    if (!entry) return unknownType;
    if (entry.offset !== first.offset) {
      const target = this.at(entry.offset);
      const name = textOf(first.values.get(At.name));
      return first.tag !== Tag.typedef || name === '' || name === target.name ? target : renamed(target, name);
    }
    return new DwarfType(this, entry, kindOf(entry));
  }

  /** Behind typedefs without a Go kind, const and volatile. */
  private definition(entry: Entry): Entry | undefined {
    let at: Entry | undefined = entry;
    for (let depth = 0; at && depth < maximumDepth; depth++) {
      const isAlias = (at.tag === Tag.typedef || at.tag === Tag.constType || at.tag === Tag.volatileType) && !at.values.has(At.goKind);
      if (!isAlias) return at;
      const target = numberOf(at.values.get(At.type));
      at = target === undefined ? undefined : this.index.entryAt(target);
    }
    return undefined;
  }

  referenced(entry: Entry, attribute: number): GoType | undefined {
    const target = numberOf(this.index.inherited(entry, attribute));
    return target === undefined ? undefined : this.at(target);
  }

  /** bytes */
  sizeOf(entry: Entry, depth: number): number {
    const size = numberOf(entry.values.get(At.byteSize));
    if (size !== undefined) return size;
    switch (kindOf(entry)) {
      case 'pointer': case 'unsafe.Pointer': case 'map': case 'chan': case 'func': return 8;
      case 'interface': case 'string': return 16;
      case 'slice': return 24;
      case 'array': {
        const target = numberOf(entry.values.get(At.type));
        const elem = target === undefined || depth > maximumDepth ? undefined : this.definitionAt(target);
        return elem ? this.arrayLength(entry) * this.sizeOf(elem, depth + 1) : 0;
      }
      default: return 0;
    }
  }

  private definitionAt(offset: number): Entry | undefined {
    const entry = this.index.entryAt(offset);
    return entry && this.definition(entry);
  }

  arrayLength(entry: Entry): number {
    const range = this.index.childrenOf(entry).find((child) => child.tag === Tag.subrangeType);
    const count = range && numberOf(range.values.get(At.count));
    const last = range && numberOf(range.values.get(At.upperBound));
    return count ?? (last === undefined ? 0 : last + 1);
  }

  fieldsOf(entry: Entry): GoField[] {
    const fields: GoField[] = [];
    for (const child of this.index.childrenOf(entry)) {
      if (child.tag !== Tag.member) continue;
      const location = child.values.get(At.dataMemberLocation);
      const target = numberOf(child.values.get(At.type));
      fields.push({
        name: textOf(child.values.get(At.name)), offset: memberOffset(location), embedded: child.values.get(At.goEmbeddedField) === 1,
        // The type is found when looked at: structs refer to each other in circles.
        get type(): GoType { return target === undefined ? unknownType : resolve(target); },
      });
    }
    const resolve = (target: number): GoType => this.at(target);
    return fields;
  }

  /** Names -> offsets; a definition (with a Go kind) wins over a typedef of the same name. */
  private byNameIndex(): Map<string, number> {
    if (this.index_) return this.index_;
    this.index_ = new Map();
    const typedefs: number[] = [];
    for (const offset of this.index.types) {
      const shape = this.index.shapeAt(offset);
      if (shape?.tag === Tag.typedef && !shape.attributes.includes(At.goKind)) typedefs.push(offset);
      else this.add(offset);
    }
    typedefs.forEach((offset) => this.add(offset));
    return this.index_;
  }

  private add(offset: number): void {
    const name = this.index.nameAt(offset);
    if (name && !this.index_!.has(name)) this.index_!.set(name, offset);
  }

  private descriptorIndex(): Map<number, number> {
    if (this.descriptors) return this.descriptors;
    this.descriptors = new Map();
    for (const offset of this.index.types) {
      if (!this.index.shapeAt(offset)?.attributes.includes(At.goRuntimeType)) continue;
      const descriptor = numberOf(this.index.entryAt(offset)?.values.get(At.goRuntimeType));
      if (descriptor) this.descriptors.set(this.descriptorAddress(descriptor), offset);
    }
    return this.descriptors;
  }

  /** Values are addresses in older binaries, and for a few types in all; else offsets from the module's types. */
  private descriptorAddress(value: number): number {
    return this.typesStart !== undefined && value < this.typesStart ? this.typesStart + value : value;
  }

  byName(name: string): GoType | undefined {
    const offset = this.byNameIndex().get(name);
    return offset === undefined ? this.pointers.byName(name) : this.at(offset);
  }

  names(): Iterable<string> { return this.byNameIndex().keys(); }

  byDescriptor(address: number): GoType | undefined {
    const offset = this.descriptorIndex().get(address);
    return offset === undefined ? undefined : this.at(offset);
  }
}

function kindOf(entry: Entry): GoKind {
  const goKind = numberOf(entry.values.get(At.goKind));
  // Bit 5 once marked types that are stored directly in interfaces.
  if (goKind) return kinds[goKind & 0x1f] ?? 'unknown';
  switch (entry.tag) {
    case Tag.pointerType: return entry.values.has(At.type) ? 'pointer' : 'unsafe.Pointer';
    case Tag.structureType: case Tag.unionType: case Tag.classType: return 'struct';
    case Tag.arrayType: return 'array';
    case Tag.subroutineType: return 'func';
    case Tag.enumerationType: return 'uint';
    case Tag.baseType: return encodings[numberOf(entry.values.get(At.encoding)) ?? 0] ?? 'unknown';
    default: return 'unknown';
  }
}

/** Plain number, or in DWARF 2 an expression: DW_OP_plus_uconst or DW_OP_consts, a LEB128 number, [DW_OP_plus]. */
function memberOffset(location: number | string | Uint8Array | undefined): number {
  if (typeof location === 'number') return location;
  if (!(location instanceof Uint8Array)) return 0;
  let value = 0;
  let scale = 1;
  for (let i = 1; i < location.length; i++) {
    value += (location[i] & 0x7f) * scale;
    scale *= 128;
    if (location[i] < 0x80) break;
  }
  return value;
}

/** The same type under another name; what it refers to is still found lazily. */
function renamed(target: GoType, name: string): GoType {
  return {
    kind: target.kind, name,
    get size() { return target.size; },
    get elem() { return target.elem; },
    get key() { return target.key; },
    get length() { return target.length; },
    get fields() { return target.fields; },
    get representation() { return target.representation; },
  };
}
