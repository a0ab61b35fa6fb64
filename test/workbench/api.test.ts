/** Every command and provider, called inside the extension host: VS Code loads the packaged files and a test module. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cases } from './api/cases';
import { type Browser, openBrowser } from './support/browser';
import { type CodeServer, startCodeServer } from './support/code-server';
import { exampleWorkspace, officialGoExtension, PATIENCE_MS, removeFolders, requireWorkbench, temporaryFolder, unpackedExtension } from './support/suite';

interface Result { name: string; error?: string }

describe('inside the extension host', function () {
  this.timeout(PATIENCE_MS * 4);
  const results = new Map<string, Result>();
  const log: string[] = [];
  let server: CodeServer | undefined;
  let browser: Browser | undefined;

  before(async function () {
    requireWorkbench(this);
    const folder = exampleWorkspace();
    const tests = join(temporaryFolder(), 'index.js');
    await build({ entryPoints: [join(__dirname, 'api/index.ts')], outfile: tests, bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], logLevel: 'error' });
    // The driver gives the page what VS Code's own integration tests use: a log, and the exit code.
    server = await startCodeServer({ folder, extensions: [officialGoExtension()], extra: ['--vscode-option', 'enable-smoke-test-driver'] });
    browser = await openBrowser(PATIENCE_MS);
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const ended = new Promise<number>((resolve) => { void browser!.context.exposeFunction('codeAutomationExit', resolve); });
    await browser.context.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const line = args.map(String).join(' ');
      const found = /RESULT (\{.*\})/s.exec(line);
      if (found) {
        const result = JSON.parse(found[1]) as Result;
        results.set(result.name, result);
      } else log.push(line);
    });
    const remote = (path: string): string => `vscode-remote://127.0.0.1:${server!.port}${path}`;
    await browser.page.goto(server.url(folder, [['extensionDevelopmentPath', remote(unpackedExtension())], ['extensionTestsPath', remote(tests)], ['skipWelcome', 'true']]));
    await Promise.race([ended, new Promise((_, reject) => setTimeout(() => reject(new Error(`the tests did not end:\n${log.slice(-20).join('\n')}`)), PATIENCE_MS * 3))]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    removeFolders();
  });

  for (const name of cases) {
    it(name, () => {
      const result = results.get(name);
      assert.ok(result, `it did not run:\n${log.slice(-20).join('\n')}`);
      assert.equal(result.error, undefined, result.error);
    });
  }
});
