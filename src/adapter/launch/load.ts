import { createEvaluator } from '../../debugger/expressions/evaluator';
import type { DebuggerViews } from '../../debugger/api';
import { History } from '../../debugger/history/history';
import { HoldError, resolveHolds, type Holds } from '../../debugger/holds';
import type { ProgramImage } from '../../image/program-image';
import type { LaunchOptions, Process } from '../../linux/api';
import { createSchedulerView, type GoSchedulerView } from '../../scheduler/view';
import { isImageFile, loadImageFile } from '../../toolchain/image';
import type { Host } from '../host/host';
import { compileEmbedded } from './embedded';
import { loadExecutable, newProcess, prepareLaunch } from './executable';
import { OptionError, type ProgramOptions } from './options';
import { findProgram } from './program';

/** A program ready to run. */
export interface LoadedProgram {
  readonly image: ProgramImage;
  readonly options: LaunchOptions;
  /** Makes a process that has run nothing yet; a restart makes another one. */
  start(): StartedProgram;
}

export interface StartedProgram {
  readonly process: Process;
  readonly views: () => DebuggerViews;
  readonly invalidate: () => void;
  /** The schedule's part that the user has made by hand. */
  readonly holds: Holds | undefined;
  /** Time travel; made when it is first asked for, which must be before the program runs. */
  readonly history: () => History;
}

/** Finds (or builds) and reads the program; `signal` ends a build. @throws ProgramError, ImageError, OptionError: one line each */
export async function loadProgram(host: Host, options: ProgramOptions, signal?: AbortSignal): Promise<LoadedProgram> {
  const file = await findProgram(host, options, signal);
  const image = file.embedded ? await compileEmbedded(host, options, file.path) : isImageFile(file.bytes) ? loadImageFile(file.bytes, file.path) : loadExecutable(host, file);
  const launch = prepareLaunch(host, options, file.path, file.embedded || file.builtFrom === undefined ? options.program : file.path);
  const { historyMemory } = options;
  if (historyMemory !== undefined && !(Number.isSafeInteger(historyMemory) && historyMemory > 0)) {
    throw new OptionError(`historyMemory: a whole number of bytes from 1 on, not ${historyMemory}`);
  }
  const holds = holdsOf(image, options.hold ?? []);
  return { image, options: launch, start: () => startProcess(host, newProcess(host, image, launch), image, holds, historyMemory) };
}

function holdsOf(image: ProgramImage, holds: readonly string[]): ReturnType<typeof resolveHolds> {
  try {
    return resolveHolds(image, holds);
  } catch (error) {
    if (error instanceof HoldError) throw new OptionError(error.message, { cause: error });
    throw error;
  }
}

function startProcess(host: Host, process: Process, image: ProgramImage, holds: ReturnType<typeof resolveHolds>, historyMemory: number | undefined): StartedProgram {
  let scheduler: GoSchedulerView | undefined;
  let views: DebuggerViews | undefined;
  let history: History | undefined;
  return {
    process,
    views: () => {
      if (!views) {
        scheduler = createSchedulerView(process, image);
        views = { scheduler, evaluator: createEvaluator(scheduler) };
      }
      return views;
    },
    invalidate: () => scheduler?.invalidate(),
    holds: holds?.(process),
    history: () => (history ??= new History(process, { disarm: () => disarm(process), now: () => host.now(), memoryLimit: historyMemory })),
  };
}

/** Nothing stops the process while the past is executed again. */
function disarm(process: Process): void {
  process.machine.setBreakpoints([]);
  process.machine.setWatchpoints([]);
  process.setSyscallCatchpoints(new Set(), new Set());
  process.stopOnSignals(new Set());
}
