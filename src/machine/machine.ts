/** The machine: puts memory, interpreter and decoder together and runs the loaded context exactly. */
import type {
  CpuContext, DisassembledInstruction, InstructionFacts, Machine, MachineCheckpoint, MachineStats, Registers, StateHash, Stop, Watchpoint,
} from './api';
import { PAGE_SIZE } from './api';
import { disassemble, instructionFacts } from './decode/disassemble';
import { InstructionDecoder } from './decode/iced';
import { mnemonicName } from './decode/mnemonic-names';
import { CodeCache } from './interpret/code-cache';
import { makeExecutor } from './interpret/executor-module';
import { GeneratedCode } from './interpret/generated-code';
import { CONTEXT_SIZE, EXIT, EXIT_ARGUMENT, EXIT_RECORD, Exit, FUEL, LOOK_UP, REGISTERS, RETIRED_BASE, SAMPLE_LEFT } from './layout';
import { FramePool } from './memory/frames';
import { LinearMemory } from './memory/linear-memory';
import { PagedMemory, type MemoryImage } from './memory/paged-memory';
import { RegisterView, newContext, viewContext } from './registers';
import { SAMPLE_INTERVAL, Translator } from './translate/translator';
import { makeCpuid } from './runtime/cpuid';
import { makeDivide } from './runtime/divide';
import { StringInstructions } from './runtime/string-instructions';
import { hashPages } from './memory/hash-pages';

export interface MachineOptions {
  /** What the time stamp counter shows when nothing has been retired. Default 0. */
  timestampBase?: number;
  /** Translate hot code to WebAssembly. Default true; the guest sees no difference. */
  translate?: boolean;
  /** Instructions interpreted and regions entered between two looks at what is hot. Default 3001; tests take less, so that more is translated. */
  sampleInterval?: number;
  /** Such looks before anything is translated. Default 150: a program that ends within a few milliseconds is not worth it. */
  warmUpSamples?: number;
  /** The host's clock (ms), for `stats.copyMs` alone; the guest sees nothing of it. */
  now?: () => number;
}

/** Fuel is a signed 32-bit number. */
const MOST_FUEL = 0x7fff0000;
/** Longest instruction (SDM vol. 2, 2.3.11). */
const INSTRUCTION_LIMIT = 15;

class Checkpoint implements MachineCheckpoint {
  released = false;
  constructor(readonly retired: number, readonly image: MemoryImage, readonly context: Uint8Array, private readonly pages: () => number) {}

  /** An estimate: the pages that the program has changed since, as far as they are still kept. */
  get ownBytes(): number {
    return this.released ? 0 : this.pages() * 4096;
  }
}

class EmulatedMachine implements Machine {
  private readonly linear = new LinearMemory();
  private readonly frames: FramePool;
  readonly memory: PagedMemory;
  readonly registers: RegisterView;
  private readonly code: CodeCache;
  private readonly execute: (record: number) => number;
  private readonly translator: Translator | undefined;
  private breakpoints = new Set<number>();
  /** The next instruction must not be executed by a region. */
  private plainNext = false;
  private readonly timestampBase: number;
  private readonly sampleInterval: number;
  private checkpoints = 0;
  retired = 0;

  constructor(options: MachineOptions) {
    this.frames = new FramePool(this.linear, options.now);
    this.memory = new PagedMemory(this.linear, this.frames);
    this.timestampBase = options.timestampBase ?? 0;
    const strings = new StringInstructions(this.linear, this.memory);
    const generated = new GeneratedCode(this.linear, {
      miss: this.memory.miss,
      commit: this.memory.commit,
      divideUnsigned128: makeDivide(this.linear),
      stringInstruction: strings.execute,
      cpuid: makeCpuid(this.linear),
    });
    const executor = makeExecutor(generated);
    this.execute = executor.run;
    this.registers = new RegisterView(this.linear, REGISTERS, executor.settleFlags);
    this.code = new CodeCache(this.linear, this.memory, this.frames, generated);
    this.sampleInterval = options.sampleInterval ?? SAMPLE_INTERVAL;
    this.linear.i32[SAMPLE_LEFT >>> 2] = this.sampleInterval;
    if (options.translate ?? true) {
      this.translator = new Translator(this.code, this.memory, generated, options.warmUpSamples);
    }
    this.load(newContext());
  }

  // Contexts.

  newContext(): CpuContext {
    return newContext();
  }

  load(context: CpuContext): void {
    if (context.length !== CONTEXT_SIZE) throw new RangeError(`a context has ${CONTEXT_SIZE} bytes, not ${context.length}`);
    this.linear.u8.set(context, REGISTERS);
  }

  save(context: CpuContext): void {
    // Equal states are equal bytes, whatever computed the flags.
    this.registers.canonicalise();
    context.set(this.linear.u8.subarray(REGISTERS, REGISTERS + CONTEXT_SIZE));
  }

  view(context: CpuContext): Registers {
    return viewContext(context);
  }

  // Running.

  run(budget: number, ignoreFirstBreakpoint = false): Stop {
    if (!(budget >= 1)) throw new RangeError(`a budget of ${budget} instructions`);
    let left = Math.floor(budget);
    let ignore = ignoreFirstBreakpoint && this.breakpoints.has(this.registers.rip);
    for (;;) {
      const found = this.code.lookup(this.registers.rip);
      if ('fault' in found) return this.fetchFault(found.fault);
      const before = this.retired;
      let stop: Stop | undefined;
      if (ignore) {
        stop = this.code.withoutBreakpoint(found.record, () => this.enter(found.record, 1));
      } else if (this.plainNext) {
        this.plainNext = false;
        stop = this.enter(this.code.plain(found.record), Math.min(left, MOST_FUEL));
      } else {
        stop = this.enter(found.record, Math.min(left, MOST_FUEL));
      }
      const done = this.retired - before;
      if (this.linear.i32[SAMPLE_LEFT >>> 2] <= 0) this.sample();
      if (stop) return stop;
      left -= done;
      if (done > 0) ignore = false;
      if (left <= 0) return { kind: 'budget' };
    }
  }

  /** The executor came back for a sample. */
  private sample(): void {
    this.linear.i32[SAMPLE_LEFT >>> 2] = this.sampleInterval;
    this.translator?.sample(this.registers.rip);
  }

  private fetchFault(address: number): Stop {
    const region = this.memory.regionAt(address);
    return { kind: 'page-fault', pc: this.registers.rip, address, access: 'exec', mapped: region !== undefined };
  }

  /** Runs from a record on; undefined if the run goes on from where RIP is now. */
  private enter(record: number, fuel: number): Stop | undefined {
    const { linear } = this;
    linear.i32[FUEL >>> 2] = fuel;
    this.memory.tlb.evictions = 0;
    linear.f64[RETIRED_BASE >>> 3] = this.timestampBase + this.retired + fuel;
    // A handler that returns 0 without giving a reason met a fault.
    linear.i32[EXIT >>> 2] = Exit.fault;
    const next = this.execute(record);
    const left = this.linear.i32[FUEL >>> 2];
    this.retired += fuel - left;
    if (next !== 0) {
      // LOOK_UP is no instruction of its own: RIP says already where it goes.
      if (next !== LOOK_UP) this.registers.rip = this.code.addressOf(next);
      return undefined;
    }
    const reason = this.linear.i32[EXIT >>> 2] as Exit;
    switch (reason) {
      case Exit.link:
        this.followLink(this.linear.u32[EXIT_ARGUMENT >>> 2]);
        return undefined;
      case Exit.site: {
        // Translated code cannot go on: the interpreter executes the instruction and meets whatever it is.
        const { address, unexecuted } = this.translator!.left(this.linear.u32[EXIT_ARGUMENT >>> 2]);
        this.retired -= unexecuted;
        this.registers.rip = address;
        this.plainNext = true;
        return undefined;
      }
      case Exit.syscall:
        return { kind: 'syscall' };
      case Exit.int3:
        return { kind: 'int3', pc: this.code.addressOf(linear.u32[EXIT_RECORD >>> 2]) };
      default:
        return this.notExecuted(reason, this.linear.u32[EXIT_RECORD >>> 2]);
    }
  }

  /** The instruction at `record` was not executed. */
  private notExecuted(reason: Exit, record: number): Stop | undefined {
    this.retired--;
    const pc = this.code.addressOf(record);
    this.registers.rip = pc;
    switch (reason) {
      case Exit.stale: {
        const found = this.code.lookup(pc);
        if ('record' in found && record !== LOOK_UP) this.code.replace(record, found.record);
        return undefined;
      }
      case Exit.fault: return this.accessFault(pc);
      case Exit.breakpoint: return { kind: 'breakpoint', pc };
      case Exit.divideError: return { kind: 'divide-error', pc };
      case Exit.generalProtection: return { kind: 'general-protection', pc };
      case Exit.unsupported: return { kind: 'invalid-opcode', pc, unsupported: this.mnemonicAt(pc) };
      case Exit.invalidOpcode: return { kind: 'invalid-opcode', pc };
      default: throw new Error(`the executor came back for reason ${reason}`);
    }
  }

  /** A taken branch whose target's record was not known. */
  private followLink(from: number): void {
    const target = this.registers.rip;
    const generation = this.code.generation;
    const found = this.code.lookup(target);
    // What cannot be fetched faults when `run` looks it up.
    if ('fault' in found || this.code.generation !== generation) return;
    if (from !== 0) this.code.link(from, found.record);
    else this.code.rememberJump(target, found.record);
  }

  private accessFault(pc: number): Stop | undefined {
    const { kind, address, access, mapped } = this.memory.fault;
    if (kind === 'retry') return this.executePermitted(pc);
    if (kind === 'general-protection') return { kind: 'general-protection', pc };
    return { kind: 'page-fault', pc, address, access, mapped };
  }

  /** Executes one instruction that touches a watched range or code. */
  private executePermitted(pc: number): Stop | undefined {
    const found = this.code.lookup(pc);
    if ('fault' in found) return this.fetchFault(found.fault);
    const { memory } = this;
    memory.permit = true;
    let stop: Stop | undefined;
    const before = this.retired;
    try {
      stop = this.code.withoutBreakpoint(found.record, () => this.enter(this.code.plain(found.record), 1));
    } finally {
      memory.permit = false;
      memory.code.takeWrites();
    }
    const hits = memory.watches.takeHits((start, length) => memory.readForWatch(start, length));
    // A faulting instruction has not accessed anything, as far as anyone can see.
    if (stop || this.retired === before || hits.length === 0) return stop;
    return { kind: 'watch', pc, hits };
  }

  setBreakpoints(addresses: Iterable<number>): void {
    const before = this.breakpoints;
    this.breakpoints = new Set(addresses);
    this.translator?.dropContaining([...this.breakpoints].filter((address) => !before.has(address)));
    this.code.setBreakpoints(this.breakpoints);
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.memory.setWatchpoints(watchpoints);
  }

  // Checkpoints and hash.

  checkpoint(): MachineCheckpoint {
    const context = new Uint8Array(CONTEXT_SIZE);
    this.save(context);
    this.checkpoints++;
    const image = this.memory.share();
    return new Checkpoint(this.retired, image, context, () => this.memory.pagesOnlyIn(image));
  }

  private static own(checkpoint: MachineCheckpoint): Checkpoint {
    if (!(checkpoint instanceof Checkpoint)) throw new TypeError('not a checkpoint of this machine');
    if (checkpoint.released) throw new Error('the checkpoint was released');
    return checkpoint;
  }

  restore(checkpoint: MachineCheckpoint): void {
    const own = EmulatedMachine.own(checkpoint);
    this.memory.adopt(own.image);
    this.load(own.context);
    this.retired = own.retired;
  }

  release(checkpoint: MachineCheckpoint): void {
    const own = EmulatedMachine.own(checkpoint);
    own.released = true;
    this.checkpoints--;
    this.memory.releaseImage(own.image);
  }

  hashInto(hash: StateHash): void {
    hash.number(this.retired);
    const context = new Uint8Array(CONTEXT_SIZE);
    this.save(context);
    hash.bytes(context);
    hashPages(this.memory, this.linear, hash);
  }

  get stats(): MachineStats {
    return {
      decodedInstructions: this.code.decodedInstructions, translatedRegions: this.translator?.translated ?? 0, checkpoints: this.checkpoints,
      frames: this.frames.inUse, copiedFrames: this.frames.copied, copyMs: this.frames.copyMs,
      checkpointBytes: this.frames.inUse * PAGE_SIZE - this.memory.residentBytes + this.memory.sharedTableBytes,
    };
  }

  // For the debugger.

  /** Code bytes for display, whatever the permissions; fewer than `length` where the mapping ends. */
  private codeBytes(address: number, length: number): Uint8Array {
    let mapped = 0;
    for (let region = this.memory.regionAt(address); region && mapped < length; region = this.memory.regionAt(address + mapped)) {
      mapped = Math.min(length, region.end - address);
    }
    return this.memory.read(address, mapped);
  }

  disassemble(address: number, count: number, syntax: 'intel' | 'go'): DisassembledInstruction[] {
    return disassemble(this.codeBytes(address, Math.min(count * INSTRUCTION_LIMIT, 0x100000)), address, count, syntax);
  }

  instructionAt(address: number): InstructionFacts {
    return instructionFacts(this.codeBytes(address, INSTRUCTION_LIMIT), address);
  }

  private mnemonicAt(address: number): string {
    const { instructions } = new InstructionDecoder().decode(this.codeBytes(address, INSTRUCTION_LIMIT), address, () => false);
    return instructions.length > 0 ? mnemonicName(instructions[0].mnemonic).toLowerCase() : '(bad)';
  }
}

/** Makes a machine with empty memory and a reset register file loaded. Takes a few milliseconds. */
export function createMachine(options: MachineOptions = {}): Machine {
  return new EmulatedMachine(options);
}
