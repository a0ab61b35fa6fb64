/**
 * The timeline's webview in headless Chromium (which draws without a graphics card): what a frame costs with many events, and beside
 * it with few. What the panel sends, and what the page holds.
 *   npx tsx test/bench/timeline.ts [events,...]     default: 10000,1000000
 */
import { openBrowser } from '../workbench/support/browser';
import { busyEvents } from '../workbench/support/busy-events';
import { type FrameCost, TimelinePage } from '../workbench/support/timeline-page';
import { median, percentile } from './common';

const sizes = (process.argv[2] ?? '10000,1000000').split(',').map(Number);
const FRAMES = 60;
const POINT = { x: 700, y: 200 };

function report(what: string, frames: readonly FrameCost[]): void {
  const ms = frames.map((frame) => frame.ms);
  console.log(`  ${what.padEnd(28)} median ${median(ms).toFixed(1)} ms, 95 % ${percentile(ms, 0.95).toFixed(1)}, most ${Math.max(...ms).toFixed(1)}; at most ${Math.max(...frames.map(({ calls }) => calls))} calls of the canvas`);
}

async function measure(count: number): Promise<void> {
  const events = busyEvents(count);
  const browser = await openBrowser(600_000);
  try {
    const page = await TimelinePage.open(browser.page);
    const start = performance.now();
    const messages = await page.feed(events);
    console.log(`${events.length} events: ${messages.length} messages, ${(messages.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB, the largest ${(Math.max(...messages) / 1e6).toFixed(2)} MB; there and drawn after ${((performance.now() - start) / 1000).toFixed(1)} s`);
    const session = await browser.context.newCDPSession(browser.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage') as { usedSize: number; backingStorageSize?: number };
    console.log(`  the page holds ${((usedSize + backingStorageSize) / 1e6).toFixed(0)} MB`);
    report('panning, all in sight', await page.wheel(FRAMES, POINT, { deltaX: 1 }));
    report('scrolling through the lanes', await page.wheel(FRAMES, POINT, { deltaY: 100 }));
    await page.wheel(FRAMES, POINT, { deltaY: -1000 });
    report('zooming in', await page.wheel(FRAMES, POINT, { deltaY: -60, ctrlKey: true }));
    report('panning, zoomed in', await page.wheel(FRAMES, POINT, { deltaX: 40 }));
    report('zooming out', await page.wheel(FRAMES, POINT, { deltaY: 60, ctrlKey: true }));
  } finally {
    await browser.close();
  }
}

void (async () => { for (const size of sizes) await measure(size); })();
