/** The assembly and Go files that the server knows, and what follows from them together. */
import { type AssemblyFile, goName, parseAssembly } from '../assembly/parse';
import { type GoFile, type GoFunction, scanGo } from '../go/declarations';
import type { PackageContext } from './diagnostics';

/** Files that declare for another system or architecture than linux/amd64. */
const ELSEWHERE = /_(windows|darwin|freebsd|netbsd|openbsd|dragonfly|solaris|illumos|aix|plan9|android|ios|js|wasip1|wasm|386|arm|arm64|ppc64x?|ppc64le|mips\w*|riscv64|s390x|loong64|test)\.go$/;
const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));
const baseName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

export interface Place { uri: string; line: number; start: number; end: number }

export class Workspace {
  private readonly assembly = new Map<string, AssemblyFile>();
  private readonly go = new Map<string, GoFile>();
  /** Macro names of headers, by file name: textflag.h comes with Go, go_asm.h is made by the compiler. */
  private readonly headers = new Map<string, AssemblyFile>();

  setFile(uri: string, text: string): void {
    if (uri.endsWith('.go')) this.go.set(uri, scanGo(text));
    else if (uri.endsWith('.h')) this.headers.set(baseName(uri), parseAssembly(text));
    else this.assembly.set(uri, parseAssembly(text));
  }

  removeFile(uri: string): void {
    this.assembly.delete(uri);
    this.go.delete(uri);
  }

  file(uri: string): AssemblyFile | undefined { return this.assembly.get(uri); }
  files(): Iterable<[string, AssemblyFile]> { return this.assembly; }

  /** Go's declaration of a TEXT symbol (in this file's package unless the symbol says another), with its place. */
  declarationOf(uri: string, symbol: string): { fn: GoFunction; uri: string } | undefined {
    const { path, name } = goName(symbol);
    for (const [goUri, file] of this.go) {
      if (ELSEWHERE.test(goUri)) continue;
      if (path === undefined ? folderOf(goUri) !== folderOf(uri) : !folderOf(goUri).endsWith(`/${path}`)) continue;
      const fn = file.functions.find((candidate) => candidate.name === name);
      if (fn) return { fn, uri: goUri };
    }
    return undefined;
  }

  contextOf(uri: string): PackageContext {
    const files = [...this.go].filter(([goUri]) => folderOf(goUri) === folderOf(uri) && !ELSEWHERE.test(goUri)).map(([, file]) => file);
    return {
      declaration: (name) => files.flatMap((file) => file.functions).find((fn) => fn.name === name && !fn.hasBody),
      types: new Map(files.flatMap((file) => [...file.types])),
      macros: this.macrosOf(uri),
    };
  }

  private macrosOf(uri: string): ReadonlySet<string> | undefined {
    const names = new Set<string>();
    for (const include of this.assembly.get(uri)?.includes ?? []) {
      const name = baseName(include.text);
      // Macros of textflag.h stand for flags only, those of go_asm.h for numbers: neither is used as a mnemonic.
      if (name === 'go_asm.h' || (name === 'textflag.h' && !this.headers.has(name))) continue;
      const header = this.headers.get(name);
      if (!header) return undefined;
      for (const macro of header.macros) names.add(macro.text);
    }
    return names;
  }

  /** Where a symbol of assembly is defined: TEXT, GLOBL, or Go. */
  definitionsOf(uri: string, symbol: string, isStatic: boolean): Place[] {
    const found: Place[] = [];
    for (const [other, file] of this.assembly) {
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
    for (const [uri, file] of this.assembly) {
      for (const fn of file.functions) {
        const symbol = goName(fn.directive.symbol.text);
        if (symbol.name === name && (symbol.path === undefined ? folderOf(uri) === folderOf(goUri) : folderOf(goUri).endsWith(`/${symbol.path}`))) found.push({ uri, ...fn.directive.symbol, line: fn.directive.line });
      }
    }
    return found;
  }

  goFunctionAt(uri: string, line: number, column: number): GoFunction | undefined {
    return this.go.get(uri)?.functions.find((fn) => fn.line === line && fn.start <= column && column <= fn.end);
  }

  /** Every use of a symbol in assembly, and the Go declaration. */
  referencesOf(uri: string, symbol: string, isStatic: boolean): Place[] {
    const found: Place[] = [];
    for (const [other, file] of this.assembly) {
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
