import type { Console } from '../console';
import { showDisplay } from '../displays';
import { columns } from '../table-text';
import { ConsoleError, type Command, type Invocation } from '../types';

function display(console: Console, { args, modifiers }: Invocation): string {
  if (args === '') return console.displays.text(console);
  // Whatever cannot be evaluated now is an error, as in gdb, and not kept.
  if (console.session.hasEnded) throw new ConsoleError('The program is not being run.');
  const made = console.displays.add(args, modifiers);
  try {
    return showDisplay(console, made);
  } catch (error) {
    console.displays.remove([made]);
    throw error;
  }
}

/** `info display` */
export function displayList(console: Console): string {
  const all = console.displays.all();
  if (all.length === 0) return 'There are no auto-display expressions now.';
  return `Auto-display expressions now in effect:\n${columns([['Num', 'Enb', 'Expression'], ...all.map(({ id, enabled, expression, modifiers }) => [`${id}:`, enabled ? 'y' : 'n', `${modifiers ? `/${modifiers} ` : ''}${expression}`])])}`;
}

export function enableDisplays(console: Console, args: string, enabled: boolean): string {
  for (const chosen of args === '' ? console.displays.all() : console.displays.numbered(args)) chosen.enabled = enabled;
  return '';
}

export function undisplay(console: Console, args: string): string {
  console.displays.remove(args === '' ? [...console.displays.all()] : console.displays.numbered(args));
  return '';
}

export const displayCommands: readonly Command[] = [
  { names: ['display'], group: 'data', takesModifiers: true, usage: 'display[/FORMAT] [EXPRESSION]', help: 'Show an expression now and at each stop; formats as for print and x.', run: display },
  { names: ['undisplay'], group: 'data', usage: 'undisplay [N ...]', whileRunning: true, help: 'Do not show expressions at stops any more.', run: (console, { args }) => undisplay(console, args) },
];
