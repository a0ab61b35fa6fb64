import { disassembleRange, type CodeLine } from '../../disassembly';
import type { Console } from '../console';
import { address } from '../frame-text';
import { addressValue } from '../locations';
import { ConsoleError, type Command, type Invocation } from '../types';

const INT3 = 0xcc;

/** `disassemble`, `disassemble FUNCTION`, `disassemble START,END`, `disassemble START,+LENGTH`; /r bytes, /s and /m source */
function disassemble(console: Console, { args, modifiers }: Invocation): string {
  const { image, process } = console.session;
  const pc = console.frameOrNone()?.pc;
  const range = /^(.+?),\s*(\+)?(.+)$/.exec(args);
  let start: number;
  let end: number;
  let name: string | undefined;
  if (range) {
    start = addressValue(console, range[1]);
    end = addressValue(console, range[3]) + (range[2] ? start : 0);
    if (end <= start || end - start > 1 << 20) throw new ConsoleError('The range must be from 1 byte to 1 MiB long.');
  } else {
    const at = args === '' ? pc : addressValue(console, args);
    if (at === undefined) throw new ConsoleError('No frame selected.');
    const fn = image.functions.at(at);
    if (!fn) throw new ConsoleError('No function contains specified address.');
    [start, end, name] = [fn.entry, fn.end, fn.name];
  }
  const code = disassembleRange(process.machine, image, start, end, console.settings.disassembly);
  // Between two functions the linker puts int3; of a function asked for by name nobody wants to see them.
  while (name !== undefined && code.length > 1 && code[code.length - 1].bytes[0] === INT3 && code[code.length - 1].address !== pc) code.pop();
  const withSource = /[sm]/.test(modifiers);
  // /m: by source line, as gdb's older mode has it; /s: in the order of addresses.
  if (modifiers.includes('m') && !modifiers.includes('s')) code.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || a.address - b.address);
  const lines: string[] = [name ? `Dump of assembler code for function ${name}:` : `Dump of assembler code from 0x${start.toString(16)} to 0x${end.toString(16)}:`];
  let place = '';
  for (const line of code) {
    const here = line.file ? `${line.file}:${line.line}` : '';
    if (withSource && here !== place) {
      if (lines.length > 1) lines.push('');
      const text = line.file ? console.sources.lines(line.file)?.[(line.line ?? 0) - 1] : undefined;
      lines.push(`${here}:`, ...(text === undefined ? [] : [`${line.line}\t${text}`]));
      place = here;
    }
    lines.push(codeLine(line, pc, modifiers.includes('r'), name === undefined ? undefined : start));
  }
  lines.push('End of assembler dump.');
  return lines.join('\n');
}

function codeLine(line: CodeLine, pc: number | undefined, withBytes: boolean, entry: number | undefined): string {
  const where = entry === undefined ? (line.symbol ? ` <${line.symbol}>` : '') : ` <+${line.address - entry}>`;
  const bytes = withBytes ? `${[...line.bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}\t` : '';
  return `${line.address === pc ? '=> ' : '   '}${address(line.address)}${where}:\t${bytes}${line.text}`;
}

export const codeCommands: readonly Command[] = [
  { names: ['disassemble', 'disas'], takesModifiers: true, usage: 'disassemble[/rsm] [FUNCTION | START,END | START,+LENGTH]', help: 'Instructions in Go\'s or Intel\'s syntax (set disassembly-flavor).', run: disassemble },
];
