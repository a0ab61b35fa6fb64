import { columns } from './table-text';
import { ConsoleError } from './types';

/** Linux's signals on amd64 (signal(7)) with gdb's descriptions. */
const SIGNALS: readonly (readonly [number, string, string])[] = [
  [1, 'SIGHUP', 'Hangup'], [2, 'SIGINT', 'Interrupt'], [3, 'SIGQUIT', 'Quit'], [4, 'SIGILL', 'Illegal instruction'], [5, 'SIGTRAP', 'Trace/breakpoint trap'],
  [6, 'SIGABRT', 'Aborted'], [7, 'SIGBUS', 'Bus error'], [8, 'SIGFPE', 'Arithmetic exception'], [9, 'SIGKILL', 'Killed'], [10, 'SIGUSR1', 'User defined signal 1'],
  [11, 'SIGSEGV', 'Segmentation fault'], [12, 'SIGUSR2', 'User defined signal 2'], [13, 'SIGPIPE', 'Broken pipe'], [14, 'SIGALRM', 'Alarm clock'], [15, 'SIGTERM', 'Terminated'],
  [16, 'SIGSTKFLT', 'Stack fault'], [17, 'SIGCHLD', 'Child status changed'], [18, 'SIGCONT', 'Continued'], [19, 'SIGSTOP', 'Stopped (signal)'], [20, 'SIGTSTP', 'Stopped (user)'],
  [21, 'SIGTTIN', 'Stopped (tty input)'], [22, 'SIGTTOU', 'Stopped (tty output)'], [23, 'SIGURG', 'Urgent I/O condition'], [24, 'SIGXCPU', 'CPU time limit exceeded'],
  [25, 'SIGXFSZ', 'File size limit exceeded'], [26, 'SIGVTALRM', 'Virtual timer expired'], [27, 'SIGPROF', 'Profiling timer expired'], [28, 'SIGWINCH', 'Window size changed'],
  [29, 'SIGIO', 'I/O possible'], [30, 'SIGPWR', 'Power fail/restart'], [31, 'SIGSYS', 'Bad system call'],
  ...Array.from({ length: 33 }, (_, i) => [32 + i, `SIG${32 + i}`, `Real-time event ${32 + i}`] as const),
];
export { SIGNALS as everySignal };
/** What gdb does not stop for; Go preempts goroutines with SIGURG. */
const QUIET: ReadonlySet<string> = new Set(['SIGALRM', 'SIGURG', 'SIGCHLD', 'SIGIO', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIG32', 'SIG33']);

export function signalDescription(name: string): string { return SIGNALS.find(([, known]) => known === name)?.[2] ?? 'Unknown signal'; }

/** For which signals the program stops before it gets them. It always gets them. */
export class SignalTable {
  /** Their numbers; another set after each change. */
  stops: ReadonlySet<number> = new Set();

  /** gdb's choice of signals; for a console that has the program to itself. */
  useGdbDefaults(): void {
    this.stops = new Set(SIGNALS.filter(([, name]) => !QUIET.has(name)).map(([number]) => number));
  }

  /** `handle SIGNAL|NUMBER|FIRST-LAST|all ... ACTION ...`. @throws ConsoleError */
  handle(args: string): string {
    const chosen: (typeof SIGNALS)[number][] = [];
    let stop: boolean | undefined;
    for (const word of args.split(/\s+/).filter(Boolean)) {
      switch (word.toLowerCase()) {
        case 'stop': case 'print': stop = true; break;
        case 'nostop': case 'noprint': stop = word === 'noprint' ? stop ?? false : false; break;
        case 'pass': case 'noignore': break;
        case 'nopass': case 'ignore': throw new ConsoleError('The program gets all its signals here: "nopass" is not available.');
        default: chosen.push(...signalsNamed(word));
      }
    }
    if (chosen.length === 0) throw new ConsoleError('Argument required (signal to handle).');
    const numbers = chosen.map(([number]) => number);
    if (stop === true) this.stops = new Set([...this.stops, ...numbers]);
    else if (stop === false) this.stops = new Set([...this.stops].filter((number) => !numbers.includes(number)));
    return this.table(chosen);
  }

  /** `info signals [NAME]` */
  info(args: string): string { return this.table(args === '' ? SIGNALS : signalsNamed(args)); }

  private table(chosen: readonly (typeof SIGNALS)[number][]): string {
    return columns([['Signal', 'Stop', 'Print', 'Pass to program', 'Description'], ...chosen.map(([number, name, description]) => {
      const stops = this.stops.has(number) ? 'Yes' : 'No';
      return [name, stops, stops, 'Yes', description];
    })]);
  }
}

/** Signals by name, number or range. @throws ConsoleError */
export function signalsNamed(word: string): (typeof SIGNALS)[number][] {
  if (word === 'all') return SIGNALS.filter(([, name]) => name !== 'SIGINT' && name !== 'SIGTRAP');
  const range = /^(\d+)(?:-(\d+))?$/.exec(word);
  const found = range
    ? SIGNALS.filter(([number]) => number >= Number(range[1]) && number <= Number(range[2] ?? range[1]))
    : SIGNALS.filter(([, name]) => name === word.toUpperCase() || name === `SIG${word.toUpperCase()}`);
  if (found.length === 0) throw new ConsoleError(`Unrecognized or ambiguous flag word: "${word}".`);
  return found;
}
