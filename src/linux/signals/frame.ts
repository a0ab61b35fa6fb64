/**
 * The signal frame of amd64 Linux (arch/x86/include/asm/sigframe.h, uapi/asm/sigcontext.h, uapi/asm-generic/ucontext.h,
 * uapi/asm-generic/siginfo.h), on a processor with FXSAVE and without XSAVE:
 *
 *   frame + 0    return address: the action's restorer
 *   frame + 8    struct ucontext (304 bytes)
 *   frame + 312  struct siginfo (128 bytes)
 *   above        FXSAVE image (512 bytes, 64-byte aligned)
 */
import { Gpr, type GuestMemory, type Registers } from '../../machine/api';
import type { SignalAction, SignalInfo, ThreadRecord } from '../state';
import { SA, SIG, SI } from './numbers';

const UCONTEXT = 8;
const UCONTEXT_SIZE = 304;
const SIGINFO = UCONTEXT + UCONTEXT_SIZE;
const SIGINFO_SIZE = 128;
export const FRAME_SIZE = SIGINFO + SIGINFO_SIZE;
export const FXSAVE_SIZE = 512;
const RED_ZONE = 128;

/** Offsets in struct ucontext. */
const UC = { flags: 0, link: 8, stackPointer: 16, stackFlags: 24, stackSize: 32, registers: 40, sigmask: 296 } as const;
/** Offsets in struct sigcontext, which begins at UC.registers, of what follows the general registers. */
const SC = { rip: 128, eflags: 136, cs: 144, gs: 146, fs: 148, ss: 150, err: 152, trapno: 160, oldmask: 168, cr2: 176, fpstate: 184 } as const;
/** General registers in the order of struct sigcontext. */
const SC_ORDER = [
  Gpr.r8, Gpr.r9, Gpr.r10, Gpr.r11, Gpr.r12, Gpr.r13, Gpr.r14, Gpr.r15, Gpr.rdi, Gpr.rsi, Gpr.rbp, Gpr.rbx, Gpr.rdx, Gpr.rax, Gpr.rcx, Gpr.rsp,
];
/** Offsets in the FXSAVE image (SDM vol. 1, table 10-2). */
const FX = { controlWord: 0, mxcsr: 24, mxcsrMask: 28, xmm: 160 } as const;

/** UC_SIGCONTEXT_SS and UC_STRICT_RESTORE_SS; UC_FP_XSTATE is not set without XSAVE. */
const UC_FLAGS = 6n;
export const SS_ONSTACK = 1;
export const SS_DISABLE = 2;
/** Flags that rt_sigreturn may change: AC OF DF TF SF ZF AF PF CF RF (kernel: FIX_EFLAGS) but TF, as nothing traces here. */
const RESTORED_FLAGS = 0x40000 | 0x800 | 0x400 | 0x80 | 0x40 | 0x10 | 0x4 | 0x1 | 0x10000;
const FLAG_IF = 0x200;
const FLAG_RF = 0x10000;
/** The direction, trap and resume flags are clear when a handler begins. */
const CLEARED_AT_ENTRY = 0x400 | 0x100 | FLAG_RF;
/** Bits of MXCSR that may be set; others make rt_sigreturn fail (SDM: MXCSR_MASK with DAZ). */
const MXCSR_MASK = 0xffff;

export function onAltStack(thread: ThreadRecord, stackPointer: number): boolean {
  const { address, size } = thread.altStack;
  // The kernel's test: the stack pointer may be at the very end, not at the very beginning.
  return size > 0 && stackPointer > address && stackPointer - address <= size;
}

export function altStackFlags(thread: ThreadRecord, stackPointer: number): number {
  return thread.altStack.size === 0 ? SS_DISABLE : onAltStack(thread, stackPointer) ? SS_ONSTACK : 0;
}

function encodeInfo(view: DataView, at: number, info: SignalInfo): void {
  view.setInt32(at, info.signal, true);
  view.setInt32(at + 8, info.code, true);
  if (info.address !== undefined) view.setBigUint64(at + 16, BigInt(info.address), true);
  else if (info.code === SI.TIMER) {
    view.setInt32(at + 16, info.timerId ?? 0, true);
    view.setInt32(at + 20, info.overrun ?? 0, true);
    view.setBigUint64(at + 24, info.value ?? 0n, true);
  } else {
    view.setInt32(at + 16, info.pid ?? 0, true);
    view.setUint32(at + 20, info.uid ?? 0, true);
    view.setBigUint64(at + 24, info.value ?? 0n, true);
  }
}

/** siginfo_t as 128 bytes. */
export function siginfoBytes(info: SignalInfo): Uint8Array {
  const bytes = new Uint8Array(SIGINFO_SIZE);
  encodeInfo(new DataView(bytes.buffer), 0, info);
  return bytes;
}

/**
 * Pushes the frame and points the thread's registers at the handler. `mask` is what the frame keeps as uc_sigmask. Throws
 * MemoryFault when the stack cannot be written, or when there is no restorer (which amd64 demands).
 */
export function pushFrame(memory: GuestMemory, registers: Registers, thread: ThreadRecord, action: SignalAction, info: SignalInfo, mask: bigint): void {
  const interrupted = Number(BigInt.asUintN(64, registers.getGpr(Gpr.rsp)));
  let top = interrupted - RED_ZONE;
  if ((action.flags & SA.ONSTACK) !== 0 && altStackFlags(thread, top) === 0) top = thread.altStack.address + thread.altStack.size;
  const fpstate = roundDown(top - FXSAVE_SIZE, 64);
  const frame = roundDown(fpstate - FRAME_SIZE, 16) - 8;

  const bytes = new Uint8Array(fpstate + FXSAVE_SIZE - frame);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(action.restorer), true);

  view.setBigUint64(UCONTEXT + UC.flags, UC_FLAGS, true);
  view.setBigUint64(UCONTEXT + UC.stackPointer, BigInt(thread.altStack.address), true);
  view.setInt32(UCONTEXT + UC.stackFlags, thread.altStack.flags, true);
  view.setBigUint64(UCONTEXT + UC.stackSize, BigInt(thread.altStack.size), true);
  const sc = UCONTEXT + UC.registers;
  SC_ORDER.forEach((register, index) => view.setBigUint64(sc + index * 8, BigInt.asUintN(64, registers.getGpr(register)), true));
  view.setBigUint64(sc + SC.rip, BigInt(registers.rip), true);
  // A fault pushes RF set (SDM vol. 3, 18.3.1.1); user mode always runs with IF.
  const faulted = info.trap !== undefined && info.trap !== 3;
  view.setBigUint64(sc + SC.eflags, BigInt((registers.rflags | FLAG_IF | (faulted ? FLAG_RF : 0)) >>> 0), true);
  view.setUint16(sc + SC.cs, 0x33, true);
  view.setUint16(sc + SC.ss, 0x2b, true);
  view.setBigUint64(sc + SC.err, BigInt(thread.fault.errorCode), true);
  view.setBigUint64(sc + SC.trapno, BigInt(thread.fault.trap), true);
  view.setBigUint64(sc + SC.oldmask, mask, true);
  view.setBigUint64(sc + SC.cr2, BigInt(thread.fault.cr2), true);
  view.setBigUint64(sc + SC.fpstate, BigInt(fpstate), true);
  view.setBigUint64(UCONTEXT + UC.sigmask, mask, true);
  if ((action.flags & SA.SIGINFO) !== 0) encodeInfo(view, SIGINFO, info);

  const fx = fpstate - frame;
  // x87 as after FNINIT: Go does not use it, and this machine has none.
  view.setUint16(fx + FX.controlWord, 0x37f, true);
  view.setUint32(fx + FX.mxcsr, registers.mxcsr, true);
  view.setUint32(fx + FX.mxcsrMask, MXCSR_MASK, true);
  for (let i = 0; i < 16; i++) bytes.set(registers.getXmm(i), fx + FX.xmm + 16 * i);

  memory.userWrite(frame, bytes);
  registers.setGpr(Gpr.rsp, BigInt(frame));
  registers.setGpr(Gpr.rdi, BigInt(info.signal));
  registers.setGpr(Gpr.rsi, BigInt(frame + SIGINFO));
  registers.setGpr(Gpr.rdx, BigInt(frame + UCONTEXT));
  registers.setGpr(Gpr.rax, 0n);
  registers.rip = action.handler;
  registers.rflags &= ~CLEARED_AT_ENTRY;
}

/**
 * rt_sigreturn: reloads registers, XMM and MXCSR from the frame that the handler returned to; returns the mask to set and
 * the alternate stack that the frame names. Throws MemoryFault for a frame that cannot be read, RangeError for one that
 * the processor would refuse.
 */
export function popFrame(memory: GuestMemory, registers: Registers): { mask: bigint; altStack: { address: number; size: number; flags: number } } {
  // The handler's RET has popped the restorer's address.
  const base = Number(BigInt.asUintN(64, registers.getGpr(Gpr.rsp)));
  const bytes = memory.userRead(base, UCONTEXT_SIZE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sc = UC.registers;
  const fpstate = Number(view.getBigUint64(sc + SC.fpstate, true));
  const rip = Number(view.getBigUint64(sc + SC.rip, true));
  let fx: Uint8Array | undefined;
  if (fpstate !== 0) {
    fx = memory.userRead(fpstate, FXSAVE_SIZE);
    const mxcsr = new DataView(fx.buffer, fx.byteOffset).getUint32(FX.mxcsr, true);
    if ((mxcsr & ~MXCSR_MASK) !== 0) throw new RangeError('reserved bits of MXCSR');
  }

  SC_ORDER.forEach((register, index) => registers.setGpr(register, view.getBigUint64(sc + index * 8, true)));
  registers.rip = rip;
  const flags = Number(view.getBigUint64(sc + SC.eflags, true) & 0xffffffffn);
  registers.rflags = ((registers.rflags & ~RESTORED_FLAGS) | (flags & RESTORED_FLAGS & ~FLAG_RF)) >>> 0;
  const fxView = fx && new DataView(fx.buffer, fx.byteOffset);
  registers.mxcsr = fxView ? fxView.getUint32(FX.mxcsr, true) : 0x1f80;
  for (let i = 0; i < 16; i++) registers.setXmm(i, fx ? fx.slice(FX.xmm + 16 * i, FX.xmm + 16 * (i + 1)) : new Uint8Array(16));
  return {
    mask: view.getBigUint64(UC.sigmask, true),
    altStack: {
      address: Number(view.getBigUint64(UC.stackPointer, true)),
      flags: view.getInt32(UC.stackFlags, true),
      size: Number(view.getBigUint64(UC.stackSize, true)),
    },
  };
}

const roundDown = (value: number, unit: number): number => value - value % unit;

/** Page-fault error code (SDM vol. 3, 4.7): bit 0 protection, 1 write, 2 user, 4 instruction fetch. */
export function pageFaultCode(access: 'read' | 'write' | 'exec', mapped: boolean): number {
  return (mapped ? 1 : 0) | (access === 'write' ? 2 : 0) | 4 | (access === 'exec' ? 16 : 0);
}

/** The signal of a fault; `beyondFile`: the page is there but for the mapped file's end. */
export function faultSignal(stop: { kind: 'page-fault'; address: number; access: 'read' | 'write' | 'exec'; mapped: boolean }
  | { kind: 'divide-error' | 'invalid-opcode' | 'general-protection' | 'int3'; pc: number }, beyondFile = false): SignalInfo {
  switch (stop.kind) {
    case 'page-fault':
      // No page was present, so the processor's code has bit 0 clear.
      if (beyondFile) return { signal: SIG.BUS, code: SI.BUS_ADRERR, address: stop.address, trap: 14, errorCode: pageFaultCode(stop.access, false) };
      return {
        signal: SIG.SEGV, code: stop.mapped ? SI.ACCERR : SI.MAPERR, address: stop.address, trap: 14, errorCode: pageFaultCode(stop.access, stop.mapped),
      };
    case 'divide-error': return { signal: SIG.FPE, code: SI.FPE_INTDIV, address: stop.pc, trap: 0, errorCode: 0 };
    case 'invalid-opcode': return { signal: SIG.ILL, code: SI.ILL_ILLOPN, address: stop.pc, trap: 6, errorCode: 0 };
    // #GP says nothing of the address: SI_KERNEL, si_addr 0.
    case 'general-protection': return { signal: SIG.SEGV, code: SI.KERNEL, address: 0, trap: 13, errorCode: 0 };
    case 'int3': return { signal: SIG.TRAP, code: SI.KERNEL, address: 0, trap: 3, errorCode: 0 };
  }
}
