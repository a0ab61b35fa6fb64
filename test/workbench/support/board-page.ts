/** The board's webview as a page of its own, without VS Code around it: to see how it moves, and what it says to whom. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { FromBoard, ToBoard } from '../../../src/extension/board/messages';
import { BOARD_BODY } from '../../../src/extension/board/page';
import { root } from '../../support/gosched';

interface Recorded { posted: FromBoard[] }

/** A token on its way: where it comes from, in pixels beside its place, and for how long. */
export interface Way { id: string; from: string; ms: number }

export class BoardPage {
  private constructor(readonly page: Page) {}

  /** `bodyClass`: what VS Code tells webviews of its settings. */
  static async open(page: Page, bodyClass = ''): Promise<BoardPage> {
    // What a page before it listens to is gone.
    await page.goto('about:blank');
    await page.setContent(`<!DOCTYPE html><html><head><style>${readFileSync(join(root, 'media/board.css'), 'utf8')}</style></head><body class="vscode-light ${bodyClass}">${BOARD_BODY}</body></html>`);
    await page.evaluate('globalThis.__name = (given) => given');
    await page.evaluate(() => {
      const recorded: Recorded = { posted: [] };
      Object.assign(globalThis, { recorded, acquireVsCodeApi: () => ({ postMessage: (message: FromBoard) => { recorded.posted.push(message); } }) });
    });
    await page.addScriptTag({ path: join(root, 'dist/board.js') });
    return new BoardPage(page);
  }

  token(id: string): Locator { return this.page.locator(`.token[data-id="${id}"]`); }

  /** Sends a message as the panel does; the tokens that are on their way right behind it. */
  async tell(message: ToBoard): Promise<Way[]> {
    return this.page.evaluate((data) => {
      window.dispatchEvent(new MessageEvent('message', { data }));
      return document.getAnimations().map((animation) => {
        const effect = animation.effect as KeyframeEffect;
        return { id: (effect.target as HTMLElement).dataset.id ?? '', from: String(effect.getKeyframes()[0].transform), ms: Number(effect.getTiming().duration) };
      });
    }, message);
  }

  /** What the webview told the panel. */
  async posted(): Promise<FromBoard[]> { return this.page.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded.posted); }
}
