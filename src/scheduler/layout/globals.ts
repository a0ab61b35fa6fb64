/** Addresses of the runtime's own variables that lead to every G, M and P. */
import type { GoType, ProgramImage } from '../../image/program-image';
import { searchGlobals } from './global-search';

export interface SchedulerGlobals {
  /** address of the slice []*g */
  readonly allgs: number;
  /** address of the slice []*p */
  readonly allp: number;
  /** address of the *m that heads the list of all Ms */
  readonly allm: number;
  /** address of the schedt */
  readonly sched: number;
  /** true: found by decoding runtime functions, not by name */
  readonly byDecoding: boolean;
}

const NAMES = ['allgs', 'allp', 'allm', 'sched'] as const;

/** By DWARF's globals, else the symbol table, else by what known runtime functions refer to. */
export function findGlobals(image: ProgramImage, types: (name: string) => GoType | undefined): { found: SchedulerGlobals; reason?: undefined } | { found?: undefined; reason: string } {
  const named = NAMES.map((name) => image.globals.byName(`runtime.${name}`)?.address ?? image.symbols.byName(`runtime.${name}`)?.address);
  if (named.every((address) => address !== undefined)) {
    const [allgs, allp, allm, sched] = named as number[];
    return { found: { allgs, allp, allm, sched, byDecoding: false } };
  }
  const searched = searchGlobals(image, types);
  const missing = NAMES.filter((name, index) => named[index] === undefined && searched[name] === undefined);
  if (missing.length > 0) {
    return { reason: `${image.goVersion?.text ?? 'this program'} without symbols: ${missing.map((name) => `runtime.${name}`).join(', ')} could not be located in its code` };
  }
  const pick = (index: number) => named[index] ?? (searched[NAMES[index]] as number);
  return { found: { allgs: pick(0), allp: pick(1), allm: pick(2), sched: pick(3), byDecoding: true } };
}
