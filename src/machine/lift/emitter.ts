/**
 * What the definition of an instruction (a *lift*) is written against. Two back ends implement it: the interpreter emits one
 * small WebAssembly function per instruction form, the translator emits the instructions of hot regions in a row. A lift
 * therefore runs at code generation time and emits code; it never sees a guest value.
 *
 * How to add an instruction
 *   1. Write `const liftPaddd: Lift = (e) => e.writeV128(0, i32x4.add(e.readV128(0), e.readV128(1)));` in lift/*.ts, with the
 *      node constructors of wasm/ops.ts (i32, i64, f32, f64, select) and wasm/simd.ts (v128, i8x16, ... f64x2).
 *   2. Put it under its mnemonic into the table that the file exports; lift/table.ts merges the tables. An instruction
 *      whose immediate has to be known when code is generated (PSHUFD, CMPSD) is listed as
 *      `{ lift, immediateInForm: true }`; then `e.staticImmediate(i)` gives it, and each immediate is a form of its own.
 *   3. Test it: test/machine/*.test.ts, and the native comparison in test/machine/native.
 *
 * Rules
 *   - Values are expression nodes and are computed where they are used, each time. Use `e.let(v)` for what is used twice and
 *     is more than a register or a constant. What `read...` returns stays what it was read as, also after later writes.
 *   - An instruction is atomic: everything that may fault (memory operands, traps) comes before the first write to a
 *     register or flag. For a memory operand that is read and written use `readModify(i)` and then `write(i, v)`:
 *     the page is checked for writing before anything else happens.
 *   - Integers of 8, 16 and 32 bits are i32, zero-extended; of 64 bits i64. `width(size)` gives operations by size.
 *   - Flags that an instruction leaves undefined get a fixed value, the one real Intel processors give where that is known.
 *   - Results must not depend on the host: WebAssembly leaves the bits of a NaN open. A float result that may be NaN is
 *     made what SSE says (lift/sse-float.ts).
 */
import type { HelperName } from '../wasm/helpers';
import type { Value, ValueType } from '../wasm/value';

export type IntegerSize = 1 | 2 | 4 | 8;

export type OperandKind = 'gpr' | 'xmm' | 'memory' | 'immediate' | 'target' | 'other';

export interface OperandFacts {
  readonly kind: OperandKind;
  /** Bytes of the register or of the memory access, or of the immediate after sign extension (= operand size). */
  readonly size: number;
}

/** What is known of an instruction form when its code is generated. */
export interface InstructionForm {
  /** iced's Code and Mnemonic numbers. */
  readonly code: number;
  readonly mnemonic: number;
  readonly operands: readonly OperandFacts[];
  /** REP/REPE or REPNE prefix of a string instruction. */
  readonly repeat: 'none' | 'rep' | 'repne';
}

/** Conditions in Intel's encoding order (low four bits of Jcc, SETcc, CMOVcc). */
export const enum Condition { o, no, b, ae, e, ne, be, a, s, ns, p, np, l, ge, le, g }

/**
 * The arithmetic flags in parts, so that computing most of them can wait or be left out (flags.ts):
 * ZF = result is 0; SF = sign of (result ^ aux); PF = even parity of the low byte of (result ^ aux >> 8); AF = bit 4 of aux;
 * CF = carry; OF = sign of overflow. Parts that are left out stay as they are.
 */
export interface FlagParts {
  /** i64: the result, sign-extended from its size. */
  result?: Value;
  /** i64: bit 4 AF, bits 8-15 correction of the parity byte, bit 63 correction of the sign. */
  aux?: Value;
  /** i64: OF is its sign. */
  overflow?: Value;
  /** i32: 0 or 1. */
  carry?: Value;
}

/** Fields of the register file other than registers and arithmetic flags. */
export type Field = 'fsBase' | 'gsBase' | 'mxcsr' | 'otherFlags';

export type Trap = 'divide-error' | 'invalid-opcode' | 'general-protection';

export interface Emitter {
  readonly form: InstructionForm;

  /** Keeps a value in a local: for what is used more than once. */
  let(value: Value): Value;

  // Integer operands. `i` is the operand's number in Intel's order, the destination first.
  /** Register, memory or immediate (sign-extended to the operand size of the form, then truncated to i32 or i64). */
  read(i: number): Value;
  /** As `read`, for an operand that is written afterwards. */
  readModify(i: number): Value;
  /** Writing 32 bits to a register clears its upper half; 8 and 16 bits leave the rest. */
  write(i: number, value: Value): void;
  /** A register by number (Gpr), its low `size` bytes. */
  readGpr(register: number, size: IntegerSize): Value;
  writeGpr(register: number, size: IntegerSize, value: Value): void;
  /** AH: bits 8-15 of rax. */
  readAh(): Value;
  writeAh(value: Value): void;
  /** Effective address of memory operand `i` as LEA computes it (no segment base), i64. */
  effectiveAddress(i: number): Value;
  /** The same with the segment base: what `load` and `store` take. */
  linearAddress(i: number): Value;
  /** The immediate of operand `i`; only in forms listed with `immediateInForm`. */
  staticImmediate(i: number): number;
  /** Zero-extended memory at a linear address: i32 up to 4 bytes, i64 for 8. */
  load(address: Value, size: IntegerSize): Value;
  store(address: Value, size: IntegerSize, value: Value): void;

  // XMM operands.
  /**
   * XMM register, or memory: 16 bytes; or, if the memory operand is smaller, 4 or 8 bytes in the low lane and zeros above.
   * `aligned`: a 16-byte memory operand that is not aligned raises #GP, as legacy SSE does except in MOVUPS and its like.
   */
  readV128(i: number, aligned?: boolean): Value;
  /** Whole XMM register, or 16 bytes of memory. */
  writeV128(i: number, value: Value, aligned?: boolean): void;
  /** Low lane of an XMM register, or memory of that size: type 'f64' or 'i64' 8 bytes, 'f32' or 'i32' 4 bytes. */
  readLane(i: number, type: Exclude<ValueType, 'v128'>): Value;
  /** Low lane (by the value's type); the rest of an XMM register stays. Memory: 4 or 8 bytes. */
  writeLane(i: number, value: Value): void;
  /** An XMM register by number. */
  readXmm(register: number): Value;
  writeXmm(register: number, value: Value): void;

  // Flags.
  /** Flags of a + b = r, of the given size; all four parts. i32 or i64 by size, as `width(size)`. */
  flagsAdd(size: IntegerSize, a: Value, b: Value, r: Value): void;
  /** Flags of a - b = r (SUB, CMP, NEG with a = 0, CMPXCHG, SCAS, CMPS). */
  flagsSub(size: IntegerSize, a: Value, b: Value, r: Value): void;
  /** Flags of AND, OR, XOR, TEST: CF = OF = AF = 0. */
  flagsLogic(size: IntegerSize, r: Value): void;
  /** Flags of COMISx and UCOMISx; both operands f32 or both f64. */
  flagsCompare(a: Value, b: Value): void;
  /** Any other flags. */
  setFlags(parts: FlagParts): void;
  /** Sets the flags only where `condition` (i32) is not 0; the operands are computed in any case. */
  setFlagsIf(condition: Value, parts: FlagParts): void;
  /** CF as i32 0 or 1. */
  carry(): Value;
  /** i32 0 or 1. */
  condition(condition: Condition): Value;
  /** RFLAGS' arithmetic flags as they stand in the register (i32), and the reverse. */
  readArithmeticFlags(): Value;
  writeArithmeticFlags(flags: Value): void;

  readField(field: Field): Value;
  writeField(field: Field, value: Value): void;

  // Control.
  /** Code under a condition (i32). Values made inside must not be used outside. */
  if(condition: Value, then: () => void, otherwise?: () => void): void;
  /** The same for what hardly ever happens: it may be slow, if the other way is fast for it. */
  ifRare(condition: Value, then: () => void): void;
  /** The instruction is not executed and traps. Code after an unconditional trap is not reached. */
  trap(kind: Trap): void;
  /** Address of the following instruction, i64. */
  nextAddress(): Value;
  /** Ends the instruction by going to its direct target (operand 0), or to the computed address of `target` (i64). */
  jump(kind: 'jump' | 'call' | 'return', target?: Value): void;
  /** Ends the instruction: to the direct target if `condition` (i32), else to the next instruction. */
  branch(condition: Value): void;
  /** Ends the instruction and the run: SYSCALL or INT3, with rip after it. */
  stop(kind: 'syscall' | 'int3'): void;
  /** This form is not supported (the user is told its mnemonic); trap instead of execution. */
  unsupported(): void;

  /** What RDTSC reads: instructions retired, this one included, i64. */
  timestamp(): Value;

  /** Result of a helper of the runtime; it neither faults nor touches registers. */
  call(helper: HelperName, type: ValueType, args: readonly Value[]): Value;
  /** Second result of the helper called last, i64. */
  helperResult(): Value;
  /**
   * Calls a helper that works on the register file and memory by itself (string instructions, CPUID). It returns 0, or
   * something else if it could not be completed (fault): the instruction then is not retired and will be retried.
   * `registers`: bit mask of general registers that it reads or writes; `flags`: whether it reads or writes flags.
   */
  callWithRegisters(helper: HelperName, args: readonly Value[], registers: number, flags: boolean): void;
}

export type Lift = (emitter: Emitter) => void;

/** A row of the lift table. */
export interface LiftEntry { lift: Lift; immediateInForm?: boolean }

/** Lifts by iced Mnemonic. */
export type LiftTable = Readonly<Partial<Record<number, Lift | LiftEntry>>>;
