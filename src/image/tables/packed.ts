/** Tables of a function as few flat lists of numbers: quick to read from JSON, unpacked when somebody asks for them. */
import type { PlainFunction, PlainLine, PlainVariable, TypeId } from './plain';

/** name, file, entry, size, startLine, argsSize (-1: not known), flags, stack, lines, variables. */
export type PackedFunction = [string, string, number, number, number, number, number, number[], number[], PackedVariable[]];
/** name, type, role, offset from the CFA, line (-1: none), escaped, scope's start and end (none: the whole function). */
type PackedVariable = [string, TypeId, number, number, number, number, number?, number?];

const TOP_FRAME = 1, SP_WRITE = 2;
const STATEMENT = 1, PROLOGUE_END = 2;
const ROLES = ['argument', 'result', 'local'] as const;

/** Throws for what our compiler does not make: inlined bodies, lines of other files, several scopes or places of a variable. */
export function packFunction(f: PlainFunction): PackedFunction {
  const { entry } = f, stack: number[] = [], lines: number[] = [];
  if (f.inlined?.length) throw new Error(`${f.name}: inlined bodies cannot be packed`);
  for (const [pc, delta] of f.stack) stack.push(pc - entry, delta);
  for (const row of f.lines) {
    if (row.file !== undefined) throw new Error(`${f.name}: lines of another file cannot be packed`);
    lines.push(row.address - entry, row.line, (row.statement === false ? 0 : STATEMENT) | (row.prologueEnd ? PROLOGUE_END : 0));
  }
  const variables = f.variables.map((v): PackedVariable => {
    if (Array.isArray(v.location) || v.location.kind !== 'cfa' || (v.scope && v.scope.length !== 1)) throw new Error(`${f.name}: ${v.name} cannot be packed`);
    const scope = v.scope?.[0];
    return [v.name, v.type, ROLES.indexOf(v.role), v.location.offset, v.line ?? -1, v.escaped ? 1 : 0, ...(scope ? [scope.start - entry, scope.end - entry] : []) as [number?, number?]];
  });
  return [f.name, f.file, entry, f.end - entry, f.startLine, f.argsSize ?? -1, (f.topFrame ? TOP_FRAME : 0) | (f.spWrite ? SP_WRITE : 0), stack, lines, variables];
}

export class UnpackedFunction implements PlainFunction {
  readonly name: string;
  readonly file: string;
  readonly entry: number;
  readonly end: number;
  readonly startLine: number;
  readonly argsSize?: number;
  readonly topFrame: boolean;
  readonly spWrite: boolean;
  private stackRows: [number, number][] | undefined;
  private lineRows: PlainLine[] | undefined;
  private variableRows: PlainVariable[] | undefined;

  constructor(private readonly packed: PackedFunction) {
    const [name, file, entry, size, startLine, argsSize, flags] = packed;
    this.name = name;
    this.file = file;
    this.entry = entry;
    this.end = entry + size;
    this.startLine = startLine;
    if (argsSize >= 0) this.argsSize = argsSize;
    this.topFrame = (flags & TOP_FRAME) !== 0;
    this.spWrite = (flags & SP_WRITE) !== 0;
  }

  get stack(): [number, number][] {
    if (!this.stackRows) {
      const flat = this.packed[7], rows: [number, number][] = [];
      for (let i = 0; i < flat.length; i += 2) rows.push([this.entry + flat[i], flat[i + 1]]);
      this.stackRows = rows;
    }
    return this.stackRows;
  }

  get lines(): PlainLine[] {
    if (!this.lineRows) {
      const flat = this.packed[8], rows: PlainLine[] = [];
      for (let i = 0; i < flat.length; i += 3) {
        rows.push({ address: this.entry + flat[i], line: flat[i + 1], statement: (flat[i + 2] & STATEMENT) !== 0, ...(flat[i + 2] & PROLOGUE_END ? { prologueEnd: true } : {}) });
      }
      this.lineRows = rows;
    }
    return this.lineRows;
  }

  get variables(): PlainVariable[] {
    return (this.variableRows ??= this.packed[9].map(([name, type, role, offset, line, escaped, start, end]) => ({
      name, type, role: ROLES[role], location: { kind: 'cfa', offset }, ...(line < 0 ? {} : { line }), escaped: escaped !== 0,
      ...(start === undefined ? {} : { scope: [{ start: this.entry + start, end: this.entry + end! }] }),
    })));
  }
}
