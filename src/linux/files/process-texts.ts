/** Texts of /proc/PID that tell of the process: status, stat, maps, limits (formats: proc(5)). */
import type { Kernel } from '../syscalls/handler';
import { wholeMaps } from './map-rights';
import { inodeOf } from './inodes';
import { mappedBy, offsetOf } from './page-cache';

/** USER_HZ: clock ticks per second in /proc. */
const TICKS_PER_SECOND = 100;

export function ticks(ns: number): number { return Math.floor(ns / (1e9 / TICKS_PER_SECOND)); }

/** A signal set as 16 hexadecimal digits. */
function signalSet(numbers: Iterable<number>): string {
  let set = 0n;
  for (const number of numbers) set |= 1n << BigInt(number - 1);
  return set.toString(16).padStart(16, '0');
}

export function processStatus(k: Kernel, tid: number): string {
  const { process, threads, files } = k.state;
  const thread = threads.find((one) => one.tid === tid) ?? threads[0];
  const kiB = Math.ceil(k.memory.residentBytes / 1024);
  const actions = process.actions.flatMap((action, number) => (action && number > 0 ? [{ number, handler: action.handler }] : []));
  const all = (id: number): string => `${id}\t${id}\t${id}\t${id}`;
  const capabilities = process.uid === 0 ? '000001ffffffffff' : '0000000000000000';
  const lines: [string, string | number][] = [
    ['Name', thread?.name ?? ''], ['Umask', files.umask.toString(8).padStart(4, '0')], ['State', 'R (running)'], ['Tgid', process.pid], ['Ngid', 0], ['Pid', tid],
    ['PPid', process.ppid], ['TracerPid', 0], ['Uid', all(process.uid)], ['Gid', all(process.gid)], ['FDSize', Math.max(64, files.descriptors.length)],
    ['Groups', `${process.gid} `], ['NStgid', process.pid], ['NSpid', tid], ['VmPeak', `${kiB} kB`], ['VmSize', `${kiB} kB`], ['VmHWM', `${kiB} kB`], ['VmRSS', `${kiB} kB`],
    ['Threads', threads.length], ['SigQ', '0/65536'], ['SigPnd', signalSet((thread?.pending ?? []).map((info) => info.signal))],
    ['ShdPnd', signalSet(process.pending.map((info) => info.signal))], ['SigBlk', (thread?.signalMask ?? 0n).toString(16).padStart(16, '0')],
    ['SigIgn', signalSet(actions.filter((one) => one.handler === 1).map((one) => one.number))],
    ['SigCgt', signalSet(actions.filter((one) => one.handler > 1).map((one) => one.number))],
    ['CapInh', '0000000000000000'], ['CapPrm', capabilities], ['CapEff', capabilities], ['CapBnd', '000001ffffffffff'], ['CapAmb', '0000000000000000'],
    ['NoNewPrivs', 0], ['Seccomp', 0], ['Seccomp_filters', 0],
    ['Cpus_allowed', ((1n << BigInt(k.options.cpus)) - 1n).toString(16)], ['Cpus_allowed_list', k.options.cpus === 1 ? '0' : `0-${k.options.cpus - 1}`],
    ['voluntary_ctxt_switches', 0], ['nonvoluntary_ctxt_switches', 0],
  ];
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

export function processStat(k: Kernel, tid: number): string {
  const { process, threads } = k.state;
  const thread = threads.find((one) => one.tid === tid) ?? threads[0];
  const user = ticks(threads.reduce((sum, one) => sum + one.instructions, 0) * k.options.nsPerInstruction);
  const pages = Math.ceil(k.memory.residentBytes / 4096);
  const fields: (string | number)[] = [
    tid, `(${thread?.name ?? ''})`, 'R', process.ppid, process.pid, process.pid, 0, -1, 0x400000, 0, 0, 0, 0, user, 0, 0, 0, 20, process.niceness,
    threads.length, 0, 0, pages * 4096, pages, '18446744073709551615', 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, Math.max(0, thread?.cpu ?? 0),
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ];
  return fields.join(' ') + '\n';
}

/** One line for each map; a file's device and inode as stat gives them. */
export function memoryMaps(k: Kernel): string {
  let text = '';
  for (const map of wholeMaps(k.memory)) {
    const { start, end, prot, name, toHome } = map;
    const rights = `${prot & 1 ? 'r' : '-'}${prot & 2 ? 'w' : '-'}${prot & 4 ? 'x' : '-'}${toHome === undefined || map.private ? 'p' : 's'}`;
    const ino = mappedBy(k, map)?.ino;
    const file = ino === undefined ? undefined : inodeOf(k, ino);
    const device = file ? `${pair(file.device >> 8)}:${pair(file.device & 255)} ${ino}` : name.startsWith('/') ? '08:01 1' : '00:00 0';
    const head = `${hex(start)}-${hex(end)} ${rights} ${hex(offsetOf(map))} ${device}`;
    // Only what the kernel itself names is printed; the machine's names for anonymous memory are for people.
    text += name.startsWith('/') || /^\[(stack|heap|vdso|vvar)\]$/.test(name) ? `${head.padEnd(73)}${name}${file?.nlink === 0 ? ' (deleted)' : ''}\n` : `${head} \n`;
  }
  return text;
}

const pair = (value: number): string => value.toString(16).padStart(2, '0');

function hex(address: number): string { return address.toString(16).padStart(8, '0'); }

/** Order and units as Linux prints them; numbers are RLIMIT_ values. */
const LIMITS: [number, string, string][] = [
  [0, 'Max cpu time', 'seconds'], [1, 'Max file size', 'bytes'], [2, 'Max data size', 'bytes'], [3, 'Max stack size', 'bytes'], [4, 'Max core file size', 'bytes'],
  [5, 'Max resident set', 'bytes'], [6, 'Max processes', 'processes'], [7, 'Max open files', 'files'], [8, 'Max locked memory', 'bytes'],
  [9, 'Max address space', 'bytes'], [10, 'Max file locks', 'locks'], [11, 'Max pending signals', 'signals'], [12, 'Max msgqueue size', 'bytes'],
  [13, 'Max nice priority', ''], [14, 'Max realtime priority', ''], [15, 'Max realtime timeout', 'us'],
];

export function limits(k: Kernel): string {
  const unlimited = (1n << 64n) - 1n;
  const show = (value: bigint): string => (value === unlimited ? 'unlimited' : String(value)).padEnd(21);
  let text = `${'Limit'.padEnd(26)}${'Soft Limit'.padEnd(21)}${'Hard Limit'.padEnd(21)}Units     \n`;
  for (const [number, name, unit] of LIMITS) {
    const { soft, hard } = k.state.process.limits[number] ?? { soft: unlimited, hard: unlimited };
    text += `${name.padEnd(26)}${show(soft)}${show(hard)}${unit.padEnd(10)}\n`;
  }
  return text;
}
