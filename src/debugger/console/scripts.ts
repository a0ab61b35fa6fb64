import type { Console } from './console';
import { ConsoleError, type ConsoleResult } from './types';

/** Lines that open a block; it ends with `end`. */
const OPENERS = /^(?:if|while|commands|define|document)\b/;
/** Lines that may run without the user seeing anything of it, so that a loop without end is noticed. */
export const MOST_LINES = 100_000;
/** Levels of user-defined commands that call each other. */
const DEEPEST = 100;

interface Block { readonly lines: string[]; depth: number; /** text, not commands: blocks in it mean nothing */ readonly isText: boolean; readonly finish: (lines: string[]) => void }
export interface QueuedLine { readonly line: string; /** "FILE:LINE" */ readonly where?: string; /** the list of commands of a breakpoint's stop that it is of */ readonly list?: number; readonly depth?: number; /** not shown by `set trace-commands`: the text of a loop that is run through again */ readonly isHidden?: boolean }
export interface UserCommand { readonly body: readonly string[]; help: string | undefined }

/** User-defined commands, commands of breakpoints, and lines that wait for their turn. */
export class Scripts {
  readonly commands = new Map<string, UserCommand>();
  private readonly ofBreakpoints = new Map<number, readonly string[]>();
  private queue: QueuedLine[] = [];
  private block: Block | undefined;
  private lists = 0;
  /** the line being carried out, if it came from the queue */
  private current: QueuedLine | undefined;

  /** Is the next line part of a block that `end` closes? */
  get isCollecting(): boolean { return this.block !== undefined; }
  get hasLines(): boolean { return this.queue.length > 0; }

  /** Takes the lines from here to the matching `end`. */
  collect(finish: (lines: string[]) => void, isText = false): void { this.block = { lines: [], depth: 0, isText, finish }; }

  feed(line: string): void {
    const block = this.block as Block;
    const trimmed = line.trim();
    if (trimmed === 'end' && block.depth === 0) {
      this.block = undefined;
      block.finish(block.lines);
      return;
    }
    if (!block.isText && trimmed === 'end') block.depth--;
    else if (!block.isText && OPENERS.test(trimmed)) block.depth++;
    block.lines.push(block.isText ? line : trimmed);
  }

  /** Puts lines in front of those that wait. */
  push(lines: readonly string[], of: Partial<QueuedLine> = {}): void {
    const depth = (this.current?.depth ?? 0) + (of.depth ?? 0);
    if (depth > DEEPEST) throw new ConsoleError(`Max user call depth exceeded -- command aborted.`);
    const list = of.list ?? this.current?.list;
    this.queue.unshift(...lines.map((line, i) => ({ line, list, depth, isHidden: of.isHidden, where: of.where === undefined ? this.current?.where : `${of.where}:${i + 1}` })));
  }

  take(): QueuedLine | undefined {
    this.current = this.queue.shift();
    return this.current;
  }

  /** The line from the queue has been carried out. What a run leaves of a breakpoint's commands is not carried out any more. */
  done(hasRun: boolean): void {
    const list = this.current?.list;
    if (hasRun && list !== undefined) this.queue = this.queue.filter((line) => line.list !== list);
    this.current = undefined;
  }

  /** An error, or the user, ends all scripts. */
  clear(): void {
    this.queue = [];
    this.block = undefined;
    this.current = undefined;
  }

  /** Carries out something with a queue of its own: what waits is not its business. */
  isolated<T>(carryOut: () => T): T {
    const { queue, current } = this;
    this.queue = [];
    try {
      return carryOut();
    } finally {
      this.queue = [...this.queue, ...queue];
      this.current = current;
    }
  }

  setCommands(id: number, lines: readonly string[]): void {
    if (lines.length === 0) this.ofBreakpoints.delete(id); else this.ofBreakpoints.set(id, lines);
  }

  commandsOf(id: number): readonly string[] { return this.ofBreakpoints.get(id) ?? []; }

  /** The program has stopped at these breakpoints; true if the first of their commands is `silent`. */
  stoppedAt(ids: readonly number[]): boolean {
    let isSilent = false;
    for (const id of [...ids].reverse()) {
      const lines = this.commandsOf(id);
      isSilent = lines[0] === 'silent' || isSilent;
      this.push(lines.filter((line) => line !== 'silent'), { list: ++this.lists });
    }
    return isSilent;
  }
}

/** Lines of `if`, cut at the `else` that belongs to it. */
export function splitElse(lines: readonly string[]): [string[], string[]] {
  let depth = 0;
  for (const [i, line] of lines.entries()) {
    if (line === 'else' && depth === 0) return [lines.slice(0, i), lines.slice(i + 1)];
    if (OPENERS.test(line)) depth++;
    else if (line === 'end') depth--;
  }
  return [[...lines], []];
}

/**
 * Carries out what waits, as far as it needs no run; for callers that want one text. `texts` gets the parts of it, also of
 * what came before an error.
 */
export function drain(console: Console, first: ConsoleResult, texts: string[] = []): ConsoleResult {
  let result = first;
  const told = (text: string): void => { if (text !== '') texts.push(text); };
  told(first.text);
  for (let lines = 0; !result.run && !result.restart && !result.quit; lines++) {
    if (lines > MOST_LINES) {
      console.scripts.clear();
      throw new ConsoleError(`More than ${MOST_LINES} lines of a script without a stop: aborted.`);
    }
    const next = console.executeNext();
    if (!next) break;
    told(next.text);
    result = { ...next, changed: next.changed ?? result.changed };
  }
  return { ...result, text: texts.join('\n') };
}
