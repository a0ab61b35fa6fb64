/** LineTable over plain tables. */
import type { FunctionInfo, LineTable, SourcePosition } from '../program-image';
import { FileNames } from '../shared/files';
import { FileStatements } from '../shared/statements';
import { lineRowAt, type PlainFunctions } from './functions';
import type { PlainFunction } from './plain';

export class PlainLines implements LineTable {
  private readonly names = new FileNames(() => this.files);
  private readonly statements = new Map<string, FileStatements>();
  /** The functions with lines of a file. */
  private readonly byFile = new Map<string, PlainFunction[]>();
  private sorted: string[] | undefined;

  constructor(private readonly functions: PlainFunctions, plain: readonly PlainFunction[]) {
    for (const fn of plain) {
      this.enter(fn.file, fn);
      // Lines are unpacked when somebody asks; only inlined bodies are from other files.
      if (fn.inlined?.length) for (const file of new Set(fn.lines.map((row) => row.file ?? fn.file))) if (file !== fn.file) this.enter(file, fn);
    }
  }

  private enter(file: string, fn: PlainFunction): void {
    const list = this.byFile.get(file);
    if (list) list.push(fn); else this.byFile.set(file, [fn]);
  }

  /** Those with statements. */
  get files(): readonly string[] {
    const isStatement = (file: string) => (fn: PlainFunction): boolean => fn.lines.some((row) => (row.file ?? fn.file) === file && row.statement !== false && row.line > 0);
    return (this.sorted ??= [...this.byFile].filter(([file, list]) => list.some(isStatement(file))).map(([file]) => file).sort());
  }

  private statementsOf(file: string): FileStatements {
    let found = this.statements.get(file);
    if (!found) {
      this.statements.set(file, found = new FileStatements());
      for (const fn of this.byFile.get(file) ?? []) addStatements(found, fn, file);
    }
    return found;
  }

  at(pc: number): SourcePosition | undefined {
    const fn = this.functions.plainAt(pc);
    const row = fn && lineRowAt(fn, pc);
    return fn && row && row.line > 0 ? { file: row.file ?? fn.file, line: row.line } : undefined;
  }

  private of(name: string): FileStatements | undefined {
    const file = this.names.only(name);
    return file === undefined ? undefined : this.statementsOf(file);
  }

  addressesOf(file: string, line: number): number[] { return this.of(file)?.addresses(line) ?? []; }
  linesOf(file: string): number[] { return this.of(file)?.lines() ?? []; }

  isStatement(pc: number): boolean {
    const fn = this.functions.plainAt(pc);
    const row = fn && lineRowAt(fn, pc);
    return row !== undefined && row.address === pc && row.statement !== false;
  }

  afterPrologue(fn: FunctionInfo): number {
    return this.functions.plainAt(fn.entry)?.lines.find((row) => row.prologueEnd)?.address ?? fn.entry;
  }
}

/** The first statement of each run of rows with one line of `file`. */
function addStatements(statements: FileStatements, fn: PlainFunction, file: string): void {
  let runFile: string | undefined, runLine = -1, isMarked = false;
  for (const row of fn.lines) {
    const rowFile = row.file ?? fn.file;
    if (rowFile !== runFile || row.line !== runLine) {
      runFile = rowFile;
      runLine = row.line;
      isMarked = false;
    }
    if (isMarked || row.statement === false || row.line <= 0) continue;
    isMarked = true;
    if (rowFile === file) statements.add(row.line, row.address);
  }
}
