/**
 * A stopped process from a core dump (gcore) of a native run: the parts of `Process` that reading needs. Tests of views,
 * stacks and expressions use it, so that they meet the memory of real schedulers without the emulator in between.
 */
import { openSync, readSync, fstatSync, closeSync } from 'node:fs';
import type { ProgramImage } from '../../src/image/program-image';
import type { Process, ThreadView } from '../../src/linux/api';
import { MemoryFault, type GuestMemory, type Registers } from '../../src/machine/api';

interface Piece { start: number; end: number; offset: number; fileEnd: number }

const PT_LOAD = 1, PT_NOTE = 4, NT_PRSTATUS = 1;
/** elf_prstatus: pid, then user_regs_struct (r15 … gs, 27 words). */
const PR_PID = 32, PR_REGS = 112;
/** Index in user_regs_struct of each general register in Intel's order. */
const USER_REGS = [10, 11, 12, 5, 19, 4, 13, 14, 9, 8, 7, 6, 3, 2, 1, 0];

/** `image`: where pages that the dump leaves out (unchanged parts of the executable) are read from. */
export function openCore(path: string, image?: ProgramImage): { process: Process; close(): void } {
  const fd = openSync(path, 'r');
  const size = fstatSync(fd).size;
  const readFile = (offset: number, length: number): Buffer => {
    const buffer = Buffer.alloc(length);
    readSync(fd, buffer, 0, length, offset);
    return buffer;
  };
  const header = readFile(0, 64);
  const pieces: Piece[] = [];
  const threads: ThreadView[] = [];
  const count = header.readUInt16LE(56);
  const table = readFile(Number(header.readBigUInt64LE(32)), count * 56);
  for (let index = 0; index < count; index++) {
    const entry = table.subarray(index * 56, index * 56 + 56);
    const [offset, address, fileSize, memorySize] = [8, 16, 32, 40].map((at) => Number(entry.readBigUInt64LE(at)));
    const type = entry.readUInt32LE(0);
    if (type === PT_LOAD) pieces.push({ start: address, end: address + memorySize, offset, fileEnd: address + Math.min(fileSize, size - offset) });
    if (type === PT_NOTE) readNotes(readFile(offset, fileSize), threads);
  }
  pieces.sort((a, b) => a.start - b.start);
  const memory = coreMemory(pieces, readFile, image);
  const process = {
    machine: { memory, registers: threads[0].registers, retired: 0 },
    virtualNs: 0, retired: 0, threads, currentTid: threads[0].tid,
    thread: (tid: number) => threads.find((thread) => thread.tid === tid),
  };
  return { process: process as unknown as Process, close: () => closeSync(fd) };
}

function readNotes(notes: Buffer, threads: ThreadView[]): void {
  for (let at = 0; at + 12 <= notes.length;) {
    const [nameSize, size, type] = [notes.readUInt32LE(at), notes.readUInt32LE(at + 4), notes.readUInt32LE(at + 8)];
    const start = at + 12 + ((nameSize + 3) & ~3);
    if (type === NT_PRSTATUS) {
      const words = Array.from({ length: 27 }, (_, index) => notes.readBigUInt64LE(start + PR_REGS + index * 8));
      threads.push({ tid: notes.readUInt32LE(start + PR_PID), state: 'running', registers: coreRegisters(words), syscall: undefined, instructions: 0, frozen: false } as Partial<ThreadView> as ThreadView);
    }
    at = start + ((size + 3) & ~3);
  }
}

function coreRegisters(words: bigint[]): Registers {
  return {
    getGpr: (index) => words[USER_REGS[index]],
    setGpr: (index, value) => { words[USER_REGS[index]] = value; },
    gprLow: (index) => Number(BigInt.asUintN(32, words[USER_REGS[index]])),
    gprHigh: (index) => Number(words[USER_REGS[index]] >> 32n),
    setGprNumber: (index, value) => { words[USER_REGS[index]] = BigInt.asUintN(64, BigInt(value)); },
    rip: Number(words[16]), rflags: Number(words[18]), fsBase: Number(words[21]), gsBase: Number(words[22]), mxcsr: 0x1f80,
    getXmm: () => new Uint8Array(16),
    setXmm: () => undefined,
  };
}

function coreMemory(pieces: Piece[], readFile: (offset: number, length: number) => Buffer, image: ProgramImage | undefined): GuestMemory {
  const written = new Map<number, number>();
  const read = (address: number, length: number): Uint8Array => {
    const result = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      const at = address + done;
      const piece = pieces.find((candidate) => at >= candidate.start && at < candidate.end);
      const segment = piece && piece.fileEnd > at ? undefined : image?.segments.find((candidate) => at >= candidate.address && at < candidate.address + candidate.bytes.length);
      if (segment) {
        const chunk = segment.bytes.subarray(at - segment.address, at - segment.address + length - done);
        result.set(chunk, done);
        done += chunk.length;
        continue;
      }
      if (!piece) throw new MemoryFault(at, 'read', false);
      const part = Math.min(length - done, piece.end - at);
      const stored = Math.max(0, Math.min(part, piece.fileEnd - at));
      if (stored > 0) readFile(piece.offset + at - piece.start, stored).copy(result, done);
      done += part;
    }
    if (written.size > 0) for (let index = 0; index < length; index++) result[index] = written.get(address + index) ?? result[index];
    return new Uint8Array(result.buffer, result.byteOffset, length);
  };
  const view = (address: number, length: number): DataView => { const bytes = read(address, length); return new DataView(bytes.buffer, bytes.byteOffset, length); };
  const memory = {
    read,
    readU8: (address: number) => read(address, 1)[0],
    readU16: (address: number) => view(address, 2).getUint16(0, true),
    readU32: (address: number) => view(address, 4).getUint32(0, true),
    readU64: (address: number) => view(address, 8).getBigUint64(0, true),
    readPointer: (address: number) => Number(view(address, 8).getBigUint64(0, true)),
    write: (address: number, bytes: Uint8Array) => bytes.forEach((byte, index) => written.set(address + index, byte)),
    writeU64: (address: number, value: bigint | number) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      bytes.forEach((byte, index) => written.set(address + index, byte));
    },
    regionAt: (address: number) => {
      const piece = pieces.find((candidate) => address >= candidate.start && address < candidate.end);
      return piece && { start: piece.start, end: piece.end, prot: 3, name: '' };
    },
  };
  return memory as unknown as GuestMemory;
}
