/**
 * What CPUID says: an Intel processor of the amd64 baseline (v1). No SSE3 and later, no AVX, no BMI, no RDTSCP: Go then takes
 * its scalar and SSE2 paths, which is all that the machine has.
 */
import { GPR } from '../layout';
import { Gpr } from '../api';
import type { LinearMemory } from '../memory/linear-memory';

/** Family 15, model 2: the last Intel processor with SSE2 and nothing after it. */
const SIGNATURE = 0x00000f29;
/** CLFLUSH works on 64 bytes, one logical processor. */
const MISCELLANEOUS = 0x00010800;

const enum Feature1 { fpu = 1 << 0, tsc = 1 << 4, cx8 = 1 << 8, cmov = 1 << 15, clflush = 1 << 19, mmx = 1 << 23, fxsr = 1 << 24, sse = 1 << 25, sse2 = 1 << 26 }
const FEATURES = Feature1.fpu | Feature1.tsc | Feature1.cx8 | Feature1.cmov | Feature1.clflush | Feature1.mmx | Feature1.fxsr | Feature1.sse | Feature1.sse2;
/** CMPXCHG16B. */
const FEATURES_ECX = 1 << 13;
/** SYSCALL, NX, long mode; LAHF in long mode. */
const EXTENDED_EDX = 1 << 11 | 1 << 20 | 1 << 29;
const EXTENDED_ECX = 1;

function word(text: string): number {
  return text.charCodeAt(0) | text.charCodeAt(1) << 8 | text.charCodeAt(2) << 16 | text.charCodeAt(3) << 24;
}

function leaf(number: number): [eax: number, ebx: number, ecx: number, edx: number] {
  switch (number) {
    case 0: return [1, word('Genu'), word('ntel'), word('ineI')];
    case 1: return [SIGNATURE, MISCELLANEOUS, FEATURES_ECX, FEATURES];
    case 0x80000000: return [0x80000004 | 0, 0, 0, 0];
    case 0x80000001: return [0, 0, EXTENDED_ECX, EXTENDED_EDX];
    case 0x80000002: return brand(0);
    case 0x80000003: return brand(1);
    case 0x80000004: return brand(2);
    default: return [0, 0, 0, 0];
  }
}

function brand(part: number): [number, number, number, number] {
  const text = 'gosched virtual amd64 processor'.padEnd(48, '\0').slice(part * 16, part * 16 + 16);
  return [word(text), word(text.slice(4)), word(text.slice(8)), word(text.slice(12))];
}

/** Helper of generated code. */
export function makeCpuid(linear: LinearMemory): () => number {
  return () => {
    const { u32 } = linear;
    const set = (register: Gpr, value: number): void => {
      u32[GPR + register * 8 >>> 2] = value;
      u32[(GPR + register * 8 >>> 2) + 1] = 0;
    };
    const [eax, ebx, ecx, edx] = leaf(u32[GPR >>> 2]);
    set(Gpr.rax, eax);
    set(Gpr.rbx, ebx);
    set(Gpr.rcx, ecx);
    set(Gpr.rdx, edx);
    return 0;
  };
}
