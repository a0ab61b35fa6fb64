/** Function declarations and type sizes of a Go package, as far as the argument layout of assembly functions needs them. */

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
export interface GoFile { package: string; functions: GoFunction[]; /** type name -> its type expression */ types: Map<string, string>; /** integer constants written as plain numbers */ constants: Map<string, number>; }

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
  return { package: /^package[ \t]+(\w+)/m.exec(clean)?.[1] ?? '', functions, types, constants };
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

export interface Layout { size: number; align: number }
const WORD: Layout = { size: 8, align: 8 };
const BASIC: Record<string, Layout> = Object.fromEntries([
  ...['bool', 'int8', 'uint8', 'byte'].map((name) => [name, { size: 1, align: 1 }]), ...['int16', 'uint16'].map((name) => [name, { size: 2, align: 2 }]),
  ...['int32', 'uint32', 'rune', 'float32'].map((name) => [name, { size: 4, align: 4 }]),
  ...['int', 'uint', 'int64', 'uint64', 'uintptr', 'float64', 'unsafe.Pointer'].map((name) => [name, WORD]),
  ['string', { size: 16, align: 8 }], ['error', { size: 16, align: 8 }], ['any', { size: 16, align: 8 }], ['complex128', { size: 16, align: 8 }], ['complex64', { size: 8, align: 4 }],
]);

/** Size and alignment of a type on amd64; undefined where the package's text does not tell. */
export function layoutOf(type: string, types: ReadonlyMap<string, string>, depth = 0): Layout | undefined {
  if (depth > 8) return undefined;
  if (Object.hasOwn(BASIC, type)) return BASIC[type];
  if (/^(\*|chan\b|<-|map\[|func\b)/.test(type)) return WORD;
  if (type.startsWith('[]') || type.startsWith('...')) return { size: 24, align: 8 };
  if (/^interface\b/.test(type)) return { size: 16, align: 8 };
  const array = /^\[(\d+)\](.+)$/.exec(type);
  if (array) {
    const elem = layoutOf(array[2], types, depth + 1);
    return elem && { size: elem.size * Number(array[1]), align: elem.align };
  }
  const named = types.get(type);
  return named === undefined || named.startsWith('struct') ? undefined : layoutOf(named, types, depth + 1);
}

export interface FrameSlot { name: string; type: string; offset: number; size: number; /** parts that assembly names on their own: s_base, s_len */ parts: { name: string; offset: number; size: number }[]; result: boolean }
export interface ArgumentFrame { slots: FrameSlot[]; /** bytes of arguments and results */ size: number }

/**
 * Where ABI0 puts arguments and results relative to FP: in order, each aligned; results begin at a multiple of 8 (Go's
 * cmd/compile ABI0 layout; doc/asm: "argument frame"). Undefined if a type's size is not known.
 */
export function argumentFrame(fn: GoFunction, types: ReadonlyMap<string, string>): ArgumentFrame | undefined {
  const slots: FrameSlot[] = [];
  let offset = 0;
  let end = 0;
  const place = (rows: Parameter[], result: boolean): boolean => {
    let nameless = 0;
    for (const row of rows) {
      const layout = layoutOf(row.type, types);
      if (!layout) return false;
      offset = align(offset, layout.align);
      const name = row.name || (result ? (nameless++ === 0 ? 'ret' : `ret${nameless - 1}`) : '_');
      slots.push({ name, type: row.type, offset, size: layout.size, parts: partsOf(name, row.type, offset, types), result });
      offset += layout.size;
      end = offset;
    }
    return true;
  };
  if (!place(fn.parameters, false)) return undefined;
  if (fn.results.length > 0) {
    offset = align(offset, 8);
    if (!place(fn.results, true)) return undefined;
  }
  return { slots, size: end };
}

function partsOf(name: string, type: string, offset: number, types: ReadonlyMap<string, string>): FrameSlot['parts'] {
  const under = types.get(type) ?? type;
  const part = (suffix: string, at: number, size = 8): FrameSlot['parts'][number] => ({ name: `${name}_${suffix}`, offset: offset + at, size });
  if (under.startsWith('[]') || under.startsWith('...')) return [part('base', 0), part('len', 8), part('cap', 16)];
  if (under === 'string') return [part('base', 0), part('len', 8)];
  if (under === 'any' || under === 'error' || under.startsWith('interface')) return [part(under === 'error' || under !== 'interface{}' && under !== 'any' ? 'itable' : 'type', 0), part('data', 8)];
  if (under === 'complex128') return [part('real', 0), part('imag', 8)];
  return [];
}

const align = (value: number, to: number): number => Math.ceil(value / to) * to;
