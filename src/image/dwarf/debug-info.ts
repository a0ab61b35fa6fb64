/** All of an ELF file's DWARF behind one object that is read at the first question and never throws. */
import type { ConstantInfo, FunctionTable, GlobalInfo, LineTable, TypeTable, VariableInfo } from '../program-image';
import type { ElfFile } from '../elf/file';
import { NamedRanges } from '../shared/named-ranges';
import { DwarfConstants, readGlobals } from './globals';
import { DwarfIndex } from './index';
import { DwarfLineTable } from './line-table';
import { DwarfSections } from './sections';
import { DwarfTypes } from './types';
import { DwarfVariables } from './variables';

export interface DebugInfo {
  readonly types: TypeTable;
  readonly globals: NamedRanges<GlobalInfo & { size: number }>;
  readonly constants: { byName(name: string): ConstantInfo | undefined };
  readonly lines: LineTable;
  variablesAt(pc: number, depth: number): VariableInfo[];
}

/**
 * @param typesStart address of the module's type descriptors
 * @param warn receives one sentence for each thing that could not be read
 * @returns undefined if the file has no DWARF or it cannot be read
 */
export function readDebugInfo(elf: ElfFile, typesStart: number | undefined, functions: FunctionTable, lines: LineTable, warn: (warning: string) => void): DebugInfo | undefined {
  const sections = new DwarfSections(elf);
  if (!sections.has('info') || !sections.has('abbrev')) return undefined;
  try {
    const index = new DwarfIndex(sections);
    index.warnings.forEach(warn);
    const types = new DwarfTypes(index, typesStart);
    const lineTable = readableLines(sections, warn) ? new DwarfLineTable(index, lines) : lines;
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

function readableLines(sections: DwarfSections, warn: (warning: string) => void): boolean {
  // The sections that are only needed now and then are inflated here too: a warning must come before anyone relies on them.
  let readable = sections.has('line');
  for (const name of ['line', 'loc', 'ranges', 'str', 'line_str', 'addr', 'str_offsets', 'loclists', 'rnglists']) {
    if (!sections.has(name)) continue;
    try {
      sections.get(name);
    } catch (error) {
      warn(`DWARF: ${(error as Error).message}`);
      sections.forget(name);
      if (name === 'line') readable = false;
    }
  }
  return readable;
}
