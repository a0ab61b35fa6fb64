/**
 * ProgramImage: what every layer above knows of a program, whether it came from an ELF file or from our toolchain.
 * Addresses are numbers (exact below 2^53).
 */

/** A loadable piece: `bytes` at `address`, zero up to `memorySize`. `prot` as Linux's PROT_ bits. */
export interface Segment { address: number; bytes: Uint8Array; memorySize: number; prot: number }

export interface GoVersion { /** as written, e.g. "go1.19.8" */ text: string; /** 19 for go1.19.8 */ minor: number; patch: number }

export interface SourcePosition { file: string; line: number }

/** A function with code of its own. `end` is exclusive. */
export interface FunctionInfo {
  readonly name: string;
  readonly entry: number;
  readonly end: number;
  readonly file: string;
  readonly startLine: number;
  /** Outermost frame of a stack (goexit, mstart, rt0_go, mcall's callers ...): unwinding ends here. */
  readonly topFrame: boolean;
  /** The function writes SP in a way that stack deltas cannot follow (1.17+ tables; else known by name). */
  readonly spWrite: boolean;
  /** Bytes of arguments and results on the caller's stack, if the tables say. */
  readonly argsSize: number | undefined;
}

/** One function body inlined at `pc`: `name` was called from `callFile:callLine`. */
export interface InlinedCall { name: string; /** function's own file */ file: string; /** line inside the inlined body at pc */ line: number; callFile: string; callLine: number }

/** Address range [start, end) of one inlined body; `isEntry` ranges begin the body. */
export interface InlinedBody { name: string; host: FunctionInfo; start: number; end: number }

export interface FunctionTable {
  readonly all: readonly FunctionInfo[];
  at(pc: number): FunctionInfo | undefined;
  /** Exact full name, e.g. "runtime.exitsyscall0" or "main.(*T).M". */
  byName(name: string): FunctionInfo | undefined;
  /** Calls inlined at pc, innermost first; empty if none. */
  inlinedAt(pc: number): InlinedCall[];
  /** The places where `name` was inlined: one per body, start = first instruction of the body. */
  bodiesOf(name: string): InlinedBody[];
  /** Names of all inlined functions. */
  inlinedNames(): Iterable<string>;
  /** SP at function entry minus SP at pc (the return address is at sp + delta); undefined if the tables say nothing. */
  stackDelta(pc: number): number | undefined;
}

export interface LineTable {
  /** Innermost position (inside inlined bodies too). */
  at(pc: number): SourcePosition | undefined;
  /** Addresses that begin a statement of file:line (one per contiguous run, ascending); [] if there is no code. */
  addressesOf(file: string, line: number): number[];
  /** Lines of the file that have code, ascending. */
  linesOf(file: string): number[];
  readonly files: readonly string[];
  /** True if pc begins a statement (DWARF is_stmt; without DWARF: the first pc of a line's run). */
  isStatement(pc: number): boolean;
  /** First pc after the prologue (DWARF prologue_end or the stack check's end); the entry if unknown. */
  afterPrologue(fn: FunctionInfo): number;
}

export type GoKind = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | 'pointer' | 'unsafe.Pointer' | 'struct' | 'array'
  | 'slice' | 'map' | 'chan' | 'func' | 'interface' | 'unknown';

/** A Go type. Named types carry their full name; `underlying` is set for named types over a type literal. */
export interface GoType {
  readonly kind: GoKind;
  /** e.g. "runtime.g", "*runtime.m", "[]int" */
  readonly name: string;
  /** bytes */
  readonly size: number;
  /** pointer, array, slice, chan, map (value) */
  readonly elem?: GoType;
  /** map */
  readonly key?: GoType;
  /** array */
  readonly length?: number;
  /** struct */
  readonly fields?: readonly GoField[];
  /** the runtime's representation (struct of a slice, string, interface; hmap pointer of a map), where the image knows it */
  readonly representation?: GoType;
}
export interface GoField { readonly name: string; readonly type: GoType; readonly offset: number; readonly embedded: boolean }

export interface TypeTable {
  /** By full name ("runtime.g", "*main.T", "[]string"); undefined if the image does not know it. */
  byName(name: string): GoType | undefined;
  names(): Iterable<string>;
  /** The type that a runtime type descriptor (first word of an interface) at `address` stands for. */
  byDescriptor(address: number): GoType | undefined;
}

/** Where a variable is, at one pc. `cfa` = address just above the return address (sp + stackDelta + 8). */
export type Location =
  | { kind: 'address'; address: number }
  | { kind: 'cfa'; offset: number }
  /** DWARF register number on amd64: 0 RAX 1 RDX 2 RCX 3 RBX 4 RSI 5 RDI 6 RBP 7 RSP 8-15 R8-R15 17-32 XMM0-15 */
  | { kind: 'register'; register: number }
  | { kind: 'pieces'; pieces: { location: Location; size: number }[] }
  | { kind: 'constant'; value: bigint }
  | { kind: 'gone' };

export interface VariableInfo {
  readonly name: string;
  readonly type: GoType;
  readonly role: 'argument' | 'result' | 'local';
  readonly location: Location;
  readonly declaration: SourcePosition | undefined;
  /** declared in an enclosing block and hidden by a later one of the same name */
  readonly shadowed: boolean;
  /** the value lives on the heap and the location holds its address (Go's "&name") */
  readonly escaped: boolean;
}

export interface GlobalInfo { readonly name: string; readonly address: number; readonly type: GoType }
export interface SymbolInfo { readonly name: string; readonly address: number; readonly size: number }
export interface ConstantInfo { readonly name: string; readonly value: bigint; readonly type: GoType | undefined }

export interface ProgramImage {
  /** Path as given to the loader (for messages and /proc/self/exe). */
  readonly path: string;
  readonly origin: 'elf' | 'embedded';
  readonly goVersion: GoVersion | undefined;
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** For AT_PHDR, AT_PHENT, AT_PHNUM of the auxiliary vector. */
  readonly programHeaders: { address: number; entrySize: number; count: number };
  readonly functions: FunctionTable;
  readonly lines: LineTable;
  readonly types: TypeTable;
  readonly globals: { byName(name: string): GlobalInfo | undefined; all(): Iterable<GlobalInfo>; at(address: number): GlobalInfo | undefined };
  /** Data and text symbols of the symbol table (empty when stripped). */
  readonly symbols: { byName(name: string): SymbolInfo | undefined; at(address: number): SymbolInfo | undefined };
  readonly constants: { byName(name: string): ConstantInfo | undefined };
  /** Variables in scope at pc in the frame of function or inlined body `depth` (0 = innermost at pc). */
  variablesAt(pc: number, depth?: number): VariableInfo[];
  /** Source text carried inside the image (embedded programs); undefined: read `file` from the host. */
  sourceText(file: string): string | undefined;
  readonly hasDwarf: boolean;
  /** What could not be read, one sentence each ("DWARF: .debug_info is damaged at offset 0x12: ..."). */
  readonly warnings: readonly string[];
}

/** Thrown for a file that cannot run here; the message is one line that names the file, the problem and what to do. */
export class ImageError extends Error {}
