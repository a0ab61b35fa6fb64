/**
 * Where a session of each scenario of the catalogue stops: in the function of the runtime where it has its point, or in the
 * program's own where that function is entered before for other reasons.
 */
export const SCENARIO_STOPS: Readonly<Record<string, string>> = {
  'fast-oldp': 'runtime.exitsyscallfast_reacquired',
  'preempt-pending-at-exit': 'runtime.gopreempt_m',
  'no-p': 'runtime.exitsyscall0',
  'retaken-idle-p': 'runtime.exitsyscallfast_pidle',
  'locked-m': 'runtime.stoplockedm',
  'first-syscall': 'main.main',
  'retake-latency': 'main.fresh',
  'ten-ms-rule': 'main.block',
  're-entered-p': 'main.slow',
  'thread-explosion': 'main.main',
  'entersyscallblock': 'runtime.entersyscallblock',
  'stw-takes-p': 'runtime.stopTheWorldWithSema',
  'gcwait-on-entry': 'runtime.entersyscall_gcwait',
  'sysmon-deep-sleep': 'runtime.exitsyscallfast_pidle',
  'cooperative': 'runtime.newstack',
  'async': 'runtime.asyncPreempt2',
  'async-refused': 'runtime.wantAsyncPreempt',
  'call-free-loop': 'runtime.preemptone',
  'rawsyscall-blocks': 'runtime.preemptone',
};
