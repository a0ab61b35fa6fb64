/** Where source text comes from; the host implements it (files on disk, an editor's workspace, the image itself). */
export interface SourceProvider {
  /** Lines of a file named as in the program's tables; undefined if the text cannot be had. */
  lines(file: string): readonly string[] | undefined;
  /** Lines of a file of the user's by its path on the host, for `source`; undefined if it cannot be read. */
  script?(path: string): readonly string[] | undefined;
}

/** Numbered lines as gdb's `list` shows them; empty when there are none in the range. */
export function numberedLines(lines: readonly string[], from: number, to: number): string[] {
  const first = Math.max(1, from);
  return lines.slice(first - 1, Math.max(first - 1, to)).map((text, i) => `${first + i}\t${text}`);
}
