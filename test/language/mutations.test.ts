/** Real files of Go with one mistake put in: exactly that one is found, at its place. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AssemblyFile, type AssemblyFunction, goName, parseAssembly } from '../../src/language/assembly/parse';
import { JUMPS, MNEMONICS } from '../../src/language/assembly/mnemonics';
import { diagnose, type PackageContext } from '../../src/language/features/diagnostics';
import { argumentFrame } from '../../src/language/go/layout';
import type { Workspace } from '../../src/language/features/workspace';
import { requireTool } from '../support/tools';
import { assemblyFiles, goWorkspace } from './support/go-workspace';

interface Edit { line: number; start: number; end: number; text: string; /** what the finding covers, after the edit */ marked: string; /** line of the finding, if it is another */ at?: number }
interface Mutation { code: string; /** An edit of this function that is surely a mistake; undefined: it has nothing of the kind. */ edit(fn: AssemblyFunction, file: AssemblyFile, context: PackageContext): Edit | undefined }

const plain = (fn: AssemblyFunction): boolean => !fn.opaque && fn.statements.every((statement) => MNEMONICS.has(statement.mnemonic.text));
const declared = (fn: AssemblyFunction, context: PackageContext): ReturnType<typeof argumentFrame> => {
  const { path, name } = goName(fn.directive.symbol.text);
  const declaration = path === undefined && !fn.directive.symbol.static && fn.directive.symbol.abi === undefined ? context.declaration(name) : undefined;
  return declaration && argumentFrame(declaration, context);
};

const mutations: Record<string, Mutation> = {
  'a mnemonic with a letter too many': { code: 'unknown-mnemonic', edit: (fn) => {
    const found = fn.statements.find((statement) => MNEMONICS.has(statement.mnemonic.text));
    return found && { line: found.line, ...found.mnemonic, text: `${found.mnemonic.text}ZZ`, marked: `${found.mnemonic.text}ZZ` };
  } },
  'a jump to a label that is not there': { code: 'no-label', edit: (fn) => {
    const labels = new Set(fn.labels.map((label) => label.text));
    const found = plain(fn) ? fn.statements.find((statement) => JUMPS.has(statement.mnemonic.text) && labels.has(statement.operands.at(-1)?.word?.text ?? '')) : undefined;
    const target = found?.operands.at(-1)?.word;
    return target && { line: found!.line, ...target, text: 'nowhere_zz', marked: 'nowhere_zz' };
  } },
  'a label twice': { code: 'label-twice', edit: (fn) => {
    const [first] = fn.labels;
    const last = fn.statements.at(-1);
    return first && last && !fn.opaque && last.line > first.line && !fn.labels.some((label) => label.line === last.line)
      ? { line: last.line, start: 0, end: 0, text: `${first.text}:`, marked: first.text } : undefined;
  } },
  'the last RET left out': { code: 'missing-ret', edit: (fn) => {
    const last = fn.statements.at(-1);
    const before = fn.statements.at(-2);
    return plain(fn) && last?.mnemonic.text === 'RET' && before && before.line < last.line && !/^(RET|JMP|CALL|INT|UNDEF|SYSCALL|BYTE|WORD|LONG|QUAD|HLT|UD.)$/.test(before.mnemonic.text) && !fn.statements.some((statement) => /^(BYTE|WORD|LONG|QUAD)$/.test(statement.mnemonic.text))
      ? { line: last.line, ...last.mnemonic, text: '', marked: before.mnemonic.text, at: before.line } : undefined;
  } },
  'an argument size that is 8 too large': { code: 'argument-size', edit: (fn, _file, context) => {
    const span = fn.directive.frameSpan;
    const frame = declared(fn, context);
    if (!span || !frame || fn.directive.frame === undefined || !fn.directive.args) return undefined;
    const text = `$${fn.directive.frame}-${fn.directive.args + 8}`;
    return { line: fn.directive.line, start: span.start, end: span.end, text, marked: text };
  } },
  'an argument at a wrong offset': { code: 'argument-offset', edit: (fn, file, context) => {
    const frame = declared(fn, context);
    for (const statement of frame ? fn.statements : []) {
      for (const operand of statement.operands) {
        const argument = operand.argument;
        if (!argument || argument.offset === undefined || !frame!.slots.some((slot) => slot.name === argument.text && slot.name !== '_')) continue;
        const number = /^[+-]\w+/.exec(file.lines[statement.line].slice(argument.end));
        if (number) return { line: statement.line, start: argument.end, end: argument.end + number[0].length, text: `+${argument.offset + 4}`, marked: argument.text };
      }
    }
    return undefined;
  } },
  'an argument by a wrong name': { code: 'argument-name', edit: (fn, _file, context) => {
    const frame = declared(fn, context);
    for (const statement of frame ? fn.statements : []) {
      for (const { argument } of statement.operands) if (argument && frame!.slots.some((slot) => slot.name === argument.text && slot.name !== '_')) return { line: statement.line, ...argument, text: 'zz', marked: 'zz' };
    }
    return undefined;
  } },
  'a frame too small for its locals': { code: 'frame-size', edit: (fn) => {
    const deep = fn.statements.flatMap((statement) => statement.operands.map((operand) => ({ line: statement.line, local: operand.local }))).filter(({ local }) => local?.offset !== undefined);
    const span = fn.directive.frameSpan;
    const frame = fn.directive.frame;
    if (!span || !frame || deep.length !== 1 || -deep[0].local!.offset! < 8) return undefined;
    return { line: fn.directive.line, start: span.start, end: span.end, text: `$${-deep[0].local!.offset! - 8}${fn.directive.args === undefined ? '' : `-${fn.directive.args}`}`, marked: deep[0].local!.text, at: deep[0].line };
  } },
};

describe("mistakes in Go's own assembly", function () {
  let workspace: Workspace;
  let paths: string[];
  before(function () {
    requireTool(this, 'go');
    paths = assemblyFiles().filter((path) => path.endsWith('_amd64.s'));
    workspace = goWorkspace(paths);
  });

  for (const [name, { code, edit }] of Object.entries(mutations)) {
    it(name, () => {
      let tried = 0;
      for (const path of paths) {
        const file = workspace.file(`file://${path}`)!;
        const context = workspace.contextOf(`file://${path}`);
        if (code === 'unknown-mnemonic' && !context.macros) continue;
        let left = 3;
        for (const fn of file.functions) {
          const change = left > 0 ? edit(fn, file, context) : undefined;
          if (!change) continue;
          left--;
          tried++;
          const lines = readFileSync(path, 'utf8').split('\n');
          const line = lines[change.line];
          lines[change.line] = line.slice(0, change.start) + change.text + line.slice(change.end);
          const found = diagnose(parseAssembly(lines.join('\n')), context).map((each) => [each.code, each.line + 1, lines[each.line].slice(each.start, each.end)]);
          assert.deepEqual(found, [[code, (change.at ?? change.line) + 1, change.marked]], `${path}: ${fn.directive.symbol.text}`);
        }
      }
      console.log(`      ${tried} functions`);
      assert.ok(tried > 0);
    });
  }
});
