/** Copies trees of plain data (rules in syscalls/handler.ts). Uint8Arrays are shared: nobody writes to them. */
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

type Fields = Record<string, unknown>;

/**
 * Copies that are only read, one after the other, of a tree that changes little in between: what is as it was in the copy
 * before is that copy's.
 */
export class SharingCopier {
  /** Rough size of what the last copy does not share with the one before it, in bytes. */
  bytes = 0;

  /** A copy of `value` that nobody may change; parts of `before`, such a copy, are used again. */
  copy<T>(value: T, before: unknown): T {
    this.bytes = 0;
    return this.share(value, before) as T;
  }

  private share(value: unknown, before: unknown): unknown {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    const old = typeof before === 'object' && before !== null ? before : undefined;
    if (Array.isArray(value)) return this.shareItems(value, Array.isArray(old) ? old : []);
    return this.shareFields(value as Fields, old && !Array.isArray(old) ? old as Fields : {});
  }

  private shareItems(items: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined = items.length === before.length ? undefined : [];
    for (let i = 0; i < items.length; i++) {
      const item = this.share(items[i], before[i]);
      if (!copy && item !== before[i]) copy = before.slice(0, i);
      copy?.push(item);
    }
    if (!copy) return before;
    this.bytes += 16 + 8 * items.length;
    return copy;
  }

  private shareFields(value: Fields, before: Fields): Fields {
    const keys = Object.keys(value);
    const keysBefore = Object.keys(before);
    let isSame = keys.length === keysBefore.length;
    const fields: unknown[] = [];
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const field = this.share(value[key], before[key]);
      // The order of the fields counts too: someone may go through them.
      if (isSame && (field !== before[key] || key !== keysBefore[i])) {
        isSame = false;
        for (let k = 0; k < i; k++) fields.push(before[keys[k]]);
      }
      if (!isSame) fields.push(field);
    }
    if (isSame) return before;
    const copy: Fields = {};
    keys.forEach((key, i) => { copy[key] = fields[i]; });
    this.bytes += 16 + 16 * keys.length;
    return copy;
  }
}
