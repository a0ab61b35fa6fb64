/** Names of the tests that run inside the extension host: mocha, outside, reports each of them. */
export const cases = [
  'activation takes under 50 ms',
  'every command has a handler',
  'the example opens as a file',
  'the walkthrough stops in runtime.exitsyscall0',
  'the snapshot follows the stop; filter, groups, paging, system goroutines',
  'step and reverse step',
  'travel to an instruction',
  'hold, release, latency and failure of a syscall',
  'breakpoint on a runtime function',
  'address of a G to the clipboard; goroutine shown',
  'board and timeline open as editors',
  'debugging a file without launch configuration',
  'assembly: hover, definition, references, symbols',
  'assembly: completion, folding, tokens, signature, diagnostics',
  'syscall numbers of an open document follow its changes',
] as const;
export type CaseName = (typeof cases)[number];
