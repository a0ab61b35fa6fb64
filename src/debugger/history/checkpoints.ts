/**
 * The checkpoints of a run, in order of history. There is always one at the start. Memory stays under a limit by thinning:
 * the further back, the wider the gaps, doubling into the past (as rr does).
 */
import type { Process, ProcessCheckpoint } from '../../linux/api';
import { comparePlaces, type Place } from './place';

const PAGE = 4096;
/** More than this many are thinned too: each costs a copy of the kernel's state, and a search goes through all. */
const MOST = 400;

/** A checkpoint with what is asked of it without restoring it. */
interface Entry extends Place { readonly checkpoint: ProcessCheckpoint; /** executed so far, by tid */ readonly instructions: ReadonlyMap<number, number> }

export class Checkpoints {
  private readonly list: Entry[] = [];

  /** `memoryLimit`: bytes of pages that only checkpoints hold. */
  constructor(private readonly process: Process, private readonly memoryLimit: number) {}

  get count(): number { return this.list.length; }
  get first(): ProcessCheckpoint { return this.list[0].checkpoint; }

  /** Takes one here, unless there is one at this very place. */
  take(): void {
    const { process } = this;
    const at = this.indexAtOrBefore(process);
    if (at >= 0 && comparePlaces(this.list[at], process) === 0) return;
    this.list.splice(at + 1, 0, {
      retired: process.retired, events: process.events, checkpoint: process.checkpoint(),
      instructions: new Map(process.threads.map((thread) => [thread.tid, thread.instructions])),
    });
    this.thin();
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
    for (const gone of this.list.splice(this.indexAtOrBefore(place) + 1)) this.process.release(gone.checkpoint);
  }

  /** Bytes of pages that are in use only because of checkpoints. */
  get ownBytes(): number {
    const { machine } = this.process;
    return Math.max(0, machine.stats.frames * PAGE - machine.memory.residentBytes);
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

  /**
   * Drops the checkpoint whose neighbours are closest together in proportion to their distance from here, until the limit
   * holds. The first one and those around the present stay.
   */
  private thin(): void {
    while (this.list.length > 3 && (this.list.length > MOST || this.ownBytes > this.memoryLimit)) {
      const here = this.process.retired;
      let least = Infinity;
      let worst = 1;
      for (let i = 1; i < this.list.length - 1; i++) {
        const gap = this.list[i + 1].retired - this.list[i - 1].retired;
        const weight = gap / (Math.abs(here - this.list[i].retired) + 1);
        if (weight < least) { least = weight; worst = i; }
      }
      const [gone] = this.list.splice(worst, 1);
      this.process.release(gone.checkpoint);
    }
  }
}
