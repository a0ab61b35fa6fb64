/**
 * What instructions do, in our words, by Go's mnemonic without its size letter (Intel SDM vol. 2 for the facts). Operand
 * order is Go's: sources first, destination last; CMP is the exception (CMPQ a, b compares a with b as written).
 */
import { MNEMONICS } from './mnemonics';
import { vectorMeaning } from './vector-meanings';

export interface Meaning { text: string; form: string }

const table: Record<string, [form: string, text: string]> = {
  MOV: ['src, dst', 'Copies src to dst. 32-bit moves to a register clear its upper half.'], LEA: ['mem, reg', 'Computes the address, without reading memory.'],
  XCHG: ['a, b', 'Exchanges a and b; with a memory operand always atomic.'], PUSH: ['src', 'SP -= size, then stores src there.'], POP: ['dst', 'Loads from SP, then SP += size.'],
  ADD: ['src, dst', 'dst += src. Sets OF SF ZF AF CF PF.'], SUB: ['src, dst', 'dst -= src. Sets all arithmetic flags.'], ADC: ['src, dst', 'dst += src + CF.'], SBB: ['src, dst', 'dst -= src + CF.'],
  INC: ['dst', 'dst += 1; CF stays.'], DEC: ['dst', 'dst -= 1; CF stays.'], NEG: ['dst', 'dst = -dst; CF = dst was not 0.'], NOT: ['dst', 'Flips all bits; no flags.'],
  CMP: ['a, b', 'Sets the flags of a - b; neither changes. A jump after it reads in this order: CMPQ AX, BX; JLT jumps if AX < BX.'], TEST: ['a, b', 'Sets the flags of a & b; OF = CF = 0.'],
  AND: ['src, dst', 'dst &= src; OF = CF = 0.'], OR: ['src, dst', 'dst |= src; OF = CF = 0.'], XOR: ['src, dst', 'dst ^= src; XORL AX, AX clears AX.'],
  SHL: ['count, dst', 'Shifts left; the last bit out goes to CF.'], SHR: ['count, dst', 'Shifts right, zeros in (unsigned).'], SAR: ['count, dst', 'Shifts right, sign bits in.'], SAL: ['count, dst', 'The same as SHL.'],
  ROL: ['count, dst', 'Rotates left.'], ROR: ['count, dst', 'Rotates right.'], RCL: ['count, dst', 'Rotates left through CF.'], RCR: ['count, dst', 'Rotates right through CF.'],
  MUL: ['src', 'DX:AX = AX * src, unsigned.'], IMUL: ['src [, dst]', 'Signed product: DX:AX = AX * src, or dst *= src.'], IMUL3: ['imm, src, dst', 'dst = src * imm, signed.'], DIV: ['src', 'Unsigned: AX = DX:AX / src, DX = remainder. Divide error (#DE) on 0 or overflow.'], IDIV: ['src', 'Signed division of DX:AX.'],
  CMPXCHG: ['new, mem', 'If AX == mem: mem = new, ZF = 1; else AX = mem, ZF = 0. Atomic with LOCK.'], XADD: ['reg, mem', 'Exchanges and adds: reg gets the old mem, mem the sum. Atomic with LOCK.'], CMPXCHG8B: ['mem', 'Compares DX:AX with 8 bytes; CX:BX is the new value.'], CMPXCHG16B: ['mem', 'Compares DX:AX with 16 bytes; CX:BX is the new value.'],
  BSF: ['src, dst', 'Number of the lowest set bit; ZF if src is 0 (dst stays then).'], BSR: ['src, dst', 'Number of the highest set bit; ZF if src is 0.'], BT: ['bit, src', 'CF = that bit.'], BTS: ['bit, dst', 'CF = that bit, then sets it.'], BTR: ['bit, dst', 'CF = that bit, then clears it.'], BTC: ['bit, dst', 'CF = that bit, then flips it.'],
  BSWAP: ['reg', 'Reverses the order of bytes.'], POPCNT: ['src, dst', 'Number of set bits.'], LZCNT: ['src, dst', 'Leading zeros.'], TZCNT: ['src, dst', 'Trailing zeros.'], CMOV: ['src, dst', 'dst = src if the condition holds; src is read in any case.'],
  CALL: ['target', 'Pushes the return address and jumps. Go calls by symbol (name(SB)) or through a register.'], RET: ['', 'Returns. The assembler puts the epilogue before it: frame taken down, BP restored.'], JMP: ['target', 'Goes to a label, a symbol (a tail call) or a computed address.'],
  SYSCALL: ['', 'Enters the kernel: number in AX, arguments in DI SI DX R10 R8 R9; the result comes back in AX, CX and R11 are lost. Linux: AX above 0xfffffffffffff001 (unsigned) is -errno.'],
  CPUID: ['', 'Facts about the processor, by AX and CX; answers in AX BX CX DX.'], RDTSC: ['', 'DX:AX = time stamp counter.'], RDTSCP: ['', 'As RDTSC, after all earlier instructions; CX = processor id.'], PAUSE: ['', 'Hint in a spin loop.'], MFENCE: ['', 'All loads and stores before it are done first.'], LFENCE: ['', 'All loads before it are done first.'], SFENCE: ['', 'All stores before it are done first.'],
  LOCK: ['', 'Makes the next instruction atomic on memory.'], REP: ['', 'Repeats the next string instruction CX times.'], REPN: ['', 'Repeats while CX is not 0 and ZF is 0.'], CLD: ['', 'String instructions go upwards.'], STD: ['', 'String instructions go downwards.'], MOVS: ['', 'Copies from (SI) to (DI), both move on.'], STOS: ['', 'Stores AX at (DI), DI moves on.'], LODS: ['', 'Loads AX from (SI).'], SCAS: ['', 'Compares AX with (DI).'], CMPS: ['', 'Compares (SI) with (DI).'],
  PUSHF: ['', 'Pushes the flags.'], POPF: ['', 'Pops the flags.'], INT: ['$n', 'Software interrupt; INT $3 is the breakpoint trap.'], UNDEF: ['', 'An instruction that is surely invalid: raises #UD (SIGILL).'], NOP: ['', 'Does nothing.'], HLT: ['', 'Privileged; in a program it faults.'], XGETBV: ['', 'Which register state the system saves (CX = 0).'],
  CQO: ['', 'DX:AX = AX sign-extended.'], CDQ: ['', 'DX:AX = AX (32 bits) sign-extended.'], PREFETCHNTA: ['mem', 'Hint: will be read once.'], PREFETCHT0: ['mem', 'Hint: will be read soon.'],
  MOVUPS: ['src, dst', '16 bytes, any alignment.'], MOVUPD: ['src, dst', '16 bytes, any alignment.'], MOVOU: ['src, dst', '16 bytes, any alignment (Intel: MOVDQU).'], MOVO: ['src, dst', '16 bytes, aligned (Intel: MOVDQA).'], MOVOA: ['src, dst', '16 bytes, aligned (Intel: MOVDQA).'], MOVAPS: ['src, dst', '16 bytes, aligned.'], MOVSD: ['src, dst', 'A double; from memory the upper half becomes 0.'], MOVSS: ['src, dst', 'A single; from memory the rest becomes 0.'],
  ADDSD: ['src, dst', 'Double: dst += src.'], SUBSD: ['src, dst', 'Double: dst -= src.'], MULSD: ['src, dst', 'Double: dst *= src.'], DIVSD: ['src, dst', 'Double: dst /= src.'], SQRTSD: ['src, dst', 'Double: square root.'], UCOMISD: ['a, b', 'Compares doubles into ZF PF CF (PF: unordered).'], COMISD: ['a, b', 'As UCOMISD; signals on quiet NaNs.'],
  PXOR: ['src, dst', '128-bit xor; PXOR X0, X0 clears X0.'], POR: ['src, dst', '128-bit or.'], PAND: ['src, dst', '128-bit and.'], PANDN: ['src, dst', 'dst = ^dst & src.'], PCMPEQB: ['src, dst', 'Bytes equal: 0xff, else 0.'], PMOVMSKB: ['src, dst', "Bit mask of the bytes' top bits."], PSHUFD: ['$order, src, dst', 'Rearranges four 32-bit lanes.'], PSHUFB: ['mask, dst', 'Rearranges bytes by mask.'],
  ADCX: ['src, dst', 'dst += src + CF; only CF changes.'], ADOX: ['src, dst', 'dst += src + OF; only OF changes.'], MULX: ['src, low, high', 'high:low = DX * src, unsigned; no flags.'], RORX: ['$count, src, dst', 'dst = src rotated right; no flags.'], SHLX: ['count, src, dst', 'dst = src shifted left; no flags.'], SHRX: ['count, src, dst', 'dst = src shifted right; no flags.'], SARX: ['count, src, dst', 'dst = src shifted right, sign bits in; no flags.'],
  ANDN: ['src, a, dst', 'dst = ^a & src.'], BLSI: ['src, dst', 'Keeps the lowest set bit.'], BLSR: ['src, dst', 'Clears the lowest set bit.'], BLSMSK: ['src, dst', 'Mask up to and with the lowest set bit.'], BZHI: ['count, src, dst', 'Clears the bits from count upwards.'], BEXTR: ['control, src, dst', 'Takes out a field: start in bits 0-7 of control, length in bits 8-15.'], PDEP: ['mask, src, dst', "Spreads the low bits of src to the mask's set bits."], PEXT: ['mask, src, dst', "Gathers the bits of src under the mask's set bits."],
  CRC32: ['src, dst', 'Adds src to the CRC-32C (Castagnoli) in dst.'], RDRAND: ['dst', 'Random number; CF = 1 if there was one.'], RDSEED: ['dst', 'Random seed; CF = 1 if there was one.'], MOVBE: ['src, dst', 'Copies with the bytes in reverse order.'], CBW: ['', 'AX = AL sign-extended.'], CWD: ['', 'DX:AX = AX (16 bits) sign-extended.'], CWDE: ['', 'EAX = AX (16 bits) sign-extended.'], CDQE: ['', 'RAX = EAX sign-extended.'], CLC: ['', 'CF = 0.'], STC: ['', 'CF = 1.'], CMC: ['', 'CF = !CF.'], LAHF: ['', 'AH = the flags.'], SAHF: ['', 'The flags = AH.'],
  LOOP: ['label', 'CX -= 1; jumps if it is not 0.'], LEAVE: ['', 'SP = BP, then pops BP.'], ENTER: ['$size, $level', 'Makes a stack frame.'], CLFLUSH: ['mem', 'Throws the cache line out.'], CLFLUSHOPT: ['mem', 'Throws the cache line out, weakly ordered.'], PREFETCHT1: ['mem', 'Hint: will be read, from the second cache on.'], PREFETCHT2: ['mem', 'Hint: will be read, from the third cache on.'],
  UD1: ['', 'Invalid on purpose: raises #UD (SIGILL).'], UD2: ['', 'Invalid on purpose: raises #UD (SIGILL).'], SYSENTER: ['', 'Fast way into the kernel (32 bits).'], SYSRET: ['', 'Return from SYSCALL; privileged.'], SWAPGS: ['', 'Exchanges the GS base; privileged.'], STI: ['', 'Interrupts on; privileged.'], CLI: ['', 'Interrupts off; privileged.'], IRET: ['', 'Returns from an interrupt.'], EMMS: ['', 'The end of MMX code: x87 registers are free again.'], XBEGIN: ['label', 'Begins a transaction; jumps to the label if it aborts.'], XEND: ['', 'Ends a transaction.'], XABORT: ['$code', 'Aborts a transaction.'], XTEST: ['', 'ZF = 0 within a transaction.'],
  ADJSP: ['$n', 'Tells the assembler that SP moves by n bytes from here on, and moves it.'], DUFFZERO: ['$offset', "Jumps into the runtime's clearing sequence."], DUFFCOPY: ['$offset', "Jumps into the runtime's copying sequence."], END: ['', 'The end of the file.'], WAIT: ['', 'Waits for pending x87 exceptions.'], XLAT: ['', 'AL = byte at BX + AL.'],
  RDFSBASE: ['dst', 'The base of FS (thread-local storage on Linux).'], WRFSBASE: ['src', 'Sets the base of FS.'], RDGSBASE: ['dst', 'The base of GS.'], WRGSBASE: ['src', 'Sets the base of GS.'],
  TEXT: ['symbol(SB), flags, $frame-args', 'Begins a function: size of its frame and of its arguments and results.'], DATA: ['symbol+offset(SB)/width, $value', 'Fills a piece of a variable.'], GLOBL: ['symbol(SB), flags, $size', 'Declares a variable.'], FUNCDATA: ['$kind, symbol(SB)', 'Table for the garbage collector.'], PCDATA: ['$kind, $value', 'Value of a pc table from here on.'], BYTE: ['$value', 'Puts bytes into the code.'], WORD: ['$value', 'Puts 2 bytes into the code.'], LONG: ['$value', 'Puts 4 bytes into the code.'], QUAD: ['$value', 'Puts 8 bytes into the code.'], PCALIGN: ['$n', 'Aligns the next instruction.'],
};

const CONDITIONS: Record<string, string> = {
  EQ: 'equal / zero (ZF)', NE: 'not equal (!ZF)', LT: 'less, signed (SF != OF)', LE: 'less or equal, signed (ZF or SF != OF)', GT: 'greater, signed (!ZF and SF = OF)', GE: 'greater or equal, signed (SF = OF)',
  HI: 'higher, unsigned (!CF and !ZF)', LS: 'lower or same, unsigned (CF or ZF)', CC: 'carry clear: higher or same, unsigned (!CF)', CS: 'carry set: lower, unsigned (CF)', MI: 'negative (SF)', PL: 'not negative (!SF)', OS: 'overflow (OF)', OC: 'no overflow (!OF)', PS: 'parity / unordered (PF)', PC: 'no parity / ordered (!PF)', CXZQ: 'CX is 0', CXZL: 'CX (32 bits) is 0',
};
const ALIASES: Record<string, string> = { E: 'EQ', Z: 'EQ', NZ: 'NE', L: 'LT', NGE: 'LT', NG: 'LE', G: 'GT', NLE: 'GT', NL: 'GE', A: 'HI', NBE: 'HI', BE: 'LS', NA: 'LS', AE: 'CC', NB: 'CC', NC: 'CC', HS: 'CC', B: 'CS', C: 'CS', NAE: 'CS', LO: 'CS', S: 'MI', NS: 'PL', O: 'OS', NO: 'OC', P: 'PS', PE: 'PS', NP: 'PC', PO: 'PC' };
const SIZES: Record<string, string> = { B: '8 bits', W: '16 bits', L: '32 bits', Q: '64 bits', O: '128 bits' };

/** Meaning of a mnemonic, with its size letter and condition explained; undefined if there is none here. */
export function meaningOf(mnemonic: string): Meaning | undefined {
  const name = mnemonic.replace(/\..*$/, '');
  if (table[name]) return { form: `${name} ${table[name][0]}`.trim(), text: table[name][1] };
  const condition = (suffix: string): string | undefined => CONDITIONS[suffix] ?? CONDITIONS[ALIASES[suffix] ?? ''];
  const jump = /^J([A-Z]+)$/.exec(name);
  if (jump && condition(jump[1])) return { form: `${name} label`, text: `Jumps if ${condition(jump[1])}.` };
  const set = /^SET([A-Z]+)$/.exec(name);
  if (set && condition(set[1])) return { form: `${name} dst`, text: `dst (one byte) = 1 if ${condition(set[1])}, else 0.` };
  const move = /^CMOV([QLW])([A-Z]+)$/.exec(name);
  if (move && condition(move[2])) return { form: `${name} src, dst`, text: `dst = src (${SIZES[move[1]]}) if ${condition(move[2])}; src is read in any case.` };
  const extend = /^MOV([BWL])(Q|L|W)(SX|ZX)$/.exec(name);
  if (extend) return { form: `${name} src, dst`, text: `Copies ${SIZES[extend[1]]} into ${SIZES[extend[2]]}, ${extend[3] === 'SX' ? 'sign' : 'zero'}-extended.` };
  const sized = table[name.slice(0, -1)];
  const size = SIZES[name.at(-1)!];
  return sized && size ? { form: `${name} ${sized[0]}`.trim(), text: `${sized[1]} (${size})` } : vectorMeaning(name) ?? vectorOf(name) ?? familyOf(name);
}

/** AVX's spelling of an instruction of the table: VMOVUPS as MOVUPS. */
function vectorOf(name: string): Meaning | undefined {
  const plain = name.startsWith('V') ? table[name.slice(1)] : undefined;
  return plain && { form: `${name} ${plain[0]}`.trim(), text: plain[1] };
}

/** For the many that Go programs hardly ever use: at least what they belong to. */
function familyOf(name: string): Meaning | undefined {
  const text = /^F[A-Z0-9]/.test(name) && !/^FUNCDATA$/.test(name) ? 'x87 floating point.' : /^K[A-Z]/.test(name) ? 'Works on AVX-512 mask registers (K0-K7).' : /^V[A-Z0-9]/.test(name) && !/^VER[RW]$/.test(name) ? 'AVX or AVX-512.'
    : /^X(SAVE|RSTOR)/.test(name) ? 'Saves or loads the extended register state.' : /^(IN|OUT)S?[BLW]$/.test(name) ? 'Port input or output; privileged.' : /^(LGDT|LIDT|LLDT|LTR|LMSW|RDMSR|WRMSR|WBINVD|INVD|INVLPG|INVPCID|CLTS|RSM|MONITOR|MWAIT|SYSEXIT)/.test(name) ? 'Privileged: faults in a program.' : undefined;
  return text && MNEMONICS.has(name) ? { form: name, text } : undefined;
}
