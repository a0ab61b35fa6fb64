/**
 * The mnemonics (iced's names) that Go programs use at the amd64 v1 baseline: compiler output and assembly of the runtime and of the
 * standard library. Found by disassembling test binaries of the standard library built by Go 1.19 and esbuild's
 * executables built by Go 1.13, 1.14, 1.19 and a current Go; go-mnemonics.test.ts looks at the latter again.
 */
export const GO_MNEMONICS = [
  'Adc', 'Add', 'Addsd', 'Addss', 'And', 'Andnpd', 'Andpd', 'Bsf', 'Bsr', 'Bswap', 'Bt', 'Btc', 'Btr', 'Bts', 'Call', 'Cdq', 'Cld',
  'Cmova', 'Cmovae', 'Cmovb', 'Cmovbe', 'Cmove', 'Cmovg', 'Cmovge', 'Cmovl', 'Cmovle', 'Cmovne', 'Cmovp', 'Cmp', 'Cmpsd', 'Cmpxchg',
  'Comisd', 'Cpuid', 'Cqo', 'Cvtsd2si', 'Cvtsd2ss', 'Cvtsi2sd', 'Cvtsi2ss', 'Cvtss2sd', 'Cvttsd2si', 'Cvttss2si', 'Dec', 'Div', 'Divsd',
  'Divss', 'Idiv', 'Imul', 'Inc', 'Int', 'Int3', 'Ja', 'Jae', 'Jb', 'Jbe', 'Je', 'Jg', 'Jge', 'Jl', 'Jle', 'Jmp', 'Jne', 'Jno', 'Jnp',
  'Jo', 'Jp', 'Js', 'Lea', 'Lfence', 'Maxsd', 'Mfence', 'Minsd', 'Mov', 'Movapd', 'Movaps', 'Movd', 'Movdqa', 'Movdqu', 'Movq', 'Movsb',
  'Movsd', 'Movsq', 'Movss', 'Movsx', 'Movsxd', 'Movups', 'Movzx', 'Mul', 'Mulsd', 'Mulss', 'Neg', 'Nop', 'Not', 'Or', 'Orpd', 'Paddd',
  'Paddq', 'Pand', 'Pandn', 'Pause', 'Pcmpeqb', 'Pcmpeqd', 'Pinsrw', 'Pmovmskb', 'Pop', 'Popfq', 'Por', 'Prefetchnta', 'Prefetcht0',
  'Pshufd', 'Pshufhw', 'Pshuflw', 'Pslld', 'Pslldq', 'Psrad', 'Psrld', 'Psrldq', 'Psrlq', 'Psubd', 'Punpcklbw', 'Push', 'Pushfq', 'Pxor',
  'Rcr', 'Rdtsc', 'Ret', 'Rol', 'Ror', 'Sar', 'Sbb', 'Seta', 'Setae', 'Setb', 'Setbe', 'Sete', 'Setg', 'Setge', 'Setl', 'Setle', 'Setne',
  'Setnp', 'Seto', 'Setp', 'Sfence', 'Shl', 'Shld', 'Shr', 'Shrd', 'Shufps', 'Sqrtsd', 'Sqrtss', 'Std', 'Stosq', 'Sub', 'Subsd', 'Subss',
  'Syscall', 'Test', 'Ucomisd', 'Ucomiss', 'Ud2', 'Xadd', 'Xchg', 'Xor', 'Xorps',
] as const;
