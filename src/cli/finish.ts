/** How each command ends. */
import { OptionError } from '../adapter/launch/options';
import { ProgramError } from '../adapter/launch/program';
import { LatencyError } from '../debugger/latency';
import { ImageError } from '../image/program-image';
import { UsageError } from './options';

/** Errors of the user's: one line, exit code 2. Anything else is ours, and shows where it came from. */
function report(error: unknown): number {
  const isUsers = error instanceof UsageError || error instanceof OptionError || error instanceof LatencyError || error instanceof ProgramError || error instanceof ImageError;
  process.stderr.write(`gosched: ${isUsers ? error.message : error instanceof Error ? `internal error: ${error.stack ?? error.message}` : String(error)}\n`);
  return isUsers ? 2 : 70;
}

/** Ends the process as the command says: its exit code, or undefined if it goes on by itself. */
export function finish(command: Promise<number | undefined>): void {
  command.catch(report).then((code) => {
    // Not process.exit: what was written may still be on its way through a pipe.
    if (code !== undefined) process.exitCode = code;
  }, () => { process.exitCode = 70; });
}
