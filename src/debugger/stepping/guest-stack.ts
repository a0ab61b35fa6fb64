import { Gpr, MemoryFault } from '../../machine/api';
import type { Process } from '../../linux/api';

/** Current g of a thread: 8 bytes at fs_base-8 (TLS of static linux/amd64 programs, every Go version). */
const G_SLOT = -8;
/** g.stack is g's first field: lo, hi. The same in every Go version. */
const STACK_HI = 8;

/**
 * What stepping needs to know of a thread at each hit, read straight from guest memory: which g it runs, and how deep.
 * Depth = bytes between the stack's upper end and SP. It stays the same when the runtime moves a goroutine's stack.
 */
export class GuestStack {
  constructor(private readonly process: Process) {}

  /** Address of the thread's current g (a goroutine, g0 or gsignal); 0 before the runtime has set it. */
  currentG(tid: number): number {
    const thread = this.process.thread(tid);
    if (!thread) return 0;
    const base = thread.registers.fsBase;
    return base === 0 ? 0 : this.pointerAt(base + G_SLOT);
  }

  /** Depth of an address on g's stack; of the address itself when there is no g (before the runtime has started). */
  depthOf(g: number, address: number): number {
    return (g === 0 ? 0 : this.pointerAt(g + STACK_HI)) - address;
  }

  sp(tid: number): number {
    return Number(this.process.thread(tid)?.registers.getGpr(Gpr.rsp) ?? 0n);
  }

  pc(tid: number): number {
    return this.process.thread(tid)?.registers.rip ?? 0;
  }

  /** True if the thread runs `g` with its SP exactly `depth` bytes below the end of its stack. */
  isAt(tid: number, g: number, depth: number): boolean {
    return this.currentG(tid) === g && this.depthOf(g, this.sp(tid)) === depth;
  }

  /** A pointer in guest memory; 0 where nothing is mapped. */
  pointerAt(address: number): number {
    try {
      return this.process.machine.memory.readPointer(address);
    } catch (error) {
      if (error instanceof MemoryFault) return 0;
      throw error;
    }
  }
}
