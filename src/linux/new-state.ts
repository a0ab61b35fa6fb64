/** The kernel's state when a program starts. */
import type { Executable, LaunchOptions } from './api';
import { newFilesState } from './files';
import { newNetState } from './net';
import { newRandom } from './prng';
import type { KernelState } from './state';
import { defaultLimits } from './syscalls/identity';

/** The first process of its little world. */
const PID = 1;
/** An ordinary user: programs that look are not to take themselves for root. */
export const USER = { uid: 1000, gid: 1000 };

export function newKernelState(options: LaunchOptions, executable: Executable): KernelState {
  const scheduleRandom = newRandom(options.seed, 'schedule');
  return {
    nowNs: 0,
    events: 0,
    threads: [],
    nextTid: PID + 1,
    cpus: Array.from({ length: options.cpus }, () => ({ tid: 0, baseNs: 0, instructions: 0, slice: 0 })),
    readyQueue: [],
    turn: { cpu: -1, remaining: 0 },
    scheduleRandom,
    entropy: newRandom(options.seed, 'entropy'),
    nextChangeIn: options.quantum,
    waiters: {},
    woken: [],
    waitSequence: 0,
    process: {
      pid: PID, ppid: 0, ...USER, actions: new Array<undefined>(65).fill(undefined), pending: [], limits: defaultLimits(), dumpable: 1, niceness: 0,
    },
    memory: { brkStart: 0, brk: 0 },
    timers: [],
    nextTimerId: 0,
    latencies: options.latencies.map((rule) => ({ ...rule })),
    syscallCounts: {},
    console: { input: [], inputEnded: false, written: [0, 0] },
    exit: undefined,
    files: newFilesState(options, executable),
    net: newNetState(),
  };
}

export { PID };
