/** What execve does: the program's segments, its stack with argv, envp and the auxiliary vector (System V ABI, AMD64 supplement 3.4.1). */
import { PAGE_SIZE, Prot, type GuestMemory, type Machine } from '../machine/api';
import { Gpr } from '../machine/api';
import type { Executable, LaunchOptions } from './api';
import { newRandom, nextBytes } from './prng';

/** End of the main thread's stack; user space ends one page above it. */
export const STACK_TOP = 0x7ffffffff000;
/** RLIMIT_STACK's usual soft limit. Demand-zero, so that its size costs nothing. */
export const STACK_SIZE = 8 * 1024 * 1024;

/** Keys of the auxiliary vector (linux/auxvec.h). */
const AT = {
  null: 0, phdr: 3, phent: 4, phnum: 5, pagesz: 6, base: 7, flags: 8, entry: 9, uid: 11, euid: 12, gid: 13, egid: 14,
  platform: 15, hwcap: 16, clktck: 17, secure: 23, random: 25, hwcap2: 26, execfn: 31,
} as const;

/** CPUID.1:EDX of the amd64 baseline (v1): FPU TSC CX8 CMOV MMX FXSR SSE SSE2 and those that come with long mode. */
const HWCAP = 0x0783fbff;

export const pageDown = (address: number): number => address - address % PAGE_SIZE;
export const pageUp = (address: number): number => pageDown(address + PAGE_SIZE - 1);

/** Maps the segments; returns the program break (first page above them). */
export function loadSegments(memory: GuestMemory, executable: Executable): number {
  let end = 0;
  for (const segment of executable.segments) {
    const from = pageDown(segment.address);
    const to = pageUp(segment.address + segment.memorySize);
    if (to > from) memory.map(from, to - from, segment.prot, executable.path);
    end = Math.max(end, to);
  }
  // Written when all is mapped: segments may share a page's range in broken files, and `write` ignores permissions.
  for (const segment of executable.segments) if (segment.bytes.length > 0) memory.write(segment.address, segment.bytes);
  return end;
}

/** Fills the stack and sets the registers of the loaded context. */
export function startProgram(machine: Machine, executable: Executable, options: LaunchOptions, ids: { uid: number; gid: number }): void {
  const { memory } = machine;
  memory.map(STACK_TOP - STACK_SIZE, STACK_SIZE, Prot.read | Prot.write, '[stack]');

  let top = STACK_TOP - 8;
  const encoder = new TextEncoder();
  const push = (bytes: Uint8Array): number => {
    top -= bytes.length;
    memory.write(top, bytes);
    return top;
  };
  const pushString = (text: string): number => push(encoder.encode(`${text}\0`));

  const execfn = pushString(executable.path);
  const env = [...options.env].reverse().map(pushString).reverse();
  const argv = [...options.argv].reverse().map(pushString).reverse();
  const platform = pushString('x86_64');
  top -= top % 16;
  const random = push(nextBytes(newRandom(options.seed, 'auxv'), 16));

  const headers = executable.programHeaders;
  const vector: [number, number][] = [
    [AT.hwcap, HWCAP], [AT.pagesz, PAGE_SIZE], [AT.clktck, 100], [AT.phdr, headers.address], [AT.phent, headers.entrySize],
    [AT.phnum, headers.count], [AT.base, 0], [AT.flags, 0], [AT.entry, executable.entry], [AT.uid, ids.uid], [AT.euid, ids.uid],
    [AT.gid, ids.gid], [AT.egid, ids.gid], [AT.secure, 0], [AT.random, random], [AT.hwcap2, 0], [AT.execfn, execfn],
    [AT.platform, platform], [AT.null, 0],
  ];
  const words = [argv.length, ...argv, 0, ...env, 0, ...vector.flat()];
  const start = align16(top - words.length * 8);
  const block = new DataView(new ArrayBuffer(words.length * 8));
  words.forEach((word, index) => block.setBigUint64(index * 8, BigInt(word), true));
  memory.write(start, new Uint8Array(block.buffer));

  const { registers } = machine;
  registers.rip = executable.entry;
  registers.setGpr(Gpr.rsp, BigInt(start));
  registers.rflags = 0x202;
  registers.mxcsr = 0x1f80;
}

/** The ABI wants rsp to be a multiple of 16 at the entry point. */
const align16 = (address: number): number => address - address % 16;
