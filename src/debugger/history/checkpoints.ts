/**
 * The checkpoints of a run, in order of history. There is always one at the start. Memory stays under a limit by thinning:
 * the further back, the wider the gaps, as measured by the time that it takes to execute them again.
 */
import type { Process, ProcessCheckpoint } from '../../linux/api';
import { comparePlaces, type Place } from './place';

/** More than this many are thinned too: each costs a copy of the kernel's state, and a search goes through all. */
const MOST = 600;
/** Gaps grow in proportion to the distance from here, up to this part of the whole run: beyond, they would take long to execute. */
const GROWTH_PART = 1 / 8;

/** A checkpoint with what is asked of it without restoring it. */
interface Entry extends Place {
  readonly checkpoint: ProcessCheckpoint;
  /** executed so far, by tid */
  readonly instructions: ReadonlyMap<number, number>;
  /** Milliseconds (about) that the run took up to here. */
  readonly ms: number;
  /** Bytes of the program's pages, and of the kernel's state. */
  readonly residentBytes: number;
  readonly stateBytes: number;
}

export class Checkpoints {
  private readonly list: Entry[] = [];
  private stateBytes = 0;

  /** `memoryLimit`: bytes that only checkpoints hold. */
  constructor(private readonly process: Process, private readonly memoryLimit: number) {}

  get count(): number { return this.list.length; }
  get first(): ProcessCheckpoint { return this.list[0].checkpoint; }

  /** Takes one here, unless there is one at this very place. `ms`: what the run took from the newest one to here, if this is behind it. */
  take(ms = 0): void {
    const { process } = this;
    const at = this.indexAtOrBefore(process);
    if (at >= 0 && comparePlaces(this.list[at], process) === 0) return;
    const checkpoint = process.checkpoint();
    // Right after it was taken nothing but the kernel's state is its own.
    const stateBytes = checkpoint.ownBytes;
    this.list.splice(at + 1, 0, {
      retired: process.retired, events: process.events, checkpoint, stateBytes, residentBytes: process.machine.memory.residentBytes,
      instructions: new Map(process.threads.map((thread) => [thread.tid, thread.instructions])), ms: this.timeAt(at, ms),
    });
    this.stateBytes += stateBytes;
    this.keepLimits();
  }

  /** The latest checkpoint not after `place`; there always is one. */
  atOrBefore(place: Place): ProcessCheckpoint { return this.list[Math.max(0, this.indexAtOrBefore(place))].checkpoint; }

  /** The latest checkpoint before `place`; undefined at the start of history. */
  before(place: Place): ProcessCheckpoint | undefined { return this.list[this.indexBefore(place)]?.checkpoint; }

  /** The latest checkpoint before `place` at which the thread had executed fewer than `count` instructions, and how many. */
  beforeInstruction(tid: number, count: number, place: Place): { checkpoint: ProcessCheckpoint; executed: number } | undefined {
    for (let i = this.indexBefore(place); i >= 0; i--) {
      const executed = this.list[i].instructions.get(tid) ?? 0;
      if (executed < count) return { checkpoint: this.list[i].checkpoint, executed };
    }
    return undefined;
  }

  /** Drops those after `place`: that future is gone. */
  dropAfter(place: Place): void {
    while (this.list.length > this.indexAtOrBefore(place) + 1) this.drop(this.list.length - 1);
  }

  /** Bytes that are in use only because of checkpoints: beyond those of the program at its largest, here or at the newest one. */
  get ownBytes(): number {
    const { machine } = this.process;
    const further = Math.max(0, (this.list.at(-1)?.residentBytes ?? 0) - machine.memory.residentBytes);
    return Math.max(0, machine.stats.checkpointBytes - further) + this.stateBytes;
  }

  /**
   * Drops the checkpoint whose neighbours are closest together in proportion to their distance from here, until there are few
   * enough and the memory limit holds. The first one stays, and those around the present go last.
   */
  keepLimits(): void {
    const { list } = this;
    while (list.length > 1 && (list.length > MOST || this.ownBytes > this.memoryLimit)) {
      if (list.length <= 3) {
        this.drop(1);
        continue;
      }
      const here = this.timeAt(this.indexAtOrBefore(this.process), 0);
      const most = list[list.length - 1].ms * GROWTH_PART;
      let least = Infinity;
      let worst = 1;
      for (let i = 1; i < list.length - 1; i++) {
        const weight = (list[i + 1].ms - list[i - 1].ms) / (Math.min(Math.abs(here - list[i].ms), most) + 1e-6);
        if (weight < least) { least = weight; worst = i; }
      }
      this.drop(worst);
    }
  }

  private drop(index: number): void {
    const [gone] = this.list.splice(index, 1);
    this.stateBytes -= gone.stateBytes;
    this.process.release(gone.checkpoint);
  }

  /** The time of the run from its start to here, behind checkpoint `at`: between two others in proportion to the instructions. */
  private timeAt(at: number, sinceNewest: number): number {
    if (at < 0) return 0;
    const { retired } = this.process;
    const [from, to] = [this.list[at], this.list.at(at + 1)];
    if (!to) return from.ms + sinceNewest;
    return from.ms + (to.ms - from.ms) * (retired - from.retired) / Math.max(1, to.retired - from.retired);
  }

  private indexBefore(place: Place): number {
    const at = this.indexAtOrBefore(place);
    return at >= 0 && comparePlaces(this.list[at], place) === 0 ? at - 1 : at;
  }

  private indexAtOrBefore(place: Place): number {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces(this.list[middle], place) <= 0) low = middle + 1; else high = middle;
    }
    return low - 1;
  }
}
