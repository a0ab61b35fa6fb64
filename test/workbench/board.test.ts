/** The board's webview in a browser without VS Code around it: how tokens move from stop to stop, the keyboard, and what a screen reader gets. */
import assert from 'node:assert/strict';
import type { Board, Token } from '../../src/extension/board/model';
import { BoardPage } from './support/board-page';
import { type Browser, openBrowser } from './support/browser';
import { PATIENCE_MS } from './support/settings';
import { requireWorkbench, shoot } from './support/suite';

const g = (id: number, state: string): Token => ({ id: `G${id}`, kind: 'g', state, name: `main.f${id}`, detail: '', show: { goid: id } });
const m = (id: number): Token => ({ id: `M${id}`, kind: 'm', state: '', name: '', detail: 'g0 · runtime.schedule', show: { tid: 1000 + id } });

/** P0 runs a goroutine on M0, others queue or wait. */
function board(time: string, running: number, queue: readonly number[], waiting: readonly number[]): Board {
  return {
    time, past: false, summary: '1 P · 1 M · 4 G',
    processors: [{ id: 'P0', state: 'running', changed: false, m: m(0), g: g(running, 'running'), queue: queue.map((id) => g(id, 'runnable')), queued: queue.length }],
    pools: [{ id: 'waiting', title: 'Waiting Gs', count: waiting.length, rows: [{ tokens: waiting.map((id) => g(id, 'waiting')), text: '' }] }],
  };
}
const first = board('1 ms', 1, [2, 3], [4]);
const second = board('2 ms', 2, [3], [1, 4]);

/** 64 Ps, and functions of generated code. */
const crowded: Board = {
  time: '1 ms', past: true, summary: '64 P · 200 M · 123,456 G', pools: [],
  processors: Array.from({ length: 64 }, (_, i) => ({
    id: `P${i}`, state: 'running', changed: false, m: m(100 + i), g: { ...g(100_000 + i, 'running'), name: `example.org/a/long/path/service.(*connectionPoolManager[...]).handleRequestWithRetries.func${i}` },
    next: g(200_000 + i, 'runnable'), queue: [1, 2, 3].map((n) => g(300_000 + 1000 * n + i, 'runnable')), queued: 200,
  })),
};

describe("the board's webview", function () {
  this.timeout(PATIENCE_MS * 2);
  let browser: Browser | undefined;
  before(async function () {
    requireWorkbench(this);
    browser = await openBrowser(PATIENCE_MS);
  });
  after(() => browser?.close());
  shoot('board', () => browser?.page, () => browser?.lines ?? []);

  /** A new page; `reducedMotion`: what the system asks for; `bodyClass`: what VS Code's settings say. */
  async function open(reducedMotion: 'reduce' | 'no-preference', bodyClass?: string): Promise<BoardPage> {
    await browser!.page.emulateMedia({ reducedMotion });
    await browser!.page.setViewportSize({ width: 1440, height: 1000 });
    return BoardPage.open(browser!.page, bodyClass);
  }

  it('says when it fills, and of an end only what has begun', async () => {
    const page = await open('reduce');
    await page.tell({ type: 'ended' });
    assert.equal((await page.page.locator('main').innerText()).trim(), 'The board fills when a debug session stops.');
    await page.tell({ type: 'board', board: { ...first, past: true } });
    await page.tell({ type: 'ended' });
    assert.equal(await page.page.locator('header:not(.past)').innerText(), 'The session has ended; this was its last stop.');
  });

  it('lets tokens travel from where they were at the last stop', async () => {
    const page = await open('no-preference');
    assert.deepEqual(await page.tell({ type: 'board', board: first }), []);
    const at = async (id: string) => (await page.token(id).boundingBox())!;
    const [before, still] = [await at('G1'), await at('M0')];
    const ways = await page.tell({ type: 'board', board: second });
    // G1 left, G2 took its place, G3 and G4 made room; the M stays.
    assert.deepEqual(ways.map(({ id }) => id).sort(), ['G1', 'G2', 'G3', 'G4']);
    assert.ok(ways.every(({ ms }) => ms > 0 && ms <= 1000));
    await page.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    const [after, same] = [await at('G1'), await at('M0')];
    const [x, y] = (/^translate\((\S+)px, (\S+)px\)$/.exec(ways.find(({ id }) => id === 'G1')?.from ?? '') ?? []).slice(1).map(Number);
    assert.ok(Math.abs(x - (before.x - after.x)) < 0.1 && Math.abs(y - (before.y - after.y)) < 0.1, `from ${x}, ${y}`);
    assert.deepEqual(same, still);
    assert.deepEqual(await page.page.locator('.token.moved[data-id]').evaluateAll((all) => all.map((token) => (token as HTMLElement).dataset.id).sort()), ['G1', 'G2']);
    assert.match((await page.token('G1').getAttribute('aria-label'))!, /^G1, waiting, main\.f1, came from P0 running$/);
  });

  for (const [what, media, bodyClass] of [['the system asks for less of it', 'reduce', ''], ["VS Code's own setting says so", 'no-preference', 'vscode-reduce-motion']] as const) {
    it(`moves nothing if ${what}, and marks what has moved all the same`, async () => {
      const page = await open(media, bodyClass);
      await page.tell({ type: 'board', board: first });
      assert.deepEqual(await page.tell({ type: 'board', board: second }), []);
      assert.equal(await page.page.locator('.token.moved[data-id]').count(), 2);
    });
  }

  it('is one stop of the Tab key; arrows go on, Enter shows a goroutine, and the focus survives the next stop', async () => {
    const page = await open('reduce');
    const { keyboard } = page.page;
    const focused = (): Promise<string | undefined> => page.page.evaluate(() => (document.activeElement as HTMLElement).dataset.id);
    await page.tell({ type: 'board', board: first });
    assert.equal(await page.page.locator('[tabindex="0"]').count(), 1);
    await keyboard.press('Tab');
    assert.equal(await focused(), 'M0');
    // A thread shows what it executes, with a goroutine or without.
    await keyboard.press('Enter');
    await keyboard.press('ArrowRight');
    assert.equal(await focused(), 'G1');
    await keyboard.press('Enter');
    await keyboard.press('End');
    assert.equal(await focused(), 'G4');
    await keyboard.press('ArrowRight');
    assert.equal(await focused(), 'M0');
    assert.deepEqual(await page.posted(), [{ type: 'ready' }, { type: 'show', what: { tid: 1000 } }, { type: 'show', what: { goid: 1 } }]);
    await page.token('G1').focus();
    await page.tell({ type: 'board', board: second });
    assert.equal(await focused(), 'G1');
    // It has ended: the focus does not fall off the board.
    await page.tell({ type: 'board', board: board('3 ms', 2, [3], [4]) });
    assert.equal(await focused(), 'M0');
    assert.equal(await page.page.locator('[tabindex="0"]').count(), 1);
  });

  for (const width of [300, 500, 700, 1200]) {
    it(`has room for many Ps, large numbers and long names, ${width} pixels wide`, async () => {
      const page = await open('reduce');
      await page.page.setViewportSize({ width, height: 900 });
      await page.tell({ type: 'board', board: crowded });
      const found = await page.page.evaluate(() => {
        const boxes = [...document.querySelectorAll<HTMLElement>('.token[data-id]')].map((token) => ({ id: token.dataset.id, ...token.getBoundingClientRect().toJSON() as DOMRect }));
        const over = boxes.flatMap((one, i) => boxes.slice(i + 1).filter((other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom).map(({ id }) => `${one.id} ${id}`));
        return { over, tokens: boxes.length, beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth };
      });
      assert.deepEqual(found, { over: [], tokens: 64 * 6, beyond: 0 });
    });
  }

  it('tells a screen reader what is where, and each stop what happened, once', async () => {
    const page = await open('reduce');
    const story = (lines: [text: string, fresh: boolean][], empty = ''): Promise<unknown> =>
      page.tell({ type: 'story', note: '', empty, lines: lines.map(([text, fresh]) => ({ time: '1 ms', state: 'running', text, fresh })) });
    await page.page.evaluate(() => { Object.assign(globalThis, { regions: [document.querySelector('[role="status"]'), document.querySelector('[role="log"]')] }); });
    await page.tell({ type: 'board', board: first });
    await story([], 'Reading the past: 43 %');
    assert.equal(await page.page.locator('.story li').innerText(), 'Reading the past: 43 %');
    await story([['G1 runs on M0 with P0', true]]);
    assert.deepEqual(await page.page.locator('#said p').allInnerTexts(), ['G1 runs on M0 with P0']);
    await page.page.evaluate(() => { Object.assign(globalThis, { said: document.querySelector('#said p') }); });
    await page.tell({ type: 'board', board: first });
    await story([['G1 runs on M0 with P0', true]]);
    assert.ok(await page.page.evaluate(() => document.querySelector('#said p') === (globalThis as unknown as { said: Element }).said), 'said again at the same stop');
    await page.tell({ type: 'board', board: second });
    await story([['G1 runs on M0 with P0', false], ['G1 parks (chan receive)', true], ['G2 runs on M0 with P0', true]]);
    assert.deepEqual(await page.page.locator('#said p').allInnerTexts(), ['G1 parks (chan receive)', 'G2 runs on M0 with P0']);
    // Live regions are heard only if they are not made anew.
    assert.ok(await page.page.evaluate(() => (globalThis as unknown as { regions: Element[] }).regions.every((region) => region.isConnected)));
    assert.equal(await page.page.locator('body').ariaSnapshot(), `- main "Scheduler board; arrow keys go from token to token, Enter shows a goroutine in the call stack":
  - status: 2 ms 1 P · 1 M · 4 G
  - region "P0, running, M M0, running G2, next none, 1 queued":
    - heading "P0 running" [level=2]
    - button "M0, g0 · runtime.schedule": M0
    - button "G2, running, main.f2, came from P0 queue": G2 main.f2
    - button "G3, runnable, main.f3": G3
  - region "Waiting Gs, 2":
    - heading "Waiting Gs 2" [level=2]
    - button "G1, waiting, main.f1, came from P0 running": G1
    - button "G4, waiting, main.f4": G4
  - region "What happened":
    - heading "What happened" [level=2]
    - list:
      - listitem:
        - time: 1 ms
        - text: G2 runs on M0 with P0
      - listitem:
        - time: 1 ms
        - text: G1 parks (chan receive)
      - listitem:
        - time: 1 ms
        - text: G1 runs on M0 with P0
  - list "Legend":
    - listitem: G running
    - listitem: G runnable
    - listitem: G in a syscall
    - listitem: G waiting
    - listitem: G held by you
    - listitem: M thread
    - listitem: M moved since the last stop
- log "What happened since the last stop":
  - paragraph: G1 parks (chan receive)
  - paragraph: G2 runs on M0 with P0`);
  });
});
