/** Emits a region as one WebAssembly function: control flow, fuel, entry and exit. The signature is that of a handler. */
import { EXIT, EXIT_ARGUMENT, Exit, JUMP_CACHE, LOOK_UP, RIP } from '../layout';
import { RecordField } from '../interpret/record';
import { jumpCacheEntry } from '../interpret/interpreter-emitter';
import { liftEntry } from '../lift/table';
import { FunctionBuilder, type FunctionBody, type Label } from '../wasm/function-builder';
import type { HelperName } from '../wasm/helpers';
import { STORE, i32, i64, local } from '../wasm/ops';
import type { Value } from '../wasm/value';
import type { BlockNode, RegionGraph } from './region-graph';
import type { Anchored } from './page-groups';
import { flagsThatMatter } from './flag-liveness';
import { MeetingPoints } from './meeting-points';
import { RegionEmitter } from './region-emitter';
import { RegionState, type Holding, type KnownFlags } from './region-state';
import { NO_REGISTERS, type RegisterSet } from './register-use';
import { firstBlock, structure, type Item } from './structure';

/**
 * A place where the region can be left in front of an instruction. `unexecuted`: instructions of its block that were counted
 * already; `missed`: the TLB does not have a page there.
 */
export interface Site { readonly address: number; readonly unexecuted: number; readonly missed: boolean }

export interface CompilerHost {
  /** A record that goes on at the address, in whatever way. */
  recordFor(address: number): number;
  /** A record that executes the instruction at the address by the interpreter. */
  plainRecordFor(address: number): number;
  /** Takes a number for a site. */
  addSite(site: Site): number;
  helperIndex(name: HelperName): number;
  /** True if the instruction at the address has been seen to miss the TLB often. */
  misses(address: number): boolean;
}

/** Which entry block has which label: the number that its entry record carries. */
export interface CompiledRegion { body: FunctionBody; labels: ReadonlyMap<BlockNode, number> }

/** What a block goes on with. `unsaved`: the register file does not have the flags. */
interface Carried { holding: Holding; known: KnownFlags; unsaved: boolean; anchored: Anchored }

export class RegionCompiler {
  private readonly fn = new FunctionBuilder(['i32'], 16_384);
  private readonly state = new RegionState(this.fn);
  private readonly label = this.fn.newLocal('i32');
  private readonly next = this.fn.newLocal('i32');
  private readonly site = this.fn.newLocal('i32');
  private readonly emitter: RegionEmitter;
  private readonly items: Item[];
  private readonly meetings: MeetingPoints;
  /** Where a branch to a block may go now. */
  private readonly open = new Map<BlockNode, Label>();
  private readonly labels = new Map<BlockNode, number>();
  private dispatch: Label = 0;
  private exit: Label = 0;
  private leave: Label = 0;
  /** Where a block is left for the exit. */
  private leaveBlock: Label = 0;
  /** What is known at the end of the only way to a block. */
  private readonly carried = new Map<BlockNode, Carried>();
  private current!: BlockNode;
  /** What was dirty at its start: that goes to the register file at the block's own place for leaving. */
  private dirtyAtStart: RegisterSet = NO_REGISTERS;
  private position = 0;

  constructor(graph: RegionGraph, private readonly host: CompilerHost) {
    this.items = structure(graph.blocks);
    this.meetings = new MeetingPoints(this.items);
    this.emitter = new RegionEmitter(this.fn, this.state, (name) => host.helperIndex(name), (missed) => this.leaveHere(missed !== undefined), (address) => host.misses(address));
  }

  compile(): CompiledRegion {
    const { fn, state } = this;
    for (const item of this.items) {
      const first = firstBlock(item);
      if (this.meetings.isEntered(first)) this.labels.set(first, this.labels.size);
    }
    this.exit = fn.block();
    this.leave = fn.block();
    const dispatches = this.meetings.dispatched.size > 0;
    if (dispatches) this.dispatch = fn.loop();
    this.sequence(this.items, true);
    fn.unreachable();
    if (dispatches) fn.end();
    fn.end();
    fn.store(STORE.i32, i32.const(EXIT), i32.const(Exit.site));
    fn.store(STORE.i32, i32.const(EXIT_ARGUMENT), local('i32', this.site));
    fn.set(this.next, i32.const(0));
    fn.end();
    state.finish();
    fn.return(local('i32', this.next));
    fn.unreachable();
    fn.atStart(() => {
      state.begin();
      fn.set(this.label, i32.load(local('i32', 0), RecordField.immediate));
    });
    return { body: fn.finish(), labels: this.labels };
  }

  private sequence(items: readonly Item[], top: boolean): void {
    const { fn } = this;
    const first = top ? 0 : 1;
    const starts = new Map<BlockNode, Label>();
    for (let i = items.length - 1; i >= first; i--) {
      const block = firstBlock(items[i]);
      this.open.set(block, fn.block());
      if (top && this.labels.has(block)) starts.set(block, fn.block());
    }
    if (top) {
      const targets = [...this.labels.keys()].map((block) => starts.get(block)!);
      fn.branchTable(local('i32', this.label), targets, targets[0]);
    }
    items.forEach((item, i) => {
      const block = firstBlock(item);
      if (i >= first) {
        if (starts.has(block)) {
          fn.end();
          this.enter(block);
        }
        this.open.delete(block);
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

  /** Where the region is entered, or the dispatcher leads: everything is in the register file. */
  private enter(block: BlockNode): void {
    this.state.hold({ valid: NO_REGISTERS, dirty: NO_REGISTERS });
    this.state.loadRegisters(this.meetings.at(block).valid);
  }

  /** Leaves the region in front of the instruction that is being emitted. */
  private leaveHere(missed: boolean): void {
    const { instructions } = this.current;
    const site = this.host.addSite({ address: instructions[this.position].address, unexecuted: instructions.length - this.position, missed });
    this.state.storeFlags();
    this.state.storeRegisters(this.dirtyAtStart);
    this.fn.set(this.site, i32.const(site));
    this.fn.branch(this.leaveBlock);
  }

  /** Goes on with a record, outside of the region. */
  private exitWith(record: Value): void {
    this.state.storeFlags();
    this.state.storeRegisters();
    this.fn.set(this.next, record);
    this.fn.branch(this.exit);
  }

  private exitTo(address: number): void {
    this.exitWith(i32.const(this.host.recordFor(address)));
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
    this.exitWith(local('i32', this.next));
  }

  /** Goes to a block of the region or, without one, to the address outside. Code that follows goes on from before. */
  private goTo(block: BlockNode | undefined, address: number): void {
    if (!block) {
      this.exitTo(address);
      return;
    }
    const { state, meetings } = this;
    const { holding } = state;
    const label = this.open.get(block);
    if (meetings.carriesOn(block)) {
      this.carried.set(block, { holding, known: state.known, unsaved: state.unsaved, anchored: state.groups.known });
    } else {
      const wanted = meetings.at(block);
      state.storeFlags();
      state.storeRegisters(label === undefined ? NO_REGISTERS : wanted.dirty);
      if (label !== undefined) state.loadRegisters(wanted.valid);
    }
    if (label !== undefined) {
      this.fn.branch(label);
    } else {
      const number = this.labels.get(block);
      if (number === undefined) throw new Error(`block 0x${block.address.toString(16)} cannot be reached`);
      this.fn.set(this.label, i32.const(number));
      this.fn.branch(this.dispatch);
    }
    state.hold(holding);
  }

  /** What is known at the start of a block. */
  private arrive(block: BlockNode): void {
    const { state } = this;
    const carried = this.carried.get(block);
    state.hold(carried?.holding ?? this.meetings.at(block));
    state.known = carried?.known;
    state.unsaved = carried?.unsaved ?? false;
    state.groups.begin(carried?.anchored);
    this.dirtyAtStart = state.holding.dirty;
  }

  private block(block: BlockNode): void {
    const { fn, state, emitter } = this;
    this.current = block;
    this.position = 0;
    this.arrive(block);
    const count = block.instructions.length;
    if (count > 0) {
      fn.if(i32.lt_s(local('i32', state.fuel), i32.const(count)), 'unlikely');
      this.exitWith(i32.const(this.host.plainRecordFor(block.address)));
      fn.end();
      fn.set(state.fuel, i32.sub(local('i32', state.fuel), i32.const(count)));
    }
    this.leaveBlock = fn.block();
    const matter = flagsThatMatter(block.instructions);
    block.instructions.forEach((instruction, position) => {
      this.position = position;
      emitter.begin(instruction, matter[position]);
      liftEntry(instruction.mnemonic)!.lift(emitter);
      if (position < count - 1) emitter.end();
    });
    this.finish(block);
    emitter.end();
    fn.end();
    const { gpr, xmm } = this.dirtyAtStart;
    state.gpr.dirty = gpr;
    state.xmm.dirty = xmm;
    state.storeRegisters();
    fn.branch(this.leave);
  }

  private finish(block: BlockNode): void {
    const { fn, emitter } = this;
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
