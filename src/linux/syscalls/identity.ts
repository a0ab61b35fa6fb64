/** Who and where the process is: ids, limits, scheduling parameters, the system's name and size, random bytes. */
import { E } from '../errno';
import type { KernelCore } from '../kernel';
import { UPTIME_NS } from '../clocks';
import type { Outcome, SyscallCall, SyscallTopic } from './handler';
import { readView, writeU32 } from './structs';

/** struct utsname: six fields of 65 bytes. The release is one whose features programs may count on; none of the host's shows. */
const UTSNAME = ['Linux', 'gosched', '6.1.0-gosched', '#1 SMP 2024-01-01', 'x86_64', '(none)'];
const UTS_FIELD = 65;

const RLIM_INFINITY = 0xffffffffffffffffn;
const RLIMIT_COUNT = 16;
const RLIMIT = { STACK: 3, CORE: 4, NOFILE: 7 } as const;

export function defaultLimits(): Record<number, { soft: bigint; hard: bigint }> {
  return {
    [RLIMIT.STACK]: { soft: 8n << 20n, hard: RLIM_INFINITY },
    [RLIMIT.CORE]: { soft: 0n, hard: RLIM_INFINITY },
    [RLIMIT.NOFILE]: { soft: 1024n, hard: 1_048_576n },
  };
}

function uname(call: SyscallCall): Outcome {
  const bytes = new Uint8Array(UTS_FIELD * UTSNAME.length);
  UTSNAME.forEach((text, field) => bytes.set(new TextEncoder().encode(text), field * UTS_FIELD));
  call.memory.userWrite(call.ptr(0), bytes);
  return 0;
}

function limitBytes(call: SyscallCall, resource: number): Uint8Array {
  const { soft, hard } = call.state.process.limits[resource] ?? { soft: RLIM_INFINITY, hard: RLIM_INFINITY };
  const view = new DataView(new ArrayBuffer(16));
  view.setBigUint64(0, soft, true);
  view.setBigUint64(8, hard, true);
  return new Uint8Array(view.buffer);
}

/** getrlimit, setrlimit and prlimit64 in one; addresses of 0 are left out. */
function limits(call: SyscallCall, resource: number, set: number, get: number): Outcome {
  if (resource < 0 || resource >= RLIMIT_COUNT) return -E.EINVAL;
  const old = limitBytes(call, resource);
  if (set !== 0) {
    const view = readView(call.memory, set, 16);
    const soft = view.getBigUint64(0, true);
    const hard = view.getBigUint64(8, true);
    if (soft > hard) return -E.EINVAL;
    if (hard > new DataView(old.buffer).getBigUint64(8, true) && call.state.process.uid !== 0) return -E.EPERM;
    call.state.process.limits[resource] = { soft, hard };
  }
  if (get !== 0) call.memory.userWrite(get, old);
  return 0;
}

function prlimit(call: SyscallCall): Outcome {
  const pid = call.int(0);
  return pid !== 0 && pid !== call.state.process.pid ? -E.ESRCH : limits(call, call.int(1), call.ptr(2), call.ptr(3));
}

const isOwn = (call: SyscallCall, pid: number): boolean => pid === 0 || call.state.threads.some((thread) => thread.tid === pid);

/** The mask has one bit per virtual processor; the kernel returns how many bytes of it there are. */
function schedGetaffinity(call: SyscallCall): Outcome {
  const { cpus } = call.options;
  const bytes = new Uint8Array(Math.ceil(cpus / 64) * 8);
  if (!isOwn(call, call.int(0))) return -E.ESRCH;
  if (call.uint(1) % 8 !== 0 || call.uint(1) < bytes.length) return -E.EINVAL;
  for (let cpu = 0; cpu < cpus; cpu++) bytes[cpu >> 3]! |= 1 << (cpu & 7);
  call.memory.userWrite(call.ptr(2), bytes);
  return bytes.length;
}

function schedYield(call: SyscallCall): Outcome {
  (call.kernel as KernelCore).yieldRequested = true;
  return 0;
}

function getcpu(call: SyscallCall): Outcome {
  if (call.ptr(0) !== 0) writeU32(call.memory, call.ptr(0), Math.max(0, call.thread.cpu));
  if (call.ptr(1) !== 0) writeU32(call.memory, call.ptr(1), 0);
  return 0;
}

/** struct sysinfo (112 bytes): uptime, loads, memory in units of one byte. */
function sysinfo(call: SyscallCall): Outcome {
  const view = new DataView(new ArrayBuffer(112));
  view.setBigInt64(0, BigInt(Math.floor((call.nowNs + UPTIME_NS) / 1e9)), true);
  const total = BigInt(call.options.memoryLimit);
  view.setBigUint64(32, total, true);
  view.setBigUint64(40, total / 2n, true);
  view.setUint16(80, 1, true);
  view.setUint32(104, 1, true);
  call.memory.userWrite(call.ptr(0), new Uint8Array(view.buffer));
  return 0;
}

function getrandom(call: SyscallCall): Outcome {
  if ((call.uint(2) & ~7) !== 0) return -E.EINVAL;
  // As much as one call may give (random(7)): 32 MiB - 1.
  const length = Math.min(call.ptr(1), 0x1ffffff);
  call.memory.userWrite(call.ptr(0), call.kernel.random(length));
  return length;
}

/** getpriority returns 20 - nice. */
const getpriority = (call: SyscallCall): Outcome => 20 - call.state.process.niceness;

function setpriority(call: SyscallCall): Outcome {
  const value = Math.max(-20, Math.min(19, call.int(2)));
  if (value < call.state.process.niceness && call.state.process.uid !== 0) return -E.EACCES;
  call.state.process.niceness = value;
  return 0;
}

function getIds(call: SyscallCall, id: number): Outcome {
  for (const index of [0, 1, 2]) writeU32(call.memory, call.ptr(index), id);
  return 0;
}

/** Changing to the ids one has is allowed, to others not. */
const keepIds = (own: (call: SyscallCall) => number) => (call: SyscallCall): Outcome => {
  for (let index = 0; index < 3 && index < (ID_ARGUMENTS[call.name] ?? 1); index++) if (call.int(index) !== -1 && call.int(index) !== own(call)) return -E.EPERM;
  return 0;
};
const ID_ARGUMENTS: Record<string, number> = { setresuid: 3, setresgid: 3, setreuid: 2, setregid: 2 };

/** Version 3 of the capability interface (linux/capability.h): two words each of effective, permitted, inheritable. */
const CAPABILITY_VERSION_3 = 0x20080522;

/** An ordinary user has no capability. */
function capget(call: SyscallCall): Outcome {
  const version = readView(call.memory, call.ptr(0), 8).getUint32(0, true);
  if (version !== CAPABILITY_VERSION_3) {
    writeU32(call.memory, call.ptr(0), CAPABILITY_VERSION_3);
    return call.ptr(1) === 0 ? 0 : -E.EINVAL;
  }
  if (call.ptr(1) !== 0) call.memory.userWrite(call.ptr(1), new Uint8Array(24));
  return 0;
}

const pid = (call: SyscallCall): Outcome => call.state.process.pid;
const uid = (call: SyscallCall): number => call.state.process.uid;
const gid = (call: SyscallCall): number => call.state.process.gid;

/** sched_get_priority_max and _min: SCHED_FIFO and SCHED_RR have 1..99. */
const realtimePolicy = (call: SyscallCall): boolean => call.int(0) === 1 || call.int(0) === 2;

export const identityTopic: SyscallTopic = {
  syscalls: {
    uname: { handler: uname, args: ['ptr'] },
    getpid: { handler: pid, args: [] },
    gettid: { handler: (call) => call.thread.tid, args: [] },
    getppid: { handler: (call) => call.state.process.ppid, args: [] },
    getpgrp: { handler: pid, args: [] },
    getpgid: { handler: (call) => (isOwn(call, call.int(0)) ? pid(call) : -E.ESRCH), args: ['int'] },
    getsid: { handler: (call) => (isOwn(call, call.int(0)) ? pid(call) : -E.ESRCH), args: ['int'] },
    setpgid: { handler: (call) => (isOwn(call, call.int(0)) ? 0 : -E.ESRCH), args: ['int', 'int'] },
    // The process leads its group already.
    setsid: { handler: () => -E.EPERM, args: [] },
    getuid: { handler: uid, args: [] },
    geteuid: { handler: uid, args: [] },
    getgid: { handler: gid, args: [] },
    getegid: { handler: gid, args: [] },
    getresuid: { handler: (call) => getIds(call, uid(call)), args: ['ptr', 'ptr', 'ptr'] },
    getresgid: { handler: (call) => getIds(call, gid(call)), args: ['ptr', 'ptr', 'ptr'] },
    setuid: { handler: keepIds(uid), args: ['int'] },
    setgid: { handler: keepIds(gid), args: ['int'] },
    setreuid: { handler: keepIds(uid), args: ['int', 'int'] },
    setregid: { handler: keepIds(gid), args: ['int', 'int'] },
    setresuid: { handler: keepIds(uid), args: ['int', 'int', 'int'] },
    setresgid: { handler: keepIds(gid), args: ['int', 'int', 'int'] },
    getgroups: { handler: (call) => (call.int(0) < 0 ? -E.EINVAL : 0), args: ['int', 'ptr'] },
    setgroups: { handler: () => -E.EPERM, args: ['int', 'ptr'] },
    capget: { handler: capget, args: ['ptr', 'ptr'] },
    capset: { handler: () => -E.EPERM, args: ['ptr', 'ptr'] },
    getrlimit: { handler: (call) => limits(call, call.int(0), 0, call.ptr(1)), args: ['enum:rlimit', 'ptr'] },
    setrlimit: { handler: (call) => limits(call, call.int(0), call.ptr(1), 0), args: ['enum:rlimit', 'ptr'] },
    prlimit64: { handler: prlimit, args: ['int', 'enum:rlimit', 'ptr', 'ptr'] },
    sched_getaffinity: { handler: schedGetaffinity, args: ['int', 'uint', 'ptr'] },
    // Threads go where the schedule puts them.
    sched_setaffinity: { handler: (call) => (isOwn(call, call.int(0)) ? 0 : -E.ESRCH), args: ['int', 'uint', 'ptr'] },
    sched_yield: { handler: schedYield, args: [] },
    sched_getscheduler: { handler: (call) => (isOwn(call, call.int(0)) ? 0 : -E.ESRCH), args: ['int'] },
    sched_setscheduler: { handler: () => -E.EPERM, args: ['int', 'int', 'ptr'] },
    sched_getparam: { handler: (call) => { writeU32(call.memory, call.ptr(1), 0); return 0; }, args: ['int', 'ptr'] },
    sched_setparam: { handler: () => 0, args: ['int', 'ptr'] },
    sched_get_priority_max: { handler: (call) => (realtimePolicy(call) ? 99 : 0), args: ['int'] },
    sched_get_priority_min: { handler: (call) => (realtimePolicy(call) ? 1 : 0), args: ['int'] },
    getpriority: { handler: getpriority, args: ['int', 'int'] },
    setpriority: { handler: setpriority, args: ['int', 'int', 'int'] },
    getcpu: { handler: getcpu, args: ['ptr', 'ptr', 'ptr'] },
    sysinfo: { handler: sysinfo, args: ['ptr'] },
    getrandom: { handler: getrandom, args: ['ptr', 'uint', 'flags:random'] },
    personality: { handler: () => 0, args: ['hex'] },
  },
  flags: {
    random: { GRND_NONBLOCK: 1, GRND_RANDOM: 2, GRND_INSECURE: 4 },
    rlimit: {
      RLIMIT_CPU: 0, RLIMIT_FSIZE: 1, RLIMIT_DATA: 2, RLIMIT_STACK: 3, RLIMIT_CORE: 4, RLIMIT_RSS: 5, RLIMIT_NPROC: 6, RLIMIT_NOFILE: 7,
      RLIMIT_MEMLOCK: 8, RLIMIT_AS: 9, RLIMIT_LOCKS: 10, RLIMIT_SIGPENDING: 11, RLIMIT_MSGQUEUE: 12, RLIMIT_NICE: 13, RLIMIT_RTPRIO: 14, RLIMIT_RTTIME: 15,
    },
  },
};
