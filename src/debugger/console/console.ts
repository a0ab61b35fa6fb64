import type { Frame } from '../../scheduler/api';
import type { EvaluateOptions, EvaluationScope, StopInfo, Value } from '../api';
import type { DebuggerSession } from '../session';
import type { SourceProvider } from '../sources';
import type { Subject } from '../stepping/context';
import { splitCommand } from './command-table';
import { callUser } from './commands/scripts';
import { Displays } from './displays';
import { drain, Scripts } from './scripts';
import { SignalTable } from './signals';
import { ValueHistory } from './value-history';
import { allCommands } from './commands';
import { describeStop } from './stop-text';
import { ConsoleError, type Command, type ConsoleResult } from './types';

/**
 * What makes a word that is a command's name, too, the beginning of an expression: an assignment, or an operator between blanks.
 * "p *gp" and "break *0x43dd2a" are commands, "p * 2" is none.
 */
const CONTINUES = /^(?:\.|\+\+|--|=(?!=)|:=|(?:[-+*/%&|^]|<<|>>|&\^)=|(?:[-+*/%&|^<>]|[=!<>]=|<<|>>|&&|\|\||&\^)\s+\S)/;

/** Frames that are read at once when the user walks up the stack. */
const FRAMES_AT_ONCE = 64;

/**
 * The gdb-like command interpreter. It is synchronous and prints nothing: each line gives a text, and perhaps a run for the
 * caller to drive. The Debug Console and `gosched debug` share it.
 */
export class Console {
  /** What the user has set; `set` changes it. */
  readonly settings = { disassembly: 'go' as 'go' | 'intel', listSize: 10, schedulerLocking: 'off' as 'off' | 'on' | 'step', traceCommands: false };
  readonly values: ValueHistory;
  readonly displays: Displays;
  readonly scripts: Scripts;
  readonly signals: SignalTable;
  /** Where `list` goes on. */
  listing: { file: string; next: number; first: number } | undefined;
  /** Where `x` goes on. */
  examined: { address: number; format: string; unit: number } | undefined;
  private selection: { stop: number; subject: Subject; frame: number } | undefined;
  private listingAt = 0;
  /** The run before led into the past: values of watchpoints are told in that order. */
  isBackwards = false;
  private latestBreakpoint: number | undefined;
  private lastLine = '';
  /** function and depth of the last stop shown: a step within it shows its line only */
  private shown: { fn: string; subject: string; depth: number | undefined } | undefined;

  /** `before`: the console of the program's run before this one; settings and the numbers of values go on. */
  constructor(readonly session: DebuggerSession, readonly sources: SourceProvider, before?: Console) {
    this.values = before?.values ?? new ValueHistory();
    this.displays = before?.displays ?? new Displays();
    this.scripts = before?.scripts ?? new Scripts();
    this.signals = before?.signals ?? new SignalTable();
    session.handledSignals = () => this.signals.stops;
    if (before) Object.assign(this.settings, before.settings);
  }

  /** Is the line a command, rather than an expression? (For a console that takes both.) */
  isCommand(line: string): boolean {
    const { word, args } = splitCommand(line);
    if (this.scripts.isCollecting || this.scripts.commands.has(word)) return true;
    if (word === '' || CONTINUES.test(args) || /^\s*\w+[.([]/.test(line)) return false;
    try {
      return allCommands.find(word) !== undefined;
    } catch {
      return true;
    }
  }

  /**
   * Carries out one line. An empty one repeats the command before, where gdb does that.
   * @throws ConsoleError (and EvaluationError) for what cannot be done.
   */
  execute(line: string): ConsoleResult {
    const trimmed = line.trim();
    if (this.scripts.isCollecting) {
      this.scripts.feed(line);
      return { text: '' };
    }
    if (trimmed.startsWith('#')) return { text: '' };
    const effective = trimmed === '' ? this.lastLine : trimmed;
    if (effective === '') return { text: '' };
    const { word, modifiers, args } = splitCommand(effective);
    const command = this.scripts.commands.has(word) ? undefined : allCommands.find(word);
    if (!command && this.scripts.commands.has(word)) {
      this.lastLine = '';
      callUser(this, word, args);
      return { text: '' };
    }
    const invocation = command?.takesModifiers ? withModifiers(modifiers, args) : { modifiers, args };
    if (!command) throw new ConsoleError(`Undefined command: "${word || effective}". Try "help".`);
    this.remember(command, word, effective);
    // `list` goes on where it was only as long as the program stands.
    if (this.listingAt !== this.session.stopCount) this.listing = undefined;
    this.listingAt = this.session.stopCount;
    if (!this.session.stop && !command.whileRunning) throw new ConsoleError('The program is running: pause it first.');
    const wasBackwards = this.isBackwards;
    this.isBackwards = false;
    const result = command.run(this, invocation);
    if (typeof result === 'string' || !result.run) this.isBackwards = wasBackwards;
    if (typeof result === 'string') return { text: result };
    if (result.run) this.freezeOthers(command);
    return result;
  }

  /**
   * Carries out the next line that a script, a user-defined command or a breakpoint's commands have left; undefined: there is
   * none. A caller does this after `execute` and after `stopText`, until there is none.
   * @throws as `execute`; an error ends all scripts
   */
  executeNext(): ConsoleResult | undefined {
    const queued = this.scripts.take();
    if (!queued) return undefined;
    const echo = this.settings.traceCommands && !queued.isHidden && queued.line.trim() !== '' ? `+${queued.line.trim()}\n` : '';
    try {
      // An empty line of a script repeats nothing.
      const result = queued.line.trim() === '' && !this.scripts.isCollecting ? { text: '' } : this.execute(queued.line);
      this.scripts.done(result.run !== undefined || result.restart === true);
      return echo === '' ? result : { ...result, text: `${echo}${result.text}`.replace(/\n$/, '') };
    } catch (error) {
      this.scripts.clear();
      if (error instanceof Error && queued.where !== undefined) error.message = `${queued.where}: Error in sourced command file:\n${error.message}`;
      throw error;
    }
  }

  /** As `execute`, with all that a script leads to up to the first run; one text. */
  executeAll(line: string): ConsoleResult { return drain(this, this.execute(line)); }

  /** As `executeAll`, within another command: lines of a script that wait go on waiting. */
  executeWithin(line: string): ConsoleResult { return this.scripts.isolated(() => this.executeAll(line)); }

  isBuiltIn(word: string): boolean { return allCommands.commands.some(({ names }) => names.includes(word)); }

  lastBreakpoint(): number | undefined { return this.latestBreakpoint; }

  /** A breakpoint or watchpoint was set: `commands` without a number means it, and $bpnum is its number. */
  noteBreakpoint(id: number): void {
    this.latestBreakpoint = id;
    this.values.assign('bpnum', this.evaluate(String(id)));
  }

  /**
   * A run has ended at `stop`; commands of its breakpoints wait to be carried out now. Gives what to show: the place, unless
   * the caller shows that itself, and the expressions of `display`; nothing where those commands begin with `silent`.
   */
  stopText(stop: StopInfo, isPlaceShown = true): string {
    this.thaw();
    if (stop.raw?.kind === 'exited') this.values.assign('_exitcode', this.evaluate(String(stop.raw.code)));
    const isSilent = stop.reason !== 'exited' && this.scripts.stoppedAt(stop.breakpointIds);
    const before = this.shown;
    const frame = stop.reason === 'exited' ? undefined : this.frames(0, 1)[0];
    this.shown = frame && { fn: frame.name, subject: this.subjectKey(), depth: this.depthOf(frame) };
    const sameFrame = before !== undefined && this.shown !== undefined && before.fn === this.shown.fn && before.subject === this.shown.subject && before.depth === this.shown.depth;
    if (isSilent) return '';
    const place = isPlaceShown ? [describeStop(this, stop, frame, sameFrame)] : [];
    const displays = frame ? this.displays.text(this) : '';
    return [...place, ...this.returnedText(stop), ...(displays === '' ? [] : [displays])].join('\n');
  }

  /** What `finish` shows of the results; a function with several has a line for each. */
  private returnedText({ returned = [], finished }: StopInfo): string[] {
    if (!finished) return [];
    return returned.map(({ value, result }) => `Value returned${returned.length > 1 && result !== undefined ? ` (${result})` : ''} is $${this.values.add(value)} = ${value.text}`);
  }

  /** The goroutine or thread that commands are about: that of the stop until the user chooses another. */
  get subject(): Subject { return this.selected().subject; }
  get frameIndex(): number { return this.selected().frame; }

  select(subject: Subject, frame = 0): void {
    this.selection = { stop: this.session.stopCount, subject, frame };
    this.listing = undefined;
  }

  /** Frames of the selected subject. */
  frames(start: number, count: number): Frame[] { return this.session.stackOf(this.requireRunning(), start, count).frames; }

  /** The selected frame. @throws ConsoleError when there is none. */
  frame(): Frame {
    const index = this.frameIndex;
    const frame = this.frames(index, 1)[0];
    if (!frame) throw new ConsoleError('No stack.');
    return frame;
  }

  /** As `frame`, undefined instead of an error. */
  frameOrNone(): Frame | undefined {
    return this.session.hasEnded ? undefined : this.frames(this.frameIndex, 1)[0];
  }

  /** Code frames with their numbers (label frames have none), from the innermost on. */
  numberedFrames(count = FRAMES_AT_ONCE): { number: number | undefined; index: number; frame: Frame }[] {
    let number = 0;
    return this.frames(0, count).map((frame, index) => ({ number: frame.kind === 'label' ? undefined : number++, index, frame }));
  }

  scope(): EvaluationScope {
    if (this.session.hasEnded) return { frame: undefined, g: undefined, tid: undefined, convenience: this.values };
    return { ...this.session.scopeOf(this.subject, this.frameOrNone()), convenience: this.values };
  }

  evaluate(expression: string, options?: EvaluateOptions): Value {
    return this.session.evaluator.evaluate(expression, this.scope(), options);
  }

  /** @throws ConsoleError when the program has ended. */
  requireRunning(): Subject {
    if (this.session.hasEnded) throw new ConsoleError('The program is not being run.');
    return this.subject;
  }

  /** `set scheduler-locking`: other threads stand still during the run that begins. */
  private freezeOthers(command: Command): void {
    const { schedulerLocking } = this.settings;
    if (schedulerLocking === 'off' || (schedulerLocking === 'step' && !command.isStep)) return;
    const { tid } = this.scope();
    for (const thread of this.session.process.threads) if (thread.state !== 'exited' && thread.tid !== tid) thread.frozen = true;
    this.hasFrozen = true;
  }

  private thaw(): void {
    if (!this.hasFrozen) return;
    this.hasFrozen = false;
    for (const thread of this.session.process.threads) if (thread.state !== 'exited') thread.frozen = false;
  }

  private hasFrozen = false;

  private selected(): { subject: Subject; frame: number } {
    const { stopCount, stop, process } = this.session;
    if (this.selection?.stop !== stopCount) {
      this.selection = { stop: stopCount, subject: this.session.subjectOf(stop?.tid ?? process.currentTid), frame: 0 };
    }
    return this.selection;
  }

  /** The CFA, counted from the stack's end where that is known: a goroutine's stack may move between two stops. */
  private depthOf({ cfa }: Frame): number | undefined {
    const { subject } = this;
    return cfa === undefined || subject.kind !== 'goroutine' ? cfa : subject.g.stack.hi - cfa;
  }

  private subjectKey(): string {
    const { subject } = this;
    return subject.kind === 'goroutine' ? `G${subject.g.goid}` : `T${subject.tid}`;
  }

  private remember(command: Command, word: string, line: string): void {
    if (!command.repeat) this.lastLine = '';
    else this.lastLine = command.repeat === 'same' ? line : word;
  }
}

/** "disassemble /s main.main" is "disassemble/s main.main". */
function withModifiers(modifiers: string, args: string): { modifiers: string; args: string } {
  const separate = modifiers === '' ? /^\/(\S+)\s*([\s\S]*)$/.exec(args) : null;
  return separate ? { modifiers: separate[1], args: separate[2] } : { modifiers, args };
}
