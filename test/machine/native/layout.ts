/** Binary layout shared with runner.c: `struct state` and `struct outcome`. */

export const CODE_BASE = 0x10000000;
/** The scratch bytes' middle is a page boundary; the pages around the two that hold it are not mapped. */
export const SCRATCH_MIDDLE = 0x20001000;
export const SCRATCH_PAGES_START = SCRATCH_MIDDLE - 4096;
export const SCRATCH_PAGES_END = SCRATCH_MIDDLE + 4096;
export const GS_BASE = SCRATCH_MIDDLE - 0x180;

export const STATE_SIZE = 16 * 8 + 8 + 8 + 8 + 256;
export const OUTCOME_PREFIX = 16;

/** One register file inside a buffer that crosses to the native runner and back. */
export class State {
  readonly view: DataView;
  readonly bytes: Uint8Array;

  constructor(buffer: ArrayBufferLike, offset: number) {
    this.view = new DataView(buffer, offset, STATE_SIZE);
    this.bytes = new Uint8Array(buffer, offset, STATE_SIZE);
  }

  gpr(index: number): bigint { return this.view.getBigUint64(index * 8, true); }
  setGpr(index: number, value: bigint): void { this.view.setBigUint64(index * 8, BigInt.asUintN(64, value), true); }
  get rip(): number { return Number(this.view.getBigUint64(128, true)); }
  set rip(value: number) { this.view.setBigUint64(128, BigInt(value), true); }
  get rflags(): number { return this.view.getUint32(136, true); }
  set rflags(value: number) { this.view.setBigUint64(136, BigInt(value), true); }
  get mxcsr(): number { return this.view.getUint32(144, true); }
  set mxcsr(value: number) { this.view.setUint32(144, value, true); }
  xmm(index: number): Uint8Array { return this.bytes.subarray(152 + index * 16, 168 + index * 16); }
}

/** How a case ended, as both sides report it. */
export const enum Ending { completed, pageFault, generalProtection, divideError, invalidOpcode, other }
export const ENDING_NAMES = ['completed', 'page-fault', 'general-protection', 'divide-error', 'invalid-opcode', 'other'];

/** What a case left behind. `rip`: of the next instruction, or of the one that faulted. `address`: of a page fault (as a signed number), else 0. */
export interface Outcome { ending: Ending; address: number; state: State; scratch: Uint8Array; detail: string }

/** A list of cases that run over one block of code. */
export interface Batch {
  code: Uint8Array;
  /** Bytes of scratch memory around SCRATCH_MIDDLE that are set before and compared after each case. */
  scratchLength: number;
  cases: Case[];
}
export interface Case { state: State; scratch: Uint8Array }

export const scratchBase = (batch: { scratchLength: number }): number => SCRATCH_MIDDLE - batch.scratchLength / 2;
