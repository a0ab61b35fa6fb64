/** What the debugger sees of a thread and of its syscall in flight. */
import type { Registers } from '../machine/api';
import type { SyscallInFlight, ThreadState, ThreadView } from './api';
import type { KernelCore } from './kernel';
import { printSyscall } from './print';
import type { SyscallRecord } from './state';
import { valuesOf } from './syscalls/arguments';
import type { FlagTables } from './syscalls/handler';

/** A view by tid: it stays right across runs and restores. `registers` must be asked for anew after each run. */
export class ThreadViewImpl implements ThreadView {
  constructor(readonly tid: number, private readonly core: KernelCore, private readonly flags: FlagTables, private readonly freeze: (tid: number, frozen: boolean) => void, private readonly changed: (tid: number) => void) {}

  get state(): ThreadState { return this.core.thread(this.tid)?.state ?? 'exited'; }
  get instructions(): number { return this.core.thread(this.tid)?.instructions ?? 0; }
  get registers(): Registers {
    if (!this.core.thread(this.tid)) throw new Error(`thread ${this.tid} has exited`);
    return new UserRegisters(this.core.registersOf(this.tid), () => this.changed(this.tid));
  }
  get frozen(): boolean { return this.core.thread(this.tid)?.frozen ?? false; }
  set frozen(value: boolean) { if (value !== this.frozen) this.freeze(this.tid, value); }

  get syscall(): SyscallInFlight | undefined {
    const record = this.core.thread(this.tid)?.syscall;
    if (!record) return undefined;
    const { core, flags } = this;
    return {
      number: record.number, name: record.name, args: valuesOf(record.words), enteredNs: record.enteredNs, readyAtNs: record.readyAtNs, held: record.held,
      waitingFor: waitingFor(record),
      get text() { return printSyscall(record, core.runner.definition(record.number), core.memory, flags); },
    };
  }
}

/** Registers as the user sees them: each change is recorded. */
class UserRegisters implements Registers {
  constructor(private readonly registers: Registers, private readonly changed: () => void) {}

  getGpr(index: number): bigint { return this.registers.getGpr(index); }
  setGpr(index: number, value: bigint): void { this.registers.setGpr(index, value); this.changed(); }
  gprLow(index: number): number { return this.registers.gprLow(index); }
  gprHigh(index: number): number { return this.registers.gprHigh(index); }
  setGprNumber(index: number, value: number): void { this.registers.setGprNumber(index, value); this.changed(); }
  getXmm(index: number): Uint8Array { return this.registers.getXmm(index); }
  setXmm(index: number, bytes: Uint8Array): void { this.registers.setXmm(index, bytes); this.changed(); }
  get rip(): number { return this.registers.rip; }
  set rip(value: number) { this.registers.rip = value; this.changed(); }
  get rflags(): number { return this.registers.rflags; }
  set rflags(value: number) { this.registers.rflags = value; this.changed(); }
  get fsBase(): number { return this.registers.fsBase; }
  set fsBase(value: number) { this.registers.fsBase = value; this.changed(); }
  get gsBase(): number { return this.registers.gsBase; }
  set gsBase(value: number) { this.registers.gsBase = value; this.changed(); }
  get mxcsr(): number { return this.registers.mxcsr; }
  set mxcsr(value: number) { this.registers.mxcsr = value; this.changed(); }
}

function waitingFor(record: SyscallRecord): string {
  if (record.held) return 'held by the user';
  switch (record.phase) {
    case 'entry': return 'its turn';
    case 'latency': return 'latency';
    case 'blocked': return record.wait!.waitingFor;
  }
}
