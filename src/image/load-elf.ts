/** Builds a ProgramImage from the bytes of an ELF executable. */
import { ElfFile } from './elf/file';
import type { RuntimeTables } from './dwarf/debug-info';
import type { Inflate } from './dwarf/sections';
import { ElfImage } from './elf-image';
import { checkHeader, loadSegments } from './elf/runnable';
import { readSymbols } from './elf/symbols';
import { readBuildInfo } from './go/build-info';
import { findModuleData } from './go/module-data';
import { emptyFunctions, emptyLines } from './tables/empty';
import { PclnFunctionTable } from './pclntab/function-table';
import { findPclntab } from './pclntab/header';
import { InlineTrees, treeFormat } from './pclntab/inline-trees';
import { PclnLineTable } from './pclntab/line-table';
import { PclnRecords } from './pclntab/records';
import { ImageError, type GoVersion, type ProgramImage, type SymbolInfo } from './program-image';
import { InitialMemory } from './shared/memory';
import { NamedRanges } from './shared/named-ranges';

export interface LoadOptions {
  /** The host's zlib, several times faster than ours: (data, size) => zlib.inflateSync(data). Debug information is compressed as a rule. */
  inflate?: Inflate;
}

/**
 * Reads an executable. What is needed to run it is checked here; tables for the debugger are read when first asked for.
 * @throws ImageError for a file that cannot run here.
 */
export function loadElf(path: string, bytes: Uint8Array, options: LoadOptions = {}): ProgramImage {
  checkHeader(path, bytes);
  const elf = new ElfFile(bytes);
  const segments = loadSegments(path, elf);
  const memory = new InitialMemory(segments);
  const symbols = new NamedRanges<SymbolInfo>(() => readSymbols(elf));
  const warnings: string[] = [];
  if (elf.sectionProblem) warnings.push(`ELF: ${elf.sectionProblem}; names and debug information may be missing`);

  const { version, settings } = readBuildInfo(elf, memory, (name) => symbols.byName(name));
  const level = settings.get('GOAMD64');
  if (level !== undefined && level !== 'v1') {
    throw new ImageError(`${path}: built with GOAMD64=${level}, this machine is a baseline amd64 (v1); build it with GOAMD64=v1`);
  }
  const tables = readTables(elf, memory, version, warnings);
  return new ElfImage(path, version, elf, segments, symbols, tables, warnings, options.inflate);
}

function readTables(elf: ElfFile, memory: InitialMemory, version: GoVersion | undefined, warnings: string[]): RuntimeTables {
  const header = findPclntab(elf, memory);
  if (!header) {
    if (version) warnings.push('gopclntab: not found or damaged; functions, lines and frames are not known');
    return { functions: emptyFunctions, lines: emptyLines, typesStart: undefined, growsStack: () => false };
  }
  const module = findModuleData(memory, header.generation, header.address, header.generation === 12 ? undefined : header.address + header.names);
  if (!module && header.generation >= 18) warnings.push('module data: not found; inlined calls are not known');
  const textStart = module?.text ?? (header.textStart || elf.section('.text')?.address || 0);
  const records = new PclnRecords(header, textStart, module?.gofunc);
  const trees = new InlineTrees(records, memory, treeFormat(header.generation, version?.minor));
  const hasFlags = header.generation >= 18 || (header.generation === 16 && version !== undefined && version.minor >= 17);
  const functions = new PclnFunctionTable(records, trees, hasFlags);
  const lines = new PclnLineTable(functions, memory);
  return { functions, lines, typesStart: module?.types, growsStack: (pc) => lines.growsStack(pc) };
}
