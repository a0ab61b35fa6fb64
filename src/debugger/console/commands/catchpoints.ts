import { describeSyscalls, syscallLocation } from '../../breakpoints/syscalls';
import type { Console } from '../console';
import { ConsoleError, type Command } from '../types';

/** `catch syscall [NAME|NUMBER ...] [goroutine N] [if CONDITION]` */
function catchSyscall(console: Console, args: string, temporary: boolean): string {
  const [, what, rest] = /^(\S*)\s*([\s\S]*)$/.exec(args) as RegExpExecArray;
  if (what === '') throw new ConsoleError('Write: catch syscall [NAME ...].');
  if (!'syscall'.startsWith(what)) throw new ConsoleError(`Undefined catch command: "${what}".  Only syscalls can be caught; for panics there is "break runtime.gopanic".`);
  const [, names, goroutine, condition] = /^([\s\S]*?)(?:(?:^|\s+)goroutine\s+(\d+))?(?:(?:^|\s+)if\b\s*([\s\S]+))?$/.exec(rest) as RegExpExecArray;
  const location = syscallLocation(names);
  const { breakpoints } = console.session;
  const { id, resolution: { verified, message } } = breakpoints.add({
    location, reason: 'breakpoint', temporary: temporary || undefined, condition: condition?.trim(), goid: goroutine === undefined ? undefined : Number(goroutine),
  });
  if (!verified) {
    breakpoints.remove(id);
    throw new ConsoleError(message ?? 'This cannot be caught.');
  }
  console.noteBreakpoint(id);
  return `Catchpoint ${id} (${describeSyscalls(location)})`;
}

export const catchCommands: readonly Command[] = [
  { names: ['catch'], usage: 'catch syscall [NAME|NUMBER ...] [goroutine N] [if CONDITION]', whileRunning: true, help: 'Stop where a syscall is called and where it has returned.', run: (console, { args }) => catchSyscall(console, args, false) },
  { names: ['tcatch'], usage: 'tcatch syscall [NAME|NUMBER ...]', whileRunning: true, help: 'Like catch, for one stop.', run: (console, { args }) => catchSyscall(console, args, true) },
];
