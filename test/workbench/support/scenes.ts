/** What the suites of both hosts do in the same way. */
import assert from 'node:assert/strict';
import { AXIS, gutterOf, LANE, MARGIN, SLACK } from '../../../src/extension/timeline/layout';
import type { Workbench } from './workbench';

const MOST_STEPS = 40;

/** In the disassembly view, from the entry of Syscall6: instruction by instruction into the kernel, out of it, and back to the caller. */
export async function stepThroughSyscall6(wb: Workbench): Promise<void> {
  const passed = [await wb.currentInstruction()];
  while (!/\bRET\b/.test(passed.at(-1)!) && passed.length < MOST_STEPS) passed.push(await wb.stepInstruction());
  const seen = passed.join('\n');
  const at = passed.findIndex((row) => /\bSYSCALL\s*$/.test(row));
  assert.ok(at > 0 && at < passed.length - 2, `SYSCALL is passed:\n${seen}`);
  assert.match(passed.at(-1)!, /\bRET\b/, seen);
  const addresses = passed.map((row) => Number(/^0x[0-9a-f]+/m.exec(row)?.[0]));
  assert.deepEqual(addresses, [...new Set(addresses)].sort((a, b) => a - b), `each instruction once, in order:\n${seen}`);
}

/** The board shows who has the P, and tells how it came to that. */
export async function boardTells(wb: Workbench): Promise<void> {
  const board = wb.webview();
  await wb.command('gosched: Open Scheduler Board', undefined, board.locator('.processor', { hasText: 'P0' }));
  await board.locator('.story li', { hasText: 'P0 retaken by sysmon from M0 → M2' }).waitFor();
}

/**
 * A click into the timeline's first lane, `x` pixels from the left. The program goes to the instant that lies there by the drawn
 * scale (or to the event that begins close by); the timeline shows it, so that a screenshot has it.
 */
export async function timelineTravels(wb: Workbench, x: number): Promise<void> {
  const canvas = wb.webview().locator('canvas[aria-label*="events"]');
  const label = (await canvas.getAttribute('aria-label'))!;
  const [start, end] = /([\d.]+ \S+) to ([\d.]+ \S+), now/.exec(label)!.slice(1).map(parseNs);
  const width = await canvas.evaluate((element) => element.clientWidth);
  const perPixel = (end - start) * (1 + MARGIN) / (width - gutterOf(width));
  const clicked = start + (x - gutterOf(width)) * perPixel;
  const before = await wb.statusPosition();
  await canvas.click({ position: { x, y: AXIS + LANE / 2 } });
  const position = (await wb.statusPositionBecomes(/past/, before)).replace(' (past)', '');
  assert.ok(Math.abs(parseNs(position) - clicked) <= (SLACK + 1) * perPixel, `at ${position}, clicked at ${clicked} ns: ${label}`);
  const footer = await wb.webview().locator('#status').innerText();
  assert.ok(footer.startsWith(`${position} · P0 `), `${footer} after going to ${position}`);
  await wb.webview().locator(`canvas[aria-label*="now at ${position} in the past"]`).waitFor({ state: 'attached' });
  await wb.painted();
}

function parseNs(text: string): number {
  const [value, unit] = text.split(' ');
  return Number(value) * (({ ns: 1, 'µs': 1e3, ms: 1e6, s: 1e9 } as Record<string, number>)[unit] ?? NaN);
}
