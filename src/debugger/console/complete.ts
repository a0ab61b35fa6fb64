import { EvaluationError } from '../api';
import { MemoryFault } from '../../machine/api';
import { allCommands } from './commands';
import { infoTable } from './commands/info';
import type { Console } from './console';
import { ConsoleError } from './types';

/** Candidates that a terminal can still show. */
const MOST = 200;
const PLACES = /^\s*(?:b|br|brea|break|hbreak|tb|tbreak|thbreak|until|u|advance|list|l|clear|cl|disas|disassemble|info\s+line|dprintf)\s+(\S*)$/;

/** What Tab offers at the end of a line: commands, info topics, functions and files for places, names for expressions. As readline wants it: candidates, and the text that they replace. */
export function completeLine(console: Console, text: string): [string[], string] {
  const help = /^\s*(?:help|h)\s+(\w*)$/.exec(text);
  const info = /^\s*i(?:nfo|nf|n)?\s+([\w-]*)$/.exec(text);
  if (info) return [spaced(infoTable.namesFrom(info[1])), info[1]];
  if (help || /^\s*[\w-]*$/.test(text)) {
    const word = help?.[1] ?? text.trim();
    const own = [...console.scripts.commands.keys()].filter((name) => name.startsWith(word));
    return [spaced([...new Set([...own, ...allCommands.namesFrom(word)])].sort()), word];
  }
  const place = PLACES.exec(text);
  if (place) return [places(console, place[1]), place[1]];
  return expression(console, text);
}

/** The only candidate is a whole word: what follows it can be typed at once. */
function spaced(names: string[]): string[] { return names.length === 1 ? [`${names[0]} `] : names; }

/** Functions by full or short name, and FILE: for what begins like a file. */
function places(console: Console, word: string): string[] {
  const { functions, lines } = console.session.image;
  const found = new Set<string>();
  for (const { name } of functions.all) {
    if (name.startsWith(word)) found.add(name);
    else if (word !== '' && name.startsWith(`runtime.${word}`)) found.add(name.slice('runtime.'.length));
    else if (word !== '' && name.startsWith(`main.${word}`)) found.add(name.slice('main.'.length));
    if (found.size >= MOST) break;
  }
  if (word !== '') {
    for (const file of lines.files) {
      const base = file.slice(file.lastIndexOf('/') + 1);
      if (base.startsWith(word)) found.add(`${base}:`);
    }
  }
  return [...found].sort().slice(0, MOST);
}

function expression(console: Console, text: string): [string[], string] {
  if (!console.session.stop) return [[], text];
  const argument = text.replace(/^\s*\S+\s+/, '');
  try {
    const candidates = console.session.evaluator.completions(argument, argument.length, console.scope());
    const word = candidates.length > 0 ? argument.slice(candidates[0].start) : text;
    return [candidates.slice(0, MOST).map(({ label }) => label), word];
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof ConsoleError || error instanceof MemoryFault) return [[], text];
    throw error;
  }
}
