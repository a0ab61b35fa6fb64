/** Signal syscalls: actions, masks, alternate stacks, sending, waiting, returning from handlers. */
import { Gpr, MemoryFault } from '../../machine/api';
import { E } from '../errno';
import type { KernelCore } from '../kernel';
import { forceSignal, nextDeliverable, takePending } from '../signals/delivery';
import { SS_DISABLE, SS_ONSTACK, altStackFlags, onAltStack, popFrame, siginfoBytes } from '../signals/frame';
import { SI, SIG, SIGNAL_COUNT, SIG_IGN, UNBLOCKABLE, defaultAction, signalBit } from '../signals/numbers';
import type { SignalInfo } from '../state';
import { NO_RESULT, type Outcome, type SyscallCall, type SyscallTopic } from './handler';
import { readTimespec, readView, writeU64 } from './structs';

/** sizeof(sigset_t) in the kernel's interface. */
const SIGSET_SIZE = 8;
/** sizeof(struct kernel_sigaction): handler, flags, restorer, mask. */
const SIGACTION_SIZE = 32;
/** The least size of an alternate stack (asm/signal.h). */
const MINSIGSTKSZ = 2048;
const HOW = { BLOCK: 0, UNBLOCK: 1, SETMASK: 2 } as const;

const isSignal = (signal: number): boolean => signal >= 1 && signal <= SIGNAL_COUNT;

function rtSigaction(call: SyscallCall): Outcome {
  const { memory, state } = call;
  const signal = call.int(0);
  if (!isSignal(signal) || call.ptr(3) !== SIGSET_SIZE) return -E.EINVAL;
  const { actions } = state.process;
  const old = actions[signal];
  const set = call.ptr(1);
  if (set !== 0 && (signal === SIG.KILL || signal === SIG.STOP)) return -E.EINVAL;
  const given = set === 0 ? undefined : readView(memory, set, SIGACTION_SIZE);
  if (given) {
    const handler = Number(given.getBigUint64(0, true));
    const flags = Number(given.getBigUint64(8, true) & 0xffffffffn);
    const restorer = Number(given.getBigUint64(16, true));
    const mask = given.getBigUint64(24, true) & ~UNBLOCKABLE;
    actions[signal] = handler === 0 && flags === 0 && mask === 0n && restorer === 0 ? undefined : { handler, flags, restorer, mask };
    // What is ignored from now on is no longer pending (POSIX).
    if (handler === SIG_IGN || (handler === 0 && defaultAction(signal) === 'ignore')) discardPending(call, signal);
  }
  if (call.ptr(2) !== 0) {
    const view = new DataView(new ArrayBuffer(SIGACTION_SIZE));
    view.setBigUint64(0, BigInt(old?.handler ?? 0), true);
    view.setBigUint64(8, BigInt(old?.flags ?? 0), true);
    view.setBigUint64(16, BigInt(old?.restorer ?? 0), true);
    view.setBigUint64(24, old?.mask ?? 0n, true);
    memory.userWrite(call.ptr(2), new Uint8Array(view.buffer));
  }
  return 0;
}

function discardPending(call: SyscallCall, signal: number): void {
  const keep = (info: SignalInfo): boolean => info.signal !== signal;
  call.state.process.pending = call.state.process.pending.filter(keep);
  for (const thread of call.state.threads) thread.pending = thread.pending.filter(keep);
}

function rtSigprocmask(call: SyscallCall): Outcome {
  const { memory, thread } = call;
  if (call.ptr(3) !== SIGSET_SIZE) return -E.EINVAL;
  const old = thread.signalMask;
  if (call.ptr(1) !== 0) {
    const set = readView(memory, call.ptr(1), SIGSET_SIZE).getBigUint64(0, true) & ~UNBLOCKABLE;
    switch (call.int(0)) {
      case HOW.BLOCK: thread.signalMask = old | set; break;
      case HOW.UNBLOCK: thread.signalMask = old & ~set; break;
      case HOW.SETMASK: thread.signalMask = set; break;
      default: return -E.EINVAL;
    }
  }
  if (call.ptr(2) !== 0) writeU64(memory, call.ptr(2), old);
  return 0;
}

function sigaltstack(call: SyscallCall): Outcome {
  const { memory, thread } = call;
  const stackPointer = Number(BigInt.asUintN(64, (call.kernel as KernelCore).registersOf(thread.tid).getGpr(Gpr.rsp)));
  const old = { ...thread.altStack };
  const oldFlags = altStackFlags(thread, stackPointer);
  if (call.ptr(0) !== 0) {
    const view = readView(memory, call.ptr(0), 24);
    const error = setAltStack(call, stackPointer, Number(view.getBigUint64(0, true)), view.getInt32(8, true), Number(view.getBigUint64(16, true)));
    if (error !== 0) return error;
  }
  if (call.ptr(1) !== 0) {
    const view = new DataView(new ArrayBuffer(24));
    view.setBigUint64(0, BigInt(old.address), true);
    view.setInt32(8, oldFlags, true);
    view.setBigUint64(16, BigInt(old.size), true);
    memory.userWrite(call.ptr(1), new Uint8Array(view.buffer));
  }
  return 0;
}

function setAltStack(call: SyscallCall, stackPointer: number, address: number, flags: number, size: number): number {
  const { thread } = call;
  if (onAltStack(thread, stackPointer)) return -E.EPERM;
  if (flags !== 0 && flags !== SS_DISABLE && flags !== SS_ONSTACK) return -E.EINVAL;
  if (flags === SS_DISABLE) {
    thread.altStack = { address: 0, size: 0, flags };
    return 0;
  }
  if (size < MINSIGSTKSZ) return -E.ENOMEM;
  thread.altStack = { address, size, flags };
  return 0;
}

function rtSigreturn(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const { thread } = call;
  const registers = core.registersOf(thread.tid);
  try {
    const { mask, altStack } = popFrame(call.memory, registers);
    thread.signalMask = mask & ~UNBLOCKABLE;
    // Errors of the alternate stack are ignored here (restore_altstack).
    setAltStack(call, Number(BigInt.asUintN(64, registers.getGpr(Gpr.rsp))), altStack.address, altStack.flags, altStack.size);
  } catch (error) {
    if (!(error instanceof MemoryFault) && !(error instanceof RangeError)) throw error;
    forceSignal(core, thread, { signal: SIG.SEGV, code: SI.KERNEL, address: 0 });
  }
  return NO_RESULT;
}

const sender = (call: SyscallCall, signal: number, code: number): SignalInfo => ({ signal, code, pid: call.state.process.pid, uid: call.state.process.uid });

function kill(call: SyscallCall): Outcome {
  const pid = call.int(0);
  const signal = call.int(1);
  if (signal < 0 || signal > SIGNAL_COUNT) return -E.EINVAL;
  // The process is alone in its group, and nobody else is there.
  if (pid !== call.state.process.pid && pid !== 0 && pid !== -call.state.process.pid) return -E.ESRCH;
  if (signal !== 0) call.kernel.raiseProcess(sender(call, signal, SI.USER));
  return 0;
}

function sendToOne(call: SyscallCall, tgid: number | undefined, tid: number, signal: number): Outcome {
  if (signal < 0 || signal > SIGNAL_COUNT || tid <= 0 || (tgid !== undefined && tgid <= 0)) return -E.EINVAL;
  if ((tgid !== undefined && tgid !== call.state.process.pid) || !call.state.threads.some((thread) => thread.tid === tid)) return -E.ESRCH;
  if (signal !== 0) call.kernel.raise(tid, sender(call, signal, SI.TKILL));
  return 0;
}

/** rt_sigqueueinfo and rt_tgsigqueueinfo: the sender's own siginfo. */
function queueInfo(call: SyscallCall, at: number): SignalInfo {
  const view = readView(call.memory, call.ptr(at), 32);
  return {
    signal: call.int(at - 1), code: view.getInt32(8, true), pid: view.getInt32(16, true), uid: view.getUint32(20, true), value: view.getBigUint64(24, true),
  };
}

function rtSigqueueinfo(call: SyscallCall): Outcome {
  const info = queueInfo(call, 2);
  if (!isSignal(info.signal)) return -E.EINVAL;
  if (call.int(0) !== call.state.process.pid) return -E.ESRCH;
  call.kernel.raiseProcess(info);
  return 0;
}

function rtTgsigqueueinfo(call: SyscallCall): Outcome {
  const info = queueInfo(call, 3);
  if (!isSignal(info.signal)) return -E.EINVAL;
  if (call.int(0) !== call.state.process.pid || !call.state.threads.some((thread) => thread.tid === call.int(1))) return -E.ESRCH;
  call.kernel.raise(call.int(1), info);
  return 0;
}

function rtSigpending(call: SyscallCall): Outcome {
  let set = 0n;
  for (const info of [...call.thread.pending, ...call.state.process.pending]) set |= signalBit(info.signal);
  call.memory.userWrite(call.ptr(0), setBytes(set & call.thread.signalMask).subarray(0, Math.min(call.ptr(1), SIGSET_SIZE)));
  return 0;
}

function setBytes(set: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(SIGSET_SIZE));
  view.setBigUint64(0, set, true);
  return new Uint8Array(view.buffer);
}

const forASignal = { kind: 'wait', keys: [], interruptible: true, onSignal: 'eintr', waitingFor: 'a signal' } as const;

function rtSigsuspend(call: SyscallCall): Outcome {
  if (call.ptr(1) !== SIGSET_SIZE) return -E.EINVAL;
  if (call.cause === 'entry') call.setTemporaryMask(readView(call.memory, call.ptr(0), SIGSET_SIZE).getBigUint64(0, true) & ~UNBLOCKABLE);
  return forASignal;
}

/** Takes one of a set of (masked) signals without a handler. record.progress: the set. */
function rtSigtimedwait(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const { thread, record, memory } = call;
  if (call.ptr(3) !== SIGSET_SIZE) return -E.EINVAL;
  const wanted = call.cause === 'entry' ? readView(memory, call.ptr(0), SIGSET_SIZE).getBigUint64(0, true) & ~UNBLOCKABLE : record.progress as bigint;
  // As if only the wanted signals were unmasked.
  const info = nextDeliverable(core, { ...thread, signalMask: ~wanted });
  if (info) {
    takePending(core, thread, info);
    if (call.ptr(1) !== 0) memory.userWrite(call.ptr(1), siginfoBytes(info));
    return info.signal;
  }
  if (call.cause !== 'entry') return record.wait!;
  record.progress = wanted;
  const timeout = call.ptr(2) === 0 ? undefined : Number(readTimespec(memory, call.ptr(2)));
  if (timeout === 0) return -E.EAGAIN;
  return { ...forASignal, ...(timeout === undefined ? {} : { deadlineNs: call.nowNs + timeout, onTimeout: -E.EAGAIN }) };
}

export const signalTopic: SyscallTopic = {
  syscalls: {
    rt_sigaction: { handler: rtSigaction, args: ['signal', 'ptr', 'ptr', 'uint'] },
    rt_sigprocmask: { handler: rtSigprocmask, args: ['enum:sigprocmask', 'mask', 'ptr', 'uint'] },
    rt_sigreturn: { handler: rtSigreturn, args: [] },
    rt_sigpending: { handler: rtSigpending, args: ['ptr', 'uint'] },
    rt_sigsuspend: { handler: rtSigsuspend, args: ['mask', 'uint'] },
    rt_sigtimedwait: { handler: rtSigtimedwait, args: ['mask', 'ptr', 'timespec', 'uint'] },
    rt_sigqueueinfo: { handler: rtSigqueueinfo, args: ['int', 'signal', 'ptr'] },
    rt_tgsigqueueinfo: { handler: rtTgsigqueueinfo, args: ['int', 'int', 'signal', 'ptr'] },
    sigaltstack: { handler: sigaltstack, args: ['ptr', 'ptr'] },
    kill: { handler: kill, args: ['int', 'signal'] },
    tkill: { handler: (call) => sendToOne(call, undefined, call.int(0), call.int(1)), args: ['int', 'signal'] },
    tgkill: { handler: (call) => sendToOne(call, call.int(0), call.int(1), call.int(2)), args: ['int', 'int', 'signal'] },
    pause: { handler: () => forASignal, args: [] },
  },
  flags: { sigprocmask: { SIG_BLOCK: 0, SIG_UNBLOCK: 1, SIG_SETMASK: 2 } },
};
