/** How each command ends. */
import { OptionError } from '../adapter/launch/options';
import { ProgramError } from '../adapter/launch/program';
import { LatencyError } from '../debugger/latency';
import { ImageError } from '../image/program-image';
import { UsageError } from './options';
import { writeOutput } from './output';

/** Errors of the user's: one line, exit code 2. Anything else is ours, and shows where it came from. */
function report(error: unknown): number {
  const isUsers = error instanceof UsageError || error instanceof OptionError || error instanceof LatencyError || error instanceof ProgramError || error instanceof ImageError;
  writeOutput(2, Buffer.from(`gosched: ${isUsers ? error.message : error instanceof Error ? `internal error: ${error.stack ?? error.message}` : String(error)}\n`));
  return isUsers ? 2 : 70;
}

/**
 * Ends the process as the command says: its exit code, or undefined if it goes on by itself. `isWritten`: true if nothing that was
 * written can still be on its way through a pipe.
 */
export function finish(command: Promise<number | undefined>, isWritten: () => boolean): void {
  command.catch(report).then((code) => {
    if (code === undefined) return;
    process.exitCode = code;
    // By itself Node goes only when V8 has compiled all that it is at, for nobody: 30 ms.
    if (isWritten()) process.exit();
  }, () => { process.exitCode = 70; });
}
