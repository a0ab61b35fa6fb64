/**
 * The header of gopclntab, the runtime's table of functions and lines, in its four generations, named here after the
 * Go version that introduced them: 12 (1.2–1.15), 16 (1.16–1.17), 18 (1.18–1.19), 20 (1.20 and later).
 * Sources: golang.org/s/go12symtab, the behaviour of debug/gosym, binaries of each generation.
 */
import type { ElfFile } from '../elf/file';
import { findBytes, u32, u64 } from '../shared/bytes';
import type { InitialMemory } from '../shared/memory';

export type Generation = 12 | 16 | 18 | 20;

export interface PclnHeader {
  generation: Generation;
  /** Address of the table in memory. */
  address: number;
  /** From the table's start to the end of its section, or of its segment where there are no sections. */
  bytes: Uint8Array;
  functionCount: number;
  /** Number of entries of the file table (12: including the unused first one). */
  fileCount: number;
  /** Entries of the function index are relative to this (generations 18, 20); 0: ask the module data. */
  textStart: number;
  /** Offsets from the table's start. */
  names: number; compilationUnits: number; files: number; pcValues: number; functions: number; index: number;
}

const generations: Record<number, Generation> = { 0xfb: 12, 0xfa: 16, 0xf0: 18, 0xf1: 20 };

/** The table, found by section name or else by its magic number in read-only segments; undefined: not a Go program. */
export function findPclntab(elf: ElfFile, memory: InitialMemory): PclnHeader | undefined {
  const section = elf.section('.gopclntab') ?? elf.section('.data.rel.ro.gopclntab');
  const named = section && section.address !== 0 ? readHeader(elf.contents(section), section.address) : undefined;
  if (named) return named;
  for (const { prot, bytes, address } of memory.segments) {
    if (prot & 2) continue;
    for (const magic of [0xf1, 0xf0, 0xfa, 0xfb]) {
      const needle = Uint8Array.of(magic, 0xff, 0xff, 0xff, 0, 0, 1, 8);
      for (let at = findBytes(bytes, needle, 0, 8); at >= 0; at = findBytes(bytes, needle, at + 1, 8)) {
        const found = readHeader(bytes.subarray(at), address + at);
        if (found) return found;
      }
    }
  }
  return undefined;
}

function readHeader(bytes: Uint8Array, address: number): PclnHeader | undefined {
  const generation = generations[bytes[0]];
  const isHeader = generation !== undefined && u32(bytes, 0) >>> 8 === 0xffffff && bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 1 && bytes[7] === 8;
  if (!isHeader) return undefined;
  const functionCount = u64(bytes, 8);
  const found = generation === 12 ? readGo12(bytes, address, functionCount) : readGo16(bytes, address, generation, functionCount);
  const entrySize = generation >= 18 ? 8 : 16;
  const fits = functionCount > 0 && found.index + functionCount * entrySize + entrySize / 2 <= bytes.length
    && [found.names, found.compilationUnits, found.files, found.pcValues, found.functions].every((offset) => offset < bytes.length);
  return fits ? found : undefined;
}

function readGo12(bytes: Uint8Array, address: number, functionCount: number): PclnHeader {
  const afterIndex = 16 + functionCount * 16 + 8;
  const files = u32(bytes, afterIndex);
  return {
    generation: 12, address, bytes, functionCount, fileCount: u32(bytes, files), textStart: 0,
    names: 0, compilationUnits: 0, files, pcValues: 0, functions: 0, index: 16,
  };
}

function readGo16(bytes: Uint8Array, address: number, generation: Generation, functionCount: number): PclnHeader {
  const word = (index: number): number => u64(bytes, 8 + index * 8);
  // Words: function count, file count, [text start from generation 18 on], then the five offsets.
  const first = generation >= 18 ? 3 : 2;
  const functions = word(first + 4);
  return {
    generation, address, bytes, functionCount, fileCount: word(1), textStart: generation >= 18 ? word(2) : 0,
    names: word(first), compilationUnits: word(first + 1), files: word(first + 2), pcValues: word(first + 3), functions, index: functions,
  };
}
