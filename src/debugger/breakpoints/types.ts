import type { StopInfo, ValueFormat } from '../api';

/** Where a breakpoint is asked for. */
export type BreakpointLocation =
  /** full name, short name, alias, or /regular expression/ */
  | { kind: 'function'; name: string }
  /** `file` as the program's tables write it, or its last path elements */
  | { kind: 'line'; file: string; line: number }
  | { kind: 'address'; address: number }
  | DataLocation
  | SyscallLocation
  /** signals by number, before the program gets them */
  | { kind: 'signal'; numbers: readonly number[]; /** what the user calls them */ readonly name?: string };

/** Watched bytes of guest memory; any number of them, of any size. */
export interface DataLocation {
  readonly kind: 'data';
  readonly address: number;
  /** bytes */
  readonly length: number;
  readonly access: DataAccess;
  /** what the user asked for: an expression, or an address */
  readonly name: string;
  /** Only writes that change a byte count (gdb's `watch`). Default: every write does. */
  readonly onlyChanges?: boolean;
  /** how the bytes are shown; without one as hexadecimal bytes */
  readonly format?: ValueFormat;
}
export type DataAccess = 'read' | 'write' | 'readWrite';

/** Syscalls by name; none: all. A thread stops when it enters one, and when that has returned. */
export interface SyscallLocation { readonly kind: 'syscall'; readonly names: readonly string[] }

/** What the user asks for. Specs with the same `keyOf` are the same breakpoint. */
export interface BreakpointSpec {
  readonly location: BreakpointLocation;
  /** Go expression; the breakpoint counts as hit only where it is true */
  readonly condition?: string;
  /** ">= 3", "% 2", "== 5", "7" (the same as "== 7") */
  readonly hitCondition?: string;
  /** Text with {expressions}: written instead of stopping. */
  readonly logMessage?: string;
  /** removed when it stops the program */
  readonly temporary?: boolean;
  /** only this goroutine */
  readonly goid?: number;
  /** reason that a stop here has */
  readonly reason: StopInfo['reason'];
  /** what a stop means, for breakpoints that stand for an event ("panic") */
  readonly title?: string;
}

/** A breakpoint and what became of it. */
export interface Breakpoint {
  readonly id: number;
  readonly spec: BreakpointSpec;
  enabled: boolean;
  /** times that it was reached with a true condition */
  hits: number;
  /** reaches to let pass before it stops again (gdb's `ignore`) */
  ignore: number;
  readonly resolution: Resolution;
}

/** The code addresses that a location stands for. */
export interface Resolution {
  readonly verified: boolean;
  /** why it is not verified, or how it differs from what was asked */
  readonly message?: string;
  /** ascending, without doubles; every inlined body included */
  readonly addresses: readonly number[];
  /** position of the first address */
  readonly file?: string;
  readonly line?: number;
}

export function describeLocation(location: BreakpointLocation): string {
  switch (location.kind) {
    case 'function': return location.name;
    case 'line': return `${location.file}:${location.line}`;
    case 'address': return `*0x${location.address.toString(16)}`;
    case 'signal': return `signals ${location.numbers.join(' ')}`;
    case 'syscall': return location.names.length === 0 ? 'any syscall' : `syscall ${location.names.join(' ')}`;
    case 'data': return `${location.name} (${location.length} byte${location.length === 1 ? '' : 's'} at 0x${location.address.toString(16)}, ${location.access}${location.onlyChanges ? ', changes' : ''})`;
  }
}

/** Two specs with one key are the same wish: a client that sends its whole list again keeps ids and hit counts. */
export function keyOf(spec: BreakpointSpec): string {
  return JSON.stringify([describeLocation(spec.location), spec.condition, spec.hitCondition, spec.logMessage, spec.temporary, spec.goid, spec.reason]);
}
