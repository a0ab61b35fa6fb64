/**
 * What is in locals at the start of a region's blocks. A block with one way to it goes on with whatever its predecessor had.
 * Where ways meet, and where the region is entered, all have to agree: in a loop all that the loop uses is in locals, so that
 * nothing passes through memory from turn to turn; elsewhere only what the block reads, and the register file has everything,
 * because V8's register allocation suffers from values that live on over many blocks without being used.
 */
import type { DecodedInstruction } from '../decode/iced';
import type { Holding } from './region-state';
import { successors, type BlockNode } from './region-graph';
import { NO_REGISTERS, registersOf, union, type RegisterUse } from './register-use';
import { firstBlock, type Item } from './structure';

export class MeetingPoints {
  /** Blocks that can only be reached through the dispatcher from some of their predecessors. */
  readonly dispatched = new Set<BlockNode>();
  private readonly loops = new Map<BlockNode, RegisterUse>();
  private readonly ways = new Map<BlockNode, number>();
  private readonly open = new Set<BlockNode>();
  /** What has been found by `at`. */
  private readonly holdings = new Map<BlockNode, Holding>();

  constructor(items: readonly Item[]) {
    this.walk(items, true, undefined);
  }

  private walk(items: readonly Item[], top: boolean, loop: RegisterUse | undefined): void {
    const first = top ? 0 : 1;
    for (let i = first; i < items.length; i++) this.open.add(firstBlock(items[i]));
    items.forEach((item, i) => {
      if (i >= first) this.open.delete(firstBlock(item));
      if (item.kind === 'block') {
        const { block } = item;
        if (loop) this.loops.set(block, loop);
        for (const next of successors(block)) {
          this.ways.set(next, (this.ways.get(next) ?? 0) + 1);
          if (!this.open.has(next)) this.dispatched.add(next);
        }
        return;
      }
      const before = this.open.has(item.head);
      this.open.add(item.head);
      this.walk(item.items, false, loop ?? registersOf(instructionsOf(item)));
      if (!before) this.open.delete(item.head);
    });
  }

  /** True if the block goes on with what its only predecessor had. */
  carriesOn(block: BlockNode): boolean {
    return !this.isEntered(block) && this.ways.get(block) === 1;
  }

  /** True if the function's start, or the dispatcher, leads to the block. */
  isEntered(block: BlockNode): boolean {
    return block.entry || this.dispatched.has(block);
  }

  /** What all ways to the block have to agree on. */
  at(block: BlockNode): Holding {
    let holding = this.holdings.get(block);
    if (!holding) this.holdings.set(block, (holding = this.holdingOf(block)));
    return holding;
  }

  private holdingOf(block: BlockNode): Holding {
    const loop = this.loops.get(block);
    return loop ? { valid: union(loop.used, loop.written), dirty: loop.written } : { valid: registersOf(block.instructions).used, dirty: NO_REGISTERS };
  }
}

function instructionsOf(item: Item): readonly DecodedInstruction[] {
  return item.kind === 'block' ? item.block.instructions : item.items.flatMap(instructionsOf);
}
