/** Signals: pending, interrupting syscalls, delivered to handlers. Boundaries are exact: between two instructions. */
import { MemoryFault } from '../../machine/api';
import type { ProcessStop } from '../api';
import type { KernelCore } from '../kernel';
import type { SignalAction, SignalInfo, ThreadRecord } from '../state';
import { pushFrame } from './frame';
import { SA, SI, SIG, SIG_DFL, SIG_IGN, SYNCHRONOUS, defaultAction, signalBit, signalName } from './numbers';

function isIgnored(core: KernelCore, signal: number): boolean {
  const action = core.state.process.actions[signal];
  if (action && action.handler === SIG_IGN) return true;
  return (!action || action.handler === SIG_DFL) && defaultAction(signal) !== 'terminate';
}

const isMasked = (thread: ThreadRecord, signal: number): boolean => (thread.signalMask & signalBit(signal)) !== 0n;

/** Adds to a pending list. Ordinary signals are pending once (signal(7)); real-time ones queue; a timer counts its overruns. */
function queue(list: SignalInfo[], info: SignalInfo): void {
  const same = list.find((other) => other.signal === info.signal);
  if (same && (info.signal < 32 || (info.timerId !== undefined && same.timerId === info.timerId))) {
    if (info.timerId !== undefined && same.timerId === info.timerId) same.overrun = (same.overrun ?? 0) + 1;
    return;
  }
  list.push({ ...info });
}

/** Signals that rt_sigtimedwait or a signalfd may still want are kept while they are masked, even if ignored (as Linux does). */
export function sendToThread(core: KernelCore, thread: ThreadRecord, info: SignalInfo): void {
  if (isIgnored(core, info.signal) && !isMasked(thread, info.signal)) {
    noticeStop(core, info.signal);
    return;
  }
  queue(thread.pending, info);
  afterSend(core, thread, info.signal);
}

export function sendToProcess(core: KernelCore, info: SignalInfo): void {
  const { threads, process } = core.state;
  // The main thread first, then by tid, as the kernel prefers it; without a taker it stays pending for the process.
  const taker = threads.find((thread) => !isMasked(thread, info.signal));
  if (taker && isIgnored(core, info.signal)) {
    noticeStop(core, info.signal);
    return;
  }
  queue(process.pending, info);
  if (taker) afterSend(core, taker, info.signal);
  else for (const thread of threads) core.wakeThread(sigwaiter(thread, info.signal));
}

function noticeStop(core: KernelCore, signal: number): void {
  if (defaultAction(signal) === 'stop' && core.state.process.actions[signal]?.handler !== SIG_IGN) {
    core.notice('other', `${signalName(signal)} would stop the process; it is ignored here`);
  }
}

/** tid if the thread waits in rt_sigtimedwait for this signal, else 0. */
function sigwaiter(thread: ThreadRecord, signal: number): number {
  const wanted = thread.syscall?.phase === 'blocked' && thread.syscall.name === 'rt_sigtimedwait' ? thread.syscall.progress : undefined;
  return typeof wanted === 'bigint' && (wanted & signalBit(signal)) !== 0n ? thread.tid : 0;
}

function afterSend(core: KernelCore, thread: ThreadRecord, signal: number): void {
  if (isMasked(thread, signal)) {
    core.wakeThread(sigwaiter(thread, signal));
    return;
  }
  const record = thread.syscall;
  if (!record) return;
  const action = core.state.process.actions[signal];
  const fatal = !action || action.handler === SIG_DFL;
  if (record.phase === 'blocked' && record.wait!.interruptible && !record.held) core.runner.interrupt(thread);
  // A syscall that signals cannot interrupt would keep the thread from its own end; one that is being carried out will not.
  else if (fatal && (record.held || record.phase !== 'entry')) core.exitBySignal(signal, core.registersOf(thread.tid).rip);
}

/** The signal that the thread would take next: its own before the process's, faults before others, then by number. */
export function nextDeliverable(core: KernelCore, thread: ThreadRecord): SignalInfo | undefined {
  const shared = core.state.process.pending;
  if (thread.pending.length === 0 && shared.length === 0) return undefined;
  return pick(thread.pending, thread.signalMask) ?? pick(shared, thread.signalMask);
}

function pick(list: readonly SignalInfo[], mask: bigint): SignalInfo | undefined {
  let best: SignalInfo | undefined;
  let bestRank = Infinity;
  for (const info of list) {
    const bit = signalBit(info.signal);
    if ((mask & bit) !== 0n) continue;
    const rank = (SYNCHRONOUS & bit) !== 0n ? info.signal - 100 : info.signal;
    if (rank < bestRank) { best = info; bestRank = rank; }
  }
  return best;
}

/** Takes a pending signal out of whichever list it is in. */
export function takePending(core: KernelCore, thread: ThreadRecord, info: SignalInfo): void {
  for (const list of [thread.pending, core.state.process.pending]) {
    const at = list.indexOf(info);
    if (at >= 0) list.splice(at, 1);
  }
}

/**
 * Delivers the next signal, if there is one, to the thread, which is about to run and whose registers are loaded. One at a
 * time: each is an event of its own, and their frames stack up as on Linux.
 */
export function deliverNext(core: KernelCore, thread: ThreadRecord): ProcessStop | undefined {
  const { state } = core;
  const info = nextDeliverable(core, thread);
  if (!info) return undefined;
  const { signal } = info;
  if (core.signalStops.has(signal) && core.announced !== info) {
    core.announced = info;
    return { kind: 'signal', tid: thread.tid, signal, signalName: signalName(signal), pc: core.registersOf(thread.tid).rip };
  }
  core.announced = undefined;
  takePending(core, thread, info);
  state.events++;
  const action = state.process.actions[signal];
  if (isIgnored(core, signal)) return undefined;
  if (!action || action.handler === SIG_DFL) core.exitBySignal(signal, core.registersOf(thread.tid).rip);
  else callHandler(core, thread, action, info);
  return undefined;
}

function callHandler(core: KernelCore, thread: ThreadRecord, action: SignalAction, info: SignalInfo): void {
  const registers = core.registersOf(thread.tid);
  const { signal } = info;
  try {
    if ((action.flags & SA.RESTORER) === 0) throw new MemoryFault(0, 'exec', false);
    pushFrame(core.memory, registers, thread, action, info, thread.savedMask ?? thread.signalMask);
  } catch (error) {
    if (!(error instanceof MemoryFault)) throw error;
    // No stack for the handler: the kernel's answer is a SIGSEGV that nobody can refuse (signal_setup_done).
    if (signal === SIG.SEGV) core.exitBySignal(SIG.SEGV, registers.rip);
    else forceSignal(core, thread, { signal: SIG.SEGV, code: SI.KERNEL, address: 0 });
    return;
  }
  thread.savedMask = undefined;
  thread.signalMask |= action.mask | ((action.flags & SA.NODEFER) !== 0 ? 0n : signalBit(signal));
  if ((action.flags & SA.RESETHAND) !== 0) core.state.process.actions[signal] = undefined;
}

/** A signal caused by the thread's own instruction: blocked or ignored, it takes the default action (force_sig_info). */
export function forceSignal(core: KernelCore, thread: ThreadRecord, info: SignalInfo): void {
  const { signal } = info;
  const action = core.state.process.actions[signal];
  if (isMasked(thread, signal) || action?.handler === SIG_IGN) {
    core.state.process.actions[signal] = undefined;
    thread.signalMask &= ~signalBit(signal);
  }
  if (info.trap !== undefined) thread.fault = { trap: info.trap, errorCode: info.errorCode ?? 0, cr2: info.trap === 14 ? info.address! : thread.fault.cr2 };
  thread.pending = thread.pending.filter((other) => other.signal !== signal);
  thread.pending.push({ ...info });
}
