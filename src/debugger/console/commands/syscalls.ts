import { LatencyError } from '../../latency';
import { controlSyscall, latencyRules, setLatency, SyscallControlError } from '../../syscall-control';
import type { Console } from '../console';
import { schedtrace } from '../schedtrace';
import { columns, duration } from '../table-text';
import { ConsoleError, type Command, type ConsoleResult } from '../types';

/** The thread meant: a tid, "M2", the only one that is in the syscall with this name, or the selected one. @throws ConsoleError */
function threadOf(console: Console, text: string): number {
  if (text === '') {
    const { tid } = console.scope();
    if (tid === undefined) throw new ConsoleError('The goroutine is on no thread: name one ("info syscalls" lists them).');
    return tid;
  }
  const named = console.session.process.threads.filter(({ state, syscall }) => state !== 'exited' && syscall?.name === text);
  if (named.length > 1) throw new ConsoleError(`${named.length} threads are in ${text}: name one (${named.map(({ tid }) => tid).join(', ')}).`);
  if (named.length === 1) return named[0].tid;
  const m = /^M(\d+)$/i.exec(text);
  const tid = m ? console.session.scheduler.ms().find(({ id }) => id === Number(m[1]))?.tid : /^\d+$/.test(text) ? Number(text) : undefined;
  if (tid === undefined) throw new ConsoleError(`No thread "${text}": write a tid, M and its number, or the name of a syscall in flight ("info syscalls" lists them).`);
  return tid;
}

function latency(console: Console, args: string): string {
  const { process } = console.session;
  if (args === '') {
    const rules = latencyRules(process);
    return rules.length === 0 ? 'Every syscall takes no time of its own.' : columns(rules.map(({ syscall, fd, path, ns }) => [`${syscall}${fd === undefined ? '' : `:${fd}`}${path === undefined ? '' : `:${path}`}`, duration(ns)]));
  }
  const match = /^(\S+?)(?:\s*[=\s]\s*(\S*))?$/.exec(args);
  if (!match) throw new ConsoleError('Write: syscall latency NAME DURATION; without DURATION the rule is taken away.');
  setLatency(process, match[1], match[2] ?? '');
  return '';
}

function syscall(console: Console, args: string): ConsoleResult | string {
  console.requireRunning();
  const [, action, rest] = /^(\w*)\s*([\s\S]*)$/.exec(args) as RegExpExecArray;
  const { process } = console.session;
  try {
    if (action === 'latency') return latency(console, rest);
    if (action === 'hold' || action === 'release') controlSyscall(process, threadOf(console, rest), { action });
    else if (action === 'fail') {
      const [first, second] = rest.trim().split(/\s+/);
      controlSyscall(process, threadOf(console, second === undefined ? '' : first), { action, errno: second ?? first ?? '' });
    } else throw new ConsoleError('Write: syscall hold|release [THREAD|NAME], syscall fail [THREAD|NAME] ERRNO, or syscall latency NAME DURATION.');
  } catch (error) {
    if (error instanceof SyscallControlError || error instanceof LatencyError) throw new ConsoleError(error.message, { cause: error });
    throw error;
  }
  return { text: '', changed: true };
}

export const syscallCommands: readonly Command[] = [
  { names: ['schedtrace'], group: 'scheduler', usage: 'schedtrace', help: 'The line that GODEBUG=schedtrace prints.', run: (console) => schedtrace(console, false) },
  { names: ['scheddetail'], group: 'scheduler', usage: 'scheddetail', help: 'What GODEBUG=schedtrace,scheddetail=1 prints: every P, M and G.', run: (console) => schedtrace(console, true) },
  { names: ['syscall'], usage: 'syscall hold|release [THREAD|NAME] | fail [THREAD|NAME] ERRNO | latency [NAME DURATION]', help: 'Keep a syscall in the kernel, let it return, make it fail, or set how long it takes.', run: (console, { args }) => syscall(console, args) },
  {
    names: ['time'], usage: 'time', whileRunning: true, help: 'Virtual time and instructions since the start.',
    run: (console) => `${duration(console.session.process.virtualNs)}, ${console.session.process.retired} instructions`,
  },
];
