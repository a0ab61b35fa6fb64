/**
 * Turns the graph of a region into WebAssembly's structured control flow: a sequence of blocks and loops. Within it a branch
 * goes forward to a later item of an open sequence, or back to the head of an open loop; anything else goes through the
 * dispatcher at the function's top, which can reach the first block of each item of the outermost sequence.
 */
import { successors, type BlockNode } from './region-graph';

export type Item = { kind: 'block'; block: BlockNode } | { kind: 'loop'; head: BlockNode; items: Item[] };

export function firstBlock(item: Item): BlockNode {
  return item.kind === 'block' ? item.block : item.head;
}

/** Thrown within: the loop with this head cannot be a loop of its own. */
class Dissolve {
  constructor(readonly heads: readonly BlockNode[]) {}
}

/** Strongly connected components of the nodes, in topological order (Tarjan, iterative); edges to `cut` do not count. */
function components(nodes: readonly BlockNode[], cut: ReadonlySet<BlockNode>): BlockNode[][] {
  const inside = new Set(nodes);
  const index = new Map<BlockNode, number>(), low = new Map<BlockNode, number>();
  const stack: BlockNode[] = [];
  const onStack = new Set<BlockNode>();
  const found: BlockNode[][] = [];
  for (const start of nodes) {
    if (index.has(start)) continue;
    const work: { node: BlockNode; next: BlockNode[]; at: number }[] = [];
    const open = (node: BlockNode): void => {
      index.set(node, index.size);
      low.set(node, index.get(node)!);
      stack.push(node);
      onStack.add(node);
      work.push({ node, next: successors(node).filter((other) => inside.has(other) && !cut.has(other)), at: 0 });
    };
    open(start);
    while (work.length > 0) {
      const frame = work[work.length - 1];
      if (frame.at < frame.next.length) {
        const other = frame.next[frame.at++];
        if (!index.has(other)) open(other);
        else if (onStack.has(other)) low.set(frame.node, Math.min(low.get(frame.node)!, index.get(other)!));
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent) low.set(parent.node, Math.min(low.get(parent.node)!, low.get(frame.node)!));
      if (low.get(frame.node) === index.get(frame.node)) {
        const component: BlockNode[] = [];
        for (;;) {
          const node = stack.pop()!;
          onStack.delete(node);
          component.push(node);
          if (node === frame.node) break;
        }
        found.push(component);
      }
    }
  }
  // Tarjan finds components after everything they lead to.
  return found.reverse();
}

function isLoop(component: readonly BlockNode[], cut: ReadonlySet<BlockNode>): boolean {
  return component.length > 1 || (successors(component[0]).includes(component[0]) && !cut.has(component[0]));
}

export function structure(blocks: readonly BlockNode[]): Item[] {
  const dissolved = new Set<BlockNode>();
  const predecessors = new Map<BlockNode, BlockNode[]>();
  for (const block of blocks) for (const next of successors(block)) (predecessors.get(next) ?? predecessors.set(next, []).get(next)!).push(block);

  const build = (nodes: readonly BlockNode[], cut: ReadonlySet<BlockNode>, heads: readonly BlockNode[]): Item[] => {
    const items: Item[] = [];
    for (const component of components(nodes, cut)) {
      if (!isLoop(component, cut)) {
        const block = component[0];
        if (block.entry && heads.length > 0 && heads[heads.length - 1] !== block) throw new Dissolve(heads);
        items.push({ kind: 'block', block });
        continue;
      }
      const members = new Set(component);
      const ways = component.filter((block) => block.entry || (predecessors.get(block) ?? []).some((from) => !members.has(from)));
      // Without a way in, it is reached by nothing that is left; any head will do.
      const head = ways[0] ?? component[component.length - 1];
      const inner = new Set([...cut, head]);
      if (head.entry && heads.length > 0) throw new Dissolve(heads);
      if (ways.length === 1 && !dissolved.has(head)) {
        items.push({ kind: 'loop', head, items: build(headFirst(component, head), inner, [...heads, head]) });
      } else {
        if (heads.length > 0) throw new Dissolve(heads);
        items.push(...build(headFirst(component, head), inner, heads));
      }
    }
    return items;
  };

  for (;;) {
    try {
      return build(blocks, new Set(), []);
    } catch (error) {
      if (!(error instanceof Dissolve)) throw error;
      for (const head of error.heads) dissolved.add(head);
    }
  }
}

function headFirst(component: readonly BlockNode[], head: BlockNode): BlockNode[] {
  return [head, ...component.filter((block) => block !== head)];
}
