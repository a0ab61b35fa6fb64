/** dist/cli-main.js (started by dist/cli.js): the command `gosched`. */
import { createNodeHost } from '../adapter/host/node-host';
import { loadProgram } from '../adapter/launch/load';
import { version } from '../../package.json';
import { build } from './build';
import { dap } from './dap';
import { debug } from './debug';
import { doctor } from './doctor';
import { UsageError } from './options';
import { finish } from './finish';
import { endForWantOfReader } from './output';
import { parseRunLine, run } from './run';
import { trace } from './trace';
import { usages } from './usage';

/** What a command gives: an exit code, or undefined if it goes on by itself. */
type CliCommand = (line: readonly string[]) => Promise<number | undefined>;

/** `gosched run` of any program. */
const runAny: CliCommand = async (line) => run(parseRunLine(line), async (options) => {
  const { image, start } = await loadProgram(createNodeHost(), options);
  const { process: guest, holds } = start();
  return { image, process: guest, holds };
});

const commands: Readonly<Record<string, CliCommand>> = { run: runAny, trace, debug, dap, build, doctor };

async function main([name, ...line]: readonly string[]): Promise<number | undefined> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(usages.main);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === 'version') {
    console.log(`gosched ${version}`);
    return 0;
  }
  if (!Object.hasOwn(commands, name)) throw new UsageError(`there is no command "${name}"; "gosched --help" lists them`);
  return commands[name](line);
}

process.stdout.on('error', endForWantOfReader);
// Most commands write by Node's streams.
finish(main(process.argv.slice(2)), () => false);
