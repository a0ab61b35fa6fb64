/** VS Code as it comes, in which the user has installed the .vsix and nothing else: no settings, no folder. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/gosched';
import { startCodeServer } from './support/code-server';
import { OPEN_LINE, packagedExtension, temporaryFolder } from './support/suite';
import { useWindow } from './support/window';
import type { Workbench } from './support/workbench';

describe('A fresh VS Code with the installed extension', function () {
  let wb: Workbench;
  let url: string;
  useWindow(this, 'fresh', async () => {
    const server = await startCodeServer({ vsix: packagedExtension(), isNew: true });
    url = server.url();
    return { url, stop: server.stop };
  }, (opened) => { wb = opened; }, '');

  it('the welcome page has the walkthrough', async () => {
    await wb.page.locator('.gettingStartedContainer .getting-started-category', { hasText: 'Step through a syscall' }).first().waitFor();
  });
  it('from there to the stop in runtime.exitsyscall0 in under five clicks', async () => {
    const { page, actions } = wb;
    await actions.begin();
    await page.locator('.gettingStartedContainer .getting-started-category', { hasText: 'Step through a syscall' }).first().click();
    await page.locator('.getting-started-step', { hasText: 'Stop in runtime.exitsyscall0' }).first().click();
    await page.locator('.getting-started-step .button-container .monaco-button, .getting-started-step .button-link', { hasText: 'Start' }).first().click();
    await wb.waitStoppedIn('runtime.exitsyscall0');
    await page.locator('.debug-call-stack .stack-frame', { hasText: 'syscall.openat' }).first().waitFor();
    const clicks = await actions.count();
    assert.ok(clicks > 0 && clicks < 5, `${clicks} clicks`);
    console.log(`      ${clicks} clicks`);
    assert.equal(await page.locator('.notifications-toasts .notification-list-item.error, .monaco-dialog-box').count(), 0);
  });
  it('a Go file opened alone: F5 builds it, and stops at a breakpoint', async () => {
    await wb.stopDebugging();
    const file = join(temporaryFolder(), 'alone.go');
    cpSync(join(root, 'src/embedded/programs/open_file.go'), file);
    await wb.page.goto(url);
    await wb.ready();
    await wb.openPath(file);
    await wb.toggleBreakpoint(OPEN_LINE);
    await wb.clickUntil(wb.page.locator('.activitybar .action-item a[aria-label*="Run and Debug"]').first(), wb.page.locator('.welcome-view-content .monaco-button', { hasText: 'Run and Debug' }));
    await wb.startDebugging();
    await wb.topFrameBecomes(new RegExp(`^main\\.main.*alone\\.go.*${OPEN_LINE}`));
  });
});
