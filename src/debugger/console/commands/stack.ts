import type { Subject } from '../../stepping/context';
import type { Console } from '../console';
import { frameLine, sourceLine } from '../frame-text';
import { ConsoleError, type Command } from '../types';

/** Frames that `bt` shows when no number is given. */
const MOST_FRAMES = 500;
/** Frames that are walked to find the outermost ones. */
const OUTERMOST = 100_000;

function backtrace(console: Console, args: string): string {
  console.requireRunning();
  const words = args.split(/\s+/).filter(Boolean);
  const full = words[0] === 'full' || words[0] === '-full';
  const count = words[full ? 1 : 0];
  const limit = count === undefined ? MOST_FRAMES : /^-?\d+$/.test(count) ? Number(count) : Number(console.evaluate(count).scalar());
  if (!Number.isInteger(limit)) throw new ConsoleError(`A number of frames was expected, not "${count}".`);
  // A negative number: the outermost ones.
  const most = limit < 0 ? OUTERMOST : limit;
  const frames = console.numberedFrames(most + 1);
  const lines: string[] = [];
  for (const { number, frame } of limit < 0 ? frames.slice(limit) : frames.slice(0, most)) {
    lines.push(frameLine(console, frame, number));
    if (full && frame.kind === 'code') lines.push(...localsOf(console, frame).map((line) => `        ${line}`));
  }
  if (frames.length > most) lines.push('(More stack frames follow...)');
  return lines.length > 0 ? lines.join('\n') : 'No stack.';
}

type FrameOf = ReturnType<Console['frame']>;

function localsOf(console: Console, frame: FrameOf): string[] {
  const values = console.session.evaluator.localsOf(frame);
  return values.length > 0 ? values.map(({ name, value }) => `${name} = ${value.text}`) : ['No locals.'];
}

function showFrame(console: Console): string {
  const { index, number, frame } = console.numberedFrames(console.frameIndex + 1)[console.frameIndex] ?? { index: 0, number: 0, frame: console.frame() };
  const source = index >= 0 ? sourceLine(console, frame) : undefined;
  return [frameLine(console, frame, number), ...(source === undefined ? [] : [source])].join('\n');
}

/** Selects the code frame with gdb's number. @throws ConsoleError */
function selectFrame(console: Console, wanted: number): string {
  const found = console.numberedFrames(wanted + 64).find(({ number }) => number === wanted);
  if (!found) throw new ConsoleError(`No frame at level ${wanted}.`);
  console.select(console.subject, found.index);
  return showFrame(console);
}

/** `frame [N | level N | function NAME]` */
function frameCommand(console: Console, args: string): string {
  console.requireRunning();
  if (args === '') return showFrame(console);
  const [, kind, rest] = /^(?:(level|function)\s+)?([\s\S]*)$/.exec(args) as RegExpExecArray;
  if (kind !== 'function') return selectFrame(console, numberOr(rest, 0));
  const found = console.numberedFrames(OUTERMOST).find(({ number, frame: { name } }) => number !== undefined && (name === rest || name.endsWith(`.${rest}`)));
  if (!found) throw new ConsoleError(`No frame for function "${rest}".`);
  console.select(console.subject, found.index);
  return showFrame(console);
}

function move(console: Console, by: number): string {
  const frames = console.numberedFrames(console.frameIndex + Math.abs(by) + 64);
  const current = frames[console.frameIndex]?.number ?? 0;
  const last = Math.max(...frames.map(({ number }) => number ?? 0));
  if (by > 0 && current === last) throw new ConsoleError('Initial frame selected; you can\'t go up.');
  if (by < 0 && current === 0) throw new ConsoleError('Bottom (innermost) frame selected; you can\'t go down.');
  return selectFrame(console, Math.min(last, Math.max(0, current + by)));
}

function numberOr(args: string, fallback: number): number {
  if (args === '') return fallback;
  if (!/^\d+$/.test(args)) throw new ConsoleError(`A number was expected, not "${args}".`);
  return Number(args);
}

/** The goroutine with an id. @throws ConsoleError */
export function goroutine(console: Console, goid: number): Subject {
  const g = console.session.scheduler.gById(goid);
  if (!g) throw new ConsoleError(`No goroutine ${goid}.`);
  return { kind: 'goroutine', g };
}

/** "goroutine 5 (M0)", "thread 1 (M0 G5)" */
function nameOf({ session }: Console, subject: Subject): string {
  const { scheduler } = session;
  if (subject.kind === 'goroutine') return `goroutine ${subject.g.goid}${subject.g.m === 0 ? '' : ` (${scheduler.nameOf(subject.g.m)})`}`;
  const runner = session.subjectOf(subject.tid);
  const thread = scheduler.threadOnCpu(subject.tid);
  const m = thread && scheduler.mByAddress(thread.m);
  const what = [...(m ? [`M${m.id}`] : []), ...(runner.kind === 'goroutine' ? [`G${runner.g.goid}`] : thread ? [thread.kind] : [])].join(' ');
  return `thread ${subject.tid}${what === '' ? '' : ` (${what})`}`;
}

/** `goroutine N [COMMAND]`, `thread N [COMMAND]` */
function choose(console: Console, subject: Subject, command: string): ReturnType<Command['run']> {
  const before = { subject: console.subject, frame: console.frameIndex };
  console.select(subject);
  if (command === '') return `[Switching to ${nameOf(console, subject)}]\n${showFrame(console)}`;
  try {
    return console.executeWithin(command);
  } finally {
    console.select(before.subject, before.frame);
  }
}

function goroutineCommand(console: Console, args: string): ReturnType<Command['run']> {
  console.requireRunning();
  const match = /^(\d+|all)\s*([\s\S]*)$/.exec(args);
  if (args === '') {
    const { g } = console.scope();
    return g ? `[Current goroutine is ${g.goid}]` : '[No goroutine: the thread runs the scheduler]';
  }
  if (!match) throw new ConsoleError('Write: goroutine N [COMMAND], or goroutine all COMMAND.');
  if (match[1] !== 'all') return choose(console, goroutine(console, Number(match[1])), match[2]);
  if (match[2] === '') throw new ConsoleError('Write the command that is meant for all goroutines.');
  const texts = console.session.scheduler.gs().map((g) => {
    const result = choose(console, { kind: 'goroutine', g }, match[2]);
    return `\nGoroutine ${g.goid}:\n${typeof result === 'string' ? result : result.text}`;
  });
  return texts.join('\n').trimStart();
}

/** "2" or "1-3". @throws ConsoleError for what is no live thread's number */
function threadsNamed(live: readonly { readonly tid: number }[], word: string): number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
  const found = live.filter(({ tid }) => tid >= Number(first) && tid <= Number(last));
  if (found.length === 0) throw new ConsoleError(`Unknown thread ${word}.`);
  return found.map(({ tid }) => tid);
}

function threadCommand(console: Console, args: string): ReturnType<Command['run']> {
  console.requireRunning();
  // gdb's flags are about headings and errors: -q leaves the headings out.
  const all = /^apply\s+(all|[\d\s-]+?)((?:\s+-[qcs]+)*)\s+(?![\d-])([\s\S]+)$/.exec(args);
  const live = console.session.process.threads.filter(({ state }) => state !== 'exited');
  if (all) {
    const wanted = all[1] === 'all' ? live.map(({ tid }) => tid) : all[1].trim().split(/\s+/).flatMap((word) => threadsNamed(live, word));
    return wanted.map((tid) => {
      const subject: Subject = { kind: 'thread', tid };
      const result = choose(console, subject, all[3]);
      const text = typeof result === 'string' ? result : result.text;
      const name = nameOf(console, subject);
      return all[2].includes('q') ? text : `\n${name[0].toUpperCase()}${name.slice(1)}:\n${text}`;
    }).join('\n').trimStart();
  }
  if (args === '') {
    const { tid } = console.scope();
    return tid === undefined ? '[No thread: the goroutine is on none]' : `[Current thread is ${nameOf(console, { kind: 'thread', tid }).slice('thread '.length)}]`;
  }
  const match = /^(\d+)\s*([\s\S]*)$/.exec(args);
  if (!match) throw new ConsoleError('Write: thread N, or thread apply all COMMAND.');
  const tid = Number(match[1]);
  if (!live.some((thread) => thread.tid === tid)) throw new ConsoleError(`Unknown thread ${tid}.`);
  return choose(console, { kind: 'thread', tid }, match[2]);
}

export const stackCommands: readonly Command[] = [
  { names: ['backtrace', 'bt', 'where'], usage: 'bt [full] [N | -N]', help: 'Frames of the goroutine or thread; on g0 also those of the goroutine below.', run: (console, { args }) => backtrace(console, args) },
  {
    names: ['frame', 'f'], usage: 'frame [N | level N | function NAME]', help: 'Show or select a frame.',
    run: (console, { args }) => frameCommand(console, args),
  },
  { names: ['up'], usage: 'up [N]', repeat: 'same', help: 'Select the caller.', run: (console, { args }) => move(console, numberOr(args, 1)) },
  { names: ['down', 'dow'], usage: 'down [N]', repeat: 'same', help: 'Select the function called.', run: (console, { args }) => move(console, -numberOr(args, 1)) },
  { names: ['goroutine', 'gor'], usage: 'goroutine [N|all [COMMAND]]', help: 'Select a goroutine, or carry out a command for it.', run: (console, { args }) => goroutineCommand(console, args) },
  { names: ['thread', 't'], usage: 'thread [N [COMMAND] | apply all COMMAND]', help: 'Select a kernel thread (M), or carry out a command for it.', run: (console, { args }) => threadCommand(console, args) },
];
