/** Where tests keep what they make. */
import { join } from 'node:path';

/**
 * A fixed path, not os.tmpdir(): a program sees its own path, its folder and its working folder, so golden transcripts (virtual
 * times, instruction counts, hashes of paths in maps) hold for one place only.
 */
export const scratch = '/tmp/gosched-test';

/** A folder below `scratch`. */
export const scratchFolder = (...names: string[]): string => join(scratch, ...names);
