/** Encodings of the instructions, chosen as Go's assembler chooses among equal forms. */
import type { CodeBuffer, Mem } from '../x86/code-buffer';
import type { Operand } from './operands';

/** Operands with pseudo registers resolved: registers, memory, immediates. */
export type Arg = { kind: 'reg' | 'xmm' | 'ymm'; reg: number } | { kind: 'mem'; mem: Mem } | { kind: 'imm'; value: bigint } | { kind: 'target'; operand: Operand };
export type Encode = (c: CodeBuffer, a: Arg[]) => boolean;

const SIZES: Record<string, number> = { B: 1, W: 2, L: 4, Q: 8 };
export const CONDITIONS: Record<string, number> = { OS: 0, OC: 1, CS: 2, CC: 3, EQ: 4, NE: 5, LS: 6, HI: 7, MI: 8, PL: 9, PS: 10, PC: 11, LT: 12, GE: 13, LE: 14, GT: 15 };

const rm = (a: Arg): number | Mem => (a.kind === 'mem' ? a.mem : (a as { reg: number }).reg);
const isReg = (a: Arg | undefined): a is Arg & { kind: 'reg' } => a?.kind === 'reg';
const isRm = (a: Arg | undefined): boolean => a?.kind === 'reg' || a?.kind === 'mem';
const isX = (a: Arg | undefined): a is Arg & { kind: 'xmm' } => a?.kind === 'xmm';
const isXm = (a: Arg | undefined): boolean => a?.kind === 'xmm' || a?.kind === 'mem';
const isImm = (a: Arg | undefined): a is Arg & { kind: 'imm' } => a?.kind === 'imm';
const fits = (v: bigint, bits: number): boolean => v >= -(1n << BigInt(bits - 1)) && v < 1n << BigInt(bits - 1);
const fits32 = (v: bigint, size: number): boolean => (size === 8 ? fits(v, 32) : v >= -0x80000000n && v <= 0xffffffffn);

function modrm(c: CodeBuffer, size: number, op: number, reg: number, m: Arg, immediate = 0, byteReg = false): void {
  c.modrm(size === 2 ? 0x66 : 0, size === 8, op, reg, rm(m), immediate, byteReg, m.kind === 'reg' && size === 1);
}

/** add, or, adc, sbb, and, sub, xor, cmp. For cmp the first operand is Intel's first. */
function alu(digit: number, size: number, compare: boolean): Encode {
  return (c, args) => {
    const [src, dst] = compare ? [args[1], args[0]] : args;
    if (args.length !== 2) return false;
    if (isImm(src) && isRm(dst)) {
      const v = src.value;
      if (size === 1) {
        if (isReg(dst) && dst.reg === 0) { c.byte(digit << 3 | 4); c.byte(Number(v & 255n)); return true; }
        modrm(c, 1, 0x80, digit, dst, 1);
        c.byte(Number(v & 255n));
        return true;
      }
      if (fits(v, 8)) { modrm(c, size, 0x83, digit, dst, 1); c.byte(Number(v & 255n)); return true; }
      if (!fits32(v, size)) return false;
      const n = size === 2 ? 2 : 4;
      if (isReg(dst) && dst.reg === 0) { if (size === 2) c.byte(0x66); if (size === 8) c.byte(0x48); c.byte(digit << 3 | 5); } else modrm(c, size, 0x81, digit, dst, n);
      c.int(Number(BigInt.asIntN(32, v)), n);
      return true;
    }
    const base = digit << 3 | (size === 1 ? 0 : 1);
    if (isReg(src) && isRm(dst)) { modrm(c, size, base, src.reg, dst, 0, size === 1); return true; }
    if (src?.kind === 'mem' && isReg(dst)) { modrm(c, size, base + 2, dst.reg, src, 0, size === 1); return true; }
    return false;
  };
}

function mov(size: number): Encode {
  return (c, [src, dst]) => {
    if (!src || !dst) return false;
    if (isImm(src)) {
      const v = src.value;
      if (isReg(dst)) {
        if (size === 1) { if (dst.reg >= 8) c.byte(0x41); else if (dst.reg >= 4) c.byte(0x40); c.byte(0xb0 + (dst.reg & 7)); c.byte(Number(v & 255n)); return true; }
        if (size === 2) { c.byte(0x66); if (dst.reg >= 8) c.byte(0x41); c.byte(0xb8 + (dst.reg & 7)); c.int(Number(v & 0xffffn), 2); return true; }
        if (size === 4 || (v > 0x7fffffffn && v <= 0xffffffffn)) { if (dst.reg >= 8) c.byte(0x41); c.byte(0xb8 + (dst.reg & 7)); c.int32(Number(BigInt.asIntN(32, v))); return true; }
        if (fits(v, 32)) { modrm(c, 8, 0xc7, 0, dst, 4); c.int32(Number(v)); return true; }
        c.byte(dst.reg >= 8 ? 0x49 : 0x48);
        c.byte(0xb8 + (dst.reg & 7));
        c.int64(v);
        return true;
      }
      if (dst.kind !== 'mem' || (size === 8 && !fits(v, 32))) return false;
      const n = Math.min(size, 4);
      modrm(c, size, size === 1 ? 0xc6 : 0xc7, 0, dst, n);
      c.int(Number(BigInt.asIntN(n * 8, v)), n);
      return true;
    }
    if (isReg(src) && isRm(dst)) { modrm(c, size, size === 1 ? 0x88 : 0x89, src.reg, dst, 0, size === 1); return true; }
    if (src.kind === 'mem' && isReg(dst)) { modrm(c, size, size === 1 ? 0x8a : 0x8b, dst.reg, src, 0, size === 1); return true; }
    if (size === 8 && isX(dst)) { if (src.kind === 'mem' || isX(src)) c.modrm(0xf3, false, 0x0f7e, dst.reg, rm(src)); else c.modrm(0x66, true, 0x0f6e, dst.reg, rm(src)); return src.kind !== 'ymm'; }
    if (size === 8 && isX(src)) { if (dst.kind === 'mem') c.modrm(0x66, false, 0x0fd6, src.reg, dst.mem); else c.modrm(0x66, true, 0x0f7e, src.reg, rm(dst)); return isRm(dst); }
    if (size === 4 && isX(dst)) { c.modrm(0x66, false, 0x0f6e, dst.reg, rm(src)); return isRm(src); }
    if (size === 4 && isX(src)) { c.modrm(0x66, false, 0x0f7e, src.reg, rm(dst)); return isRm(dst); }
    return false;
  };
}

/** op reg <- r/m */
const load = (op: number, size: number, byteRm = false, prefix = 0): Encode => (c, [src, dst]) => {
  if (!isRm(src) || !isReg(dst)) return false;
  c.modrm(prefix || (size === 2 ? 0x66 : 0), size === 8, op, dst.reg, rm(src), 0, false, byteRm && src.kind === 'reg');
  return true;
};
/** op r/m, reg (xchg, xadd, cmpxchg: source first in Go) */
const store = (op: number, size: number): Encode => (c, [src, dst]) => {
  if (!isReg(src) || !isRm(dst)) return false;
  modrm(c, size, op, src.reg, dst, 0, size === 1);
  return true;
};
const single = (op: number, digit: number, size: number): Encode => (c, a) => {
  if (a.length !== 1 || !isRm(a[0])) return false;
  modrm(c, size, op, digit, a[0]);
  return true;
};
function shift(digit: number, size: number): Encode {
  return (c, [n, dst, third]) => {
    if (third) {
      // SHLQ $n, lo, hi: double shift.
      if (!isReg(dst) || !isRm(third)) return false;
      if (isImm(n)) { modrm(c, size, digit === 4 ? 0x0fa4 : 0x0fac, dst.reg, third, 1); c.byte(Number(n.value)); } else modrm(c, size, digit === 4 ? 0x0fa5 : 0x0fad, dst.reg, third);
      return true;
    }
    if (!isRm(dst)) return false;
    const b = size === 1 ? 0 : 1;
    if (isReg(n)) { modrm(c, size, 0xd2 + b, digit, dst); return n.reg === 1; }
    if (!isImm(n)) return false;
    if (n.value === 1n) { modrm(c, size, 0xd0 + b, digit, dst); return true; }
    modrm(c, size, 0xc0 + b, digit, dst, 1);
    c.byte(Number(n.value & 255n));
    return true;
  };
}
function test(size: number): Encode {
  return (c, args) => {
    const [src, dst] = isImm(args[1]) ? [args[1], args[0]] : args;
    if (isImm(src)) {
      if (!isRm(dst)) return false;
      const n = Math.min(size, 4);
      if (isReg(dst) && dst.reg === 0) { if (size === 2) c.byte(0x66); if (size === 8) c.byte(0x48); c.byte(size === 1 ? 0xa8 : 0xa9); } else modrm(c, size, size === 1 ? 0xf6 : 0xf7, 0, dst, n);
      c.int(Number(BigInt.asIntN(32, src.value)), n);
      return true;
    }
    if (isReg(src) && isRm(dst)) { modrm(c, size, size === 1 ? 0x84 : 0x85, src.reg, dst, 0, size === 1); return true; }
    if (src?.kind === 'mem' && isReg(dst)) { modrm(c, size, size === 1 ? 0x84 : 0x85, dst.reg, src, 0, size === 1); return true; }
    return false;
  };
}
const plain = (...bytes: number[]): Encode => (c, a) => {
  if (a.length) return false;
  for (const b of bytes) c.byte(b);
  return true;
};
/** SSE: xmm <- xmm/m */
const sse = (prefix: number, op: number, w = false): Encode => (c, a) => {
  const [src, dst] = a;
  if (a.length !== 2 || !isXm(src) || !isX(dst)) return false;
  c.modrm(prefix, w, op, dst.reg, rm(src));
  return true;
};
/** SSE move: either direction. */
const sseMove = (prefix: number, op: number, back: number, backPrefix = prefix): Encode => (c, [src, dst]) => {
  if (isXm(src) && isX(dst)) { c.modrm(prefix, false, op, dst.reg, rm(src)); return true; }
  if (isX(src) && dst?.kind === 'mem') { c.modrm(backPrefix, false, back, src.reg, dst.mem); return true; }
  return false;
};
const sseImm = (prefix: number, op: number): Encode => (c, [n, src, dst]) => {
  if (!isImm(n) || !isXm(src) || !isX(dst)) return false;
  c.modrm(prefix, false, op, dst.reg, rm(src), 1);
  c.byte(Number(n.value & 255n));
  return true;
};
const imul = (size: number): Encode => (c, a) => {
  if (a.length === 1) return single(0xf7, 5, size)(c, a);
  if (isImm(a[0])) {
    const dst = a[a.length - 1], src = a.length === 3 ? a[1] : dst;
    if (!isReg(dst) || !isRm(src)) return false;
    const short = fits(a[0].value, 8);
    modrm(c, size, short ? 0x6b : 0x69, dst.reg, src, short ? 1 : 4);
    c.int(Number(a[0].value), short ? 1 : 4);
    return true;
  }
  return load(0x0faf, size)(c, a);
};
const bit = (op: number, digit: number, size: number): Encode => (c, [n, dst]) => {
  if (!isRm(dst)) return false;
  if (isImm(n)) { modrm(c, size, 0x0fba, digit, dst, 1); c.byte(Number(n.value & 255n)); return true; }
  if (!isReg(n)) return false;
  modrm(c, size, op, n.reg, dst);
  return true;
};

export const INSTRUCTIONS = new Map<string, Encode>();
const def = (name: string, e: Encode): void => { INSTRUCTIONS.set(name, e); };
for (const [s, size] of Object.entries(SIZES)) {
  ['ADD', 'OR', 'ADC', 'SBB', 'AND', 'SUB', 'XOR', 'CMP'].forEach((n, d) => def(n + s, alu(d, size, n === 'CMP')));
  def(`MOV${s}`, mov(size));
  def(`TEST${s}`, test(size));
  const b = size === 1 ? 0 : 1;
  def(`INC${s}`, single(0xfe + b, 0, size));
  def(`DEC${s}`, single(0xfe + b, 1, size));
  ['', '', 'NOT', 'NEG', 'MUL', '', 'DIV', 'IDIV'].forEach((n, d) => n && def(n + s, single(0xf6 + b, d, size)));
  ['ROL', 'ROR', 'RCL', 'RCR', 'SHL', 'SHR', '', 'SAR'].forEach((n, d) => n && def(n + s, shift(d, size)));
  def(`SAL${s}`, shift(4, size));
  def(`XADD${s}`, store(0x0fc0 + b, size));
  def(`CMPXCHG${s}`, store(0x0fb0 + b, size));
  def(`XCHG${s}`, (c, [x, y]) => {
    if (x?.kind === 'mem' && isReg(y)) { modrm(c, size, 0x86 + b, y.reg, x, 0, size === 1); return true; }
    if (isReg(x) && isReg(y) && size > 1 && (x.reg === 0 || y.reg === 0)) {
      const other = x.reg === 0 ? y.reg : x.reg;
      if (size === 2) c.byte(0x66);
      if (size === 8 || other >= 8) c.byte(0x40 | (size === 8 ? 8 : 0) | other >> 3);
      c.byte(0x90 + (other & 7));
      return true;
    }
    return store(0x86 + b, size)(c, [x, y]);
  });
  if (size > 1) {
    def(`LEA${s}`, (c, [src, dst]) => { if (src?.kind !== 'mem' || !isReg(dst)) return false; modrm(c, size, 0x8d, dst.reg, src); return true; });
    def(`IMUL${s}`, imul(size));
    def(`IMUL3${s}`, imul(size));
    def(`BSF${s}`, load(0x0fbc, size));
    def(`BSR${s}`, load(0x0fbd, size));
    def(`POPCNT${s}`, load(0x0fb8, size, false, 0xf3));
    def(`TZCNT${s}`, load(0x0fbc, size, false, 0xf3));
    ['BT', 'BTS', 'BTR', 'BTC'].forEach((n, d) => def(n + s, bit(0x0fa3 + 8 * d, 4 + d, size)));
    for (const [cc, code] of Object.entries(CONDITIONS)) def(`CMOV${s}${cc}`, load(0x0f40 + code, size));
  }
}
for (const [cc, code] of Object.entries(CONDITIONS)) def(`SET${cc}`, single(0x0f90 + code, 0, 1));
def('IMULB', single(0xf6, 5, 1));
for (const [name, op, size, bytes] of [['MOVBLZX', 0x0fb6, 4, true], ['MOVBQZX', 0x0fb6, 4, true], ['MOVBWZX', 0x0fb6, 2, true], ['MOVWLZX', 0x0fb7, 4, false], ['MOVWQZX', 0x0fb7, 4, false],
  ['MOVBLSX', 0x0fbe, 4, true], ['MOVBQSX', 0x0fbe, 8, true], ['MOVBWSX', 0x0fbe, 2, true], ['MOVWLSX', 0x0fbf, 4, false], ['MOVWQSX', 0x0fbf, 8, false], ['MOVLQSX', 0x63, 8, false]] as const) def(name, load(op, size, bytes));
def('MOVLQZX', (c, a) => mov(4)(c, a));
def('MOVD', (c, a) => mov(8)(c, a));
for (const [name, size] of [['BSWAPL', 4], ['BSWAPQ', 8]] as const) def(name, (c, [r]) => { if (!isReg(r)) return false; const rex = (size === 8 ? 8 : 0) | r.reg >> 3; if (rex) c.byte(0x40 | rex); c.byte(0x0f); c.byte(0xc8 + (r.reg & 7)); return true; });
def('CMPXCHG8B', single(0x0fc7, 1, 4));
def('CMPXCHG16B', single(0x0fc7, 1, 8));
for (const [name, ...bytes] of [['SYSCALL', 0x0f, 0x05], ['CPUID', 0x0f, 0xa2], ['RDTSC', 0x0f, 0x31], ['RDTSCP', 0x0f, 0x01, 0xf9], ['PAUSE', 0xf3, 0x90], ['MFENCE', 0x0f, 0xae, 0xf0], ['LFENCE', 0x0f, 0xae, 0xe8], ['SFENCE', 0x0f, 0xae, 0xf8],
  ['CLD', 0xfc], ['STD', 0xfd], ['CLC', 0xf8], ['STC', 0xf9], ['CMC', 0xf5], ['PUSHFQ', 0x9c], ['POPFQ', 0x9d], ['LOCK', 0xf0], ['REP', 0xf3], ['REPN', 0xf2], ['MOVSB', 0xa4], ['MOVSW', 0x66, 0xa5], ['MOVSL', 0xa5], ['MOVSQ', 0x48, 0xa5],
  ['STOSB', 0xaa], ['STOSW', 0x66, 0xab], ['STOSL', 0xab], ['STOSQ', 0x48, 0xab], ['LODSB', 0xac], ['LODSQ', 0x48, 0xad], ['SCASB', 0xae], ['CMPSB', 0xa6], ['CMPSQ', 0x48, 0xa7], ['UD2', 0x0f, 0x0b], ['UNDEF', 0x0f, 0x0b], ['HLT', 0xf4], ['XLAT', 0xd7],
  ['CQO', 0x48, 0x99], ['CDQ', 0x99], ['CDQE', 0x48, 0x98], ['CWD', 0x66, 0x99], ['NOP', 0x90], ['XGETBV', 0x0f, 0x01, 0xd0], ['VZEROUPPER', 0xc5, 0xf8, 0x77], ['LAHF', 0x9f], ['SAHF', 0x9e], ['EMMS', 0x0f, 0x77]] as const) def(name, plain(...(bytes as number[])));
def('INT', (c, [n]) => { if (!isImm(n)) return false; c.byte(0xcd); c.byte(Number(n.value)); return true; });
const pushPop = (short: number, op: number, digit: number): Encode => (c, [a]) => {
  if (isReg(a)) { if (a.reg >= 8) c.byte(0x41); c.byte(short + (a.reg & 7)); return true; }
  if (a?.kind === 'mem') { c.modrm(0, false, op, digit, a.mem); return true; }
  if (isImm(a) && short === 0x50) { if (fits(a.value, 8)) { c.byte(0x6a); c.byte(Number(a.value & 255n)); } else { c.byte(0x68); c.int32(Number(a.value)); } return true; }
  return false;
};
def('PUSHQ', pushPop(0x50, 0xff, 6));
def('POPQ', pushPop(0x58, 0x8f, 0));
['PREFETCHNTA', 'PREFETCHT0', 'PREFETCHT1', 'PREFETCHT2'].forEach((n, d) => def(n, single(0x0f18, d, 4)));
for (const [name, p, op, back, bp] of [['MOVUPS', 0, 0x0f10, 0x0f11, 0], ['MOVUPD', 0x66, 0x0f10, 0x0f11, 0x66], ['MOVAPS', 0, 0x0f28, 0x0f29, 0], ['MOVAPD', 0x66, 0x0f28, 0x0f29, 0x66], ['MOVOU', 0xf3, 0x0f6f, 0x0f7f, 0xf3], ['MOVOA', 0x66, 0x0f6f, 0x0f7f, 0x66], ['MOVO', 0x66, 0x0f6f, 0x0f7f, 0x66],
  ['MOVSS', 0xf3, 0x0f10, 0x0f11, 0xf3], ['MOVSD', 0xf2, 0x0f10, 0x0f11, 0xf2], ['MOVHPS', 0, 0x0f16, 0x0f17, 0], ['MOVLPS', 0, 0x0f12, 0x0f13, 0], ['MOVHPD', 0x66, 0x0f16, 0x0f17, 0x66], ['MOVLPD', 0x66, 0x0f12, 0x0f13, 0x66]] as const) def(name, sseMove(p, op, back, bp));
for (const [op, code] of [['ADD', 0x58], ['MUL', 0x59], ['SUB', 0x5c], ['DIV', 0x5e], ['MIN', 0x5d], ['MAX', 0x5f], ['SQRT', 0x51]] as const) for (const [s, p] of [['SS', 0xf3], ['SD', 0xf2], ['PS', 0], ['PD', 0x66]] as const) def(op + s, sse(p, 0x0f00 | code));
for (const [name, p, op] of [['XORPS', 0, 0x0f57], ['XORPD', 0x66, 0x0f57], ['ANDPS', 0, 0x0f54], ['ANDPD', 0x66, 0x0f54], ['ANDNPS', 0, 0x0f55], ['ANDNPD', 0x66, 0x0f55], ['ORPS', 0, 0x0f56], ['ORPD', 0x66, 0x0f56], ['PXOR', 0x66, 0x0fef], ['POR', 0x66, 0x0feb], ['PAND', 0x66, 0x0fdb], ['PANDN', 0x66, 0x0fdf],
  ['PCMPEQB', 0x66, 0x0f74], ['PCMPEQW', 0x66, 0x0f75], ['PCMPEQL', 0x66, 0x0f76], ['PADDB', 0x66, 0x0ffc], ['PADDL', 0x66, 0x0ffe], ['PADDQ', 0x66, 0x0fd4], ['PSUBL', 0x66, 0x0ffa], ['PUNPCKLBW', 0x66, 0x0f60], ['PUNPCKLQDQ', 0x66, 0x0f6c], ['PUNPCKHQDQ', 0x66, 0x0f6d], ['PSHUFB', 0x66, 0x0f3800], ['PMULULQ', 0x66, 0x0ff4],
  ['AESENC', 0x66, 0x0f38dc], ['AESENCLAST', 0x66, 0x0f38dd], ['AESDEC', 0x66, 0x0f38de], ['AESDECLAST', 0x66, 0x0f38df], ['AESIMC', 0x66, 0x0f38db], ['UNPCKLPS', 0, 0x0f14], ['CVTSD2SS', 0xf2, 0x0f5a], ['CVTSS2SD', 0xf3, 0x0f5a], ['PMINUB', 0x66, 0x0fda]] as const) def(name, sse(p, op));
for (const [name, p, op] of [['UCOMISD', 0x66, 0x0f2e], ['COMISD', 0x66, 0x0f2f], ['UCOMISS', 0, 0x0f2e], ['COMISS', 0, 0x0f2f]] as const) def(name, sse(p, op));
for (const [name, p, op] of [['PSHUFD', 0x66, 0x0f70], ['PSHUFL', 0x66, 0x0f70], ['PSHUFHW', 0xf3, 0x0f70], ['PSHUFLW', 0xf2, 0x0f70], ['SHUFPS', 0, 0x0fc6], ['PALIGNR', 0x66, 0x0f3a0f], ['PCLMULQDQ', 0x66, 0x0f3a44], ['AESKEYGENASSIST', 0x66, 0x0f3adf]] as const) def(name, sseImm(p, op));
for (const [name, p, w] of [['CVTSQ2SD', 0xf2, true], ['CVTSL2SD', 0xf2, false], ['CVTSQ2SS', 0xf3, true], ['CVTSL2SS', 0xf3, false]] as const) def(name, (c, [s, d]) => { if (!isRm(s) || !isX(d)) return false; c.modrm(p, w, 0x0f2a, d.reg, rm(s)); return true; });
for (const [name, p, w, op] of [['CVTTSD2SQ', 0xf2, true, 0x0f2c], ['CVTTSD2SL', 0xf2, false, 0x0f2c], ['CVTTSS2SQ', 0xf3, true, 0x0f2c], ['CVTTSS2SL', 0xf3, false, 0x0f2c], ['CVTSD2SQ', 0xf2, true, 0x0f2d], ['CVTSD2SL', 0xf2, false, 0x0f2d]] as const) def(name, (c, [s, d]) => { if (!isXm(s) || !isReg(d)) return false; c.modrm(p, w, op, d.reg, rm(s)); return true; });
for (const [name, p] of [['CMPSD', 0xf2], ['CMPSS', 0xf3], ['CMPPD', 0x66], ['CMPPS', 0]] as const) def(name, (c, [s, d, n]) => {
  // The predicate is written without a $.
  const predicate = isImm(n) ? Number(n.value) : n?.kind === 'mem' ? n.mem.disp : -1;
  if (!isXm(s) || !isX(d) || predicate < 0) return false;
  c.modrm(p, false, 0x0fc2, d.reg, rm(s), 1);
  c.byte(predicate);
  return true;
});
for (const [name, op] of [['ROUNDSD', 0x0f3a0b], ['ROUNDSS', 0x0f3a0a]] as const) def(name, sseImm(0x66, op));
def('PMOVMSKB', (c, [s, d]) => { if (!isX(s) || !isReg(d)) return false; c.modrm(0x66, false, 0x0fd7, d.reg, s.reg); return true; });
def('MOVNTIQ', (c, [s, d]) => { if (!isReg(s) || d?.kind !== 'mem') return false; c.modrm(0, true, 0x0fc3, s.reg, d.mem); return true; });
def('MOVNTO', (c, [s, d]) => { if (!isX(s) || d?.kind !== 'mem') return false; c.modrm(0x66, false, 0x0fe7, s.reg, d.mem); return true; });
for (const [name, op, digit] of [['PSLLQ', 0x0ff3, 6], ['PSRLQ', 0x0fd3, 2], ['PSLLL', 0x0ff2, 6], ['PSRLL', 0x0fd2, 2]] as const) def(name, (c, [n, d]) => {
  if (!isX(d)) return false;
  if (isImm(n)) { c.modrm(0x66, false, op - 0x60 & 0xff | 0x0f00, digit, d.reg, 1); c.byte(Number(n.value)); return true; }
  return sse(0x66, op)(c, [n, d]);
});
for (const [name, digit] of [['PSLLO', 7], ['PSLLDQ', 7], ['PSRLO', 3], ['PSRLDQ', 3]] as const) def(name, (c, [n, d]) => { if (!isImm(n) || !isX(d)) return false; c.modrm(0x66, false, 0x0f73, digit, d.reg, 1); c.byte(Number(n.value)); return true; });
for (const [name, op, w] of [['PINSRW', 0x0fc4, false], ['PINSRQ', 0x0f3a22, true], ['PINSRD', 0x0f3a22, false], ['PINSRB', 0x0f3a20, false]] as const) def(name, (c, [n, s, d]) => { if (!isImm(n) || !isRm(s) || !isX(d)) return false; c.modrm(0x66, w, op, d.reg, rm(s), 1); c.byte(Number(n.value)); return true; });
for (const name of ['STMXCSR', 'LDMXCSR', 'FXSAVE', 'FXRSTOR'] as const) def(name, single(0x0fae, { STMXCSR: 3, LDMXCSR: 2, FXSAVE: 0, FXRSTOR: 1 }[name], 4));

