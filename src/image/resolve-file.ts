import type { LineTable } from './program-image';
import { matchFiles } from './shared/files';

/**
 * The program's files that `name` may mean: the exact path, else every path that ends with "/name" ("main.go",
 * "syscall/asm_linux_amd64.s"). More than one: ambiguous; none: the program has no code from such a file.
 * LineTable's own methods take such names too and answer [] for an ambiguous one.
 */
export function resolveFile(lines: LineTable, name: string): string[] {
  return matchFiles(lines.files, name);
}
