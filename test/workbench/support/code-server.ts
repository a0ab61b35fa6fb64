/** VS Code's server and workbench (code-server from npm) on the loopback interface, with throw-away state. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { goEnvironment } from '../../support/go';
import { codeServerEntry, node24 } from '../setup.mjs';
import { settings } from './settings';

export interface CodeServer { readonly origin: string; readonly port: number; readonly log: () => string; /** without a folder: an empty window */ url(folder?: string, payload?: [string, string][]): string; stop(): Promise<void> }

const START_MS = 90_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

interface Options {
  /** without: an empty window */
  readonly folder?: string;
  readonly vsix?: string;
  /** folders of further extensions */
  readonly extensions?: string[];
  readonly extra?: string[];
  readonly settings?: Record<string, unknown>;
  /** folders are untrusted until the user trusts them */
  readonly asksForTrust?: boolean;
  /** VS Code as it comes: with its welcome page, its questions and its defaults; `settings` are all that is set */
  readonly isNew?: boolean;
}

export async function startCodeServer(options: Options): Promise<CodeServer> {
  // Short: sockets are made below it, and a socket's path has at most 107 bytes.
  const state = mkdtempSync(join(tmpdir(), 'gs-'));
  for (const folder of ['home', 'tmp', 'data/User', 'data/Machine']) mkdirSync(join(state, folder), { recursive: true });
  writeFileSync(join(state, 'config.yaml'), 'auth: none\n');
  writeFileSync(join(state, 'data/User/settings.json'), JSON.stringify({
    ...options.isNew ? {} : { ...settings, 'security.workspace.trust.enabled': options.asksForTrust === true, 'security.workspace.trust.startupPrompt': 'never' }, ...options.settings,
  }));
  // Those that belong to the machine (gosched.goCommand) are read from here where the window is a remote one, as it is to a server.
  writeFileSync(join(state, 'data/Machine/settings.json'), JSON.stringify(options.settings ?? {}));
  // A clean environment: VSCODE_* and NODE_OPTIONS of a surrounding editor would confuse it. Go's cache is the tests'.
  const home = join(state, 'home');
  const env = {
    PATH: [dirname(node24), process.env.PATH].join(delimiter), HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_DATA_HOME: join(home, '.local/share'), XDG_CACHE_HOME: join(home, '.cache'),
    TMPDIR: join(state, 'tmp'), LANG: 'C.UTF-8', SHELL: '/bin/bash', GOCACHE: goEnvironment().GOCACHE, GOPATH: goEnvironment().GOPATH,
  };
  const folders = ['--config', join(state, 'config.yaml'), '--user-data-dir', join(state, 'data'), '--extensions-dir', join(state, 'ext')];
  for (const folder of options.extensions ?? []) cpSync(folder, join(state, 'ext', basename(folder)), { recursive: true });
  if (options.vsix) {
    const install = spawnSync(node24, [codeServerEntry, ...folders, '--install-extension', options.vsix, '--force'], { env, encoding: 'utf8', timeout: START_MS });
    if (install.status !== 0) throw new Error(`installing ${options.vsix}: ${install.stdout}${install.stderr}`);
  }
  const port = await freePort();
  const log = join(state, 'log');
  const output = openSync(log, 'w');
  const flags = options.isNew ? [] : [...options.asksForTrust ? [] : ['--disable-workspace-trust'], '--disable-getting-started-override', '--ignore-last-opened'];
  const child = spawn(node24, [codeServerEntry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check',
    ...flags, ...options.extra ?? [], ...options.folder ? [options.folder] : []], { env, stdio: ['ignore', output, output], detached: true });
  const origin = `http://127.0.0.1:${port}`;
  const read = (): string => readFileSync(log, 'utf8');
  await answers(child, `${origin}/healthz`, read);
  return {
    origin, port, log: read,
    url: (folder, payload) => `${origin}/?${folder ? `folder=${encodeURIComponent(folder)}` : 'ew=true'}${payload ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : ''}`,
    async stop() {
      await end(child);
      rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answers(child: ChildProcess, url: string, log: () => string): Promise<void> {
  for (const start = Date.now(); Date.now() - start < START_MS;) {
    if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}: ${log()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await end(child);
  throw new Error(`code-server was not up in time: ${log()}`);
}

/** Its own process group: extension host, pty host and file watcher go too. */
async function end(child: ChildProcess): Promise<void> {
  const signal = (name: NodeJS.Signals): void => { try { process.kill(-child.pid!, name); } catch { /* it is gone */ } };
  signal('SIGTERM');
  for (let i = 0; i < 50 && child.exitCode === null && child.signalCode === null; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  signal('SIGKILL');
}
