import type { Execution } from '../execution';
import type { Console } from './console';

/** An error of the user's: shown as one line, without a stack trace. */
export class ConsoleError extends Error {}

/** What a command leads to. */
export interface ConsoleResult {
  /** lines to show now, without a final newline; empty: nothing */
  readonly text: string;
  /** a run to be driven to its stop, which `stopText` then describes */
  readonly run?: Execution;
  /** start the program anew, and let it run */
  readonly restart?: boolean;
  readonly quit?: boolean;
  /** with quit: the exit code asked for */
  readonly code?: number;
  /** values or memory of the guest were changed */
  readonly changed?: boolean;
}

export interface Invocation {
  /** the text after the command and its /modifiers */
  readonly args: string;
  /** what stood behind the slash: "x", "3i" */
  readonly modifiers: string;
}

/** gdb's classes of commands, and ours for Go's scheduler and for time travel. */
export type CommandGroup = 'breakpoints' | 'data' | 'files' | 'history' | 'running' | 'scheduler' | 'stack' | 'status' | 'support' | 'user-defined';

export interface Command {
  /** the full name, then abbreviations that gdb gives it though they are not the only ones with that beginning */
  readonly names: readonly string[];
  readonly usage: string;
  /** one line */
  readonly help: string;
  readonly group?: CommandGroup;
  /** a step, for which `set scheduler-locking step` freezes the other threads */
  readonly isStep?: boolean;
  /** takes /modifiers, also behind a blank ("disassemble /s"); other commands' arguments may begin with a slash */
  readonly takesModifiers?: boolean;
  /** a command of gdb's that says what there is instead: known by its names, not by beginnings of them, and in no list */
  readonly isUnlisted?: boolean;
  /** may be used while the program runs */
  readonly whileRunning?: boolean;
  /** repeated by an empty line, with these arguments instead of its own */
  readonly repeat?: 'same' | 'without arguments';
  run(console: Console, invocation: Invocation): ConsoleResult | string;
}
