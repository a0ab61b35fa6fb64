/** Go source on the embedded runtime: found, compiled, linked. */
import { createLibrary, DEFAULT_EDITION, EDITIONS, isSource } from '../../embedded/library';
import type { EditionName, LibraryFile, LibraryFiles } from '../../embedded/library';
import type { ProgramImage } from '../../image/program-image';
import { build, type Program } from '../../toolchain/compile';
import { toImage } from '../../toolchain/image';
import { formatDiagnostic } from '../../toolchain/source';
import type { Host } from '../host/host';
import type { ProgramOptions } from './options';
import { standardLibrary } from './library';
import { OptionError } from './options';
import { ProgramError } from './program';

/** Compiles `path` (a .go file, or the folder of a main package). @throws ProgramError with all messages, OptionError */
export async function compileEmbedded(host: Host, options: ProgramOptions, path: string): Promise<ProgramImage> { return toImage(await buildEmbedded(host, options, path), path); }

/** As `compileEmbedded`, for who wants the program itself: `gosched build` writes it to a file. */
export async function buildEmbedded(host: Host, options: ProgramOptions, path: string): Promise<Program> {
  const edition = options.edition ?? DEFAULT_EDITION;
  if (!(EDITIONS as readonly string[]).includes(edition)) throw new OptionError(`edition: ${EDITIONS.join(', ')}; not "${edition}"`);
  if (!host.library) throw new ProgramError(`${options.program}: the embedded runtime is not part of this build of gosched`);
  const own = options.runtimeSource === undefined ? undefined : ownSources(host, host.resolvePath(options.runtimeSource));
  const sources = createLibrary(host.library(), mainFiles(host, options, path), own?.files, own?.placeOf), name = edition as EditionName;
  // A library that serves one program is not worth compiling whole.
  const library = own ? undefined : standardLibrary(sources, name, await host.shippedLibrary?.(name));
  const result = build({ sources, edition: name, library });
  if (result.errors) throw new ProgramError(result.errors.map(formatDiagnostic).join('\n'));
  return result.program;
}

function mainFiles(host: Host, options: ProgramOptions, path: string): LibraryFile[] {
  if (host.kindOf(path) !== 'folder') return [{ name: path, text: readText(host, path) }];
  const names = host.files.list(path).filter(isSource);
  if (!names.some((name) => name.endsWith('.go'))) throw new ProgramError(`${options.program}: no Go files in this folder`);
  return names.map((name) => ({ name: `${path}/${name}`, text: readText(host, `${path}/${name}`) }));
}

function readText(host: Host, path: string): string {
  const text = host.readText(path);
  if (text === undefined) throw new ProgramError(`${path}: cannot be read`);
  return text;
}

/** A user's copy of the library, or of one package: a folder `runtime`, or one that has it. */
function ownSources(host: Host, folder: string): { files: LibraryFiles; placeOf: (path: string) => string } {
  if (host.kindOf(folder) !== 'folder') throw new OptionError(`runtimeSource: ${folder} is no folder`);
  const found: Record<string, string> = {};
  const visit = (below: string): void => {
    for (const name of host.files.list(below === '' ? folder : `${folder}/${below}`)) {
      const path = below === '' ? name : `${below}/${name}`;
      if (host.kindOf(`${folder}/${path}`) === 'folder') visit(path);
      else if (isSource(name)) found[path] = readText(host, `${folder}/${path}`);
    }
  };
  visit('');
  // Given the folder of package runtime itself; files beside a folder `runtime` are the program's, or nobody's.
  const above = Object.keys(found).some((path) => path.startsWith('runtime/'));
  const direct = above ? [] : Object.keys(found).filter((path) => !path.includes('/'));
  for (const path of direct) found[`runtime/${path}`] = found[path];
  if (Object.keys(found).length === 0) throw new OptionError(`runtimeSource: no Go or assembly files in ${folder}`);
  return { files: found, placeOf: (path) => `${folder}/${direct.some((name) => path === `runtime/${name}`) ? path.slice('runtime/'.length) : path}` };
}
