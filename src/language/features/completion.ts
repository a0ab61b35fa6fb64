import { functionAt } from '../assembly/parse';
import { meaningOf } from '../assembly/meanings';
import { DIRECTIVES, JUMPS, MNEMONICS } from '../assembly/mnemonics';
import { REGISTER_NAMES, registerMeaning } from '../assembly/registers';
import { argumentFrame } from '../go/layout';
import type { Workspace } from './workspace';

export interface Completion { label: string; kind: 'mnemonic' | 'register' | 'function' | 'label' | 'argument' | 'macro' | 'data' | 'field' | 'constant'; detail?: string; documentation?: string }

/** Mnemonics at the start of a statement; after it labels, registers, arguments and symbols. */
export function completionsAt(workspace: Workspace, uri: string, line: number, column: number): Completion[] {
  const file = workspace.file(uri);
  if (!file) return [];
  const before = (file.code[line] ?? '').slice(0, column);
  const macros = file.macros.map((macro): Completion => ({ label: macro.text, kind: 'macro', detail: macro.body.split('\n')[0] }));
  if (/^\s*(\w+:\s*)?\w*$/.test(before) || /;\s*\w*$/.test(before)) {
    return [...macros, ...[...MNEMONICS, ...DIRECTIVES].map((label): Completion => {
      const meaning = meaningOf(label);
      return { label, kind: 'mnemonic', detail: meaning?.form, documentation: meaning?.text };
    })];
  }
  const fn = functionAt(file, line);
  const mnemonic = /^\s*(?:\w+:\s*)?(\w+)\s/.exec(before)?.[1] ?? '';
  const found: Completion[] = [];
  if (JUMPS.has(mnemonic)) for (const label of fn?.labels ?? []) found.push({ label: label.text, kind: 'label', detail: `line ${label.line + 1}` });
  if (mnemonic === 'CALL' || mnemonic === 'JMP' || mnemonic === 'TEXT') {
    for (const [, other] of workspace.files()) for (const each of other.functions) found.push({ label: `${each.directive.symbol.text}${each.directive.symbol.static ? '<>' : ''}(SB)`, kind: 'function' });
  }
  if (mnemonic === 'TEXT') return found;
  for (const label of REGISTER_NAMES) found.push({ label, kind: 'register', detail: registerMeaning(label) });
  const declaration = fn && workspace.declarationOf(uri, fn.directive.symbol.text);
  const frame = declaration && argumentFrame(declaration.fn, workspace.contextOf(declaration.uri));
  for (const slot of frame?.slots ?? []) {
    for (const part of slot.parts.length > 0 ? slot.parts : [slot]) found.push({ label: `${part.name}+${part.offset}(FP)`, kind: 'argument', detail: `${slot.type}${slot.result ? ', result' : ''}` });
  }
  found.push(...dataSymbols(workspace, uri));
  if (file.includes.some(({ text }) => text.endsWith('go_asm.h'))) found.push(...headerNames(workspace, uri));
  return [...found, ...macros];
}

/** Symbols of GLOBL: of all files, and those of this file alone (name<>). */
function dataSymbols(workspace: Workspace, uri: string): Completion[] {
  const found = new Map<string, Completion>();
  for (const [other, file] of workspace.files()) {
    for (const data of file.data) {
      if (data.directive !== 'GLOBL' || (data.static && other !== uri)) continue;
      const label = `${data.text}${data.static ? '<>' : ''}(SB)`;
      found.set(label, { label, kind: 'data', detail: 'data' });
    }
  }
  return [...found.values()];
}

/** What the compiler writes to go_asm.h: offsets of fields, sizes of structs, constants of the package. */
function headerNames(workspace: Workspace, uri: string): Completion[] {
  const { structs, constants } = workspace.contextOf(uri);
  const found: Completion[] = [];
  for (const struct of structs?.values() ?? []) {
    found.push({ label: `${struct.name}__size`, kind: 'constant', detail: `size of ${struct.name}` });
    for (const field of struct.fields) if (field.name !== '_') found.push({ label: `${struct.name}_${field.name}`, kind: 'field', detail: `offset of ${struct.name}.${field.name} ${field.type}`, documentation: field.doc });
  }
  for (const [name, value] of constants ?? []) found.push({ label: `const_${name}`, kind: 'constant', detail: String(value) });
  return found;
}
