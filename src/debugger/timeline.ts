/**
 * The scheduler's events from the start of history to its newest place. Nothing is collected while the program runs, so that
 * runs cost nothing: the past is executed again with the status words watched, when somebody asks.
 */
import type { GoSchedulerView } from '../scheduler/view';
import type { History } from './history/history';
import { comparePlaces, placeOf, type Place } from './history/place';
import { EventTable } from './trace/event-table';
import { SchedulerEvents } from './trace/events';

/** Kept at most: 80 MB of a process that has a program's history to keep as well. */
const MOST_EVENTS = 2_000_000;

export class Timeline {
  /** In order; complete up to the newest place once `collect` has said so, or up to the limit. */
  readonly events = new EventTable();
  private source: SchedulerEvents | undefined;
  /** All events before it are in the list. */
  private upTo: Place;
  private armed = -1;
  private collected = 0;
  private resumeFrom: Place | undefined;

  /** `most`: events that are kept; later ones are left out */
  constructor(private readonly history: History, private readonly scheduler: GoSchedulerView, private readonly most = MOST_EVENTS) {
    this.upTo = history.start;
    this.begin();
  }

  /** Of the history that the events are from: another one has other events. */
  get version(): number { return this.collected; }
  /** There were more events than are kept. */
  get isFull(): boolean { return this.events.length >= this.most; }
  /** Goroutines whose events are here, of those there are. */
  get goroutines(): { traced: number; all: number } { return this.source?.goroutines ?? { traced: 0, all: 0 }; }
  /** All events up to the newest place are in the list, or as many as are kept. */
  get isComplete(): boolean { return this.isFull || (this.history.version === this.collected && comparePlaces(this.upTo, this.history.end) === 0); }
  /** How much of history has been looked at, 0 to 1. */
  get progress(): number { return this.upTo.retired / Math.max(1, this.history.end.retired); }

  /**
   * Goes on with collecting, for about so many instructions. The process stands elsewhere until `leave` is called.
   * @returns true when all is there
   */
  collect(maxInstructions: number): boolean {
    const { history } = this;
    const { process, end } = history;
    if (history.version !== this.collected) this.begin();
    if (this.isComplete) return true;
    const source = this.goThere();
    const limit = process.retired + maxInstructions;
    let done = false;
    while (!done && process.retired < limit) {
      this.watch(source);
      const before = placeOf(process);
      const budget = Math.min(limit, end.retired) - process.retired;
      const stop = process.run({ maxInstructions: budget, untilEvents: process.retired + budget === end.retired ? end.events : undefined });
      if (stop.kind === 'watch') for (const event of source.take(stop.tid, stop.pc, stop.hits)) this.events.push(event);
      done = this.isFull || comparePlaces(process, end) >= 0 || comparePlaces(before, process) === 0 || stop.kind === 'exited' || stop.kind === 'killed';
    }
    this.upTo = done && !this.isFull ? end : placeOf(process);
    return done;
  }

  /** Back to where the program stood. */
  leave(): void {
    if (!this.resumeFrom) return;
    this.history.process.machine.setWatchpoints([]);
    this.history.seek(this.resumeFrom);
    this.resumeFrom = undefined;
    this.scheduler.invalidate();
  }

  /** To where collecting goes on, once until `leave`: to set ten thousand watchpoints anew takes longer than a few milliseconds of running. */
  private goThere(): SchedulerEvents {
    const { history, scheduler } = this;
    if (this.resumeFrom && this.source) return this.source;
    this.resumeFrom = history.here;
    history.seek(this.upTo);
    scheduler.invalidate();
    this.armed = -1;
    return (this.source ??= new SchedulerEvents(history.process, scheduler));
  }

  private watch(source: SchedulerEvents): void {
    if (source.version === this.armed) return;
    this.history.process.machine.setWatchpoints(source.watchpoints());
    this.armed = source.version;
  }

  /** From the start: part of what had been collected may never have happened. */
  private begin(): void {
    this.source = undefined;
    this.events.clear();
    this.upTo = this.history.start;
    this.collected = this.history.version;
  }
}
