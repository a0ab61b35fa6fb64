/** A window whose folder the user has not trusted. */
import assert from 'node:assert/strict';
import { startCodeServer } from './support/code-server';
import { packagedExtension } from './support/suite';
import { useWindow } from './support/window';
import type { Workbench } from './support/workbench';

describe('VS Code in restricted mode', function () {
  let wb: Workbench;
  useWindow(this, 'restricted', async (folder) => {
    const server = await startCodeServer({ folder, vsix: packagedExtension(), asksForTrust: true });
    return { url: server.url(folder), stop: server.stop };
  }, (opened) => { wb = opened; });

  it('untrusted: assembly is understood, and nothing is debugged before the user trusts the folder', async () => {
    await wb.open('asm', 'getpid_amd64.s');
    await wb.page.locator('.squiggly-error').first().waitFor();
    const dialog = wb.page.locator('.monaco-dialog-box');
    await wb.choose('Embedded', dialog);
    assert.match(await dialog.innerText(), /trust the authors/i);
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await wb.page.locator('.debug-toolbar').count(), 0);
  });
});
