import { createSchedulerView } from '../../../scheduler/view';
import type { SchedulerEvent } from '../../../scheduler/api';
import { parseDuration } from '../../duration';
import type { Execution } from '../../execution';
import { complete } from '../../history/history';
import { placeOf } from '../../history/place';
import { RepeatedExecution } from '../../repeated';
import type { ReverseKind } from '../../session';
import type { Subject } from '../../stepping/context';
import { SchedulerEvents } from '../../trace/events';
import { formatText } from '../../trace/text';
import type { Console } from '../console';
import { frameLine } from '../frame-text';
import { hasBegun, parseLocation } from '../locations';
import { columns, duration } from '../table-text';
import { ConsoleError, type Command, type ConsoleResult } from '../types';
import { countOf } from './running';

/** Events that `events` shows without a number. */
const EVENTS = 10;
const MOST_EVENTS = 100_000;

/** From the end of the program, too, one can go back. */
function subjectOf(console: Console): Subject {
  return console.session.hasEnded ? { kind: 'thread', tid: console.session.process.currentTid } : console.subject;
}

function reverse(console: Console, args: string, kind: ReverseKind): ConsoleResult {
  const { session } = console;
  const count = countOf(console, args);
  if (!hasBegun(console)) throw new ConsoleError('The program is not being run.');
  console.isBackwards = true;
  if (kind !== 'stepOut') return { text: '', run: new RepeatedExecution(count, () => session.reverse(kind, subjectOf(console))) };
  const number = console.numberedFrames(console.frameIndex + 1)[console.frameIndex]?.number;
  const text = `Run back to call of ${frameLine(console, console.frame(), number)}`;
  return { text, run: session.reverse(kind, subjectOf(console), console.frameIndex) };
}

/** `seek N`, `seek 1.5ms`, `seek +N|-N|+1ms|-1ms`, `seek start|end` */
function seek(console: Console, args: string): ConsoleResult {
  const { session } = console;
  const { history, process } = session;
  if (!history) throw new ConsoleError('This session keeps no history.');
  const wanted = args.trim();
  if (wanted === 'start') return { text: '', run: session.seek({ retired: history.start.retired }) };
  if (wanted === 'end') return { text: '', run: session.seek({ retired: history.end.retired }) };
  const match = /^([+-]?)\s*(\S+)$/.exec(wanted);
  if (!match) throw new ConsoleError('Write: seek INSTRUCTIONS, seek TIME (1.5ms), with + or - from here, or seek start|end.');
  const [, sign, amount] = match;
  const from = (here: number, by: number): number => Math.max(0, sign === '' ? by : sign === '+' ? here + by : here - by);
  if (/^[\d_]+$/.test(amount)) return { text: '', run: session.seek({ retired: from(process.retired, Number(amount.replaceAll('_', ''))) }) };
  try {
    return { text: '', run: session.seek({ ns: from(process.virtualNs, parseDuration(amount)) }) };
  } catch (error) {
    if (error instanceof RangeError) throw new ConsoleError(error.message, { cause: error });
    throw error;
  }
}

/** The last scheduler events before here: the past is executed again with the scheduler's words watched, then it is as before. */
function events(console: Console, args: string): string {
  const { session } = console;
  const { history, process, image } = session;
  if (!history) throw new ConsoleError('This session keeps no history: "gosched trace --events" writes all events.');
  if (args !== '' && !/^\d+$/.test(args)) throw new ConsoleError(`A number of events was expected, not "${args}".`);
  const most = Math.min(MOST_EVENTS, args === '' ? EVENTS : Number(args));
  const scheduler = createSchedulerView(process, image);
  const origin = placeOf(process);
  let watched: SchedulerEvents;
  let version = 0;
  let stretch: SchedulerEvent[] = [];
  let found: SchedulerEvent[] = [];
  const arm = (): void => {
    process.machine.setWatchpoints(watched.watchpoints());
    version = watched.version;
  };
  complete(history.scanBack({
    arm: () => {
      scheduler.invalidate();
      watched = new SchedulerEvents(process, scheduler);
      stretch = [];
      arm();
    },
    meet: (stop) => {
      if (stop.kind !== 'watch') return;
      for (const event of watched.take(stop.tid, stop.pc, stop.hits)) stretch.push(event);
      if (watched.version !== version) arm();
    },
    enough: () => {
      found = [...stretch, ...found].slice(-most);
      stretch = [];
      return found.length >= most;
    },
  }));
  // The start of history ends the search behind its last stretch.
  found = [...stretch, ...found].slice(-most);
  history.seek(origin);
  session.guestChanged();
  if (found.length === 0) return 'No scheduler event has happened yet.';
  return found.map(({ kind, ...event }, i) => formatText({ ...event, kind: 'event', event: kind, seq: i + 1 - found.length })).join('\n').replaceAll(/^#\S+ +/gm, '');
}

/** `info history` */
export function historyInfo(console: Console): string {
  const { session } = console;
  const { history, process, past } = session;
  if (!history) return 'This session keeps no history.';
  return columns([
    ['Here', `${process.retired} instructions, ${duration(process.virtualNs)}`],
    ['Newest', past ? `${history.end.retired} instructions, ${duration(process.virtualNs + past.ns)}: ${past.instructions} instructions and ${duration(past.ns)} ahead` : 'here: this is the present'],
    ['Start', `${history.start.retired} instructions`],
    ['Checkpoints', `${history.checkpointCount}, ${(history.checkpointBytes / 2 ** 20).toFixed(1)} MiB of their own`],
  ]);
}

/** The same run; `remove` is called at its end, wherever that is. */
function withoutBreakpoint(run: Execution, remove: () => void): Execution {
  return {
    get title() { return run.title; },
    get progress() { return run.progress; },
    pause: () => { run.pause(); },
    cancel: () => { if (run.cancel) run.cancel(); else run.pause(); },
    advance: (most) => {
      const stop = run.advance(most);
      if (stop) remove();
      return stop;
    },
  };
}

/**
 * `reverse-until [LOCATION]`, `reverse-advance LOCATION`: back to where the place was passed last, as if a temporary breakpoint
 * stood there; without a place `reverse-next`.
 */
function reverseTo(console: Console, args: string): ConsoleResult {
  if (args === '') return reverse(console, '', 'next');
  if (!hasBegun(console)) throw new ConsoleError('The program is not being run.');
  const { breakpoints } = console.session;
  const location = parseLocation(console, args);
  const { id, resolution: { verified, message } } = breakpoints.add({ location, reason: 'step', temporary: true, title: 'Reverse until' });
  const { run } = verified ? reverse(console, '', 'continue') : { run: undefined };
  if (run) return { text: '', run: withoutBreakpoint(run, () => { breakpoints.remove(id); }) };
  breakpoints.remove(id);
  throw new ConsoleError(message ?? 'No such place.');
}

function reverseCommand(names: readonly string[], kind: ReverseKind, help: string): Command {
  const usage = kind === 'continue' || kind === 'stepOut' ? names[0] : `${names[0]} [N]`;
  return { names, usage, repeat: 'same', isStep: true, help, run: (console, { args }) => reverse(console, args, kind) };
}

export const historyCommands: readonly Command[] = [
  reverseCommand(['reverse-step', 'rs'], 'stepIn', 'Step back to the beginning of the line before, into functions.'),
  reverseCommand(['reverse-next', 'rn'], 'next', 'Step back to the beginning of the line before, over calls; follows the goroutine.'),
  reverseCommand(['reverse-stepi', 'rsi'], 'stepInstruction', 'Step back one instruction.'),
  reverseCommand(['reverse-nexti', 'rni'], 'nextInstruction', 'Step back one instruction; a call is one.'),
  reverseCommand(['reverse-finish', 'rfin'], 'stepOut', 'Go back to the call of the selected function.'),
  reverseCommand(['reverse-continue', 'rc'], 'continue', 'Go back to the last hit of a breakpoint or watchpoint.'),
  { names: ['reverse-until'], usage: 'reverse-until [LOCATION]', isStep: true, help: 'Go back to where a place was passed last; without one as reverse-next.', run: (console, { args }) => reverseTo(console, args) },
  {
    names: ['reverse-advance'], usage: 'reverse-advance LOCATION', isStep: true, help: 'Go back to where a place was passed last.',
    run: (console, { args }) => {
      if (args === '') throw new ConsoleError('Argument required (a location).');
      return reverseTo(console, args);
    },
  },
  { names: ['seek'], usage: 'seek [+|-]INSTRUCTIONS | [+|-]TIME | start | end', help: 'Travel to a place in history.', run: (console, { args }) => seek(console, args) },
  { names: ['events'], usage: 'events [N]', help: 'The last scheduler events before here.', run: (console, { args }) => events(console, args) },
];
