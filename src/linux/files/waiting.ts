/** Timeouts of poll, select and epoll_wait: the deadline is set on the first run and kept in the call's progress. */
import { Errno } from '../syscalls/handler';
import type { SyscallCall, Wait } from '../syscalls/handler';
import { E } from '../errno';
import { view } from './bytes';
import { nextTimerNs } from './timerfd';

/** Virtual time at which the syscall's own timeout ends; Infinity: never. `timeoutNs` is looked at on the first run only. */
export function deadlineOf(call: SyscallCall, timeoutNs: number): number {
  const kept = call.record.progress as { deadline: number } | undefined;
  if (kept) return kept.deadline;
  const deadline = timeoutNs === Infinity ? Infinity : call.nowNs + timeoutNs;
  call.record.progress = { deadline };
  return deadline;
}

/** Waits for keys until the deadline, or until the next timerfd expires: then the handler looks again. */
export function waitUntil(call: SyscallCall, keys: string[], deadline: number, waitingFor: string): Wait {
  const next = Math.min(deadline, nextTimerNs(call.kernel) ?? Infinity);
  return { kind: 'wait', keys, deadlineNs: next === Infinity ? undefined : next, interruptible: true, onSignal: 'eintr', waitingFor };
}

/** ppoll, pselect6, epoll_pwait: a signal mask for as long as the syscall lasts. `size` must be 8 (EINVAL). */
export function useMask(call: SyscallCall, address: number, size: number): void {
  if (address === 0 || call.record.progress !== undefined) return;
  if (size !== 8) throw new Errno(E.EINVAL);
  call.setTemporaryMask(view(call.memory.userRead(address, 8)).getBigUint64(0, true));
}
