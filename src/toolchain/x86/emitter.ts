/** The instructions that the code generator uses, by name; labels and jumps. */
import type { Mem } from './code-buffer';
import { CodeBuffer, RAX } from './code-buffer';

/** Opcodes' middle digit for add, or, and, sub, xor, cmp. */
export const ADD = 0, OR = 1, AND = 4, SUB = 5, XOR = 6, CMP = 7;
/** ModRM digits for shifts. */
export const SHL = 4, SHR = 5, SAR = 7;
/** Condition codes. */
export const CC = { O: 0, NO: 1, B: 2, AE: 3, E: 4, NE: 5, BE: 6, A: 7, S: 8, NS: 9, P: 10, NP: 11, L: 12, GE: 13, LE: 14, G: 15 } as const;

export class Label {
  /** Offset in the code; -1 until placed. */
  at = -1;
  readonly uses: number[] = [];
}

export class Emitter extends CodeBuffer {
  // Moves. `size` in bytes.
  load(reg: number, m: Mem, size: number, signed: boolean): void {
    switch (size) {
      case 1: this.modrm(0, signed, signed ? 0x0fbe : 0x0fb6, reg, m); break;
      case 2: this.modrm(0, signed, signed ? 0x0fbf : 0x0fb7, reg, m); break;
      case 4: if (signed) this.modrm(0, true, 0x63, reg, m); else this.modrm(0, false, 0x8b, reg, m); break;
      default: this.modrm(0, true, 0x8b, reg, m);
    }
  }
  store(m: Mem, reg: number, size: number): void {
    if (size === 1) this.modrm(0, false, 0x88, reg, m, 0, true);
    else this.modrm(size === 2 ? 0x66 : 0, size === 8, 0x89, reg, m);
  }
  /** Stores a constant that fits 32 signed bits. */
  storeImm(m: Mem, value: number, size: number): void {
    if (size === 1) { this.modrm(0, false, 0xc6, 0, m, 1); this.byte(value & 255); } else if (size === 2) { this.modrm(0x66, false, 0xc7, 0, m, 2); this.int(value, 2); } else { this.modrm(0, size === 8, 0xc7, 0, m, 4); this.int32(value); }
  }
  move(to: number, from: number): void { if (to !== from) this.modrm(0, true, 0x89, from, to); }
  lea(reg: number, m: Mem): void { this.modrm(0, true, 0x8d, reg, m); }
  moveImm(reg: number, value: bigint): void {
    const v = BigInt.asIntN(64, value);
    if (v === 0n) this.modrm(0, false, 0x31, reg, reg);
    else if (v > 0n && v <= 0xffffffffn) { if (reg >= 8) this.byte(0x41); this.byte(0xb8 + (reg & 7)); this.int32(Number(v) | 0); } else if (v >= -0x80000000n && v < 0n) { this.modrm(0, true, 0xc7, 0, reg); this.int32(Number(v)); } else { this.byte(0x48 | (reg >= 8 ? 1 : 0)); this.byte(0xb8 + (reg & 7)); this.int64(v); }
  }
  /** Sign- or zero-extends the low `size` bytes of a register. */
  extend(reg: number, size: number, signed: boolean): void {
    if (size === 1) this.modrm(0, signed, signed ? 0x0fbe : 0x0fb6, reg, reg, 0, false, true);
    else if (size === 2) this.modrm(0, signed, signed ? 0x0fbf : 0x0fb7, reg, reg);
    else if (size === 4) { if (signed) this.modrm(0, true, 0x63, reg, reg); else this.modrm(0, false, 0x8b, reg, reg); }
  }

  // Arithmetic.
  alu(op: number, reg: number, rm: number | Mem, wide = true): void { this.modrm(0, wide, op << 3 | 3, reg, rm); }
  aluImm(op: number, rm: number | Mem, value: number, wide = true): void {
    if (value >= -128 && value <= 127) { this.modrm(0, wide, 0x83, op, rm, 1); this.byte(value & 255); } else { this.modrm(0, wide, 0x81, op, rm, 4); this.int32(value); }
  }
  test(a: number, b: number): void { this.modrm(0, true, 0x85, b, a); }
  testByte(a: number): void { this.modrm(0, false, 0x84, a, a, 0, true, true); }
  imul(reg: number, rm: number | Mem): void { this.modrm(0, true, 0x0faf, reg, rm); }
  imulImm(reg: number, rm: number, value: number): void { this.modrm(0, true, 0x69, reg, rm); this.int32(value); }
  /** digit 2 not, 3 neg, 4 mul, 6 div, 7 idiv */
  group3(digit: number, reg: number, wide = true): void { this.modrm(0, wide, 0xf7, digit, reg); }
  cqo(): void { this.byte(0x48); this.byte(0x99); }
  shiftCl(op: number, reg: number): void { this.modrm(0, true, 0xd3, op, reg); }
  shiftImm(op: number, reg: number, count: number): void { this.modrm(0, true, 0xc1, op, reg, 1); this.byte(count); }
  setcc(cc: number, reg = RAX): void { this.modrm(0, false, 0x0f90 + cc, 0, reg, 0, false, true); this.modrm(0, false, 0x0fb6, reg, reg, 0, false, true); }

  // Floating point: `wide` means float64.
  loadFloat(x: number, m: Mem, wide: boolean): void { this.modrm(wide ? 0xf2 : 0xf3, false, 0x0f10, x, m); }
  storeFloat(m: Mem, x: number, wide: boolean): void { this.modrm(wide ? 0xf2 : 0xf3, false, 0x0f11, x, m); }
  moveFloat(to: number, from: number): void { if (to !== from) this.modrm(0, false, 0x0f28, to, from); }
  /** op: 0x58 add, 0x59 mul, 0x5c sub, 0x5e div, 0x5a convert to the other width */
  floatOp(op: number, x: number, y: number, wide: boolean): void { this.modrm(wide ? 0xf2 : 0xf3, false, 0x0f00 | op, x, y); }
  compareFloat(x: number, y: number, wide: boolean): void { this.modrm(wide ? 0x66 : 0, false, 0x0f2e, x, y); }
  intToFloat(x: number, reg: number, wide: boolean): void { this.modrm(wide ? 0xf2 : 0xf3, true, 0x0f2a, x, reg); }
  floatToInt(reg: number, x: number, wide: boolean): void { this.modrm(wide ? 0xf2 : 0xf3, true, 0x0f2c, reg, x); }
  toXmm(x: number, reg: number): void { this.modrm(0x66, true, 0x0f6e, x, reg); }
  fromXmm(reg: number, x: number): void { this.modrm(0x66, true, 0x0f7e, x, reg); }
  xorps(x: number, y: number): void { this.modrm(0, false, 0x0f57, x, y); }
  loadWide(x: number, m: Mem): void { this.modrm(0, false, 0x0f10, x, m); }
  storeWide(m: Mem, x: number): void { this.modrm(0, false, 0x0f11, x, m); }

  // Control.
  call(symbol: string): void {
    this.byte(0xe8);
    this.relocations.push({ offset: this.length, symbol, addend: -4, kind: 'pc32' });
    this.int32(0);
  }
  jumpSymbol(symbol: string): void {
    this.byte(0xe9);
    this.relocations.push({ offset: this.length, symbol, addend: -4, kind: 'pc32' });
    this.int32(0);
  }
  callThrough(rm: number | Mem): void { this.modrm(0, false, 0xff, 2, rm); }
  jump(label: Label): void { this.branch(-1, label); }
  jcc(cc: number, label: Label): void { this.branch(cc, label); }
  private branch(cc: number, label: Label): void {
    if (label.at >= 0) {
      const near = label.at - (this.length + 2);
      if (near >= -128) { this.byte(cc < 0 ? 0xeb : 0x70 + cc); this.byte(near & 255); return; }
    }
    if (cc < 0) this.byte(0xe9); else { this.byte(0x0f); this.byte(0x80 + cc); }
    if (label.at >= 0) { this.int32(label.at - (this.length + 4)); return; }
    label.uses.push(this.length);
    this.int32(0);
  }
  place(label: Label): void {
    label.at = this.length;
    for (const use of label.uses) this.setInt32(use, this.length - (use + 4));
  }
  ret(): void { this.byte(0xc3); }
  ud2(): void { this.byte(0x0f); this.byte(0x0b); }
  repMovsq(): void { this.byte(0xf3); this.byte(0x48); this.byte(0xa5); }
  repMovsb(): void { this.byte(0xf3); this.byte(0xa4); }
  repStosq(): void { this.byte(0xf3); this.byte(0x48); this.byte(0xab); }
}
