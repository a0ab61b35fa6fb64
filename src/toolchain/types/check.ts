/** Type checks a whole program: packages in dependency order. */
import type { LoadedPackage, SourceText } from '../packages';
import type { Diagnostics } from '../source';
import type { File } from '../syntax/ast';
import { parseFile } from '../syntax/parser';
import { Checker } from './checker';
import { setMethodResolver } from './conversion';
import { checkRecursive, collectFile, collectMethods } from './declarations';
import type { FileScope } from './entities';
import { Package, PackageName } from './entities';
import type { Initializer } from './init-order';
import { initOrder } from './init-order';
import { resetTypes } from './types';

export interface CheckedPackage { pkg: Package; source: LoadedPackage; initializers: Initializer[] }
export interface CheckedProgram { checker: Checker; packages: CheckedPackage[]; byPath: Map<string, Package> }

/**
 * Bodies of functions in library packages are checked only when code is generated for them (checker.checkFunction); those of
 * the user's packages all at once. `textsOf` gives the files of packages that are compiled already, for their declarations.
 */
export function checkProgram(loaded: LoadedPackage[], diagnostics: Diagnostics, textsOf: (path: string) => readonly SourceText[] = () => []): CheckedProgram {
  resetTypes();
  const checker = new Checker(diagnostics);
  setMethodResolver((m) => checker.resolve(m));
  const byPath = new Map<string, Package>([['unsafe', checker.universe.unsafe]]);
  const packages: CheckedPackage[] = [];
  for (const source of loaded) {
    const { prebuilt } = source;
    const pkg = new Package(source.path, source.isUser, prebuilt && (() => {
      const texts = textsOf(source.path).filter(({ name }) => name.endsWith('.go') && prebuilt.files.includes(name));
      collect(checker, pkg, texts.map(({ name, text }) => parseFile(diagnostics.files.add(name, text), diagnostics, true)), byPath);
      for (const f of pkg.functions) if (!f.receiver) f.symbol = pkg.linknames.get(f.name) ?? f.symbol;
    }));
    pkg.name = source.name;
    byPath.set(source.path, pkg);
    for (const path of source.imports) { const p = byPath.get(path); if (p) pkg.imports.push(p); }
    if (prebuilt) { packages.push({ pkg, source, initializers: [] }); continue; }
    collect(checker, pkg, source.files, byPath);
    for (const scope of pkg.fileScopes) for (const [name, p] of scope.imports) if (pkg.scope.has(name)) checker.error(p.pos, `${name} redeclared in this block`);
    for (const e of pkg.scope.values()) if (e.tag === 'type') checker.resolve(e);
    checkRecursive(checker, pkg);
    for (const e of pkg.scope.values()) checker.resolve(e);
    for (const v of pkg.variables) checker.resolve(v);
    for (const f of pkg.functions) checker.resolve(f);
    if (source.isUser) for (const f of pkg.functions) checker.checkFunction(f);
    const initializers = initOrder(checker, pkg);
    if (source.isUser) unusedImports(checker, pkg);
    packages.push({ pkg, source, initializers });
  }
  const main = packages[packages.length - 1];
  if (main?.pkg.path === 'main' && !diagnostics.list.length && main.pkg.scope.get('main')?.tag !== 'func') diagnostics.at({ file: main.source.files[0]?.name ?? '', line: 1, column: 1 }, 'function main is undeclared in the main package');
  return { checker, packages, byPath };
}

/** Enters the declarations of files into their package. */
function collect(c: Checker, pkg: Package, files: readonly File[], byPath: Map<string, Package>): void {
  for (const file of files) {
    const scope: FileScope = { file, imports: new Map() };
    pkg.fileScopes.push(scope);
    importNames(c, pkg, file, scope, byPath);
    collectFile(c, pkg, file, scope);
  }
  for (const file of files) {
    collectMethods(c, pkg, file);
    for (const l of file.linknames) if (l.remote) pkg.linknames.set(l.local, l.remote);
  }
}

function importNames(c: Checker, pkg: Package, file: File, scope: FileScope, byPath: Map<string, Package>): void {
  for (const d of file.imports) {
    const imported = byPath.get(d.path);
    if (!imported) continue;
    const name = d.name?.name ?? imported.name;
    if (name === '_') continue;
    if (name === '.') { c.diagnostics.unsupported(d.pos, 'import with a dot is'); continue; }
    if (scope.imports.has(name)) { c.error(d.pos, `${name} redeclared in this block`); continue; }
    scope.imports.set(name, new PackageName(name, d.pos, pkg, imported));
  }
}

function unusedImports(c: Checker, pkg: Package): void {
  for (const s of pkg.fileScopes) {
    for (const p of s.imports.values()) {
      if (p.used) continue;
      const shown = p.imported.name === p.name ? `imported and not used: "${p.imported.path}"` : `imported and not used: "${p.imported.path}" as ${p.name}`;
      c.error(p.pos, shown);
    }
  }
}
