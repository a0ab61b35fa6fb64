import type { GoType } from '../program-image';

/**
 * Linkers keep descriptions of the pointer types that a program uses; a debugger wants pointers to every type.
 * Answers names "*T", "**T" ... for each T that `known` finds.
 */
export class PointerTypes {
  private readonly made = new Map<string, GoType>();

  constructor(private readonly known: (name: string) => GoType | undefined) {}

  byName(name: string): GoType | undefined {
    if (!name.startsWith('*')) return undefined;
    let type = this.made.get(name);
    if (!type) {
      const elem = this.known(name.slice(1));
      if (!elem) return undefined;
      this.made.set(name, type = { kind: 'pointer', name, size: 8, elem });
    }
    return type;
  }
}
