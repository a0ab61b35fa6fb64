/** The embedded library on Node: out of the bundle, else from the source tree. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { bundledKey, bundledSources } from '../../embedded/bundled-sources';
import type { EditionName, LibraryFiles } from '../../embedded/library';
import { isSource } from '../../embedded/library';
import type { ShippedLibrary } from './host';
import { libraryKey } from './library-key';

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

const dist = bundledSources ? __dirname : join(__dirname, '../../../dist');

/** What `npm run build` made of the library, beside the bundles. Undefined: there is nothing, or zlib's checksum says it is damaged. */
export function nodeShippedLibrary(edition: EditionName, folder = join(dist, 'library')): ShippedLibrary | undefined {
  if (bundledSources && bundledKey === undefined) return undefined;
  try {
    const bytes = inflateSync(readFileSync(join(folder, `${edition}.bin`)));
    return { bytes, key: bundledKey ?? (treeKey ??= libraryKey(join(__dirname, '../..'))) };
  } catch {
    return undefined;
  }
}

let treeKey: string | undefined;

export function nodeLibrary(): LibraryFiles {
  library ??= bundledSources?.() ?? readSources(join(__dirname, '../../embedded'));
  return library;
}
