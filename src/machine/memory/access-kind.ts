/** What an access does to memory. `modify` reads and then writes the same bytes. */
export const enum AccessKind { read = 0, write = 1, modify = 2 }
