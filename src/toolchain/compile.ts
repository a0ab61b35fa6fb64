/** Source to program: parse, check, generate, assemble, link. */
import type { ProgramImage } from '../image/program-image';
import { assemble } from './asm/assemble';
import { standardHeaders } from './asm/headers';
import { Generator } from './codegen/generator';
import { buildTags } from './build-constraints';
import { toImage } from './image';
import type { Prebuilt } from './library/prebuilt';
import type { Linked, LinkInput } from './link/linker';
import { link } from './link/linker';
import type { LinkSymbol } from './link/symbols';
import type { LoadedPackage, SourceProvider, SourceText } from './packages';
import { belongs, loadPackages } from './packages';
import type { Diagnostic } from './source';
import { Diagnostics, FileSet } from './source';
import { checkProgram } from './types/check';
import type { CheckedProgram } from './types/check';

export type Edition = 'go1.10' | 'go1.13' | 'go1.14' | 'go1.19';

export interface CompileOptions {
  /** Packages by import path: the program as "main", and everything it imports, runtime too. */
  sources: SourceProvider;
  edition: Edition;
  /** Build tags besides linux, amd64, go1.1 ... edition. */
  tags?: readonly string[];
  /** The user's own packages (default: "main"): checked as a whole, all their globals kept. */
  isUser?: (importPath: string) => boolean;
  /** Packages that are compiled already, for this edition and from the same sources; undefined: all are compiled. */
  library?: Prebuilt;
}

/** A linked program with what tables are made from. */
export interface Program { linked: Linked; checked: CheckedProgram; generator: Generator; library?: Prebuilt; edition: Edition; sources: Record<string, string> }
export type BuildResult = { program: Program; errors?: undefined } | { program?: undefined; errors: Diagnostic[] };

/** Compiles and links; errors are sorted by place, at most 10 as the go command shows. */
export function build(options: CompileOptions): BuildResult {
  return compile({ ...options, roots: ['main'], kind: 'program' });
}

/** Compiles and links all packages of a library, for programs to come. */
export function buildLibrary(options: Omit<CompileOptions, 'library' | 'isUser'> & { packages: readonly string[] }): BuildResult {
  const tags = buildTags(minorOf(options.edition), options.tags ?? []);
  const isPart = (source: SourceText): boolean => { try { return source.name.endsWith('.go') && belongs(source, tags); } catch { return true; } };
  return compile({ ...options, isUser: () => false, roots: options.packages.filter((path) => options.sources.files(path)?.some(isPart)), kind: 'library' });
}

type Task = CompileOptions & { roots: readonly string[]; kind: LinkInput['kind'] };
const minorOf = (edition: Edition): number => Number(edition.slice('go1.'.length));

function compile(task: Task): BuildResult {
  const files = new FileSet(), diagnostics = new Diagnostics(files);
  try {
    return compileWith(task, files, diagnostics);
  } catch (e) {
    // Our own recursion follows the program's: expressions of many thousand operands exhaust it.
    if (!(e instanceof RangeError) || !/call stack/i.test(e.message)) throw e;
    const main = files.files[0];
    return { errors: [{ file: main?.name ?? '', line: 1, column: 1, text: 'an expression or type is too large: split it' }] };
  }
}

function compileWith({ sources: provider, library, kind, ...task }: Task, files: FileSet, diagnostics: Diagnostics): BuildResult {
  const failed = (): BuildResult => ({ errors: diagnostics.sorted().slice(0, 10) });
  const minor = minorOf(task.edition);
  const loaded = loadPackages(provider, { roots: task.roots, minor, tags: task.tags ?? [], isUser: task.isUser ?? ((p) => p === 'main'), library }, files, diagnostics);
  if (diagnostics.list.length) return failed();
  const checked = checkProgram(loaded, diagnostics, (path) => provider.files(path) ?? []);
  if (diagnostics.list.length) return failed();
  const generator = new Generator(checked, files, diagnostics, minor, library);
  const assembly = assembleAll(loaded, checked, generator, diagnostics);
  if (diagnostics.list.length) return failed();
  const missing = new Map<string, string>();
  const linked = link({
    generator, assembly, version: task.edition, kind, undefined: (symbol, user) => missing.set(symbol, user),
    error: (text) => diagnostics.at({ file: '', line: 0, column: 0 }, text),
  });
  if (diagnostics.list.length) return failed();
  if (!linked) {
    for (const [symbol, user] of missing) reportMissing(checked, diagnostics, symbol, user);
    return failed();
  }
  return { program: { linked, checked, generator, library, edition: task.edition, sources: sourcesOf(provider, loaded, library) } };
}

/** Texts of all files by name: the program's and the library's. */
function sourcesOf(provider: SourceProvider, loaded: readonly LoadedPackage[], library: Prebuilt | undefined): Record<string, string> {
  const sources: Record<string, string> = {};
  for (const { path, files } of library?.data.packages ?? []) for (const s of provider.files(path) ?? []) if (files.includes(s.name)) sources[s.name] = s.text;
  for (const p of loaded) {
    if (p.prebuilt) continue;
    const own = new Set([...p.files, ...p.assembly].map((f) => f.name));
    for (const s of provider.files(p.path) ?? []) if (own.has(s.name)) sources[s.name] = s.text;
  }
  return sources;
}

function assembleAll(loaded: LoadedPackage[], checked: CheckedProgram, generator: Generator, diagnostics: Diagnostics): Map<string, LinkSymbol> {
  const all = new Map<string, LinkSymbol>();
  for (const p of loaded) {
    if (!p.assembly.length) continue;
    const headers = standardHeaders(checked.byPath.get(p.path));
    for (const h of p.headers) headers[h.name.slice(h.name.lastIndexOf('/') + 1)] = h.text;
    for (const source of p.assembly) {
      const symbols = assemble({
        name: source.name, text: source.text, packagePath: p.path, stackguard0: generator.layout.stackguard0, gInR14: generator.layout.gInR14,
        include: (h) => headers[h.slice(h.lastIndexOf('/') + 1)],
        error: (line, text) => diagnostics.at({ file: source.name, line, column: 1 }, text),
      });
      for (const [name, s] of symbols) all.set(name, s);
    }
  }
  return all;
}

/** A function without a body is reported where it is declared, anything else where it is used. */
function reportMissing(checked: CheckedProgram, diagnostics: Diagnostics, symbol: string, user: string): void {
  for (const { pkg } of checked.packages) {
    for (const f of pkg.functions) {
      if (f.symbol === symbol && !f.decl?.body) { diagnostics.error(f.pos, `missing function body (no TEXT ${symbol} in the package's assembly files)`); return; }
    }
  }
  diagnostics.at({ file: '', line: 0, column: 0 }, `undefined symbol ${symbol} (used by ${user})`);
}

/** Compiles a program to an image for the machine; `path` names it in messages. */
export function compileProgram(options: CompileOptions & { path?: string }): { image: ProgramImage; errors?: undefined } | { image?: undefined; errors: Diagnostic[] } {
  const result = build(options);
  return result.errors ? { errors: result.errors } : { image: toImage(result.program, options.path ?? 'main.go') };
}
