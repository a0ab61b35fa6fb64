/** Names that package.json and the code must agree on. package.json's `contributes` is generated from them (contributes.ts). */
export const DEBUG_TYPE = 'gosched';
export const ASSEMBLY_LANGUAGE = 'go.asm';

export const Command = {
  debugFile: 'gosched.debugFile',
  debugSyscallWalkthrough: 'gosched.debugSyscallWalkthrough',
  debugScenario: 'gosched.debugScenario',
  newExample: 'gosched.newExample',
  reverseStepIn: 'gosched.reverseStepIn',
  reverseNext: 'gosched.reverseNext',
  reverseStepOut: 'gosched.reverseStepOut',
  reverseContinue: 'gosched.reverseContinue',
  breakOnRuntimeFunction: 'gosched.breakOnRuntimeFunction',
  travelTo: 'gosched.travelTo',
  holdSyscall: 'gosched.holdSyscall',
  releaseSyscall: 'gosched.releaseSyscall',
  failSyscall: 'gosched.failSyscall',
  setLatency: 'gosched.setLatency',
  filterGoroutines: 'gosched.filterGoroutines',
  groupGoroutines: 'gosched.groupGoroutines',
  showSystemGoroutines: 'gosched.showSystemGoroutines',
  hideSystemGoroutines: 'gosched.hideSystemGoroutines',
  moreGoroutines: 'gosched.moreGoroutines',
  showGoroutine: 'gosched.showGoroutine',
  copyAddress: 'gosched.copyAddress',
  pickProgram: 'gosched.pickProgram',
  openBoard: 'gosched.openBoard',
  openTimeline: 'gosched.openTimeline',
} as const;
export type CommandId = (typeof Command)[keyof typeof Command];

export const View = { container: 'gosched', processors: 'gosched.processors', threads: 'gosched.threads', goroutines: 'gosched.goroutines', syscalls: 'gosched.syscalls' } as const;

/** Context keys for `when` clauses. */
export const Context = { systemShown: 'gosched.systemGoroutinesShown' } as const;

export const Setting = { section: 'gosched', goCommand: 'goCommand', maxThreads: 'maxThreads', showSystemGoroutines: 'showSystemGoroutines', inlineValues: 'inlineValues' } as const;

export const WALKTHROUGH = 'gosched.syscall';
