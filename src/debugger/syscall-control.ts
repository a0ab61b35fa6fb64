import { E } from '../linux/errno';
import type { LatencyRule, Process } from '../linux/api';
import { latencyRule } from './latency';

/** A wish about a syscall that cannot be met; the message says why. */
export class SyscallControlError extends Error {}

/** The rules in force, by process: the launch's, and what the user has changed. */
const rulesInForce = new WeakMap<Process, readonly LatencyRule[]>();

export function latencyRules(process: Process): readonly LatencyRule[] { return rulesInForce.get(process) ?? process.options.latencies; }

/** Number of an errno given by name or number. @throws SyscallControlError */
function errnoOf(text: string): number {
  const name = text.trim().toUpperCase();
  const known = Object.hasOwn(E, name) ? (E as Record<string, number>)[name] : /^\d+$/.test(name) ? Number(name) : NaN;
  if (!(known >= 1 && known <= 4095)) throw new SyscallControlError(`"${text}" is no errno: write one as in ENOENT`);
  return known;
}

/**
 * Keeps a syscall in flight from returning, lets it return, or makes it fail with an errno. All are recorded inputs of the run.
 * @throws SyscallControlError
 */
export function controlSyscall(process: Process, tid: number, wish: { action: 'hold' } | { action: 'release' } | { action: 'fail'; errno: string }): void {
  if (!process.thread(tid)?.syscall) throw new SyscallControlError(`thread ${tid} is in no syscall`);
  if (wish.action === 'hold') process.holdSyscall(tid);
  else if (wish.action === 'release') process.releaseSyscall(tid);
  else process.failSyscall(tid, errnoOf(wish.errno));
}

/**
 * Sets how long syscalls take, those whose latency runs now too: `where` as in "read", "read:3", "openat:/etc/*". An empty duration takes the rule
 * away. The newest rule wins.
 * @throws LatencyError
 */
export function setLatency(process: Process, where: string, duration: string): void {
  const rule = latencyRule(where, duration.trim() === '' ? '0' : duration);
  const others = latencyRules(process).filter((other) => other.syscall !== rule.syscall || other.fd !== rule.fd || other.path !== rule.path);
  const rules = duration.trim() === '' ? others : [rule, ...others];
  rulesInForce.set(process, rules);
  process.setLatency([...rules]);
}
