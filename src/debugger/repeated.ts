import type { StopInfo } from './api';
import type { Execution } from './execution';

/** `step 5`: the same run several times, until one ends otherwise than by having done its step. */
export class RepeatedExecution implements Execution {
  private current: Execution;
  private left: number;

  /** `begin` is called once for each repetition; the first one now, so that its errors are the caller's. */
  constructor(times: number, private readonly begin: () => Execution) {
    this.left = times - 1;
    this.current = begin();
  }

  pause(): void {
    this.left = 0;
    this.current.pause();
  }

  advance(maxInstructions: number): StopInfo | undefined {
    const stop = this.current.advance(maxInstructions);
    if (!stop || stop.reason !== 'step' || this.left <= 0) return stop;
    this.left--;
    try {
      this.current = this.begin();
    } catch {
      // The next repetition has nothing to do (no caller to return to): this is the last stop.
      return stop;
    }
    return undefined;
  }
}
