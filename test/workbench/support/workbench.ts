/** What a user does in the workbench, and what is seen there. Lists are virtual: only visible rows exist. */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { Actions } from './actions';
import { insist, TRY_MS, type Waitable } from './insist';
import { PATIENCE_MS } from './settings';

export interface ListRow { level: number; label: string; text: string }

const EDITOR = '.editor-instance .monaco-editor';
/** VS Code 1.91 has no name for it; it is the only table among the editors. */
const DISASSEMBLY = '.editor-instance .monaco-table';
const VISIBLE_WEBVIEW = 'iframe.webview.ready >> visible=true';
/** What a webview's body says of the theme, for each of the workbench's classes. */
const WEBVIEW_THEMES = { vs: 'vscode-light', 'vs-dark': 'vscode-dark', 'hc-black': 'vscode-high-contrast', 'hc-light': 'vscode-high-contrast-light' } as const;
const CURRENT_INSTRUCTION = '[class*=codicon-debug-stackframe]';

/** A debugger that is starting compiles first; a second start would be a second session. */
const START_MS = 20_000;

export class Workbench {
  readonly actions: Actions;
  constructor(readonly page: Page) { this.actions = new Actions(page); }

  /** Painted, with `file` in the explorer, and with all parts of VS Code started. */
  async ready(file?: string): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 90_000 });
    if (file) await this.page.waitForSelector(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`, { timeout: 90_000 });
    // The last parts start by a timer, when the page is idle, some seconds later; who provides `debug:` sources is one of them. A
    // program that stops before that leaves an editor with an error.
    await this.page.waitForFunction(() => performance.getEntriesByName('code/LifecyclePhase/Eventually').length > 0, undefined, { timeout: 90_000 });
    await this.page.evaluate(async () => { for (let i = 0; i < 20; i++) await new Promise((resolve) => { requestIdleCallback(resolve, { timeout: 1000 }); }); });
  }

  /** Waits until `script`, which runs in the page, gives something. */
  private inPage<T>(script: (argument: T) => unknown, argument: T): Waitable {
    return { waitFor: ({ timeout }) => this.page.waitForFunction(script as (argument: unknown) => unknown, argument, { timeout }) };
  }

  /** A row of the quick input's list. */
  private pick(text: RegExp | string): Locator { return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', { hasText: text }).first(); }

  /** The quick input with `text` in it. */
  private async quickInput(text: string, key: string): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await insist(`${key} for "${text}"`, this.inPage((wanted) => [...document.querySelectorAll<HTMLInputElement>('.quick-input-widget .quick-input-box input')].some((each) => each.offsetParent && each.value === wanted), text), async () => {
      await this.page.keyboard.press(key);
      await input.fill(text, { timeout: 3000 });
    }, 3000);
    return input;
  }

  /**
   * Runs a command of the palette, again until `seen`; `shown`: what its row says where that differs between versions. Without
   * `seen` only that the list took it: a stop that closes the list at that very moment goes unnoticed.
   */
  async command(title: string, shown: RegExp | string = title, seen?: Waitable): Promise<void> {
    const row = this.pick(shown);
    await insist(title, seen ?? { waitFor: ({ timeout }) => row.waitFor({ timeout, state: 'detached' }) }, async () => {
      const input = await this.quickInput(`>${title}`, 'F1');
      await row.waitFor({ timeout: TRY_MS });
      // The debug toolbar may lie over the list's first rows: the first one is taken by the keyboard.
      if (await row.getAttribute('data-index', { timeout: 3000 }) === '0') await input.press('Enter', { timeout: 3000 });
      else await row.click({ timeout: 3000 });
    });
    // No tooltip of what lies below it.
    await this.leave();
  }

  /** Opens FOLDER/NAME by the explorer: quicker than quick open, and works without a search provider. */
  async open(folder: string, name: string): Promise<void> {
    const row = (text: string): Locator => this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${text}"]`).first();
    await insist(`opening ${name}`, this.page.locator(`.tab.active[data-resource-name="${name}"]`).first(), async () => {
      if (!await row(folder).isVisible()) await this.page.keyboard.press('Control+Shift+E');
      await row(folder).waitFor({ timeout: TRY_MS });
      if (await row(folder).getAttribute('aria-expanded') === 'false') await row(folder).click({ timeout: TRY_MS });
      await row(name).dblclick({ timeout: TRY_MS });
    });
    await this.page.waitForSelector(`${EDITOR} .view-line`);
  }

  /** Opens a file of the server's disk that is in no workspace, as File > Open File... does. VS Code asks whether it is trusted. */
  async openPath(path: string): Promise<void> {
    const tab = this.page.locator(`.tab.active[data-resource-name="${path.slice(path.lastIndexOf('/') + 1)}"]`).first();
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    const answer = this.page.locator('.monaco-dialog-box .monaco-button', { hasText: /^Open$/ });
    await insist(`opening ${path}`, tab, async () => {
      await this.command('File: Open File...', 'File: Open File...', this.page.locator('.quick-input-widget:visible', { hasText: 'Open File' }));
      await input.fill(path, { timeout: 3000 });
      await input.press('Enter', { timeout: 3000 });
      await answer.or(tab).first().waitFor({ timeout: TRY_MS });
      if (await answer.isVisible()) await answer.click({ timeout: 3000 });
    });
  }

  /** F9 on a line, again until the glyph is there: the key does nothing before the debugger's contributions are registered. */
  async toggleBreakpoint(line: number): Promise<void> {
    await this.gotoLine(line);
    await insist(`a breakpoint in line ${line}`, this.page.locator('.editor-instance [class*="codicon-debug-breakpoint"]').first(), () => this.page.keyboard.press('F9'));
  }

  async gotoLine(line: number): Promise<void> {
    const there = this.inPage((n) => document.querySelector('.editor-instance .monaco-editor .line-numbers.active-line-number')?.textContent === String(n), line);
    await insist(`line ${line}`, there, async () => (await this.quickInput(`:${line}`, 'Control+G')).press('Enter', { timeout: 3000 }));
  }

  /** The language's name in the status bar: contributions register seconds after the workbench is painted. */
  async waitLanguage(name: string): Promise<void> {
    await this.page.locator('[id="status.editor.mode"]', { hasText: name }).waitFor({ timeout: 60_000 });
  }

  /** Shows the debugger's side bar. */
  async showDebugView(): Promise<void> {
    await insist('the debug view', this.page.locator('.debug-call-stack').first(), () => this.page.keyboard.press('Control+Shift+D'));
  }

  /** Shows the extension's side bar. */
  async showSchedulerViews(): Promise<void> {
    await this.command('View: Show Go Scheduler', /Go Scheduler/, this.page.locator('.part.sidebar .pane-header', { hasText: 'Processors' }));
  }

  /** Opens or closes a section of the side bar. */
  async section(title: string, expanded: boolean): Promise<void> {
    const header = this.page.locator('.pane-header', { hasText: title }).first();
    await insist(`the section ${title}`, this.page.locator(`.pane-header[aria-expanded="${expanded}"]`, { hasText: title }).first(), async () => {
      if (await header.getAttribute('aria-expanded', { timeout: TRY_MS }) !== String(expanded)) await header.click({ timeout: TRY_MS });
    }, 3000);
  }

  async addFunctionBreakpoint(name: string): Promise<void> {
    const input = this.page.locator('.debug-breakpoints .inputBoxContainer input').first();
    await insist(`the function breakpoint ${name}`, this.page.locator('.debug-breakpoints .monaco-list-row', { hasText: name }).first(), async () => {
      if (!await input.isVisible()) await this.command('Function Breakpoint', /(Add|Debug:) Function Breakpoint/, input);
      await input.fill(name, { timeout: 3000 });
      await input.press('Enter', { timeout: 3000 });
    });
  }

  private get session(): Waitable { return this.page.locator('.debug-toolbar').first(); }

  /** F5, again until a session is there: it is ignored before the debugger's contribution is registered. */
  async startDebugging(): Promise<void> {
    await insist('F5', this.session, () => this.page.keyboard.press('F5'), START_MS);
  }

  /** Starts one of the launch configurations by its name. */
  async debug(configuration: string): Promise<void> {
    await insist(`debug ${configuration}`, this.session, async () => {
      await this.quickInput(`debug ${configuration}`, 'Control+P');
      await this.pick(configuration).click({ timeout: TRY_MS });
    }, START_MS);
  }

  /** Starts one of the configurations that the debugger offers by itself. */
  debugDynamic(configuration: string): Promise<void> { return this.choose('Go scheduler (gosched)', this.session, configuration); }

  /** Starts what the list of all configurations has as `item`, and in the list that comes then as `further`, until `seen`. */
  async choose(item: string, seen: Waitable, further?: string): Promise<void> {
    await insist(item, seen, async () => {
      await this.command('Debug: Select and Start Debugging', /Select and Start Debugging/, this.pick(item));
      await this.pick(item).click({ timeout: TRY_MS });
      if (further) await this.pick(further).click({ timeout: TRY_MS });
    }, START_MS);
  }

  /** Runs a command that asks for one of several, and takes `item`, until `seen`. */
  async choosePick(title: string, item: string, seen: Waitable): Promise<void> {
    await insist(`${title}: ${item}`, seen, async () => {
      await this.command(title, undefined, this.pick(item));
      await this.pick(item).click({ timeout: TRY_MS });
    });
  }

  /** Runs a command that asks for a text, until `seen`. */
  async answer(title: string, text: string, seen: Waitable): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await insist(`${title}: ${text}`, seen, async () => {
      await this.command(title, undefined, this.page.locator('.quick-input-widget:visible .quick-input-title:visible', { hasText: title.replace(/^.*: /, '').replace(/…$/, '') }));
      await input.fill(text, { timeout: 3000 });
      await input.press('Enter', { timeout: 3000 });
    });
  }

  async stopDebugging(): Promise<void> {
    const toolbar = this.page.locator('.debug-toolbar').first();
    await insist('the end of the session', { waitFor: ({ timeout }) => toolbar.waitFor({ timeout, state: 'hidden' }) }, async () => {
      if (await toolbar.isVisible()) await this.page.keyboard.press('Shift+F5');
    });
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
  async topFrameBecomes(wanted: RegExp, from = '', timeout = PATIENCE_MS): Promise<string> {
    const frame = await this.page.waitForFunction(([pattern, old]) => {
      const text = document.querySelector<HTMLElement>('.debug-call-stack .monaco-list-row .stack-frame')?.innerText.replace(/\s+/g, ' ') ?? '';
      return text !== old && new RegExp(pattern).test(text) && text;
    }, [wanted.source, from], { timeout }).catch(async () => { throw new Error(`the top frame is "${await this.topFrame()}", not ${String(wanted)} and other than "${from}"`); });
    return await frame.jsonValue() as string;
  }

  /** Acts (a step, say) until the first frame of the call stack is one that matches and another than it was; what it becomes. */
  async moves(act: () => Promise<unknown>, wanted: RegExp): Promise<string> {
    const from = await this.topFrameBecomes(/./);
    await insist(`another top frame than "${from}"`, { waitFor: ({ timeout }) => this.topFrameBecomes(wanted, from, timeout) }, act, START_MS);
    return this.topFrame();
  }

  /** Scrolls the call stack by the wheel until a frame is in sight. */
  async scrollCallStackTo(frame: string): Promise<void> {
    const list = this.page.locator('.debug-call-stack');
    await insist(`${frame} on the call stack`, list.locator('.stack-frame', { hasText: frame }).first(), async () => {
      await list.hover();
      await this.page.mouse.wheel(0, 60);
    }, 200);
  }

  /** Chooses a theme by its name in the picker; `kind`: the class that the workbench has then. A visible webview follows. */
  async theme(name: string, kind: keyof typeof WEBVIEW_THEMES): Promise<void> {
    const row = this.pick(name);
    const first = this.pick(/./);
    await insist(name, this.page.locator(`.monaco-workbench.${kind}`), async () => {
      await this.command('Preferences: Color Theme', /^Preferences: Color Theme/, this.pick(/Modern/));
      await first.waitFor({ timeout: TRY_MS });
      await this.page.locator('.quick-input-widget:visible .quick-input-box input').fill(name, { timeout: 3000 });
      await row.click({ timeout: TRY_MS });
      await this.page.waitForSelector('.quick-input-widget', { state: 'hidden', timeout: TRY_MS });
    });
    if (await this.page.locator(VISIBLE_WEBVIEW).count() === 0) return;
    await this.webview().locator(`body[data-vscode-theme-kind="${WEBVIEW_THEMES[kind]}"]`).waitFor();
    await this.painted();
  }

  /** Presses a key until its effect is seen. */
  pressUntil(key: string, seen: Waitable): Promise<void> { return insist(key, seen, () => this.page.keyboard.press(key), 3000); }

  /** Clicks until the effect is seen. */
  clickUntil(place: Locator, seen: Waitable): Promise<void> { return insist(`a click on ${String(place)}`, seen, () => place.click({ timeout: TRY_MS })); }

  /** The visible webview has drawn what it knows: it draws in the next frame. */
  async painted(): Promise<void> {
    await this.webview().locator('body').evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(resolve); }); }));
  }

  /** A button of the debug toolbar, by its icon, once it can be pressed. */
  async toolbar(icon: string): Promise<void> { await this.page.locator(`.debug-toolbar .codicon-debug-${icon}:not(.disabled)`).click({ timeout: TRY_MS }); }

  /** What the status bar says of the position in time. */
  async statusPosition(): Promise<string> { return (await this.page.locator('[id*="gosched.position"]').first().innerText()).trim(); }

  /** It becomes one that matches and another than `from`; what it becomes, without the icon. */
  async statusPositionBecomes(wanted: RegExp, from: string): Promise<string> {
    const text = await this.page.waitForFunction(([pattern, old]) => {
      const text = document.querySelector<HTMLElement>('[id*="gosched.position"]')?.innerText.trim() ?? '';
      return text !== old && new RegExp(pattern).test(text) && text;
    }, [wanted.source, from]).catch(async () => { throw new Error(`the status bar says "${await this.statusPosition()}", not ${String(wanted)} and other than "${from}"`); });
    return (await text.jsonValue() as string).replace(/^[^\d]+/, '');
  }

  /** Opens the disassembly view at the top frame. */
  async openDisassembly(): Promise<void> {
    await this.command('Debug: Open Disassembly View', /Open Disassembly View/, this.page.locator(`${DISASSEMBLY} ${CURRENT_INSTRUCTION}`).first());
  }

  /** The row of the disassembly view where the program stands: source line, address, bytes, instruction; empty while there is none. */
  async currentInstruction(): Promise<string> {
    return this.page.evaluate(currentInstruction, [DISASSEMBLY, CURRENT_INSTRUCTION] as const);
  }

  /** With the focus in the disassembly view: one instruction further, or wherever else `act` leads. The instruction there. */
  async stepInstruction(act: () => Promise<unknown> = () => this.page.keyboard.press('F11')): Promise<string> {
    const at = await this.currentInstruction();
    const left = this.inPage(([list, mark, old]) => {
      const row = [...document.querySelectorAll<HTMLElement>(`${list} .monaco-list-row`)].find((each) => each.querySelector(mark));
      return row && row.innerText !== old;
    }, [DISASSEMBLY, CURRENT_INSTRUCTION, at] as const);
    await insist(`a step from ${at}`, left, async () => {
      await this.page.locator(`${DISASSEMBLY} .monaco-list-row`, { has: this.page.locator(CURRENT_INSTRUCTION) }).first().click({ position: { x: 400, y: 6 }, timeout: TRY_MS });
      await act();
    });
    return this.currentInstruction();
  }

  /** The list of breakpoints is empty, where it can be seen. */
  async removeBreakpoints(): Promise<void> {
    const rows = this.page.locator('.debug-breakpoints .monaco-list-row .breakpoint:not(.exception)');
    await this.command('Debug: Remove All Breakpoints', /Remove All Breakpoints/, { waitFor: ({ timeout }) => rows.first().waitFor({ timeout, state: 'detached' }) });
  }

  async rows(view: string): Promise<ListRow[]> {
    return this.page.$$eval(`${view} .monaco-list-row`, (rows) => rows.map((row) => ({ row: row as HTMLElement, top: (row as HTMLElement).offsetTop }))
      .sort((a, b) => a.top - b.top).map(({ row }) => ({ level: Number(row.getAttribute('aria-level')), label: row.getAttribute('aria-label') ?? '', text: row.textContent!.trim() })));
  }

  /** Opens a scope (or any row with children) of the Variables view; VS Code opens the first scope by itself, sometimes at this very moment. */
  async expandVariable(name: string): Promise<void> {
    const row = this.variable(name);
    await insist(`${name} expanded`, { waitFor: ({ timeout }) => row.and(this.page.locator('[aria-expanded="true"]')).waitFor({ timeout }) }, async () => {
      if (await row.getAttribute('aria-expanded', { timeout: TRY_MS }) === 'false') await row.locator('.monaco-tl-twistie').click({ timeout: 3000 });
    }, 3000);
  }

  variable(name: string): Locator {
    return this.page.locator('.debug-variables .monaco-list-row').filter({ hasText: new RegExp(`^\\s*${name.replace(/[()[\]]/g, '\\$&')}`) }).first();
  }

  /** Types into the Debug Console until a row there matches. */
  async console(text: string, answer: RegExp): Promise<void> {
    const input = this.page.locator('.repl .repl-input-wrapper .monaco-editor.focused');
    await insist(`the console's answer to "${text}"`, this.page.locator('.repl .monaco-list-row', { hasText: answer }).last(), async () => {
      // A stop that arrives meanwhile gives the focus to the editor.
      await this.command('Debug Console: Focus on Debug Console View', undefined, input);
      await this.page.keyboard.press('Control+A');
      await this.page.keyboard.insertText(text);
      await input.filter({ hasText: text.split(' ')[0] }).waitFor({ timeout: 3000 });
      await this.page.keyboard.press('Enter');
    });
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
    for (const start = Date.now(); Date.now() - start < PATIENCE_MS;) {
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
  webview(): FrameLocator { return this.page.frameLocator(VISIBLE_WEBVIEW).frameLocator('iframe#active-frame'); }
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
