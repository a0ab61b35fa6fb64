import type { ProgramImage } from '../image/program-image';
import type { SourceProvider } from '../debugger/sources';
import type { GoInstallation, Host } from './host/host';

/** Share of the path, in elements from the end, that two paths have in common. */
function commonTail(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/**
 * Source files by the names of the program's tables and by the client's paths. Files of GOROOT are found in the installed Go
 * when it has the program's version.
 */
export class SourceMap implements SourceProvider {
  private readonly texts = new Map<string, readonly string[] | undefined>();
  private readonly carried = new Map<string, boolean>();
  private readonly paths = new Map<string, string | undefined>();
  private goroot: GoInstallation | undefined | null = null;

  constructor(private readonly host: Host, private readonly image: ProgramImage, private readonly goCommand: string | undefined) {}

  lines(file: string): readonly string[] | undefined {
    if (!this.texts.has(file)) this.texts.set(file, this.text(file)?.split(/\r?\n/));
    return this.texts.get(file);
  }

  text(file: string): string | undefined {
    const carried = this.image.sourceText(file);
    if (carried !== undefined) return carried;
    const path = this.clientPath(file);
    return path === undefined ? undefined : this.host.readText(path);
  }

  /** True if the text comes with the image, and the host has no such file with this text: the user's own files are theirs to edit. */
  isCarried(file: string): boolean {
    let is = this.carried.get(file);
    if (is === undefined) {
      const text = this.image.sourceText(file);
      is = text !== undefined && !(this.host.kindOf(file) === 'file' && this.host.readText(file) === text);
      this.carried.set(file, is);
    }
    return is;
  }

  /** Where the client finds the file; undefined if it is not on this host. */
  clientPath(file: string): string | undefined {
    if (!this.paths.has(file)) this.paths.set(file, this.find(file));
    return this.paths.get(file);
  }

  /** The program's name of a client's file; undefined when no code comes from it. */
  programFile(path: string): string | undefined {
    const { files } = this.image.lines;
    if (files.includes(path)) return path;
    const elements = path.split('/');
    const name = elements[elements.length - 1];
    const candidates = files.filter((file) => file.endsWith(`/${name}`) || file === name);
    const same = candidates.find((file) => this.clientPath(file) === path);
    if (same) return same;
    // The same tree at another place: at least the folder must agree, and nothing else may agree better.
    const scored = candidates.map((file) => ({ file, score: commonTail(elements, file.split('/')) })).sort((a, b) => b.score - a.score);
    const [best, second] = scored;
    return best && best.score >= 2 && best.score !== second?.score ? best.file : undefined;
  }

  private find(file: string): string | undefined {
    if (file.startsWith('/') && this.host.kindOf(file) === 'file') return file;
    const root = this.installedGo();
    if (!root || this.image.goVersion?.text !== root.version) return undefined;
    const inRoot = /(?:^|\/)src\/(.+)$/.exec(file)?.[1] ?? (file.startsWith('/') ? undefined : file);
    const path = inRoot && `${root.path}/src/${inRoot}`;
    return path && this.host.kindOf(path) === 'file' ? path : undefined;
  }

  private installedGo(): GoInstallation | undefined {
    if (this.goroot === null) this.goroot = this.host.goroot?.(this.goCommand);
    return this.goroot;
  }
}
