/**
 * From page to frame: chunks of 2 MiB of guest addresses, shared by reference count between the live table and checkpoints.
 * A page without frame reads as zeros.
 */
import type { FramePool } from './frames';

const CHUNK_PAGES = 512;
export const CHUNK_BYTES = CHUNK_PAGES * 4096;

export interface Chunk { frames: Uint32Array; references: number }

export class PageTable {
  private chunks = new Map<number, Chunk>();
  /** Pages with a frame in the live table. */
  present = 0;
  /** Chunks that exist, those of shared copies included. */
  private made = 0;
  // The chunk looked up last: misses come in runs.
  private lastKey = -1;
  private lastChunk: Chunk | undefined;

  constructor(private readonly frames: FramePool) {}

  private chunk(page: number): Chunk | undefined {
    const key = Math.floor(page / CHUNK_BYTES);
    if (key !== this.lastKey) {
      this.lastKey = key;
      this.lastChunk = this.chunks.get(key);
    }
    return this.lastChunk;
  }

  private slot(page: number): number {
    return (page / 4096) & (CHUNK_PAGES - 1);
  }

  /** Frame of the page (by its address); 0 if it has none. */
  frame(page: number): number {
    const chunk = this.chunk(page);
    return chunk ? chunk.frames[this.slot(page)] : 0;
  }

  /** The chunk of the page with this table as its only owner. */
  private ownChunk(page: number): Chunk {
    const key = Math.floor(page / CHUNK_BYTES);
    const chunk = this.chunk(page);
    if (chunk && chunk.references === 1) return chunk;
    let own: Chunk;
    this.made++;
    if (chunk) {
      own = { frames: chunk.frames.slice(), references: 1 };
      for (const frame of own.frames) this.frames.retain(frame);
      chunk.references--;
    } else {
      own = { frames: new Uint32Array(CHUNK_PAGES), references: 1 };
    }
    this.chunks.set(key, own);
    this.lastKey = key;
    this.lastChunk = own;
    return own;
  }

  /** True if `writableFrame` would give the frame that the page has. */
  ownsFrame(page: number): boolean {
    const chunk = this.chunk(page);
    if (!chunk || chunk.references > 1) return false;
    const frame = chunk.frames[this.slot(page)];
    return frame !== 0 && !this.frames.isShared(frame);
  }

  /** Frame of the page for writing: made, or copied, if there is none of its own. */
  writableFrame(page: number): number {
    const chunk = this.ownChunk(page);
    const slot = this.slot(page);
    const frame = chunk.frames[slot];
    if (frame === 0) {
      const made = this.frames.takeZero();
      chunk.frames[slot] = made;
      this.present++;
      return made;
    }
    if (!this.frames.isShared(frame)) return frame;
    const copy = this.frames.takeCopy(frame);
    this.frames.release(frame);
    chunk.frames[slot] = copy;
    return copy;
  }

  /** Gives a page without frame a copy of another one's content. */
  copy(from: number, to: number): number {
    const frame = this.frame(from);
    if (frame === 0) return this.writableFrame(to);
    this.present++;
    return (this.ownChunk(to).frames[this.slot(to)] = this.frames.takeCopy(frame));
  }

  /** Gives the pages of [from, from + length) to those from `to` on, which have no frames. */
  move(from: number, to: number, length: number): void {
    for (let at = 0; at < length; at += 4096) {
      const frame = this.frame(from + at);
      if (frame === 0) continue;
      this.frames.retain(frame);
      this.ownChunk(to + at).frames[this.slot(to + at)] = frame;
      this.present++;
    }
    this.clear(from, from + length);
  }

  /** Forgets the pages of [start, end): they read as zeros again. */
  clear(start: number, end: number): void {
    for (let at = start; at < end;) {
      const chunkEnd = Math.min((Math.floor(at / CHUNK_BYTES) + 1) * CHUNK_BYTES, end);
      if (this.chunk(at)) this.clearInChunk(at, chunkEnd);
      at = chunkEnd;
    }
  }

  private clearInChunk(start: number, end: number): void {
    const shared = this.chunk(start)!.frames;
    const first = this.slot(start);
    const count = (end - start) / 4096;
    let any = false;
    for (let i = 0; i < count && !any; i++) any = shared[first + i] !== 0;
    if (!any) return;
    const own = this.ownChunk(start).frames;
    for (let i = first; i < first + count; i++) {
      if (own[i] === 0) continue;
      this.frames.release(own[i]);
      own[i] = 0;
      this.present--;
    }
  }

  /** Pages with a frame, in address order. */
  *pages(): Generator<{ page: number; frame: number }> {
    for (const key of [...this.chunks.keys()].sort((a, b) => a - b)) {
      const { frames } = this.chunks.get(key)!;
      for (let i = 0; i < CHUNK_PAGES; i++) {
        if (frames[i] !== 0) yield { page: key * CHUNK_BYTES + i * 4096, frame: frames[i] };
      }
    }
  }

  /** A copy that shares everything. */
  share(): { chunks: Map<number, Chunk>; present: number } {
    for (const chunk of this.chunks.values()) chunk.references++;
    return { chunks: new Map(this.chunks), present: this.present };
  }

  /** Makes a shared copy the live table; the copy stays valid. */
  adopt(shared: { chunks: Map<number, Chunk>; present: number }): void {
    for (const chunk of shared.chunks.values()) chunk.references++;
    this.releaseShared({ chunks: this.chunks });
    this.chunks = new Map(shared.chunks);
    this.present = shared.present;
    this.lastKey = -1;
    this.lastChunk = undefined;
  }

  /** Pages of a shared copy whose frames the live table does not hold any more. */
  pagesOnlyIn(shared: { chunks: Map<number, Chunk> }): number {
    let count = 0;
    for (const [key, chunk] of shared.chunks) {
      const live = this.chunks.get(key);
      if (live === chunk) continue;
      for (let i = 0; i < CHUNK_PAGES; i++) {
        if (chunk.frames[i] !== 0 && (!live || live.frames[i] !== chunk.frames[i])) count++;
      }
    }
    return count;
  }

  /** Bytes of chunks that only shared copies hold. */
  get sharedBytes(): number { return (this.made - this.chunks.size) * CHUNK_PAGES * 4; }

  releaseShared(shared: { chunks: Map<number, Chunk> }): void {
    for (const chunk of shared.chunks.values()) {
      if (--chunk.references > 0) continue;
      this.made--;
      for (const frame of chunk.frames) this.frames.release(frame);
    }
    shared.chunks.clear();
  }
}
