/**
 * Finds runtime.sched, allgs, allp and allm in a program without symbols, from the instructions of runtime functions
 * that gopclntab names. Nothing is matched byte by byte: the rules use only which fixed addresses a function refers to,
 * so that they hold across compiler versions.
 */
import type { GoType, ProgramImage } from '../../image/program-image';
import { memoryUses, type MemoryUse } from './static-operands';

export interface FoundGlobals { allgs?: number; allp?: number; allm?: number; sched?: number }

type Types = (name: string) => GoType | undefined;

export function searchGlobals(image: ProgramImage, types: Types): FoundGlobals {
  const uses = (name: string): MemoryUse[] => {
    const fn = image.functions.byName(`runtime.${name}`);
    return fn ? memoryUses(image, fn) : [];
  };
  return {
    sched: findSched(uses, types),
    allgs: sliceOf(uses('allgadd')),
    // preemptall walks allp and refers to nothing else that looks like a slice.
    allp: headerOf(uses('preemptall')) ?? headerOf(uses('retake')),
    allm: findAllm(uses, types),
  };
}

/** Functions that use many different fields of sched. */
const SCHED_USERS = [
  'startm', 'stopm', 'schedule', 'findrunnable', 'findRunnable', 'handoffp', 'exitsyscall0', 'exitsyscallNoP', 'gcstopm', 'checkdead',
  'schedinit', 'mput', 'mget', 'pidleput', 'pidleget', 'globrunqput', 'globrunqget', 'wakep', 'resetspinning', 'sysmon', 'retake', 'injectglist', 'schedtrace',
];
/** Fewer distinct fields than this do not tell sched from a neighbour. */
const MIN_SCHED_FIELDS = 6;

/** The base address for which most distinct fields of schedt are referred to. */
function findSched(uses: (name: string) => MemoryUse[], types: Types): number | undefined {
  const fields = types('runtime.schedt')?.fields ?? [];
  const addresses = new Set<number>();
  for (const name of SCHED_USERS) for (const use of uses(name)) if (use.address !== undefined && use.address > 0x1000) addresses.add(use.address);
  const votes = new Map<number, number>();
  for (const address of addresses) {
    for (const field of fields) {
      const base = address - field.offset;
      votes.set(base, (votes.get(base) ?? 0) + 1);
    }
  }
  const ranked = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const [best, second] = ranked;
  if (!best || best[1] < MIN_SCHED_FIELDS || (second && second[1] === best[1])) return undefined;
  return best[0];
}

/** Address A of which A, A+8 and A+16 are all used: the header of a slice that is appended to. */
function sliceOf(uses: readonly MemoryUse[]): number | undefined {
  const addresses = new Set(uses.filter((use) => use.address !== undefined && use.kind !== 'address').map((use) => use.address as number));
  const candidates = [...addresses].filter((address) => addresses.has(address + 8) && addresses.has(address + 16));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Address A of which A and A+8 are both loaded as 64-bit words, and A-8 is not: a slice that is ranged over. */
function headerOf(uses: readonly MemoryUse[]): number | undefined {
  const loads = new Set(uses.filter((use) => use.kind === 'load' || use.kind === 'other').map((use) => use.address).filter((address) => address !== undefined));
  const candidates = [...loads].filter((address) => loads.has(address + 8) && !loads.has(address - 8));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** A register is loaded from a fixed address and then stored to m.alllink: that address is allm. */
function findAllm(uses: (name: string) => MemoryUse[], types: Types): number | undefined {
  const alllink = types('runtime.m')?.fields?.find((field) => field.name === 'alllink')?.offset;
  if (alllink === undefined) return undefined;
  const found = new Set<number>();
  for (const name of ['mcommoninit', 'allocm', 'schedinit']) {
    const loaded = new Map<number, number>();
    for (const use of uses(name)) {
      if (use.kind === 'load' && use.register !== undefined) {
        if (use.address !== undefined) loaded.set(use.register, use.address);
        else loaded.delete(use.register);
      } else if (use.kind === 'store' && use.displacement === alllink && use.register !== undefined) {
        const address = loaded.get(use.register);
        if (address !== undefined) found.add(address);
      }
    }
    if (found.size === 1) return [...found][0];
  }
  return undefined;
}
