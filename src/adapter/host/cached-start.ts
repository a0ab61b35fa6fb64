/**
 * Starts a bundle with the code that V8 compiled of it at an earlier start, which halves the time until the guest's first
 * instruction (Node 22 has module.enableCompileCache for this; Node 20 has not). V8 itself checks that the code is of its own
 * version and flags; that it is of this very file is checked here. Anything amiss: it is compiled anew.
 * NODE_DISABLE_COMPILE_CACHE=1 switches it off, as it does for Node's own cache.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Before the code: size and time of change of the file that it was made of, two doubles. */
const HEADER = 16;

function cachePath(file: string): string | undefined {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const folder = process.env.XDG_CACHE_HOME ?? (process.platform === 'win32' ? process.env.LOCALAPPDATA : undefined) ?? join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return join(folder, 'gosched', `${basename(file, '-main.js')}-${process.versions.v8}-${process.arch}.code`);
}

function readCode(path: string, header: Float64Array): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length > HEADER && bytes.readDoubleLE(0) === header[0] && bytes.readDoubleLE(8) === header[1] ? bytes.subarray(HEADER) : undefined;
  } catch {
    return undefined;
  }
}

/** Another process may read at any time: it finds the old file or the whole new one. */
function writeCode(path: string, header: Float64Array, code: Buffer): void {
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    const begun = `${path}.${process.pid}`;
    writeFileSync(begun, Buffer.concat([Buffer.from(header.buffer), code]), { mode: 0o600 });
    renameSync(begun, path);
  } catch {
    // A folder that cannot be written to: every start compiles.
  }
}

/** Runs a bundle of dist/ as Node would. */
export function startCached(file: string): void {
  const { size, mtimeMs } = statSync(file);
  const header = Float64Array.of(size, mtimeMs);
  const path = cachePath(file);
  const cachedData = path === undefined ? undefined : readCode(path, header);
  // esbuild.mjs writes ASCII alone, which Node need not look through.
  const source = readFileSync(file, 'latin1');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, { filename: file, cachedData });
  if (path !== undefined && (!cachedData || script.cachedDataRejected)) {
    // At the end it has the functions, too, that were compiled on the way.
    process.on('exit', () => { writeCode(path, header, script.createCachedData()); });
  }
  const module = { exports: {} };
  const load = script.runInThisContext() as (exports: unknown, require: NodeJS.Require, module: unknown, filename: string, dirname: string) => void;
  load(module.exports, require, module, file, dirname(file));
}
