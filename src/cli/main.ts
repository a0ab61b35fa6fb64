/** dist/cli-main.js (started by dist/cli.js): the command `gosched`. */
import { OptionError } from '../adapter/launch/options';
import { LatencyError } from '../debugger/latency';
import { ProgramError } from '../adapter/launch/program';
import { ImageError } from '../image/program-image';
import { version } from '../../package.json';
import { build } from './build';
import { dap } from './dap';
import { debug } from './debug';
import { doctor } from './doctor';
import { UsageError } from './options';
import { run } from './run';
import { trace } from './trace';
import { usages } from './usage';

/** What a command gives: an exit code, or undefined if it goes on by itself. */
type CliCommand = (line: readonly string[]) => Promise<number | undefined>;

const commands: Readonly<Record<string, CliCommand>> = { run, trace, debug, dap, build, doctor };

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

/** Errors of the user's: one line, exit code 2. Anything else is ours, and shows where it came from. */
function report(error: unknown): number {
  const isUsers = error instanceof UsageError || error instanceof OptionError || error instanceof LatencyError || error instanceof ProgramError || error instanceof ImageError;
  process.stderr.write(`gosched: ${isUsers ? error.message : error instanceof Error ? `internal error: ${error.stack ?? error.message}` : String(error)}\n`);
  return isUsers ? 2 : 70;
}

// A reader that has gone (| head) ends the program as SIGPIPE would.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 141 : 1));

main(process.argv.slice(2)).catch(report).then((code) => {
  // Not process.exit: what was written may still be on its way through a pipe.
  if (code !== undefined) process.exitCode = code;
}, () => { process.exitCode = 70; });
