/** What to evaluate under the mouse and beside the code: whole selectors, calls of ptr(), registers in assembly. */

const NO_CODE = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?/g;

/** Go or assembly with blanks for strings, runes and comments, also those over several lines: lines and columns stay. */
export function codeOf(text: string): string { return text.replace(NO_CODE, (found) => found.replace(/[^\r\n]/g, ' ')); }

/** Range [start, end) of the expression around `column` of a Go line; undefined where there is none. */
export function goExpressionAt(text: string, column: number): { start: number; end: number } | undefined {
  const line = codeOf(text);
  const word = /(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*/gu;
  for (let match; (match = word.exec(line));) {
    const end = match.index + match[0].length;
    if (column < match.index || column > end) continue;
    if (KEYWORDS.has(match[0])) return undefined;
    const start = selectorStart(line, match.index);
    if (start === undefined) return undefined;
    const last = match[0] === 'ptr' && line.startsWith('()', end) ? end + 2 : line.startsWith('.ptr()', end) ? end + 6 : end;
    return { start, end: last };
  }
  return undefined;
}

/** Bytes that an instruction moves, by its size letter. */
const WIDTHS: Record<string, string> = { B: 'uint8', W: 'uint16', L: 'uint32' };

/** An expression in a line of assembly. `name`: what it is called there; none if it is the same address at each stop. */
export interface AssemblyExpression { start: number; end: number; expression: string; name?: string }

/** Register, argument or symbol around `column` of a line of assembly, and the expression that shows it; `package_` is what a leading `·` stands for. */
export function assemblyExpressionAt(text: string, column: number, package_ = 'runtime'): AssemblyExpression | undefined {
  const line = codeOf(text);
  const word = /(?<![\w·∕])[A-Za-z_·∕][\w·∕]*/g;
  for (let match; (match = word.exec(line));) {
    const end = match.index + match[0].length;
    if (column < match.index || column > end) continue;
    const register = registerName(match[0]);
    // Behind a name, SP is where the locals end: no register.
    if (register === 'rsp' && /[\w·∕>][+-]\d+\($/.test(line.slice(0, match.index))) return undefined;
    if (register) return { start: match.index, end, expression: `$${register}`, name: match[0] };
    const half = /^([ABCD])([LH])$/.exec(match[0]);
    if (half) return { start: match.index, end, name: match[0], expression: `uint8($r${half[1].toLowerCase()}x${half[2] === 'H' ? '>>8' : ''})` };
    const argument = /^[\p{L}_][\p{L}\p{N}_]*\+(\d+)\(FP\)/u.exec(line.slice(match.index));
    if (argument) {
      // Assembly has no DWARF for its arguments: they are read where they are. LEAQ and $name+0(FP) want the address.
      const address = /\bLEA[LQ]\s[^,]*$/.test(line.slice(0, match.index)) || line[match.index - 1] === '$';
      const type = WIDTHS[/^\s*(?:\w+:\s*)?MOV([BWL])(?:[LQ][SZ]X)?\s/.exec(line)?.[1] ?? ''] ?? 'uintptr';
      return { start: match.index, end: match.index + argument[0].length, ...(address ? {} : { name: argument[0].replace(/\+.*/, '') }), expression: address ? `$cfa+${argument[1]}` : `*(*${type})($cfa+${argument[1]})` };
    }
    const symbol = /^([\w·∕]+)(<>)?(\+\d+)?\(SB\)/.exec(line.slice(match.index));
    if (symbol) return { start: match.index, end, expression: symbol[1].replace(/^·/, `${package_}.`).replaceAll('∕', '/').replaceAll('·', '.') };
    return undefined;
  }
  return undefined;
}

const KEYWORDS = new Set(('break case chan const continue default defer else fallthrough for func go goto if import interface map package '
  + 'range return select struct switch type var').split(' '));

/** Go's names of registers -> Intel's. SP and FP of the pseudo kind have no value of their own. */
export function registerName(name: string): string | undefined {
  const general = /^(AX|BX|CX|DX|SI|DI|BP|SP)$/.exec(name);
  if (general) return `r${general[1].toLowerCase()}`;
  if (/^R([89]|1[0-5])$/.test(name)) return name.toLowerCase();
  const vector = /^X([0-9]|1[0-5])$/.exec(name);
  return vector ? `xmm${vector[1]}` : undefined;
}

/** Goes left over `a.b`, `a[i].b`, `a.ptr().b`, `(*a).b` to where the selector begins; undefined after a type assertion. */
function selectorStart(line: string, start: number): number | undefined {
  for (;;) {
    if (line[start - 1] !== '.') return start;
    let at = start - 1;
    let parenthesis = false;
    while (line[at - 1] === ')' || line[at - 1] === ']') {
      parenthesis = line[at - 1] === ')';
      const open = matchingBracket(line, at - 1);
      if (open === undefined) return start;
      at = open;
    }
    const name = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(line.slice(0, at));
    if (name && !KEYWORDS.has(name[0])) { start = name.index; continue; }
    if (line[at - 1] === '.') return undefined;
    return parenthesis ? at : start;
  }
}

function matchingBracket(line: string, close: number): number | undefined {
  for (let depth = 0, at = close; at >= 0; at--) {
    if (line[at] === ')' || line[at] === ']') depth++;
    else if (line[at] === '(' || line[at] === '[') { if (--depth === 0) return at; }
  }
  return undefined;
}
