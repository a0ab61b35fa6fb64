import { coloured } from '../debugger/console/style';

/** How a terminal shows what the console writes. */
export interface Style { output(text: string): string; prompt(text: string): string }

const plain: Style = { output: (text) => text, prompt: (text) => text };

/** Colours for terminals; none where NO_COLOR (no-color.org) or a dumb terminal forbids them. */
export function styleFor(stream: { isTTY?: boolean }): Style {
  if (!stream.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb') return plain;
  return { output: coloured, prompt: (text) => `\x1b[1m${text}\x1b[0m` };
}
