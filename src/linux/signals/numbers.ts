/** Signals of Linux on amd64 (signal(7)). */
export const SIG = {
  HUP: 1, INT: 2, QUIT: 3, ILL: 4, TRAP: 5, ABRT: 6, BUS: 7, FPE: 8, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, PIPE: 13, ALRM: 14,
  TERM: 15, STKFLT: 16, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, URG: 23, XCPU: 24, XFSZ: 25, VTALRM: 26,
  PROF: 27, WINCH: 28, IO: 29, PWR: 30, SYS: 31,
} as const;

export const SIGNAL_COUNT = 64;

const names = new Map<number, string>(Object.entries(SIG).map(([name, number]) => [number, `SIG${name}`]));

/** SIGSEGV; real-time signals as SIGRT32 (the first of the kernel's) and so on. */
export function signalName(signal: number): string { return names.get(signal) ?? (signal >= 32 && signal <= SIGNAL_COUNT ? `SIGRT${signal}` : `signal ${signal}`); }

/** The bit of a signal in a signal set. */
export const signalBit = (signal: number): bigint => 1n << BigInt(signal - 1);

/** What happens by default: the process ends, nothing, or it stops (which a debugged process here does not). */
export function defaultAction(signal: number): 'terminate' | 'ignore' | 'stop' {
  switch (signal) {
    case SIG.CHLD: case SIG.CONT: case SIG.URG: case SIG.WINCH: return 'ignore';
    case SIG.STOP: case SIG.TSTP: case SIG.TTIN: case SIG.TTOU: return 'stop';
    default: return 'terminate';
  }
}

/** Cannot be blocked, caught or ignored. */
export const UNBLOCKABLE = signalBit(SIG.KILL) | signalBit(SIG.STOP);
/** Caused by the thread's own instruction: delivered before others. */
export const SYNCHRONOUS = [SIG.SEGV, SIG.BUS, SIG.ILL, SIG.TRAP, SIG.FPE, SIG.SYS].reduce((mask, signal) => mask | signalBit(signal), 0n);

/** Flags of sigaction (asm/signal.h). */
export const SA = {
  NOCLDSTOP: 1, NOCLDWAIT: 2, SIGINFO: 4, RESTORER: 0x04000000, ONSTACK: 0x08000000, RESTART: 0x10000000,
  NODEFER: 0x40000000, RESETHAND: 0x80000000,
} as const;

export const SIG_DFL = 0;
export const SIG_IGN = 1;

/** si_code (asm-generic/siginfo.h). */
export const SI = { USER: 0, KERNEL: 128, QUEUE: -1, TIMER: -2, TKILL: -6, MAPERR: 1, ACCERR: 2, BUS_ADRERR: 2, FPE_INTDIV: 1, ILL_ILLOPN: 2 } as const;
