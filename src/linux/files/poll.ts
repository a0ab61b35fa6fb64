/** poll and select in their variants. */
import { E } from '../errno';
import type { Kernel, Outcome, SyscallCall, SyscallDefinition } from '../syscalls/handler';
import { readTimespec, readTimeval, readView, writeTimespec, putTimeval } from '../syscalls/structs';
import { Struct, view } from './bytes';
import { POLL } from './constants';
import { descriptorLimit, fileOf } from './descriptors';
import { readKey, writeKey } from './events';
import { ALWAYS_READY, operationsOf } from './operations';
import { advanceTimers } from './timerfd';
import { deadlineOf, useMask, waitUntil } from './waiting';

const READS = POLL.IN | POLL.PRI | POLL.RDNORM | POLL.RDBAND | POLL.RDHUP;
const WRITES = POLL.OUT | POLL.WRNORM | POLL.WRBAND;

/** What holds of the wanted events (and ERR, HUP, NVAL); adds the keys that a wait for more needs. */
function look(k: Kernel, fd: number, events: number, keys: string[]): number {
  const descriptor = k.state.files.descriptors[fd];
  if (!descriptor) return POLL.NVAL;
  const file = k.state.files.files[descriptor.file];
  const { poll, source } = operationsOf(file);
  if (file.kind === 'path') return POLL.NVAL;
  const holds = poll ? poll(k, file) : ALWAYS_READY;
  if (source) {
    const { id } = source(k, file);
    if ((events & READS) !== 0 || (events & WRITES) === 0) keys.push(readKey(id));
    if ((events & WRITES) !== 0) keys.push(writeKey(id));
    if (file.kind === 'console') keys.push('stdin:r');
  }
  return holds & (events | POLL.ERR | POLL.HUP);
}

function poll(call: SyscallCall, timeoutNs: number): Outcome {
  const k = call.kernel;
  const count = call.uint(1);
  if (count > descriptorLimit(k)) return -E.EINVAL;
  const address = call.ptr(0);
  const asked = view(call.memory.userRead(address, count * 8));
  const deadline = deadlineOf(call, timeoutNs);
  advanceTimers(k);
  const keys: string[] = [];
  let found = 0;
  const answers: number[] = [];
  for (let i = 0; i < count; i++) {
    const fd = asked.getInt32(i * 8, true);
    const holds = fd < 0 ? 0 : look(k, fd, asked.getUint16(i * 8 + 4, true), keys);
    answers.push(holds & 0xffff);
    if (holds !== 0) found++;
  }
  if (found === 0 && call.nowNs < deadline) return waitUntil(call, [...new Set(keys)], deadline, 'poll');
  answers.forEach((holds, i) => call.memory.userWrite(address + i * 8 + 6, new Struct(2).u16(0, holds).bytes));
  return found;
}

/** What makes a descriptor ready for each of select's sets (fs/select.c). */
const SETS = [POLL.RDNORM | POLL.RDBAND | POLL.IN | POLL.HUP | POLL.ERR, POLL.WRBAND | POLL.WRNORM | POLL.OUT | POLL.ERR, POLL.PRI];

function select(call: SyscallCall, timeoutNs: number, giveRemaining: (ns: number) => void): Outcome {
  const k = call.kernel;
  const count = Math.min(call.int(0), k.state.files.descriptors.length);
  if (call.int(0) < 0) return -E.EINVAL;
  // fd_set is an array of 64-bit words, bits in order: bytes in little-endian order number them the same way.
  const size = Math.ceil(call.int(0) / 64) * 8;
  const wanted = [1, 2, 3].map((argument) => (call.ptr(argument) === 0 ? undefined : call.memory.userRead(call.ptr(argument), size)));
  const deadline = deadlineOf(call, timeoutNs);
  advanceTimers(k);
  const keys: string[] = [];
  const results = wanted.map((set) => set && new Uint8Array(size));
  let found = 0;
  const has = (set: Uint8Array | undefined, fd: number): boolean => set !== undefined && (set[fd >> 3] & (1 << (fd & 7))) !== 0;
  for (let fd = 0; fd < Math.min(call.int(0), size * 8); fd++) {
    if (!wanted.some((set) => has(set, fd))) continue;
    if (fd >= count && fd >= 64) break; // beyond the table, which has at least 64 places, bits are ignored
    fileOf(k, fd);
    for (const [i, set] of wanted.entries()) {
      if (!has(set, fd) || (look(k, fd, SETS[i] & (i === 0 ? READS : i === 1 ? WRITES : POLL.PRI), keys) & SETS[i]) === 0) continue;
      results[i]![fd >> 3] |= 1 << (fd & 7);
      found++;
    }
  }
  if (found === 0 && call.nowNs < deadline) return waitUntil(call, [...new Set(keys)], deadline, 'select');
  results.forEach((set, i) => { if (set && size > 0) call.memory.userWrite(call.ptr(i + 1), set); });
  if (deadline !== Infinity) giveRemaining(Math.max(0, Math.ceil(deadline - call.nowNs)));
  return found;
}

/** The time that is left is written back where the timeout stood. */
function selectTimeval(call: SyscallCall): Outcome {
  const address = call.ptr(4);
  const timeout = address === 0 ? Infinity : Number(readTimeval(readView(call.memory, address, 16), 0));
  return select(call, timeout, (ns) => {
    const struct = new Struct(16);
    putTimeval(view(struct.bytes), 0, BigInt(ns));
    call.memory.userWrite(address, struct.bytes);
  });
}

function selectTimespec(call: SyscallCall): Outcome {
  const address = call.ptr(4);
  const timeout = address === 0 ? Infinity : Number(readTimespec(call.memory, address));
  if (call.ptr(5) !== 0) {
    const mask = readView(call.memory, call.ptr(5), 16);
    useMask(call, Number(mask.getBigUint64(0, true)), Number(mask.getBigUint64(8, true)));
  }
  return select(call, timeout, (ns) => writeTimespec(call.memory, address, BigInt(ns)));
}

function ppoll(call: SyscallCall): Outcome {
  const timeout = call.ptr(2) === 0 ? Infinity : Number(readTimespec(call.memory, call.ptr(2)));
  useMask(call, call.ptr(3), call.ptr(4));
  return poll(call, timeout);
}

export const pollSyscalls = {
  poll: { handler: (call) => poll(call, call.int(2) < 0 ? Infinity : call.int(2) * 1e6), args: ['ptr', 'uint', 'int'] },
  ppoll: { handler: ppoll, args: ['ptr', 'uint', 'timespec', 'mask', 'uint'] },
  select: { handler: selectTimeval, args: ['int', 'ptr', 'ptr', 'ptr', 'ptr'] },
  pselect6: { handler: selectTimespec, args: ['int', 'ptr', 'ptr', 'ptr', 'timespec', 'ptr'] },
} satisfies Record<string, SyscallDefinition>;
