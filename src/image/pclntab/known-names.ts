/**
 * What tables before 1.17 do not say and runtime code knew by name: where unwinding ends, and which functions switch
 * stacks so that their own stack deltas cannot be followed.
 */
export const topFrames: ReadonlySet<string> = new Set([
  'runtime.goexit', 'runtime.mstart', 'runtime.rt0_go', '_rt0_amd64', '_rt0_amd64_linux', 'runtime.mcall', 'runtime.morestack', 'runtime.clone',
]);

/** Only assembly counts: 1.14 made Go functions of some of these names. */
export const stackSwitchers: ReadonlySet<string> = new Set([
  'runtime.mcall', 'runtime.gogo', 'runtime.systemstack', 'runtime.morestack', 'runtime.asmcgocall', 'runtime.cgocallback_gofunc', 'runtime.cgocallback',
  'runtime.rt0_go', 'runtime.sigtramp', 'runtime.sigfwd', 'runtime.jmpdefer', 'runtime.clone', 'runtime.nanotime', 'runtime.nanotime1', 'runtime.walltime', 'runtime.walltime1',
]);
