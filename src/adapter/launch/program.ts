import type { Host } from '../host/host';
import type { ProgramOptions } from './options';

/** A program that cannot be had: one line that names it, says what is wrong, and what to do. */
export class ProgramError extends Error {}

/** An executable to load: its bytes, and the name that the program sees as its own. */
export interface ProgramFile { readonly path: string; readonly bytes: Uint8Array; /** what was built, when something was */ readonly builtFrom?: string; readonly embedded?: undefined }
/** Go source for the embedded runtime. */
export interface EmbeddedSource { readonly path: string; readonly embedded: true }

/**
 * Finds what `program` means: an executable as it is; a `.go` file or a package's folder is built with the installed Go, or, if
 * there is none (or the options ask for it), left to be compiled for the embedded runtime.
 * @throws ProgramError
 */
export async function findProgram(host: Host, options: ProgramOptions, signal?: AbortSignal): Promise<ProgramFile | EmbeddedSource> {
  const path = host.resolvePath(options.program);
  const kind = host.kindOf(path);
  if (kind === undefined) throw new ProgramError(`${options.program}: no such file or folder`);
  const isSource = kind === 'folder' || path.endsWith('.go');
  if (!isSource) {
    if (options.runtime === 'embedded') throw new ProgramError(`${options.program}: runtime embedded compiles Go source, and this is neither a .go file nor a folder; leave --runtime away for an executable`);
    if (options.runtime === 'go') throw new ProgramError(`${options.program}: runtime go builds Go source, and this is neither a .go file nor a folder; leave --runtime away for an executable`);
    return { path, bytes: read(host, path, options.program) };
  }
  if (options.runtime === 'embedded' || (options.runtime !== 'go' && (options.edition !== undefined || options.runtimeSource !== undefined || !isBuilt(host, options)))) return { path, embedded: true };
  if (!host.build) throw new ProgramError(`${options.program}: no Go toolchain can be run here; give a static linux/amd64 executable, or use --runtime embedded`);
  const flags = options.buildFlags ?? ['-gcflags=all=-N -l'];
  const built = await host.build({ program: path, flags, goCommand: options.goCommand, signal }).catch((error: unknown) => { throw new ProgramError((error as Error).message, { cause: error }); });
  const bytes = read(host, built, built);
  // What go build writes for any other package: an archive.
  if (ARCHIVE.every((byte, i) => bytes[i] === byte)) throw new ProgramError(`${options.program}: not a main package: only package main can be run; give a file or the folder of one`);
  return { path: built, bytes, builtFrom: path };
}

/** "!<arch>" */
const ARCHIVE = [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e];

/** Clients name their default, `go`, whether it is there or not; one that the user has named is missed. */
function isBuilt(host: Host, { goCommand }: ProgramOptions): boolean {
  if (!host.build) return false;
  return !host.library || (host.hasGo?.(goCommand) ?? true) || (goCommand !== undefined && goCommand !== '' && goCommand !== 'go');
}

function read(host: Host, path: string, name: string): Uint8Array {
  try {
    return host.readProgram(path);
  } catch (error) {
    throw new ProgramError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
