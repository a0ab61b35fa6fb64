/** The timeline's webview with a million events, in a browser without VS Code around it. */
import assert from 'node:assert/strict';
import { AXIS, GAP, gutterOf, LANE } from '../../src/extension/timeline/layout';
import { type Browser, openBrowser } from './support/browser';
import { busyEvents } from './support/busy-events';
import { PATIENCE_MS } from './support/settings';
import { requireWorkbench, shoot } from './support/suite';
import { TimelinePage } from './support/timeline-page';

const MILLION = 1_000_000;
/** Of the canvas in one frame, however many events there are: some for each lane, arrow and notch that has room. */
const MOST_CALLS = 10_000;
const MOST_MESSAGE = 1_000_000;
const POINT = { x: 700, y: 200 };

describe('a timeline of a million events', function () {
  this.timeout(PATIENCE_MS * 5);
  let browser: Browser | undefined;
  let timeline: TimelinePage;
  const events = busyEvents(MILLION);
  const lastNs = events.at(events.length - 1).ns;

  before(async function () {
    requireWorkbench(this);
    browser = await openBrowser(PATIENCE_MS);
    timeline = await TimelinePage.open(browser.page);
  });
  after(() => browser?.close());
  shoot('timeline', () => browser?.page, () => browser?.lines ?? []);

  it('says why it is empty, and not that a session has ended before the first one', async () => {
    await timeline.tell({ type: 'ended' });
    assert.equal(await browser!.page.locator('#timeline').getAttribute('aria-label'), 'Timeline; it fills when a debug session stops');
    assert.deepEqual([await browser!.page.locator('#status').innerText(), await browser!.page.locator('body.ended').count()], ['', 0]);
  });

  it('comes in small messages', async () => {
    const sizes = await timeline.feed(events);
    assert.ok(Math.max(...sizes) < MOST_MESSAGE, `${Math.max(...sizes)} bytes in one message`);
    const label = await browser!.page.locator('#timeline').getAttribute('aria-label');
    assert.ok(label?.startsWith(`Timeline of 416 lanes and ${events.length} events, `), label ?? '');
    // Nobody can follow a hundred thousand arrows.
    await browser!.page.locator('#note', { hasText: /^\d\d,\d{3} times a P goes to another M here/ }).waitFor();
  });

  it('zooms in, pans and zooms out with bounded work in each frame', async () => {
    const frames = [
      ...await timeline.wheel(5, POINT, { deltaX: 1 }),
      ...await timeline.wheel(20, POINT, { deltaY: -200, ctrlKey: true }),
      ...await timeline.wheel(10, POINT, { deltaX: 40 }),
      ...await timeline.wheel(10, POINT, { deltaY: 500 }),
      ...await timeline.wheel(20, POINT, { deltaY: 200, ctrlKey: true }),
    ];
    assert.ok(frames.length >= 60, `${frames.length} frames were drawn`);
    assert.ok(Math.max(...frames.map(({ calls }) => calls)) < MOST_CALLS, frames.map(({ calls }) => calls).join(' '));
    await timeline.wheel(1, POINT, { deltaY: -100_000 });
  });

  it('shows single events when one is near enough, and a click travels to the one under it', async () => {
    await timeline.wheel(25, POINT, { deltaY: -150, ctrlKey: true });
    await browser!.page.locator('#note:empty').waitFor({ state: 'attached' });
    const canvas = browser!.page.locator('#timeline');
    // The cursor goes to an event of P2's lane; a click on that very place means the same event.
    await canvas.focus();
    await browser!.page.keyboard.press('ArrowDown');
    await browser!.page.keyboard.press('ArrowDown');
    await browser!.page.keyboard.press('Enter');
    const [first] = (await timeline.posted()).filter((message) => message.type === 'travel');
    assert.ok(first && 'retired' in first.to, JSON.stringify(first));
    const event = events.at(events.firstAfter(first.to.retired!) - 1);
    assert.equal(event.subject, 'P2');
    assert.equal(await browser!.page.locator('#status').innerText().then((text) => text.includes(event.text.replace('->', '→'))), true);
  });

  it('never leaves what there is to see', async () => {
    // A window is a microsecond wide: that goes over the end by far.
    await timeline.wheel(1, POINT, { deltaX: 1e12 });
    const { page } = browser!;
    const canvas = page.locator('#timeline');
    const width = await canvas.evaluate((element) => element.clientWidth);
    const travelAt = async (x: number): Promise<number | undefined> => {
      await canvas.click({ position: { x, y: AXIS + (LANE + GAP) * 3 + LANE / 2 } });
      const last = (await timeline.posted()).at(-1);
      return last?.type === 'travel' ? last.to.ns ?? last.to.retired : undefined;
    };
    // Behind the last event there is the margin alone: a click there means the present.
    assert.equal(await travelAt(width - 2), lastNs);
    // Who cannot see the axis hears what is in sight.
    await page.keyboard.press('PageUp');
    const said = await page.locator('#status').innerText();
    await page.keyboard.press('-');
    assert.match(said, /^From [\d.]+ m?s to [\d.]+ m?s$/);
    assert.notEqual(await page.locator('#status').innerText(), said);
    await page.keyboard.press('0');
    await page.locator('#note', { hasText: /times a P goes/ }).waitFor();
    // All is in sight, so there is nowhere to pan to: the middle stays the middle.
    await timeline.wheel(1, POINT, { deltaX: 1e12 });
    const middle = await travelAt((gutterOf(width) + width) / 2) ?? NaN;
    assert.ok(middle > 0.45 * lastNs && middle < 0.55 * lastNs, `${middle} of ${lastNs} ns`);
  });
});
