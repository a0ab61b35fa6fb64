const units: Record<string, number> = { ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/**
 * Nanoseconds of a duration as Go writes it ("25ms", "1.5s", "1m30s").
 * @throws RangeError that quotes the text
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (/^0+$/.test(trimmed)) return 0;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(trimmed)) throw new RangeError(`"${text}" is no duration: write a number and ns, us, ms, s, m or h, as in 25ms`);
  let total = 0;
  for (const [, digits, , unit] of trimmed.matchAll(/(\d+(\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) total += Number(digits) * units[unit];
  if (!Number.isSafeInteger(Math.round(total))) throw new RangeError(`"${text}" is too long a duration`);
  return Math.round(total);
}

/** Nanoseconds as Go would write them, with at most three digits behind the point: "1.2ms". */
export function formatDuration(ns: number): string {
  const [unit, size] = ([['s', 1e9], ['ms', 1e6], ['µs', 1e3]] as const).find(([, size]) => ns >= size) ?? ['ns', 1];
  return `${Number((ns / size).toFixed(3))}${unit}`;
}
