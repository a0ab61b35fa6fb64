/** What code generator and assembler hand to the linker. */
import type { Relocation } from '../x86/code-buffer';
import type { Type } from '../types/types';

export type { Relocation };

/** From `offset` on, code belongs to `line` of the function's file; `statement`: a statement begins here. */
export interface LineMark { offset: number; line: number; statement: boolean }
/** From `offset` on, SP at entry minus SP is `delta`; `unsafe`: no asynchronous preemption here. */
export interface DeltaMark { offset: number; delta: number; unsafe: boolean }

export interface CompiledVariable {
  name: string;
  type: Type;
  role: 'argument' | 'result' | 'local';
  /** Offset from the CFA (the address above the return address). */
  cfaOffset: number;
  /** The slot holds the variable's address. */
  escaped: boolean;
  line: number;
  /** Code offsets in which it is in scope. */
  start: number;
  end: number;
}

export const FLAG_TOPFRAME = 1, FLAG_SPWRITE = 2, FLAG_ASSEMBLY = 4, FLAG_NOSPLIT = 8, FLAG_WRAPPER = 16;

export interface TextSymbol {
  kind: 'text';
  name: string;
  bytes: Uint8Array;
  relocations: Relocation[];
  file: string;
  startLine: number;
  lines: LineMark[];
  deltas: DeltaMark[];
  /** -1: not known */
  argsSize: number;
  /** What a traceback prints of the arguments (codegen/shown-arguments.ts); undefined: their types are not known. */
  shownArguments?: string;
  frameSize: number;
  flags: number;
  /** Offset of the first instruction behind the prologue. */
  prologueEnd: number;
  variables: CompiledVariable[];
  /** Visible only in the package (name<>): the name carries the package. */
  duplicateOk?: boolean;
}

/** A piece of data. Bytes beyond those written are zero. */
export class DataSymbol {
  bytes: Uint8Array;
  readonly relocations: Relocation[] = [];
  written = false;

  constructor(readonly name: string, public kind: 'rodata' | 'data' | 'bss', readonly size: number, public align: number) {
    this.bytes = new Uint8Array(kind === 'bss' ? 0 : size);
  }

  private ensure(): void {
    this.written = true;
    if (this.bytes.length < this.size) this.bytes = new Uint8Array(this.size);
    if (this.kind === 'bss') this.kind = 'data';
  }

  put(offset: number, value: bigint | number, size: number): void {
    this.ensure();
    if (size === 8) { new DataView(this.bytes.buffer).setBigUint64(offset, BigInt.asUintN(64, BigInt(value)), true); return; }
    let v = Number(BigInt.asUintN(32, BigInt(value)));
    for (let i = 0; i < size; i++) { this.bytes[offset + i] = v & 255; v >>>= 8; }
  }

  putBytes(offset: number, bytes: Uint8Array): void { this.ensure(); this.bytes.set(bytes, offset); }

  /** The address of symbol + addend. */
  address(offset: number, symbol: string, addend = 0): void {
    this.ensure();
    this.relocations.push({ offset, symbol, addend, kind: 'abs64' });
  }
}

export type LinkSymbol = TextSymbol | DataSymbol;
