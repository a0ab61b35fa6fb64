/** Rows as columns of one width, two blanks between them; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => { widths[i] = Math.max(widths[i] ?? 0, cell.length); });
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]))).join('  ').trimEnd()).join('\n');
}

/** 1234567 ns -> "1.234567ms"; a virtual time or duration as Go writes durations */
export function duration(ns: number): string {
  const units: [number, string][] = [[1e9, 's'], [1e6, 'ms'], [1e3, 'us']];
  for (const [size, name] of units) {
    if (Math.abs(ns) >= size) return `${Number((ns / size).toFixed(6))}${name}`;
  }
  return `${ns}ns`;
}
