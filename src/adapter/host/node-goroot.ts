/** Where Go is installed. */
import { accessSync, constants, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { GoInstallation } from './host';

/** Places where installers put Go when it is not on the PATH. */
const USUAL = ['/usr/local/go/bin/go', '/usr/lib/go/bin/go', '/opt/homebrew/bin/go'];
const DEBIAN = '/usr/lib';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Debian's /usr/lib/go-1.19/bin/go, the newest first. */
function debianGos(): string[] {
  try {
    const minor = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
    return readdirSync(DEBIAN).filter((name) => /^go-\d+\.\d+$/.test(name)).sort((a, b) => minor(b) - minor(a)).map((name) => join(DEBIAN, name, 'bin', 'go'));
  } catch {
    return [];
  }
}

/** Path of the go command: the one named, else on the PATH, else where installers put it; undefined if there is none. */
export function findGo(command: string | undefined): string | undefined {
  const wanted = command || 'go';
  if (wanted.includes('/')) return isExecutable(wanted) ? wanted : undefined;
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean).map((folder) => join(folder, wanted));
  const others = wanted === 'go' ? [...USUAL, ...debianGos()] : [];
  return [...onPath, ...others].find(isExecutable);
}

/** GOROOT of the installed Go; undefined if it cannot be told. */
export function goInstallation(command: string | undefined): GoInstallation | undefined {
  const go = findGo(command);
  if (!go) return undefined;
  try {
    const path = dirname(dirname(realpathSync(go)));
    const version = readFileSync(join(path, 'VERSION'), 'utf8').split('\n')[0].trim();
    // Debian keeps the sources elsewhere and links to them.
    const folders = [path, ...['src', 'test', 'lib'].flatMap((name) => linkTarget(join(path, name)))];
    return { path, version, folders };
  } catch {
    return undefined;
  }
}

function linkTarget(path: string): string[] {
  try {
    const real = realpathSync(path);
    return real === path ? [] : [real];
  } catch {
    return [];
  }
}
