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
import { finish } from './finish';
import type { ParsedLine } from './options';
import { isWritten } from './output';
import { parseRunLine, run, type Runnable } from './run';

const ELF = '\x7fELF';

/** The line, if it runs an executable without the debugger's help; what is wrong with another one, the whole command says. */
function executableLine(line: readonly string[]): ParsedLine | undefined {
  try {
    const parsed = parseRunLine(line);
    const { program, values } = parsed;
    if (program === undefined || values.help || values.hold) return undefined;
    const file = openSync(program, 'r');
    try {
      const magic = Buffer.alloc(ELF.length);
      return readSync(file, magic) === ELF.length && magic.toString('latin1') === ELF ? parsed : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

async function load(options: ProgramOptions): Promise<Runnable> {
  const host = createExecutableHost();
  const file = await findProgram(host, options);
  if (file.embedded) throw new Error(`${file.path} is no executable`);
  const image = loadExecutable(host, file);
  return { image, process: newProcess(host, image, prepareLaunch(host, options, file.path, options.program)) };
}

const line = executableLine(process.argv.slice(3));
if (line) finish(run(line, load), isWritten);
else startCached(join(__dirname, 'cli-main.js'));
