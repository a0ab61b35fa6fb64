/** An executable ready to run: the part of loading that needs neither a compiler nor a debugger. */
import { loadElf } from '../../image/load-elf';
import type { ProgramImage } from '../../image/program-image';
import type { LaunchOptions, Process } from '../../linux/api';
import { createProcess } from '../../linux/process';
import { createMachine } from '../../machine/machine';
import type { Host } from '../host/host';
import { launchOptions, type ProgramOptions } from './options';
import type { ProgramFile } from './program';

/** @throws ImageError */
export function loadExecutable(host: Host, file: ProgramFile): ProgramImage { return loadElf(file.path, file.bytes, { inflate: host.inflate }); }

/** How the program at `path` starts, which it sees as `name`. @throws OptionError */
export function prepareLaunch(host: Host, options: ProgramOptions, path: string, name: string): LaunchOptions {
  const launch = launchOptions(options, path, host.resolvePath(options.cwd ?? '.'), name);
  launch.readable.push(...host.goroot?.(options.goCommand)?.folders ?? []);
  return launch;
}

/** A process on a machine of its own that has run nothing yet. */
export function newProcess(host: Host, image: ProgramImage, launch: LaunchOptions): Process { return createProcess(image, createMachine({ now: () => host.now() }), host.files, launch); }
