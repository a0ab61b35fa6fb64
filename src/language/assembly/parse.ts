/**
 * Reads Plan 9 assembly as it is written, line by line, macros unexpanded: what an editor needs. Never fails: what it does
 * not understand stays a statement without meaning. (The assembler that produces code is src/toolchain's.)
 */

export interface Span { start: number; end: number }
export interface Word extends Span { text: string }

/** `name<>+8(SB)`, `arg+16(FP)`, `8(SP)(AX*4)`, `$const`, `AX`, `label`. */
export interface Operand extends Span {
  text: string;
  /** symbol before (SB), with `<>` taken off */
  symbol?: Word & { static: boolean };
  /** `name+offset(FP)` */
  argument?: Word & { offset: number | undefined };
  /** `name-offset(SP)`: a local, relative to the top of the frame */
  local?: Word & { offset: number | undefined };
  /** a bare word: register, label, macro */
  word?: Word;
  immediate: boolean;
}

export interface Statement {
  line: number;
  mnemonic: Word;
  operands: Operand[];
}
export interface LabelDefinition extends Word { line: number }

export interface TextDirective {
  symbol: Word & { static: boolean; abi: string | undefined };
  line: number;
  flags: string[];
  /** $frame-args; undefined where it is not a plain number */
  frame: number | undefined;
  args: number | undefined;
  frameSpan: Span | undefined;
}

/** A TEXT block: from its directive to the line before the next. */
export interface AssemblyFunction {
  directive: TextDirective;
  statements: Statement[];
  labels: LabelDefinition[];
  /** inclusive */
  lastLine: number;
  /** some line is a macro call or under a conditional: what is missing may be in there */
  opaque: boolean;
}

export interface Macro extends Word { line: number; parameters: string[] | undefined; body: string }
export interface DataSymbol extends Word { line: number; static: boolean; directive: 'DATA' | 'GLOBL' }

export interface AssemblyFile {
  lines: string[];
  /** lines with comments blanked out, same columns */
  code: string[];
  functions: AssemblyFunction[];
  macros: Macro[];
  data: DataSymbol[];
  includes: (Word & { line: number })[];
  comments: { startLine: number; endLine: number }[];
  /** Comment lines right above each TEXT, by its line. */
  docs: Map<number, string>;
}

const IDENTIFIER = String.raw`[\p{L}_·∕~][\p{L}\p{N}_·∕~]*`;
const WORD = new RegExp(IDENTIFIER, 'u');
const LABEL = new RegExp(`^\\s*(${IDENTIFIER}):`, 'u');
const SYMBOL = new RegExp(`(${IDENTIFIER}(?:\\.${IDENTIFIER})*)(<(\\w*)>)?([-+][^()]*)?\\(SB\\)`, 'u');
const LOCAL = new RegExp(`(${IDENTIFIER})([-+][^()]*)\\(SP\\)`, 'u');
const ARGUMENT = new RegExp(`(${IDENTIFIER})([-+][^()]*)?\\(FP\\)`, 'u');

export function parseAssembly(text: string): AssemblyFile {
  const lines = text.split(/\r?\n/);
  const { code, comments } = withoutComments(lines);
  const file: AssemblyFile = { lines, code, functions: [], macros: [], data: [], includes: [], comments, docs: new Map() };
  let current: AssemblyFunction | undefined;
  let conditional = 0;
  for (let line = 0; line < code.length; line++) {
    const content = code[line];
    if (/^\s*#/.test(content)) {
      const first = line;
      let whole = content;
      while (/\\\s*$/.test(whole) && line + 1 < code.length) whole = `${whole.replace(/\\\s*$/, ' ')}\n${code[++line]}`;
      preprocessor(file, first, content, whole);
      if (/^\s*#\s*if/.test(content)) conditional++;
      if (/^\s*#\s*endif/.test(content)) conditional--;
      continue;
    }
    if (current && conditional > 0) current.opaque = true;
    let column = 0;
    for (let label; (label = LABEL.exec(content.slice(column)));) {
      const start = column + label[0].indexOf(label[1]);
      current?.labels.push({ text: label[1], start, end: start + label[1].length, line });
      column += label[0].length;
    }
    for (const part of statementsOf(content, column)) {
      const statement = statementOf(content, part, line);
      if (!statement) continue;
      const name = statement.mnemonic.text;
      if (name === 'TEXT') {
        const directive = textDirective(statement);
        if (!directive) continue;
        if (current) current.lastLine = line - 1;
        current = { directive, statements: [], labels: [], lastLine: code.length - 1, opaque: conditional > 0 };
        file.functions.push(current);
        const doc = docAbove(lines, line);
        if (doc) file.docs.set(line, doc);
      } else if (name === 'DATA' || name === 'GLOBL') {
        const symbol = statement.operands[0]?.symbol;
        if (symbol) file.data.push({ ...symbol, line, directive: name });
      } else {
        current?.statements.push(statement);
      }
    }
  }
  return file;
}

/** `a; b` is two statements. Semicolons in quotes do not count. */
function statementsOf(content: string, from: number): Span[] {
  const parts: Span[] = [];
  let start = from;
  let quote = '';
  for (let i = from; i <= content.length; i++) {
    const char = content[i];
    if (quote) { if (char === '\\') i++; else if (char === quote) quote = ''; if (i < content.length) continue; }
    if (char === '"' || char === '\'') { quote = char; continue; }
    if (i >= content.length || char === ';') { parts.push({ start, end: Math.min(i, content.length) }); start = i + 1; }
  }
  return parts;
}

function statementOf(content: string, part: Span, line: number): Statement | undefined {
  const text = content.slice(part.start, part.end);
  const match = /^\s*([\p{L}_][\p{L}\p{N}_.·∕]*)/u.exec(text);
  if (!match) return undefined;
  const start = part.start + match[0].length - match[1].length;
  const mnemonic = { text: match[1], start, end: start + match[1].length };
  const operands: Operand[] = [];
  let depth = 0;
  let from = mnemonic.end;
  for (let i = mnemonic.end; i <= part.end; i++) {
    const char = content[i];
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    else if ((char === ',' && depth === 0) || i === part.end) {
      const operand = operandOf(content, from, i);
      if (operand) operands.push(operand);
      from = i + 1;
    }
  }
  return { line, mnemonic, operands };
}

function operandOf(content: string, from: number, to: number): Operand | undefined {
  const raw = content.slice(from, to);
  const text = raw.trim();
  if (!text) return undefined;
  const start = from + raw.indexOf(text);
  const operand: Operand = { text, start, end: start + text.length, immediate: text.startsWith('$') };
  const symbol = SYMBOL.exec(text);
  if (symbol) {
    operand.symbol = { text: symbol[1], start: start + symbol.index, end: start + symbol.index + symbol[1].length, static: symbol[2] === '<>' };
    return operand;
  }
  const argument = ARGUMENT.exec(text);
  if (argument) {
    operand.argument = { text: argument[1], start: start + argument.index, end: start + argument.index + argument[1].length, offset: plainNumber(argument[2] ?? '+0') };
    return operand;
  }
  const local = LOCAL.exec(text);
  if (local) {
    operand.local = { text: local[1], start: start + local.index, end: start + local.index + local[1].length, offset: plainNumber(local[2]) };
    return operand;
  }
  const word = WORD.exec(text);
  if (word && word[0] === text) operand.word = { text, start, end: start + text.length };
  return operand;
}

/** Decimal, hexadecimal or octal, with sign; undefined for anything else (constants of go_asm.h, macros). */
export function plainNumber(text: string): number | undefined {
  const match = /^\s*([-+]?)\s*(0[xX][0-9a-fA-F]+|\d+)\s*$/.exec(text);
  return match ? (match[1] === '-' ? -1 : 1) * Number(match[2]) : undefined;
}

function textDirective(statement: Statement): TextDirective | undefined {
  const [name, ...rest] = statement.operands;
  if (!name?.symbol) return undefined;
  const abi = /<(ABI\w+)>/.exec(name.text)?.[1];
  const size = rest.at(-1);
  const flags = rest.length > 1 ? rest[0].text.split('|').map((flag) => flag.trim()) : [];
  const match = size && /^\$\s*(-?\s*(?:0[xX][0-9a-fA-F]+|\d+))?\s*(?:-\s*((?:0[xX][0-9a-fA-F]+|\d+)))?$/.exec(size.text);
  return {
    symbol: { ...name.symbol, abi }, line: statement.line, flags,
    frame: match?.[1] === undefined ? undefined : plainNumber(match[1]), args: match?.[2] === undefined ? undefined : Number(match[2]),
    frameSpan: size,
  };
}

function preprocessor(file: AssemblyFile, line: number, first: string, whole: string): void {
  const include = /^\s*#\s*include\s+["<]([^">]*)[">]/.exec(first);
  if (include) {
    const start = first.indexOf(include[1]);
    file.includes.push({ text: include[1], start, end: start + include[1].length, line });
  }
  const define = /^\s*#\s*define\s+([A-Za-z_]\w*)(\(([^)]*)\))?\s*([^]*)$/.exec(whole);
  if (define) {
    const start = first.indexOf(define[1], first.indexOf('define') + 6);
    file.macros.push({ text: define[1], start, end: start + define[1].length, line, parameters: define[2] ? define[3].split(',').map((name) => name.trim()) : undefined, body: define[4].trim() });
  }
}

function withoutComments(lines: string[]): { code: string[]; comments: { startLine: number; endLine: number }[] } {
  const comments: { startLine: number; endLine: number }[] = [];
  let block: number | undefined;
  let run: number | undefined;
  const code = lines.map((line, number) => {
    let out = '';
    let quote = '';
    for (let i = 0; i < line.length; i++) {
      if (block !== undefined) {
        if (line.startsWith('*/', i)) { comments.push({ startLine: block, endLine: number }); block = undefined; out += '  '; i++; } else out += ' ';
      } else if (quote) {
        out += line[i];
        if (line[i] === '\\') out += line[++i] ?? '';
        else if (line[i] === quote) quote = '';
      } else if (line.startsWith('//', i)) {
        out += ' '.repeat(line.length - i);
        break;
      } else if (line.startsWith('/*', i)) {
        block = number;
        out += '  ';
        i++;
      } else {
        if (line[i] === '"' || line[i] === '\'') quote = line[i];
        out += line[i];
      }
    }
    const whole = /^\s*\/\//.test(line);
    if (whole) run ??= number;
    else if (run !== undefined) { if (number - run > 1) comments.push({ startLine: run, endLine: number - 1 }); run = undefined; }
    return out;
  });
  return { code, comments };
}

function docAbove(lines: string[], line: number): string | undefined {
  const found: string[] = [];
  for (let at = line - 1; at >= 0 && /^\s*\/\//.test(lines[at]); at--) found.unshift(lines[at].replace(/^\s*\/\/ ?/, ''));
  return found.length > 0 ? found.join('\n') : undefined;
}

/** The function that a line belongs to. */
export function functionAt(file: AssemblyFile, line: number): AssemblyFunction | undefined {
  return file.functions.findLast((fn) => fn.directive.line <= line && line <= fn.lastLine);
}

/** `runtime∕internal∕syscall·Syscall6` -> package path and name; a leading `·` is the package of the file. */
export function goName(symbol: string): { path: string | undefined; name: string } {
  const dot = symbol.lastIndexOf('·');
  if (dot < 0) return { path: undefined, name: symbol };
  const path = symbol.slice(0, dot).replaceAll('∕', '/').replaceAll('·', '.');
  return { path: path || undefined, name: symbol.slice(dot + 1) };
}
