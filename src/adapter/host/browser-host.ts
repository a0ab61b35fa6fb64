import { unzlibSync } from 'fflate';
import { bundledKey, bundledSources } from '../../embedded/bundled-sources';
import type { Host } from './host';
import type { MemoryFiles } from './memory-files';

/**
 * The adapter's host in a web worker: files that were loaded before, no Go toolchain, no clock that the guest could see.
 * `readShipped` reads a file of dist/; without it, or if that fails, the library is compiled at launch.
 */
export function createBrowserHost(files: MemoryFiles, readShipped?: (path: string) => PromiseLike<Uint8Array>): Host {
  const read = (path: string): Uint8Array => {
    const kind = files.stat(path)?.kind;
    if (kind === undefined) throw new Error('no such file');
    if (kind === 'folder') throw new Error('this is a folder');
    return files.read(path);
  };
  return {
    files,
    now: () => performance.now(),
    defer: createDefer(),
    readText(path) {
      try {
        return new TextDecoder().decode(read(path));
      } catch {
        return undefined;
      }
    },
    readProgram: read,
    kindOf(path) {
      const kind = files.stat(path)?.kind;
      return kind === 'file' || kind === 'folder' ? kind : undefined;
    },
    // Only a bundle carries them; a worker has no source tree to read them from.
    ...(bundledSources ? { library: bundledSources } : {}),
    async shippedLibrary(edition) {
      if (!readShipped || bundledKey === undefined) return undefined;
      try {
        return { bytes: unzlibSync(await readShipped(`library/${edition}.bin`)), key: bundledKey };
      } catch {
        return undefined;
      }
    },
    resolvePath: (path, base = '/') => normalise(path.startsWith('/') ? path : `${base}/${path}`),
  };
}

/** A task of its own for each callback: timers of browsers wait 4 ms when nested, and microtasks would keep messages out. */
function createDefer(): (callback: () => void) => void {
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()?.();
  return (callback) => {
    waiting.push(callback);
    port2.postMessage(undefined);
  };
}

/** An absolute path without `.`, `..` and double slashes. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
