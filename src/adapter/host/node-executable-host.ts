import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { GoInstallation, Host } from './host';
import { hostMs } from './node-clock';
import { NodeFiles } from './node-files';
import { goInstallation } from './node-goroot';

/** The adapter's host on Node, without what turns source into a program. */
export function createExecutableHost(): Host {
  const installations = new Map<string, GoInstallation | undefined>();
  return {
    files: new NodeFiles(),
    now: hostMs,
    defer: (callback) => { setImmediate(callback); },
    readText(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    readProgram(path) {
      try {
        return readFileSync(path);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new Error(code === 'EACCES' ? 'permission denied' : code === 'ENOENT' ? 'no such file' : (error as Error).message, { cause: error });
      }
    },
    kindOf(path) {
      try {
        const stat = statSync(path);
        return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : undefined;
      } catch {
        return undefined; // not there, not ours to look at, or no path at all
      }
    },
    inflate: (data, size) => inflateSync(data, { maxOutputLength: size }),
    resolvePath: (path, base) => (base === undefined ? resolve(path) : resolve(base, path)),
    goroot(command) {
      const key = command ?? '';
      if (!installations.has(key)) installations.set(key, goInstallation(command));
      return installations.get(key);
    },
  };
}
