/** The machine's WebAssembly memory with typed views, which are renewed when it grows. */
import { FRAMES, MEMORY_MAXIMUM } from '../layout';

const WASM_PAGE = 65536;
/** Growth at a time: 16 MiB. Untouched pages cost nothing, but each growth renews the views. */
const GROWTH_PAGES = 256;

export class LinearMemory {
  readonly wasm: WebAssembly.Memory;
  u8!: Uint8Array;
  u16!: Uint16Array;
  u32!: Uint32Array;
  i32!: Int32Array;
  f64!: Float64Array;
  u64!: BigUint64Array;
  i64!: BigInt64Array;

  constructor() {
    this.wasm = new WebAssembly.Memory({ initial: Math.ceil(FRAMES / WASM_PAGE) + GROWTH_PAGES, maximum: MEMORY_MAXIMUM });
    this.renewViews();
  }

  private renewViews(): void {
    const buffer = this.wasm.buffer;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.i64 = new BigInt64Array(buffer);
  }

  /** Makes `bytes` addressable from 0 on. Throws a RangeError when the host has no more, or beyond 4 GiB. */
  ensure(bytes: number): void {
    if (bytes <= this.u8.length) return;
    const now = this.u8.length / WASM_PAGE;
    const wanted = Math.ceil(bytes / WASM_PAGE);
    if (wanted > MEMORY_MAXIMUM) throw new RangeError('the emulated machine is out of memory: guest pages and checkpoints need more than 4 GiB');
    // Larger memories grow in larger steps, so that renewing views stays rare.
    const pages = Math.min(Math.max(wanted, now + GROWTH_PAGES, now + (now >> 3)), MEMORY_MAXIMUM);
    try {
      this.wasm.grow(pages - now);
    } catch {
      try {
        this.wasm.grow(wanted - now);
      } catch {
        throw new RangeError(`the host gives no more memory to the emulated machine (${Math.round(bytes / 1048576)} MiB wanted)`);
      }
    }
    this.renewViews();
  }

  /** Guest addresses in 8-byte fields of the machine (below 2^53). */
  readAddress(at: number): number {
    return this.u32[at >>> 2] + this.u32[(at >>> 2) + 1] * 0x100000000;
  }

  writeAddress(at: number, value: number): void {
    this.u32[at >>> 2] = value >>> 0;
    this.u32[(at >>> 2) + 1] = Math.floor(value / 0x100000000);
  }
}
