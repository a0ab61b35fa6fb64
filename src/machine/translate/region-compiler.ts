/** Emits a region as one WebAssembly function: control flow, fuel, entry and exit. The signature is that of a handler. */
import { EXIT, EXIT_ARGUMENT, Exit, JUMP_CACHE, LOOK_UP, RAN_OUT, RIP } from '../layout';
import { RecordField } from '../interpret/record';
import { jumpCacheEntry } from '../interpret/interpreter-emitter';
import { liftEntry } from '../lift/table';
import { FunctionBuilder, type FunctionBody, type Label } from '../wasm/function-builder';
import type { HelperName } from '../wasm/helpers';
import { STORE, i32, i64, local } from '../wasm/ops';
import type { Value } from '../wasm/value';
import { successors, type BlockNode, type RegionGraph } from './region-graph';
import type { Anchored } from './page-groups';
import { flagsThatMatter } from './flag-liveness';
import { RegionEmitter } from './region-emitter';
import { RegionState, type KnownFlags } from './region-state';
import { firstBlock, structure, type Item } from './structure';

/** A place where the region can be left in front of an instruction. `unexecuted`: instructions of its block that were counted already. */
export interface Site { address: number; unexecuted: number }

export interface CompilerHost {
  /** A record that goes on at the address, in whatever way. */
  recordFor(address: number): number;
  /** A record that executes the instruction at the address by the interpreter. */
  plainRecordFor(address: number): number;
  /** Takes a number for a site. */
  addSite(site: Site): number;
  helperIndex(name: HelperName): number;
}

/** Which entry block has which label: the number that its entry record carries. */
export interface CompiledRegion { body: FunctionBody; labels: ReadonlyMap<BlockNode, number> }

export class RegionCompiler {
  private readonly fn = new FunctionBuilder(['i32'], 16_384);
  private readonly state = new RegionState(this.fn);
  private readonly label = this.fn.newLocal('i32');
  private readonly next = this.fn.newLocal('i32');
  private readonly site = this.fn.newLocal('i32');
  private readonly emitter: RegionEmitter;
  private readonly items: Item[];
  /** Where a branch to a block may go now. */
  private readonly open = new Map<BlockNode, Label>();
  private readonly labels = new Map<BlockNode, number>();
  private dispatch: Label = 0;
  private exit: Label = 0;
  private leave: Label = 0;
  /** Flags known at the ends of the ways into a block, by predecessor. */
  private readonly arriving = new Map<BlockNode, Map<BlockNode, KnownFlags>>();
  /** What is known of places at the end of the only way into a block. */
  private readonly anchored = new Map<BlockNode, Anchored>();
  private readonly ways = new Map<BlockNode, BlockNode[]>();
  private current!: BlockNode;
  private position = 0;

  constructor(graph: RegionGraph, private readonly host: CompilerHost) {
    for (const block of graph.blocks) {
      for (const next of successors(block)) {
        const list = this.ways.get(next);
        if (list) list.push(block);
        else this.ways.set(next, [block]);
      }
    }
    this.items = structure(graph.blocks);
    this.emitter = new RegionEmitter(this.fn, this.state, (name) => host.helperIndex(name), () => this.leaveHere());
  }

  compile(): CompiledRegion {
    const { fn } = this;
    this.items.forEach((item, i) => this.labels.set(firstBlock(item), i));
    this.exit = fn.block();
    this.leave = fn.block();
    this.dispatch = fn.loop();
    this.sequence(this.items, true);
    fn.unreachable();
    fn.end();
    fn.end();
    fn.store(STORE.i32, i32.const(EXIT), i32.const(Exit.site));
    fn.store(STORE.i32, i32.const(EXIT_ARGUMENT), local('i32', this.site));
    fn.set(this.next, i32.const(0));
    fn.end();
    this.state.storeAll();
    fn.return(local('i32', this.next));
    fn.unreachable();
    fn.atStart(() => {
      this.state.loadAll();
      fn.set(this.label, i32.load(local('i32', 0), RecordField.immediate));
    });
    return { body: fn.finish(), labels: this.labels };
  }

  private sequence(items: readonly Item[], top: boolean): void {
    const { fn } = this;
    const first = top ? 0 : 1;
    for (let i = items.length - 1; i >= first; i--) this.open.set(firstBlock(items[i]), fn.block());
    if (top) {
      const targets = items.map((item) => this.open.get(firstBlock(item))!);
      fn.branchTable(local('i32', this.label), targets, targets[0]);
    }
    items.forEach((item, i) => {
      if (i >= first) {
        this.open.delete(firstBlock(item));
        fn.end();
      }
      if (item.kind === 'block') {
        this.block(item.block);
      } else {
        const before = this.open.get(item.head);
        this.open.set(item.head, fn.loop());
        this.sequence(item.items, false);
        fn.end();
        if (before === undefined) this.open.delete(item.head);
        else this.open.set(item.head, before);
      }
    });
  }

  /** Leaves the region in front of the instruction that is being emitted. */
  private leaveHere(): void {
    const { instructions } = this.current;
    const site = this.host.addSite({ address: instructions[this.position].address, unexecuted: instructions.length - this.position });
    this.state.storeFlags();
    this.fn.set(this.site, i32.const(site));
    this.fn.branch(this.leave);
  }

  private exitTo(address: number): void {
    this.fn.set(this.next, i32.const(this.host.recordFor(address)));
    this.fn.branch(this.exit);
  }

  private exitToComputed(target: Value): void {
    const { fn } = this;
    const entry = this.state.let(jumpCacheEntry(target));
    fn.if(i64.eq(i64.load(entry, JUMP_CACHE), target));
    fn.set(this.next, i32.load(entry, JUMP_CACHE + 8));
    fn.else();
    fn.store(STORE.i64, i32.const(RIP), target);
    fn.set(this.next, i32.const(LOOK_UP));
    fn.end();
    fn.branch(this.exit);
  }

  private goTo(block: BlockNode | undefined, address: number): void {
    if (!block) {
      this.exitTo(address);
      return;
    }
    const arriving = this.arriving.get(block) ?? new Map<BlockNode, KnownFlags>();
    arriving.set(this.current, this.state.known);
    this.arriving.set(block, arriving);
    if (this.ways.get(block)!.length === 1) this.anchored.set(block, this.state.groups.known);
    const label = this.open.get(block);
    if (label !== undefined) {
      this.fn.branch(label);
      return;
    }
    const number = this.labels.get(block);
    if (number === undefined) throw new Error(`block 0x${block.address.toString(16)} cannot be reached`);
    this.fn.set(this.label, i32.const(number));
    this.fn.branch(this.dispatch);
  }

  /** Flags known at the start of a block: what all ways into it agree on, if all of them have been emitted. */
  private knownAt(block: BlockNode): KnownFlags {
    if (block.entry) return undefined;
    const arriving = this.arriving.get(block);
    const ways = this.ways.get(block);
    if (!arriving || !ways || !ways.every((way) => arriving.has(way))) return undefined;
    const [first, ...others] = arriving.values();
    return first && others.every((other) => other?.kind === first.kind && other.size === first.size) ? first : undefined;
  }

  private block(block: BlockNode): void {
    const { fn, state, emitter } = this;
    this.current = block;
    this.position = 0;
    state.known = this.knownAt(block);
    state.groups.begin(block.entry ? undefined : this.anchored.get(block));
    const count = block.instructions.length;
    if (count > 0) {
      fn.if(i32.lt_s(local('i32', state.fuel), i32.const(count)), 'unlikely');
      fn.set(this.next, i32.const(this.host.plainRecordFor(block.address)));
      fn.store(STORE.i32, i32.const(RAN_OUT), i32.const(1));
      fn.branch(this.exit);
      fn.end();
      fn.set(state.fuel, i32.sub(local('i32', state.fuel), i32.const(count)));
    }
    const matter = flagsThatMatter(block.instructions);
    block.instructions.forEach((instruction, position) => {
      this.position = position;
      emitter.begin(instruction, matter[position]);
      liftEntry(instruction.mnemonic)!.lift(emitter);
      if (position < count - 1) emitter.end();
    });
    this.finish(block);
    emitter.end();
  }

  private finish(block: BlockNode): void {
    const { fn, emitter } = this;
    this.state.saveFlags();
    const last = block.instructions[block.instructions.length - 1];
    const after = last ? last.address + last.length : block.address;
    if (block.end !== 'flow') {
      this.goTo(block.end === 'next' ? block.fallthrough : undefined, after);
      return;
    }
    const { control } = emitter;
    switch (control.kind) {
      case 'branch':
        fn.if(control.condition);
        this.goTo(block.taken, Number(last.immediate));
        fn.end();
        this.goTo(block.fallthrough, after);
        return;
      case 'direct':
        this.goTo(block.taken, Number(last.immediate));
        return;
      case 'computed':
        if (block.expected !== undefined) {
          fn.if(i64.eq(control.target, i64.const(block.expected)));
          this.goTo(block.taken, block.expected);
          fn.end();
        }
        if (block.returned) {
          fn.if(i64.eq(control.target, i64.const(block.context!.returnsTo)));
          this.goTo(block.returned, block.context!.returnsTo);
          fn.end();
        }
        this.exitToComputed(control.target);
        return;
      case 'next':
        this.goTo(undefined, after);
    }
  }
}
