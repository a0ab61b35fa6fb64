import { DIRECTIVES } from '../assembly/mnemonics';
import { meaningOf } from '../assembly/meanings';
import type { Workspace } from './workspace';

/** The operands of the instruction that is being written: "ADDQ src, dst"; `parameters` are places in `label`. */
export interface Signature { label: string; documentation: string; parameters: [start: number, end: number][]; active: number }

/** Undefined outside of an instruction's operands, and for directives. */
export function signatureAt(workspace: Workspace, uri: string, line: number, column: number): Signature | undefined {
  const before = (workspace.file(uri)?.code[line] ?? '').slice(0, column);
  const statement = /(?:^|;)\s*(?:[\w·]+:\s*)?([A-Z][A-Z0-9]*)\s+([^;]*)$/.exec(before);
  if (!statement || DIRECTIVES.has(statement[1])) return undefined;
  const meaning = meaningOf(statement[1]);
  if (!meaning) return undefined;
  const parameters: [number, number][] = [];
  let at = statement[1].length + 1;
  for (const name of meaning.form.slice(at).split(', ')) {
    if (name) parameters.push([at, at + name.length]);
    at += name.length + 2;
  }
  if (parameters.length === 0) return undefined;
  // A register list, an index and a string have no commas of their own in amd64's operands, except in quotes.
  const commas = statement[2].replace(/"(?:\\.|[^"\\])*"?/g, '').split(',').length - 1;
  return { label: meaning.form, documentation: meaning.text, parameters, active: Math.min(commas, parameters.length - 1) };
}
