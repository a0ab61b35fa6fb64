import { noRuns, Runs } from '../shared/search';

/**
 * Walks over one pc-value table: pairs of a zigzag varint (change of the value, which starts at -1) and a varint (length in
 * bytes of code; amd64's pc quantum is 1). A value change of 0 ends it, except in the first pair.
 * `limit` (bytes of code) bounds damaged tables. `visit` gets each value and the offset where it ends.
 */
export function walkPcValues(bytes: Uint8Array, at: number, limit: number, visit: (value: number, end: number) => void): void {
  if (!(at > 0 && at < bytes.length)) return;
  let value = -1;
  let pc = 0;
  let position = at;
  const varint = (): number => {
    let result = 0;
    for (let shift = 0; position < bytes.length; shift += 7) {
      const byte = bytes[position++];
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return result >>> 0;
  };
  while (pc < limit && position < bytes.length) {
    const change = varint();
    if (change === 0 && pc !== 0) break;
    value = (value + ((change & 1) ? -((change >>> 1) + 1) : change >>> 1)) | 0;
    const length = varint();
    if (length === 0) break;
    pc = Math.min(pc + length, limit);
    visit(value, pc);
  }
}

/** The table as runs. */
export function decodePcValues(bytes: Uint8Array, at: number, limit: number): Runs {
  const ends: number[] = [];
  const values: number[] = [];
  walkPcValues(bytes, at, limit, (value, end) => {
    ends.push(end);
    values.push(value);
  });
  return ends.length === 0 ? noRuns : new Runs(Int32Array.from(ends), Int32Array.from(values));
}
