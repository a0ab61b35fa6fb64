/**
 * Runtime functions whose names changed between Go versions: a breakpoint on one name means the other where only that
 * exists. (Names and versions: Go's tagged sources, see the facts on the runtime by version.)
 */
const groups: readonly (readonly string[])[] = [
  ['runtime.findrunnable', 'runtime.findRunnable'], // 1.19
  ['runtime.exitsyscall0', 'runtime.exitsyscallNoP'], // 1.26
  ['runtime.acquirep1', 'runtime.wirep'], // 1.12
  ['runtime.entersyscall_gcwait', 'runtime.entersyscallHandleGCWait'], // 1.26
  ['runtime.entersyscall_sysmon', 'runtime.entersyscallWakeSysmon'], // 1.26
  ['runtime.exitsyscallfast', 'runtime.exitsyscallTryGetP'], // 1.26
  [
    'runtime/internal/syscall.Syscall6', 'internal/runtime/syscall.Syscall6', 'internal/runtime/syscall/linux.Syscall6',
  ], // 1.19, 1.23, 1.26
];

/** Other names of the function called `name` (full, or without its package). */
export function aliasesOf(name: string): string[] {
  const means = (known: string): boolean => known === name || known.slice(known.lastIndexOf('.') + 1) === name;
  return groups.filter((group) => group.some(means)).flatMap((group) => group.filter((known) => !means(known)));
}
