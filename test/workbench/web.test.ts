/** End to end in VS Code for the Web: the adapter and the machine run in the browser's worker, files come from a virtual workspace. The pictures are dark, from the timeline on light of high contrast. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { OPEN_LINE, unpackedExtension } from './support/suite';
import { startVscodeWeb, type WebServer } from './support/vscode-web';
import { boardTells, stepThroughSyscall6, timelineTravels } from './support/scenes';
import { useWindow } from './support/window';
import type { Workbench } from './support/workbench';

describe('VS Code for the Web', function () {
  let server: WebServer;
  let wb: Workbench;
  useWindow(this, 'web', async (folder) => server = await startVscodeWeb({ extensions: [unpackedExtension()], folder, settings: { 'workbench.colorTheme': 'Default Dark Modern' } }), (opened) => { wb = opened; });

  it('F5 on Go source, embedded runtime: stops in runtime.exitsyscall0', async () => {
    await wb.open('example', 'main.go');
    await wb.waitLanguage('Go');
    await wb.showDebugView();
    await wb.addFunctionBreakpoint('runtime.exitsyscall0');
    await wb.startDebugging();
    await wb.page.locator('.debug-call-stack .stack-frame', { hasText: 'syscall.openat' }).first().waitFor();
    const stack = (await wb.rows('.debug-call-stack')).map((row) => row.text).join('\n');
    assert.match(stack, /^M0 g0 · runtime\.exitsyscall0/);
    assert.match(stack, /g0 <- mcall from G1[^]*syscall\.Syscall6/);
    assert.ok([...server.sent].some((file) => file.endsWith(join('dist', 'library', 'go1.19.bin'))), 'the library was compiled at launch, not read');
  });

  it('hover on a selector', async () => {
    await wb.hover('locked = gp.lockedm', 'lockedm', /^(nil|0x0|0)/);
  });

  it('variables with the P table expanded', async () => {
    await wb.leave();
    await wb.expandVariable('P table');
    await wb.page.locator('.debug-variables .monaco-list-row', { hasText: /P0/ }).filter({ hasText: /running/ }).first().waitFor();
  });

  it('views and board', async () => {
    await wb.showSchedulerViews();
    for (const text of [/P0 running/, /M0 /, /G1 main\.main/]) await wb.page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first().waitFor();
    await boardTells(wb);
  });

  it('step', async () => {
    await wb.showDebugView();
    await wb.moves(() => wb.page.keyboard.press('F10'), /^runtime\.exitsyscall0/);
  });

  it('step back', async () => {
    await wb.moves(() => wb.toolbar('step-back'), /^runtime\.exitsyscall0/);
  });

  it('the console speaks gdb', async () => {
    await wb.console('info p', /running \(1\)\s+M2\s+G\d+/);
  });

  it('timeline, a click travels', async () => {
    await wb.theme('Light High Contrast', 'hc-light');
    await wb.command('gosched: Open Scheduler Timeline', undefined, wb.webview().locator('canvas[aria-label*="events"]'));
    await timelineTravels(wb, 300);
  });

  it('a configuration that the debugger offers by itself', async () => {
    await wb.stopDebugging();
    await wb.command('View: Close All Editors');
    await wb.removeBreakpoints();
    await wb.open('example', 'main.go');
    await wb.showDebugView();
    await wb.debugDynamic('slow syscalls');
    await wb.topFrameBecomes(/^runtime\.exitsyscall0/);
  });

  it('disassembly, instruction by instruction through Syscall6', async () => {
    await wb.stopDebugging();
    await wb.addFunctionBreakpoint('runtime/internal/syscall.Syscall6');
    await wb.debug('Embedded');
    await wb.topFrameBecomes(/^runtime\/internal\/syscall\.Syscall6/);
    await wb.openDisassembly();
    await stepThroughSyscall6(wb);
  });

  it('a breakpoint in the gutter, in an executable that was built elsewhere', async () => {
    await wb.stopDebugging();
    await wb.command('View: Close All Editors');
    await wb.removeBreakpoints();
    await wb.open('example', 'main.go');
    await wb.toggleBreakpoint(OPEN_LINE);
    await wb.debug('Executable');
    await wb.topFrameBecomes(new RegExp(`^main\\.main.*main\\.go.*${OPEN_LINE}`));
    await wb.page.waitForSelector('.tab.active[data-resource-name="main.go"]');
  });

  it('assembly: hover and diagnostics', async () => {
    await wb.stopDebugging();
    await wb.open('asm', 'getpid_amd64.s');
    await wb.waitLanguage('Go Assembly');
    await wb.page.locator('.squiggly-error').first().waitFor();
    await wb.hover('SYSCALL', 'SYSCALL', /getpid/, '.monaco-hover:not(.hidden) .hover-contents:visible');
  });
  it('problems', async () => {
    await wb.command('Problems: Focus on Problems View', /Focus on Problems View/, wb.page.locator('.markers-panel .monaco-list-row', { hasText: 'MOVQQ' }).first());
  });

  it('walkthrough: its button reaches the stop', async () => {
    await wb.stopDebugging();
    await wb.command('View: Close All Editors');
    await wb.page.locator('.activitybar .action-item a[aria-label*="Go Scheduler"]').first().click();
    await wb.page.locator('.welcome-view-content .monaco-button', { hasText: 'Walkthrough' }).click();
    await wb.page.locator('.gettingStarted .getting-started-step', { hasText: 'Stop in runtime.exitsyscall0' }).first().click();
    await wb.page.locator('.gettingStarted .button-link, .gettingStarted .button-container a, .gettingStarted .monaco-button', { hasText: 'Start' }).first().click();
    await wb.waitStoppedIn('runtime.exitsyscall0');
  });
});
