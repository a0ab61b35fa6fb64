/**
 * dist/run-main.js (started by dist/cli.js): `gosched run` of an executable, without the compiler and the debugger, which take
 * longer to load than a small program takes to run. Everything else goes on in dist/cli-main.js.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { startCached } from '../adapter/host/cached-start';
import { createExecutableHost } from '../adapter/host/node-executable-host';
import { loadExecutable, newProcess, prepareLaunch } from '../adapter/launch/executable';
import type { ProgramOptions } from '../adapter/launch/options';
import { findProgram } from '../adapter/launch/program';
import type { ProgramImage } from '../image/program-image';
import type { Process } from '../linux/api';
import { finish } from './finish';
import { isWritten } from './output';
import { parseRunLine, run } from './run';

const ELF = '\x7fELF';

/** True if the line names an executable; what is wrong with another one, the whole command says. */
function namesExecutable(line: readonly string[]): boolean {
  try {
    const { program, values } = parseRunLine(line);
    if (program === undefined || values.help) return false;
    const file = openSync(program, 'r');
    try {
      const magic = Buffer.alloc(ELF.length);
      return readSync(file, magic) === ELF.length && magic.toString('latin1') === ELF;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

async function load(options: ProgramOptions): Promise<{ image: ProgramImage; process: Process }> {
  const host = createExecutableHost();
  const file = await findProgram(host, options);
  if (file.embedded) throw new Error(`${file.path} is no executable`);
  const image = loadExecutable(host, file);
  return { image, process: newProcess(host, image, prepareLaunch(host, options, file.path, options.program)) };
}

const line = process.argv.slice(3);
if (namesExecutable(line)) finish(run(line, load), isWritten);
else startCached(join(__dirname, 'cli-main.js'));
