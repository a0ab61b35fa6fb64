/** Can this file run on our machine? If not, say what it is and what to do. */
import { ImageError, type Segment } from '../program-image';
import { u16, u64 } from '../shared/bytes';
import { ElfFile, EM_X86_64, ET_DYN, ET_EXEC, PT_DYNAMIC, PT_INTERP, PT_LOAD } from './file';

const machineNames: Record<number, string> = {
  3: '386', 8: 'mips', 20: 'ppc', 21: 'ppc64', 22: 's390x', 40: 'arm', 183: 'arm64', 243: 'riscv64', 258: 'loong64',
};
/** User addresses of amd64 Linux end here (47 bits). */
const addressLimit = 0x8000_0000_0000;
const rebuild = 'build it with GOOS=linux GOARCH=amd64 CGO_ENABLED=0 go build';

/** Magic, class, byte order: the part that must hold before anything else can be read. */
export function checkHeader(path: string, bytes: Uint8Array): void {
  const fail = (problem: string): never => { throw new ImageError(`${path}: ${problem}`); };
  const isElf = bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
  if (bytes.length === 0) fail(`the file is empty; give a static linux/amd64 Go executable (${rebuild})`);
  if (!isElf) {
    const what = bytes[0] === 0x4d && bytes[1] === 0x5a ? 'a Windows executable'
      : bytes[0] === 0x23 && bytes[1] === 0x21 ? 'a script'
        : [0xfeedfacf, 0xcffaedfe, 0xcafebabe, 0xbebafeca].includes(((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0) ? 'a macOS executable'
          : undefined;
    fail(`not an ELF executable${what ? ` but ${what}` : ''}; ${rebuild}`);
  }
  if (bytes.length < 64) fail(`truncated: ${bytes.length} bytes do not hold an ELF header; copy or build the file again`);
  if (bytes[4] !== 2 || bytes[5] !== 1) fail(`a ${bytes[4] === 1 ? '32-bit' : ''}${bytes[5] === 2 ? ' big-endian' : ''} ELF file, not linux/amd64; ${rebuild}`.replace('a  ', 'a '));
  const machine = u16(bytes, 18);
  if (machine !== EM_X86_64) fail(`built for ${machineNames[machine] ?? `machine ${machine}`}, not for amd64; ${rebuild}`);
  const os = bytes[7];
  if (os !== 0 && os !== 3) fail(`built for another operating system (ELF OS ABI ${os}), not for Linux; ${rebuild}`);
  if (u64(bytes, 32) > bytes.length) fail('truncated: the program headers lie beyond the end of the file; copy or build the file again');
}

/** Checks kind, linking and segments; returns what is to be loaded. */
export function loadSegments(path: string, elf: ElfFile): Segment[] {
  const fail = (problem: string): never => { throw new ImageError(`${path}: ${problem}`); };
  if (elf.type === ET_DYN) {
    if (elf.programHeaders.some((header) => header.type === PT_INTERP)) fail('a dynamically linked position-independent executable (or shared library) that needs ld.so; build it with CGO_ENABLED=0 go build');
    fail('a position-independent executable (PIE); build it with go build -buildmode=exe');
  }
  if (elf.type !== ET_EXEC) fail(`not an executable but ELF type ${elf.type} (${elf.type === 1 ? 'an object file' : elf.type === 4 ? 'a core dump' : 'unknown'}); link it first`);
  if (elf.programHeaders.length < elf.programHeaderCount) fail('truncated: the program headers lie beyond the end of the file; copy or build the file again');
  if (elf.programHeaders.some((header) => header.type === PT_INTERP || header.type === PT_DYNAMIC)) {
    fail("dynamically linked: it needs the system's C library; build it with CGO_ENABLED=0 go build, or link with -ldflags '-linkmode=external -extldflags=-static'");
  }
  const segments: Segment[] = [];
  for (const header of elf.programHeaders) {
    if (header.type !== PT_LOAD || header.memorySize === 0) continue;
    const name = `the segment at 0x${header.address.toString(16)}`;
    if (header.offset + header.fileSize > elf.bytes.length) {
      fail(`truncated: ${name} needs bytes up to ${header.offset + header.fileSize}, the file has ${elf.bytes.length}; copy or build the file again`);
    }
    if (header.fileSize > header.memorySize) fail(`damaged: ${name} is larger in the file than in memory; build the file again`);
    if (header.address + header.memorySize > addressLimit) fail(`damaged: ${name} (${header.memorySize} bytes) leaves the address space of Linux; build the file again`);
    // p_flags has X=1 W=2 R=4, Linux's PROT_ bits are the other way round.
    const prot = ((header.flags & 4) >> 2) | (header.flags & 2) | ((header.flags & 1) << 2);
    segments.push({ address: header.address, bytes: elf.bytes.subarray(header.offset, header.offset + header.fileSize), memorySize: header.memorySize, prot });
  }
  if (segments.length === 0) fail('nothing to load: the file has no PT_LOAD segment; build the file again');
  if (!segments.some((segment) => segment.prot & 4 && elf.entry >= segment.address && elf.entry < segment.address + segment.bytes.length)) {
    fail(`damaged: the entry point 0x${elf.entry.toString(16)} is not in an executable segment; build the file again`);
  }
  const sorted = [...segments].sort((a, b) => a.address - b.address);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i].address < sorted[i - 1].address + sorted[i - 1].memorySize) fail(`damaged: two segments overlap at 0x${sorted[i].address.toString(16)}; build the file again`);
  }
  return segments;
}

/** Where the program headers are in memory, for the auxiliary vector; address 0 if no segment holds them. */
export function programHeadersInMemory(elf: ElfFile): { address: number; entrySize: number; count: number } {
  const at = elf.programHeaderOffset;
  const holder = elf.programHeaders.find((header) => header.type === PT_LOAD && at >= header.offset && at < header.offset + header.fileSize);
  return { address: holder ? holder.address + at - holder.offset : 0, entrySize: elf.programHeaderEntrySize, count: elf.programHeaderCount };
}
