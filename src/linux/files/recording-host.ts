/**
 * Host files as inputs of the run: what was read once stays as it was read, however the host changes, so that going back
 * in time and running again meets the same bytes. (A file that did not exist when it was first asked for never appears.)
 * Writes to the host are outputs: each is carried out once, not again when the past is run again.
 */
import { HostFileError } from '../api';
import type { HostFiles, HostStat } from '../api';

/** One change of the host, as the guest asked for it. */
export type HostChange =
  | { kind: 'write'; path: string; bytes: Uint8Array; mode: number }
  | { kind: 'remove'; path: string }
  | { kind: 'makeFolder'; path: string; mode: number };

export interface RecordingHost extends HostFiles {
  /** Carries out the run's change number `sequence` (from 1) unless it has been already; a different one begins a new future. */
  change(sequence: number, change: HostChange): void;
}

type Recorded<T> = { value: T } | { error: HostFileError };

function once<T>(memory: Map<string, Recorded<T>>, path: string, ask: (path: string) => T): T {
  let found = memory.get(path);
  if (!found) {
    try {
      found = { value: ask(path) };
    } catch (error) {
      if (!(error instanceof HostFileError)) throw error;
      found = { error };
    }
    memory.set(path, found);
  }
  if ('error' in found) throw found.error;
  return found.value;
}

export function recordingHost(host: HostFiles): RecordingHost {
  if (isRecording(host)) return host;
  const stats = new Map<string, Recorded<HostStat | undefined>>();
  const contents = new Map<string, Recorded<Uint8Array>>();
  const links = new Map<string, Recorded<string>>();
  const lists = new Map<string, Recorded<string[]>>();
  const changes: string[] = [];
  return {
    stat: (path) => once(stats, path, (p) => host.stat(p)),
    read: (path) => once(contents, path, (p) => host.read(p)),
    readLink: (path) => once(links, path, (p) => host.readLink(p)),
    list: (path) => once(lists, path, (p) => host.list(p)),
    change(sequence, change) {
      const text = describe(change);
      if (changes[sequence - 1] === text) return;
      changes.length = sequence - 1;
      changes.push(text);
      carryOut(host, change);
    },
  };
}

export function isRecording(host: HostFiles): host is RecordingHost { return 'change' in host; }

/** Equal for equal changes: FNV-1a stands for the content. */
function describe(change: HostChange): string {
  if (change.kind !== 'write') return `${change.kind} ${change.path}`;
  let sum = 0x811c9dc5;
  for (const byte of change.bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return `write ${change.path} ${change.mode} ${change.bytes.length} ${sum}`;
}

function carryOut(host: HostFiles, change: HostChange): void {
  switch (change.kind) {
    case 'write': host.write?.(change.path, change.bytes, change.mode); break;
    case 'remove': host.remove?.(change.path); break;
    case 'makeFolder': host.makeFolder?.(change.path, change.mode); break;
  }
}
