/** A window whose folder the user has not trusted. */
import assert from 'node:assert/strict';
import { type Browser, openBrowser } from './support/browser';
import { type CodeServer, startCodeServer } from './support/code-server';
import { exampleWorkspace, packagedExtension, PATIENCE_MS, removeFolders, requireWorkbench, shoot } from './support/suite';
import { Workbench } from './support/workbench';

describe('VS Code in restricted mode', function () {
  this.timeout(PATIENCE_MS * 2);
  let server: CodeServer | undefined;
  let browser: Browser | undefined;
  let wb: Workbench;

  before(async function () {
    requireWorkbench(this);
    const folder = exampleWorkspace();
    server = await startCodeServer({ folder, vsix: packagedExtension(), asksForTrust: true });
    browser = await openBrowser(PATIENCE_MS);
    wb = new Workbench(browser.page);
    await browser.page.goto(server.url(folder));
    await wb.ready('example');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    removeFolders();
  });
  shoot('restricted', () => browser?.page, () => browser?.lines ?? []);

  it('untrusted: assembly is understood, and nothing is debugged before the user trusts the folder', async () => {
    await wb.open('asm', 'getpid_amd64.s');
    await wb.page.locator('.squiggly-error').first().waitFor();
    await wb.command('Debug: Select and Start Debugging', /Select and Start Debugging/);
    await wb.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Embedded' }).first().click();
    const dialog = wb.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /trust the authors/i);
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await wb.page.locator('.debug-toolbar').count(), 0);
  });
});
