import type { Host } from '../host/host';
import type { ProgramOptions } from './options';

/** A program that cannot be had: one line that names it, says what is wrong, and what to do. */
export class ProgramError extends Error {}

/** An executable to load: its bytes, and the name that the program sees as its own. */
export interface ProgramFile { readonly path: string; readonly bytes: Uint8Array; /** what was built, when something was */ readonly builtFrom?: string }

/**
 * Finds what `program` means: an executable as it is; a `.go` file or a package's folder is built with the installed Go.
 * @throws ProgramError
 */
export async function findProgram(host: Host, options: ProgramOptions): Promise<ProgramFile> {
  const path = host.resolvePath(options.program);
  const kind = host.kindOf(path);
  if (kind === undefined) throw new ProgramError(`${options.program}: no such file or folder`);
  const isSource = kind === 'folder' || path.endsWith('.go');
  if (options.runtime === 'embedded') {
    throw new ProgramError(`${options.program}: runtime embedded is not in this version; build the program with Go, or use --runtime go`);
  }
  if (!isSource) {
    if (options.runtime === 'go') throw new ProgramError(`${options.program}: runtime go builds Go source, and this is neither a .go file nor a folder; leave --runtime away for an executable`);
    return { path, bytes: read(host, path, options.program) };
  }
  if (!host.build) throw new ProgramError(`${options.program}: no Go toolchain can be run here; give a static linux/amd64 executable`);
  const flags = options.buildFlags ?? ['-gcflags=all=-N -l'];
  try {
    const built = await host.build({ program: path, flags, goCommand: options.goCommand });
    return { path: built, bytes: read(host, built, built), builtFrom: path };
  } catch (error) {
    throw new ProgramError((error as Error).message, { cause: error });
  }
}

function read(host: Host, path: string, name: string): Uint8Array {
  try {
    return host.readProgram(path);
  } catch (error) {
    throw new ProgramError(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
