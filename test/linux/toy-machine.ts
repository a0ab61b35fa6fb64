/**
 * A scripted machine for tests of the kernel: real guest memory, and a processor whose instructions are functions, each
 * two bytes long (like SYSCALL). Its state is registers and memory only, so that checkpoints, exact budgets and stops are
 * those of the contract.
 */
import type { CpuContext, GuestMemory, Machine, MachineCheckpoint, Registers, StateHash, Stop } from '../../src/machine/api';
import { Gpr, MemoryFault } from '../../src/machine/api';
import { FramePool } from '../../src/machine/memory/frames';
import { LinearMemory } from '../../src/machine/memory/linear-memory';
import { PagedMemory, type MemoryImage } from '../../src/machine/memory/paged-memory';
import type { Executable } from '../../src/linux/api';
import { SYSCALL_NUMBERS } from '../../src/linux/syscalls/numbers';

export type Op = (registers: Registers, memory: GuestMemory) => 'syscall' | 'divide' | 'int3' | void;
type Value = number | bigint | ((registers: Registers, memory: GuestMemory) => number | bigint);

const CODE = 0x400000;
const WORDS = 24;
const CONTEXT_SIZE = WORDS * 8 + 256;
const ARGUMENTS = [Gpr.rdi, Gpr.rsi, Gpr.rdx, Gpr.r10, Gpr.r8, Gpr.r9];

class ToyRegisters implements Registers {
  constructor(public bytes: Uint8Array) {}
  private get view(): DataView { return new DataView(this.bytes.buffer, this.bytes.byteOffset); }
  getGpr(index: number): bigint { return this.view.getBigUint64(index * 8, true); }
  setGpr(index: number, value: bigint): void { this.view.setBigUint64(index * 8, BigInt.asUintN(64, value), true); }
  gprLow(index: number): number { return this.view.getUint32(index * 8, true); }
  gprHigh(index: number): number { return this.view.getUint32(index * 8 + 4, true); }
  setGprNumber(index: number, value: number): void { this.setGpr(index, BigInt(value)); }
  private get(word: number): number { return Number(this.view.getBigUint64(word * 8, true)); }
  private set(word: number, value: number): void { this.view.setBigUint64(word * 8, BigInt(value), true); }
  get rip(): number { return this.get(16); }
  set rip(value: number) { this.set(16, value); }
  get rflags(): number { return this.get(17) | 2; }
  set rflags(value: number) { this.set(17, value); }
  get fsBase(): number { return this.get(18); }
  set fsBase(value: number) { this.set(18, value); }
  get gsBase(): number { return this.get(19); }
  set gsBase(value: number) { this.set(19, value); }
  get mxcsr(): number { return this.get(20); }
  set mxcsr(value: number) { this.set(20, value); }
  getXmm(index: number): Uint8Array { return this.bytes.slice(WORDS * 8 + index * 16, WORDS * 8 + index * 16 + 16); }
  setXmm(index: number, bytes: Uint8Array): void { this.bytes.set(bytes, WORDS * 8 + index * 16); }
}

/** A program for the toy machine: instructions in order, with labels. */
export class ToyProgram {
  readonly ops: Op[] = [];
  private readonly labels = new Map<string, number>();

  get here(): number { return CODE + this.ops.length * 2; }
  address(label: string): number {
    const found = this.labels.get(label);
    if (found === undefined) throw new Error(`no label ${label}`);
    return found;
  }
  label(name: string): this { this.labels.set(name, this.here); return this; }
  op(op: Op): this { this.ops.push(op); return this; }
  set(register: Gpr, value: Value): this { return this.op((r, m) => r.setGpr(register, BigInt(typeof value === 'function' ? value(r, m) : value))); }
  jump(label: string, condition: (registers: Registers, memory: GuestMemory) => boolean = () => true): this {
    return this.op((r, m) => { if (condition(r, m)) r.rip = this.address(label); });
  }
  /** Memory word at `address` = value. */
  store(address: number, value: Value): this {
    return this.op((r, m) => {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(typeof value === 'function' ? value(r, m) : value)), true);
      m.userWrite(address, bytes);
    });
  }
  add(address: number, value: number): this { return this.op((_r, m) => m.writeU64(address, m.readU64(address) + BigInt(value))); }
  /** `count` instructions in all. */
  spin(count: number): this {
    const start = `spin${this.here}`;
    this.set(Gpr.rbx, Math.floor((count - 1) / 2)).label(start).op((r) => r.setGpr(Gpr.rbx, r.getGpr(Gpr.rbx) - 1n));
    return this.jump(start, (r) => r.getGpr(Gpr.rbx) !== 0n);
  }
  /** Loads number and arguments in one instruction, then SYSCALL. */
  syscall(name: string, ...args: Value[]): this {
    const number = SYSCALL_NUMBERS.get(name);
    if (number === undefined) throw new Error(`no syscall ${name}`);
    this.op((r, m) => {
      args.forEach((value, index) => r.setGpr(ARGUMENTS[index]!, BigInt.asUintN(64, BigInt(typeof value === 'function' ? value(r, m) : value))));
      r.setGpr(Gpr.rax, BigInt(number));
    });
    return this.op(() => 'syscall');
  }
  /** Return from a signal handler by way of the restorer. */
  ret(): this {
    return this.op((r, m) => {
      const rsp = Number(r.getGpr(Gpr.rsp));
      r.rip = m.readPointer(rsp);
      r.setGpr(Gpr.rsp, BigInt(rsp + 8));
    });
  }

  /** Code at CODE; 64 KiB of data at DATA. */
  get executable(): Executable {
    return {
      path: '/toy', entry: CODE, programHeaders: { address: CODE, entrySize: 56, count: 0 },
      segments: [
        { address: CODE, bytes: new Uint8Array(0), memorySize: this.ops.length * 2, prot: 5 },
        { address: DATA, bytes: new Uint8Array(0), memorySize: 0x10000, prot: 3 },
      ],
    };
  }
}
export const DATA = 0x600000;

interface ToyCheckpoint extends MachineCheckpoint { image: MemoryImage; live: Uint8Array }

export class ToyMachine implements Machine {
  private readonly paged: PagedMemory;
  private readonly live = new ToyRegisters(new Uint8Array(CONTEXT_SIZE));
  private breakpoints = new Set<number>();
  retired = 0;

  constructor(private readonly program: ToyProgram) {
    const linear = new LinearMemory();
    this.paged = new PagedMemory(linear, new FramePool(linear));
  }

  get memory(): GuestMemory { return this.paged; }
  get registers(): Registers { return this.live; }
  newContext(): CpuContext { return new Uint8Array(CONTEXT_SIZE); }
  load(context: CpuContext): void { this.live.bytes.set(context); }
  save(context: CpuContext): void { context.set(this.live.bytes); }
  view(context: CpuContext): Registers { return new ToyRegisters(context); }
  setBreakpoints(addresses: Iterable<number>): void { this.breakpoints = new Set(addresses); }
  setWatchpoints(): void { throw new Error('the toy machine has no watchpoints'); }
  disassemble(): never { throw new Error('the toy machine has no disassembler'); }
  instructionAt(): never { throw new Error('the toy machine has no decoder'); }
  get stats() { return { decodedInstructions: 0, translatedRegions: 0, checkpoints: 0, frames: 0, copiedFrames: 0, copyMs: 0, checkpointBytes: 0 }; }

  run(budget: number, ignoreFirstBreakpoint = false): Stop {
    const end = this.retired + budget;
    for (let first = true; this.retired < end; first = false) {
      const pc = this.live.rip;
      if (this.breakpoints.has(pc) && !(first && ignoreFirstBreakpoint)) return { kind: 'breakpoint', pc };
      const op = pc >= CODE && pc % 2 === 0 ? this.program.ops[(pc - CODE) / 2] : undefined;
      if (!op) return { kind: 'page-fault', pc, address: pc, access: 'exec', mapped: this.paged.regionAt(pc) !== undefined };
      this.live.rip = pc + 2;
      let result: 'syscall' | 'divide' | 'int3' | void;
      try {
        result = op(this.live, this.paged);
      } catch (error) {
        if (!(error instanceof MemoryFault)) throw error;
        this.live.rip = pc;
        return { kind: 'page-fault', pc, address: error.address, access: error.access, mapped: error.mapped };
      }
      if (result === 'divide') {
        this.live.rip = pc;
        return { kind: 'divide-error', pc };
      }
      this.retired++;
      if (result === 'int3') return { kind: 'int3', pc };
      if (result === 'syscall') {
        this.live.setGpr(Gpr.rcx, BigInt(pc + 2));
        this.live.setGpr(Gpr.r11, BigInt(this.live.rflags));
        return { kind: 'syscall' };
      }
    }
    return { kind: 'budget' };
  }

  checkpoint(): MachineCheckpoint {
    const checkpoint: ToyCheckpoint = { retired: this.retired, ownBytes: CONTEXT_SIZE, image: this.paged.share(), live: this.live.bytes.slice() };
    return checkpoint;
  }
  restore(checkpoint: MachineCheckpoint): void {
    const { image, live, retired } = checkpoint as ToyCheckpoint;
    this.paged.adopt(image);
    this.live.bytes.set(live);
    this.retired = retired;
  }
  release(checkpoint: MachineCheckpoint): void { this.paged.releaseImage((checkpoint as ToyCheckpoint).image); }

  hashInto(hash: StateHash): void {
    for (const region of this.paged.regions()) {
      hash.plain(region);
      for (let page = region.start; page < region.end; page += 4096) {
        const bytes = this.paged.read(page, 4096);
        if (bytes.some((byte) => byte !== 0)) { hash.number(page); hash.bytes(bytes); }
      }
    }
  }
}
