import { describeLocation, type Breakpoint, type BreakpointSpec } from '../../breakpoints/types';
import type { Console } from '../console';
import { hex } from '../frame-text';
import { parseLocation } from '../locations';
import { enableDisplays, undisplay } from './displays';
import { ConsoleError, type Command, type Invocation } from '../types';

function reasonOf(location: BreakpointSpec['location']): BreakpointSpec['reason'] {
  if (location.kind === 'function') return 'function breakpoint';
  return location.kind === 'address' ? 'instruction breakpoint' : 'breakpoint';
}

/** `LOCATION [goroutine N] [if CONDITION]` */
function parseSpec(console: Console, args: string, temporary: boolean): BreakpointSpec {
  const conditional = /^([\s\S]*?)(?:^|\s)if\b\s*([\s\S]+)$/.exec(args);
  let place = (conditional ? conditional[1] : args).trim();
  const goroutine = /^(.*?)\s*\bgoroutine\s+(\d+)$/.exec(place);
  if (goroutine) place = goroutine[1];
  const location = parseLocation(console, place);
  return {
    location, reason: reasonOf(location), temporary: temporary || undefined,
    condition: conditional?.[2].trim(), goid: goroutine ? Number(goroutine[2]) : undefined,
  };
}

function setBreakpoint(console: Console, args: string, temporary: boolean): string {
  const breakpoint = console.session.breakpoints.add(parseSpec(console, args, temporary));
  if (!breakpoint.resolution.verified) {
    console.session.breakpoints.remove(breakpoint.id);
    throw new ConsoleError(breakpoint.resolution.message ?? 'No such place.');
  }
  console.noteBreakpoint(breakpoint.id);
  return `${temporary ? 'Temporary breakpoint' : 'Breakpoint'} ${breakpoint.id} at ${placeOf(breakpoint)}`;
}

function placeOf({ resolution }: Breakpoint): string {
  const { addresses, file, line, message } = resolution;
  const note = message ? ` (${message})` : '';
  if (addresses.length > 1) return `${hex(addresses[0])}: ${addresses.length} locations${note}.`;
  return `${hex(addresses[0])}${file ? `: file ${file}, line ${line}` : ''}${note}.`;
}

/** The breakpoints named in "1 3 5-7". @throws ConsoleError for a number that is none's. */
function numbered(console: Console, args: string): Breakpoint[] {
  return args.split(/[\s,]+/).filter(Boolean).flatMap((word) => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(word);
    if (!range) throw new ConsoleError(`Bad breakpoint number "${word}".`);
    const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
    const found = console.session.breakpoints.all().filter(({ id }) => id >= first && id <= last);
    if (found.length === 0) throw new ConsoleError(`No breakpoint number ${word}.`);
    return found;
  });
}

function setEnabled(console: Console, { args }: Invocation, enabled: boolean): string {
  const display = /^display\b\s*(.*)$/.exec(args);
  if (display) return enableDisplays(console, display[1], enabled);
  const list = args.replace(/^breakpoints?\b/, '').trim();
  const chosen = list === '' ? console.session.breakpoints.all() : numbered(console, list);
  for (const { id } of chosen) console.session.breakpoints.setEnabled(id, enabled);
  return '';
}

/** `N REST`. @throws ConsoleError */
function oneAndRest(console: Console, args: string): [Breakpoint, string] {
  const match = /^(\d+)\s*([\s\S]*)$/.exec(args);
  if (!match) throw new ConsoleError('Argument required (breakpoint number).');
  return [numbered(console, match[1])[0], match[2].trim()];
}

export const breakpointCommands: readonly Command[] = [
  {
    names: ['break', 'b', 'br', 'brea', 'hbreak'], usage: 'break [LOCATION] [goroutine N] [if CONDITION]', whileRunning: true,
    help: 'Stop at a function (also where it is inlined), FILE:LINE, LINE, *ADDRESS or /REGEX/.',
    run: (console, { args }) => setBreakpoint(console, args, false),
  },
  {
    names: ['tbreak', 'tb', 'thbreak'], usage: 'tbreak [LOCATION] [goroutine N] [if CONDITION]', whileRunning: true,
    help: 'Like break, for one stop.',
    run: (console, { args }) => setBreakpoint(console, args, true),
  },
  {
    names: ['rbreak'], usage: 'rbreak REGEX', whileRunning: true, help: 'Stop at all functions that match.',
    run: (console, { args }) => setBreakpoint(console, `/${args}/`, false),
  },
  {
    names: ['delete', 'd', 'del'], usage: 'delete [breakpoints] [N ...]', whileRunning: true, help: 'Delete breakpoints; without numbers, all.',
    run: (console, { args }) => {
      const display = /^display\b\s*(.*)$/.exec(args);
      if (display) return undisplay(console, display[1]);
      const list = args.replace(/^breakpoints?\b/, '').trim();
      const chosen = list === '' ? [...console.session.breakpoints.all()] : numbered(console, list);
      for (const { id } of chosen) console.session.breakpoints.remove(id);
      return '';
    },
  },
  {
    names: ['clear', 'cl'], usage: 'clear LOCATION', whileRunning: true, help: 'Delete the breakpoints at a place.',
    run: (console, { args }) => {
      const wanted = describeLocation(parseLocation(console, args));
      const found = console.session.breakpoints.all().filter(({ spec }) => describeLocation(spec.location) === wanted);
      if (found.length === 0) throw new ConsoleError(`No breakpoint at ${args || 'this line'}.`);
      for (const { id } of [...found]) console.session.breakpoints.remove(id);
      return `Deleted breakpoint${found.length > 1 ? 's' : ''} ${found.map(({ id }) => id).join(' ')}`;
    },
  },
  { names: ['enable', 'en'], usage: 'enable [N ...]', whileRunning: true, help: 'Enable breakpoints.', run: (console, invocation) => setEnabled(console, invocation, true) },
  { names: ['disable', 'dis', 'disa'], usage: 'disable [N ...]', whileRunning: true, help: 'Disable breakpoints.', run: (console, invocation) => setEnabled(console, invocation, false) },
  {
    names: ['condition'], usage: 'condition N [EXPRESSION]', whileRunning: true, help: 'Stop at breakpoint N only where the expression is true.',
    run: (console, { args }) => {
      const [{ id }, expression] = oneAndRest(console, args);
      console.session.breakpoints.setCondition(id, expression || undefined);
      return expression ? '' : `Breakpoint ${id} now unconditional.`;
    },
  },
  {
    names: ['ignore'], usage: 'ignore N COUNT', whileRunning: true, help: 'Pass breakpoint N COUNT times before it stops again.',
    run: (console, { args }) => {
      const [breakpoint, count] = oneAndRest(console, args);
      if (!/^\d+$/.test(count)) throw new ConsoleError('Second argument (specified ignore-count) is missing.');
      breakpoint.ignore = Number(count);
      if (breakpoint.ignore === 0) return `Will stop next time breakpoint ${breakpoint.id} is reached.`;
      return `Will ignore next ${breakpoint.ignore === 1 ? 'crossing' : `${breakpoint.ignore} crossings`} of breakpoint ${breakpoint.id}.`;
    },
  },
  {
    names: ['dprintf'], usage: 'dprintf LOCATION, TEXT WITH {EXPRESSIONS}', whileRunning: true, help: 'Write a text whenever a place is passed.',
    run: (console, { args }) => {
      const match = /^(.*?)\s*,\s*"?([\s\S]*?)"?$/.exec(args);
      if (!match) throw new ConsoleError('Format string required: dprintf LOCATION, TEXT');
      const location = parseLocation(console, match[1]);
      const breakpoint = console.session.breakpoints.add({ location, reason: reasonOf(location), logMessage: match[2] });
      if (!breakpoint.resolution.verified) console.session.breakpoints.remove(breakpoint.id);
      if (!breakpoint.resolution.verified) throw new ConsoleError(breakpoint.resolution.message ?? 'No such place.');
      return `Dprintf ${breakpoint.id} at ${placeOf(breakpoint)}`;
    },
  },
];
