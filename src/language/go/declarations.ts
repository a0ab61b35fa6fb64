/** Declarations of a Go file, as far as assembly needs them: functions, types, struct fields, plain constants. */
import { scanStructs, type Struct } from './structs';

export interface Parameter { name: string; type: string }
export interface GoFunction {
  name: string;
  line: number;
  start: number;
  end: number;
  parameters: Parameter[];
  results: Parameter[];
  hasBody: boolean;
  signature: string;
  doc: string | undefined;
}
export interface GoFile { package: string; functions: GoFunction[]; /** type name -> its type expression */ types: Map<string, string>; /** integer constants written as plain numbers */ constants: Map<string, number>; structs: Map<string, Struct>; }

export function scanGo(text: string): GoFile {
  const clean = blankComments(text);
  const lines = text.split('\n');
  const starts: number[] = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) { const middle = (low + high) >> 1; if (starts[middle] <= offset) low = middle; else high = middle; }
    return low;
  };
  const functions: GoFunction[] = [];
  for (const match of clean.matchAll(/^func[ \t]+([\p{L}_][\p{L}\p{N}_]*)[ \t]*\(/gmu)) {
    const open = match.index + match[0].length - 1;
    const close = closing(clean, open);
    if (close === undefined) continue;
    let at = close + 1;
    while (clean[at] === ' ' || clean[at] === '\t') at++;
    let results: Parameter[] = [];
    if (clean[at] === '(') {
      const end = closing(clean, at);
      if (end === undefined) continue;
      results = parameters(clean.slice(at + 1, end));
      at = end + 1;
    } else {
      const type = /^[^\n{]*/.exec(clean.slice(at))![0];
      if (type.trim()) results = [{ name: '', type: type.trim() }];
      at += type.length;
    }
    while (clean[at] === ' ' || clean[at] === '\t') at++;
    const line = lineOf(match.index);
    const start = match.index + match[0].indexOf(match[1]) - starts[line];
    functions.push({
      name: match[1], line, start, end: start + match[1].length, parameters: parameters(clean.slice(open + 1, close)), results,
      hasBody: clean[at] === '{', signature: text.slice(match.index, at).trim().replace(/\s+/g, ' '), doc: docAbove(lines, line),
    });
  }
  const types = new Map<string, string>();
  for (const match of clean.matchAll(/^type[ \t]+(\w+)[ \t]+(=[ \t]*)?([^\n{(=]*)(\{)?/gm)) types.set(match[1], match[4] ? `${match[3].trim()}{}` : match[3].trim());
  for (const group of clean.matchAll(/^type[ \t]*\(\n([^]*?)^\)/gm)) {
    for (const match of group[1].matchAll(/^[ \t]+(\w+)[ \t]+(=[ \t]*)?([^\n{(=]*)(\{)?/gm)) types.set(match[1], match[4] ? `${match[3].trim()}{}` : match[3].trim());
  }
  const constants = new Map<string, number>();
  for (const match of clean.matchAll(/^(?:const)?[ \t]*(\w+)(?:[ \t]+\w+)?[ \t]*=[ \t]*(0x[0-9a-fA-F]+|\d+)[ \t]*$/gm)) constants.set(match[1], Number(match[2]));
  return { package: /^package[ \t]+(\w+)/m.exec(clean)?.[1] ?? '', functions, types, constants, structs: scanStructs(text, clean) };
}

function docAbove(lines: string[], line: number): string | undefined {
  const found: string[] = [];
  for (let at = line - 1; at >= 0 && /^\/\//.test(lines[at]); at--) if (!/^\/\/go:/.test(lines[at])) found.unshift(lines[at].replace(/^\/\/ ?/, ''));
  return found.length > 0 ? found.join('\n') : undefined;
}

function closing(text: string, open: number): number | undefined {
  for (let depth = 0, at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return undefined;
}

/** `a, b int, c *T` -> one row per name; `int, string` -> rows without names. */
function parameters(text: string): Parameter[] {
  const parts = splitTop(text.replace(/\s+/g, ' ').trim());
  const named = parts.some((part) => /^[\p{L}_][\p{L}\p{N}_]*\s+\S/u.test(part) && !/^(chan|func|map|struct|interface)\b/.test(part));
  if (!named) return parts.map((type) => ({ name: '', type }));
  const rows: Parameter[] = [];
  let waiting: string[] = [];
  for (const part of parts) {
    const match = /^([\p{L}_][\p{L}\p{N}_]*)\s+(.+)$/u.exec(part);
    if (!match) { waiting.push(part); continue; }
    for (const name of waiting) rows.push({ name, type: match[2] });
    waiting = [];
    rows.push({ name: match[1], type: match[2] });
  }
  return rows;
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if ('([{'.includes(text[i] ?? ' ')) depth++;
    else if (')]}'.includes(text[i] ?? ' ')) depth--;
    if (i === text.length || (text[i] === ',' && depth === 0)) {
      const part = text.slice(from, i).trim();
      if (part) parts.push(part);
      from = i + 1;
    }
  }
  return parts;
}

/** Comments and strings become spaces; lines and columns stay. */
function blankComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (found) => found.replace(/[^\n]/g, ' '));
}
