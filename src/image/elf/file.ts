/**
 * ELF64, little-endian: header, program headers and section headers (System V ABI, chapters 4 and 5).
 * Only the header and the program headers decide whether a file can run; sections are a help and may be damaged.
 */
import { u16, u32, u64, zeroTerminated } from '../shared/bytes';

export interface ProgramHeader { type: number; flags: number; offset: number; address: number; fileSize: number; memorySize: number }
export interface Section { name: string; type: number; flags: number; address: number; offset: number; size: number; link: number; entrySize: number }

export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_INTERP = 3;
export const ET_EXEC = 2;
export const ET_DYN = 3;
export const EM_X86_64 = 62;
export const SHT_SYMTAB = 2;
export const SHT_NOBITS = 8;
export const SHF_COMPRESSED = 0x800;

const headerSize = 64;
const programHeaderSize = 56;
const sectionHeaderSize = 64;

export class ElfFile {
  readonly type: number;
  readonly machine: number;
  readonly entry: number;
  readonly programHeaderOffset: number;
  readonly programHeaderEntrySize: number;
  readonly programHeaderCount: number;
  readonly programHeaders: ProgramHeader[] = [];
  readonly sections: Section[] = [];
  /** Why there are no or fewer sections, if so. */
  readonly sectionProblem: string | undefined;

  /** `bytes` must begin with a complete ELF64 little-endian header (see checkHeader in runnable.ts). */
  constructor(readonly bytes: Uint8Array) {
    this.type = u16(bytes, 16);
    this.machine = u16(bytes, 18);
    this.entry = u64(bytes, 24);
    this.programHeaderOffset = u64(bytes, 32);
    this.programHeaderEntrySize = u16(bytes, 54);
    this.programHeaderCount = u16(bytes, 56);
    for (let i = 0; i < this.programHeaderCount; i++) {
      const at = this.programHeaderOffset + i * programHeaderSize;
      if (at + programHeaderSize > bytes.length) break;
      this.programHeaders.push({
        type: u32(bytes, at), flags: u32(bytes, at + 4), offset: u64(bytes, at + 8), address: u64(bytes, at + 16),
        fileSize: u64(bytes, at + 32), memorySize: u64(bytes, at + 40),
      });
    }
    this.sectionProblem = this.readSections();
  }

  private readSections(): string | undefined {
    const { bytes } = this;
    const table = u64(bytes, 40);
    const count = u16(bytes, 60);
    const nameTable = u16(bytes, 62);
    if (table === 0 || count === 0) return undefined;
    if (table < headerSize || table + count * sectionHeaderSize > bytes.length) return 'the section headers lie outside of the file';
    if (nameTable >= count) return 'the section names are missing';
    const namesAt = u64(bytes, table + nameTable * sectionHeaderSize + 24);
    let problem: string | undefined;
    for (let i = 0; i < count; i++) {
      const at = table + i * sectionHeaderSize;
      const section: Section = {
        name: zeroTerminated(bytes, namesAt + u32(bytes, at)), type: u32(bytes, at + 4), flags: u32(bytes, at + 8), address: u64(bytes, at + 16),
        offset: u64(bytes, at + 24), size: u64(bytes, at + 32), link: u32(bytes, at + 40), entrySize: u64(bytes, at + 56),
      };
      if (section.type !== SHT_NOBITS && section.offset + section.size > bytes.length) {
        problem ??= `section ${section.name || i} lies outside of the file`;
        section.size = 0;
      }
      this.sections.push(section);
    }
    return problem;
  }

  section(name: string): Section | undefined {
    return this.sections.find((section) => section.name === name);
  }

  /** The section's bytes as they stand in the file (still compressed, if they are). */
  contents(section: Section): Uint8Array {
    if (section.type === SHT_NOBITS) return new Uint8Array(0);
    return this.bytes.subarray(section.offset, section.offset + section.size);
  }
}
