/** Source to program: parse, check, generate, assemble, link. */
import type { ProgramImage } from '../image/program-image';
import { assemble } from './asm/assemble';
import { standardHeaders } from './asm/headers';
import { Generator } from './codegen/generator';
import type { Linked } from './link/linker';
import { toImage } from './image';
import { link } from './link/linker';
import type { LinkSymbol } from './link/symbols';
import type { LoadedPackage, SourceProvider } from './packages';
import { loadPackages } from './packages';
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
}

/** A linked program with what tables are made from. */
export interface Program { linked: Linked; checked: CheckedProgram; generator: Generator; edition: Edition; sources: Record<string, string> }
export type BuildResult = { program: Program; errors?: undefined } | { program?: undefined; errors: Diagnostic[] };

/** Compiles and links; errors are sorted by place, at most 10 as the go command shows. */
export function build(options: CompileOptions): BuildResult {
  const files = new FileSet(), diagnostics = new Diagnostics(files);
  try {
    return buildWith(options, files, diagnostics);
  } catch (e) {
    // Our own recursion follows the program's: expressions of many thousand operands exhaust it.
    if (!(e instanceof RangeError) || !/call stack/i.test(e.message)) throw e;
    const main = files.files[0];
    return { errors: [{ file: main?.name ?? '', line: 1, column: 1, text: 'an expression or type is too large: split it' }] };
  }
}

function buildWith(options: CompileOptions, files: FileSet, diagnostics: Diagnostics): BuildResult {
  const failed = (): BuildResult => ({ errors: diagnostics.sorted().slice(0, 10) });
  const minor = Number(options.edition.slice('go1.'.length));
  const loaded = loadPackages(options.sources, { main: 'main', minor, tags: options.tags ?? [], isUser: options.isUser ?? ((p) => p === 'main') }, files, diagnostics);
  if (diagnostics.list.length) return failed();
  const checked = checkProgram(loaded, diagnostics);
  if (diagnostics.list.length) return failed();
  const generator = new Generator(checked, files, diagnostics, minor);
  const assembly = assembleAll(loaded, checked, generator, diagnostics);
  if (diagnostics.list.length) return failed();
  const missing = new Map<string, string>();
  const linked = link({ generator, assembly, version: options.edition, undefined: (symbol, user) => missing.set(symbol, user) });
  if (diagnostics.list.length) return failed();
  if (!linked) {
    for (const [symbol, user] of missing) reportMissing(checked, diagnostics, symbol, user);
    return failed();
  }
  const sources: Record<string, string> = {};
  for (const f of files.files) sources[f.name] = f.text;
  for (const p of loaded) for (const s of p.assembly) sources[s.name] = s.text;
  return { program: { linked, checked, generator, edition: options.edition, sources } };
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
