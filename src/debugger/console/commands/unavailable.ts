import { ConsoleError, type Command } from '../types';

/** gdb's commands that have no meaning here, and what there is instead. */
const REASONS: readonly (readonly [names: readonly string[], why: string])[] = [
  [['shell', '!', 'make'], 'The debugger runs no host commands.'],
  [['tui', 'layout', 'winheight', 'focus'], 'There is no text window: "list" and "disassemble /s" show the code; VS Code has views of everything else.'],
  [['attach', 'detach', 'target', 'file', 'exec-file', 'core-file', 'symbol-file'], 'A session is about one program on its own machine: start gosched with another one.'],
  [['kill'], 'The program runs on a machine of its own and needs no killing: "run" starts it again, "quit" ends the session.'],
  [['record'], 'Everything is recorded always: reverse-step, reverse-continue, "seek" and "info history" use it.'],
  [['checkpoint', 'restart'], 'All of the past can be reached without checkpoints: "time" says where the program stands, "seek" goes back there.'],
  [['return'], 'A function cannot be left half done, its defers and stack would be wrong: "finish" runs to its end, "jump" goes on elsewhere in it.'],
  [['generate-core-file', 'gcore'], 'There are no core files: the same start gives the same run, with all of its past.'],
  [['python', 'pi', 'py', 'guile'], 'There is no Python here: "define", "if", "while" and "source" are scripts.'],
  [['cd', 'pwd'], 'The program\'s working folder is given at the start (--cwd, or "cwd" in the launch configuration).'],
];

export const unavailableCommands: readonly Command[] = REASONS.map(([names, why]) => ({
  names, usage: names[0], whileRunning: true, isUnlisted: true, help: `Not available. ${why}`, run: () => { throw new ConsoleError(why); },
}));
