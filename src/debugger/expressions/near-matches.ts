/** Names that a misspelt one may have meant. */

/** Up to three of `names` that are near `wanted`, best first: same but for case, or few edits away. */
export function nearMatches(wanted: string, names: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const scored: [number, string][] = [];
  const lower = wanted.toLowerCase();
  for (const name of new Set(names)) {
    if (name === wanted || Math.abs(name.length - wanted.length) > limit) continue;
    const distance = name.toLowerCase() === lower ? 0 : editDistance(lower, name.toLowerCase(), limit);
    if (distance <= limit) scored.push([distance, name]);
  }
  return scored.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, 3).map(([, name]) => name);
}

/** "; did you mean npidle or nmidle?", or nothing. */
export function suggestion(wanted: string, names: Iterable<string>): string {
  const near = nearMatches(wanted, names);
  if (near.length === 0) return '';
  const list = near.length === 1 ? near[0] : `${near.slice(0, -1).join(', ')} or ${near[near.length - 1]}`;
  return `; did you mean ${list}?`;
}

/** Edits (insert, delete, replace, swap two neighbours) from a to b, or anything above `limit` once it is exceeded. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      next.push(cost);
    }
    if (Math.min(...next, ...row) > limit) return limit + 1;
    before = row;
    row = next;
  }
  return row[b.length];
}
