/**
 * Inline trees: which bodies the compiler inlined where. Two tables per function: FUNCDATA_InlTree, an array of inlined
 * calls, and PCDATA_InlTreeIndex, the index of the innermost one at each pc (-1: none).
 * Entries (bytes): 1.12–1.19 {parent 2, funcID 1, pad 1, file 4, line 4, name 4,
 * parentPc 4}; 1.20+ {funcID 1, pad 3, name 4, parentPc 4, startLine 4}. `file` and `line` are those of the call;
 * parentPc is the offset of an instruction that belongs to the call in its caller.
 */
import { i32, u16, u32 } from '../shared/bytes';
import type { InitialMemory } from '../shared/memory';
import { noRuns, type Runs } from '../shared/search';
import type { Generation } from './header';
import type { PclnRecords } from './records';

export interface TreeNode {
  readonly name: string;
  /** Index of the enclosing node in the tree, -1 at the top. */
  readonly parent: number;
  /** Offset from the function's entry of an instruction of the call. */
  readonly parentPc: number;
  /** Of the call; from the tables at parentPc where entries do not carry it. */
  readonly callFile: string;
  readonly callLine: number;
}

export interface InlineTree {
  /** Index of the innermost node by offset from entry, -1 outside of inlined bodies. */
  runs: Runs;
  node(index: number): TreeNode | undefined;
}

interface TreeFormat { pcdata: number; funcdata: number; entrySize: number }

/** Which tables, by version (1.13 and 1.14 seen in binaries; 1.15 like them); undefined before 1.13, whose tables nobody has checked. */
export function treeFormat(generation: Generation, goMinor: number | undefined): TreeFormat | undefined {
  if (generation === 20) return { pcdata: 2, funcdata: 3, entrySize: 16 };
  if (generation >= 16) return { pcdata: 2, funcdata: 3, entrySize: 20 };
  return goMinor !== undefined && goMinor >= 13 ? { pcdata: 2, funcdata: 4, entrySize: 20 } : undefined;
}

const maximumDepth = 200;

export class InlineTrees {
  private readonly cache = new Map<number, InlineTree | undefined>();

  constructor(private readonly records: PclnRecords, private readonly memory: InitialMemory, private readonly format: TreeFormat | undefined) {}

  of(index: number): InlineTree | undefined {
    if (this.cache.has(index)) return this.cache.get(index);
    const tree = this.read(index);
    this.cache.set(index, tree);
    return tree;
  }

  /** Offsets of the names of all nodes that have code in a function. Cheaper than the tree: programs have 100,000 of them. */
  nameOffsets(index: number): number[] {
    const { format, records } = this;
    const address = format && records.funcdata(index, format.funcdata);
    if (address === undefined) return [];
    const nodes = records.pcdataMaximum(index, format!.pcdata) + 1;
    const bytes = this.memory.bytesAt(address, nodes * format!.entrySize);
    const offsets: number[] = [];
    for (let at = this.nameField; at + 4 <= bytes.length; at += format!.entrySize) offsets.push(i32(bytes, at));
    return offsets;
  }

  /** Where an entry has the offset of its name. */
  private get nameField(): number { return this.records.header.generation === 20 ? 4 : 12; }

  private read(index: number): InlineTree | undefined {
    const { format, records } = this;
    if (!format) return undefined;
    const address = records.funcdata(index, format.funcdata);
    if (address === undefined) return undefined;
    const runs = records.pcdataRuns(index, format.pcdata);
    if (runs === noRuns || !runs.values.some((value) => value >= 0)) return undefined;
    const bytes = this.memory.bytesAt(address);
    const nodes: (TreeNode | undefined)[] = [];
    return {
      runs,
      node: (node) => nodes[node] ??= node >= 0 && (node + 1) * format.entrySize <= bytes.length ? this.readNode(index, runs, bytes, node) : undefined,
    };
  }

  private readNode(index: number, runs: Runs, bytes: Uint8Array, node: number): TreeNode {
    const { records } = this;
    const { entrySize } = this.format!;
    const at = node * entrySize;
    if (records.header.generation === 20) {
      const parentPc = u32(bytes, at + 8);
      const parent = runs.valueAt(parentPc) ?? -1;
      return {
        // A node is its own parent only in a damaged tree.
        name: records.nameAt(i32(bytes, at + this.nameField)), parent: parent === node ? -1 : parent, parentPc,
        get callFile() { return records.fileName(index, records.fileRuns(index).valueAt(parentPc) ?? -1); },
        get callLine() { return records.lineRuns(index).valueAt(parentPc) ?? 0; },
      };
    }
    return {
      name: records.nameAt(i32(bytes, at + this.nameField)), parent: (u16(bytes, at) << 16) >> 16, parentPc: u32(bytes, at + 16),
      callFile: records.fileName(index, i32(bytes, at + 4)), callLine: i32(bytes, at + 8),
    };
  }

  /** Node indexes at an offset, innermost first. */
  chainAt(tree: InlineTree, offset: number): number[] {
    const chain: number[] = [];
    let node = tree.runs.valueAt(offset) ?? -1;
    while (node >= 0 && chain.length < maximumDepth && !chain.includes(node)) {
      chain.push(node);
      node = tree.node(node)?.parent ?? -1;
    }
    return chain;
  }
}
