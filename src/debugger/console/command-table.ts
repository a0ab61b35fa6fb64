import { ConsoleError, type Command } from './types';

/** Commands by name, abbreviation and unambiguous beginning. */
export class CommandTable {
  private readonly exact = new Map<string, Command>();

  /** Those that a user is told of. */
  readonly listed: readonly Command[];

  /** `title` is what stands before the name in messages ("info "). */
  constructor(readonly commands: readonly Command[], private readonly title = '') {
    this.listed = commands.filter(({ isUnlisted }) => !isUnlisted);
    for (const command of commands) {
      for (const name of command.names) {
        if (this.exact.has(name)) throw new Error(`two commands are called "${title}${name}"`);
        this.exact.set(name, command);
      }
    }
  }

  /** undefined: no command begins like that. @throws ConsoleError when several do. */
  find(word: string): Command | undefined {
    const exact = this.exact.get(word);
    if (exact || word === '') return exact;
    const matches = this.listed.filter((command) => command.names[0].startsWith(word));
    if (matches.length > 1) {
      throw new ConsoleError(`Ambiguous command "${this.title}${word}": ${matches.map((command) => command.names[0]).sort().join(', ')}.`);
    }
    return matches[0];
  }

  /** Full names that begin with `start`, sorted. */
  namesFrom(start: string): string[] {
    return this.listed.map((command) => command.names[0]).filter((name) => name.startsWith(start)).sort();
  }
}

/** A line about each, by name; `title` is what stands before the names. */
export function rows(commands: readonly Command[], title = ''): string[] {
  return [...commands].sort((a, b) => (a.names[0] < b.names[0] ? -1 : 1)).map(({ names, help }) => `${title}${names.join(', ')} -- ${help}`);
}

/** Cuts "x/3i $pc" into name, modifiers and arguments. */
export function splitCommand(line: string): { word: string; modifiers: string; args: string } {
  const match = /^\s*([A-Za-z][\w-]*|!|#)?(?:\/(\S*))?\s*([\s\S]*?)\s*$/.exec(line);
  return { word: match?.[1] ?? '', modifiers: match?.[2] ?? '', args: match?.[3] ?? '' };
}
