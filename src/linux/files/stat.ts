/** struct stat, statx and statfs as x86-64 lays them out (asm/stat.h, linux/stat.h, asm-generic/statfs.h). */
import type { Kernel } from '../syscalls/handler';
import { Struct } from './bytes';
import { S } from './constants';
import { DEVICE, inodeOf } from './inodes';
import type { Inode, OpenFile } from './state';

export interface Status {
  dev: number; ino: number; mode: number; nlink: number; uid: number; gid: number; rdev: number; size: number; blockSize: number; blocks: number;
  atime: bigint; mtime: bigint; ctime: bigint; birth: bigint;
}

const TYPE: Record<Inode['kind'], number> = { file: S.IFREG, folder: S.IFDIR, link: S.IFLNK, fifo: S.IFIFO, device: S.IFCHR, socket: S.IFSOCK };

export function statusOf(_k: Kernel, inode: Inode): Status {
  const size = inode.kind === 'file' ? inode.size : inode.kind === 'folder' ? 4096 : inode.kind === 'link' ? inode.target.length : 0;
  return {
    dev: inode.device, ino: inode.ino, mode: TYPE[inode.kind] | inode.mode, nlink: inode.nlink, uid: inode.uid, gid: inode.gid,
    rdev: inode.kind === 'device' ? deviceNumber(inode.major, inode.minor) : 0,
    size, blockSize: 4096, blocks: inode.kind === 'file' ? Math.ceil(size / 4096) * 8 : inode.kind === 'folder' ? 8 : 0,
    atime: inode.atime, mtime: inode.mtime, ctime: inode.ctime, birth: inode.birth,
  };
}

/** Encoding of st_rdev for small numbers (new_encode_dev). */
export function deviceNumber(major: number, minor: number): number { return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12); }

const ANONYMOUS_MODE: Partial<Record<OpenFile['kind'], number>> = { pipe: S.IFIFO | 0o600, console: S.IFIFO | 0o600, socket: S.IFSOCK | 0o777 };

/** fstat: also of files that have no inode (pipes, sockets, eventfds, the standard streams). */
export function statusOfFile(k: Kernel, file: OpenFile): Status {
  if (file.inode !== 0) return statusOf(k, inodeOf(k, file.inode));
  const { uid, gid } = k.state.process;
  const time = k.options.startTimeNs;
  return {
    dev: file.kind === 'socket' ? DEVICE.socket : file.kind === 'pipe' || file.kind === 'console' ? DEVICE.pipe : DEVICE.anonymous,
    ino: anonymousIno(file), mode: ANONYMOUS_MODE[file.kind] ?? 0o600, nlink: 1, uid, gid, rdev: 0, size: 0, blockSize: 4096, blocks: 0,
    atime: time, mtime: time, ctime: time, birth: time,
  };
}

/** Inode number of a file without inode: the object's id, far from the table's numbers. */
export function anonymousIno(file: OpenFile): number { return 0x10000 + file.object; }

function putTime(struct: Struct, at: number, ns: bigint): void {
  const second = ns / 1_000_000_000n - (ns < 0n && ns % 1_000_000_000n !== 0n ? 1n : 0n);
  struct.u64(at, second).u64(at + 8, ns - second * 1_000_000_000n);
}

export function encodeStat(status: Status): Uint8Array {
  const struct = new Struct(144);
  struct.u64(0, status.dev).u64(8, status.ino).u64(16, status.nlink).u32(24, status.mode).u32(28, status.uid).u32(32, status.gid)
    .u64(40, status.rdev).u64(48, status.size).u64(56, status.blockSize).u64(64, status.blocks);
  putTime(struct, 72, status.atime);
  putTime(struct, 88, status.mtime);
  putTime(struct, 104, status.ctime);
  return struct.bytes;
}

/** STATX_BASIC_STATS | STATX_BTIME */
const STATX_ALL = 0xfff;

export function encodeStatx(status: Status): Uint8Array {
  const struct = new Struct(256);
  struct.u32(0, STATX_ALL).u32(4, status.blockSize).u32(16, status.nlink).u32(20, status.uid).u32(24, status.gid).u16(28, status.mode)
    .u64(32, status.ino).u64(40, status.size).u64(48, status.blocks);
  for (const [at, time] of [[64, status.atime], [80, status.birth], [96, status.ctime], [112, status.mtime]] as const) {
    const second = time / 1_000_000_000n - (time < 0n && time % 1_000_000_000n !== 0n ? 1n : 0n);
    struct.u64(at, second).u32(at + 8, Number(time - second * 1_000_000_000n));
  }
  struct.u32(128, status.rdev >> 8 & 0xfff).u32(132, status.rdev & 0xff).u32(136, status.dev >> 8).u32(140, status.dev & 0xff);
  return struct.bytes;
}

/** f_type values (linux/magic.h). */
const MAGIC: Record<number, number> = {
  [DEVICE.root]: 0xef53, [DEVICE.tmp]: 0x01021994, [DEVICE.dev]: 0x01021994, [DEVICE.proc]: 0x9fa0, [DEVICE.sys]: 0x62656572,
  [DEVICE.pipe]: 0x50495045, [DEVICE.socket]: 0x534f434b, [DEVICE.anonymous]: 0x09041934,
};

/** struct statfs: room is what the memory limit leaves. */
export function encodeStatfs(k: Kernel, device: number): Uint8Array {
  const total = Math.floor(k.options.memoryLimit / 4096), used = Math.floor(k.state.files.storedBytes / 4096);
  return new Struct(120).u64(0, MAGIC[device] ?? 0xef53).u64(8, 4096).u64(16, total).u64(24, total - used).u64(32, total - used)
    .u64(40, 1 << 20).u64(48, (1 << 20) - Object.keys(k.state.files.inodes).length).u64(64, 255).u64(72, 4096).u64(80, 0x20).bytes;
}
