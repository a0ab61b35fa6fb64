/** Colours of the console on a terminal, as gdb has them: functions yellow, files green, variables cyan, addresses blue. */

export interface Style { output(text: string): string; prompt(text: string): string }

const plain: Style = { output: (text) => text, prompt: (text) => text };

const colour = (code: number) => (text: string): string => `\x1b[${code}m${text}\x1b[0m`;
const [green, yellow, blue, cyan, magenta, bold] = [32, 33, 34, 36, 35, 1].map(colour);

/** Colours for terminals; none where NO_COLOR (no-color.org) or a dumb terminal forbids them. */
export function styleFor(stream: { isTTY?: boolean }): Style {
  if (!stream.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb') return plain;
  return { output: (text) => text.split('\n').map(paint).join('\n'), prompt: bold };
}

/** One line of output. What is not recognised stays as it is. */
function paint(line: string): string {
  const frame = /^(#\d+ +)?((?:.* hit [\w/() ]+ [\d, ]+, )?)(?:(0x[0-9a-f]+)( in ))?([\w./*()·\[\]-]+)( \(.*\)) at (.+:\d+)$/.exec(line);
  if (frame) {
    const [, number = '', hit, pc, within = '', name, args, place] = frame;
    return `${number}${hit}${pc ? blue(pc) : ''}${within}${yellow(name)}${args.replace(/([\w~.]+)=/g, (_, arg: string) => `${cyan(arg)}=`)} at ${green(place)}`;
  }
  const code = /^(=> |   )(0x[0-9a-f]+)( <[^>]*>)?(:\t)(.*)$/.exec(line);
  if (code) {
    const [, mark, at, symbol = '', colon, text] = code;
    return `${mark}${blue(at)}${symbol.replace(/<([^+>]+)/, (_, name: string) => `<${yellow(name)}`)}${colon}${text}`;
  }
  if (/^--- .* ---$/.test(line) || line.startsWith('[in the past')) return magenta(line);
  return line;
}
