/** Settings of V8 that make generated code fast; to be made before any is compiled. */
import { setFlagsFromString } from 'node:v8';

/** Newest Node on which the flag was tried: V8 complains on standard error of flags that it does not know (any more). */
const NEWEST = 24;

/**
 * Turns on WebAssembly's branch hinting proposal, which Node 20 to 24 have behind a flag. With it the machine's memory accesses
 * keep their slow ways out of line (wasm/function-builder.ts). Processor time of loads of test/bench without and with it: trees
 * under the garbage collector 4.8 and 3.0 s, sort 3.9 and 3.4 s, sha256 3.7 and 3.2 s; loops in registers the same.
 */
export function useBranchHints(): void {
  if (Number(process.versions.node.split('.')[0]) <= NEWEST) setFlagsFromString('--experimental-wasm-branch-hinting');
}
