/** Memory maps: mmap, munmap, mprotect, madvise, mremap, mincore, brk. */
import { PAGE_SIZE, Prot, type GuestMemory, type Region } from '../../machine/api';
import { E } from '../errno';
import { allowWriting, keepStored, mapFile, mapLike, mappable, openWindow, protectMap, refuseShared, releaseUnshown, wholeMaps } from '../files';
import { STACK_SIZE, STACK_TOP, pageUp } from '../loader';
import type { Outcome, SyscallCall, SyscallTopic } from './handler';

/** End of user space (47 bits, less the guard page). */
const USER_END = 0x7ffffffff000;
/**
 * Where maps without an address go, upwards from here. Linux places them downwards from the stack; programs cannot count on
 * either, and upwards keeps neighbouring maps in the order in which they were made.
 */
const MMAP_BASE = 0x7f0000000000;
const MMAP_END = STACK_TOP - STACK_SIZE - 0x10000000;

const MAP = { SHARED: 1, PRIVATE: 2, TYPE: 15, FIXED: 0x10, ANONYMOUS: 0x20, GROWSDOWN: 0x100, FIXED_NOREPLACE: 0x100000 } as const;
const MREMAP = { MAYMOVE: 1, FIXED: 2, DONTUNMAP: 4 } as const;
const MS = { ASYNC: 1, INVALIDATE: 2, SYNC: 4 } as const;
const MADV = { DONTNEED: 4, REMOVE: 9, DONTNEED_LOCKED: 24 } as const;
/** Advice that changes nothing a program can see here: NORMAL..WILLNEED, FREE, DONTFORK, DOFORK, (NO)HUGEPAGE, (DO|DONT)DUMP, COLD ... */
const HARMLESS_ADVICE = new Set([0, 1, 2, 3, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25]);

const PROT_BITS = Prot.read | Prot.write | Prot.exec;
const aligned = (address: number): boolean => address % PAGE_SIZE === 0;

function mmap(call: SyscallCall): Outcome {
  const { memory } = call;
  const hint = call.ptr(0);
  const prot = call.uint(2) & PROT_BITS;
  const flags = call.uint(3);
  const offset = call.long(5);
  const wanted = call.ptr(1);
  if (wanted === 0 || !aligned(offset)) return -E.EINVAL;
  if (wanted > USER_END) return -E.ENOMEM;
  const length = pageUp(wanted);
  const type = flags & MAP.TYPE;
  if (type < 1 || type > 3) return -E.EINVAL;

  const anonymous = (flags & MAP.ANONYMOUS) !== 0;
  const file = anonymous ? 'zeros' : mappable(call.kernel, call.int(4));
  if (typeof file === 'number') return file;
  const copies = type === MAP.PRIVATE;
  const refused = copies || file === 'zeros' ? 0 : refuseShared(file, (prot & Prot.write) !== 0);
  if (refused < 0) return refused;

  const address = place(memory, hint, length, flags);
  if (address < 0) return address;
  if (file !== 'zeros') {
    const opened = openWindow(call.kernel, file, offset, length);
    if (opened < 0) return opened;
  }
  keepStored(call.kernel, address, length);
  if (file === 'zeros') memory.map(address, length, prot);
  else mapFile(call.kernel, file, address, offset, length, prot, copies);
  releaseUnshown(call.kernel);
  return address;
}

/** Address of a new map, or -errno. A hint is only a hint unless MAP_FIXED. */
function place(memory: GuestMemory, hint: number, length: number, flags: number): number {
  if ((flags & (MAP.FIXED | MAP.FIXED_NOREPLACE)) !== 0) {
    if (!aligned(hint)) return -E.EINVAL;
    if (hint + length > USER_END) return -E.ENOMEM;
    if (hint < 0x10000) return -E.EPERM;
    return (flags & MAP.FIXED_NOREPLACE) !== 0 && !memory.isFree(hint, length) ? -E.EEXIST : hint;
  }
  const rounded = hint - hint % PAGE_SIZE;
  if (rounded >= 0x10000 && rounded + length <= USER_END && memory.isFree(rounded, length)) return rounded;
  return memory.findFree(MMAP_BASE, length, MMAP_END) ?? memory.findFree(0x10000, length, MMAP_BASE) ?? -E.ENOMEM;
}

function range(call: SyscallCall): { address: number; length: number } | number {
  const address = call.ptr(0);
  const length = pageUp(call.ptr(1));
  if (!aligned(address)) return -E.EINVAL;
  return address + length > USER_END ? -E.ENOMEM : { address, length };
}

function munmap(call: SyscallCall): Outcome {
  const where = range(call);
  if (typeof where === 'number' || where.length === 0) return -E.EINVAL;
  unmap(call, where.address, where.length);
  return 0;
}

/** What was stored through shared maps of the range is in their files before it goes. */
function unmap(call: SyscallCall, address: number, length: number): void {
  keepStored(call.kernel, address, length);
  call.memory.unmap(address, length);
  releaseUnshown(call.kernel);
}

function mprotect(call: SyscallCall): Outcome {
  const where = range(call);
  if (typeof where === 'number') return where;
  if ((call.uint(2) & ~PROT_BITS) !== 0) return -E.EINVAL;
  // Up to the first hole, as Linux does it.
  const length = mappedFrom(call.memory, where.address, where.length);
  if ((call.uint(2) & Prot.write) !== 0 && allowWriting(call.kernel, where.address, length) < 0) return -E.EACCES;
  if (length > 0) protectMap(call.memory, where.address, length, call.uint(2));
  return length < where.length ? -E.ENOMEM : 0;
}

/** How much of the range is mapped without a hole, from its start. */
function mappedFrom(memory: GuestMemory, address: number, length: number): number {
  let at = address;
  for (let region = memory.regionAt(at); region && at < address + length; region = memory.regionAt(at)) at = region.end;
  return Math.min(at - address, length);
}

/** True if every page of the range is mapped. */
const allMapped = (memory: GuestMemory, address: number, length: number): boolean => mappedFrom(memory, address, length) === length;

function madvise(call: SyscallCall): Outcome {
  const where = range(call);
  if (typeof where === 'number') return -E.EINVAL;
  const advice = call.int(2);
  if (HARMLESS_ADVICE.has(advice)) return where.length > 0 && !allMapped(call.memory, where.address, where.length) ? -E.ENOMEM : 0;
  if (advice !== MADV.DONTNEED && advice !== MADV.DONTNEED_LOCKED && advice !== MADV.REMOVE) return -E.EINVAL;
  if (where.length === 0) return 0;
  if (!allMapped(call.memory, where.address, where.length)) return -E.ENOMEM;
  // A map without its own pages still shows the file's; MADV_REMOVE takes those out of the file.
  if (advice !== MADV.REMOVE) call.memory.discard(where.address, where.length);
  else {
    const shared = mapAt(call, where.address);
    if (!shared || shared.toHome === undefined || where.address + where.length > shared.end) return -E.EINVAL;
    if (shared.private || (shared.prot & Prot.write) === 0) return -E.EACCES;
    call.memory.writeShared(where.address + shared.toHome, new Uint8Array(where.length));
  }
  return 0;
}

/** The map at an address. */
function mapAt(call: SyscallCall, address: number): Region | undefined {
  return wholeMaps(call.memory).find((map) => map.start <= address && address < map.end);
}

/** More of a map elsewhere: what it would show if it began, or went on, at `from`. */
function extend(call: SyscallCall, map: Region, from: number, address: number, length: number): number {
  if (map.toHome === undefined) call.memory.map(address, length, map.prot, map.name);
  else return mapLike(call.kernel, map, from, address, length);
  return 0;
}

function mremap(call: SyscallCall): Outcome {
  const { memory } = call;
  const from = call.ptr(0);
  const oldLength = pageUp(call.ptr(1));
  const newLength = pageUp(call.ptr(2));
  const flags = call.uint(3);
  if (!aligned(from) || newLength === 0 || (flags & ~(MREMAP.MAYMOVE | MREMAP.FIXED | MREMAP.DONTUNMAP)) !== 0) return -E.EINVAL;
  const fixed = (flags & MREMAP.FIXED) !== 0;
  const keep = (flags & MREMAP.DONTUNMAP) !== 0;
  if ((fixed || keep) && (flags & MREMAP.MAYMOVE) === 0) return -E.EINVAL;
  if ((fixed && !aligned(call.ptr(4))) || (keep && oldLength !== newLength)) return -E.EINVAL;
  if (oldLength === 0) return -E.EINVAL; // a second view of a shared map, which mmap of the file gives too
  const map = mapAt(call, from);
  if (!map || from + oldLength > map.end) return -E.EFAULT;
  if (!fixed && !keep) {
    if (newLength <= oldLength) {
      if (newLength < oldLength) unmap(call, from + newLength, oldLength - newLength);
      return from;
    }
    if (from + newLength <= USER_END && memory.isFree(from + oldLength, newLength - oldLength)) {
      return extend(call, map, from + oldLength, from + oldLength, newLength - oldLength) || from;
    }
    if ((flags & MREMAP.MAYMOVE) === 0) return -E.ENOMEM;
  }
  const to = fixed ? call.ptr(4) : memory.findFree(MMAP_BASE, newLength, MMAP_END);
  if (to === undefined) return -E.ENOMEM;
  if (fixed && (to + newLength > USER_END || (to < from + oldLength && from < to + newLength))) return -E.EINVAL;
  keepStored(call.kernel, to, newLength);
  const extended = extend(call, map, from, to, newLength);
  if (extended < 0) return extended;
  memory.move(from, to, Math.min(oldLength, newLength));
  if (keep) memory.discard(from, oldLength); else unmap(call, from, oldLength);
  releaseUnshown(call.kernel);
  return to;
}

/** MS_ASYNC and MS_INVALIDATE make no difference: the file has the content at once. */
function msync(call: SyscallCall): Outcome {
  const where = range(call);
  const flags = call.uint(2);
  if ((flags & ~(MS.ASYNC | MS.INVALIDATE | MS.SYNC)) !== 0 || (flags & (MS.ASYNC | MS.SYNC)) === (MS.ASYNC | MS.SYNC)) return -E.EINVAL;
  if (typeof where === 'number') return where;
  if (!allMapped(call.memory, where.address, where.length)) return -E.ENOMEM;
  keepStored(call.kernel, where.address, where.length);
  return 0;
}

/** Nothing is ever swapped out: every mapped page counts as resident. */
function mincore(call: SyscallCall): Outcome {
  const where = range(call);
  if (typeof where === 'number') return where;
  if (!allMapped(call.memory, where.address, where.length)) return -E.ENOMEM;
  call.memory.userWrite(call.ptr(2), new Uint8Array(where.length / PAGE_SIZE).fill(1));
  return 0;
}

function brk(call: SyscallCall): Outcome {
  const { memory, state } = call;
  const wanted = call.ptr(0);
  const { brkStart, brk: now } = state.memory;
  if (wanted < brkStart || wanted > MMAP_BASE) return now;
  const oldEnd = pageUp(now);
  const newEnd = pageUp(wanted);
  if (newEnd > oldEnd) {
    if (!memory.isFree(oldEnd, newEnd - oldEnd)) return now;
    memory.map(oldEnd, newEnd - oldEnd, Prot.read | Prot.write, '[heap]');
  } else if (newEnd < oldEnd) memory.unmap(newEnd, oldEnd - newEnd);
  state.memory.brk = wanted;
  return wanted;
}

const nothing = (): Outcome => 0;

export const memoryTopic: SyscallTopic = {
  syscalls: {
    mmap: { handler: mmap, args: ['ptr', 'uint', 'flags:prot', 'flags:map', 'int', 'hex'] },
    munmap: { handler: munmap, args: ['ptr', 'uint'] },
    mprotect: { handler: mprotect, args: ['ptr', 'uint', 'flags:prot'] },
    madvise: { handler: madvise, args: ['ptr', 'uint', 'enum:madvise'] },
    mremap: { handler: mremap, args: ['ptr', 'uint', 'uint', 'flags:mremap', 'ptr'] },
    mincore: { handler: mincore, args: ['ptr', 'uint', 'ptr'] },
    brk: { handler: brk, args: ['ptr'] },
    // All memory is resident.
    mlock: { handler: nothing, args: ['ptr', 'uint'] },
    mlock2: { handler: nothing, args: ['ptr', 'uint', 'uint'] },
    munlock: { handler: nothing, args: ['ptr', 'uint'] },
    mlockall: { handler: nothing, args: ['uint'] },
    munlockall: { handler: nothing, args: [] },
    msync: { handler: msync, args: ['ptr', 'uint', 'flags:msync'] },
  },
  flags: {
    prot: { PROT_NONE: 0, PROT_READ: 1, PROT_WRITE: 2, PROT_EXEC: 4 },
    map: {
      MAP_SHARED_VALIDATE: 3, MAP_SHARED: 1, MAP_PRIVATE: 2, MAP_FIXED: 0x10, MAP_ANONYMOUS: 0x20, MAP_GROWSDOWN: 0x100,
      MAP_NORESERVE: 0x4000, MAP_POPULATE: 0x8000, MAP_STACK: 0x20000, MAP_HUGETLB: 0x40000, MAP_FIXED_NOREPLACE: 0x100000,
    },
    msync: { MS_ASYNC: 1, MS_INVALIDATE: 2, MS_SYNC: 4 },
    mremap: { MREMAP_MAYMOVE: 1, MREMAP_FIXED: 2, MREMAP_DONTUNMAP: 4 },
    madvise: {
      MADV_NORMAL: 0, MADV_RANDOM: 1, MADV_SEQUENTIAL: 2, MADV_WILLNEED: 3, MADV_DONTNEED: 4, MADV_FREE: 8, MADV_REMOVE: 9,
      MADV_DONTFORK: 10, MADV_DOFORK: 11, MADV_HUGEPAGE: 14, MADV_NOHUGEPAGE: 15, MADV_DONTDUMP: 16, MADV_DODUMP: 17,
      MADV_COLD: 20, MADV_PAGEOUT: 21, MADV_POPULATE_READ: 22, MADV_POPULATE_WRITE: 23, MADV_COLLAPSE: 25,
    },
  },
};
