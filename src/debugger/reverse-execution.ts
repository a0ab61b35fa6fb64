/** Runs into the past, in slices like those forwards. */
import type { Watchpoint, WatchHit } from '../machine/api';
import type { ProcessStop } from '../linux/api';
import type { StopInfo } from './api';
import type { Breakpoint } from './breakpoints/types';
import type { DataHit } from './breakpoints/table';
import { caughtStop, dataStop, signalStop, type Execution } from './execution';
import { START, type History, type Search } from './history/history';
import { comparePlaces, placeOf, type Place } from './history/place';
import type { Reversed } from './history/reverse';
import { StepError } from './stepping/context';

/** What these need of their session. */
export interface BackHost {
  readonly history: History;
  /** Signals at which a run stops whatever the breakpoints say. */
  handledSignals(): ReadonlySet<number>;
  /** What was read of the guest does not hold any more. */
  invalidate(): void;
  stopped(stop: Omit<StopInfo, 'goid' | 'pc'>): StopInfo;
}

type Ending = Pick<StopInfo, 'reason' | 'description'> & Partial<Pick<StopInfo, 'breakpointIds' | 'raw' | 'tid'>>;

abstract class BackExecution implements Execution {
  abstract readonly title: string;
  progress = 0;
  protected pausing = false;
  private cancelling = false;
  protected readonly origin: Place;

  constructor(protected readonly host: BackHost) { this.origin = host.history.here; }

  pause(): void { this.pausing = true; }
  cancel(): void { this.cancelling = true; }

  advance(maxInstructions: number): StopInfo | undefined {
    if (this.cancelling) return this.giveUp();
    return this.goOn(maxInstructions);
  }

  protected abstract goOn(maxInstructions: number): StopInfo | undefined;

  /** Back to where it began. */
  protected giveUp(): StopInfo {
    this.host.history.seek(this.origin);
    return this.end({ reason: 'pause', description: `${this.title} given up` });
  }

  protected end({ breakpointIds = [], raw, tid = this.host.history.process.currentTid, ...stop }: Ending): StopInfo {
    this.host.invalidate();
    return this.host.stopped({ ...stop, breakpointIds, raw, tid });
  }

  protected startOfHistory(): StopInfo { return this.end({ reason: 'start of history', description: 'Start of history' }); }
}

/** One step backwards. Half a step is none: a pause ends it where it began. */
export class ReverseStep extends BackExecution {
  readonly title = 'Step back';
  private search: Search<Reversed> | undefined;

  constructor(host: BackHost, private readonly step: () => Search<Reversed>) { super(host); }

  protected goOn(): StopInfo | undefined {
    if (this.pausing) return this.giveUp();
    try {
      const { done, value } = (this.search ??= this.step()).next();
      if (done) return value === START ? this.startOfHistory() : this.end(value);
      this.progress = value;
      return undefined;
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      // There is no such step.
      this.host.history.seek(this.origin);
      return this.end({ reason: 'step', description: error.message });
    }
  }
}

/** To a place in history. */
export class Seek extends BackExecution {
  readonly title = 'Travel';

  constructor(host: BackHost, private readonly target: { readonly retired: number } | { readonly ns: number }) { super(host); }

  protected goOn(maxInstructions: number): StopInfo | undefined {
    const { history } = this.host;
    if (this.pausing) return this.end({ reason: 'pause', description: 'Paused' });
    if ('ns' in this.target) history.seekTime(this.target.ns);
    else {
      const { retired } = this.target;
      const goal = Math.min(Math.max(retired, history.start.retired), history.end.retired);
      const from = history.here.retired;
      let cut = false;
      history.seekInstruction(retired, (part) => {
        this.progress = part;
        cut = Math.abs(history.here.retired - from) >= maxInstructions && history.here.retired < goal;
        return !cut;
      });
      if (cut) return undefined;
    }
    const isStart = comparePlaces(history.here, history.start) === 0;
    return isStart ? this.startOfHistory() : this.end({ reason: 'goto', description: history.isPast ? 'Travelled' : 'Travelled to the newest point' });
  }
}

/** The breakpoints that going backwards stops at. */
export interface BackBreakpoints {
  addresses(): Iterable<number>;
  watchpoints(): Watchpoint[];
  meets(pc: number, tid: number): readonly Breakpoint[];
  syscalls(): ReadonlySet<string>;
  meetsSyscall(name: string, pc: number, tid: number): readonly Breakpoint[];
  meetsData(hits: readonly WatchHit[], pc: number, tid: number): DataHit[];
  signals(): readonly number[];
  meetsSignal(signal: number, pc: number, tid: number): readonly Breakpoint[];
  arrived(ids: readonly number[]): void;
}

interface Met { readonly place: Place; readonly stop: ProcessStop & { kind: 'watch' | 'breakpoint' | 'syscall-entry' | 'syscall-exit' | 'signal' }; readonly ending: Ending }

/** To the last hit before here of a breakpoint or catchpoint, or to before the last access to watched memory. */
export class ReverseContinue extends BackExecution {
  readonly title = 'Reverse continue';
  /** all behind it has been searched: a pause stops here */
  private limit: Place;
  private met: Met | undefined;
  private search: Search<'enough' | typeof START> | undefined;

  constructor(host: BackHost, private readonly breakpoints: BackBreakpoints) {
    super(host);
    this.limit = this.origin;
  }

  protected goOn(): StopInfo | undefined {
    const { history } = this.host;
    if (this.pausing) {
      history.seek(this.limit);
      return this.end({ reason: 'pause', description: 'Paused' });
    }
    const { done, value } = (this.search ??= this.begin()).next();
    if (!done) {
      this.progress = value;
      return undefined;
    }
    if (this.met) return this.arrive(this.met);
    history.seek(history.start);
    return this.startOfHistory();
  }

  private begin(): Search<'enough' | typeof START> {
    const { history } = this.host;
    const { machine } = history.process;
    let next = this.origin;
    return history.scanBack({
      arm: () => {
        // The stretch that ends where the last one began: that one is through.
        this.limit = next;
        next = placeOf(history.process);
        machine.setBreakpoints(this.breakpoints.addresses());
        machine.setWatchpoints(this.breakpoints.watchpoints());
        const syscalls = this.breakpoints.syscalls();
        history.process.setSyscallCatchpoints(syscalls, syscalls);
        history.process.stopOnSignals(new Set([...this.host.handledSignals(), ...this.breakpoints.signals()]));
      },
      meet: (stop, place) => { this.met = this.meet(stop, place) ?? this.met; },
      enough: () => this.met !== undefined,
    });
  }

  private meet(stop: ProcessStop, place: Place): Met | undefined {
    const { history } = this.host;
    const pcOf = (tid: number, otherwise: number): number => history.process.thread(tid)?.registers.rip ?? otherwise;
    if (stop.kind === 'breakpoint') {
      const met = this.breakpoints.meets(stop.pc, stop.tid);
      if (met.length === 0) return undefined;
      const ids = met.map(({ id }) => id);
      const { reason, title } = met[0].spec;
      return { place, stop, ending: { reason, description: title ?? `Breakpoint ${ids.join(', ')}`, breakpointIds: ids, tid: stop.tid, raw: stop } };
    }
    if (stop.kind === 'syscall-entry' || stop.kind === 'syscall-exit') {
      const ids = this.breakpoints.meetsSyscall(stop.name, pcOf(stop.tid, 0), stop.tid).map(({ id }) => id);
      return ids.length === 0 ? undefined : { place, stop, ending: { ...caughtStop(ids, stop), tid: stop.tid, raw: stop } };
    }
    if (stop.kind === 'signal') {
      const met = this.breakpoints.meetsSignal(stop.signal, pcOf(stop.tid, stop.pc), stop.tid);
      return met.length === 0 && !this.host.handledSignals().has(stop.signal) ? undefined : { place, stop, ending: { ...signalStop(met, stop), tid: stop.tid, raw: stop } };
    }
    if (stop.kind !== 'watch') return undefined;
    const hits = this.breakpoints.meetsData(stop.hits, pcOf(stop.tid, stop.pc), stop.tid);
    return hits.length === 0 ? undefined : { place, stop, ending: { ...dataStop(hits), tid: stop.tid, raw: stop } };
  }

  private arrive({ place, stop, ending }: Met): StopInfo {
    const { history } = this.host;
    // What led to these has been executed there: before it is what one wants to see. A syscall is about to be called.
    if (stop.kind === 'watch' || stop.kind === 'syscall-entry') history.seekBeforeNext(place.retired - 1);
    else history.seek(place);
    this.breakpoints.arrived(ending.breakpointIds ?? []);
    return this.end(ending);
  }
}
