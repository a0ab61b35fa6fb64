/** Catchpoints on syscalls. */
import { SYSCALL_NAMES, SYSCALL_NUMBERS } from '../../linux/syscalls/numbers';
import type { Breakpoint, Resolution, SyscallLocation } from './types';

export function syscallLocationOf({ spec: { location } }: Breakpoint): SyscallLocation | undefined {
  return location.kind === 'syscall' ? location : undefined;
}

/** "write 60": names and numbers of syscalls; numbers become names. What is no syscall stays, and does not resolve. */
export function syscallLocation(text: string): SyscallLocation {
  return { kind: 'syscall', names: text.split(/[\s,]+/).filter(Boolean).map((word) => (/^\d+$/.test(word) ? SYSCALL_NAMES[Number(word)] ?? word : word)) };
}

/** A syscall has no address in the program. */
export function resolveSyscalls({ names }: SyscallLocation): Resolution {
  const unknown = names.find((name) => !SYSCALL_NUMBERS.has(name));
  return unknown === undefined ? { verified: true, addresses: [] } : { verified: false, message: `Unknown syscall ${/^\d/.test(unknown) ? 'number' : 'name'} '${unknown}'.`, addresses: [] };
}

/** gdb's words for it: "syscall 'write' [1]", "any syscall". */
export function describeSyscalls({ names }: SyscallLocation): string {
  if (names.length === 0) return 'any syscall';
  return `syscall${names.length > 1 ? 's' : ''} ${names.map((name) => `'${name}' [${SYSCALL_NUMBERS.get(name)}]`).join(' ')}`;
}

/** "call to syscall write", "returned from syscall write" */
export function describeCaught(stop: { readonly kind: 'syscall-entry' | 'syscall-exit'; readonly name: string }): string {
  return `${stop.kind === 'syscall-entry' ? 'call to' : 'returned from'} syscall ${stop.name}`;
}
