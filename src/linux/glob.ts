/** Shell-like pattern over a whole path: `*` any run of characters ('/' too), `?` one character. */
export function matchesGlob(pattern: string, path: string): boolean {
  // Greedy matching with one remembered star: linear in practice, no regular expression to escape.
  let p = 0;
  let star = -1;
  let retry = 0;
  for (let i = 0; i < path.length;) {
    if (p < pattern.length && (pattern[p] === '?' || (pattern[p] === path[i] && pattern[p] !== '*'))) { p++; i++; }
    else if (pattern[p] === '*') { star = p++; retry = i; }
    else if (star >= 0) { p = star + 1; i = ++retry; }
    else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
