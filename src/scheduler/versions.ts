/**
 * What differs between Go versions where names are concerned. Facts: Go's tagged sources (see the project's notes
 * "Go's syscall and preemption paths"); layouts are not here but in `layout/`.
 */
import type { GoVersion } from '../image/program-image';

/** Go versions whose scheduler we know without DWARF; others need it. */
export const MINOR_FIRST = 10;

/** A name that one function has had: `since` is the first minor version that has it, `until` the last. */
interface Name { name: string; since: number; until: number }

const FOREVER = 999;

/**
 * Functions that were renamed, moved or replaced by one with the same job. Each row is one function through time; the last
 * name of a row is the newest one.
 */
const RENAMED: readonly (readonly Name[])[] = [
  [{ name: 'runtime.exitsyscall0', since: 2, until: 25 }, { name: 'runtime.exitsyscallNoP', since: 26, until: FOREVER }],
  [{ name: 'runtime.exitsyscallfast', since: 2, until: 25 }, { name: 'runtime.exitsyscallTryGetP', since: 26, until: FOREVER }],
  [{ name: 'runtime.exitsyscallfast_pidle', since: 9, until: 25 }, { name: 'runtime.exitsyscallTryGetP', since: 26, until: FOREVER }],
  [{ name: 'runtime.entersyscall_gcwait', since: 5, until: 25 }, { name: 'runtime.entersyscallHandleGCWait', since: 26, until: FOREVER }],
  [{ name: 'runtime.entersyscall_sysmon', since: 5, until: 25 }, { name: 'runtime.entersyscallWakeSysmon', since: 26, until: FOREVER }],
  [{ name: 'runtime.findrunnable', since: 1, until: 18 }, { name: 'runtime.findRunnable', since: 19, until: FOREVER }],
  [{ name: 'runtime.acquirep1', since: 9, until: 11 }, { name: 'runtime.wirep', since: 12, until: FOREVER }],
  [
    { name: 'syscall.Syscall6', since: 1, until: 18 },
    { name: 'runtime/internal/syscall.Syscall6', since: 19, until: 22 },
    { name: 'internal/runtime/syscall.Syscall6', since: 23, until: 25 },
    { name: 'internal/runtime/syscall/linux.Syscall6', since: 26, until: FOREVER },
  ],
];

/**
 * Every name that the function `name` ("runtime.exitsyscall0", or short "exitsyscall0") has had, the given name first. With
 * `version` the name that this version uses comes right after it. A name that never changed gives just itself.
 */
export function functionAliases(name: string, version?: GoVersion): string[] {
  const found: string[] = [name];
  for (const row of RENAMED) {
    if (!row.some((entry) => entry.name === name || shortName(entry.name) === name)) continue;
    const current = version && row.find((entry) => version.minor >= entry.since && version.minor <= entry.until);
    for (const entry of current ? [current, ...row] : row) if (!found.includes(entry.name)) found.push(entry.name);
  }
  return found;
}

/** "exitsyscall0" of "runtime.exitsyscall0"; the last path element's identifier. */
export function shortName(name: string): string {
  return name.slice(name.indexOf('.', name.lastIndexOf('/') + 1) + 1);
}

/** True if P's status `_Psyscall` is in use (until 1.25; from 1.26 a P stays running during a syscall). */
export function hasPsyscall(version: GoVersion | undefined): boolean {
  return version === undefined || version.minor < 26;
}
