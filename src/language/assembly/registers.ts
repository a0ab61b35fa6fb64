/** Registers as Go's assembler names them. */

const GENERAL: Record<string, string> = {
  AX: 'RAX: syscall number and result; first result and argument of Go functions (ABIInternal)', BX: 'RBX: second integer argument of Go functions (ABIInternal)', CX: 'RCX: third integer argument; SYSCALL puts the return address here', DX: 'RDX: third syscall argument; context of a closure call',
  SI: 'RSI: second syscall argument', DI: 'RDI: first syscall argument', BP: 'RBP: frame pointer', SP: 'RSP: stack pointer (hardware register; as name-offset(SP) the pseudo register of locals)',
  R8: 'R8: fifth syscall argument', R9: 'R9: sixth syscall argument', R10: 'R10: fourth syscall argument', R11: 'R11: SYSCALL saves the flags here', R12: 'R12', R13: 'R13', R14: 'R14: the current g in ABIInternal code (Go 1.17 and later)', R15: 'R15: GOT in dynamically linked code',
};

export const REGISTER_NAMES: readonly string[] = [...Object.keys(GENERAL), ...Array.from({ length: 16 }, (_, i) => `X${i}`), ...Array.from({ length: 16 }, (_, i) => `Y${i}`)];

const PSEUDO: Record<string, string> = {
  SB: 'Static base: `name(SB)` is the address of a global symbol; `name<>(SB)` one of this file only.',
  FP: 'Argument pointer: `name+offset(FP)` is an argument or result of this function.',
  PC: 'Program counter: `JMP 2(PC)` jumps over one instruction.',
  TLS: 'Thread-local storage: the way to g in assembly (`get_tls`).',
};

export function registerMeaning(name: string): string | undefined {
  if (GENERAL[name]) return GENERAL[name];
  if (PSEUDO[name]) return PSEUDO[name];
  if (/^X([0-9]|1[0-5])$/.test(name)) return `XMM${name.slice(1)}: 128 bits; floating-point argument ${name.slice(1)} in ABIInternal`;
  if (/^Y([0-9]|1[0-5])$/.test(name)) return `YMM${name.slice(1)}: 256 bits (AVX)`;
  if (/^[ABCD][LH]$/.test(name)) return `${name[1] === 'L' ? 'Low' : 'Second'} byte of ${name[0]}X`;
  return undefined;
}
