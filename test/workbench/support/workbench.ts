/** What a user does in the workbench, and what is seen there. Lists are virtual: only visible rows exist. */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { Actions } from './actions';

export interface ListRow { level: number; label: string; text: string }

const EDITOR = '.editor-instance .monaco-editor';
/** VS Code 1.91 has no name for it; it is the only table among the editors. */
const DISASSEMBLY = '.editor-instance .monaco-table';
const CURRENT_INSTRUCTION = '[class*=codicon-debug-stackframe]';

export class Workbench {
  readonly actions: Actions;
  constructor(readonly page: Page) { this.actions = new Actions(page); }

  /** Painted, with `file` in the explorer, and with all parts of VS Code started. */
  async ready(file: string): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 90_000 });
    await this.page.waitForSelector(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`, { timeout: 90_000 });
    // The last parts start by a timer, when the page is idle, some seconds later; who provides `debug:` sources is one of them. A
    // program that stops before that leaves an editor with an error.
    await this.page.waitForFunction(() => performance.getEntriesByName('code/LifecyclePhase/Eventually').length > 0, undefined, { timeout: 90_000 });
    await this.page.evaluate(async () => { for (let i = 0; i < 20; i++) await new Promise((resolve) => { requestIdleCallback(resolve); }); });
  }

  /** The quick input with `text` in it. Its key can be lost while the workbench is still settling. */
  private async quickInput(text: string, key: string): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press(key);
      try {
        // An editor that takes the focus at a stop closes it again: then once more.
        await input.fill(text, { timeout: 3000 });
        return input;
      } catch (error) {
        if (attempt >= 5) throw error;
      }
    }
  }

  /** Runs a command of the palette; `shown`: what its row says where that differs between versions. */
  async command(title: string, shown: RegExp | string = title): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: shown }).first();
    for (let attempt = 0; ; attempt++) {
      const input = await this.quickInput(`>${title}`, 'F1');
      try {
        await row.waitFor({ timeout: 5000 });
        // The debug toolbar may lie over the list's first rows: the first one is taken by the keyboard.
        if (await row.getAttribute('data-index') === '0') await input.press('Enter', { timeout: 3000 });
        else await row.click({ timeout: 3000 });
        break;
      } catch (error) {
        // An editor that takes the focus at a stop closes the list at any of these moments.
        if (attempt >= 5) throw error;
      }
    }
    // No tooltip of what lies below it.
    await this.leave();
  }

  /** Opens FOLDER/NAME by the explorer: quicker than quick open, and works without a search provider. */
  async open(folder: string, name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+E');
    const row = (text: string): Locator => this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${text}"]`).first();
    await row(folder).waitFor();
    if (await row(folder).getAttribute('aria-expanded') === 'false') await row(folder).click();
    await row(name).dblclick();
    await this.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
    await this.page.waitForSelector(`${EDITOR} .view-line`);
  }

  /** F9 on a line, again until the glyph is there. */
  async toggleBreakpoint(line: number): Promise<void> {
    await this.gotoLine(line);
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.page.keyboard.press('F9');
      try {
        await this.page.waitForSelector('.editor-instance [class*="codicon-debug-breakpoint"]', { timeout: 1500 });
        return;
      } catch { /* again */ }
    }
    throw new Error(`no breakpoint in line ${line}`);
  }

  async gotoLine(line: number): Promise<void> {
    const input = await this.quickInput(`:${line}`, 'Control+G');
    await input.press('Enter');
    await this.page.waitForFunction((n) => document.querySelector('.editor-instance .monaco-editor .line-numbers.active-line-number')?.textContent === String(n), line);
  }

  /** The language's name in the status bar: contributions register seconds after the workbench is painted. */
  async waitLanguage(name: string): Promise<void> {
    await this.page.locator('[id="status.editor.mode"]', { hasText: name }).waitFor({ timeout: 60_000 });
  }

  async addFunctionBreakpoint(name: string): Promise<void> {
    await this.command('Function Breakpoint', /(Add|Debug:) Function Breakpoint/);
    const input = this.page.locator('.debug-breakpoints .inputBoxContainer input').first();
    await input.waitFor();
    await input.fill(name);
    await input.press('Enter');
    await this.page.locator('.debug-breakpoints .monaco-list-row', { hasText: name }).first().waitFor();
  }

  /** F5, again until a session is there: it is ignored before the debugger's contribution is registered. */
  async startDebugging(): Promise<void> {
    for (let attempt = 0; attempt < 4; attempt++) {
      await this.page.keyboard.press('F5');
      try {
        await this.page.waitForSelector('.debug-toolbar', { timeout: 15_000 });
        return;
      } catch { /* again */ }
    }
    throw new Error('debugging did not start');
  }

  /** Starts one of the launch configurations by its name. */
  async debug(configuration: string): Promise<void> {
    await this.quickInput(`debug ${configuration}`, 'Control+P');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: configuration }).first();
    await row.waitFor();
    await row.click();
    await this.page.waitForSelector('.debug-toolbar');
  }

  /** Starts one of the configurations that the debugger offers by itself. */
  async debugDynamic(configuration: string): Promise<void> {
    await this.command('Debug: Select and Start Debugging', /Select and Start Debugging/);
    for (const text of ['Go scheduler (gosched)', configuration]) {
      const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
      await row.waitFor();
      await row.click();
    }
    await this.page.waitForSelector('.debug-toolbar');
  }

  async stopDebugging(): Promise<void> {
    await this.page.keyboard.press('Shift+F5');
    await this.page.waitForSelector('.debug-toolbar', { state: 'hidden' });
  }

  /** Stopped, with a frame of that name on the call stack. */
  async waitStoppedIn(frame: string): Promise<void> {
    await this.page.locator('.debug-call-stack .monaco-list-row .stack-frame', { hasText: frame }).first().waitFor({ timeout: 60_000 });
    await this.page.waitForSelector('.debug-top-stack-frame-line, .debug-top-stack-frame-column', { state: 'attached' });
  }

  /** The first frame of the call stack, as it is shown there ("runtime.exitsyscall0 proc.go 3895:1"); empty while there is none. */
  async topFrame(): Promise<string> {
    return this.page.evaluate(() => document.querySelector<HTMLElement>('.debug-call-stack .monaco-list-row .stack-frame')?.innerText.replace(/\s+/g, ' ') ?? '');
  }

  /**
   * The first frame becomes one that matches, and another than `from`: the list keeps what it showed until the next stop, and
   * shows other threads' frames while it is made anew. What it becomes.
   */
  async topFrameBecomes(wanted: RegExp, from = ''): Promise<string> {
    const frame = await this.page.waitForFunction(([pattern, old]) => {
      const text = document.querySelector<HTMLElement>('.debug-call-stack .monaco-list-row .stack-frame')?.innerText.replace(/\s+/g, ' ') ?? '';
      return text !== old && new RegExp(pattern).test(text) && text;
    }, [wanted.source, from]).catch(async () => { throw new Error(`the top frame is "${await this.topFrame()}", not ${String(wanted)} and other than "${from}"`); });
    return await frame.jsonValue() as string;
  }

  /** Waits for the goroutine's frames below those that fit, by the wheel. */
  async scrollCallStackTo(frame: string): Promise<void> {
    const row = this.page.locator('.debug-call-stack .stack-frame', { hasText: frame }).first();
    await this.page.locator('.debug-call-stack').hover();
    for (let i = 0; i < 40 && !await row.isVisible(); i++) {
      await this.page.mouse.wheel(0, 60);
      await this.page.waitForTimeout(50);
    }
    await row.waitFor();
  }

  /** Chooses a theme by its name in the picker; `kind`: the class that the workbench has then. */
  async theme(name: string, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    await this.command('Preferences: Color Theme', /^Preferences: Color Theme/);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await this.page.locator('.quick-input-widget:visible .quick-input-box input').fill(name);
    await row.click();
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
    await this.page.waitForSelector(`.monaco-workbench.${kind}`);
  }

  /** A button of the debug toolbar, by its icon. */
  async toolbar(icon: string): Promise<void> { await this.page.locator(`.debug-toolbar .codicon-debug-${icon}`).click(); }

  /** What the status bar says of the position in time. */
  async statusPosition(): Promise<string> { return (await this.page.locator('[id*="gosched.position"]').first().innerText()).trim(); }

  async statusPositionBecomes(wanted: RegExp, from: string): Promise<void> {
    await this.page.waitForFunction(([pattern, old]) => {
      const text = document.querySelector<HTMLElement>('[id*="gosched.position"]')?.innerText.trim() ?? '';
      return text !== old && new RegExp(pattern).test(text);
    }, [wanted.source, from]).catch(async () => { throw new Error(`the status bar says "${await this.statusPosition()}", not ${String(wanted)} and other than "${from}"`); });
  }

  /** Opens the disassembly view at the top frame. */
  async openDisassembly(): Promise<void> {
    await this.command('Debug: Open Disassembly View', /Open Disassembly View/);
    await this.page.locator(`${DISASSEMBLY} ${CURRENT_INSTRUCTION}`).first().waitFor();
  }

  /** The row of the disassembly view where the program stands: source line, address, bytes, instruction; empty while there is none. */
  async currentInstruction(): Promise<string> {
    return this.page.evaluate(currentInstruction, [DISASSEMBLY, CURRENT_INSTRUCTION] as const);
  }

  /** F11 with the focus in the disassembly view: one instruction further. The instruction there. */
  async stepInstruction(): Promise<string> {
    const at = await this.currentInstruction();
    await this.page.locator(`${DISASSEMBLY} .monaco-list-row`, { has: this.page.locator(CURRENT_INSTRUCTION) }).first().click({ position: { x: 400, y: 6 } });
    await this.page.keyboard.press('F11');
    await this.page.waitForFunction(([list, mark, old]) => {
      const row = [...document.querySelectorAll<HTMLElement>(`${list} .monaco-list-row`)].find((each) => each.querySelector(mark));
      return row && row.innerText !== old;
    }, [DISASSEMBLY, CURRENT_INSTRUCTION, at] as const).catch(async () => { throw new Error(`the step did not leave ${await this.currentInstruction()}`); });
    return this.currentInstruction();
  }

  async removeBreakpoints(): Promise<void> {
    await this.command('Debug: Remove All Breakpoints', /Remove All Breakpoints/);
  }

  async rows(view: string): Promise<ListRow[]> {
    return this.page.$$eval(`${view} .monaco-list-row`, (rows) => rows.map((row) => ({ row: row as HTMLElement, top: (row as HTMLElement).offsetTop }))
      .sort((a, b) => a.top - b.top).map(({ row }) => ({ level: Number(row.getAttribute('aria-level')), label: row.getAttribute('aria-label') ?? '', text: row.textContent!.trim() })));
  }

  /** Opens a scope (or any row with children) of the Variables view. */
  async expandVariable(name: string): Promise<void> {
    const row = this.variable(name);
    await row.waitFor();
    await this.page.waitForTimeout(300);
    if (await row.getAttribute('aria-expanded') === 'false') await row.locator('.monaco-tl-twistie').click();
    await this.page.waitForFunction((text) => [...document.querySelectorAll('.debug-variables .monaco-list-row')].some((each) => each.textContent!.startsWith(text) && each.getAttribute('aria-expanded') === 'true'), name);
  }

  variable(name: string): Locator {
    return this.page.locator('.debug-variables .monaco-list-row').filter({ hasText: new RegExp(`^\\s*${name.replace(/[()[\]]/g, '\\$&')}`) }).first();
  }

  /** A stop that arrives meanwhile gives the focus to the editor: again, until the console has it. */
  private async focusConsole(): Promise<void> {
    const input = this.page.locator('.repl .repl-input-wrapper .monaco-editor.focused');
    for (let attempt = 0; attempt < 6; attempt++) {
      await this.command('Debug Console: Focus on Debug Console View');
      try { await input.waitFor({ timeout: 10_000 }); return; } catch { /* again */ }
    }
    throw new Error('the Debug Console never had the focus');
  }

  /** Types into the Debug Console and waits until a row there matches. */
  async console(text: string, answer: RegExp): Promise<void> {
    await this.focusConsole();
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.repl .monaco-list-row', { hasText: answer }).last().waitFor();
  }

  /**
   * Text of the hover over `word` in the first visible line with `line`. A change of layout or focus dismisses a hover, and
   * lenses move lines under the mouse: again, from where the word is then, until the text matches.
   */
  async hover(line: string, word: string, wanted: RegExp, hover = '.debug-hover-widget:visible'): Promise<string> {
    const row = this.page.locator('.editor-instance .view-lines .view-line', { hasText: line }).first();
    await row.waitFor();
    const widget = this.page.locator(hover).first();
    let text = '';
    for (let attempt = 0; attempt < 8; attempt++) {
      const place = await wordPlace(row, word);
      await this.page.mouse.move(place.x + 200, place.y + 150);
      await this.page.mouse.move(place.x, place.y, { steps: 5 });
      try {
        await widget.waitFor({ timeout: 4000 });
        text = (await widget.innerText()).trim();
        if (wanted.test(text)) return text;
      } catch { /* again */ }
    }
    throw new Error(`the hover over "${word}" says ${JSON.stringify(text)}, not ${String(wanted)}`);
  }

  /** Moves the mouse to where nothing reacts. */
  async leave(): Promise<void> { await this.page.mouse.move(700, 995); }

  /** The document of the visible webview. */
  webview(): FrameLocator { return this.page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('iframe#active-frame'); }
}

/** Runs in the page. */
function currentInstruction([list, mark]: readonly [string, string]): string {
  return [...document.querySelectorAll<HTMLElement>(`${list} .monaco-list-row`)].find((row) => row.querySelector(mark))?.innerText ?? '';
}

/** Middle of `word` in a line of an editor. */
async function wordPlace(line: Locator, word: string): Promise<{ x: number; y: number }> {
  const place = await line.evaluate((element, text) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    // The word may be cut into several spans: the range goes by characters of the whole line.
    const nodes: Text[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
    let at = nodes.map((node) => node.data).join('').indexOf(text) + Math.floor(text.length / 2);
    for (const node of nodes) {
      if (at < node.data.length) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
      at -= node.data.length;
    }
    return undefined;
  }, word);
  if (!place) throw new Error(`"${word}" is not rendered`);
  return place;
}
