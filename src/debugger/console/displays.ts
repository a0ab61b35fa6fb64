import { EvaluationError } from '../api';
import type { Console } from './console';
import { examine } from './examine';
import { formatOf } from './formats';
import { ConsoleError } from './types';

interface Display { readonly id: number; readonly expression: string; readonly modifiers: string; enabled: boolean }

/** Expressions that are shown at each stop (gdb's `display`). */
export class Displays {
  private readonly list: Display[] = [];
  private nextId = 1;

  add(expression: string, modifiers: string): Display {
    const display = { id: this.nextId++, expression, modifiers, enabled: true };
    this.list.push(display);
    return display;
  }

  /** @throws ConsoleError for a number that is none's */
  numbered(args: string): Display[] {
    return args.split(/[\s,]+/).filter(Boolean).flatMap((word) => {
      const range = /^(\d+)(?:-(\d+))?$/.exec(word);
      if (!range) throw new ConsoleError(`Bad display number "${word}".`);
      const found = this.list.filter(({ id }) => id >= Number(range[1]) && id <= Number(range[2] ?? range[1]));
      if (found.length === 0) throw new ConsoleError(`Could not find display number ${word}.`);
      return found;
    });
  }

  remove(chosen: readonly Display[]): void {
    for (const display of chosen) this.list.splice(this.list.indexOf(display), 1);
  }

  all(): readonly Display[] { return this.list; }

  /** What a stop shows; what cannot be evaluated where the program stands is left out, as gdb does with variables out of scope. */
  text(console: Console): string {
    return this.list.filter(({ enabled }) => enabled).flatMap((display) => {
      try {
        return [showDisplay(console, display)];
      } catch (error) {
        if (error instanceof EvaluationError || error instanceof ConsoleError) return [];
        throw error;
      }
    }).join('\n');
  }
}

/** "2: /x i = 0x5"; formats that read memory begin a line of their own */
export function showDisplay(console: Console, { id, expression, modifiers }: Display): string {
  if (isMemory(modifiers)) {
    const before = console.examined;
    try {
      return `${id}: x/${modifiers} ${expression}\n${examine(console, { args: expression, modifiers })}`;
    } finally {
      console.examined = before;
    }
  }
  const value = console.evaluate(expression, { format: formatOf(modifiers), maxStringLength: 4096 });
  return `${id}: ${modifiers ? `/${modifiers} ` : ''}${expression} = ${value.text}`;
}

/** As in gdb: i, s, a count or a size mean `x`. */
function isMemory(modifiers: string): boolean { return /[is\d]|[bhwg]/.test(modifiers); }
