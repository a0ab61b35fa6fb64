/** Markdown for what is under the mouse in a `.s` file. */
import { type AssemblyFunction, functionAt, plainNumber, type Statement } from '../assembly/parse';
import { meaningOf } from '../assembly/meanings';
import { registerMeaning } from '../assembly/registers';
import { argumentFrame } from '../go/layout';
import type { Workspace } from './workspace';

type SyscallNames = readonly (string | undefined)[];

export interface HoverText { markdown: string; start: number; end: number }

/** `syscalls`: names of linux/amd64 system calls by number. */
export function hoverAt(workspace: Workspace, uri: string, line: number, column: number, syscalls: SyscallNames): HoverText | undefined {
  const file = workspace.file(uri);
  if (!file) return undefined;
  const macro = file.macros.find((candidate) => wordAt(file.code[line] ?? '', column)?.text === candidate.text);
  if (macro) {
    const word = wordAt(file.code[line], column)!;
    return { ...word, markdown: fence(`#define ${macro.text}${macro.parameters ? `(${macro.parameters.join(', ')})` : ''} ${macro.body}`) };
  }
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
  if (operand.argument) return frameHover(workspace, uri, fn, operand.argument);
  const word = wordAt(file.code[line], column);
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

function wordAt(line: string, column: number): { text: string; start: number; end: number } | undefined {
  for (const match of line.matchAll(/[\p{L}_·∕][\p{L}\p{N}_·∕]*/gu)) {
    if (match.index <= column && column <= match.index + match[0].length) return { text: match[0], start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

function symbolHover(workspace: Workspace, uri: string, symbol: string, span: { start: number; end: number }, doc: string | undefined): HoverText | undefined {
  const declaration = workspace.declarationOf(uri, symbol);
  if (!declaration) return doc ? { ...span, markdown: doc } : undefined;
  return { start: span.start, end: span.end, markdown: [fence(declaration.fn.signature), declaration.fn.doc ?? doc].filter(Boolean).join('\n\n') };
}

/** The whole argument frame, with the named slot in bold. */
function frameHover(workspace: Workspace, uri: string, fn: AssemblyFunction, argument: { text: string; start: number; end: number }): HoverText | undefined {
  const declaration = workspace.declarationOf(uri, fn.directive.symbol.text);
  const frame = declaration && argumentFrame(declaration.fn, workspace.contextOf(declaration.uri));
  if (!declaration || !frame) return undefined;
  const rows = frame.slots.flatMap((slot) => [
    `| ${mark(slot.name, argument.text)} | \`${slot.name}+${slot.offset}(FP)\` | ${slot.size} | ${slot.type}${slot.result ? ' (result)' : ''} |`,
    ...slot.parts.map((part) => `| ${mark(part.name, argument.text)} | \`${part.name}+${part.offset}(FP)\` | ${part.size} | part of ${slot.name} |`),
  ]);
  return { start: argument.start, end: argument.end, markdown: `${fence(declaration.fn.signature)}\n\n| name | place | bytes | type |\n|---|---|---|---|\n${rows.join('\n')}` };
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
