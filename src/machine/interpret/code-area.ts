/** Room in linear memory for what the interpreter knows of code: taken from the frames in pieces, and given back all at once. */
import { PAGE_SIZE } from '../api';
import type { FramePool } from '../memory/frames';

const PIECE = 1 << 20;

export class CodeArea {
  private readonly pieces: number[] = [];
  /** The piece in use; those behind it hold nothing, but may have held something. */
  private piece = -1;
  private end = 0;
  /** First free byte. What is taken is adjacent to what was taken before, unless `prepare` came between. */
  next = 0;

  /** `most`: pieces of a megabyte that it may have. */
  constructor(private readonly frames: Pick<FramePool, 'reserve'>, private readonly most: number) {}

  /** Makes sure that the next `bytes` bytes lie side by side; false if there is no room for them. */
  prepare(bytes: number): boolean {
    if (this.next + bytes <= this.end) return true;
    if (this.piece + 1 === this.pieces.length && !this.addPiece()) return false;
    this.next = this.pieces[++this.piece];
    this.end = this.next + PIECE;
    return true;
  }

  /** Makes sure that `bytes` more fit in all, in parts of at most `part` bytes; false if there is no room for them. */
  prepareAll(bytes: number, part: number): boolean {
    let room = Math.max(this.end - this.next - part, 0) + (this.pieces.length - this.piece - 1) * (PIECE - part);
    for (; room < bytes; room += PIECE - part) if (!this.addPiece()) return false;
    return true;
  }

  private addPiece(): boolean {
    if (this.pieces.length === this.most) return false;
    try {
      this.pieces.push(this.frames.reserve(PIECE / PAGE_SIZE));
      return true;
    } catch (error) {
      // The guest has all that there is: what is known of its code has to do with less.
      if (!(error instanceof RangeError) || this.pieces.length === 0) throw error;
      return false;
    }
  }

  take(bytes: number): number {
    const at = this.next;
    this.next += bytes;
    return at;
  }

  /** All is free again; it is not empty. */
  clear(): void {
    this.piece = -1;
    this.next = this.end = 0;
  }
}
