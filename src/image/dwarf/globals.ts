/** Package variables and constants. */
import type { ConstantInfo, GlobalInfo, GoType } from '../program-image';
import { NamedRanges } from '../shared/named-ranges';
import { At } from './constants';
import { locationOf } from './expressions';
import { type DwarfIndex, numberOf } from './dwarf-index';
import type { DwarfTypes } from './types';

/** A global whose type is resolved when looked at. */
class DwarfGlobal implements GlobalInfo {
  readonly #resolve: () => GoType;

  constructor(readonly name: string, readonly address: number, resolve: () => GoType) {
    this.#resolve = resolve;
  }

  get type(): GoType { return this.#resolve(); }
  get size(): number { return this.type.size; }
}

export function readGlobals(index: DwarfIndex, types: DwarfTypes): NamedRanges<GlobalInfo & { size: number }> {
  return new NamedRanges(() => {
    const globals: DwarfGlobal[] = [];
    for (const offset of index.variables) {
      const entry = index.entryAt(offset);
      const expression = entry?.values.get(At.location);
      const type = entry && numberOf(index.inherited(entry, At.type));
      if (!entry || !(expression instanceof Uint8Array) || type === undefined) continue;
      const location = locationOf(expression, undefined, (at) => index.entries.indexedAddress(entry.unit, at));
      if (location.kind === 'address') globals.push(new DwarfGlobal(index.nameOf(entry), location.address, () => types.at(type)));
    }
    return globals;
  });
}

export class DwarfConstants {
  private names: Map<string, number> | undefined;

  constructor(private readonly index: DwarfIndex, private readonly types: DwarfTypes) {}

  byName(name: string): ConstantInfo | undefined {
    if (!this.names) {
      this.names = new Map();
      for (const offset of this.index.constants) {
        this.names.set(this.index.nameAt(offset), offset);
      }
    }
    const offset = this.names.get(name);
    const entry = offset === undefined ? undefined : this.index.entryAt(offset);
    const value = entry && this.index.entries.wideConstant(entry, At.constValue);
    return entry && value !== undefined ? { name, value, type: this.types.referenced(entry, At.type) } : undefined;
  }
}
