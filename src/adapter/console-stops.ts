import type { StopInfo } from '../debugger/api';
import { drain } from '../debugger/console/scripts';
import { coloured } from '../debugger/console/style';
import type { ConsoleResult } from '../debugger/console/types';
import { tellingBreakpoints } from './console-breakpoints';
import type { AdapterContext } from './context';

/** The console's text as this client can show it. */
export function styled({ client }: AdapterContext, text: string): string { return client.supportsANSIStyling ? coloured(text) : text; }

/**
 * The console's part in a stop, before the client hears of that: expressions of `display`, commands of the breakpoints that
 * were hit, the rest of a script. Where the run was begun in the console, the place is shown there, too.
 * @returns what those commands lead to; if it is a run, the stop was none for the client
 */
export function consoleAtStop(context: AdapterContext, stop: StopInfo, isPaused: boolean): ConsoleResult {
  const { console } = context.loaded;
  const hasCommands = stop.breakpointIds.some((id) => console.scripts.commandsOf(id).length > 0);
  const texts: string[] = [];
  let result: ConsoleResult = { text: console.stopText(stop, context.isConsoleRun || hasCommands) };
  // Who pauses the program wants it to stand: a script must not let it go on.
  if (isPaused || stop.reason === 'exited') console.scripts.clear();
  try {
    result = tellingBreakpoints(context, () => drain(console, result, texts));
  } catch (error) {
    texts.push((error as Error).message);
  }
  if (result.changed) context.session.guestChanged();
  const text = texts.join('\n');
  if (text !== '') context.output('console', `${styled(context, text.replace(/^\n/, ''))}\n`);
  return result;
}
