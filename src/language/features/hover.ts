/** Markdown for what is under the mouse in a `.s` file. */
import { type AssemblyFunction, functionAt, type Operand, plainNumber, type Statement } from '../assembly/parse';
import { meaningOf } from '../assembly/meanings';
import { registerMeaning } from '../assembly/registers';
import { type ArgumentFrame, argumentFrame, offsetOf, structLayout } from '../go/layout';
import { wordAt } from './navigation';
import type { Workspace } from './workspace';

type SyscallNames = readonly (string | undefined)[];

export interface HoverText { markdown: string; start: number; end: number }

/** `syscalls`: names of linux/amd64 system calls by number. */
export function hoverAt(workspace: Workspace, uri: string, line: number, column: number, syscalls: SyscallNames): HoverText | undefined {
  const file = workspace.file(uri);
  if (!file) return undefined;
  const pointed = wordAt(file.code[line] ?? '', column);
  const found = pointed && workspace.macroOf(uri, pointed.text);
  if (found) {
    const { macro } = found;
    const from = found.uri === uri ? '' : `\n\nfrom ${found.uri.slice(found.uri.lastIndexOf('/') + 1)}`;
    return { ...pointed, markdown: fence(`#define ${macro.text}${macro.parameters ? `(${macro.parameters.join(', ')})` : ''} ${macro.body}`) + from };
  }
  const field = pointed && goAsmHover(workspace, uri, pointed.text);
  if (field) return { ...pointed, markdown: field };
  const fn = functionAt(file, line);
  if (fn?.directive.line === line && within(column, fn.directive.symbol)) return symbolHover(workspace, uri, fn.directive.symbol.text, fn.directive.symbol, file.docs.get(line));
  const statement = fn?.statements.find((candidate) => candidate.line === line && column >= candidate.mnemonic.start && column <= (candidate.operands.at(-1)?.end ?? candidate.mnemonic.end));
  if (!fn || !statement) return undefined;
  if (within(column, statement.mnemonic)) {
    const meaning = meaningOf(statement.mnemonic.text);
    const call = statement.mnemonic.text === 'SYSCALL' ? syscallBefore(fn, statement, syscalls) : undefined;
    const text = [meaning && `**${meaning.form}**\n\n${meaning.text}`, call && `Number ${call.number}: **${call.name}**`].filter(Boolean).join('\n\n');
    return text ? { ...statement.mnemonic, markdown: text } : undefined;
  }
  const operand = statement.operands.find((candidate) => within(column, candidate));
  if (!operand) return undefined;
  if (operand.symbol && column <= operand.symbol.end) return symbolHover(workspace, uri, operand.symbol.text, operand.symbol, undefined);
  if (operand.argument && within(column, operand.argument)) return frameHover(workspace, uri, fn, operand.argument);
  const word = wordAt(file.code[line], column);
  // Inside the parentheses of x-8(SP) and name+8(FP) it is the frame that one asks for.
  if (word && (word.text === 'SP' || word.text === 'FP') && /\($/.test(file.code[line].slice(0, word.start))) return { ...word, markdown: stackHover(workspace, uri, fn, word.text, operand) };
  if (operand.local && within(column, operand.local)) return { start: operand.start, end: operand.end, markdown: stackHover(workspace, uri, fn, 'SP', operand) };
  const meaning = word && registerMeaning(word.text);
  if (word && meaning) {
    const called = word.text === 'AX' || operand.immediate ? callOf(fn, statement, syscalls) : undefined;
    return { ...word, markdown: `**${word.text}** ${meaning}${called ? `\n\nNumber of the system call below: **${called}**` : ''}` };
  }
  if (operand.immediate) {
    const value = plainNumber(operand.text.slice(1));
    const called = callOf(fn, statement, syscalls);
    if (value !== undefined) return { start: operand.start, end: operand.end, markdown: `${value} = 0x${(value < 0 ? BigInt.asUintN(64, BigInt(value)) : BigInt(value)).toString(16)}${called ? `\n\nSystem call **${called}**` : ''}` };
  }
  return undefined;
}

const within = (column: number, span: { start: number; end: number }): boolean => span.start <= column && column <= span.end;
const fence = (text: string): string => `\`\`\`go\n${text}\n\`\`\``;

/** `g_sched`: the field's offset and type; `m__size`: a type's size (go_asm.h, which the compiler makes). */
function goAsmHover(workspace: Workspace, uri: string, name: string): string | undefined {
  const found = workspace.fieldOf(uri, name);
  const context = found ? workspace.contextOf(uri) : undefined;
  if (found && context) {
    const offset = offsetOf(found.struct, found.field.name, context);
    return [fence(`${found.struct.name}.${found.field.name} ${found.field.type}`), offset === undefined ? `Offset of the field in ${found.struct.name} (go_asm.h).` : `At offset **${offset}** (0x${offset.toString(16)}) of ${found.struct.name} on amd64 (go_asm.h).`, found.field.doc]
      .filter(Boolean).join('\n\n');
  }
  const struct = name.endsWith('__size') ? workspace.structOf(uri, name.slice(0, -'__size'.length)) : undefined;
  const layout = struct && structLayout(struct.struct, workspace.contextOf(uri));
  return struct && `${fence(`type ${struct.struct.name} struct`)}\n\n${layout ? `Size: **${layout.size}** bytes on amd64` : 'Size of the type'} (go_asm.h).`;
}

function symbolHover(workspace: Workspace, uri: string, symbol: string, span: { start: number; end: number }, doc: string | undefined): HoverText | undefined {
  const declaration = workspace.declarationOf(uri, symbol);
  if (!declaration) return doc ? { ...span, markdown: doc } : undefined;
  return { start: span.start, end: span.end, markdown: [fence(declaration.fn.signature), declaration.fn.doc ?? doc].filter(Boolean).join('\n\n') };
}

function frameOf(workspace: Workspace, uri: string, fn: AssemblyFunction): { signature: string; frame: ArgumentFrame } | undefined {
  const declaration = workspace.declarationOf(uri, fn.directive.symbol.text);
  const frame = declaration && argumentFrame(declaration.fn, workspace.contextOf(declaration.uri));
  return frame && { signature: declaration.fn.signature, frame };
}

const TABLE = '| name | place | bytes | type |\n|---|---|---|---|\n';
const rowsOf = (frame: ArgumentFrame, wanted: string): string => frame.slots.flatMap((slot) => [
  `| ${mark(slot.name, wanted)} | \`${slot.name}+${slot.offset}(FP)\` | ${slot.size} | \`${slot.type.replaceAll('|', '\\|')}\`${slot.result ? ' (result)' : ''} |`,
  ...slot.parts.map((part) => `| ${mark(part.name, wanted)} | \`${part.name}+${part.offset}(FP)\` | ${part.size} | part of ${slot.name} |`),
]).join('\n');

/** The whole argument frame, with the named slot in bold. */
function frameHover(workspace: Workspace, uri: string, fn: AssemblyFunction, argument: { text: string; start: number; end: number }): HoverText | undefined {
  const found = frameOf(workspace, uri, fn);
  return found && { start: argument.start, end: argument.end, markdown: `${fence(found.signature)}\n\n${TABLE}${rowsOf(found.frame, argument.text)}` };
}

/** What the stack looks like from this function, highest address first: arguments, return address, BP, locals. */
function stackHover(workspace: Workspace, uri: string, fn: AssemblyFunction, register: 'SP' | 'FP', operand: Operand): string {
  const found = frameOf(workspace, uri, fn);
  const size = fn.directive.frame;
  const which = register === 'FP' ? registerMeaning('FP')! : operand.local ? 'Pseudo SP: `name-offset(SP)` counts down from the top of the locals.' : 'Hardware SP: `offset(SP)` without a name counts up from the lowest address of the frame.';
  const kept = size === undefined || size <= 0 || fn.directive.flags.includes('NOFRAME') ? [] : ['| saved BP | above the locals | 8 | |', `| locals | \`x-${size}(SP)\` … \`x-1(SP)\`, or \`0(SP)\` … \`${size - 1}(SP)\` | ${size} | |`];
  const above = found ? rowsOf(found.frame, operand.argument?.text ?? '') : `| arguments and results | \`0(FP)\` and up | ${fn.directive.args ?? 'not said'} | |`;
  return [`**${register}** ${which}`, `${TABLE}${[above, '| return address | below `0(FP)` | 8 | |', ...kept].filter(Boolean).join('\n')}`].join('\n\n');
}

const mark = (name: string, wanted: string): string => (name === wanted ? `**${name}**` : name);

/** The constant that goes to AX before this SYSCALL, in the same straight run of instructions. */
function syscallBefore(fn: AssemblyFunction, statement: Statement, syscalls: SyscallNames): { number: number; name: string } | undefined {
  const at = fn.statements.indexOf(statement);
  for (let i = at - 1; i >= Math.max(0, at - 24); i--) {
    const before = fn.statements[i];
    if (/^(SYSCALL|CALL|RET)$/.test(before.mnemonic.text)) return undefined;
    const target = before.operands.at(-1);
    if (target?.word?.text !== 'AX' || !/^MOV[LQ]$/.test(before.mnemonic.text)) continue;
    const source = before.operands[0];
    const number = source.immediate ? plainNumber(source.text.slice(1)) : undefined;
    const named = source.immediate ? /^\$SYS_(\w+)$/.exec(source.text)?.[1] : undefined;
    if (named) {
      const found = syscalls.indexOf(named);
      return found < 0 ? undefined : { number: found, name: named };
    }
    const name = number === undefined ? undefined : syscalls[number];
    return number !== undefined && name ? { number, name } : undefined;
  }
  return undefined;
}

/** Name of the system call that a move into AX is for. */
function callOf(fn: AssemblyFunction, statement: Statement, syscalls: SyscallNames): string | undefined {
  if (statement.operands.at(-1)?.word?.text !== 'AX') return undefined;
  const at = fn.statements.indexOf(statement);
  const call = fn.statements.slice(at + 1, at + 24).find((candidate) => /^(SYSCALL|CALL|RET)$/.test(candidate.mnemonic.text));
  const found = call?.mnemonic.text === 'SYSCALL' ? syscallBefore(fn, call, syscalls) : undefined;
  return found?.name;
}
