/** The compiled library of an edition: as it is shipped, else compiled here. */
import type { EditionName, Library } from '../../embedded/library';
import { buildLibrary } from '../../toolchain/compile';
import { prebuiltOf, readLibrary } from '../../toolchain/library/archive';
import type { Prebuilt } from '../../toolchain/library/prebuilt';
import { formatDiagnostic } from '../../toolchain/source';
import type { ShippedLibrary } from '../host/host';
import { ProgramError } from './program';

const known = new Map<EditionName, Prebuilt>();

/** The library that comes with gosched; kept, as every program on it may share it. */
export function standardLibrary(sources: Library, edition: EditionName, shipped: ShippedLibrary | undefined): Prebuilt {
  let library = known.get(edition);
  if (!library) {
    library = (shipped && readLibrary(shipped.bytes, shipped.key)) ?? compileLibrary(sources, edition);
    known.set(edition, library);
  }
  return library;
}

/** @throws ProgramError with all messages */
export function compileLibrary(sources: Library, edition: EditionName): Prebuilt {
  const result = buildLibrary({ sources, edition, packages: sources.packages });
  if (result.errors) throw new ProgramError(result.errors.map(formatDiagnostic).join('\n'));
  return prebuiltOf(result.program);
}
