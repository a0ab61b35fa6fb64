/** Copies a tree of plain data (rules in syscalls/handler.ts). Uint8Arrays are shared: nobody writes to them. */
export function copyPlain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) {
    const copy = new Array<unknown>(value.length);
    for (let i = 0; i < value.length; i++) copy[i] = copyPlain(value[i] as unknown);
    return copy as T;
  }
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = copyPlain(value[key] as unknown);
  return copy as T;
}

/** Rough size of a tree in bytes, for statistics; shared byte arrays are not counted. */
export function plainSize(value: unknown): number {
  switch (typeof value) {
    case 'string': return 16 + value.length;
    case 'bigint': return 24;
    case 'object': {
      if (value === null || value instanceof Uint8Array) return 8;
      let size = 16;
      if (Array.isArray(value)) for (const item of value) size += plainSize(item);
      else for (const key in value) size += 8 + plainSize((value as Record<string, unknown>)[key]);
      return size;
    }
    default: return 8;
  }
}
