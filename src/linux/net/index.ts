/** Sockets: what the kernel's core uses of this folder. */
import type { SyscallTopic } from '../syscalls/handler';
import type { NetState } from './state';

export type { NetState } from './state';

export const netTopic: SyscallTopic = { syscalls: {}, flags: {} };

export function newNetState(): NetState { return { sockets: {}, nextPort: { stream: 32768, datagram: 32768 }, nextAutobind: 1 }; }
