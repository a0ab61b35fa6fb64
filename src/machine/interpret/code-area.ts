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
  constructor(private readonly frames: FramePool, private readonly most: number) {}

  /** Makes sure that the next `bytes` bytes lie side by side; false if there is no room for them. */
  prepare(bytes: number): boolean {
    if (this.next + bytes <= this.end) return true;
    if (this.piece + 1 === this.pieces.length) {
      if (this.pieces.length === this.most) return false;
      try {
        this.pieces.push(this.frames.reserve(PIECE / PAGE_SIZE));
      } catch (error) {
        // The guest has all that there is: what is known of its code has to do with less.
        if (!(error instanceof RangeError) || this.pieces.length === 0) throw error;
        return false;
      }
    }
    this.next = this.pieces[++this.piece];
    this.end = this.next + PIECE;
    return true;
  }

  /** True if `bytes` more fit in all, in parts of at most `part` bytes. */
  hasRoom(bytes: number, part: number): boolean {
    const inPiece = Math.max(this.end - this.next - part, 0);
    return bytes <= inPiece || bytes - inPiece <= (this.most - this.piece - 1) * (PIECE - part);
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
