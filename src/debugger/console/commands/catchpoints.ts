import { describeSyscalls, syscallLocation } from '../../breakpoints/syscalls';
import type { BreakpointLocation } from '../../breakpoints/types';
import type { Console } from '../console';
import { everySignal, signalsNamed } from '../signals';
import { ConsoleError, type Command } from '../types';

/** `catch syscall [NAME|NUMBER ...]`, `catch signal [SIGNAL ... | all]`, both with `[goroutine N] [if CONDITION]` */
function catchEvent(console: Console, args: string, temporary: boolean): string {
  const [, what, rest] = /^(\S*)\s*([\s\S]*)$/.exec(args) as RegExpExecArray;
  if (what === '') throw new ConsoleError('Write: catch syscall [NAME ...], or catch signal [NAME ...].');
  const kind = ['syscall', 'signal'].filter((name) => name.startsWith(what));
  if (kind.length === 0) throw new ConsoleError(`Undefined catch command: "${what}".  Syscalls and signals can be caught; for panics there is "break runtime.gopanic".`);
  if (kind.length > 1) throw new ConsoleError(`Ambiguous catch command "${what}": signal, syscall.`);
  const [, names, goroutine, condition] = /^([\s\S]*?)(?:(?:^|\s+)goroutine\s+(\d+))?(?:(?:^|\s+)if\b\s*([\s\S]+))?$/.exec(rest) as RegExpExecArray;
  const [location, description] = kind[0] === 'syscall' ? syscalls(names) : signals(names);
  const { breakpoints } = console.session;
  const { id, resolution: { verified, message } } = breakpoints.add({
    location, reason: 'breakpoint', temporary: temporary || undefined, condition: condition?.trim(), goid: goroutine === undefined ? undefined : Number(goroutine),
  });
  if (!verified) {
    breakpoints.remove(id);
    throw new ConsoleError(message ?? 'This cannot be caught.');
  }
  console.noteBreakpoint(id);
  return `Catchpoint ${id} (${description})`;
}

function syscalls(names: string): [BreakpointLocation, string] {
  const location = syscallLocation(names);
  return [location, describeSyscalls(location)];
}

/** Without names gdb means all but those that debuggers use themselves. */
function signals(names: string): [BreakpointLocation, string] {
  const words = names.split(/[\s,]+/).filter(Boolean);
  const known = words.flatMap((word) => (word === 'all' ? everySignal : signalsNamed(word)));
  const numbers = (words.length === 0 ? signalsNamed('all') : known).map(([number]) => number);
  const name = words.length === 0 ? '<standard signals>' : words.includes('all') ? '<any signal>' : known.map(([, signal]) => signal).join(' ');
  const description = words.length === 0 ? 'standard signals' : words.includes('all') ? 'any signal' : `signal${known.length > 1 ? 's' : ''} ${name}`;
  return [{ kind: 'signal', numbers, name }, description];
}

export const catchCommands: readonly Command[] = [
  { names: ['catch'], usage: 'catch syscall|signal [NAME|NUMBER ...] [goroutine N] [if CONDITION]', whileRunning: true, help: 'Stop where a syscall is called and where it has returned; or before the program gets a signal.', run: (console, { args }) => catchEvent(console, args, false) },
  { names: ['tcatch'], usage: 'tcatch syscall|signal [NAME|NUMBER ...]', whileRunning: true, help: 'Like catch, for one stop.', run: (console, { args }) => catchEvent(console, args, true) },
];
