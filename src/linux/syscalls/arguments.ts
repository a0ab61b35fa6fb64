/**
 * The six argument registers of a syscall as 12 words of 32 bits, the low half of each register first. Handlers want numbers
 * nearly always, and a bigint for each register would be an allocation each, at each syscall.
 */
import { Gpr, type Registers } from '../../machine/api';

export type ArgumentWords = readonly number[];

/** Reads rdi rsi rdx r10 r8 r9 (System V ABI, AMD64 supplement A.2.1). */
export function readArguments(registers: Registers): ArgumentWords {
  return [
    registers.gprLow(Gpr.rdi), registers.gprHigh(Gpr.rdi), registers.gprLow(Gpr.rsi), registers.gprHigh(Gpr.rsi),
    registers.gprLow(Gpr.rdx), registers.gprHigh(Gpr.rdx), registers.gprLow(Gpr.r10), registers.gprHigh(Gpr.r10),
    registers.gprLow(Gpr.r8), registers.gprHigh(Gpr.r8), registers.gprLow(Gpr.r9), registers.gprHigh(Gpr.r9),
  ];
}

/** Words of these values: what `readArguments` gives where registers hold them. */
export function wordsOf(values: readonly bigint[]): ArgumentWords {
  return values.flatMap((value) => [Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n))]);
}

export const intOf = (words: ArgumentWords, index: number): number => words[2 * index]! | 0;
export const uintOf = (words: ArgumentWords, index: number): number => words[2 * index]!;
/** Unsigned 64 bits; exact below 2^53, rounded above. */
export const pointerOf = (words: ArgumentWords, index: number): number => words[2 * index + 1]! * 0x100000000 + words[2 * index]!;
/** Signed 64 bits; exact within +-2^53, rounded beyond. */
export const longOf = (words: ArgumentWords, index: number): number => (words[2 * index + 1]! | 0) * 0x100000000 + words[2 * index]!;
/** Unsigned 64 bits, exact. */
export const valueOf = (words: ArgumentWords, index: number): bigint => BigInt(words[2 * index + 1]!) << 32n | BigInt(words[2 * index]!);

/** All six, unsigned 64 bits, exact. */
export function valuesOf(words: ArgumentWords): bigint[] {
  const values: bigint[] = [];
  for (let index = 0; 2 * index < words.length; index++) values.push(valueOf(words, index));
  return values;
}
