/** Every command and provider, called inside the extension host: VS Code loads the packaged files and a test module. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../support/gosched';
import { cases, registrations, serverProviders } from './api/cases';
import { type Browser, openBrowser } from './support/browser';
import { type CodeServer, startCodeServer } from './support/code-server';
import { exampleWorkspace, officialGoExtension, removeFolders, requireWorkbench, temporaryFolder, unpackedExtension } from './support/suite';
import { PATIENCE_MS } from './support/settings';

interface Result { name: string; error?: string }

describe('inside the extension host', function () {
  this.timeout(PATIENCE_MS * 15);
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
    let hasEnded = false;
    let heard = Date.now();
    await browser.context.exposeFunction('codeAutomationExit', () => { hasEnded = true; });
    await browser.context.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const line = args.map(String).join(' ');
      const found = /RESULT (\{.*\})/s.exec(line);
      if (found) {
        heard = Date.now();
        const result = JSON.parse(found[1]) as Result;
        results.set(result.name, result);
      } else if (line.includes('FIGURE ')) console.log(`      ${line.slice(line.indexOf('FIGURE ') + 7)}`);
      else log.push(line);
    });
    const remote = (path: string): string => `vscode-remote://127.0.0.1:${server!.port}${path}`;
    await browser.page.goto(server.url(folder, [['extensionDevelopmentPath', remote(unpackedExtension())], ['extensionTestsPath', remote(tests)], ['skipWelcome', 'true']]));
    // What has run counts; each test has its time, however long all of them take on a busy machine.
    while (!hasEnded && Date.now() - heard < PATIENCE_MS * 2) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    removeFolders();
  });

  // Whoever adds a provider adds a test.
  it('what src/extension registers in VS Code has a test', () => {
    const folder = join(root, 'src/extension');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
    const found = new Set(sources.flatMap((text) => [...text.matchAll(/\bvscode\.(\w+\.(?:register|create)\w+)\(/g)].map(([, name]) => name)));
    assert.deepEqual([...found].sort(), Object.keys(registrations).sort());
    for (const name of Object.values(registrations)) assert.ok(cases.includes(name), name);
  });
  it('what the language server can do has a test', () => {
    const found = readFileSync(join(root, 'src/language/server.ts'), 'utf8').matchAll(/\b(?!prepareProvider)(\w+Provider): /g);
    assert.deepEqual([...found].map(([, name]) => name).sort(), Object.keys(serverProviders).sort());
  });
  for (const name of cases) {
    it(name, () => {
      const result = results.get(name);
      assert.ok(result, `it did not end; before it: ${[...results.keys()].at(-1) ?? 'nothing'}\n${log.slice(-20).join('\n')}`);
      assert.equal(result.error, undefined, result.error);
    });
  }
});
