/** What the end-to-end suites share: the packaged extension, a workspace, the tools, a screenshot after each test. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { debugFlags, goCommand, goEnvironment } from '../../support/go';
import { root } from '../../support/gosched';
import { requireTool } from '../../support/tools';
import { isReady } from '../setup.mjs';

export const shots = join(root, 'test/workbench/shots');

/** Skips without a workbench on this machine (with CI=true: fails). */
export function requireWorkbench(context: Mocha.Context): void {
  requireTool(context, 'go');
  if (isReady()) return;
  const text = 'needs a VS Code workbench: node test/workbench/setup.mjs (Chromium, g++, make, python3)';
  if (process.env.CI === 'true') throw new Error(`CI may not skip: ${text}`);
  console.log(`      skipped: ${text}`);
  context.skip();
}

const folders: string[] = [];
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gs-e2e-'));
  folders.push(folder);
  return folder;
}
export function removeFolders(): void { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); }

/** The extension as users get it; packaged once per run of the tests, from dist/ as `npm test` has built it. */
export function packagedExtension(): string {
  const file = join(root, 'out', 'test', 'gosched.vsix');
  if (!existsSync(file) || !packaged) {
    mkdirSync(join(root, 'out', 'test'), { recursive: true });
    execFileSync(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file], { cwd: root, stdio: 'pipe' });
    packaged = true;
    console.log(`      gosched.vsix: ${Math.round(statSync(file).size / 1024)} KB`);
  }
  return file;
}
let packaged = false;

/** Only what the package holds, for a server that serves a folder. */
export function unpackedExtension(): string {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'dist', 'media', 'syntaxes']) cpSync(join(root, name), join(folder, name), { recursive: true });
  return folder;
}

/** A stand-in for the official Go extension: what it says of languages, and nothing else. */
export function officialGoExtension(): string {
  const folder = join(temporaryFolder(), 'golang.go-0.0.1');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({
    name: 'go', publisher: 'golang', version: '0.0.1', displayName: 'Go', engines: { vscode: '^1.91.0' },
    contributes: { languages: [{ id: 'go', extensions: ['.go'], aliases: ['Go'] }, { id: 'go.asm', extensions: ['.s'], aliases: ['Go Assembler'] }], breakpoints: [{ language: 'go' }] },
  }));
  return folder;
}

/** More goroutines than a page of the view holds, and two files opened one after the other. */
const MANY = `package main

import "os"

var gate = make(chan bool)

func wait()  { <-gate }
func ready() {}
func opened(said string) {}

func main() {
	for i := 0; i < 250; i++ {
		go wait()
	}
	ready()
	for i := 0; i < 2; i++ {
		said := "ok"
		if _, err := os.OpenFile("main.go", os.O_RDONLY, 0); err != nil {
			said = err.Error()
		}
		opened(said)
	}
}
`;

/** For the pictures: several Ps, Ms and Gs, some of them in syscalls, some in queues, some waiting. */
const TRAFFIC = `package main

import "os"

var jobs = make(chan int, 8)
var done = make(chan bool)

func compute() {
	for n := 0; ; n++ {
	}
}

// load opens a file for each job: a slow syscall.
func load() {
	for range jobs {
		file, err := os.OpenFile("main.go", os.O_RDONLY, 0)
		if err == nil {
			file.Close()
		}
	}
	done <- true
}

func report() { <-done }

func main() {
	for i := 0; i < 3; i++ {
		go load()
	}
	go report()
	for i := 0; i < 4; i++ {
		go compute()
	}
	for i := 0; ; i++ {
		jobs <- i
	}
}
`;

const ASSEMBLY = `#include "textflag.h"

// func getpid() int
TEXT ·getpid(SB), NOSPLIT, $0-8
	MOVQ $39, AX
	SYSCALL
	TESTQ AX, AX
	JGE done
	NEGQ AX
done:
	MOVQ AX, ret+0(FP)
	RET

TEXT ·broken(SB), NOSPLIT, $0
	MOVQQ $1, AX
	RET

TEXT ·lost(SB), NOSPLIT, $0
	JMP nowhere
	RET
`;

/** The example's line that opens the file. */
export const OPEN_LINE = readFileSync(join(root, 'src/embedded/programs/open_file.go'), 'utf8').split('\n').findIndex((line) => line.includes('os.OpenFile')) + 1;

/** A workspace with the walkthrough's program as source and as executable, launch configurations, and an assembly file. */
export function exampleWorkspace(): string {
  // Its name is in the pictures.
  const folder = join(temporaryFolder(), 'gosched-demo');
  mkdirSync(folder);
  for (const name of ['example', 'many', 'traffic', 'bin', 'asm', '.vscode']) mkdirSync(join(folder, name));
  cpSync(join(root, 'src/embedded/programs/open_file.go'), join(folder, 'example/main.go'));
  writeFileSync(join(folder, 'many/main.go'), MANY);
  writeFileSync(join(folder, 'traffic/main.go'), TRAFFIC);
  writeFileSync(join(folder, 'example/apps.txt'), 'an app\n');
  execFileSync(goCommand, ['build', ...debugFlags, '-o', '../bin/example', 'main.go'], { cwd: join(folder, 'example'), env: goEnvironment(), stdio: 'pipe' });
  writeFileSync(join(folder, 'asm/getpid_amd64.s'), ASSEMBLY);
  writeFileSync(join(folder, 'asm/getpid.go'), 'package asm\n\nfunc getpid() int\n\nfunc broken()\n\nfunc lost()\n');
  const slow = { type: 'gosched', request: 'launch', cwd: '${workspaceFolder}/example', gomaxprocs: 1, latency: { openat: '25ms' } };
  writeFileSync(join(folder, '.vscode/launch.json'), JSON.stringify({ version: '0.2.0', configurations: [
    { ...slow, name: 'Embedded', program: '${workspaceFolder}/example/main.go', runtime: 'embedded' },
    { ...slow, name: 'Traffic', program: '${workspaceFolder}/traffic/main.go', cwd: '${workspaceFolder}/traffic', runtime: 'embedded', gomaxprocs: 3 },
    { ...slow, name: 'Executable', program: '${workspaceFolder}/bin/example' },
  ] }));
  return folder;
}

/** Screenshots that the README shows; PICTURES=1 writes them to media/. */
const PICTURES: Record<string, string> = { 'desktop-a-busy-program-on-the-board': 'screenshot', 'desktop-board-dark': 'screenshot-dark', 'desktop-timeline-dark': 'screenshot-timeline' };

/** After each test a screenshot named after it; a failed one says what the page's console said. */
export function shoot(prefix: string, page: () => Page | undefined, lines: () => string[]): void {
  afterEach(async function () {
    const test = this.currentTest;
    const name = `${prefix}-${(test?.title ?? '').replace(/[^\w]+/g, '-').toLowerCase()}${test?.state === 'failed' ? '-FAILED' : ''}`;
    mkdirSync(shots, { recursive: true });
    await page()?.screenshot({ path: join(shots, `${name}.png`) }).catch(() => undefined);
    if (process.env.PICTURES === '1' && PICTURES[name]) cpSync(join(shots, `${name}.png`), join(root, 'media', `${PICTURES[name]}.png`));
    if (test?.state !== 'failed') return;
    console.log(lines().filter((line) => /^\[(error|pageerror)\]/.test(line) && !/Failed to load resource/.test(line)).slice(-10).join('\n'));
    console.log(await page()?.evaluate(shownText).catch(() => 'the page does not answer'));
  });
}

/** Runs in the page: what a user would read in the parts that the tests look at. */
function shownText(): string {
  const parts = { tabs: '.tabs-container', 'call stack': '.debug-call-stack', 'quick input': '.quick-input-widget:not([style*="none"])', notifications: '.notifications-toasts', dialog: '.monaco-dialog-box', 'status bar': '.part.statusbar', 'side bar': '.part.sidebar' };
  return Object.entries(parts).map(([name, selector]) => [name, document.querySelector<HTMLElement>(selector)?.innerText.replace(/\s+/g, ' ').trim().slice(0, 600)])
    .filter(([, text]) => text).map(([name, text]) => `      ${name}: ${text}`).join('\n');
}
