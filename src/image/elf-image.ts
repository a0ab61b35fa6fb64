/** ProgramImage over an ELF file. DWARF is inflated and indexed at the first question that needs it. */
import { type DebugInfo, readDebugInfo, type RuntimeTables } from './dwarf/debug-info';
import type { Inflate } from './dwarf/sections';
import type { ElfFile } from './elf/file';
import { programHeadersInMemory } from './elf/runnable';
import type { FunctionInfo, FunctionTable, GoVersion, LineTable, ProgramImage, Segment, SourcePosition, SymbolInfo, TypeTable, VariableInfo } from './program-image';
import type { NamedRanges } from './shared/named-ranges';
import { noConstants, noGlobals, noTypes } from './tables/empty';

export class ElfImage implements ProgramImage {
  readonly origin = 'elf';
  readonly entry: number;
  readonly programHeaders: { address: number; entrySize: number; count: number };
  readonly functions: FunctionTable;
  readonly lines: LineTable;
  private debugInfo: DebugInfo | undefined;
  private isRead = false;

  constructor(
    readonly path: string, readonly goVersion: GoVersion | undefined, private readonly elf: ElfFile, readonly segments: readonly Segment[],
    readonly symbols: NamedRanges<SymbolInfo>, private readonly tables: RuntimeTables, private readonly problems: string[],
    private readonly inflate: Inflate | undefined,
  ) {
    this.entry = elf.entry;
    this.programHeaders = programHeadersInMemory(elf);
    this.functions = tables.functions;
    this.lines = new ElfLines(tables.lines, () => this.debug()?.lines);
  }

  private debug(): DebugInfo | undefined {
    if (!this.isRead) {
      this.isRead = true;
      const typesStart = this.tables.typesStart ?? this.symbols.byName('runtime.types')?.address;
      this.debugInfo = readDebugInfo(this.elf, { ...this.tables, typesStart }, this.inflate, (warning) => this.problems.push(warning));
    }
    return this.debugInfo;
  }

  get types(): TypeTable { return this.debug()?.types ?? noTypes; }
  get globals(): ProgramImage['globals'] { return this.debug()?.globals ?? noGlobals; }
  get constants(): ProgramImage['constants'] { return this.debug()?.constants ?? noConstants; }
  get hasDwarf(): boolean { return this.debug() !== undefined; }

  get warnings(): readonly string[] {
    this.debug();
    return this.problems;
  }

  variablesAt(pc: number, depth = 0): VariableInfo[] { return this.debug()?.variablesAt(pc, depth) ?? []; }

  sourceText(): undefined { return undefined; }
}

/** Positions from gopclntab without reading DWARF; all that needs statement marks from DWARF, if there is some. */
class ElfLines implements LineTable {
  constructor(private readonly runtime: LineTable, private readonly dwarf: () => LineTable | undefined) {}

  private get marks(): LineTable { return this.dwarf() ?? this.runtime; }
  at(pc: number): SourcePosition | undefined { return this.runtime.at(pc) ?? this.marks.at(pc); }
  get files(): readonly string[] { return this.runtime.files.length > 0 ? this.runtime.files : this.marks.files; }
  addressesOf(file: string, line: number): number[] { return this.marks.addressesOf(file, line); }
  linesOf(file: string): number[] { return this.marks.linesOf(file); }
  isStatement(pc: number): boolean { return this.marks.isStatement(pc); }
  afterPrologue(fn: FunctionInfo): number { return this.marks.afterPrologue(fn); }
}
