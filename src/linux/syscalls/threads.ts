/** Threads: clone, exit, names, thread-local storage; and what belongs to processes, which this machine does not have. */
import { Gpr } from '../../machine/api';
import { E } from '../errno';
import type { KernelCore } from '../kernel';
import { SS_DISABLE } from '../signals/frame';
import type { ThreadRecord } from '../state';
import { futexWake } from './futex';
import { NO_RESULT, type Outcome, type SyscallCall, type SyscallTopic } from './handler';
import { writeU32, writeU64 } from './structs';

/** clone flags (linux/sched.h). */
const CLONE = {
  VM: 0x100, FS: 0x200, FILES: 0x400, SIGHAND: 0x800, PIDFD: 0x1000, VFORK: 0x4000, PARENT: 0x8000, THREAD: 0x10000, SYSVSEM: 0x40000,
  SETTLS: 0x80000, PARENT_SETTID: 0x100000, CHILD_CLEARTID: 0x200000, CHILD_SETTID: 0x1000000,
} as const;
/** What makes a thread of this process rather than a process of its own. */
const THREAD_FLAGS = CLONE.VM | CLONE.SIGHAND | CLONE.THREAD;
const ARCH = { SET_GS: 0x1001, SET_FS: 0x1002, GET_FS: 0x1003, GET_GS: 0x1004 } as const;
const PR = {
  SET_PDEATHSIG: 1, GET_PDEATHSIG: 2, GET_DUMPABLE: 3, SET_DUMPABLE: 4, GET_KEEPCAPS: 7, SET_KEEPCAPS: 8, SET_NAME: 15, GET_NAME: 16, SET_NO_NEW_PRIVS: 38, SET_THP_DISABLE: 41, SET_VMA: 0x53564d41,
} as const;

/** TASK_COMM_LEN, with the NUL. */
const NAME_SIZE = 16;

function noProcesses(call: SyscallCall): Outcome {
  call.kernel.notice('other', `${call.name}: starting other processes is not supported here; it returns ENOSYS`);
  return -E.ENOSYS;
}

function clone(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const { state, thread, memory } = call;
  const flags = call.ptr(0);
  if ((flags & THREAD_FLAGS) !== THREAD_FLAGS || (flags & (CLONE.VFORK | CLONE.PIDFD)) !== 0) return noProcesses(call);
  const tid = state.nextTid;
  // Both words are written before anything is changed: a bad address fails the call as a whole.
  if ((flags & CLONE.PARENT_SETTID) !== 0) writeU32(memory, call.ptr(2), tid);
  if ((flags & CLONE.CHILD_SETTID) !== 0) writeU32(memory, call.ptr(3), tid);
  state.nextTid++;
  const child: ThreadRecord = {
    ...newThread(tid, core.newPriority()),
    name: thread.name, signalMask: thread.signalMask, keepCapabilities: thread.keepCapabilities,
    altStack: { address: 0, size: 0, flags: SS_DISABLE },
    clearChildTid: (flags & CLONE.CHILD_CLEARTID) !== 0 ? call.ptr(3) : 0,
  };
  core.addThread(child, thread.tid);
  const registers = core.registersOf(tid);
  registers.setGpr(Gpr.rax, 0n);
  if (call.value(1) !== 0n) registers.setGpr(Gpr.rsp, call.value(1));
  if ((flags & CLONE.SETTLS) !== 0) registers.fsBase = call.ptr(4);
  core.makeReady(child);
  return tid;
}

export function newThread(tid: number, priority: number): ThreadRecord {
  return {
    tid, state: 'ready', frozen: false, cpu: -1, readyNs: 0, instructions: 0, priority, name: '', signalMask: 0n, savedMask: undefined,
    pending: [], altStack: { address: 0, size: 0, flags: 0 }, clearChildTid: 0, syscall: undefined,
    keepCapabilities: false, fault: { trap: 0, errorCode: 0, cr2: 0 },
  };
}

function exit(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const { thread, state } = call;
  if (thread.clearChildTid !== 0) {
    try {
      writeU32(call.memory, thread.clearChildTid, 0);
      futexWake(core, thread.clearChildTid, 1);
    } catch {
      // The kernel ignores a bad address here (mm_release).
    }
  }
  if (state.threads.length === 1) core.exitProcess(call.int(0) & 0xff);
  else {
    thread.syscall = undefined;
    state.timers = state.timers.filter((timer) => timer.basis !== 'thread-cpu' || timer.cpuTid !== thread.tid);
    core.removeThread(thread);
    core.deadlinesChanged();
    state.events++;
  }
  return NO_RESULT;
}

function exitGroup(call: SyscallCall): Outcome {
  (call.kernel as KernelCore).exitProcess(call.int(0) & 0xff);
  return NO_RESULT;
}

function setTidAddress(call: SyscallCall): Outcome {
  call.thread.clearChildTid = call.ptr(0);
  return call.thread.tid;
}

function archPrctl(call: SyscallCall): Outcome {
  const registers = (call.kernel as KernelCore).registersOf(call.thread.tid);
  const address = call.ptr(1);
  switch (call.int(0)) {
    case ARCH.SET_FS: case ARCH.SET_GS:
      if (address >= 2 ** 47) return -E.EPERM;
      if (call.int(0) === ARCH.SET_FS) registers.fsBase = address; else registers.gsBase = address;
      return 0;
    case ARCH.GET_FS: writeU64(call.memory, address, BigInt(registers.fsBase)); return 0;
    case ARCH.GET_GS: writeU64(call.memory, address, BigInt(registers.gsBase)); return 0;
    // CET and the like (0x3001 ...): this processor does not have them.
    default: return -E.EINVAL;
  }
}

function prctl(call: SyscallCall): Outcome {
  const { thread, state, memory } = call;
  switch (call.int(0)) {
    case PR.SET_NAME: {
      const bytes = memory.userRead(call.ptr(1), NAME_SIZE - 1);
      const end = bytes.indexOf(0);
      thread.name = String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
      return 0;
    }
    case PR.GET_NAME: {
      const bytes = new Uint8Array(NAME_SIZE);
      for (let i = 0; i < thread.name.length && i < NAME_SIZE - 1; i++) bytes[i] = thread.name.charCodeAt(i);
      memory.userWrite(call.ptr(1), bytes);
      return 0;
    }
    case PR.GET_DUMPABLE: return state.process.dumpable;
    case PR.SET_DUMPABLE:
      if (call.value(1) > 1n) return -E.EINVAL;
      state.process.dumpable = call.ptr(1);
      return 0;
    case PR.GET_KEEPCAPS: return thread.keepCapabilities ? 1 : 0;
    case PR.SET_KEEPCAPS:
      if (call.value(1) > 1n) return -E.EINVAL;
      thread.keepCapabilities = call.value(1) === 1n;
      return 0;
    case PR.GET_PDEATHSIG: writeU32(memory, call.ptr(1), 0); return 0;
    case PR.SET_PDEATHSIG: case PR.SET_NO_NEW_PRIVS: case PR.SET_THP_DISABLE: return 0;
    // Names of anonymous maps: as a kernel without CONFIG_ANON_VMA_NAME.
    case PR.SET_VMA: return -E.EINVAL;
    default:
      call.kernel.notice('unsupported-argument', `prctl option ${call.int(0)} is not implemented: it returns EINVAL`);
      return -E.EINVAL;
  }
}

/** What real kernels lack as well, depending on version and configuration: programs have another way. */
const absent = (): Outcome => -E.ENOSYS;
/** No children, ever. */
const noChild = (): Outcome => -E.ECHILD;

export const threadTopic: SyscallTopic = {
  syscalls: {
    clone: { handler: clone, args: ['flags:clone', 'ptr', 'ptr', 'ptr', 'ptr'] },
    // glibc and Go fall back to clone.
    clone3: { handler: absent, args: ['ptr', 'uint'] },
    fork: { handler: noProcesses, args: [] },
    vfork: { handler: noProcesses, args: [] },
    execve: { handler: noProcesses, args: ['path', 'ptr', 'ptr'] },
    execveat: { handler: noProcesses, args: ['dirfd', 'path', 'ptr', 'ptr', 'uint'] },
    pidfd_open: { handler: noProcesses, args: ['int', 'uint'] },
    pidfd_send_signal: { handler: noProcesses, args: ['fd', 'signal', 'ptr', 'uint'] },
    wait4: { handler: noChild, args: ['int', 'ptr', 'uint', 'ptr'] },
    waitid: { handler: noChild, args: ['int', 'int', 'ptr', 'uint', 'ptr'] },
    exit: { handler: exit, args: ['int'] },
    exit_group: { handler: exitGroup, args: ['int'] },
    set_tid_address: { handler: setTidAddress, args: ['ptr'] },
    arch_prctl: { handler: archPrctl, args: ['enum:arch_prctl', 'ptr'] },
    prctl: { handler: prctl, args: ['enum:prctl', 'hex', 'hex', 'hex', 'hex'] },
    // Robust mutexes matter only when a thread dies while others live on in another process.
    set_robust_list: { handler: () => 0, args: ['ptr', 'uint'] },
    get_robust_list: { handler: absent, args: ['int', 'ptr', 'ptr'] },
    rseq: { handler: absent, args: ['ptr', 'uint', 'int', 'hex'] },
    membarrier: { handler: absent, args: ['int', 'uint', 'int'] },
  },
  flags: {
    clone: Object.fromEntries(Object.entries(CLONE).map(([name, value]) => [`CLONE_${name}`, value])),
    arch_prctl: Object.fromEntries(Object.entries(ARCH).map(([name, value]) => [`ARCH_${name}`, value])),
    prctl: Object.fromEntries(Object.entries(PR).map(([name, value]) => [`PR_${name}`, value])),
  },
};
