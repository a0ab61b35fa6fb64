/** Status words of Gs and Ps. Facts: runtime2.go of Go 1.10 to 1.26; the numbers never changed. */
import type { GStatusName, PStatusName } from './api';

const G_STATUS: Record<number, GStatusName> = {
  0: 'idle', 1: 'runnable', 2: 'running', 3: 'syscall', 4: 'waiting', 5: 'moribund', 6: 'dead', 7: 'enqueue', 8: 'copystack', 9: 'preempted',
};
const P_STATUS: Record<number, PStatusName> = { 0: 'idle', 1: 'running', 2: 'syscall', 3: 'gcstop', 4: 'dead' };

/** Set while the garbage collector (1.26: also sysmon) owns the goroutine's stack. */
export const SCAN_BIT = 0x1000;
export const G_RUNNING = 2;
export const G_SYSCALL = 3;
export const G_DEAD = 6;
export const P_DEAD = 4;
/** stackguard0 of a goroutine that is asked to yield. */
export const STACK_PREEMPT = 0xfffffffffffffaden;

/** Name of g.atomicstatus without its scan bit; unknown numbers read as 'idle' are impossible, so they are 'dead'. */
export function gStatusName(raw: number): GStatusName { return G_STATUS[raw & ~SCAN_BIT] ?? 'dead'; }
export function pStatusName(raw: number): PStatusName { return P_STATUS[raw] ?? 'dead'; }

/** "_Grunning", "_Gscanwaiting"; "_G?77" for a number that is no status. */
export function gStatusConstant(raw: number): string {
  const name = G_STATUS[raw & ~SCAN_BIT];
  return name === undefined ? `_G?${raw}` : `_G${(raw & SCAN_BIT) !== 0 ? 'scan' : ''}${name}`;
}
export function pStatusConstant(raw: number): string {
  const name = P_STATUS[raw];
  return name === undefined ? `_P?${raw}` : `_P${name}`;
}

/** Value of a status constant of package runtime ("_Psyscall", "_Gscanwaiting", "_Gscan"); undefined if it is none. */
export function statusConstant(name: string): number | undefined {
  if (name === '_Gscan') return SCAN_BIT;
  if (name === '_Gmoribund_unused') return 5;
  if (name === '_Genqueue_unused') return 7;
  const scan = name.startsWith('_Gscan');
  const bare = scan ? name.slice(6) : name.slice(2);
  const table = name.startsWith('_G') ? G_STATUS : name.startsWith('_P') ? P_STATUS : undefined;
  if (!table) return undefined;
  const entry = Object.entries(table).find(([, text]) => text === bare);
  return entry && Number(entry[0]) + (scan ? SCAN_BIT : 0);
}
export const STATUS_CONSTANTS: readonly string[] = [
  ...Object.values(G_STATUS).map((name) => `_G${name}`), ...Object.values(P_STATUS).map((name) => `_P${name}`), '_Gscan',
];
