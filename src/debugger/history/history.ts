/**
 * Time travel: any place of the past is reached by restoring the checkpoint before it and executing again. Everything comes
 * back: memory, registers, threads, files, timers, the scheduler's choices. What was output is not output twice.
 */
import type { Process, ProcessStop, RunRequest } from '../../linux/api';
import { Checkpoints } from './checkpoints';
import { comparePlaces, type Place, placeOf } from './place';

/** Instructions between two checkpoints while running forwards, if the program writes little. */
const INTERVAL = 10_000_000;
/**
 * Copying a page costs about a microsecond, in which about a thousand instructions run; one copy in 20,000 instructions keeps
 * checkpoints near 5 % of the time.
 */
const INSTRUCTIONS_PER_PAGE = 20_000;
/** Distances from the goal at which re-execution leaves checkpoints, so that the next step back is short. */
const APPROACH = [64e6, 16e6, 4e6, 1e6, 250e3, 60e3, 15e3];

export interface HistoryOptions {
  /** Bytes of pages that only checkpoints hold; default 512 MiB. */
  readonly memoryLimit?: number;
  /** Switches breakpoints, watchpoints and catchpoints off for re-execution; they are set again before the user's next run. */
  readonly disarm: () => void;
}

/** A search met the start of history. */
export const START = 'start of history';

/** What a search listens for while it executes a stretch of the past again. */
export interface Search {
  /** Sets the breakpoints or watchpoints that it needs. */
  arm(): void;
  /** Is this stop one that it looks for? */
  accept(stop: ProcessStop): boolean;
}

export class History {
  private readonly checkpoints: Checkpoints;
  /** The newest place reached; beyond it nothing is known. */
  private newest: Place;
  private lastAt: number;
  /** Instructions at which the next checkpoint is thought of. */
  private nextLook = 0;
  private lastFrames: number;
  private inputsSeen: number;

  constructor(private readonly process: Process, private readonly options: HistoryOptions) {
    this.checkpoints = new Checkpoints(process, options.memoryLimit ?? 512 * 2 ** 20);
    this.checkpoints.take();
    this.newest = placeOf(process);
    this.lastAt = process.retired;
    this.lastFrames = process.machine.stats.frames;
    this.inputsSeen = process.inputCount;
  }

  get here(): Place { return placeOf(this.process); }
  get end(): Place { return this.newest; }
  get start(): Place { return placeOf(this.checkpoints.first); }
  /** Instructions to the newest place; 0 in the present. */
  get behind(): number {
    this.noticeChanges();
    return this.newest.retired - this.process.retired;
  }
  get isPast(): boolean { return comparePlaces(this.process, this.newest) < 0; }
  get checkpointCount(): number { return this.checkpoints.count; }
  get checkpointBytes(): number { return this.checkpoints.ownBytes; }

  /** Runs forwards, leaving checkpoints; the stop is that of Process.run. */
  run(request: RunRequest): ProcessStop {
    this.noticeChanges();
    const { process } = this;
    const { step } = request;
    const end = process.retired + request.maxInstructions;
    const stepEnd = step ? (process.thread(step.tid)?.instructions ?? 0) + step.instructions : 0;
    for (;;) {
      if (process.retired >= this.nextLook) this.nextLook = process.retired + INTERVAL;
      const budget = Math.min(end, this.nextLook) - process.retired;
      const before = process.retired;
      const rest = step && { tid: step.tid, instructions: stepEnd - (process.thread(step.tid)?.instructions ?? 0) };
      const stop = process.run({ ...request, step: rest, maxInstructions: budget });
      if (comparePlaces(process, this.newest) > 0) this.newest = placeOf(process);
      this.checkpointIfDue();
      if (stop.kind !== 'limit' || process.retired >= end || process.retired === before) return stop;
      if (request.untilNs !== undefined && process.virtualNs >= request.untilNs) return stop;
    }
  }

  /**
   * Goes to a place between the start and the newest one. Re-execution can be long: `progress` hears of it (0 to 1) and ends
   * it by returning false; then the process stands somewhere on the way, which is what is returned.
   */
  seek(place: Place, progress?: (part: number) => boolean): Place {
    this.noticeChanges();
    const { process } = this;
    this.options.disarm();
    const from = this.checkpoints.atOrBefore(place);
    // Already on the way there: no need to go back first.
    if (comparePlaces(process, place) > 0 || comparePlaces(process, from) < 0) process.restore(from);
    this.replayTo(place, progress);
    return placeOf(process);
  }

  /** Goes to the first place with that many instructions, or to the nearest end of history. */
  seekInstruction(retired: number, progress?: (part: number) => boolean): Place {
    if (retired >= this.newest.retired) return this.seek(this.newest, progress);
    return this.seek({ retired: Math.max(retired, this.start.retired), events: 0 }, progress);
  }

  /** Goes to the first place whose virtual time is at least `ns`, or to the newest place. */
  seekTime(ns: number): Place {
    this.noticeChanges();
    this.options.disarm();
    const { process } = this;
    let best = this.checkpoints.first;
    for (let place: Place = this.newest; ;) {
      const candidate = this.checkpoints.before(place);
      if (!candidate) break;
      if (candidate.virtualNs <= ns) { best = candidate; break; }
      place = placeOf(candidate);
    }
    if (process.virtualNs > ns || comparePlaces(process, best) < 0) process.restore(best);
    if (process.virtualNs < ns) process.run({ maxInstructions: this.newest.retired - process.retired, untilEvents: this.newest.events, untilNs: ns });
    return placeOf(process);
  }

  /**
   * The last place before here at which the search accepts a stop; the process stands there afterwards. Without one it stands
   * at the start of history, and START is returned. `from`: search only back to there.
   */
  searchBack(search: Search, progress?: (part: number) => boolean): Place | typeof START {
    this.noticeChanges();
    const { process } = this;
    const origin = placeOf(process);
    let limit: Place = origin;
    for (;;) {
      const from = this.checkpoints.before(limit);
      if (!from) {
        this.seek(this.start);
        return START;
      }
      const found = this.lastIn(from, limit, search);
      if (found) return this.seek(found);
      limit = placeOf(from);
      if (progress && !progress(1 - limit.retired / Math.max(1, origin.retired))) { this.seek(origin); return origin; }
    }
  }

  /**
   * The place before the last instruction that the thread has executed; the process stands there afterwards, with that
   * instruction next. START if the thread has executed none since the start of history.
   */
  stepBack(tid: number): Place | typeof START {
    this.noticeChanges();
    const { process } = this;
    const origin = placeOf(process);
    const executed = process.thread(tid)?.instructions ?? 0;
    for (let limit: Place = origin; ;) {
      const from = this.checkpoints.before(limit);
      if (!from) {
        this.seek(this.start);
        return START;
      }
      this.options.disarm();
      process.restore(from);
      const there = process.thread(tid)?.instructions ?? 0;
      if (there < executed) {
        this.leaveCheckpointsOnTheWay(origin);
        return this.beforeInstruction(tid, executed, origin);
      }
      limit = placeOf(from);
    }
  }

  /** If the user has changed something here since the last look, what lay ahead is another history. */
  private noticeChanges(): void {
    if (this.process.inputCount === this.inputsSeen) return;
    this.inputsSeen = this.process.inputCount;
    this.checkpoints.dropAfter(this.process);
    this.process.forgetFuture();
    this.newest = placeOf(this.process);
    this.lastAt = this.process.retired;
    this.nextLook = 0;
  }

  /** Re-executes from here (which is before it) to the place, leaving checkpoints close to it. */
  private replayTo(place: Place, progress?: (part: number) => boolean): void {
    const { process } = this;
    const from = process.retired;
    for (const distance of [...APPROACH, 0]) {
      const goal = place.retired - distance;
      while (process.retired < goal) {
        process.run({ maxInstructions: Math.min(goal - process.retired, 20_000_000) });
        if (process.exit) return;
        if (progress && process.retired < place.retired && !progress((process.retired - from) / (place.retired - from))) return;
      }
      if (distance > 0 && process.retired === goal && process.retired > from) this.checkpoints.take();
    }
    // Also where nothing is left to execute: what the user changed at this very place is done again.
    process.run({ maxInstructions: 0, untilEvents: place.events });
  }

  private leaveCheckpointsOnTheWay(place: Place): void {
    const { process } = this;
    for (const distance of APPROACH) {
      const goal = place.retired - distance;
      if (goal <= process.retired) continue;
      process.run({ maxInstructions: goal - process.retired });
      this.checkpoints.take();
    }
  }

  /** From a restored place where the thread has executed fewer than `executed`: to just before the last of them. */
  private beforeInstruction(tid: number, executed: number, origin: Place): Place | typeof START {
    const { process } = this;
    // A thread that does not exist yet: to the place where it appears, which may be anywhere on the way.
    let chunk = 1 << 16;
    while (!process.thread(tid) || (process.thread(tid)!.instructions > executed - 1)) {
      const mark = process.checkpoint();
      process.run({ maxInstructions: Math.max(1, Math.min(chunk, origin.retired - process.retired)) });
      const reached = process.thread(tid)?.instructions ?? 0;
      if (reached > executed - 1) { process.restore(mark); chunk >>= 4; }
      process.release(mark);
      if (chunk === 0) break;
    }
    const count = process.thread(tid)?.instructions ?? 0;
    if (count < executed - 1) process.run({ maxInstructions: origin.retired - process.retired, step: { tid, instructions: executed - 1 - count } });
    // Others may run before the instruction does: the place is the one where it is next.
    const rip = process.thread(tid)?.registers.rip;
    if (rip !== undefined) {
      process.machine.setBreakpoints([rip]);
      for (;;) {
        const stop = process.run({ maxInstructions: Math.max(0, origin.retired - process.retired) });
        if (stop.kind !== 'breakpoint' || stop.tid === tid) break;
        const passed = process.run({ maxInstructions: 1, resumeFrom: stop.tid });
        if (passed.kind === 'breakpoint' && passed.tid === tid) break;
      }
      this.options.disarm();
    }
    return placeOf(process);
  }

  /** The last accepted stop in [from, limit). */
  private lastIn(from: Place, limit: Place, search: Search): Place | undefined {
    const { process } = this;
    this.options.disarm();
    process.restore(this.checkpoints.atOrBefore(from));
    search.arm();
    let found: Place | undefined;
    let resumeFrom: number | undefined;
    while (comparePlaces(process, limit) < 0) {
      const before = placeOf(process);
      const stop = process.run({ maxInstructions: limit.retired - process.retired, untilEvents: limit.events, resumeFrom });
      if (stop.kind === 'limit' || stop.kind === 'exited' || stop.kind === 'killed' || stop.kind === 'stuck') {
        if (comparePlaces(before, process) === 0 || stop.kind !== 'limit') break;
        continue;
      }
      resumeFrom = stop.kind === 'breakpoint' ? stop.tid : undefined;
      if (comparePlaces(process, limit) < 0 && search.accept(stop)) found = placeOf(process);
    }
    this.options.disarm();
    return found;
  }

  private checkpointIfDue(): void {
    const { process } = this;
    const since = process.retired - this.lastAt;
    if (since < INTERVAL) return;
    const { frames } = process.machine.stats;
    const pages = Math.max(0, frames - this.lastFrames);
    if (since < pages * INSTRUCTIONS_PER_PAGE) return;
    this.checkpoints.take();
    this.lastAt = process.retired;
    this.lastFrames = process.machine.stats.frames;
  }

}
