/**
 * Statements of source files: for each line the addresses that begin one. Built per file from rows in address order,
 * whatever the rows came from (DWARF line programs, gopclntab, our own compiler).
 */

export class FileStatements {
  private readonly byLine = new Map<number, number[]>();
  private sortedLines: number[] | undefined;

  /** A contiguous run of `line`: its first statement address, if it has one, becomes a place for breakpoints. */
  add(line: number, address: number): void {
    const known = this.byLine.get(line);
    if (known) known.push(address); else this.byLine.set(line, [address]);
  }

  /** Takes over the lines of `other` that have no address here. */
  fill(other: FileStatements): void {
    for (const [line, addresses] of other.byLine) if (!this.byLine.has(line)) this.byLine.set(line, addresses);
    this.sortedLines = undefined;
  }

  /** Ascending and without duplicates. */
  addresses(line: number): number[] {
    const found = this.byLine.get(line);
    return found ? [...new Set(found)].sort((a, b) => a - b) : [];
  }

  lines(): number[] {
    return [...this.sortedLines ??= [...this.byLine.keys()].sort((a, b) => a - b)];
  }
}
