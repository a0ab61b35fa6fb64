/** FunctionTable over gopclntab: every object is built when it is asked for, decoded tables are kept. */
import type { FunctionInfo, FunctionTable, InlinedBody, InlinedCall, SourcePosition } from '../program-image';
import type { Runs } from '../shared/search';
import type { InlineTree, InlineTrees } from './inline-trees';
import { stackSwitchers, topFrames } from './known-names';
import { flagSpWrite, flagTopFrame, type PclnRecords } from './records';

/** Pc-value tables of one function, decoded. */
interface Decoded { stack?: Runs; files?: Runs; lines?: Runs }

class PclnFunction implements FunctionInfo {
  readonly name: string;
  readonly entry: number;
  readonly end: number;
  readonly topFrame: boolean;
  readonly spWrite: boolean;
  readonly argsSize: number | undefined;

  constructor(private readonly table: PclnFunctionTable, readonly index: number) {
    const { records } = table;
    this.name = records.name(index);
    this.entry = records.entries[index];
    this.end = records.entries[index + 1];
    this.argsSize = records.argsSize(index);
    const flags = table.hasFlags ? records.flags(index) : undefined;
    this.topFrame = flags === undefined ? topFrames.has(this.name) : (flags & flagTopFrame) !== 0;
    this.spWrite = flags === undefined ? stackSwitchers.has(this.name) && this.file.endsWith('.s') : (flags & flagSpWrite) !== 0;
  }

  get file(): string { return this.table.declaration(this.index).file; }
  get startLine(): number { return this.table.declaration(this.index).line; }
}

export class PclnFunctionTable implements FunctionTable {
  private readonly functions: (PclnFunction | undefined)[];
  private readonly decoded: (Decoded | undefined)[];
  private readonly declarations = new Map<number, SourcePosition>();
  private complete = false;
  private names: Map<string, number> | undefined;
  private readonly bodies = new Map<string, InlinedBody[]>();
  private hosts: Map<string, number[]> | undefined;

  /** `hasFlags`: records carry TOPFRAME and SPWRITE (1.17 and later). */
  constructor(readonly records: PclnRecords, private readonly trees: InlineTrees, readonly hasFlags: boolean) {
    this.functions = new Array<undefined>(records.count);
    this.decoded = new Array<undefined>(records.count);
  }

  private get(index: number): PclnFunction {
    return this.functions[index] ??= new PclnFunction(this, index);
  }

  get all(): readonly FunctionInfo[] {
    if (!this.complete) {
      for (let i = 0; i < this.records.count; i++) this.get(i);
      this.complete = true;
    }
    return this.functions as PclnFunction[];
  }

  at(pc: number): FunctionInfo | undefined {
    const index = this.records.indexAt(pc);
    return index < 0 ? undefined : this.get(index);
  }

  byName(name: string): FunctionInfo | undefined {
    if (!this.names) {
      this.names = new Map();
      for (let i = this.records.count - 1; i >= 0; i--) this.names.set(this.records.name(i), i);
    }
    const index = this.names.get(name);
    return index === undefined ? undefined : this.get(index);
  }

  private decodedOf(index: number): Decoded { return this.decoded[index] ??= {}; }
  stackRuns(index: number): Runs { return this.decodedOf(index).stack ??= this.records.stackRuns(index); }
  fileRuns(index: number): Runs { return this.decodedOf(index).files ??= this.records.fileRuns(index); }
  lineRuns(index: number): Runs { return this.decodedOf(index).lines ??= this.records.lineRuns(index); }

  stackDelta(pc: number): number | undefined {
    const index = this.records.indexAt(pc);
    return index < 0 ? undefined : this.stackRuns(index).valueAt(pc - this.records.entries[index]);
  }

  /** Innermost position at pc. */
  positionAt(pc: number): SourcePosition | undefined {
    const index = this.records.indexAt(pc);
    if (index < 0) return undefined;
    const offset = pc - this.records.entries[index];
    const file = this.fileRuns(index).valueAt(offset);
    const line = this.lineRuns(index).valueAt(offset);
    if (file === undefined || line === undefined || line < 0) return undefined;
    const name = this.records.fileName(index, file);
    return name ? { file: name, line } : undefined;
  }

  /**
   * File and first line of the function itself. The start line is exact from 1.20 on; before, it is the line of the
   * first instruction (the func keyword's, where there is a stack check), outside of what was inlined there.
   */
  declaration(index: number): SourcePosition {
    let found = this.declarations.get(index);
    if (!found) {
      const tree = this.trees.of(index);
      const outermost = tree && tree.node(this.trees.chainAt(tree, 0).at(-1) ?? -1);
      const first = outermost ? { file: outermost.callFile, line: outermost.callLine } : this.positionAt(this.records.entries[index]);
      const startLine = this.records.startLine(index);
      found = { file: first?.file ?? '', line: startLine !== undefined && startLine > 0 ? startLine : first?.line ?? 0 };
      this.declarations.set(index, found);
    }
    return found;
  }

  inlinedAt(pc: number): InlinedCall[] {
    const index = this.records.indexAt(pc);
    const tree = index < 0 ? undefined : this.trees.of(index);
    if (!tree) return [];
    const calls: InlinedCall[] = [];
    let position = this.positionAt(pc) ?? { file: '', line: 0 };
    for (const nodeIndex of this.trees.chainAt(tree, pc - this.records.entries[index])) {
      const node = tree.node(nodeIndex);
      if (!node) break;
      calls.push({ name: node.name, file: position.file, line: position.line, callFile: node.callFile, callLine: node.callLine });
      position = { file: node.callFile, line: node.callLine };
    }
    return calls;
  }

  bodiesOf(name: string): InlinedBody[] {
    let found = this.bodies.get(name);
    if (!found) {
      found = [];
      for (const index of this.hostsByName().get(name) ?? []) {
        const tree = this.trees.of(index);
        if (!tree) continue;
        const host = this.get(index);
        for (const [node, range] of bodyRanges(this.trees, tree)) {
          if (tree.node(node)!.name === name) found.push({ name, host, start: host.entry + range.start, end: host.entry + range.end });
        }
      }
      this.bodies.set(name, found);
    }
    return [...found];
  }

  inlinedNames(): Iterable<string> { return this.hostsByName().keys(); }

  /** Indexes of the functions into which each name was inlined. */
  private hostsByName(): Map<string, number[]> {
    if (this.hosts) return this.hosts;
    const byOffset = new Map<number, number[]>();
    for (let index = 0; index < this.records.count; index++) {
      for (const offset of this.trees.nameOffsets(index)) {
        const known = byOffset.get(offset);
        if (!known) byOffset.set(offset, [index]);
        else if (known[known.length - 1] !== index) known.push(index);
      }
    }
    this.hosts = new Map();
    for (const [offset, list] of byOffset) {
      const name = this.records.nameAt(offset);
      const known = this.hosts.get(name);
      // One name has one offset, unless tables are damaged.
      this.hosts.set(name, known ? [...new Set([...known, ...list])] : list);
    }
    return this.hosts;
  }
}

/** No instruction is longer (bytes). */
const maximumInstruction = 15;

/**
 * For each node of a tree the contiguous range that begins its body. A body may be scattered by block layout, which
 * keeps the order of control flow but for rotated loops: so it begins at its lowest range, unless another one directly
 * follows the instruction that the compiler placed in front of the body (parentPc).
 */
function bodyRanges(trees: InlineTrees, tree: InlineTree): Map<number, { start: number; end: number }> {
  const ranges = new Map<number, { start: number; end: number }[]>();
  for (let run = 0; run < tree.runs.ends.length; run++) {
    const start = tree.runs.startOf(run);
    const end = tree.runs.ends[run];
    for (const node of trees.chainAt(tree, start)) {
      if (!tree.node(node)) break;
      const known = ranges.get(node);
      const last = known?.at(-1);
      if (last && last.end === start) last.end = end;
      else if (known) known.push({ start, end });
      else ranges.set(node, [{ start, end }]);
    }
  }
  const entries = new Map<number, { start: number; end: number }>();
  for (const [node, list] of ranges) {
    const { parentPc } = tree.node(node)!;
    entries.set(node, list.find((range) => range.start >= parentPc && range.start <= parentPc + maximumInstruction) ?? list[0]);
  }
  return entries;
}
