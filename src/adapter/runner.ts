import type { StopInfo } from '../debugger/api';
import type { Execution } from '../debugger/execution';

/** Time and turns, from the host. */
export interface RunnerHost {
  /** milliseconds; only differences count */
  now(): number;
  /** Calls back after the messages that have arrived have been handled. */
  defer(callback: () => void): void;
}

/** A slice should last about this long (ms): requests wait no longer than that, and the loop's own cost stays small. */
const SLICE_MS = 10;
const SMALLEST = 1_000;
const LARGEST = 1_000_000_000;

/** Drives an execution in slices, so that requests are answered in between. Where slices end is not visible to the guest. */
export class Runner {
  private execution: Execution | undefined;
  private budget = 500_000;

  constructor(private readonly host: RunnerHost, private readonly ended: (stop: StopInfo) => void, private readonly failed: (error: unknown) => void, private readonly sliced?: (execution: Execution) => void) {}

  get isRunning(): boolean { return this.execution !== undefined; }
  /** Of the run in progress; runs forwards have none. */
  get title(): string | undefined { return this.execution?.title; }

  start(execution: Execution): void {
    if (this.execution) throw new Error('a run is in progress already');
    this.execution = execution;
    this.host.defer(() => this.slice(execution));
  }

  pause(): void { this.execution?.pause(); }

  /** The run ends where it began, if it is of that kind; else it is paused. */
  cancel(): void {
    if (this.execution?.cancel) this.execution.cancel(); else this.execution?.pause();
  }

  /** Forgets the run; the program stays where it is. */
  abandon(): void { this.execution = undefined; }

  private slice(execution: Execution): void {
    if (this.execution !== execution) return;
    let stop: StopInfo | undefined;
    try {
      const start = this.host.now();
      stop = execution.advance(this.budget);
      this.budget = nextBudget(this.budget, this.host.now() - start);
    } catch (error) {
      this.execution = undefined;
      this.failed(error);
      return;
    }
    if (!stop) {
      this.sliced?.(execution);
      this.host.defer(() => this.slice(execution));
      return;
    }
    this.execution = undefined;
    this.ended(stop);
  }
}

/** Instructions for the next slice, when the last one of `budget` instructions took so long. */
export function nextBudget(budget: number, ms: number): number {
  const factor = ms <= 0 ? 2 : Math.min(2, Math.max(0.25, SLICE_MS / ms));
  return Math.min(LARGEST, Math.max(SMALLEST, Math.round(budget * factor)));
}
