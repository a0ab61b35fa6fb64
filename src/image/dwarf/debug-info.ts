/** All of an ELF file's DWARF behind one object that is read at the first question and never throws. */
import type { ConstantInfo, FunctionTable, GlobalInfo, LineTable, TypeTable, VariableInfo } from '../program-image';
import type { ElfFile } from '../elf/file';
import { NamedRanges } from '../shared/named-ranges';
import { DwarfConstants, readGlobals } from './globals';
import { DwarfIndex } from './dwarf-index';
import { DwarfLineTable } from './line-table';
import { DwarfSections, type Inflate } from './sections';
import { DwarfTypes } from './types';
import { DwarfVariables } from './variables';

export interface RuntimeTables {
  functions: FunctionTable;
  lines: LineTable;
  /** Address of the module's type descriptors. */
  typesStart: number | undefined;
  /** True at a pc in the block that calls runtime.morestack. */
  growsStack(pc: number): boolean;
}

export interface DebugInfo {
  readonly types: TypeTable;
  readonly globals: NamedRanges<GlobalInfo & { size: number }>;
  readonly constants: { byName(name: string): ConstantInfo | undefined };
  readonly lines: LineTable;
  variablesAt(pc: number, depth: number): VariableInfo[];
}

/**
 * @param runtime what gopclntab and the module data gave
 * @param inflate the host's zlib, if it has a faster one than ours
 * @param warn receives one sentence for each thing that could not be read
 * @returns undefined if the file has no DWARF or it cannot be read
 */
export function readDebugInfo(elf: ElfFile, runtime: RuntimeTables, inflate: Inflate | undefined, warn: (warning: string) => void): DebugInfo | undefined {
  const { typesStart, functions, lines, growsStack } = runtime;
  const sections = new DwarfSections(elf, warn, inflate);
  if (!sections.has('info') || !sections.has('abbrev')) return undefined;
  try {
    const index = new DwarfIndex(sections);
    index.warnings.forEach(warn);
    const types = new DwarfTypes(index, typesStart);
    const lineTable = sections.has('line') ? new DwarfLineTable(index, lines, growsStack) : lines;
    const variables = new DwarfVariables(index, types, functions, lineTable);
    return {
      types, lines: lineTable, globals: readGlobals(index, types), constants: new DwarfConstants(index, types),
      variablesAt: (pc, depth) => variables.at(pc, depth),
    };
  } catch (error) {
    warn(`DWARF: ${(error as Error).message}; types, variables and constants are not known`);
    return undefined;
  }
}
