import { functionAt } from '../assembly/parse';
import { meaningOf } from '../assembly/meanings';
import { DIRECTIVES, JUMPS, MNEMONICS } from '../assembly/mnemonics';
import { REGISTER_NAMES, registerMeaning } from '../assembly/registers';
import { argumentFrame } from '../go/layout';
import type { Workspace } from './workspace';

export interface Completion { label: string; kind: 'mnemonic' | 'register' | 'function' | 'label' | 'argument' | 'macro'; detail?: string; documentation?: string }

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
  return [...found, ...macros];
}
