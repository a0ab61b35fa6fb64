/** Scenarios that an edition does not show yet, each with the reason. The test wants them to fail: a repaired one is noticed. */
import type { EditionName } from '../../src/embedded/library';

export const knownMissing: readonly { readonly scenario: number; readonly edition: EditionName; readonly reason: string }[] = [];
