/** Which files belong to a build: `//go:build` lines and names like x_linux_amd64.go. */

const OPERATING_SYSTEMS = new Set(['aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'hurd', 'illumos', 'ios', 'js', 'linux', 'nacl', 'netbsd', 'openbsd', 'plan9', 'solaris', 'windows', 'zos']);
const ARCHITECTURES = new Set(['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm']);

/** Tags that hold: linux, amd64, unix, gc, go1.1 ... go1.<minor>, and the user's. */
export function buildTags(minor: number, extra: readonly string[]): Set<string> {
  const tags = new Set(['linux', 'amd64', 'unix', 'gc', 'gosched', ...extra]);
  for (let i = 1; i <= minor; i++) tags.add(`go1.${i}`);
  return tags;
}

/** As the go command does, it leaves out tests and what begins with "_" or ".". */
export function fileNameMatches(name: string, tags: ReadonlySet<string>): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  if (/^[_.]/.test(base)) return false;
  const parts = base.split('_').slice(1);
  if (parts[parts.length - 1] === 'test') return false;
  const last = parts[parts.length - 1], before = parts[parts.length - 2];
  if (last && ARCHITECTURES.has(last)) return tags.has(last) && (!before || !OPERATING_SYSTEMS.has(before) || tags.has(before));
  return !last || !OPERATING_SYSTEMS.has(last) || tags.has(last);
}

/** What may stand above a file's package clause: blanks and comments. */
const HEAD = /^(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)*/;

/** Evaluates the `//go:build` line above the package clause; true if there is none. Throws SyntaxError with a message. */
export function constraintMatches(text: string, tags: ReadonlySet<string>): boolean {
  // Nothing inside a block comment counts, nor what is behind one on a line.
  const head = (HEAD.exec(text.replace(/^\ufeff/, '')) as RegExpExecArray)[0].replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, (comment) => (comment.startsWith('/*') ? '*' : comment));
  const line = /^\s*\/\/go:build[ \t](.*)$/m.exec(head);
  return line === null || evaluate(line[1].trim(), tags);
}

function evaluate(source: string, tags: ReadonlySet<string>): boolean {
  const tokens = source.match(/&&|\|\||[!()]|[\w.]+|\S/g) ?? [];
  let at = 0;
  const or = (): boolean => { let v = and(); while (tokens[at] === '||') { at++; const w = and(); v = v || w; } return v; };
  const and = (): boolean => { let v = not(); while (tokens[at] === '&&') { at++; const w = not(); v = v && w; } return v; };
  const not = (): boolean => {
    const t = tokens[at++];
    if (t === '!') return !not();
    if (t === '(') {
      const v = or();
      if (tokens[at++] !== ')') throw new SyntaxError('parsing //go:build line: missing close paren');
      return v;
    }
    if (!t || !/^[\w.]+$/.test(t)) throw new SyntaxError(`parsing //go:build line: unexpected token ${t ?? 'end of line'}`);
    return tags.has(t);
  };
  const v = or();
  if (at < tokens.length) throw new SyntaxError(`parsing //go:build line: unexpected token ${tokens[at]}`);
  return v;
}
