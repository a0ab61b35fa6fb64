import { CommandTable } from './command-table';
import { breakpointCommands } from './commands/breakpoints';
import { catchCommands } from './commands/catchpoints';
import { codeCommands } from './commands/code';
import { dataCommands } from './commands/data';
import { displayCommands } from './commands/displays';
import { generalCommands } from './commands/general';
import { historyCommands } from './commands/history';
import { infoCommand } from './commands/info';
import { printfCommands } from './commands/printf';
import { runningCommands } from './commands/running';
import { scriptCommands } from './commands/scripts';
import { signalCommands } from './commands/signals';
import { stackCommands } from './commands/stack';
import { syscallCommands } from './commands/syscalls';
import { typeCommands } from './commands/types';
import { unavailableCommands } from './commands/unavailable';
import { watchCommands } from './commands/watchpoints';
import type { Command, CommandGroup } from './types';

/** Commands without a class of their own get that of their table. */
function inGroup(group: CommandGroup, commands: readonly Command[]): Command[] { return commands.map((command) => ({ group, ...command })); }

/** Every command of the console. */
export const allCommands = new CommandTable([
  ...inGroup('breakpoints', breakpointCommands), ...inGroup('breakpoints', watchCommands), ...inGroup('breakpoints', catchCommands), ...inGroup('running', runningCommands), ...inGroup('history', historyCommands), ...inGroup('stack', stackCommands), ...inGroup('data', dataCommands),
  ...inGroup('data', codeCommands), ...typeCommands, ...printfCommands, ...displayCommands, ...scriptCommands, ...signalCommands, ...inGroup('status', [infoCommand]),
  ...inGroup('scheduler', syscallCommands), ...inGroup('support', generalCommands), ...inGroup('support', unavailableCommands),
]);
