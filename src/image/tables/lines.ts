/** LineTable over plain tables. */
import type { FunctionInfo, LineTable, SourcePosition } from '../program-image';
import { FileNames } from '../shared/files';
import { FileStatements } from '../shared/statements';
import { lineRowAt, type PlainFunctions } from './functions';
import type { PlainFunction } from './plain';

export class PlainLines implements LineTable {
  readonly files: readonly string[];
  private readonly names: FileNames;
  private readonly statements = new Map<string, FileStatements>();

  constructor(private readonly functions: PlainFunctions, plain: readonly PlainFunction[]) {
    for (const fn of plain) this.addFunction(fn);
    this.files = [...this.statements.keys()].sort();
    this.names = new FileNames(() => this.files);
  }

  private addFunction(fn: PlainFunction): void {
    let runFile: string | undefined;
    let runLine = -1;
    let isMarked = false;
    for (const row of fn.lines) {
      const file = row.file ?? fn.file;
      if (file !== runFile || row.line !== runLine) {
        runFile = file;
        runLine = row.line;
        isMarked = false;
      }
      if (isMarked || row.statement === false || row.line <= 0) continue;
      isMarked = true;
      let found = this.statements.get(file);
      if (!found) this.statements.set(file, found = new FileStatements());
      found.add(row.line, row.address);
    }
  }

  at(pc: number): SourcePosition | undefined {
    const fn = this.functions.plainAt(pc);
    const row = fn && lineRowAt(fn, pc);
    return fn && row && row.line > 0 ? { file: row.file ?? fn.file, line: row.line } : undefined;
  }

  private of(name: string): FileStatements | undefined {
    const file = this.names.only(name);
    return file === undefined ? undefined : this.statements.get(file);
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
