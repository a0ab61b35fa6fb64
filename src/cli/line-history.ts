import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Lines that are kept from one session to the next. */
export const HISTORY_SIZE = 1000;

/** $GOSCHED_HISTORY, else where XDG says that state is kept. */
function file(): string { return process.env.GOSCHED_HISTORY ?? join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'gosched', 'history'); }

/** Lines typed in earlier sessions, the newest first. */
export function readHistory(): string[] {
  try {
    return readFileSync(file(), 'utf8').split('\n').filter(Boolean).reverse().slice(0, HISTORY_SIZE);
  } catch {
    return [];
  }
}

/** A history that cannot be kept is no reason to stop debugging. */
export function saveHistory(lines: readonly string[]): void {
  try {
    mkdirSync(dirname(file()), { recursive: true });
    writeFileSync(file(), `${[...lines].reverse().join('\n')}\n`);
  } catch { /* no home, or a read-only one */ }
}
