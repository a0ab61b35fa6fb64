/** Fields of the struct types that a Go file declares at top level. */

export interface Field { name: string; type: string; line: number; start: number; end: number; /** comment beside or above it */ doc: string | undefined }
export interface Struct { name: string; line: number; start: number; end: number; fields: Field[] }

/** `clean` is `text` with comments blanked, columns kept. */
export function scanStructs(text: string, clean: string): Map<string, Struct> {
  const found = new Map<string, Struct>();
  const lines = text.split('\n');
  const code = clean.split('\n');
  for (let at = 0; at < code.length; at++) {
    const head = /^(?:type)?\s*([\p{L}_][\p{L}\p{N}_]*)\s+struct\s*\{\s*$/u.exec(code[at]);
    if (!head || (!code[at].startsWith('type') && !/^\t\S/.test(code[at]))) continue;
    const start = code[at].indexOf(head[1], code[at].startsWith('type') ? 4 : 0);
    const struct: Struct = { name: head[1], line: at, start, end: start + head[1].length, fields: [] };
    let depth = 1;
    for (at++; at < code.length && depth > 0; at++) {
      const field = depth === 1 ? /^\s*((?:[\p{L}_][\p{L}\p{N}_]*\s*,\s*)*[\p{L}_][\p{L}\p{N}_]*)\s+([^\s].*?)\s*$|^\s*(\*?)([\p{L}_][\p{L}\p{N}_.]*)\s*$/u.exec(code[at]) : null;
      const names = field?.[1] ?? field?.[4]?.split('.').at(-1);
      if (field && names) {
        const type = (field[2] ?? `${field[3]}${field[4]}`).trim();
        for (const name of names.split(',').map((each) => each.trim())) {
          const column = code[at].indexOf(name);
          const beside = /\/\/\s?(.*)$/.exec(lines[at].slice(code[at].trimEnd().length))?.[1];
          struct.fields.push({ name, type: type.endsWith('{') ? `${type.slice(0, -1).trim()}{}` : type, line: at, start: column, end: column + name.length, doc: beside ?? commentAbove(lines, at) });
        }
      }
      depth += (code[at].match(/\{/g)?.length ?? 0) - (code[at].match(/\}/g)?.length ?? 0);
      if (depth <= 0) break;
    }
    found.set(struct.name, struct);
  }
  return found;
}

function commentAbove(lines: string[], line: number): string | undefined {
  const found: string[] = [];
  for (let at = line - 1; at >= 0 && /^\s*\/\//.test(lines[at]); at--) found.unshift(lines[at].replace(/^\s*\/\/ ?/, ''));
  return found.length > 0 ? found.join('\n') : undefined;
}
