import { MemoryFault } from '../machine/api';

/** What `read` gives; undefined where memory is not mapped. Every other error is a bug and goes on. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MemoryFault) return undefined;
    throw error;
  }
}
