/** Loading packages: files that belong to the build, parsed, in dependency order. */
import { buildTags, constraintMatches, fileNameMatches } from './build-constraints';
import type { Prebuilt, PrebuiltPackage } from './library/prebuilt';
import type { Diagnostics, FileSet } from './source';
import { ADVICE } from './source';
import type { File } from './syntax/ast';
import { parseFile } from './syntax/parser';

/** A source file; `name` is the path that positions show, e.g. "runtime/proc.go" or "/home/u/main.go". */
export interface SourceText { name: string; text: string }

/** Where packages come from. */
export interface SourceProvider {
  /** All .go, .s and .h files of a package, by import path; undefined if there is no such package. */
  files(importPath: string): SourceText[] | undefined;
}

export interface LoadedPackage {
  path: string;
  name: string;
  isUser: boolean;
  files: File[];
  assembly: SourceText[];
  headers: SourceText[];
  imports: string[];
  /** Compiled already: `files` is empty, its declarations are read when they are asked for. */
  prebuilt?: PrebuiltPackage;
}

export interface LoadOptions {
  /** Import path of the program, whose files come from the provider too; or the packages of a library. */
  roots: readonly string[];
  /** 10 for go1.10 */
  minor: number;
  tags: readonly string[];
  /** Packages whose every function is checked, used or not (the user's own). */
  isUser: (importPath: string) => boolean;
  library?: Prebuilt;
}

/** Whether a file is part of builds with these tags. Throws SyntaxError for a bad constraint. */
export function belongs({ name, text }: SourceText, tags: ReadonlySet<string>): boolean {
  return /\.(go|s)$/.test(name) && fileNameMatches(name, tags) && constraintMatches(text, tags);
}

/** Packages in dependency order (imported ones first), runtime always among them. Errors go to `diagnostics`. */
export function loadPackages(provider: SourceProvider, options: LoadOptions, files: FileSet, diagnostics: Diagnostics): LoadedPackage[] {
  const tags = buildTags(options.minor, options.tags);
  const done = new Map<string, LoadedPackage | undefined>();
  const order: LoadedPackage[] = [];
  const stack: string[] = [];
  const load = (path: string, pos: number): LoadedPackage | undefined => {
    if (done.has(path)) return done.get(path);
    if (stack.includes(path)) {
      diagnostics.error(pos, `import cycle not allowed: ${[...stack.slice(stack.indexOf(path)), path].join(' -> ')}`);
      return undefined;
    }
    const prebuilt = options.library?.packageOf(path);
    if (prebuilt) {
      for (const imported of prebuilt.imports) load(imported, 0);
      const pkg: LoadedPackage = { path, name: prebuilt.name, isUser: false, files: [], assembly: [], headers: [], imports: prebuilt.imports, prebuilt };
      done.set(path, pkg);
      order.push(pkg);
      return pkg;
    }
    const sources = provider.files(path);
    if (!sources) {
      done.set(path, undefined);
      if (pos) diagnostics.error(pos, `could not import ${path} (gosched's embedded library lacks package ${path}; if Go has it: ${ADVICE})`);
      else diagnostics.at({ file: '', line: 0, column: 0 }, `package ${path} has no source files`);
      return undefined;
    }
    stack.push(path);
    const pkg: LoadedPackage = { path, name: '', isUser: options.isUser(path), files: [], assembly: [], headers: [], imports: [] };
    for (const source of sources) {
      if (/\.h$/.test(source.name)) { pkg.headers.push(source); continue; }
      try {
        if (!belongs(source, tags)) continue;
      } catch (e) {
        diagnostics.at({ file: source.name, line: 1, column: 1 }, (e as Error).message);
        continue;
      }
      if (source.name.endsWith('.s')) { pkg.assembly.push(source); continue; }
      const file = parseFile(files.add(source.name, source.text.replace(/^\ufeff/, '')), diagnostics);
      if (!file.packageName) continue;
      if (pkg.name && pkg.name !== file.packageName) diagnostics.error(file.packagePos, `found packages ${pkg.name} and ${file.packageName} in one folder: a program is one package`);
      pkg.name ||= file.packageName;
      pkg.files.push(file);
    }
    if (!pkg.files.length && !diagnostics.list.length) diagnostics.at({ file: sources[0]?.name ?? path, line: 1, column: 1 }, `package ${path}: build constraints exclude all Go files`);
    // Everything needs package runtime, except runtime itself and what it imports.
    if (!stack.includes('runtime')) { load('runtime', 0); pkg.imports.push('runtime'); }
    for (const f of pkg.files) {
      for (const d of f.imports) {
        if (d.path === 'unsafe') continue;
        if (d.path === 'C') { diagnostics.unsupported(d.pos, 'cgo (import "C") is'); continue; }
        if (load(d.path, d.pos) && !pkg.imports.includes(d.path)) pkg.imports.push(d.path);
      }
    }
    stack.pop();
    done.set(path, pkg);
    order.push(pkg);
    return pkg;
  };
  for (const root of options.roots) load(root, 0);
  const main = done.get('main');
  if (main && main.name && main.name !== 'main') diagnostics.error(main.files[0].packagePos, `package ${main.name} is not a main package: only package main can be run`);
  return order;
}
