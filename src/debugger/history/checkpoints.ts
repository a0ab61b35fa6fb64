/**
 * The checkpoints of a run, in order of history. There is always one at the start. Memory stays under a limit by thinning:
 * the further back, the wider the gaps, doubling into the past (as rr does).
 */
import type { Process, ProcessCheckpoint } from '../../linux/api';
import { comparePlaces, type Place } from './place';

const PAGE = 4096;
/** More than this many are thinned too: each costs a copy of the kernel's state, and a search goes through all. */
const MOST = 400;

export class Checkpoints {
  private readonly list: ProcessCheckpoint[] = [];

  /** `memoryLimit`: bytes of pages that only checkpoints hold. */
  constructor(private readonly process: Process, private readonly memoryLimit: number) {}

  get count(): number { return this.list.length; }
  get first(): ProcessCheckpoint { return this.list[0]; }

  /** Takes one here, unless there is one at this very place. */
  take(): void {
    const at = this.indexAtOrBefore(this.process);
    if (at >= 0 && comparePlaces(this.list[at], this.process) === 0) return;
    this.list.splice(at + 1, 0, this.process.checkpoint());
    this.thin();
  }

  /** The latest checkpoint not after `place`; there always is one. */
  atOrBefore(place: Place): ProcessCheckpoint { return this.list[Math.max(0, this.indexAtOrBefore(place))]; }

  /** The latest checkpoint before `place`; undefined at the start of history. */
  before(place: Place): ProcessCheckpoint | undefined {
    let at = this.indexAtOrBefore(place);
    if (at >= 0 && comparePlaces(this.list[at], place) === 0) at--;
    return this.list[at];
  }

  /** Drops those after `place`: that future is gone. */
  dropAfter(place: Place): void {
    for (const gone of this.list.splice(this.indexAtOrBefore(place) + 1)) this.process.release(gone);
  }

  /** Bytes of pages that are in use only because of checkpoints. */
  get ownBytes(): number {
    const { machine } = this.process;
    return Math.max(0, machine.stats.frames * PAGE - machine.memory.residentBytes);
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
      this.process.release(gone);
    }
  }
}
