import { CommandTable, rows } from '../command-table';
import { ConsoleError, type Command } from '../types';
import { breakpointList } from './breakpoint-list';
import { infoCode } from './info-code';
import { displayList } from './displays';
import { historyInfo } from './history';
import { infoFrame } from './info-frame';
import { infoScheduler } from './info-scheduler';

export const infoTable = new CommandTable([
  { names: ['breakpoints', 'b'], usage: 'info breakpoints', help: 'Breakpoints and how often they were hit.', whileRunning: true, run: (console) => breakpointList(console) },
  { names: ['watchpoints', 'wat'], usage: 'info watchpoints', help: 'Watchpoints and how often they were hit.', whileRunning: true, run: (console) => breakpointList(console, true) },
  { names: ['history'], usage: 'info history', help: 'Where in history the program stands, and how far it reaches.', run: (console) => historyInfo(console) },
  { names: ['display'], usage: 'info display', help: 'Expressions that are shown at each stop.', whileRunning: true, run: (console) => displayList(console) },
  { names: ['signals', 'handle'], usage: 'info signals [SIGNAL]', help: 'What happens when the program gets a signal.', whileRunning: true, run: (console, { args }) => console.signals.info(args) },
  ...infoScheduler, ...infoFrame, ...infoCode,
], 'info ');

/** `info` alone, and the end of `help info` */
export function topicList(): string {
  return `List of info subcommands:\n\n${rows(infoTable.commands, 'info ').join('\n')}`;
}

/** `info TOPIC [ARGS]` */
export const infoCommand: Command = {
  names: ['info', 'i'], usage: 'info TOPIC', help: 'State of the program; "help info" lists the topics.', whileRunning: true,
  run: (console, { args, modifiers }) => {
    if (args === '') return topicList();
    const match = /^([a-z][a-z-]*)\s*([\s\S]*)$/.exec(args);
    const topic = match && infoTable.find(match[1]);
    if (!topic) throw new ConsoleError(`Undefined info command: "${args}". Try "help info".`);
    if (!console.session.stop && !topic.whileRunning) throw new ConsoleError('The program is running: pause it first.');
    return topic.run(console, { args: match[2], modifiers });
  },
};
