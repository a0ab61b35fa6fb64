/** Register files as bytes: the live one in linear memory, and saved contexts; their layout is layout.ts's. */
import type { Registers } from './api';
import {
  CONTEXT_SIZE, FLAG_AUX, FLAG_CARRY, FLAG_KIND, FLAG_OTHER, FLAG_OVERFLOW, FLAG_RESULT, FS_BASE, GPR, GS_BASE, MXCSR, REGISTERS, RIP, XMM,
} from './layout';
import { ARITHMETIC_FLAGS, OTHER_FLAGS, Rflags } from './lift/flags';

/** MXCSR after reset: all exceptions masked, round to nearest (SDM vol. 1, 10.2.3). */
const MXCSR_RESET = 0x1f80;

/** Typed views of the bytes that hold a register file. */
interface Words { readonly u8: Uint8Array; readonly u32: Uint32Array; readonly u64: BigUint64Array }

export class RegisterView implements Registers {
  /**
   * `offset`: where the register file starts in the words, as opposed to REGISTERS in linear memory. `settleFlags` makes the
   * flags be computed where that may be outstanding.
   */
  constructor(private readonly words: Words, private readonly offset: number, private readonly settleFlags: () => void = () => undefined) {}

  private at(address: number): number {
    return address - REGISTERS + this.offset;
  }

  private address(at: number): number {
    const index = this.at(at) >>> 2;
    const { u32 } = this.words;
    return u32[index] + u32[index + 1] * 0x100000000;
  }

  /** Negative numbers are addresses of the kernel's half. */
  private setAddress(at: number, value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no address`);
    this.setNumber(at, value);
  }

  private setNumber(at: number, value: number): void {
    const index = this.at(at) >>> 2;
    const { u32 } = this.words;
    u32[index] = value;
    u32[index + 1] = Math.floor(value / 0x100000000);
  }

  getGpr(index: number): bigint {
    return this.words.u64[this.at(GPR + index * 8) >>> 3];
  }

  setGpr(index: number, value: bigint): void {
    if (!(index >= 0 && index < 16)) throw new RangeError(`there is no general register ${index}`);
    this.words.u64[this.at(GPR + index * 8) >>> 3] = BigInt.asUintN(64, value);
  }

  gprLow(index: number): number {
    return this.words.u32[this.at(GPR + index * 8) >>> 2];
  }

  gprHigh(index: number): number {
    return this.words.u32[(this.at(GPR + index * 8) >>> 2) + 1];
  }

  setGprNumber(index: number, value: number): void {
    if (!(index >= 0 && index < 16)) throw new RangeError(`there is no general register ${index}`);
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number within +-2^53`);
    this.setNumber(GPR + index * 8, value);
  }

  get rip(): number {
    return this.address(RIP);
  }

  set rip(value: number) {
    this.setAddress(RIP, value);
  }

  get rflags(): number {
    this.settleFlags();
    const { u32, u64 } = this.words;
    const result = this.at(FLAG_RESULT) >>> 2, aux = this.at(FLAG_AUX) >>> 2;
    let flags = Rflags.fixed | Rflags.interrupt | u32[this.at(FLAG_OTHER) >>> 2] | u32[this.at(FLAG_CARRY) >>> 2];
    if (u64[this.at(FLAG_RESULT) >>> 3] === 0n) flags |= Rflags.zero;
    if ((u32[result + 1] ^ u32[aux + 1]) < 0) flags |= Rflags.sign;
    if ((u32[this.at(FLAG_OVERFLOW) + 4 >>> 2] | 0) < 0) flags |= Rflags.overflow;
    flags |= u32[aux] & Rflags.adjust;
    let byte = (u32[result] ^ (u32[aux] >>> 8)) & 0xff;
    byte ^= byte >>> 4;
    byte ^= byte >>> 2;
    byte ^= byte >>> 1;
    if ((byte & 1) === 0) flags |= Rflags.parity;
    return flags;
  }

  /** Bits that a user program cannot set are ignored. */
  set rflags(flags: number) {
    const { u32, u64 } = this.words;
    const zero = (flags & Rflags.zero) !== 0;
    // As partsFromFlags in lift/flags.ts.
    const correction = (zero ? 1 : 0) ^ (flags & Rflags.parity ? 1 : 0);
    u64[this.at(FLAG_RESULT) >>> 3] = zero ? 0n : 1n;
    u32[this.at(FLAG_AUX) >>> 2] = (flags & Rflags.adjust) | correction << 8;
    u32[this.at(FLAG_AUX) + 4 >>> 2] = flags & Rflags.sign ? 0x80000000 : 0;
    u32[this.at(FLAG_OVERFLOW) >>> 2] = 0;
    u32[this.at(FLAG_OVERFLOW) + 4 >>> 2] = flags & Rflags.overflow ? 0x80000000 : 0;
    u32[this.at(FLAG_CARRY) >>> 2] = flags & Rflags.carry;
    u32[this.at(FLAG_OTHER) >>> 2] = flags & OTHER_FLAGS;
    u32[this.at(FLAG_KIND) >>> 2] = 0;
  }

  /** Brings the flags into the one form that equal flags have, so that register files can be compared as bytes. */
  canonicalise(): void {
    this.rflags = this.rflags & (ARITHMETIC_FLAGS | OTHER_FLAGS);
  }

  get fsBase(): number {
    return this.address(FS_BASE);
  }

  set fsBase(value: number) {
    this.setAddress(FS_BASE, value);
  }

  get gsBase(): number {
    return this.address(GS_BASE);
  }

  set gsBase(value: number) {
    this.setAddress(GS_BASE, value);
  }

  get mxcsr(): number {
    return this.words.u32[this.at(MXCSR) >>> 2];
  }

  set mxcsr(value: number) {
    this.words.u32[this.at(MXCSR) >>> 2] = value;
  }

  getXmm(index: number): Uint8Array {
    const at = this.at(XMM + index * 16);
    return this.words.u8.slice(at, at + 16);
  }

  setXmm(index: number, bytes: Uint8Array): void {
    if (!(index >= 0 && index < 16) || bytes.length !== 16) throw new RangeError(`XMM register ${index} with ${bytes.length} bytes`);
    this.words.u8.set(bytes, this.at(XMM + index * 16));
  }
}

/** A register file as after reset: all zero but for RFLAGS and MXCSR. */
export function newContext(): Uint8Array {
  const context = new Uint8Array(CONTEXT_SIZE);
  const view = viewContext(context);
  view.rflags = Rflags.fixed | Rflags.interrupt;
  view.mxcsr = MXCSR_RESET;
  return context;
}

export function viewContext(context: Uint8Array): RegisterView {
  if (context.length !== CONTEXT_SIZE) throw new RangeError(`a context has ${CONTEXT_SIZE} bytes, not ${context.length}`);
  const { buffer, byteOffset } = context;
  if (byteOffset % 8 !== 0) throw new RangeError('a context has to be aligned to 8 bytes');
  return new RegisterView({
    u8: context, u32: new Uint32Array(buffer, byteOffset, CONTEXT_SIZE / 4), u64: new BigUint64Array(buffer, byteOffset, CONTEXT_SIZE / 8),
  }, 0);
}
