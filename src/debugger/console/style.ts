/** Colours of the console, as gdb has them: functions yellow, files green, variables cyan, addresses blue. */

const colour = (code: number) => (text: string): string => `\x1b[${code}m${text}\x1b[0m`;
const [green, yellow, blue, cyan, magenta] = [32, 33, 34, 36, 35].map(colour);

/** Text of the console with ANSI colours. */
export function coloured(text: string): string { return text.split('\n').map(paint).join('\n'); }

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
