import type { StopInfo } from '../../api';
import type { Execution } from '../../execution';
import { RepeatedExecution } from '../../repeated';
import { resolveLocation } from '../../breakpoints/resolve';
import type { Subject } from '../../stepping/context';
import type { Console } from '../console';
import { frameLine, hex } from '../frame-text';
import { hasBegun, parseLocation } from '../locations';
import { ConsoleError, type Command, type ConsoleResult } from '../types';

/** The count behind a step command: a number or an expression; 1 when there is none. @throws ConsoleError */
export function countOf(console: Console, args: string): number {
  if (args === '') return 1;
  const value = /^\d+$/.test(args) ? Number(args) : Number(console.evaluate(args).scalar());
  if (!Number.isInteger(value) || value < 1) throw new ConsoleError(`A count was expected, not "${args}".`);
  return value;
}

/** The subject a run starts from is looked up anew for each repetition: the goroutine may have moved on. */
function repeated(console: Console, args: string, begin: (subject: Subject) => Execution): ConsoleResult {
  const first = console.requireRunning();
  let isFirst = true;
  const run = new RepeatedExecution(countOf(console, args), () => {
    const subject = isFirst ? first : console.subject;
    isFirst = false;
    return begin(subject);
  });
  return { text: '', run };
}

/** `until` without a place: `next` that does not go back in a loop. A jump to an earlier line of the frame is run through. */
class ForwardExecution implements Execution {
  private current: Execution;
  private readonly line: number;
  private readonly fn: string;
  private readonly cfa: number | undefined;
  private wasPaused = false;

  constructor(private readonly console: Console, subject: Subject) {
    const frame = console.frames(0, 1)[0];
    this.line = frame?.position?.line ?? 0;
    this.fn = frame?.name ?? '';
    this.cfa = frame?.cfa;
    this.current = console.session.stepLine(subject, false);
  }

  pause(): void {
    this.wasPaused = true;
    this.current.pause();
  }

  advance(maxInstructions: number): StopInfo | undefined {
    const stop = this.current.advance(maxInstructions);
    if (!stop || stop.reason !== 'step' || this.wasPaused) return stop;
    const frame = this.console.frames(0, 1)[0];
    const isBack = frame !== undefined && frame.name === this.fn && frame.cfa === this.cfa && (frame.position?.line ?? Infinity) <= this.line;
    if (!isBack) return stop;
    this.current = this.console.session.stepLine(this.console.subject, false);
    return undefined;
  }
}

function until(console: Console, args: string): ConsoleResult {
  const subject = console.requireRunning();
  if (args === '') return { text: '', run: new ForwardExecution(console, subject) };
  const resolution = resolveLocation(console.session.image, parseLocation(console, args));
  if (!resolution.verified) throw new ConsoleError(resolution.message ?? 'No such place.');
  return { text: '', run: console.session.runTo(resolution.addresses, subject, console.frame()) };
}

function finish(console: Console): ConsoleResult {
  const subject = console.requireRunning();
  const frame = console.frame();
  const number = console.numberedFrames(console.frameIndex + 1)[console.frameIndex]?.number;
  const run = console.session.stepOut(subject, console.frameIndex);
  return { text: `Run till exit from ${frameLine(console, frame, number)}`, run };
}

function start(console: Console): ConsoleResult {
  const { breakpoints, process } = console.session;
  const breakpoint = breakpoints.add({ location: { kind: 'function', name: 'main.main' }, temporary: true, reason: 'function breakpoint' });
  const text = `Temporary breakpoint ${breakpoint.id} at 0x${(breakpoint.resolution.addresses[0] ?? 0).toString(16)}`;
  return process.retired === 0 ? { text, run: console.session.continue() } : { text, restart: true };
}

function jump(console: Console, args: string): ConsoleResult {
  const subject = console.requireRunning();
  if (args === '') throw new ConsoleError('Argument required (starting address).');
  const { addresses, verified, message } = resolveLocation(console.session.image, parseLocation(console, args));
  if (!verified) throw new ConsoleError(message ?? 'No such place.');
  console.session.jump(subject, addresses[0]);
  return { text: `Continuing at ${hex(addresses[0])}.`, run: console.session.continue(), changed: true };
}

export const runningCommands: readonly Command[] = [
  {
    names: ['run', 'r'], usage: 'run', help: 'Start the program, from its beginning if it has been started already.',
    run: (console) => (console.session.process.retired === 0 ? { text: '', run: console.session.continue() } : { text: '', restart: true }),
  },
  {
    names: ['starti'], usage: 'starti', help: 'Stand at the program\'s first instruction.',
    run: (console) => {
      const { session } = console;
      if (!hasBegun(console)) return 'The program stands at its first instruction.';
      return { text: '', run: session.seek({ retired: session.history?.start.retired ?? 0 }) };
    },
  },
  { names: ['jump', 'j'], usage: 'jump LOCATION', help: 'Go on at another line of this function, without what lies between.', run: (console, { args }) => jump(console, args) },
  { names: ['start'], usage: 'start', help: 'Start the program and stop at main.main.', run: start },
  {
    names: ['continue', 'c', 'fg'], usage: 'continue [N]', repeat: 'without arguments', help: 'Go on until something stops the program; with N, pass this breakpoint N-1 times more.',
    run: (console, { args }) => {
      console.requireRunning();
      const times = countOf(console, args);
      const [id] = console.session.stop?.breakpointIds ?? [];
      const breakpoint = id === undefined ? undefined : console.session.breakpoints.byId(id);
      if (times > 1 && breakpoint) breakpoint.ignore = times - 1;
      const text = times > 1 && breakpoint ? `Will ignore next ${times - 1} crossings of breakpoint ${breakpoint.id}.  Continuing.` : 'Continuing.';
      return { text, run: console.session.continue() };
    },
  },
  {
    names: ['step', 's'], isStep: true, usage: 'step [N]', repeat: 'same', help: 'Step to another line, into functions.',
    run: (console, { args }) => repeated(console, args, (subject) => console.session.stepLine(subject, true)),
  },
  {
    names: ['next', 'n'], isStep: true, usage: 'next [N]', repeat: 'same', help: 'Step to another line, over calls; follows the goroutine.',
    run: (console, { args }) => repeated(console, args, (subject) => console.session.stepLine(subject, false)),
  },
  {
    names: ['stepi', 'si'], isStep: true, usage: 'stepi [N]', repeat: 'same', help: 'Step one instruction.',
    run: (console, { args }) => ({ text: '', run: console.session.stepInstruction(console.requireRunning(), false, countOf(console, args)) }),
  },
  {
    names: ['nexti', 'ni'], isStep: true, usage: 'nexti [N]', repeat: 'same', help: 'Step one instruction; a call is one.',
    run: (console, { args }) => ({ text: '', run: console.session.stepInstruction(console.requireRunning(), true, countOf(console, args)) }),
  },
  { names: ['finish', 'fin'], isStep: true, usage: 'finish', repeat: 'same', help: 'Run until the selected frame returns.', run: finish },
  { names: ['until', 'u'], isStep: true, usage: 'until [LOCATION]', repeat: 'same', help: 'Run until a place, or until this frame returns.', run: (console, { args }) => until(console, args) },
  {
    names: ['advance'], isStep: true, usage: 'advance LOCATION', help: 'Run until a place, or until this frame returns.',
    run: (console, { args }) => {
      if (args === '') throw new ConsoleError('Argument required (a location).');
      return until(console, args);
    },
  },
];
