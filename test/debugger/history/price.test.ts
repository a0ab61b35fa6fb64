import assert from 'node:assert/strict';
import { CheckpointPrice } from '../../../src/debugger/history/price';
import { PAGE_SIZE, Prot } from '../../../src/machine/api';
import { createMachine } from '../../../src/machine/machine';

const START = 0x100000;

describe('price of the next checkpoint', () => {
  let ms = 0;
  // Each look at the clock is a millisecond later.
  const machine = createMachine({ now: () => ms++ });
  const touch = (pages: number): void => { for (let page = 0; page < pages; page++) machine.memory.write(START + page * PAGE_SIZE, Uint8Array.of(1)); };
  machine.memory.map(START, 64 * PAGE_SIZE, Prot.read | Prot.write);
  touch(10);

  const price = new CheckpointPrice(machine);
  const near = (expected: number): void => { assert.ok(Math.abs(price.next - expected) < 1e-9, `${price.next}, not ${expected}`); };

  it('is what the last one took and the copies since then cost, measured by the clock', () => {
    machine.checkpoint();
    price.taken(5);
    near(5);
    touch(4);
    near(5 + 4 * 1.004);
    touch(4);
    near(5 + 4 * 1.004);
  });
  it('grows with the memory in use', () => {
    touch(20);
    near(5 + 2 * 10 * 1.004);
  });
  it('begins anew with each checkpoint', () => {
    machine.checkpoint();
    price.taken(0);
    near(0);
    touch(1);
    near(1.004);
  });
});
