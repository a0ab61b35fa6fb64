/** What to evaluate under the mouse and beside the code: whole selectors, calls of ptr(), registers in assembly. */

/** Range [start, end) of the expression around `column` of a Go line; undefined where there is none. */
export function goExpressionAt(line: string, column: number): { start: number; end: number } | undefined {
  const word = /[\p{L}_][\p{L}\p{N}_]*/gu;
  for (let match; (match = word.exec(line));) {
    const end = match.index + match[0].length;
    if (column < match.index || column > end) continue;
    if (KEYWORDS.has(match[0]) || inText(line, match.index)) return undefined;
    return { start: selectorStart(line, match.index), end: line.startsWith('.ptr()', end) ? end + 6 : end };
  }
  return undefined;
}

/** Register or symbol around `column` of a line of assembly, and the expression that shows it. */
export function assemblyExpressionAt(line: string, column: number): { start: number; end: number; expression: string } | undefined {
  const comment = line.indexOf('//');
  const word = /[A-Za-z_·∕][\w·∕]*/g;
  for (let match; (match = word.exec(line));) {
    const end = match.index + match[0].length;
    if (column < match.index || column > end) continue;
    if (comment >= 0 && match.index > comment) return undefined;
    const register = registerName(match[0]);
    if (register) return { start: match.index, end, expression: `$${register}` };
    const argument = /^([a-z]\w*)[+-]\d+\(FP\)/.exec(line.slice(match.index));
    if (argument) return { start: match.index, end, expression: argument[1] };
    const symbol = /^([\w·∕]+)(<>)?(\+\d+)?\(SB\)/.exec(line.slice(match.index));
    if (symbol) return { start: match.index, end, expression: symbol[1].replace(/^·/, 'runtime.').replaceAll('∕', '/').replaceAll('·', '.') };
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

/** Goes left over `a.b`, `a[i].b`, `a.ptr().b` to the selector's first name. */
function selectorStart(line: string, start: number): number {
  for (;;) {
    if (line[start - 1] !== '.') return start;
    let at = start - 1;
    while (line[at - 1] === ')' || line[at - 1] === ']') {
      const open = matchingBracket(line, at - 1);
      if (open === undefined) return start;
      at = open;
    }
    const name = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(line.slice(0, at));
    if (!name) return start;
    start = name.index;
  }
}

function matchingBracket(line: string, close: number): number | undefined {
  for (let depth = 0, at = close; at >= 0; at--) {
    if (line[at] === ')' || line[at] === ']') depth++;
    else if (line[at] === '(' || line[at] === '[') { if (--depth === 0) return at; }
  }
  return undefined;
}

function inText(line: string, column: number): boolean {
  let quote = '';
  for (let i = 0; i < column; i++) {
    if (quote) { if (line[i] === '\\' && quote !== '`') i++; else if (line[i] === quote) quote = ''; }
    else if (line[i] === '"' || line[i] === '\'' || line[i] === '`') quote = line[i];
    else if (line.startsWith('//', i)) return true;
  }
  return quote !== '';
}
