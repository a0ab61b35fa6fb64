/**
 * Runs before `npm test`: builds the command line, and on Debian as root installs by apt what the tests need beyond npm.
 * Elsewhere it says what is missing; the suites that need it report themselves as skipped (with CI=true they fail).
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tools } from './tool-list.mjs';

const works = ([program, ...args]) => {
  const result = spawnSync(program, args, { stdio: 'ignore' });
  return !result.error && result.status === 0;
};

const missing = Object.entries(tools).filter(([, tool]) => !works(tool.command));
if (missing.length > 0) {
  const names = missing.map(([name]) => name).join(', ');
  const packages = missing.flatMap(([, tool]) => tool.packages);
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log(`Installing what the tests need (${names}): apt-get install ${packages.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const update = spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    const install = update.status === 0
      ? spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env })
      : update;
    if (install.status !== 0) console.error(`apt-get failed; suites that need ${names} will be skipped.`);
  } else {
    console.log(`Missing on this machine: ${names}. Suites that need them are skipped. On Debian: apt-get install ${packages.join(' ')}`);
  }
}

// Other versions of Node, in a folder of their own: in the main one they would be the `node` of every npm script.
const nodes = new URL('../nodes/', import.meta.url);
if (process.platform === 'linux' && process.arch === 'x64' && !existsSync(new URL('node_modules/node24/bin/node', nodes))) {
  const installed = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: nodes, stdio: ['ignore', 'ignore', 'inherit'] });
  if (installed.status !== 0) console.error('npm ci in test/nodes failed; the comparison of Node versions will be skipped.');
}

// VS Code itself, for the end-to-end tests: apt only as root on Debian, the rest from npm.
const { isReady, missing: absent, setUp } = await import('../workbench/setup.mjs');
try {
  if (!isReady()) setUp();
} catch (error) {
  console.error(`Setting up VS Code for the tests failed: ${error.message}`);
}
if (!isReady()) console.log(`The end-to-end tests in VS Code are skipped${absent().length > 0 ? `; missing: ${absent().join(', ')}` : ''}.`);

const build = spawnSync(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
process.exit(build.status ?? 1);
