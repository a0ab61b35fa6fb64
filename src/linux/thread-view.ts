/** What the debugger sees of a thread and of its syscall in flight. */
import type { Registers } from '../machine/api';
import type { SyscallInFlight, ThreadState, ThreadView } from './api';
import type { KernelCore } from './kernel';
import { printSyscall } from './print';
import type { SyscallRecord } from './state';
import type { FlagTables } from './syscalls/handler';

/** A view by tid: it stays right across runs and restores. `registers` must be asked for anew after each run. */
export class ThreadViewImpl implements ThreadView {
  constructor(readonly tid: number, private readonly core: KernelCore, private readonly flags: FlagTables, private readonly freeze: (tid: number, frozen: boolean) => void) {}

  get state(): ThreadState { return this.core.thread(this.tid)?.state ?? 'exited'; }
  get instructions(): number { return this.core.thread(this.tid)?.instructions ?? 0; }
  get registers(): Registers {
    if (!this.core.thread(this.tid)) throw new Error(`thread ${this.tid} has exited`);
    return this.core.registersOf(this.tid);
  }
  get frozen(): boolean { return this.core.thread(this.tid)?.frozen ?? false; }
  set frozen(value: boolean) { if (value !== this.frozen) this.freeze(this.tid, value); }

  get syscall(): SyscallInFlight | undefined {
    const record = this.core.thread(this.tid)?.syscall;
    if (!record) return undefined;
    const { core, flags } = this;
    return {
      number: record.number, name: record.name, args: record.args, enteredNs: record.enteredNs, readyAtNs: record.readyAtNs, held: record.held,
      waitingFor: waitingFor(record),
      get text() { return printSyscall(record, core.runner.definition(record.number), core.memory, flags); },
    };
  }
}

function waitingFor(record: SyscallRecord): string {
  if (record.held) return 'held by the user';
  switch (record.phase) {
    case 'entry': return 'its turn';
    case 'latency': return 'latency';
    case 'blocked': return record.wait!.waitingFor;
  }
}
