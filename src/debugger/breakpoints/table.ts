import type { ProgramImage } from '../../image/program-image';
import type { Watchpoint, WatchHit } from '../../machine/api';
import type { Evaluator } from '../api';
import { counts, dataLocationOf, describeHit, watchpointOf } from './data';
import { parseExpression } from '../expressions/syntax/parser';
import { compileHitCondition } from './hit-condition';
import { parseLogMessage, type LogPart } from './log-message';
import { resolveLocation } from './resolve';
import { syscallLocationOf } from './syscalls';
import { keyOf, type Breakpoint, type BreakpointSpec, type Resolution } from './types';

/** What stands at one address. Made anew whenever the table changes, so that a hit costs one look-up. */
export interface Site {
  readonly breakpoint: MutableBreakpoint;
  /** undefined: always */
  readonly condition: ((tid: number) => boolean) | undefined;
}

interface MutableBreakpoint extends Breakpoint {
  resolution: Resolution;
  group: string;
  /** what the client's list calls it: the console may have changed its condition since */
  wish: string;
  hitTest: ((hits: number) => boolean) | undefined;
  logParts: LogPart[] | undefined;
  /** by address; of a data breakpoint, whose hits can be anywhere, made at the first hit there */
  conditions: Map<number, (tid: number) => boolean>;
}

/** What a thread that reached an address has met. */
export interface Hit { readonly stopping: readonly Breakpoint[]; readonly logging: readonly { breakpoint: Breakpoint; parts: readonly LogPart[] }[] }

/** No breakpoint stops or logs here. */
export const nothing: Hit = { stopping: [], logging: [] };

/** A data breakpoint that an access has met, and the words for it. */
export interface DataHit { readonly breakpoint: Breakpoint; readonly text: string }

/**
 * The user's breakpoints. It knows nothing of running: `sites` says where to look, `reached` what a thread has met there.
 */
export class BreakpointTable {
  private readonly list: MutableBreakpoint[] = [];
  private nextId = 1;
  private sitesByAddress: Map<number, Site[]> | undefined;
  /** Changes with each change of the set of addresses. */
  version = 0;

  constructor(private readonly image: ProgramImage, private readonly evaluator: Pick<Evaluator, 'compileCondition'> & Partial<Pick<Evaluator, 'fromBytes'>>, private readonly goidOf: (tid: number) => number | undefined) {}

  all(): readonly Breakpoint[] { return this.list; }

  byId(id: number): Breakpoint | undefined { return this.list.find((breakpoint) => breakpoint.id === id); }

  add(spec: BreakpointSpec, group = ''): Breakpoint {
    const breakpoint: MutableBreakpoint = {
      id: this.nextId++, spec, enabled: true, hits: 0, ignore: 0, group, wish: keyOf(spec),
      resolution: resolveLocation(this.image, spec.location), hitTest: undefined, logParts: undefined, conditions: new Map(),
    };
    this.compile(breakpoint);
    this.list.push(breakpoint);
    this.changed();
    return breakpoint;
  }

  /**
   * Makes `specs` the breakpoints of `group` (one source file, the functions ...) and returns them in that order. What was
   * there already keeps its id and its hits; a breakpoint without a group that stands at such a line joins it as it is.
   */
  replaceGroup(group: string, specs: readonly BreakpointSpec[]): Breakpoint[] {
    const old = this.list.filter((breakpoint) => breakpoint.group === group);
    const result = specs.map((spec) => {
      const at = old.findIndex((breakpoint) => breakpoint.wish === keyOf(spec));
      return at < 0 ? this.join(spec, group) ?? this.add(spec, group) : old.splice(at, 1)[0];
    });
    for (const breakpoint of old) this.remove(breakpoint.id);
    return result;
  }

  private join(spec: BreakpointSpec, group: string): Breakpoint | undefined {
    const { location } = spec;
    if (location.kind !== 'line') return undefined;
    const there = this.list.find((breakpoint) => breakpoint.group === '' && !breakpoint.spec.temporary && breakpoint.resolution.verified && breakpoint.resolution.file === location.file && breakpoint.resolution.line === location.line);
    if (there) Object.assign(there, { group, wish: keyOf(spec) });
    return there;
  }

  remove(id: number): boolean {
    const at = this.list.findIndex((breakpoint) => breakpoint.id === id);
    if (at < 0) return false;
    this.list.splice(at, 1);
    this.changed();
    return true;
  }

  setEnabled(id: number, enabled: boolean): boolean {
    const breakpoint = this.byId(id);
    if (!breakpoint) return false;
    breakpoint.enabled = enabled;
    this.changed();
    return true;
  }

  /** Replaces the condition (undefined: none). @throws Error if it cannot be compiled. */
  setCondition(id: number, condition: string | undefined): boolean {
    const at = this.list.findIndex((breakpoint) => breakpoint.id === id);
    if (at < 0) return false;
    const old = this.list[at];
    const changed: MutableBreakpoint = { ...old, spec: { ...old.spec, condition }, resolution: resolveLocation(this.image, old.spec.location) };
    this.compile(changed);
    if (condition !== undefined && !changed.resolution.verified && old.resolution.verified) throw new Error(changed.resolution.message);
    this.list[at] = changed;
    this.changed();
    return true;
  }

  /** Addresses with enabled breakpoints. */
  addresses(): Iterable<number> { return this.sites().keys(); }

  has(pc: number): boolean { return this.sites().has(pc); }

  /** Takes over the breakpoints of the session before, with their ids: the program starts again. Hits begin at 0. */
  adopt(before: BreakpointTable): void {
    for (const old of before.list) {
      const breakpoint: MutableBreakpoint = { ...old, hits: 0, resolution: resolveLocation(this.image, old.spec.location) };
      this.compile(breakpoint);
      this.list.push(breakpoint);
    }
    this.nextId = before.nextId;
    this.changed();
  }

  /**
   * Thread `tid` is about to execute `pc`: tests conditions, counts hits, removes temporary breakpoints that stop.
   * A condition that fails to evaluate counts as true: the user finds out where.
   */
  reached(pc: number, tid: number): Hit {
    const sites = this.sites().get(pc);
    if (!sites) return nothing;
    let met: MutableBreakpoint[] | undefined;
    for (const { breakpoint, condition } of sites) {
      if ((condition && !condition(tid)) || !this.isOf(breakpoint, tid) || !isCounted(breakpoint)) continue;
      (met ??= []).push(breakpoint);
    }
    return met ? this.told(met) : nothing;
  }

  /**
   * Enabled breakpoints at `pc` whose conditions hold for the thread; nothing is counted or logged. For a search backwards,
   * which meets the places in another order: hit conditions and ignore counts are left out, and so are log points.
   */
  meets(pc: number, tid: number): Breakpoint[] {
    return (this.sites().get(pc) ?? []).filter(({ breakpoint, condition }) => !breakpoint.logParts && (condition?.(tid) ?? true) && this.isOf(breakpoint, tid)).map(({ breakpoint }) => breakpoint);
  }

  /** What the machine has to watch for the enabled data breakpoints; ids are the breakpoints'. */
  watchpoints(): Watchpoint[] {
    return this.list.flatMap((breakpoint) => {
      const location = dataLocationOf(breakpoint);
      return location && breakpoint.enabled && breakpoint.resolution.verified ? [watchpointOf(breakpoint.id, location)] : [];
    });
  }

  /** Thread `tid`, which stands at `pc` now, has accessed watched memory: tests conditions and counts hits as `reached` does. */
  accessed(hits: readonly WatchHit[], pc: number, tid: number): { stopping: DataHit[]; logging: Hit['logging'] } {
    const met = this.watched(hits, pc, tid).filter(({ breakpoint }) => isCounted(breakpoint));
    const { logging } = this.told(met.map(({ breakpoint }) => breakpoint));
    return { stopping: met.filter(({ breakpoint }) => !breakpoint.logParts), logging };
  }

  /** As `accessed`, without counting: for going backwards. */
  meetsData(hits: readonly WatchHit[], pc: number, tid: number): DataHit[] {
    return this.watched(hits, pc, tid).filter(({ breakpoint }) => !breakpoint.logParts);
  }

  /** Names of the syscalls at which the process has to stop ('*': all). */
  syscalls(): ReadonlySet<string> {
    return new Set(this.list.flatMap((breakpoint) => {
      const location = syscallLocationOf(breakpoint);
      if (!location || !breakpoint.enabled || !breakpoint.resolution.verified) return [];
      return location.names.length === 0 ? ['*'] : location.names;
    }));
  }

  /** Thread `tid`, which stands at `pc`, enters the syscall or has returned from it: as `accessed`. */
  caught(name: string, pc: number, tid: number): Hit { return this.told(this.catching(name, pc, tid).filter(isCounted)); }

  /** As `caught`, without counting: for going backwards. */
  meetsSyscall(name: string, pc: number, tid: number): Breakpoint[] { return this.catching(name, pc, tid).filter(({ logParts }) => !logParts); }

  private catching(name: string, pc: number, tid: number): MutableBreakpoint[] {
    return this.meeting(pc, tid, (location) => location.kind === 'syscall' && (location.names.length === 0 || location.names.includes(name)));
  }

  /** Numbers of the signals at which the process has to stop. */
  signals(): readonly number[] {
    return this.list.flatMap(({ spec: { location }, enabled }) => (location.kind === 'signal' && enabled ? location.numbers : []));
  }

  /** Thread `tid` is about to get the signal: as `accessed`. */
  signalled(signal: number, pc: number, tid: number): Hit {
    return this.told(this.signalling(signal, pc, tid).filter(isCounted));
  }

  /** As `signalled`, without counting: for going backwards. */
  meetsSignal(signal: number, pc: number, tid: number): Breakpoint[] {
    return this.signalling(signal, pc, tid).filter(({ logParts }) => !logParts);
  }

  private signalling(signal: number, pc: number, tid: number): MutableBreakpoint[] {
    return this.meeting(pc, tid, (location) => location.kind === 'signal' && location.numbers.includes(signal));
  }

  /** Going backwards has stopped at these: as in gdb a hit is a hit in either direction, and temporary ones are through. */
  arrived(ids: readonly number[]): void {
    for (const breakpoint of this.list.filter(({ id }) => ids.includes(id))) {
      breakpoint.hits++;
      if (breakpoint.spec.temporary) this.remove(breakpoint.id);
    }
  }

  private meeting(pc: number, tid: number, isMeant: (location: BreakpointSpec['location']) => boolean): MutableBreakpoint[] {
    return this.list.filter((breakpoint) => breakpoint.enabled && breakpoint.resolution.verified && isMeant(breakpoint.spec.location) && this.isOf(breakpoint, tid) && this.holdsAt(breakpoint, pc, tid));
  }

  /** Those that stop and those that write; temporary ones that stop are through. */
  private told(met: readonly MutableBreakpoint[]): Hit {
    const stopping = met.filter(({ logParts }) => !logParts);
    for (const { id, spec } of stopping) if (spec.temporary) this.remove(id);
    return { stopping, logging: met.flatMap((breakpoint) => (breakpoint.logParts ? [{ breakpoint, parts: breakpoint.logParts }] : [])) };
  }

  private watched(hits: readonly WatchHit[], pc: number, tid: number): (DataHit & { breakpoint: MutableBreakpoint })[] {
    return hits.flatMap((hit) => {
      const breakpoint = this.list.find(({ id }) => id === hit.id);
      const location = breakpoint && dataLocationOf(breakpoint);
      if (!location || !breakpoint.enabled || !counts(location, hit) || !this.isOf(breakpoint, tid) || !this.holdsAt(breakpoint, pc, tid)) return [];
      return [{ breakpoint, text: describeHit(this.evaluator, location, hit) }];
    });
  }

  /** A name in the condition that the accessing function does not have makes it false there. */
  private holdsAt({ spec: { condition }, conditions }: MutableBreakpoint, pc: number, tid: number): boolean {
    if (!condition) return true;
    let test = conditions.get(pc);
    if (!test) {
      try {
        test = this.compileCondition(condition, pc);
      } catch {
        test = () => false;
      }
      conditions.set(pc, test);
    }
    return test(tid);
  }

  private isOf({ spec: { goid } }: Breakpoint, tid: number): boolean { return goid === undefined || this.goidOf(tid) === goid; }

  private changed(): void {
    this.sitesByAddress = undefined;
    this.version++;
  }

  private sites(): Map<number, Site[]> {
    if (this.sitesByAddress) return this.sitesByAddress;
    const sites = new Map<number, Site[]>();
    for (const breakpoint of this.list) {
      if (!breakpoint.enabled || !breakpoint.resolution.verified) continue;
      for (const address of breakpoint.resolution.addresses) {
        const site = { breakpoint, condition: breakpoint.conditions.get(address) };
        const there = sites.get(address);
        if (there) there.push(site);
        else sites.set(address, [site]);
      }
    }
    this.sitesByAddress = sites;
    return sites;
  }

  /** Compiles condition, hit condition and log message; what cannot be compiled makes the breakpoint unverified. */
  private compile(breakpoint: MutableBreakpoint): void {
    const { condition, hitCondition, logMessage } = breakpoint.spec;
    try {
      breakpoint.hitTest = hitCondition ? compileHitCondition(hitCondition) : undefined;
      breakpoint.logParts = logMessage !== undefined ? parseLogMessage(logMessage) : undefined;
      const conditions = new Map<number, (tid: number) => boolean>();
      if (condition && isAnywhere(breakpoint.spec.location)) parseExpression(condition);
      else if (condition) {
        for (const address of breakpoint.resolution.addresses) conditions.set(address, this.compileCondition(condition, address));
      }
      breakpoint.conditions = conditions;
    } catch (error) {
      breakpoint.resolution = { ...breakpoint.resolution, verified: false, message: (error as Error).message };
    }
  }

  private compileCondition(condition: string, pc: number): (tid: number) => boolean {
    const test = this.evaluator.compileCondition(condition, pc);
    return (tid) => {
      try {
        return test(tid);
      } catch {
        return true;
      }
    };
  }
}

/** Hits of these have no address that is known before. */
function isAnywhere({ kind }: BreakpointSpec['location']): boolean { return kind === 'data' || kind === 'syscall' || kind === 'signal'; }

/** Counts a hit. False: the user's ignore count or hit condition lets it pass. */
function isCounted(breakpoint: MutableBreakpoint): boolean {
  breakpoint.hits++;
  if (breakpoint.ignore > 0) {
    breakpoint.ignore--;
    return false;
  }
  return breakpoint.hitTest?.(breakpoint.hits) ?? true;
}
