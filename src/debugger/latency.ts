import type { LatencyRule } from '../linux/api';
import { parseDuration } from './duration';

/** A latency rule that cannot be read. */
export class LatencyError extends Error {}

/**
 * A latency rule written "NAME=DURATION"; NAME may have a descriptor or a path behind it: "read:3=1ms", "openat:/etc/*=5ms".
 * @throws LatencyError
 */
export function parseLatency(text: string): LatencyRule {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new LatencyError(`latency: write NAME=DURATION, as in openat=25ms, not "${text}"`);
  return latencyRule(text.slice(0, at), text.slice(at + 1));
}

/** A rule for `where`: "read", "read:3" or "openat:/etc/*". @throws LatencyError */
export function latencyRule(where: string, duration: string): LatencyRule {
  const colon = where.indexOf(':');
  const syscall = colon < 0 ? where : where.slice(0, colon);
  const target = colon < 0 ? undefined : where.slice(colon + 1);
  if (!/^([a-z_0-9]+|\*)$/.test(syscall)) throw new LatencyError(`latency: "${syscall}" is no name of a syscall`);
  let ns: number;
  try {
    ns = parseDuration(duration);
  } catch (error) {
    throw new LatencyError(`latency: ${(error as Error).message}`, { cause: error });
  }
  if (target === undefined) return { syscall, ns };
  return /^\d+$/.test(target) ? { syscall, fd: Number(target), ns } : { syscall, path: target, ns };
}
