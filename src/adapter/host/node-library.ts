/** The embedded library on Node: out of the bundle, else from the source tree. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundledSources } from '../../embedded/bundled-sources';
import type { LibraryFiles } from '../../embedded/library';
import { isSource } from '../../embedded/library';

/** Source files of a folder and below, by path seen from it. */
export function readSources(folder: string): LibraryFiles {
  const found: Record<string, string> = {};
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (isSource(entry.name)) found[path] = readFileSync(join(folder, path), 'utf8');
    }
  };
  visit('');
  return found;
}

let library: LibraryFiles | undefined;

export function nodeLibrary(): LibraryFiles {
  library ??= bundledSources ?? readSources(join(__dirname, '../../embedded'));
  return library;
}
