/** A window whose folder the user has not trusted. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { debugFlags, goCommand, goEnvironment } from '../support/go';
import { startCodeServer } from './support/code-server';
import { packagedExtension, temporaryFolder } from './support/suite';
import { useWindow } from './support/window';
import type { Workbench } from './support/workbench';
import type { Findings } from './untrusted/findings';

/** Writes a file and reads it again. */
const WRITES = `package main

import (
	"fmt"
	"os"
)

func main() {
	if err := os.WriteFile("written.txt", []byte("kept"), 0644); err != nil {
		fmt.Println(err.Error())
	}
	text, _ := os.ReadFile("written.txt")
	fmt.Println(string(text))
}
`;

/** The probe as an extension's folder. */
async function probe(): Promise<string> {
  const folder = join(temporaryFolder(), 'test.probe-0.0.1');
  await build({ entryPoints: [join(__dirname, 'untrusted/index.ts')], outfile: join(folder, 'index.js'), bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], logLevel: 'error' });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({
    name: 'probe', publisher: 'test', version: '0.0.1', engines: { vscode: '^1.91.0' }, main: './index.js', capabilities: { untrustedWorkspaces: { supported: true } },
    contributes: { commands: [{ command: 'probe.untrusted', title: 'Probe: Untrusted' }] },
  }));
  return folder;
}

describe('VS Code in restricted mode', function () {
  let wb: Workbench;
  let workspace: string;
  useWindow(this, 'restricted', async (folder) => {
    workspace = folder;
    mkdirSync(join(folder, 'writes'));
    writeFileSync(join(folder, 'writes/main.go'), WRITES);
    execFileSync(goCommand, ['build', ...debugFlags, '-o', '../bin/writes', 'main.go'], { cwd: join(folder, 'writes'), env: goEnvironment(), stdio: 'pipe' });
    writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ 'gosched.goCommand': join(folder, 'hostile') }));
    const server = await startCodeServer({ folder, vsix: packagedExtension(), extensions: [await probe()], asksForTrust: true });
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

  it('untrusted: gosched itself builds nothing and writes nothing', async () => {
    await wb.command('Probe: Untrusted', undefined, wb.page.locator('.explorer-folders-view .monaco-list-row[aria-label^="findings.json"]'));
    await wb.page.locator('.notifications-toasts', { hasText: 'building with the installed Go needs a trusted workspace' }).waitFor();
    const found = JSON.parse(readFileSync(join(workspace, 'findings.json'), 'utf8')) as Findings;
    assert.equal(found.isTrusted, false);
    assert.equal(found.goCommand, 'go', 'the folder says which program is run');
    assert.equal(found.build, undefined, 'a build with the installed Go');
    for (const launch of [found.source, found.folder]) assert.deepEqual([launch?.runtime, launch?.writes], ['embedded', 'overlay']);
    assert.equal(found.executable?.writes, 'overlay');
    // The program itself would have written; through gosched it reads what it wrote, and nothing is there.
    assert.deepEqual(found.asAsked, { output: 'kept\n', isOnHost: true });
    assert.deepEqual(found.sourceRun, { output: 'kept\n', isOnHost: false });
    assert.deepEqual(found.executableRun, { output: 'kept\n', isOnHost: false });
  });
});
