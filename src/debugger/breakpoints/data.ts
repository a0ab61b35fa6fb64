/** Data breakpoints: which accesses count as hits, and how a hit is described. */
import type { Watchpoint, WatchHit } from '../../machine/api';
import type { Evaluator } from '../api';
import type { Breakpoint, DataLocation } from './types';

/** Bytes shown of a range without a type. */
const MOST_BYTES = 16;

export function dataLocationOf({ spec: { location } }: Breakpoint): DataLocation | undefined {
  return location.kind === 'data' ? location : undefined;
}

export function watchpointOf(id: number, { address, length, access }: DataLocation): Watchpoint {
  return { id, start: address, length, read: access !== 'write', write: access !== 'read' };
}

/** Is the access one that the user wants to hear of? */
export function counts({ onlyChanges }: DataLocation, { access, before, after }: WatchHit): boolean {
  return access !== 'write' || !onlyChanges || before.some((byte, at) => byte !== after[at]);
}

/** "p.status: 2 (_Psyscall) -> 0 (_Pidle)", "x read: 7" */
export function describeHit(evaluator: Partial<Pick<Evaluator, 'fromBytes'>>, location: DataLocation, { access, before, after }: WatchHit): string {
  const [old, now] = [before, after].map((bytes) => show(evaluator, location, bytes));
  if (access === 'read') return `${location.name} read: ${now}`;
  return before.every((byte, at) => byte === after[at]) ? `${location.name} written, unchanged: ${now}` : `${location.name}: ${old} -> ${now}`;
}

function show(evaluator: Partial<Pick<Evaluator, 'fromBytes'>>, { format, length }: DataLocation, bytes: Uint8Array): string {
  if (format && format.type.size === length && bytes.length === length) {
    try {
      const value = evaluator.fromBytes?.(format, bytes);
      if (value) return value.text;
    } catch { /* A half-written string or slice leads nowhere: its bytes are shown. */ }
  }
  const shown = [...bytes.subarray(0, MOST_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > MOST_BYTES ? `${shown} ...` : shown;
}
