import { noRuns, Runs } from '../shared/search';

/**
 * Decodes one pc-value table: pairs of a zigzag varint (change of the value, which starts at -1) and a varint (length in
 * bytes of code; amd64's pc quantum is 1). A value change of 0 ends it, except in the first pair.
 * `limit` (bytes of code) bounds damaged tables.
 */
export function decodePcValues(bytes: Uint8Array, at: number, limit: number): Runs {
  if (!(at > 0 && at < bytes.length)) return noRuns;
  const ends: number[] = [];
  const values: number[] = [];
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
    ends.push(pc);
    values.push(value);
  }
  return new Runs(Int32Array.from(ends), Int32Array.from(values));
}
