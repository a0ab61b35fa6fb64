/** Errors of compilers in a message: "main.go:5:2: undefined: f". No VS Code in here. */
export interface BuildError { /** as written: absolute, or relative to the program's folder */ file: string; line: number; column: number; text: string }

/** Lines that name no place are left out. */
export function buildErrors(message: string): BuildError[] {
  const found: BuildError[] = [];
  for (const line of message.split('\n')) {
    const match = /(?:^|\s)((?:[A-Za-z]:[\\/])?[^\s:]+\.(?:go|s)):(\d+)(?::(\d+))?:\s+(.+)$/.exec(line);
    if (match) found.push({ file: match[1], line: Number(match[2]), column: Number(match[3] ?? 1), text: match[4].trim() });
  }
  return found;
}
