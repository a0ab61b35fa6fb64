/**
 * The machine's contract: what the layers above may ask of the emulated amd64 processor and its memory.
 * Addresses are JavaScript numbers: user space of amd64 is 47 bits, so they are exact. Register values are bigints.
 */

/** Page permissions; same bits as Linux's PROT_READ, PROT_WRITE, PROT_EXEC. */
export const enum Prot { none = 0, read = 1, write = 2, exec = 4 }

export const PAGE_SIZE = 4096;

/**
 * Pages that several ranges may show (maps of files) live at home addresses from here on, beyond what the guest can address.
 * They exist as long as a range shows them.
 */
export const SHARED_HOME = 2 ** 47;

/**
 * A range of mapped pages with one permission (higher bits of `prot` are the kernel's own and mean nothing here). `end` is
 * exclusive. `toHome`: it shows shared pages, which live that much higher; `private`: until a page of it is written, which then
 * is a copy of its own (MAP_PRIVATE).
 */
export interface Region { start: number; end: number; prot: number; name: string; toHome?: number; private?: true }

/** What a range shows: the shared pages from `home` (>= SHARED_HOME) on. */
export interface View { home: number; private: boolean }

/** Thrown by host-side memory access that meets an unmapped page or (for `user*` calls) a page without permission. */
export class MemoryFault extends Error {
  constructor(readonly address: number, readonly access: 'read' | 'write' | 'exec', readonly mapped: boolean) {
    super(`${access} of ${mapped ? 'protected' : 'unmapped'} address 0x${address.toString(16)}`);
  }
}

/** Guest memory: 48-bit, 4 KiB pages, demand-zero, permissions. All numbers are little-endian. */
export interface GuestMemory {
  /**
   * Maps [start, start+length), both page aligned, replacing what was mapped there: as zero pages, or as a view of shared
   * pages, which are zero unless another range shows them already.
   */
  map(start: number, length: number, prot: number, name?: string, view?: View): void;
  unmap(start: number, length: number): void;
  /** Changes permissions; false if part of the range is not mapped (Linux: ENOMEM). */
  protect(start: number, length: number, prot: number): boolean;
  /** Forgets what the pages of the range hold themselves: they are zero again, or show the shared pages (MADV_DONTNEED). */
  discard(start: number, length: number): void;
  /** Moves what the pages of [from, from + length) hold themselves to those from `to` on, which were just mapped. */
  move(from: number, to: number, length: number): void;
  /** Content of shared pages by home address; a page that no range shows reads as zeros, and must not be written. */
  readShared(home: number, length: number): Uint8Array;
  writeShared(home: number, bytes: Uint8Array): void;
  /** Lowest free range of `length` bytes at or above `from` and below `limit`; undefined if there is none. */
  findFree(from: number, length: number, limit: number): number | undefined;
  /** True if nothing is mapped in the range. */
  isFree(start: number, length: number): boolean;
  /** Mapped regions, by address. */
  regions(): Region[];
  regionAt(address: number): Region | undefined;

  /** Debugger access: permissions are not looked at. Throws MemoryFault where nothing is mapped. A copy is returned. */
  read(address: number, length: number): Uint8Array;
  /** Debugger access; also writes to read-only pages. Translations of changed code are dropped. Throws MemoryFault. */
  write(address: number, bytes: Uint8Array): void;
  /** Hears of each `write...` that is complete (not of user*), so that the owner of history can record the user's changes. */
  onWrite: ((address: number, bytes: Uint8Array) => void) | undefined;
  readU8(address: number): number;
  readU16(address: number): number;
  readU32(address: number): number;
  readU64(address: number): bigint;
  /** 8 bytes as a number; exact for addresses and anything below 2^53. */
  readPointer(address: number): number;
  writeU8(address: number, value: number): void;
  writeU32(address: number, value: number): void;
  writeU64(address: number, value: bigint | number): void;

  /** Kernel access on behalf of the guest: honours permissions, throws MemoryFault (the kernel answers EFAULT). */
  userRead(address: number, length: number): Uint8Array;
  userWrite(address: number, bytes: Uint8Array): void;
  /** NUL-terminated string, at most `limit` bytes. Throws MemoryFault; a RangeError when there is no NUL. */
  userCString(address: number, limit: number): string;

  /** Bytes of frames in use (pages touched). */
  readonly residentBytes: number;
}

/** General registers in Intel's encoding order. */
export const GPR_NAMES = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'] as const;
export const enum Gpr { rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15 }

/** A thread's whole register file as plain bytes (a layout private to src/machine; read it through `Registers`). */
export type CpuContext = Uint8Array;

/** Reads and writes one register file: the live one of the machine, or a saved CpuContext. */
export interface Registers {
  getGpr(index: number): bigint;
  setGpr(index: number, value: bigint): void;
  /** The halves of a general register as unsigned numbers: a bigint is an allocation. */
  gprLow(index: number): number;
  gprHigh(index: number): number;
  /** Sets all 64 bits to a whole number within +-2^53. @throws RangeError for another one */
  setGprNumber(index: number, value: number): void;
  rip: number;
  /** RFLAGS as Intel lays them out (SDM vol. 1, 3.4.3); bit 1 always set. */
  rflags: number;
  fsBase: number;
  gsBase: number;
  mxcsr: number;
  /** XMM register as 16 bytes (a copy). */
  getXmm(index: number): Uint8Array;
  setXmm(index: number, bytes: Uint8Array): void;
}

/** Why `run` returned. In every case but `syscall` and `watch`, `rip` is the instruction that has not been executed. */
export type Stop =
  /** The budget is used up. */
  | { kind: 'budget' }
  /** A SYSCALL instruction was executed: rip is after it, RCX = rip, R11 = rflags. */
  | { kind: 'syscall' }
  /** rip has a breakpoint and is about to execute. */
  | { kind: 'breakpoint'; pc: number }
  /** A watched range was accessed by the instruction at `pc`, which has been executed; rip is after it. */
  | { kind: 'watch'; pc: number; hits: WatchHit[] }
  /**
   * Memory access without mapping or permission (#PF). `address` is the first byte that could not be accessed; one in the
   * kernel's half (from 0xffff800000000000) is given as the negative number with the same 64 bits, which is exact.
   */
  | { kind: 'page-fault'; pc: number; address: number; access: 'read' | 'write' | 'exec'; mapped: boolean }
  /** #DE: DIV or IDIV by zero or overflow. */
  | { kind: 'divide-error'; pc: number }
  /** #UD: UD2 or bytes that are no instruction; or, with `unsupported`, an instruction this machine lacks (its mnemonic). */
  | { kind: 'invalid-opcode'; pc: number; unsupported?: string }
  /** #GP: a privileged instruction, a misaligned SSE operand, a non-canonical address. */
  | { kind: 'general-protection'; pc: number }
  /** INT3 was executed; rip is after it (SDM: #BP is a trap). */
  | { kind: 'int3'; pc: number };

export interface Watchpoint { id: number; start: number; length: number; read: boolean; write: boolean }
/** One watched access. `before`/`after`: the watched range's bytes around the instruction. */
export interface WatchHit { id: number; access: 'read' | 'write'; before: Uint8Array; after: Uint8Array }

/** One processor with its memory. Threads are contexts that are loaded into it in turn. */
export interface Machine {
  readonly memory: GuestMemory;
  /** The live register file (of the context loaded last). */
  readonly registers: Registers;
  /** Instructions retired since creation, over all contexts. */
  readonly retired: number;
  newContext(): CpuContext;
  load(context: CpuContext): void;
  save(context: CpuContext): void;
  /** Registers of a saved context. */
  view(context: CpuContext): Registers;
  /**
   * Executes at most `budget` instructions (>= 1) of the loaded context and stops exactly there or at the first other
   * reason. A REP string instruction counts as one. With `ignoreFirstBreakpoint` the breakpoint at the current rip, if
   * any, does not stop.
   */
  run(budget: number, ignoreFirstBreakpoint?: boolean): Stop;
  /** Replaces the set of addresses with breakpoints. */
  setBreakpoints(addresses: Iterable<number>): void;
  setWatchpoints(watchpoints: readonly Watchpoint[]): void;
  /** Plain data of everything guest-visible in memory (pages shared copy-on-write); see checkpoints. */
  checkpoint(): MachineCheckpoint;
  restore(checkpoint: MachineCheckpoint): void;
  release(checkpoint: MachineCheckpoint): void;
  /** Feeds mapped regions, permissions and page contents, in address order, to the hash. Live registers too. */
  hashInto(hash: StateHash): void;
  readonly stats: MachineStats;
  /** Disassembles `count` instructions from `address`. Never throws: undecodable bytes give "(bad)". */
  disassemble(address: number, count: number, syntax: 'intel' | 'go'): DisassembledInstruction[];
  /** Decoder facts for the debugger: length and control flow of the instruction at `address`. */
  instructionAt(address: number): InstructionFacts;
}

/** Opaque to the layers above. */
export interface MachineCheckpoint { readonly retired: number; readonly ownBytes: number }
export interface MachineStats {
  decodedInstructions: number; translatedRegions: number; checkpoints: number;
  /** Frames in use, those of checkpoints included. */
  frames: number;
  /** Frames copied since the machine was made because a checkpoint (or a file's other maps) shared them: what checkpoints cost. */
  copiedFrames: number;
  /** Host time that those copies took (ms); an estimate without a clock. */
  copyMs: number;
  /** Bytes of frames and page tables that only checkpoints hold. */
  checkpointBytes: number;
}
export interface DisassembledInstruction { address: number; bytes: Uint8Array; text: string; target?: number }
export interface InstructionFacts { length: number; flow: 'next' | 'call' | 'return' | 'jump' | 'branch' | 'syscall' | 'trap'; target?: number; mnemonic: string }

/** 128-bit non-cryptographic running hash over typed input; deterministic on every host. */
export interface StateHash {
  bytes(data: Uint8Array): void;
  number(value: number): void;
  bigint(value: bigint): void;
  string(value: string): void;
  /** Any plain serialisable value (objects by sorted key). */
  plain(value: unknown): void;
  /** 32 hexadecimal digits. */
  digest(): string;
}
