/** Virtual nanoseconds for people: "340 ns", "25.001 ms", "1.5 s". */
export function formatNs(ns: number): string {
  const [size, unit] = ns < 1e3 ? [1, 'ns'] : ns < 1e6 ? [1e3, 'µs'] : ns < 1e9 ? [1e6, 'ms'] : [1e9, 's'] as const;
  const value = ns / (size as number);
  return `${Number.isInteger(value) ? value : value.toFixed(3).replace(/\.?0+$/, '')} ${unit}`;
}
