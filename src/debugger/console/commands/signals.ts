import { ConsoleError, type Command } from '../types';

export const signalCommands: readonly Command[] = [
  {
    names: ['handle'], group: 'running', usage: 'handle SIGNAL ... stop|nostop print|noprint pass', whileRunning: true,
    help: 'Whether a signal stops the program before it gets it; it is shown when it stops.',
    run: (console, { args }) => {
      if (args === '') throw new ConsoleError('Argument required (signal to handle).');
      return console.signals.handle(args);
    },
  },
];
