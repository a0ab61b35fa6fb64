/**
 * Finds the code of a region: basic blocks reached from a root, along the paths that the interpreter has seen taken. Direct
 * calls are followed into copies of the callee, one per call, so that a return has one place to go back to.
 */
import { Flow, type DecodedInstruction } from '../decode/iced';

/** A call that the region follows: where it returns to, and from within which other call it is made. */
export interface CallContext {
  readonly returnsTo: number;
  readonly parent: CallContext | undefined;
  readonly depth: number;
  /** The call's copies of blocks, by address. */
  readonly blocks: Map<number, BlockNode>;
}

export interface BlockNode {
  readonly id: number;
  readonly context: CallContext | undefined;
  readonly address: number;
  readonly instructions: DecodedInstruction[];
  /** How the block ends: by its last instruction, by running into the next block, or before an instruction that is not translated. */
  end: 'flow' | 'next' | 'stop';
  /** Blocks of the region by what leads to them; a way that is missing leaves the region. */
  taken: BlockNode | undefined;
  fallthrough: BlockNode | undefined;
  /** Where a computed call is expected to go: `taken` is its block then. */
  expected: number | undefined;
  /** Where a return in a followed call goes. */
  returned: BlockNode | undefined;
  predecessors: number;
  /** True if the region may be entered here. */
  entry: boolean;
}

/** What the graph needs to know of the program. */
export interface CodeSource {
  /** Instructions from `address` on up to a change of control flow; undefined where there is no code. */
  decodeRun(address: number): readonly DecodedInstruction[];
  /** True if the interpreter has seen the direct branch, jump or call at `address` go to its target. */
  wasTaken(address: number): boolean;
  /** Where the computed call at `address` was last seen to go. */
  lastTarget(address: number): number | undefined;
  /** True if a region can be entered at the address. */
  isEntry(address: number): boolean;
  /** False for what has to be left to the interpreter. */
  isTranslatable(instruction: DecodedInstruction): boolean;
}

/** `stopAtEntries`: where another region can be entered, that is done instead of copying its code. */
export interface RegionLimits { blocks: number; instructions: number; callDepth: number; calleeInstructions: number; stopAtEntries: boolean }
/**
 * Bounds of a region. V8's optimising compiler pays for the places where ways meet times the locals that may differ there; what
 * it takes grows faster than what larger regions save. Processor time of the process with 24 and 48 blocks: channels 3.4 and 4.7 s,
 * trees under the garbage collector 2.3 and 2.7 s, strings in a map 3.8 and 4.5 s. Straight code costs it little, and long loops
 * of it (sha256) lose by cuts.
 */
export const REGION_LIMITS: RegionLimits = { blocks: 24, instructions: 700, callDepth: 1, calleeInstructions: 60, stopAtEntries: false };
/** A way that had not been taken when the region around it was made is short: it leads back to an entry. */
export const PATCH_LIMITS: RegionLimits = { blocks: 12, instructions: 200, callDepth: 1, calleeInstructions: 60, stopAtEntries: true };

/** Instructions in a block: when the fuel does not reach for all of them, the interpreter executes what is left of it. */
const LONGEST_BLOCK = 48;

export class RegionGraph {
  readonly blocks: BlockNode[] = [];
  /** Where straight code goes on that did not fit. */
  readonly cuts: number[] = [];
  private readonly ownBlocks = new Map<number, BlockNode>();
  private instructionCount = 0;
  private readonly queue: BlockNode[] = [];

  constructor(private readonly source: CodeSource, readonly root: number, readonly limits: RegionLimits) {
    this.reach(undefined, root)!.entry = true;
    while (this.queue.length > 0) this.fill(this.queue.shift()!);
    this.mergeChains();
  }

  private blocksOf(context: CallContext | undefined): Map<number, BlockNode> {
    return context ? context.blocks : this.ownBlocks;
  }

  /** The block at an address, made if there is room for it. */
  private reach(context: CallContext | undefined, address: number): BlockNode | undefined {
    const places = this.blocksOf(context);
    const known = places.get(address);
    if (known) return known;
    if (this.limits.stopAtEntries && !context && this.source.isEntry(address)) return undefined;
    if (this.blocks.length >= this.limits.blocks || this.instructionCount >= this.limits.instructions) return undefined;
    const block: BlockNode = {
      id: this.blocks.length, context, address, instructions: [], end: 'stop', taken: undefined, fallthrough: undefined, expected: undefined, returned: undefined, predecessors: 0, entry: false,
    };
    this.blocks.push(block);
    places.set(address, block);
    this.queue.push(block);
    return block;
  }

  private fill(block: BlockNode): void {
    const { source } = this;
    for (const instruction of source.decodeRun(block.address)) {
      // Another block starts here: run into it instead of copying it.
      const met = block.instructions.length > 0 ? this.blocksOf(block.context).get(instruction.address) : undefined;
      if (met) {
        block.end = 'next';
        block.fallthrough = met;
        return;
      }
      if (!source.isTranslatable(instruction)) {
        block.end = 'stop';
        return;
      }
      block.instructions.push(instruction);
      this.instructionCount++;
      if (instruction.flow !== Flow.next) {
        block.end = 'flow';
        this.follow(block, instruction);
        return;
      }
      if (block.instructions.length >= LONGEST_BLOCK) break;
    }
    const last = block.instructions[block.instructions.length - 1];
    if (!last) return;
    block.end = 'next';
    block.fallthrough = this.reach(block.context, last.address + last.length);
    if (!block.fallthrough && !block.context) this.cuts.push(last.address + last.length);
  }

  /** Adds what an instruction of control flow leads to. */
  private follow(block: BlockNode, last: DecodedInstruction): void {
    const { context } = block;
    const after = last.address + last.length;
    const target = Number(last.immediate);
    switch (last.flow) {
      case Flow.branch:
        if (this.source.wasTaken(last.address)) block.taken = this.reach(context, target);
        block.fallthrough = this.reach(context, after);
        return;
      case Flow.jump:
        if (this.source.wasTaken(last.address)) block.taken = this.reach(context, target);
        return;
      case Flow.call:
        if (!this.source.wasTaken(last.address) || !this.followCall(block, context, target, after)) this.enterAt(context, after);
        return;
      case Flow.indirectCall: {
        const expected = this.source.lastTarget(last.address);
        if (expected !== undefined && this.followCall(block, context, expected, after)) block.expected = expected;
        // The call may go elsewhere.
        this.enterAt(context, after);
        return;
      }
      case Flow.return:
        if (context) {
          block.returned = this.reach(context.parent, context.returnsTo);
        }
        return;
      default:
        return;
    }
  }

  /** Copies the called function into the region, if there is room. */
  private followCall(block: BlockNode, context: CallContext | undefined, target: number, after: number): boolean {
    const depth = context ? context.depth : 0;
    if (depth >= this.limits.callDepth || this.instructionCount >= this.limits.calleeInstructions) return false;
    block.taken = this.reach({ returnsTo: after, parent: context, depth: depth + 1, blocks: new Map() }, target);
    return block.taken !== undefined;
  }

  /**
   * A call leaves the region. The function on the region's own level can be entered again after it; a followed function
   * goes on in the interpreter, and the region again after its return.
   */
  private enterAt(context: CallContext | undefined, address: number): void {
    let after = address;
    for (let inner = context; inner; inner = inner.parent) after = inner.returnsTo;
    const block = this.reach(undefined, after);
    if (block) block.entry = true;
  }

  /** Joins blocks that always follow each other, and counts predecessors. */
  private mergeChains(): void {
    for (const block of this.blocks) for (const next of successors(block)) next.predecessors++;
    for (const block of this.blocks) {
      if (block.predecessors < 0) continue;
      for (;;) {
        const next = block.end === 'next' ? block.fallthrough : undefined;
        if (!next || next === block || next.entry || next.predecessors !== 1) break;
        if (block.instructions.length + next.instructions.length > LONGEST_BLOCK) {
          // In long straight code a thread that was stopped in the middle gets back into the region soon.
          next.entry ||= !next.context;
          break;
        }
        block.instructions.push(...next.instructions);
        block.end = next.end;
        block.taken = next.taken;
        block.fallthrough = next.fallthrough;
        block.expected = next.expected;
        block.returned = next.returned;
        // Gone: nobody else leads to it.
        next.predecessors = -1;
      }
    }
    const kept = this.blocks.filter((block) => block.predecessors >= 0 && (block.predecessors > 0 || block.entry));
    this.blocks.length = 0;
    this.blocks.push(...kept);
  }
}

export function successors(block: BlockNode): BlockNode[] {
  const list: BlockNode[] = [];
  for (const next of [block.fallthrough, block.taken, block.returned]) if (next && !list.includes(next)) list.push(next);
  return list;
}
