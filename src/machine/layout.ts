/**
 * Where things stand in the machine's one WebAssembly memory. Addresses are bytes; everything below FRAMES is fixed.
 * Generated code has these as constants, so registers cost one load.
 */

/** The live register file; a CpuContext is a copy of these bytes. */
export const REGISTERS = 0x400;
/** 16 general registers of 8 bytes. */
export const GPR = REGISTERS;
export const RIP = REGISTERS + 0x80;
export const FS_BASE = REGISTERS + 0x88;
export const GS_BASE = REGISTERS + 0x90;
/** Flags, as the parts described in flags.ts. */
export const FLAG_RESULT = REGISTERS + 0x98;
export const FLAG_AUX = REGISTERS + 0xa0;
export const FLAG_OVERFLOW = REGISTERS + 0xa8;
export const FLAG_CARRY = REGISTERS + 0xb0;
/** RFLAGS bits that are no arithmetic flags (DF, AC, ID, NT), at their places. */
export const FLAG_OTHER = REGISTERS + 0xb4;
export const MXCSR = REGISTERS + 0xb8;
/**
 * What the four fields of flags hold (i32, a FlagKind): the parts, or the operands and the result of an operation whose
 * parts have not been computed yet: FLAG_RESULT r, FLAG_AUX a, FLAG_OVERFLOW b. Saved contexts always hold the parts.
 */
export const FLAG_KIND = REGISTERS + 0xbc;
/** 16 registers of 16 bytes. */
export const XMM = REGISTERS + 0x100;
export const CONTEXT_SIZE = 0x200;

/** Eight bytes that are always zero: the base of an address without base register. */
export const ZERO = 0x300;
/** Instructions that may still be executed (i32). Counted down before an instruction's handler runs. */
export const FUEL = 0x308;
/** Why the executor came back (i32, an Exit) and its argument (i32). */
export const EXIT = 0x30c;
export const EXIT_ARGUMENT = 0x310;
/** Record that the executor ran last when a handler came back with 0 (i32). */
export const EXIT_RECORD = 0x314;
/** Second result of helpers that have two (i64). */
export const HELPER_RESULT = 0x318;
/** Sixteen bytes through which accesses go that straddle two pages. */
export const BOUNCE = 0x320;
/** Instructions retired before the executor was entered plus the fuel given to it (f64): RDTSC counts from it. */
export const RETIRED_BASE = 0x340;

/** Handlers that the executor still calls before it comes back to have a sample taken (i32); one that wants out is not counted. */
export const SAMPLE_LEFT = 0x348;

/** Not 0 if the last miss of a write has moved a page from a frame of which a region may hold host addresses (i32). */
export const MOVED = 0x350;

/** A record whose handler goes on at the address in RIP, if the jump cache knows it (interpret/executor-module.ts). */
export const LOOK_UP = 0x380;

/** What the run decoder works with (interpret/run-decoder.ts): 32 bytes. */
export const DECODER = 0x3b0;

/** 256 bytes of constants for lifts of packed instructions may follow here. */
export const SCRATCH = 0x700;

/**
 * TLB: direct mapped by page number. Entry: read tag (i64), write tag (i64), delta (i32), padding.
 * A tag is the guest address of the page, or NO_PAGE; host address = low 32 bits of the guest address + delta.
 */
export const TLB = 0x10000;
/** Go's arenas lie 16 MiB and more apart at equal offsets; the entries span 64 MiB so that they do not push each other out. */
export const TLB_ENTRIES = 16384;
export const TLB_ENTRY_SHIFT = 5;
export const TLB_ENTRY_SIZE = 1 << TLB_ENTRY_SHIFT;
export const TLB_WRITE_TAG = 8;
export const TLB_DELTA = 16;
/** No page has an odd address. */
export const NO_PAGE = 1n;

/**
 * Cache from an address to the record of the instruction there. Entry: address (i64), record (i32), padding. What another address
 * pushes out of its entry moves to the neighbour (index ^ 1), where the `lookUp` handler finds it.
 */
export const JUMP_CACHE = TLB + TLB_ENTRIES * TLB_ENTRY_SIZE;
export const JUMP_CACHE_ENTRIES = 16384;
export const JUMP_CACHE_SHIFT = 4;

/**
 * Frames of 4 KiB for guest pages, up to the end of memory; frame 0 is the shared zero frame. What the interpreter knows of code
 * lies among them: were it a part of its own in front of them, V8 would see a program start with 64 MB and collect garbage at once.
 */
export const FRAMES = (JUMP_CACHE + (JUMP_CACHE_ENTRIES << JUMP_CACHE_SHIFT) + 0xffff) & ~0xffff;

/** WebAssembly pages of 64 KiB: all of a wasm32 memory. */
export const MEMORY_MAXIMUM = 65536;

/**
 * Contents of the flag fields; of the operations one kind per operand size: + log2 of the bytes. `compare` is COMISx, of 4 or
 * 8 bytes, with the operands' bits.
 */
export const enum FlagKind { parts = 0, add = 1, sub = 5, logic = 9, compare = 13 }

/** Why the executor returned to JavaScript. */
export const enum Exit {
  /** Fuel is used up. */
  none = 0,
  /** The instruction is done; the record of the address in RIP is not known. EXIT_ARGUMENT: record whose link it is, or 0. */
  link,
  /** The record's block was dropped: look the record's address up again. Not executed. */
  stale,
  /** Memory access that could not be served; the reason is in GuestMemory's `fault`. Not executed. */
  fault,
  breakpoint,
  /** Done; RIP is after it. */
  syscall,
  int3,
  /** Not executed. */
  divideError,
  invalidOpcode,
  unsupported,
  generalProtection,
  /** A translated region cannot go on at site EXIT_ARGUMENT; the instruction there is not executed. */
  site,
}
