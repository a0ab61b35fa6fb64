/** The assembly and Go files that the server knows, and what follows from them together. */
import { type AssemblyFile, goName, type Macro, parseAssembly } from '../assembly/parse';
import { type GoFile, type GoFunction, scanGo } from '../go/declarations';
import type { Field, Struct } from '../go/structs';
import { isAmd64, isLinuxAmd64, type Targets, targetsOf, together } from '../go/targets';
import { GO_HEADERS } from '../assembly/headers';
import type { PackageContext } from './diagnostics';

export const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));
const baseName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

export interface Place { uri: string; line: number; start: number; end: number }
interface Known<T> { uri: string; file: T; targets: Targets }

export class Workspace {
  private readonly assembly = new Map<string, Known<AssemblyFile>>();
  private readonly go = new Map<string, Known<GoFile>>();
  /** The Go files of each folder. */
  private readonly packages = new Map<string, Map<string, Known<GoFile>>>();
  private readonly headers = new Map<string, AssemblyFile>();

  setFile(uri: string, text: string): void {
    const targets = targetsOf(uri, text);
    if (uri.endsWith('.go')) {
      const known = { uri, file: scanGo(text), targets };
      this.go.set(uri, known);
      const folder = folderOf(uri);
      if (!this.packages.has(folder)) this.packages.set(folder, new Map());
      this.packages.get(folder)!.set(uri, known);
    } else if (uri.endsWith('.h')) this.headers.set(uri, parseAssembly(text));
    else this.assembly.set(uri, { uri, file: parseAssembly(text), targets });
  }

  removeFile(uri: string): void {
    this.assembly.delete(uri);
    this.go.delete(uri);
    this.headers.delete(uri);
    this.packages.get(folderOf(uri))?.delete(uri);
  }

  file(uri: string): AssemblyFile | undefined { return this.assembly.get(uri)?.file ?? this.headers.get(uri); }
  *files(): Generator<[string, AssemblyFile]> { for (const { uri, file } of this.assembly.values()) yield [uri, file]; }
  /** Whether the file is built for amd64 at all: nothing is known here of other architectures' instructions. */
  isAmd64(uri: string): boolean { return isAmd64(this.targets(uri)); }

  private targets(uri: string): Targets { return this.assembly.get(uri)?.targets ?? this.go.get(uri)?.targets ?? targetsOf(uri, ''); }

  /** The Go files that are built together with this one, those for linux/amd64 first; tests declare nothing for assembly. */
  private goFiles(uri: string, path?: string): Known<GoFile>[] {
    const targets = this.targets(uri);
    const files = path === undefined ? [...this.packages.get(folderOf(uri))?.values() ?? []]
      : [...this.packages].filter(([folder]) => folder.endsWith(`/${path}`)).flatMap(([, known]) => [...known.values()]);
    return files.filter((known) => !known.uri.endsWith('_test.go') && together(known.targets, targets))
      .sort((a, b) => Number(isLinuxAmd64(b.targets)) - Number(isLinuxAmd64(a.targets)));
  }

  /** Go's declaration of a TEXT symbol (in this file's package unless the symbol says another), with its place. */
  declarationOf(uri: string, symbol: string): { fn: GoFunction; uri: string } | undefined {
    const { path, name } = goName(symbol);
    let withBody: { fn: GoFunction; uri: string } | undefined;
    for (const known of this.goFiles(uri, path)) {
      const fn = known.file.functions.find((candidate) => candidate.name === name);
      if (fn && !fn.hasBody) return { fn, uri: known.uri };
      if (fn) withBody ??= { fn, uri: known.uri };
    }
    return withBody;
  }

  contextOf(uri: string): PackageContext {
    const files = this.goFiles(uri).map((known) => known.file);
    const merged = <T>(of: (file: GoFile) => ReadonlyMap<string, T>): Map<string, T> => new Map(files.toReversed().flatMap((file) => [...of(file)]));
    const structs = merged((file) => file.structs);
    const types = merged((file) => file.types);
    const constants = merged((file) => file.constants);
    const declarations = new Map(files.toReversed().flatMap((file) => file.functions).filter((fn) => !fn.hasBody).map((fn) => [fn.name, fn]));
    return {
      declaration: (name) => declarations.get(name),
      types, structs, constants, macros: this.macrosOf(uri),
    };
  }

  /** `g_sched` of go_asm.h: the field, and the struct that has it. */
  fieldOf(uri: string, name: string): Place & { struct: Struct; field: Field } | undefined {
    for (const known of this.goFiles(uri)) {
      for (const struct of known.file.structs.values()) {
        if (!name.startsWith(`${struct.name}_`)) continue;
        const field = struct.fields.find((candidate) => `${struct.name}_${candidate.name}` === name);
        if (field) return { uri: known.uri, line: field.line, start: field.start, end: field.end, struct, field };
      }
    }
    return undefined;
  }

  /** `m__size` of go_asm.h: the type. */
  structOf(uri: string, name: string): Place & { struct: Struct } | undefined {
    for (const known of this.goFiles(uri)) {
      const struct = known.file.structs.get(name);
      if (struct) return { uri: known.uri, line: struct.line, start: struct.start, end: struct.end, struct };
    }
    return undefined;
  }

  /** The header that an #include names: beside the file, else the only place that is known. */
  headerOf(uri: string, include: string): string | undefined {
    const name = baseName(include);
    const beside = `${folderOf(uri)}/${include}`;
    return this.headers.has(beside) ? beside : [...this.headers.keys()].find((header) => baseName(header) === name);
  }

  /** A macro by name: of this file, else of one that it includes. */
  macroOf(uri: string, name: string): { uri: string; macro: Macro } | undefined {
    const queue = [uri];
    for (let at = 0; at < queue.length && at < 32; at++) {
      const file = this.file(queue[at]);
      const macro = file?.macros.find((candidate) => candidate.text === name);
      if (macro) return { uri: queue[at], macro };
      for (const include of file?.includes ?? []) {
        const header = this.headerOf(uri, include.text);
        if (header && !queue.includes(header)) queue.push(header);
      }
    }
    return undefined;
  }

  /** Macros of this file's headers; undefined if one of them is not known. */
  private macrosOf(uri: string): ReadonlySet<string> | undefined {
    const names = new Set<string>();
    const queue = [...this.file(uri)?.includes ?? []];
    for (let at = 0; at < queue.length && at < 32; at++) {
      const header = this.headerOf(uri, queue[at].text);
      const builtIn = GO_HEADERS[baseName(queue[at].text)];
      if (!header && !builtIn) return undefined;
      for (const name of builtIn ?? []) names.add(name);
      const file = header ? this.headers.get(header) : undefined;
      for (const macro of file?.macros ?? []) names.add(macro.text);
      queue.push(...file?.includes ?? []);
    }
    return names;
  }

  /** Assembly that can be built together with a file: linux/amd64 first, then amd64, then the rest. */
  private beside(uri: string): Known<AssemblyFile>[] {
    const targets = this.targets(uri);
    const rank = (known: Known<AssemblyFile>): number => (isLinuxAmd64(known.targets) ? 0 : isAmd64(known.targets) ? 1 : 2);
    return [...this.assembly.values()].filter((known) => together(known.targets, targets)).sort((a, b) => rank(a) - rank(b));
  }

  /** Where a symbol of assembly is defined: TEXT, GLOBL, or Go. */
  definitionsOf(uri: string, symbol: string, isStatic: boolean): Place[] {
    const found: Place[] = [];
    for (const { uri: other, file } of this.beside(uri)) {
      if (isStatic && other !== uri) continue;
      for (const fn of file.functions) if (this.same(uri, symbol, other, fn.directive.symbol.text)) found.push({ uri: other, ...fn.directive.symbol, line: fn.directive.line });
      for (const data of file.data) if (data.directive === 'GLOBL' && this.same(uri, symbol, other, data.text)) found.push({ uri: other, ...data });
    }
    const go = isStatic ? undefined : this.declarationOf(uri, symbol);
    if (go && (found.length === 0 || go.fn.hasBody)) found.push({ uri: go.uri, line: go.fn.line, start: go.fn.start, end: go.fn.end });
    return found;
  }

  /** The assembly of a Go function without body. */
  implementationsOf(goUri: string, name: string): Place[] {
    const found: Place[] = [];
    for (const { uri, file } of this.beside(goUri)) {
      for (const fn of file.functions) {
        const symbol = goName(fn.directive.symbol.text);
        if (symbol.name === name && (symbol.path === undefined ? folderOf(uri) === folderOf(goUri) : folderOf(goUri).endsWith(`/${symbol.path}`))) found.push({ uri, ...fn.directive.symbol, line: fn.directive.line });
      }
    }
    return found;
  }

  goFunctionAt(uri: string, line: number, column: number): GoFunction | undefined {
    return this.go.get(uri)?.file.functions.find((fn) => fn.line === line && fn.start <= column && column <= fn.end);
  }

  /** Every use of a symbol in assembly, and the Go declaration. */
  referencesOf(uri: string, symbol: string, isStatic: boolean): Place[] {
    const found: Place[] = [];
    for (const { uri: other, file } of this.beside(uri)) {
      if (isStatic && other !== uri) continue;
      const add = (text: string, place: { start: number; end: number }, line: number): void => {
        if (this.same(uri, symbol, other, text)) found.push({ uri: other, line, start: place.start, end: place.end });
      };
      for (const fn of file.functions) {
        add(fn.directive.symbol.text, fn.directive.symbol, fn.directive.line);
        for (const statement of fn.statements) for (const operand of statement.operands) if (operand.symbol) add(operand.symbol.text, operand.symbol, statement.line);
      }
      for (const data of file.data) add(data.text, data, data.line);
    }
    const go = isStatic ? undefined : this.declarationOf(uri, symbol);
    if (go) found.push({ uri: go.uri, line: go.fn.line, start: go.fn.start, end: go.fn.end });
    return found;
  }

  /** Whether two spellings in two files name one symbol: `·f` in package runtime is `runtime·f` elsewhere. */
  private same(uriA: string, a: string, uriB: string, b: string): boolean {
    const x = goName(a);
    const y = goName(b);
    if (x.name !== y.name) return false;
    if (x.path === y.path) return x.path !== undefined || folderOf(uriA) === folderOf(uriB) || !a.includes('·');
    if (x.path === undefined) return folderOf(uriA).endsWith(`/${y.path}`);
    return y.path === undefined && folderOf(uriB).endsWith(`/${x.path}`);
  }
}
