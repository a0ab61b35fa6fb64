/** What the next checkpoint will cost: as much as the last one, more if the program has grown. */
import type { Machine } from '../../machine/api';

/** Milliseconds that a page written to after a checkpoint costs besides its copy: the way to it, and cold caches. */
const MISS_MS = 0.004;

export class CheckpointPrice {
  private takeMs = 0;
  /** At the last checkpoint: what copies had cost so far, and the memory in use. */
  private copiesMs: number;
  private residentBytes: number;

  constructor(private readonly machine: Machine) {
    this.copiesMs = this.copiesSoFar;
    this.residentBytes = machine.memory.residentBytes;
  }

  /** A checkpoint has been taken, which took so long. */
  taken(takeMs: number): void {
    this.takeMs = takeMs;
    this.copiesMs = this.copiesSoFar;
    this.residentBytes = this.machine.memory.residentBytes;
  }

  /** Milliseconds: what the last checkpoint and the copies since have cost, these in proportion to the memory in use. */
  get next(): number {
    const growth = this.machine.memory.residentBytes / Math.max(1, this.residentBytes);
    return this.takeMs + (this.copiesSoFar - this.copiesMs) * Math.max(1, growth);
  }

  private get copiesSoFar(): number {
    const { copiedFrames, copyMs } = this.machine.stats;
    return copyMs + copiedFrames * MISS_MS;
  }
}
