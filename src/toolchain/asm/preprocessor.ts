/** The Plan 9 assembler's preprocessor: #include, #define with and without arguments, #ifdef; comments; statements. */

export interface AsmToken { text: string; kind: 'name' | 'number' | 'string' | 'punct'; line: number }
/** Tokens of one statement. */
export interface AsmLine { tokens: AsmToken[]; line: number }

export class AsmError extends Error {
  constructor(message: string, readonly line: number) { super(message); }
}

interface Macro { params: string[] | undefined; body: AsmToken[] }

/** Names may contain · (package separator), ∕ (slash in import paths) and ~ inside. */
const TOKEN = /\s+|\/\/.*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|0[xX][0-9a-fA-F]+|\d+(?:\.\d+(?:[eE][-+]?\d+)?)?|[\p{L}_·∕][\p{L}\p{N}_·∕~.]*|<<|>>|->|./gyu;

export function tokenize(text: string, line: number): AsmToken[] {
  const out: AsmToken[] = [];
  TOKEN.lastIndex = 0;
  for (let m = TOKEN.exec(text); m; m = TOKEN.exec(text)) {
    const t = m[0];
    if (/^\s|^\/\//.test(t)) continue;
    const c = t[0];
    out.push({ text: t, line, kind: c === '"' || c === "'" ? 'string' : /[0-9]/.test(c) ? 'number' : /[\p{L}_·∕]/u.test(c) ? 'name' : 'punct' });
  }
  return out;
}

export class Preprocessor {
  private readonly macros = new Map<string, Macro>();
  private readonly conditions: { active: boolean; taken: boolean }[] = [];
  private readonly lines: AsmLine[] = [];

  /** `include` gives the text of a header, or undefined. */
  constructor(private readonly include: (name: string) => string | undefined, predefined: Record<string, string> = {}) {
    for (const [name, text] of Object.entries(predefined)) this.macros.set(name, { params: undefined, body: tokenize(text, 0) });
  }

  run(text: string): AsmLine[] {
    this.file(text, 0);
    if (this.conditions.length) throw new AsmError('unclosed #ifdef or #ifndef', text.split('\n').length);
    return this.lines;
  }

  private get active(): boolean { return this.conditions.every((c) => c.active); }

  private file(text: string, depth: number): void {
    if (depth > 20) throw new AsmError('#include recursion', 0);
    const source = stripBlockComments(text).split('\n');
    for (let i = 0; i < source.length; i++) {
      const line = i + 1;
      let s = source[i];
      if (/^\s*#/.test(s)) {
        while (/\\\s*$/.test(s) && i + 1 < source.length) s = `${s.replace(/\\\s*$/, ' ; ')} ${source[++i]}`;
        this.directive(s.trim(), line, depth);
      } else if (this.active) {
        const tokens = tokenize(s, line);
        if (!tokens.length) continue;
        // A macro call may span lines up to its closing parenthesis.
        while (this.openCall(tokens) && i + 1 < source.length) tokens.push(...tokenize(source[++i], i + 1));
        this.statements(this.expand(tokens, new Set()), line);
      }
    }
  }

  private openCall(tokens: AsmToken[]): boolean {
    let depth = 0, inMacro = false;
    tokens.forEach((t, i) => {
      if (t.kind === 'name' && this.macros.get(t.text)?.params && tokens[i + 1]?.text === '(') inMacro = true;
      if (t.text === '(') depth++;
      if (t.text === ')') depth--;
    });
    return inMacro && depth > 0;
  }

  private statements(tokens: AsmToken[], line: number): void {
    let current: AsmToken[] = [];
    const flush = (): void => { if (current.length) this.lines.push({ tokens: current, line }); current = []; };
    for (const t of tokens) if (t.text === ';' && t.kind === 'punct') flush(); else current.push(t);
    flush();
  }

  private directive(s: string, line: number, depth: number): void {
    const m = /^#\s*(\w+)\s*(.*)$/.exec(s);
    if (!m) return;
    const [, word, rest] = m;
    const name = /^\w+/.exec(rest)?.[0] ?? '';
    switch (word) {
      case 'ifdef': this.conditions.push({ active: this.macros.has(name), taken: this.macros.has(name) }); return;
      case 'ifndef': this.conditions.push({ active: !this.macros.has(name), taken: !this.macros.has(name) }); return;
      case 'else': {
        const c = this.conditions[this.conditions.length - 1];
        if (!c) throw new AsmError('#else without #ifdef', line);
        c.active = !c.taken;
        return;
      }
      case 'endif': if (!this.conditions.pop()) throw new AsmError('#endif without #ifdef', line); return;
      default:
    }
    if (!this.active) return;
    if (word === 'include') {
      const file = /"([^"]*)"/.exec(rest)?.[1] ?? '';
      const text = this.include(file);
      if (text === undefined) throw new AsmError(`#include "${file}": no such header in the package`, line);
      this.file(text, depth + 1);
    } else if (word === 'define') {
      const d = /^([\w·∕]+)(\(([^)]*)\))?\s*(.*)$/su.exec(rest);
      if (!d) throw new AsmError('malformed #define', line);
      this.macros.set(d[1], { params: d[2] === undefined ? undefined : d[3].split(',').map((p) => p.trim()).filter(Boolean), body: tokenize(d[4], line) });
    } else if (word === 'undef') this.macros.delete(name);
    else if (word !== 'line' && word !== 'pragma') throw new AsmError(`unknown directive #${word}`, line);
  }

  private expand(tokens: AsmToken[], busy: ReadonlySet<string>): AsmToken[] {
    const out: AsmToken[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const t = tokens[i], macro = t.kind === 'name' && !busy.has(t.text) ? this.macros.get(t.text) : undefined;
      if (!macro) { out.push(t); continue; }
      const inner = new Set(busy).add(t.text);
      if (!macro.params) { out.push(...this.expand(macro.body.map((b) => ({ ...b, line: t.line })), inner)); continue; }
      if (tokens[i + 1]?.text !== '(') { out.push(t); continue; }
      const args: AsmToken[][] = [[]];
      let depth = 0;
      for (i++; i < tokens.length; i++) {
        const a = tokens[i];
        if (a.text === '(' && depth++ === 0) continue;
        if (a.text === ')' && --depth === 0) break;
        if (a.text === ',' && depth === 1) args.push([]); else args[args.length - 1].push(a);
      }
      if (depth) throw new AsmError(`unclosed argument list of macro ${t.text}`, t.line);
      if (macro.params.length !== args.length && !(macro.params.length === 0 && args[0].length === 0)) throw new AsmError(`macro ${t.text} takes ${macro.params.length} arguments, has ${args.length}`, t.line);
      const body = macro.body.flatMap((b) => {
        const n = b.kind === 'name' ? macro.params!.indexOf(b.text) : -1;
        return n >= 0 ? args[n].map((a) => ({ ...a, line: t.line })) : [{ ...b, line: t.line }];
      });
      out.push(...this.expand(body, inner));
    }
    return out;
  }
}

/** Replaces comments by spaces, keeping line ends. */
function stripBlockComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"/g, (m) => (m.startsWith('/*') ? m.replace(/[^\n]/g, ' ') : m.startsWith('//') ? '' : m));
}
