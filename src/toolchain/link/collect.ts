/** What a program consists of: everything reachable from its roots. */
import type { Generator } from '../codegen/generator';
import type { LinkSymbol } from './symbols';

/** A symbol and who needs it. */
export type Need = [symbol: string, user: string];

export interface CollectInput {
  generator: Generator;
  /** Assembled functions and data, by name. */
  assembly: ReadonlyMap<string, LinkSymbol>;
  roots: Iterable<Need>;
  /** Symbols that somebody else supplies. */
  open: ReadonlySet<string>;
  /** Whether code is made for every method of a type with a descriptor, not only for those that interfaces call. */
  allMethods: boolean;
  /** Reports a symbol that nothing defines. */
  undefined: (symbol: string, user: string) => void;
}

/** Symbols in order of discovery, without those of the generator's library; undefined if some are missing (reported). */
export function collect(input: CollectInput): Map<string, LinkSymbol> | undefined {
  const { generator, assembly, open } = input;
  const found = new Map<string, LinkSymbol>(), missing = new Set<string>();
  const queue: Need[] = [...input.roots];
  const drain = (): void => {
    for (let item = queue.pop(); item; item = queue.pop()) {
      const [name, user] = item;
      if (found.has(name) || missing.has(name) || open.has(name) || generator.isPrebuilt(name)) continue;
      const s = assembly.get(name) ?? (generator.ensure(name) ? generator.symbols.get(name) : undefined);
      if (!s) {
        missing.add(name);
        input.undefined(name, user);
        continue;
      }
      found.set(name, s);
      for (const r of s.relocations) if (!found.has(r.symbol)) queue.push([r.symbol, name]);
    }
  };
  drain();
  while (generator.descriptors.resolveMethods(input.allMethods)) {
    // Descriptors in the program got new relocations.
    for (const s of [...found.values()]) for (const r of s.relocations) if (!found.has(r.symbol)) queue.push([r.symbol, s.name]);
    drain();
  }
  return missing.size ? undefined : found;
}
