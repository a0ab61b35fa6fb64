import { CommandTable } from './command-table';
import { breakpointCommands } from './commands/breakpoints';
import { codeCommands } from './commands/code';
import { dataCommands } from './commands/data';
import { generalCommands } from './commands/general';
import { infoCommand } from './commands/info';
import { runningCommands } from './commands/running';
import { stackCommands } from './commands/stack';
import { syscallCommands } from './commands/syscalls';

/** Every command of the console. */
export const allCommands = new CommandTable([
  ...breakpointCommands, ...runningCommands, ...stackCommands, ...dataCommands, ...codeCommands, infoCommand, ...syscallCommands, ...generalCommands,
]);
