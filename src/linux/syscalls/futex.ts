/** futex(2): waiting and waking in the order of arrival. PRIVATE or not is the same in one process. */
import type { KernelCore } from '../kernel';
import { CLOCK, clockBasis, toVirtual } from '../clocks';
import { E } from '../errno';
import type { ThreadRecord } from '../state';
import type { Outcome, SyscallCall, SyscallTopic, Wait } from './handler';
import { readDuration, readTimespec } from './structs';

const OP = { WAIT: 0, WAKE: 1, REQUEUE: 3, CMP_REQUEUE: 4, WAKE_OP: 5, WAIT_BITSET: 9, WAKE_BITSET: 10 } as const;
const PRIVATE = 128;
const CLOCK_REALTIME = 256;
const ALL_BITS = 0xffffffff;

/** What a waiter remembers (record.progress). */
interface FutexWait { address: number; bits: number; woken: boolean }

export const futexKey = (address: number): string => `futex:${address.toString(16)}`;

function waiting(thread: ThreadRecord | undefined): FutexWait | undefined {
  const record = thread?.syscall;
  return record?.phase === 'blocked' && record.name === 'futex' ? record.progress as FutexWait : undefined;
}

/** Wakes at most `limit` waiters of `address` whose bits meet `bits`, oldest first; returns how many. */
export function futexWake(core: KernelCore, address: number, limit: number, bits = ALL_BITS): number {
  const list = core.state.waiters[futexKey(address)];
  if (!list) return 0;
  let count = 0;
  for (const tid of [...list]) {
    if (count >= limit) break;
    const wait = waiting(core.thread(tid));
    if (!wait || (wait.bits & bits) === 0) continue;
    wait.woken = true;
    if (core.wakeThread(tid)) count++;
  }
  return count;
}

function futexWait(call: SyscallCall, address: number, bits: number, timeout: number | undefined): Outcome {
  const { record, memory } = call;
  if (call.cause !== 'entry') {
    // Only futexWake wakes a waiter (a release after a wake while it was held, too); a requeue moves it silently.
    return (record.progress as FutexWait).woken ? 0 : (record.wait!);
  }
  if (bits === 0) return -E.EINVAL;
  if (memory.readU32(address) !== call.uint(2)) return -E.EAGAIN;
  if (timeout !== undefined && timeout <= call.nowNs) return -E.ETIMEDOUT;
  const progress: FutexWait = { address, bits, woken: false };
  record.progress = progress;
  return waitFor(address, timeout);
}

function waitFor(address: number, deadlineNs: number | undefined): Wait {
  const keys = [futexKey(address)], waitingFor = `futex 0x${address.toString(16)}`;
  // Linux: ERESTARTSYS without, ERESTART_RESTARTBLOCK with a timeout.
  return deadlineNs === undefined
    ? { kind: 'wait', keys, interruptible: true, onSignal: 'restart', waitingFor }
    : { kind: 'wait', keys, deadlineNs, onTimeout: -E.ETIMEDOUT, interruptible: true, onSignal: 'eintr', waitingFor };
}

/** Deadline of WAIT (relative, CLOCK_MONOTONIC) and WAIT_BITSET (absolute, clock by flag), as virtual time. */
function deadline(call: SyscallCall, absolute: boolean, realtime: boolean): number | undefined {
  const address = call.ptr(3);
  if (address === 0) return undefined;
  if (!absolute) return call.nowNs + readDuration(call.memory, address);
  const ns = readTimespec(call.memory, address);
  const core = call.kernel as KernelCore;
  const basis = clockBasis(core, realtime ? CLOCK.REALTIME : CLOCK.MONOTONIC, call.thread.tid)!;
  return basis.basis === 'real' ? toVirtual(core, basis, ns) : undefined;
}

/** Wakes `wakes` waiters of `from` and moves at most `moves` further ones to `to`. Returns both counts added. */
function requeue(core: KernelCore, from: number, to: number, wakes: number, moves: number): { woken: number; moved: number } {
  const woken = futexWake(core, from, wakes);
  let moved = 0;
  for (const tid of [...core.state.waiters[futexKey(from)] ?? []]) {
    if (moved >= moves) break;
    const thread = core.thread(tid)!;
    const wait = waiting(thread);
    if (!wait) continue;
    core.removeWaiter(thread);
    wait.address = to;
    thread.syscall!.wait = { ...thread.syscall!.wait!, keys: [futexKey(to)], waitingFor: `futex 0x${to.toString(16)}` };
    core.addWaiter(thread);
    moved++;
  }
  return { woken, moved };
}

/** FUTEX_WAKE_OP: changes the second word, wakes on the first, and on the second if its old value compares (futex(2)). */
function wakeOp(call: SyscallCall, address: number): Outcome {
  const core = call.kernel as KernelCore;
  const { memory } = call;
  const second = call.ptr(4);
  const code = call.uint(5);
  const signed12 = (value: number): number => (value << 20) >> 20;
  const shifted = (code >>> 31) === 1;
  const operand = shifted ? 1 << (signed12(code >>> 12) & 31) : signed12(code >>> 12);
  const against = signed12(code);
  const old = memory.readU32(second) | 0;
  const next = [operand, old + operand, old | operand, old & ~operand, old ^ operand][(code >>> 28) & 7];
  const holds = [old === against, old !== against, old < against, old <= against, old > against, old >= against][(code >>> 24) & 15];
  if (next === undefined || holds === undefined) return -E.ENOSYS;
  memory.userWrite(second, Uint8Array.of(next, next >> 8, next >> 16, next >> 24));
  const woken = futexWake(core, address, call.int(2));
  return woken + (holds ? futexWake(core, second, call.int(3)) : 0);
}

function futex(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const address = call.ptr(0);
  if (address % 4 !== 0) return -E.EINVAL;
  const code = call.int(1);
  const operation = code & ~(PRIVATE | CLOCK_REALTIME);
  const realtime = (code & CLOCK_REALTIME) !== 0;
  const entry = call.cause === 'entry';
  switch (operation) {
    case OP.WAIT: return futexWait(call, address, ALL_BITS, entry ? deadline(call, false, realtime) : undefined);
    case OP.WAIT_BITSET: return futexWait(call, address, call.uint(5), entry ? deadline(call, true, realtime) : undefined);
    case OP.WAKE: return futexWake(core, address, Math.max(1, call.int(2)));
    case OP.WAKE_BITSET: return call.uint(5) === 0 ? -E.EINVAL : futexWake(core, address, Math.max(1, call.int(2)), call.uint(5));
    case OP.REQUEUE: case OP.CMP_REQUEUE: {
      if (operation === OP.CMP_REQUEUE && call.memory.readU32(address) !== call.uint(5)) return -E.EAGAIN;
      const { woken, moved } = requeue(core, address, call.ptr(4), call.int(2), call.int(3));
      return operation === OP.CMP_REQUEUE ? woken + moved : woken;
    }
    case OP.WAKE_OP: return wakeOp(call, address);
    default:
      call.kernel.notice('unsupported-argument', `futex operation ${operation} is not implemented: it returns ENOSYS`);
      return -E.ENOSYS;
  }
}

export const futexTopic: SyscallTopic = {
  syscalls: { futex: { handler: futex, args: ['ptr', 'enum:futex', 'uint', 'timespec', 'ptr', 'hex'] } },
  flags: {
    futex: Object.fromEntries(Object.entries(OP).flatMap(([name, value]) => [
      [`FUTEX_${name}_PRIVATE`, value | PRIVATE], [`FUTEX_${name}`, value],
      [`FUTEX_${name}_PRIVATE|FUTEX_CLOCK_REALTIME`, value | PRIVATE | CLOCK_REALTIME],
    ])),
  },
};
