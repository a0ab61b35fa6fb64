import type { Frame, Page } from 'playwright-core';

/** Counts what the user does: clicks and keys (but not modifiers alone), in the workbench and in its webviews. */
export class Actions {
  constructor(private readonly page: Page) {}

  /** Counts from zero. Frames that come later are listened to as well. */
  async begin(): Promise<void> {
    if (!this.isWatching) {
      this.isWatching = true;
      await this.page.exposeFunction('goschedAction', () => { this.done++; });
      this.page.on('framenavigated', (frame) => void listen(frame).catch(() => undefined));
    }
    for (const frame of this.page.frames()) await listen(frame).catch(() => undefined);
    this.done = 0;
  }
  private isWatching = false;
  private done = 0;

  /** Since `begin`. */
  async count(): Promise<number> {
    // What was pressed last has been reported when the page answers.
    await this.page.evaluate(() => undefined);
    return this.done;
  }
}

async function listen(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    const scope = globalThis as unknown as { goschedAction?: () => void; goschedListens?: true };
    if (scope.goschedListens) return;
    scope.goschedListens = true;
    addEventListener('pointerdown', () => scope.goschedAction?.(), true);
    addEventListener('keydown', ({ key, repeat }) => { if (!repeat && !['Control', 'Shift', 'Alt', 'Meta'].includes(key)) scope.goschedAction?.(); }, true);
  });
}
