/** End to end in VS Code with the installed .vsix: a user debugs a real Go program. The tests are one session, in order. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type CodeServer, startCodeServer } from './support/code-server';
import { insist } from './support/insist';
import { officialGoExtension, packagedExtension } from './support/suite';
import { boardTells, stepThroughSyscall6, timelineTravels } from './support/scenes';
import { useWindow } from './support/window';
import type { Workbench } from './support/workbench';

describe('VS Code with the installed extension', function () {
  let wb: Workbench;
  let server: CodeServer;
  useWindow(this, 'desktop', async (folder) => {
    // Beside what the official Go extension says of both languages.
    server = await startCodeServer({ folder, vsix: packagedExtension(), extensions: [officialGoExtension()] });
    return { url: server.url(folder), stop: server.stop };
  }, (opened) => { wb = opened; });

  it('a function breakpoint on runtime.exitsyscall0, F5, call stack', async () => {
    await wb.open('example', 'main.go');
    await wb.waitLanguage('Go');
    await wb.showDebugView();
    await wb.section('Watch', false);
    await wb.addFunctionBreakpoint('runtime.exitsyscall0');
    await wb.startDebugging();
    await wb.waitStoppedIn('runtime.exitsyscall0');
    // Room for the call stack: rows that are not in sight are not there.
    await wb.section('Breakpoints', false);
    await wb.page.locator('.debug-call-stack .stack-frame', { hasText: 'syscall.openat' }).first().waitFor();
    const stack = (await wb.rows('.debug-call-stack')).map((row) => row.text).join('\n');
    assert.match(stack, /^M0 g0 · runtime\.exitsyscall0/);
    assert.match(stack, /g0 <- mcall from G1[^]*runtime\.exitsyscall[^]*syscall\.Syscall6[^]*syscall\.openat/);
    await wb.scrollCallStackTo('main.main');
  });

  it('variables with the P table expanded', async () => {
    await wb.expandVariable('P table');
    const row = wb.page.locator('.debug-variables .monaco-list-row', { hasText: /P0/ }).filter({ hasText: /running|syscall|idle/ }).first();
    await row.waitFor();
    await wb.expandVariable('P0');
    await wb.page.locator('.debug-variables .monaco-list-row', { hasText: /status/ }).filter({ hasText: /running/ }).first().waitFor();
  });

  it('hover on a selector', async () => {
    await wb.hover('locked = gp.lockedm', 'lockedm', /^(nil|0x0|0)/);
  });

  it('the console speaks gdb', async () => {
    await wb.console('info p', /running \(1\)\s+M2\s+G\d+/);
    await wb.console('info goroutines', /main\.busy/);
    await wb.console('p gp.goid', /\b1\b/);
  });

  it('views of Ps, Ms, Gs and syscalls', async () => {
    await wb.showSchedulerViews();
    for (const text of [/P0 running/, /^M0 /, /G1 main\.main/]) await wb.page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first().waitFor();
  });
  it('views by the keyboard alone', async () => {
    const { page } = wb;
    const focused = page.locator('.part.sidebar .monaco-list:focus-within .monaco-list-row.focused');
    const list = page.locator('.part.sidebar .monaco-list:focus-within');
    await wb.command('Go Scheduler: Focus on Processors (P) View', /Focus on Processors/, list);
    // Each try from the top: a row that is seen late is not passed by.
    const row = (text: RegExp, downs: number): Promise<void> => insist(String(text), focused.filter({ hasText: text }), async () => {
      for (const key of ['Home', ...Array<string>(downs).fill('ArrowDown')]) await page.keyboard.press(key);
    }, 3000);
    await row(/^P0 running/, 0);
    await insist('P0 expanded', focused.and(page.locator('[aria-expanded="true"]')), async () => { for (const key of ['Home', 'ArrowRight']) await page.keyboard.press(key); }, 3000);
    await row(/^status_?/, 1);
    await row(/^mM2/, 2);
    await wb.command('Go Scheduler: Focus on Goroutines (G) View', /Focus on Goroutines/, list);
    await row(/^G1 main\.main/, 0);
    // The goroutine's own code opens; the view stays, with the focus, for the next one.
    await wb.pressUntil('Enter', page.locator('.tab.active[data-resource-name="main.go"]'));
    await row(/^G5 main\.busy/, 1);
    await wb.pressUntil('Enter', page.locator('.statusbar-item', { hasText: /^Ln 2[0-4],/ }));
    await focused.filter({ hasText: 'G5 main.busy' }).waitFor();
    // What really stopped still says so.
    await wb.showDebugView();
    await page.locator('.debug-call-stack .monaco-list-row', { hasText: /^M0 g0 · runtime\.exitsyscall0.*Breakpoint/ }).waitFor();
  });

  it('board', async () => {
    await boardTells(wb);
    assert.equal(await wb.webview().locator('.token[data-id="G1"]').count(), 1);
    // How webviews hear of "workbench.reduceMotion"; what it does is tested beside this (board.test.ts).
    await wb.webview().locator('body.vscode-reduce-motion').waitFor();
  });
  it('a busy program on the board', async () => {
    await wb.stopDebugging();
    await wb.debug('Traffic');
    const board = wb.webview();
    await board.locator('.processor', { hasText: 'P2' }).waitFor();
    // At the next stop there are syscalls in flight, and somebody waits in a queue.
    await wb.toolbar('continue');
    await board.locator('[data-place="In syscalls"] .token[data-id="G7"]').waitFor();
    await wb.showSchedulerViews();
    await wb.console('info p', /2\s+running \(1\)\s+M\d/);
    assert.deepEqual(await board.locator('.processor').evaluateAll((rows) => rows.map((row) => /^P\d, running/.exec(row.getAttribute('aria-label')!)?.[0].slice(0, 2))), ['P0', 'P1', 'P2']);
    await wb.page.locator('.part.sidebar .monaco-list-row', { hasText: /openat/ }).first().waitFor();
  });
  it('a queue opens, a click shows who waits in it; the view stays', async () => {
    const { page } = wb;
    const row = (text: RegExp): Locator => page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first();
    for (const section of ['Threads', 'Goroutines']) await wb.section(section, false);
    const [p] = /^P\d/.exec(await row(/^P\d.*queue/).innerText())!;
    const opened = (name: RegExp, child: RegExp): Promise<void> => insist(`${String(name)} opened`, row(child), () => row(name).locator('.monaco-tl-twistie').click({ timeout: 3000 }), 3000);
    await opened(new RegExp(`^${p} `), /^schedtick/);
    await opened(/^runqG/, /^G\d+main\./);
    await wb.clickUntil(row(/^G\d+main\./), page.locator('.tab.active[data-resource-name="main.go"]'));
    await row(/^syscalltick/).waitFor();
  });
  it('a syscall in flight: held, released and slowed by its buttons, made to fail by the keyboard', async () => {
    const { page } = wb;
    const row = (text: RegExp): Locator => page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first();
    const [g] = /^G\d+/.exec(await row(/^G\d+ openat/).innerText())!;
    const call = (text: string): Locator => row(new RegExp(`^${g} openat.*${text}`));
    const press = (button: string, seen: Locator): Promise<void> => insist(button, seen, async () => {
      await call('').hover({ timeout: 3000 });
      await call('').locator(`.action-label[aria-label*="${button}"]`).click({ timeout: 3000 });
    });
    const input = page.locator('.quick-input-widget:visible .quick-input-box input');
    assert.equal(await call('').locator('.action-label[aria-label*="Release"]').count(), 0);
    await press('Hold', call('held by you'));
    await press('Release', call('latency'));
    await press('Set Latency', input);
    await input.fill('soon');
    await page.locator('.quick-input-widget:visible', { hasText: 'no duration' }).waitFor();
    await input.fill('90ms');
    await input.press('Enter');
    await call('[78]\\d.* ms to go').waitFor();
    await wb.command('Go Scheduler: Focus on Syscalls in Flight View', /Focus on Syscalls/, page.locator('.part.sidebar .monaco-list:focus-within'));
    await wb.pressUntil('ArrowDown', page.locator('.part.sidebar .monaco-list:focus-within .monaco-list-row.focused', { hasText: `${g} openat` }));
    const item = page.locator('.context-view .action-item.focused', { hasText: 'Make Syscall Fail' });
    await wb.pressUntil('Shift+F10', page.locator('.context-view .action-item', { hasText: 'Make Syscall Fail' }));
    await wb.pressUntil('ArrowDown', item);
    await wb.pressUntil('Enter', input);
    await input.fill('EIO');
    await input.press('Enter');
    await call('').waitFor({ state: 'detached' });
    for (const section of ['Threads', 'Goroutines']) await wb.section(section, true);
  });
  it('board, dark', async () => {
    await wb.theme('Dark Modern', 'vs-dark');
  });
  it('board, high contrast', async () => {
    await wb.theme('Dark High Contrast', 'hc-black');
  });
  it('board, high contrast light', async () => {
    await wb.theme('Light High Contrast', 'hc-light');
  });

  it('timeline', async () => {
    await wb.theme('Light Modern', 'vs');
    await wb.command('gosched: Open Scheduler Timeline', undefined, wb.webview().locator('canvas[aria-label*="events"]'));
  });
  it('timeline, a click travels', () => timelineTravels(wb, 300));
  it('timeline, dark', async () => {
    await wb.theme('Dark Modern', 'vs-dark');
  });
  it('timeline, high contrast', async () => {
    await wb.theme('Dark High Contrast', 'hc-black');
  });

  it('timeline and board by the keyboard alone', async () => {
    await wb.theme('Light Modern', 'vs');
    const { page } = wb;
    const canvas = wb.webview().locator('canvas');
    await wb.command('gosched: Open Scheduler Timeline', undefined, wb.webview().locator('canvas:focus-visible'));
    await canvas.press('ArrowDown');
    await canvas.press('ArrowRight');
    const [instant] = (await wb.webview().locator('#status', { hasText: /^[\d.]+ \S+ · P1 / }).innerText()).split(' · ');
    const before = await wb.statusPosition();
    await canvas.press('Enter');
    assert.equal(await wb.statusPositionBecomes(/past/, before), `${instant} (past)`);
    const token = wb.webview().locator('.token:focus-visible').first();
    await wb.command('gosched: Open Scheduler Board', undefined, wb.webview().locator('.processor', { hasText: 'P0' }));
    await wb.webview().locator('header.past').waitFor();
    await wb.pressUntil('ArrowRight', token);
    assert.match((await token.getAttribute('aria-label'))!, /^[GM]\d+, /);
    // A goroutine's token shows it.
    await wb.webview().locator('.token.g[data-id="G1"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.debug-call-stack').first().waitFor();
  });
  it('board and timeline say that the session has ended', async () => {
    await wb.stopDebugging();
    await wb.command('gosched: Open Scheduler Timeline', undefined, wb.webview().locator('#status', { hasText: 'The session has ended' }));
    await wb.command('gosched: Open Scheduler Board', undefined, wb.webview().locator('header', { hasText: 'The session has ended' }));
    assert.equal(await wb.page.locator('.notifications-toasts .notification-list-item').count(), 0);
  });

  it('step', async () => {
    await wb.command('View: Close All Editors');
    // What is left shows in high contrast; the web's suite (web.test.ts) has it dark.
    await wb.theme('Dark High Contrast', 'hc-black');
    await wb.showDebugView();
    // One goroutine's stack alone is open, from the start.
    await wb.debug('Embedded');
    await wb.topFrameBecomes(/^runtime\.exitsyscall0/);
    await wb.moves(() => wb.page.keyboard.press('F10'), /^runtime\.exitsyscall0/);
  });

  it('step back', async () => {
    await wb.moves(() => wb.toolbar('step-back'), /^runtime\.exitsyscall0/);
  });

  it('backwards by the keys: over, into, out of, and on to the start of history', async () => {
    const { page } = wb;
    const here = await wb.moves(() => page.keyboard.press('F10'), /^runtime\.exitsyscall0/);
    await wb.moves(() => page.keyboard.press('F10'), /^runtime\.exitsyscall0/);
    assert.equal(await wb.moves(() => page.keyboard.press('Control+F10'), /^runtime\.exitsyscall0/), here);
    await wb.moves(() => page.keyboard.press('Control+Shift+F11'), /^runtime\.mcall/);
    await wb.moves(() => page.keyboard.press('Shift+Alt+F11'), /./);
    await wb.pressUntil('Control+Shift+Alt+F5', page.locator('.part.sidebar', { hasText: 'Start of history (past)' }));
  });

  it('a real executable in the same place', async () => {
    await wb.stopDebugging();
    await wb.debug('Executable');
    await wb.topFrameBecomes(/^runtime\.exitsyscall0.*proc\.go/);
    await wb.page.locator('.debug-call-stack .stack-frame', { hasText: 'syscall.openat' }).first().waitFor();
  });

  it('disassembly, instruction by instruction through Syscall6', async () => {
    await wb.stopDebugging();
    await wb.removeBreakpoints();
    await wb.addFunctionBreakpoint('runtime/internal/syscall.Syscall6');
    await wb.debug('Executable');
    await wb.topFrameBecomes(/^runtime\/internal\/syscall\.Syscall6/);
    await wb.openDisassembly();
    await stepThroughSyscall6(wb);
  });
  it('disassembly, and back: by the key and by the button', async () => {
    const forwards = await wb.currentInstruction();
    const back = await wb.stepInstruction(() => wb.page.keyboard.press('Control+F10'));
    const further = await wb.stepInstruction(() => wb.toolbar('step-back'));
    const [third, second, first] = [forwards, back, further].map((row) => Number(/^0x[0-9a-f]+/m.exec(row)?.[0]));
    assert.ok(first < second && second < third, [forwards, back, further].join('\n'));
  });

  it('assembly: hover and diagnostics', async () => {
    await wb.stopDebugging();
    await wb.command('View: Close All Editors');
    await wb.open('asm', 'getpid_amd64.s');
    await wb.page.locator('.squiggly-error').first().waitFor();
    // The grammar colours it, and the gutter takes breakpoints.
    const line = wb.page.locator('.editor-instance .view-line', { hasText: 'MOVQ $39' });
    assert.ok(new Set(await line.locator('span[class*="mtk"]').evaluateAll((parts) => parts.map((part) => part.className))).size >= 3);
    await wb.toggleBreakpoint(6);
    await wb.hover('SYSCALL', 'SYSCALL', /getpid/, '.monaco-hover:not(.hidden) .hover-contents:visible');
  });
  it('problems', async () => {
    const problems = wb.page.locator('.markers-panel .monaco-list-row');
    await wb.command('Problems: Focus on Problems View', undefined, problems.filter({ hasText: 'MOVQQ' }).first());
    await problems.filter({ hasText: 'nowhere' }).first().waitFor();
  });
  it('Go files keep what VS Code does with them while assembly is open', async () => {
    await wb.open('example', 'main.go');
    await wb.page.locator('.editor-instance .view-line', { hasText: 'func busy' }).first().hover();
    await wb.page.locator('.editor-instance .codicon-folding-expanded').first().waitFor();
  });

  it('walkthrough, from the side bar', async () => {
    await wb.removeBreakpoints();
    await wb.command('View: Close All Editors');
    await wb.actions.begin();
    await wb.page.locator('.activitybar .action-item a[aria-label*="Go Scheduler"]').first().click();
    await wb.page.locator('.welcome-view-content .monaco-button', { hasText: 'Walkthrough' }).click();
    await wb.page.locator('.gettingStarted .step-title', { hasText: 'Stop in runtime.exitsyscall0' }).first().waitFor();
  });
  it('walkthrough: its button reaches the stop, in under five clicks', async () => {
    await wb.page.locator('.gettingStarted .getting-started-step', { hasText: 'Stop in runtime.exitsyscall0' }).first().click();
    await wb.page.locator('.gettingStarted .button-link, .gettingStarted .button-container a, .gettingStarted .monaco-button', { hasText: 'Start' }).first().click();
    await wb.waitStoppedIn('runtime.exitsyscall0');
    assert.ok(await wb.actions.count() < 5, `${await wb.actions.count()} actions`);
  });
  it('from there, each job takes fewer than five actions', async () => {
    const { page, actions } = wb;
    const jobs: Record<string, () => Promise<void>> = {
      'step back': async () => {
        const before = await wb.topFrame();
        await wb.toolbar('step-back');
        await wb.topFrameBecomes(/./, before);
      },
      'who has the P': async () => {
        await page.locator('.activitybar .action-item a[aria-label*="Go Scheduler"]').first().click();
        await page.locator('.part.sidebar .monaco-list-row', { hasText: 'P0 ' }).first().waitFor();
      },
      'the board': async () => {
        await page.locator('.pane-header', { hasText: 'Processors' }).hover();
        await page.locator('.pane-header', { hasText: 'Processors' }).locator('.action-label[aria-label*="Board"]').click();
        await wb.webview().locator('.processor', { hasText: 'P0' }).waitFor();
      },
      'the timeline, and back to the syscall by a click on it': async () => {
        await page.locator('.pane-header', { hasText: 'Processors' }).hover();
        await page.locator('.pane-header', { hasText: 'Processors' }).locator('.action-label[aria-label*="Timeline"]').click();
        await wb.webview().locator('canvas[aria-label*="events"]').waitFor();
        await timelineTravels(wb, 200);
      },
      'a syscall held': async () => {
        const row = page.locator('.part.sidebar .monaco-list-row', { hasText: /G1 openat/ }).first();
        await row.hover();
        await row.locator('.action-label[aria-label*="Hold"]').click();
        await page.locator('.part.sidebar .monaco-list-row', { hasText: /held by you/ }).first().waitFor();
      },
    };
    for (const [name, job] of Object.entries(jobs)) {
      await actions.begin();
      await job();
      assert.ok(await actions.count() < 5, `${name}: ${await actions.count()} actions`);
      assert.ok(await actions.count() > 0, `${name}: nothing was counted`);
    }
  });

  it('two sessions at once: views and status bar follow the one that is looked at', async () => {
    const { page } = wb;
    const row = (session: string): Locator => page.locator('.debug-call-stack .monaco-list-row .session', { hasText: session }).first();
    // The syscall was held in the past: that has made it the present.
    await page.locator('[id*="gosched.position"]', { hasNotText: 'past' }).waitFor();
    const first = await wb.statusPosition();
    await wb.showDebugView();
    await wb.addFunctionBreakpoint('main.report');
    await wb.choose('Traffic', row('Traffic'));
    await wb.clickUntil(row('Traffic'), page.locator('[id*="gosched.position"]', { hasNotText: first }));
    await wb.showSchedulerViews();
    await page.locator('.part.sidebar .monaco-list-row', { hasText: /P2 / }).first().waitFor();
    await wb.showDebugView();
    await wb.clickUntil(row('runtime.exitsyscall0'), page.locator('[id*="gosched.position"]', { hasText: first }));
    assert.equal(await wb.statusPosition(), first);
    await wb.removeBreakpoints();
  });

  it('no folder: the walkthrough\'s program stops all the same', async () => {
    await wb.stopDebugging();
    await wb.page.goto(server.url());
    await wb.ready();
    const button = wb.page.locator('.welcome-view-content .monaco-button', { hasText: 'Stop in runtime.exitsyscall0' });
    await wb.clickUntil(wb.page.locator('.activitybar .action-item a[aria-label*="Go Scheduler"]').first(), button);
    await button.click();
    await wb.waitStoppedIn('runtime.exitsyscall0');
    assert.equal(await wb.page.locator('.notifications-toasts .notification-list-item.error').count(), 0);
  });
});
