/**
 * Time travel: any place of the past is reached by restoring the checkpoint before it and executing again. Everything comes
 * back: memory, registers, threads, files, timers, the scheduler's choices. What was output is not output twice.
 */
import type { Process, ProcessStop, RunRequest } from '../../linux/api';
import { Checkpoints } from './checkpoints';
import { comparePlaces, type Place, placeOf } from './place';
import { CheckpointPrice } from './price';

/** Instructions after which a checkpoint is thought of: some milliseconds of fast code, some tens of slow code. */
const LOOK = 2_000_000;
/** Milliseconds of running between two checkpoints at least. */
const INTERVAL_MS = 30;
/** Checkpoints may take one part in so many of the time: their own and that of the copies of pages that follow. */
const SHARE = 40;
/** Without a clock: instructions in a millisecond. */
const PER_MS = 400_000;
/** Distances from the goal at which re-execution leaves checkpoints, so that the next step back is short. */
const APPROACH = [64e6, 16e6, 4e6, 1e6, 250e3, 60e3, 15e3];
/** Instructions of re-execution between two reports of progress: some 20 ms. */
const SLICE = 20_000_000;
/** Stops in a stretch between two reports. */
const MOST_STOPS = 500;

export interface HistoryOptions {
  /** Bytes that only checkpoints may hold; default 512 MiB. */
  readonly memoryLimit?: number;
  /** Switches breakpoints, watchpoints and catchpoints off for re-execution; they are set again before the user's next run. */
  readonly disarm: () => void;
  /** The host's clock (ms), for the price of checkpoints alone. Without it time is estimated by instructions. */
  readonly now?: () => number;
}

/** A search met the start of history. */
export const START = 'start of history';

/**
 * Looking back can take as long as the run did. So it is done in pieces: each yields how far it is (0 to 1), after some
 * milliseconds; in between others may do what does not move the process. Who gives a search up goes back to where it began.
 */
export type Search<T> = Generator<number, T, void>;

/** Does a search in one piece. */
export function complete<T>(search: Search<T>): T {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** Hears how far something is (0 to 1); false ends it. */
export type Progress = (part: number) => boolean;

/** What listens while stretches of the past are executed again, the latest one first. */
export interface Scan {
  /** Sets the breakpoints or watchpoints that it needs. Called at the beginning of each stretch. */
  arm(): void;
  /** A stop in the stretch, in the order of execution. A breakpoint's place is before the instruction, a watchpoint's behind it. */
  meet(stop: ProcessStop, place: Place): void;
  /** The stretch is through: has enough been found? */
  enough(): boolean;
}

/** Looks for the last one of some stops. */
export interface Wanted {
  arm(): void;
  /** Is this stop one that it looks for? */
  accept(stop: ProcessStop): boolean;
}

export class History {
  private readonly checkpoints: Checkpoints;
  /** The newest place reached; beyond it nothing is known. */
  private newest: Place;
  /** Instructions at which the next checkpoint is thought of. */
  private nextLook = 0;
  /** Milliseconds that the newest part of history took since its last checkpoint. */
  private ranMs = 0;
  private readonly price: CheckpointPrice;
  private inputsSeen: number;
  /** Futures that were given up because the user changed something before them. */
  private lost = 0;

  constructor(readonly process: Process, private readonly options: HistoryOptions) {
    this.checkpoints = new Checkpoints(process, options.memoryLimit ?? 512 * 2 ** 20);
    this.checkpoints.take();
    this.newest = placeOf(process);
    this.price = new CheckpointPrice(process.machine);
    this.inputsSeen = process.inputCount;
  }

  get here(): Place { return placeOf(this.process); }
  get end(): Place {
    this.noticeChanges();
    return this.newest;
  }
  /** Changes whenever a part of history, from some place to its end, is replaced by another one. */
  get version(): number {
    this.noticeChanges();
    return this.lost;
  }
  get start(): Place { return placeOf(this.checkpoints.first); }
  /** Instructions to the newest place; 0 in the present. */
  get behind(): number { return this.end.retired - this.process.retired; }
  get isPast(): boolean { return comparePlaces(this.process, this.end) < 0; }
  get checkpointCount(): number { return this.checkpoints.count; }
  get checkpointBytes(): number { return this.checkpoints.ownBytes; }

  /** Runs forwards, leaving checkpoints; the stop is that of Process.run. */
  run(request: RunRequest): ProcessStop {
    this.noticeChanges();
    const { process } = this;
    const { step } = request;
    let { resumeFrom } = request;
    const end = process.retired + request.maxInstructions;
    const stepEnd = step ? (process.thread(step.tid)?.instructions ?? 0) + step.instructions : 0;
    for (;;) {
      if (process.retired >= this.nextLook || this.nextLook > process.retired + LOOK) this.nextLook = process.retired + LOOK;
      const budget = Math.min(end, this.nextLook) - process.retired;
      const before = placeOf(process);
      const rest = step && { ...step, instructions: stepEnd - (process.thread(step.tid)?.instructions ?? 0) };
      // Only where the run begins: later the thread stands elsewhere, perhaps at another breakpoint.
      const began = this.clock();
      const stop = process.run({ ...request, resumeFrom, step: rest, maxInstructions: budget });
      resumeFrom = undefined;
      if (comparePlaces(process, this.newest) > 0) {
        this.newest = placeOf(process);
        this.ranMs += this.clock() - began;
        if (this.ranMs >= INTERVAL_MS) this.checkpointIfDue();
      }
      if (stop.kind !== 'limit' || process.retired >= end || comparePlaces(process, before) === 0) return stop;
      if (request.untilNs !== undefined && process.virtualNs >= request.untilNs) return stop;
    }
  }

  /**
   * Goes to a place between the start and the newest one. Re-execution can be long: `progress` may end it; then the process
   * stands somewhere on the way, which is what is returned.
   */
  seek(place: Place, progress?: Progress): Place {
    this.noticeChanges();
    const { process } = this;
    this.options.disarm();
    const from = this.checkpoints.atOrBefore(place);
    // Already on the way there: no need to go back first.
    if (comparePlaces(process, place) > 0 || comparePlaces(process, from) < 0) process.restore(from);
    const way = this.approach(place);
    for (let step = way.next(); ; step = way.next()) {
      if (step.done) break;
      if (progress && !progress(step.value)) return placeOf(process);
    }
    this.through(place);
    return placeOf(process);
  }

  /** Goes to the first place with that many instructions, or to the nearest end of history. */
  seekInstruction(retired: number, progress?: Progress): Place {
    if (retired >= this.end.retired) return this.seek(this.end, progress);
    return this.seek({ retired: Math.max(retired, this.start.retired), events: 0 }, progress);
  }

  /** Goes to the last place with that many instructions: an instruction is what comes next. It has been executed once. */
  seekBeforeNext(retired: number, progress?: Progress): Place {
    const first = this.seek({ retired, events: 0 }, progress);
    if (first.retired === retired) this.through({ retired, events: Infinity });
    return placeOf(this.process);
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
   * Executes the past again, stretch by stretch from here back, until the scan has enough or the start of history has been
   * passed (START). Where the process stands afterwards means nothing.
   */
  *scanBack(scan: Scan): Search<'enough' | typeof START> {
    this.noticeChanges();
    const origin = placeOf(this.process);
    const nearest = this.checkpoints.before(origin);
    if (!nearest) return START;
    // What is looked for is often close: checkpoints on the way make the latest stretches short.
    this.options.disarm();
    this.process.restore(nearest);
    for (const _ of this.approach(origin, false)) yield 0;
    for (let limit: Place = origin; ;) {
      const from = this.checkpoints.before(limit);
      if (!from) return START;
      const part = 1 - limit.retired / Math.max(1, origin.retired);
      this.options.disarm();
      this.process.restore(from);
      scan.arm();
      for (const _ of this.stretch(limit, scan)) yield part;
      this.options.disarm();
      if (scan.enough()) return 'enough';
      limit = placeOf(from);
      yield part;
    }
  }

  /**
   * The last place before here (for watchpoints: not after here) at which the search accepts a stop; the process stands there
   * afterwards. Without one it stands at the start of history.
   */
  *searchBack(wanted: Wanted): Search<Place | typeof START> {
    let found: Place | undefined;
    yield* this.scanBack({
      arm: () => { wanted.arm(); },
      meet: (stop, place) => { if (wanted.accept(stop)) found = place; },
      enough: () => found !== undefined,
    });
    if (found) return this.seek(found);
    this.seek(this.start);
    return START;
  }

  /**
   * The place before the last instruction that the thread has executed; the process stands there afterwards, with that
   * instruction next. START (and the start of history) if the thread has executed none since then.
   */
  *stepBack(tid: number): Search<Place | typeof START> {
    this.noticeChanges();
    const { process } = this;
    const origin = placeOf(process);
    const count = process.thread(tid)?.instructions ?? 0;
    const from = this.checkpoints.beforeInstruction(tid, count, origin);
    if (!from) {
      this.seek(this.start);
      return START;
    }
    this.options.disarm();
    process.restore(from.checkpoint);
    yield* this.approach(origin, false);
    // The approach may have left checkpoints that are closer.
    const closest = this.checkpoints.beforeInstruction(tid, count, origin)!;
    process.restore(closest.checkpoint);
    process.run({ maxInstructions: origin.retired - process.retired, step: { tid, instructions: count - closest.executed, inSyscall: true } });
    return this.seekBeforeNext(process.retired - 1);
  }

  /** If the user has changed something here since the last look, what lay ahead is another history. */
  private noticeChanges(): void {
    if (this.process.inputCount === this.inputsSeen) return;
    this.inputsSeen = this.process.inputCount;
    if (comparePlaces(this.newest, this.process) > 0) this.lost++;
    this.checkpoints.dropAfter(this.process);
    this.process.forgetFuture();
    this.newest = placeOf(this.process);
    this.ranMs = 0;
  }

  /**
   * Re-executes from here (which is before it) to the first place with the goal's instructions, leaving checkpoints close to
   * it. Without `arrive` the rest of the way from the last checkpoint is left out.
   */
  private *approach(goal: Place, arrive = true): Search<void> {
    const { process } = this;
    const from = process.retired;
    for (const distance of arrive ? [...APPROACH, 0] : APPROACH) {
      const next = goal.retired - distance;
      if (next <= process.retired) continue;
      while (process.retired < next) {
        const before = placeOf(process);
        process.run({ maxInstructions: Math.min(next - process.retired, SLICE) });
        if (comparePlaces(before, process) === 0) return; // it has ended
        if (process.retired < goal.retired) yield (process.retired - from) / (goal.retired - from);
      }
      if (distance > 0) this.checkpoints.take();
    }
  }

  /** From a place with the goal's instructions through the events to it. What the user changed at that place is done again. */
  private through(goal: Place): void {
    const { process } = this;
    for (;;) {
      const before = placeOf(process);
      process.run({ maxInstructions: 0, untilEvents: goal.events });
      if (comparePlaces(process, goal) >= 0 || comparePlaces(before, process) === 0) return;
    }
  }

  /** Executes from here to `limit` with the scan listening. */
  private *stretch(limit: Place, scan: Scan): Generator<void, void, void> {
    const { process } = this;
    let resumeFrom: number | undefined;
    let nextTick = process.retired + SLICE;
    let stops = 0;
    while (comparePlaces(process, limit) < 0) {
      const before = placeOf(process);
      const stop = process.run({ maxInstructions: Math.min(nextTick, limit.retired) - process.retired, untilEvents: nextTick < limit.retired ? undefined : limit.events, resumeFrom });
      resumeFrom = stop.kind === 'breakpoint' ? stop.tid : undefined;
      const place = placeOf(process);
      if (stop.kind === 'limit') {
        if (process.retired >= nextTick) {
          yield;
          nextTick = process.retired + SLICE;
        } else if (comparePlaces(before, place) === 0) return;
      } else if (stop.kind === 'exited' || stop.kind === 'killed' || stop.kind === 'stuck') {
        return;
      } else if (stop.kind === 'watch' || comparePlaces(place, limit) < 0) {
        scan.meet(stop, place);
        if (++stops % MOST_STOPS === 0) yield;
      }
    }
  }

  private checkpointIfDue(): void {
    const { checkpoints } = this;
    if (this.ranMs < this.price.next * SHARE) {
      checkpoints.keepLimits();
      return;
    }
    const began = this.clock();
    checkpoints.take(this.ranMs);
    this.price.taken(this.clock() - began);
    this.ranMs = 0;
  }

  private clock(): number { return this.options.now?.() ?? this.process.retired / PER_MS; }
}
