import { PATIENCE_MS } from './settings';

/** How long one try of `insist` may take to show its effect. */
export const TRY_MS = 10_000;
/** What can be waited for. */
export interface Waitable { waitFor(options: { timeout: number }): Promise<unknown> }

/**
 * Acts until the effect is seen. A key or a click can get lost: a stop gives the focus to an editor, a contribution registers
 * late, a list is made anew under the mouse. What has its effect already is not done again.
 */
export async function insist(what: string, seen: Waitable, act: () => Promise<unknown>, tryMs = TRY_MS): Promise<void> {
  let last: unknown;
  for (const start = Date.now(); Date.now() - start < PATIENCE_MS;) {
    try {
      await act();
      await seen.waitFor({ timeout: tryMs });
      return;
    } catch (error) { last = error; }
    // It came late: not once more.
    if (await seen.waitFor({ timeout: 1 }).then(() => true, () => false)) return;
  }
  throw new Error(`${what}: in vain for ${PATIENCE_MS / 1000} s`, { cause: last });
}
