/**
 * Frames: 4 KiB pieces of linear memory that hold guest pages. A frame is shared by reference count between the live page
 * table and checkpoints; it may be written only while it has one owner. Frame 0 is the zero page that all untouched pages
 * show; it is never written and not counted.
 */
import { PAGE_SIZE } from '../api';
import { FRAMES } from '../layout';
import type { LinearMemory } from './linear-memory';

/** Milliseconds that a copy is taken to need without a clock: most of it goes into memory fresh from the host. */
const COPY_MS = 0.008;

export class FramePool {
  private references = new Uint32Array(4096);
  private readonly free: number[] = [];
  private next = 1;
  /** Frames in use, those of checkpoints included. */
  inUse = 0;
  /** Copies made so far, of frames that a checkpoint or a file's other maps share. */
  copied = 0;
  /** Host time that they took (ms). */
  copyMs = 0;

  /** `now`: the host's clock (ms), for `copyMs` alone. */
  constructor(private readonly linear: LinearMemory, private readonly now?: () => number) {}

  address(frame: number): number {
    return FRAMES + frame * PAGE_SIZE;
  }

  private take(): { frame: number; fresh: boolean } {
    const reused = this.free.pop();
    this.inUse++;
    if (reused !== undefined) {
      this.references[reused] = 1;
      return { frame: reused, fresh: false };
    }
    const frame = this.next;
    try {
      this.linear.ensure(this.address(frame + 1));
    } catch (error) {
      this.inUse--;
      throw error;
    }
    this.next++;
    if (frame >= this.references.length) {
      const grown = new Uint32Array(frame * 2);
      grown.set(this.references);
      this.references = grown;
    }
    this.references[frame] = 1;
    return { frame, fresh: true };
  }

  /** Host address of `count` zero frames side by side that are no guest's: not counted, never given back. @throws RangeError */
  reserve(count: number): number {
    const first = this.address(this.next);
    this.linear.ensure(this.address(this.next + count));
    this.next += count;
    return first;
  }

  /** A zero frame with one owner. */
  takeZero(): number {
    const { frame, fresh } = this.take();
    if (!fresh) this.linear.u8.fill(0, this.address(frame), this.address(frame + 1));
    return frame;
  }

  /** A copy of `frame`, with one owner. */
  takeCopy(frame: number): number {
    const began = this.now?.() ?? 0;
    const copy = this.take().frame;
    this.linear.u8.copyWithin(this.address(copy), this.address(frame), this.address(frame + 1));
    this.copied++;
    this.copyMs += this.now ? this.now() - began : COPY_MS;
    return copy;
  }

  isShared(frame: number): boolean {
    return this.references[frame] > 1;
  }

  retain(frame: number): void {
    if (frame !== 0) this.references[frame]++;
  }

  release(frame: number): void {
    if (frame === 0) return;
    if (--this.references[frame] === 0) {
      this.free.push(frame);
      this.inUse--;
    }
  }
}
