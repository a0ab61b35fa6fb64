/** The embedded library: packages by import path, from the files of this folder. */

export interface LibraryFile { name: string; text: string }

/** By path below src/embedded: "runtime/proc.go". */
export type LibraryFiles = Readonly<Record<string, string>>;

export const EDITIONS = ['go1.19', 'go1.14', 'go1.13', 'go1.10'] as const;
export type EditionName = (typeof EDITIONS)[number];
export const DEFAULT_EDITION: EditionName = 'go1.19';

export interface Library {
  files(importPath: string): LibraryFile[] | undefined;
  /** Import paths of all packages but "main". */
  readonly packages: readonly string[];
}

/**
 * Packages of `library`, the program's own files as "main". `own` is a user's copy of parts of the library: a package that it
 * has any file of comes from there alone; `placeOf` gives where such a file lies, for messages and the editor.
 */
export function createLibrary(library: LibraryFiles, main: LibraryFile[], own: LibraryFiles = {}, placeOf = (path: string): string => path): Library {
  const packages = group(library);
  for (const [path, files] of group(own)) packages.set(path, files.map(({ name, text }) => ({ name: placeOf(name), text })));
  const paths = [...packages.keys()];
  packages.set('main', main);
  return { packages: paths, files: (importPath) => packages.get(importPath) };
}

function group(files: LibraryFiles): Map<string, LibraryFile[]> {
  const packages = new Map<string, LibraryFile[]>();
  for (const name of Object.keys(files).sort()) {
    const slash = name.lastIndexOf('/');
    if (slash < 0 || !isSource(name)) continue;
    const path = name.slice(0, slash);
    if (path === 'programs') continue;
    const list = packages.get(path);
    if (list) list.push({ name, text: files[name] });
    else packages.set(path, [{ name, text: files[name] }]);
  }
  return packages;
}

/** Whether a file belongs to the library: Go, assembly, headers. */
export function isSource(name: string): boolean { return /\.(go|s|h)$/.test(name); }
