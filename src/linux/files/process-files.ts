/** /proc's own contents: texts made when the file is opened, links to the executable and to descriptors. */
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel } from '../syscalls/handler';
import { toBytes } from './bytes';
import { O } from './constants';
import { DEVICE, addInode, enter, folderOf, inodeOf, pathOf } from './inodes';
import { processStat, processStatus, memoryMaps, limits } from './process-texts';
import type { FileNode, FolderNode, Inode, LinkNode, OpenFile } from './state';
import { cpuInfo, loadAverage, memoryInfo, mountInfo, mounts, systemStat, uptime } from './system-status';

type Text = (k: Kernel, tid: number) => string;

/** Files below /proc/PID ("self/...") and /proc: mode and text. */
const TEXTS: Readonly<Record<string, { mode: number; text: Text }>> = {
  'self/maps': { mode: 0o444, text: memoryMaps },
  'self/status': { mode: 0o444, text: processStatus },
  'self/stat': { mode: 0o444, text: processStat },
  'self/statm': { mode: 0o444, text: (k) => { const pages = Math.ceil(k.memory.residentBytes / 4096); return `${pages} ${pages} 0 1 0 ${pages} 0\n`; } },
  'self/cmdline': { mode: 0o444, text: (k) => k.options.argv.map((argument) => argument + '\0').join('') },
  'self/environ': { mode: 0o400, text: (k) => k.options.env.map((entry) => entry + '\0').join('') },
  'self/comm': { mode: 0o444, text: (k, tid) => `${threadName(k, tid)}\n` },
  'self/cgroup': { mode: 0o444, text: () => '0::/\n' },
  'self/mountinfo': { mode: 0o444, text: mountInfo },
  'self/mounts': { mode: 0o444, text: mounts },
  'self/limits': { mode: 0o444, text: limits },
  'self/oom_score_adj': { mode: 0o444, text: () => '0\n' },
  'self/oom_score': { mode: 0o444, text: () => '0\n' },
  'self/uid_map': { mode: 0o444, text: () => '         0          0 4294967295\n' },
  'self/gid_map': { mode: 0o444, text: () => '         0          0 4294967295\n' },
  'self/setgroups': { mode: 0o444, text: () => 'allow\n' },
  'self/wchan': { mode: 0o444, text: () => '0' },
  'self/io': { mode: 0o400, text: () => 'rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n' },
  'self/net/dev': { mode: 0o444, text: () => 'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n' },
  'self/net/route': { mode: 0o444, text: () => 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \n' },
  'self/net/if_inet6': { mode: 0o444, text: () => '00000000000000000000000000000001 01 80 10 80       lo\n' },
  'self/net/igmp': { mode: 0o444, text: () => 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n' },
  'self/net/igmp6': { mode: 0o444, text: () => '1    lo              ff020000000000000000000000000001     1 0000000C 0\n1    lo              ff010000000000000000000000000001     1 00000008 0\n' },
  'cpuinfo': { mode: 0o444, text: cpuInfo },
  'meminfo': { mode: 0o444, text: memoryInfo },
  'stat': { mode: 0o444, text: systemStat },
  'uptime': { mode: 0o444, text: uptime },
  'loadavg': { mode: 0o444, text: loadAverage },
  'version': { mode: 0o444, text: () => 'Linux version 6.1.0-gosched (gosched) #1 SMP 2024-01-01\n' },
  'filesystems': { mode: 0o444, text: () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\n\text4\n' },
  'cmdline': { mode: 0o444, text: () => '\n' },
  'modules': { mode: 0o444, text: () => '' },
  'devices': { mode: 0o444, text: () => 'Character devices:\n  1 mem\n  5 /dev/tty\n\nBlock devices:\n' },
};

export const PROC_FILES: Readonly<Record<string, number>> = Object.fromEntries(Object.entries(TEXTS).map(([name, { mode }]) => [name, mode]));

/** What of /proc/PID/task/TID there is. */
const TASK_FILES = ['stat', 'status', 'comm', 'maps', 'cmdline', 'cgroup'];

/** Content of a synthetic file, made now. A name "task/TID/x" is the thread's own "self/x". */
export function syntheticContent(k: Kernel, file: FileNode, tid: number): Uint8Array {
  const name = file.synthetic!;
  const task = /^task\/(\d+)\/(.*)$/.exec(name);
  if (name.startsWith('fdinfo/')) return toBytes(descriptorInfo(k, Number(name.slice(7))));
  const found = TEXTS[task ? `self/${task[2]}` : name];
  return toBytes(found.text(k, task ? Number(task[1]) : name.startsWith('self/') ? k.state.process.pid : tid));
}

/** Where a link leads. */
export function linkTarget(k: Kernel, link: LinkNode): string {
  const files = k.state.files;
  if (link.descriptor !== undefined) {
    const descriptor = files.descriptors[link.descriptor];
    if (!descriptor) throw new Errno(E.ENOENT);
    return descriptorTarget(k, files.files[descriptor.file]);
  }
  switch (link.synthetic) {
    case 'exe': return files.executable;
    case 'cwd': return pathOf(k, folderOf(k, files.cwd)) ?? '/';
    case 'root': return '/';
    case 'thread-self': return `${k.state.process.pid}/task/${k.state.process.pid}`;
    default: return link.target;
  }
}

function descriptorTarget(k: Kernel, file: OpenFile): string {
  if (file.inode === 0) return file.name;
  const inode = inodeOf(k, file.inode);
  if (inode.kind === 'folder') return pathOf(k, inode) ?? `${file.name} (deleted)`;
  return inode.nlink === 0 && !file.name.endsWith(' (deleted)') ? `${file.name} (deleted)` : file.name;
}

function descriptorInfo(k: Kernel, fd: number): string {
  const descriptor = k.state.files.descriptors[fd];
  if (!descriptor) throw new Errno(E.ENOENT);
  const file = k.state.files.files[descriptor.file];
  const flags = file.flags | (descriptor.closeOnExec ? O.CLOEXEC : 0) | O.LARGEFILE;
  return `pos:\t${file.offset}\nflags:\t0${flags.toString(8)}\nmnt_id:\t1\nino:\t${file.inode}\n`;
}

export function generatedNames(k: Kernel, folder: FolderNode): string[] {
  if (folder.generated === 'task') return k.state.threads.map((thread) => String(thread.tid));
  const names: string[] = [];
  k.state.files.descriptors.forEach((descriptor, fd) => { if (descriptor) names.push(String(fd)); });
  return names;
}

/** An entry of /proc/self/fd, fdinfo or task. Its inode is made at the first look and kept for the next. */
export function generatedEntry(k: Kernel, folder: FolderNode, name: string): Inode | undefined {
  const number = /^(0|[1-9]\d{0,9})$/.test(name) ? Number(name) : -1;
  const live = folder.generated === 'task' ? k.state.threads.some((thread) => thread.tid === number) : k.state.files.descriptors[number] !== undefined;
  if (!live) return undefined;
  const known = folder.entries['/' + name];
  if (known) return inodeOf(k, known);
  const { uid, gid } = folder;
  const common = { device: DEVICE.proc, uid, gid };
  let inode: Inode;
  if (folder.generated === 'fd') inode = addInode<'link'>(k, { kind: 'link', ...common, mode: 0o700, target: '', descriptor: number });
  else if (folder.generated === 'fdinfo') {
    inode = addInode<'file'>(k, { kind: 'file', ...common, mode: 0o444, size: 0, baseSize: 0, chunks: {}, synthetic: `fdinfo/${name}`, readOnly: true });
  } else {
    const task = inode = addInode<'folder'>(k, { kind: 'folder', ...common, mode: 0o555, parent: folder.ino, name, entries: {}, nlink: 2, readOnly: true });
    for (const file of TASK_FILES) {
      enter(k, task, file, addInode<'file'>(k, { kind: 'file', ...common, mode: 0o444, size: 0, baseSize: 0, chunks: {}, synthetic: `task/${name}/${file}`, readOnly: true }));
    }
  }
  folder.entries['/' + name] = inode.ino;
  return inode;
}

export function threadName(k: Kernel, tid: number): string {
  return k.state.threads.find((thread) => thread.tid === tid)?.name ?? '';
}
