/** The word of `words` nearest to `word` by edit distance, if at most two edits away. */
export function similar(word: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, word.length);
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = edits(word, candidate, least);
    if (distance < least) { least = distance; best = candidate; }
  }
  return best;
}

function edits(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[b.length];
}
