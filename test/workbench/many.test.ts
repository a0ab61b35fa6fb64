/** Very many goroutines in VS Code; what a user waits for is printed. The tests are one session, in order. GOROUTINES: how many. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { buildGo, debugFlags } from '../support/go';
import { startCodeServer } from './support/code-server';
import { insist } from './support/insist';
import { packagedExtension } from './support/suite';
import { useWindow } from './support/window';
import type { Workbench } from './support/workbench';

/** 100,000 are the aim; the suite of every day makes do with just enough that some are not traced. */
const COUNT = Number(process.env.GOROUTINES ?? 6_000);
const SHOWN = String(COUNT + 1);
const LAST = `G${COUNT - 5}`;

/** Launch configurations as they are in launch.json. */
interface Launches { configurations: object[] }

describe('VS Code with very many goroutines', function () {
  let wb: Workbench;
  useWindow(this, 'many', async (folder) => {
    const launches = join(folder, '.vscode/launch.json');
    const known = JSON.parse(readFileSync(launches, 'utf8')) as Launches;
    known.configurations.push({ type: 'gosched', request: 'launch', name: 'Parked', program: buildGo(['parked.go'], debugFlags), args: [String(COUNT)], cwd: folder, gomaxprocs: 2, breakOn: ['main.ready'] });
    writeFileSync(launches, JSON.stringify(known));
    const server = await startCodeServer({ folder, vsix: packagedExtension(), settings: { 'workbench.colorTheme': 'Default High Contrast' } });
    return { url: server.url(folder), stop: server.stop };
  }, (opened) => { wb = opened; });

  const row = (text: RegExp): Locator => wb.page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first();
  async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    await work();
    console.log(`      ${what}: ${Math.round(performance.now() - start)} ms`);
  }

  it('the stop, and the call stack', async () => {
    await wb.showDebugView();
    await timed(`from the launch to the stop, the program starting ${COUNT} goroutines`, async () => {
      await wb.debug('Parked');
      await wb.topFrameBecomes(/^main\.ready/);
    });
    await timed('a step, until the call stack shows it', () => wb.moves(() => wb.page.keyboard.press('F10'), /^main\.main/));
  });

  it('the views show a page of them', async () => {
    await wb.showSchedulerViews();
    for (const section of ['Processors', 'Threads', 'Syscalls']) await wb.section(section, false);
    await timed('the view of goroutines', () => row(/^G1 main\.main/).waitFor());
    await wb.page.locator('.part.sidebar .pane-header', { hasText: new RegExp(`Goroutines.*${SHOWN} of ${SHOWN.slice(0, -2)}\\d\\d`) }).waitFor();
    await timed('a step, until the view shows it', async () => {
      await wb.page.keyboard.press('F10');
      await row(/^G1 main\.main.*parked\.go:24/).waitFor();
    });
  });

  it('more of them, by the keyboard', async () => {
    const focused = wb.page.locator('.part.sidebar .monaco-list:focus-within .monaco-list-row.focused');
    await wb.command('Go Scheduler: Focus on Goroutines (G) View', /Focus on Goroutines/, wb.page.locator('.part.sidebar .monaco-list:focus-within'));
    await wb.pressUntil('End', focused.filter({ hasText: /^Load more…200 of/ }));
    await wb.page.keyboard.press('Enter');
    await wb.pressUntil('End', focused.filter({ hasText: /^Load more…1200 of/ }));
    await wb.pressUntil('Home', focused.filter({ hasText: /^G1 main/ }));
  });

  it('groups, by stack', async () => {
    await timed('grouping', () => wb.choosePick('gosched: Group Goroutines', 'By stack', row(/^\d{4,} × /)));
    await insist('the group opened', row(/^G\d+$/), () => row(/^\d{4,} × /).locator('.monaco-tl-twistie').click({ timeout: 3000 }), 3000);
    await wb.choosePick('gosched: Group Goroutines', 'Do not group', row(/^G1 main\.main/));
  });

  it('a filter finds one of them; a click opens its own code', async () => {
    await timed('filtering', () => wb.answer('gosched: Filter Goroutines', LAST, row(new RegExp(`^${LAST} main\\.main\\.func1`))));
    await timed('from the click to the code', async () => {
      await row(new RegExp(`^${LAST} main\\.main\\.func1`)).click();
      await wb.page.locator('.editor-instance .current-line ~ *, .monaco-editor .view-line', { hasText: 'func park' }).first().waitFor();
      await wb.page.locator('.statusbar-item', { hasText: 'Ln 10,' }).waitFor();
    });
  });

  it('the board counts them', async () => {
    const board = wb.webview();
    await timed('the board', () => wb.command('gosched: Open Scheduler Board', undefined, board.locator('.pool.waiting .count', { hasText: /^\d{1,3},\d{3}$/ })));
    await timed('what happened', () => board.locator('.story .text').first().waitFor());
    await board.locator('.story .note', { hasText: /^Of \d{1,3},\d{3} goroutines the first 5,000 are traced/ }).waitFor();
    assert.ok(await board.locator('.token').count() < 200);
  });

  it('the timeline has those that are traced', async () => {
    await timed('the timeline', () => wb.command('gosched: Open Scheduler Timeline', undefined, wb.webview().locator('#note', { hasText: 'the first 5,000 are traced' })));
    await timed('all of it', () => wb.webview().locator('#note', { hasText: /^Of / }).waitFor());
  });
});
