/**
 * For which systems and architectures a file is built, by its name and its `//go:build` line (facts: go help buildconstraint).
 * Two files of a folder belong together only if some target has both.
 */

/** First-class and secondary ports of Go as GOOS/GOARCH (go tool dist list). */
const PORTS: readonly string[] = ('aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64 dragonfly/amd64 freebsd/386 freebsd/amd64 freebsd/arm freebsd/arm64 '
  + 'freebsd/riscv64 illumos/amd64 ios/amd64 ios/arm64 js/wasm linux/386 linux/amd64 linux/arm linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le linux/mipsle linux/ppc64 '
  + 'linux/ppc64le linux/riscv64 linux/s390x netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm openbsd/arm64 openbsd/mips64 openbsd/riscv64 openbsd/ppc64 '
  + 'plan9/386 plan9/amd64 plan9/arm solaris/amd64 wasip1/wasm windows/386 windows/amd64 windows/arm windows/arm64').split(' ');
const SYSTEMS = new Set(PORTS.map((port) => port.split('/')[0]));
const ARCHITECTURES = new Set(PORTS.map((port) => port.split('/')[1]));
const UNIX = new Set('aix android darwin dragonfly freebsd illumos ios linux netbsd openbsd solaris'.split(' '));

export type Targets = ReadonlySet<string>;
const EVERY: Targets = new Set(PORTS);
const known = new Map<string, Targets>();

/** Targets of a file; a tag that is no system, architecture or Go version (race, purego) may hold or not. */
export function targetsOf(uri: string, text: string): Targets {
  const base = uri.slice(uri.lastIndexOf('/') + 1).replace(/\.\w+$/, '').replace(/_test$/, '');
  const parts = base.split('_').slice(1);
  const arch = ARCHITECTURES.has(parts.at(-1) ?? '') ? parts.pop() : undefined;
  const system = SYSTEMS.has(parts.at(-1) ?? '') ? parts.pop() : undefined;
  const constraint = /^\/\/go:build\s+(.*)$/m.exec(header(text))?.[1].trim();
  if (!arch && !system && !constraint) return EVERY;
  const key = `${system ?? ''}/${arch ?? ''} ${constraint ?? ''}`;
  let found = known.get(key);
  if (!found) {
    found = new Set(PORTS.filter((port) => allows(port, system, arch, constraint)));
    known.set(key, found);
  }
  return found;
}

export function together(a: Targets, b: Targets): boolean {
  if (a === EVERY || b === EVERY || a === b) return true;
  for (const port of a) if (b.has(port)) return true;
  return false;
}

export const isAmd64 = (targets: Targets): boolean => [...targets].some((port) => port.endsWith('/amd64'));
export const isLinuxAmd64 = (targets: Targets): boolean => targets.has('linux/amd64');

/** The lines before the first that is neither comment nor blank. */
function header(text: string): string {
  return /^(?:\s*(?:\/\/[^\n]*|\/\*[^]*?\*\/))*/.exec(text.slice(0, 8192))![0];
}

function allows(port: string, system: string | undefined, arch: string | undefined, constraint: string | undefined): boolean {
  const [os, cpu] = port.split('/');
  const isSystem = (name: string): boolean => name === os || (name === 'linux' && os === 'android') || (name === 'solaris' && os === 'illumos') || (name === 'darwin' && os === 'ios');
  if ((system && !isSystem(system)) || (arch && arch !== cpu)) return false;
  if (constraint === undefined) return true;
  return evaluate(constraint, (tag) => {
    if (SYSTEMS.has(tag)) return isSystem(tag);
    if (ARCHITECTURES.has(tag)) return tag === cpu;
    if (tag === 'unix') return UNIX.has(os);
    if (tag === 'gc' || /^go1\.\d+$/.test(tag)) return true;
    if (tag === 'ignore') return false;
    return undefined;
  }) !== false;
}

type Maybe = boolean | undefined;

/** `a && (b || !c)`; an expression that does not parse may hold. */
function evaluate(text: string, tag: (name: string) => Maybe): Maybe {
  const words = text.match(/&&|\|\||[!()]|[\w.]+/g) ?? [];
  let at = 0;
  const unary = (): Maybe => {
    const word = words[at++];
    if (word === '!') { const value = unary(); return value === undefined ? undefined : !value; }
    if (word !== '(') return word === undefined ? undefined : tag(word);
    const value = either();
    if (words[at] === ')') at++;
    return value;
  };
  const both = (): Maybe => {
    let value = unary();
    while (words[at] === '&&') {
      at++;
      const other = unary();
      value = value === false || other === false ? false : value === undefined || other === undefined ? undefined : true;
    }
    return value;
  };
  const either = (): Maybe => {
    let value = both();
    while (words[at] === '||') {
      at++;
      const other = both();
      value = value === true || other === true ? true : value === undefined || other === undefined ? undefined : false;
    }
    return value;
  };
  return either();
}
