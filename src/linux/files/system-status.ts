/** Texts of /proc that tell of the machine: cpuinfo, meminfo, stat, uptime, mounts (formats: proc(5)). */
import type { Kernel } from '../syscalls/handler';
import { UPTIME_NS } from '../clocks';
import { ticks } from './process-texts';

export function cpuInfo(k: Kernel): string {
  let text = '';
  for (let cpu = 0; cpu < k.options.cpus; cpu++) {
    text += `processor\t: ${cpu}\nvendor_id\t: GenuineIntel\nmodel name\t: gosched amd64 v1\ncpu MHz\t\t: 1000.000\nphysical id\t: 0\nsiblings\t: ${k.options.cpus}\n`
      + `core id\t\t: ${cpu}\ncpu cores\t: ${k.options.cpus}\nflags\t\t: fpu tsc cx8 cmov mmx fxsr sse sse2 syscall nx lm\n\n`;
  }
  return text;
}

export function memoryInfo(k: Kernel): string {
  const total = Math.floor(k.options.memoryLimit / 1024);
  const free = Math.max(0, total - Math.ceil((k.memory.residentBytes + k.state.files.storedBytes) / 1024));
  const lines: [string, number][] = [['MemTotal', total], ['MemFree', free], ['MemAvailable', free], ['Buffers', 0], ['Cached', 0], ['SwapTotal', 0], ['SwapFree', 0]];
  return lines.map(([name, value]) => `${(name + ':').padEnd(16)}${String(value).padStart(8)} kB\n`).join('');
}

export function systemStat(k: Kernel): string {
  let text = 'cpu  ' + '0 '.repeat(9) + '0\n';
  for (let cpu = 0; cpu < k.options.cpus; cpu++) text += `cpu${cpu} ` + '0 '.repeat(9) + '0\n';
  return `${text}intr 0\nctxt 0\nbtime ${(k.options.startTimeNs - BigInt(UPTIME_NS)) / 1_000_000_000n}\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n`;
}

export function uptime(k: Kernel): string {
  const seconds = (ticks(UPTIME_NS + k.state.nowNs) / 100).toFixed(2);
  return `${seconds} ${seconds}\n`;
}

export function loadAverage(k: Kernel): string { return `0.00 0.00 0.00 1/${k.state.threads.length} ${k.state.process.pid}\n`; }

const MOUNTS: [string, string, string][] = [['/', 'ext4', 'overlay'], ['/proc', 'proc', 'proc'], ['/sys', 'sysfs', 'sysfs'], ['/dev', 'devtmpfs', 'udev'], ['/dev/shm', 'tmpfs', 'tmpfs'], ['/tmp', 'tmpfs', 'tmpfs']];

export function mounts(_k: Kernel): string { return MOUNTS.map(([path, type, source]) => `${source} ${path} ${type} rw,noatime 0 0\n`).join(''); }

export function mountInfo(_k: Kernel): string {
  return MOUNTS.map(([path, type, source], i) => `${i + 1} ${i === 0 ? 0 : 1} 0:${i + 20} / ${path} rw,noatime - ${type} ${source} rw\n`).join('');
}
