/**
 * The files that `name` may mean: the exact path, else every path that ends with "/name".
 * More than one answer: the name is ambiguous, and a caller has to ask for a longer one.
 */
export function matchFiles(files: readonly string[], name: string): string[] {
  if (files.includes(name)) return [name];
  const suffix = `/${name.replace(/^(\.?\/)+/, '')}`;
  return suffix === '/' ? [] : [...new Set(files.filter((file) => file.endsWith(suffix)))];
}

/** Remembers answers of matchFiles for one list of files. */
export class FileNames {
  private readonly known = new Map<string, string[]>();

  constructor(private readonly files: () => readonly string[]) {}

  resolve(name: string): string[] {
    let found = this.known.get(name);
    if (!found) this.known.set(name, found = matchFiles(this.files(), name));
    return found;
  }

  /** The one file that `name` means; undefined if there is none or it is ambiguous. */
  only(name: string): string | undefined {
    const found = this.resolve(name);
    return found.length === 1 ? found[0] : undefined;
  }
}
