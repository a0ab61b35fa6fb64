/** Runs batches of cases on our machine. */
import { PAGE_SIZE, Prot, type Machine, type Stop } from '../../../src/machine/api';
import { CODE_BASE, Ending, GS_BASE, SCRATCH_PAGES_END, SCRATCH_PAGES_START, STATE_SIZE, State, scratchBase, type Batch, type Case, type Outcome } from './layout';

const zeros = new Uint8Array(SCRATCH_PAGES_END - SCRATCH_PAGES_START);

/** How a case is run to its end; the default executes one instruction. */
export type Driver = (machine: Machine, one: Case) => Stop;

export const oneInstruction: Driver = (machine) => machine.run(1);

/** Until the INT3 that follows the code; answers as `oneInstruction` would: with rip at the INT3. */
export const untilInt3: Driver = (machine) => {
  const stop = machine.run(1_000_000);
  if (stop.kind !== 'int3') return stop;
  machine.registers.rip -= 1;
  return { kind: 'budget' };
};

export class EmulatedRunner {
  constructor(readonly machine: Machine) {
    machine.memory.map(SCRATCH_PAGES_START, SCRATCH_PAGES_END - SCRATCH_PAGES_START, Prot.read | Prot.write);
  }

  run(batch: Batch, driver: Driver = oneInstruction): Outcome[] {
    const { memory } = this.machine;
    memory.map(CODE_BASE, (batch.code.length + PAGE_SIZE - 1) & -PAGE_SIZE, Prot.read | Prot.exec);
    memory.write(CODE_BASE, batch.code);
    const context = this.machine.newContext();
    return batch.cases.map((one) => this.runCase(batch, one, context, driver));
  }

  private runCase(batch: Batch, one: Case, context: Uint8Array, driver: Driver): Outcome {
    const { memory, registers } = this.machine, base = scratchBase(batch);
    this.machine.load(context);
    for (let i = 0; i < 16; i++) {
      registers.setGpr(i, one.state.gpr(i));
      registers.setXmm(i, one.state.xmm(i));
    }
    registers.rip = one.state.rip;
    registers.rflags = one.state.rflags;
    registers.mxcsr = one.state.mxcsr;
    registers.gsBase = GS_BASE;
    memory.write(SCRATCH_PAGES_START, zeros);
    memory.write(base, one.scratch);
    const stop = driver(this.machine, one);
    const copy = new ArrayBuffer(STATE_SIZE + one.scratch.length);
    const state = new State(copy, 0), scratch = new Uint8Array(copy, STATE_SIZE);
    for (let i = 0; i < 16; i++) {
      state.setGpr(i, registers.getGpr(i));
      state.xmm(i).set(registers.getXmm(i));
    }
    state.rip = registers.rip;
    state.rflags = registers.rflags;
    state.mxcsr = registers.mxcsr;
    scratch.set(memory.read(base, scratch.length));
    return { ending: endingOf(stop), address: stop.kind === 'page-fault' ? stop.address : 0, state, scratch, detail: stop.kind === 'budget' ? '' : JSON.stringify(stop) };
  }
}

function endingOf(stop: Stop): Ending {
  switch (stop.kind) {
    case 'budget': return Ending.completed;
    case 'page-fault': return Ending.pageFault;
    case 'general-protection': return Ending.generalProtection;
    case 'divide-error': return Ending.divideError;
    case 'invalid-opcode': return stop.unsupported === undefined ? Ending.invalidOpcode : Ending.other;
    default: return Ending.other;
  }
}
