/** The timeline's webview as a page of its own, without VS Code around it: to feed it with more than a program makes in a test. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { EventTable } from '../../../src/debugger/trace/event-table';
import { EVENTS_PER_MESSAGE, type FromWebview, type ToWebview } from '../../../src/extension/timeline/messages';
import { TIMELINE_BODY } from '../../../src/extension/timeline/page';
import { root } from '../../support/gosched';

/** What a frame cost: milliseconds of the drawing alone, and calls of the canvas. */
export interface FrameCost { ms: number; calls: number }
interface Recorded { posted: FromWebview[]; frames: FrameCost[] }

/** Colours of a theme, where VS Code would give them. */
const THEME = { foreground: '#3b3b3b', 'editor-background': '#ffffff', 'charts-green': '#388a34', 'charts-yellow': '#bf8803', 'charts-blue': '#1a85ff', 'charts-red': '#e51400', 'charts-purple': '#652d90', 'charts-lines': '#3b3b3b80' };

export class TimelinePage {
  private constructor(private readonly page: Page) {}

  static async open(page: Page): Promise<TimelinePage> {
    const colors = Object.entries(THEME).map(([name, value]) => `--vscode-${name}: ${value};`).join(' ');
    await page.setContent(`<!DOCTYPE html><html><head><style>:root { ${colors} --vscode-font-family: sans-serif; }</style><style>${readFileSync(join(root, 'media/timeline.css'), 'utf8')}</style></head><body class="vscode-light">${TIMELINE_BODY}</body></html>`);
    // tsx wraps functions into calls of this one, which a page does not have.
    await page.evaluate('globalThis.__name = (given) => given');
    await page.evaluate(prepare);
    await page.addScriptTag({ path: join(root, 'dist/timeline.js') });
    return new TimelinePage(page);
  }

  /** Sends a message as the panel does. */
  async tell(message: ToWebview): Promise<void> {
    // As text: the protocol of the browser takes long for many numbers.
    await this.page.evaluate((text) => { window.dispatchEvent(new MessageEvent('message', { data: JSON.parse(text) })); }, JSON.stringify(message));
  }

  /** All events of a table in messages, as the panel sends them; the program stands at the last one. Sizes of the messages, in bytes. */
  async feed(events: EventTable): Promise<number[]> {
    const sizes: number[] = [];
    for (let from = 0; from < events.length; from += EVENTS_PER_MESSAGE) {
      const message: ToWebview = { type: 'events', anew: from === 0, page: events.page(from, EVENTS_PER_MESSAGE) };
      sizes.push(JSON.stringify(message).length);
      await this.tell(message);
    }
    const { ns } = events.at(events.length - 1);
    await this.tell({ type: 'now', endNs: ns, nowNs: ns, past: false, stops: [ns], note: '' });
    await this.frame();
    return sizes;
  }

  /** The next frame has been drawn. */
  async frame(): Promise<void> {
    await this.page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(resolve); }); }));
  }

  /** Turns the wheel `times` times over a point, a frame each; what these frames cost. */
  async wheel(times: number, at: { x: number; y: number }, by: { deltaX?: number; deltaY?: number; ctrlKey?: boolean }): Promise<FrameCost[]> {
    return this.page.evaluate(async ([count, point, delta]) => {
      const { frames } = (globalThis as unknown as { recorded: Recorded }).recorded;
      const canvas = document.getElementById('timeline')!;
      frames.length = 0;
      for (let i = 0; i < count; i++) {
        canvas.dispatchEvent(new WheelEvent('wheel', { ...delta, clientX: point.x, clientY: point.y, cancelable: true }));
        await new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(resolve); }); });
      }
      return frames.filter(({ calls }) => calls > 0);
    }, [times, at, by] as const);
  }

  /** What the webview told the panel. */
  async posted(): Promise<FromWebview[]> { return this.page.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded.posted); }
}

/** Runs in the page, before the webview's script: VS Code's function, and a record of what frames cost. */
function prepare(): void {
  const recorded: Recorded = { posted: [], frames: [] };
  let calls = 0;
  for (const name of ['fillRect', 'fillText', 'strokeRect', 'fill', 'stroke', 'drawImage'] as const) {
    const original = CanvasRenderingContext2D.prototype[name] as (...args: unknown[]) => void;
    (CanvasRenderingContext2D.prototype as unknown as Record<string, unknown>)[name] = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      calls++;
      original.apply(this, args);
    };
  }
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => ask((time) => {
    calls = 0;
    const start = performance.now();
    draw(time);
    recorded.frames.push({ ms: performance.now() - start, calls });
  });
  Object.assign(globalThis, { recorded, acquireVsCodeApi: () => ({ postMessage: (message: FromWebview) => { recorded.posted.push(message); } }) });
}
