/**
 * The context that a signal interrupted, from the frame that Linux put on the handler's stack. Layout: Linux's
 * arch/x86/include/asm/sigframe.h and uapi/asm/{ucontext,sigcontext}.h: return address, ucontext, siginfo.
 */
import type { Registers } from '../../machine/api';
import type { GuestMemory } from '../../machine/api';

/** Offsets in ucontext, bytes. */
const R8 = 40, RDI = 104, RSI = 112, RBP = 120, RBX = 128, RDX = 136, RAX = 144, RCX = 152, RSP = 160, RIP = 168, EFLAGS = 176, FPSTATE = 224;
const SIGINFO = 304;
/** XMM0 in the FXSAVE area; MXCSR. */
const FX_XMM = 160, FX_MXCSR = 24;

/** Offset of each general register by Intel's encoding order. */
const GPR_OFFSETS = [RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R8 + 8, R8 + 16, R8 + 24, R8 + 32, R8 + 40, R8 + 48, R8 + 56];

const SIGNAL_NAMES: Record<number, string> = {
  1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 4: 'SIGILL', 5: 'SIGTRAP', 6: 'SIGABRT', 7: 'SIGBUS', 8: 'SIGFPE', 10: 'SIGUSR1', 11: 'SIGSEGV',
  12: 'SIGUSR2', 13: 'SIGPIPE', 14: 'SIGALRM', 15: 'SIGTERM', 17: 'SIGCHLD', 18: 'SIGCONT', 20: 'SIGTSTP', 21: 'SIGTTIN', 22: 'SIGTTOU',
  23: 'SIGURG', 27: 'SIGPROF', 28: 'SIGWINCH', 29: 'SIGIO', 31: 'SIGSYS',
};

/** Registers that rt_sigreturn will load. Writing them changes what the thread goes on with. */
export class SignalContext implements Registers {
  /** `ucontext`: address of the ucontext; `thread`: the thread's live registers, for what a signal frame does not hold. */
  constructor(private readonly memory: GuestMemory, private readonly ucontext: number, private readonly thread: Registers) {}

  /** "SIGURG", or "signal 40"; "signal" if the frame holds no number. Throws MemoryFault. */
  signalName(): string {
    const number = this.memory.readU32(this.ucontext + SIGINFO);
    return SIGNAL_NAMES[number] ?? (number > 0 && number <= 64 ? `signal ${number}` : 'signal');
  }

  getGpr(index: number): bigint { return this.memory.readU64(this.ucontext + GPR_OFFSETS[index]); }
  setGpr(index: number, value: bigint): void { this.memory.writeU64(this.ucontext + GPR_OFFSETS[index], BigInt.asUintN(64, value)); }
  gprLow(index: number): number { return this.memory.readU32(this.ucontext + GPR_OFFSETS[index]); }
  gprHigh(index: number): number { return this.memory.readU32(this.ucontext + GPR_OFFSETS[index] + 4); }
  setGprNumber(index: number, value: number): void { this.setGpr(index, BigInt(value)); }
  get rip(): number { return this.memory.readPointer(this.ucontext + RIP); }
  set rip(value: number) { this.memory.writeU64(this.ucontext + RIP, value); }
  get rflags(): number { return this.memory.readU32(this.ucontext + EFLAGS); }
  set rflags(value: number) { this.memory.writeU64(this.ucontext + EFLAGS, value); }
  get fsBase(): number { return this.thread.fsBase; }
  set fsBase(value: number) { this.thread.fsBase = value; }
  get gsBase(): number { return this.thread.gsBase; }
  set gsBase(value: number) { this.thread.gsBase = value; }
  get mxcsr(): number { return this.memory.readU32(this.#fpstate() + FX_MXCSR); }
  set mxcsr(value: number) { this.memory.writeU32(this.#fpstate() + FX_MXCSR, value); }
  getXmm(index: number): Uint8Array { return this.memory.read(this.#fpstate() + FX_XMM + index * 16, 16); }
  setXmm(index: number, bytes: Uint8Array): void { this.memory.write(this.#fpstate() + FX_XMM + index * 16, bytes.subarray(0, 16)); }

  #fpstate(): number { return this.memory.readPointer(this.ucontext + FPSTATE); }
}
