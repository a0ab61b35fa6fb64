/** The program's memory as it is before the first instruction: its segments, zeros beyond their bytes. */
import type { Segment } from '../program-image';
import { text, u64 } from './bytes';

export class InitialMemory {
  private last: Segment | undefined;

  constructor(readonly segments: readonly Segment[]) {}

  segmentAt(address: number): Segment | undefined {
    const { last } = this;
    if (last && address >= last.address && address < last.address + last.memorySize) return last;
    return this.last = this.segments.find((segment) => address >= segment.address && address < segment.address + segment.memorySize);
  }

  /** Bytes from the address to the end of the segment's file bytes, at most `limit`; empty if nothing is there. */
  bytesAt(address: number, limit = Infinity): Uint8Array {
    const segment = this.segmentAt(address);
    if (!segment) return new Uint8Array(0);
    const start = address - segment.address;
    return segment.bytes.subarray(start, Math.min(segment.bytes.length, start + limit));
  }

  /** The 8 bytes at the address as a number; 0 where there is no memory. */
  word(address: number): number {
    return u64(this.bytesAt(address, 8), 0);
  }

  /** A Go string header (pointer, length) at the address; undefined if it does not describe bytes of the file. */
  goString(address: number, maxLength = 1 << 20): string | undefined {
    const length = this.word(address + 8);
    const bytes = this.bytesAt(this.word(address), length);
    return length <= maxLength && bytes.length === length ? text(bytes, 0, length) : undefined;
  }
}
