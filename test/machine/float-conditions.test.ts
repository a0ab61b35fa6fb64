/** What COMISx says of conditions directly (FlagParts.conditions) agrees with the flags it sets. */
import * as assert from 'node:assert/strict';
import { Mnemonic } from 'iced-x86';
import { Condition, type Emitter, type FlagParts, type Lift } from '../../src/machine/lift/emitter';
import { conditionOf, type CompleteFlags } from '../../src/machine/lift/flags';
import { LIFTS } from '../../src/machine/lift/table';
import { FunctionBuilder } from '../../src/machine/wasm/function-builder';
import { ModuleBuilder } from '../../src/machine/wasm/module-builder';
import { local } from '../../src/machine/wasm/ops';

const numbers = [0, -0, 1, -1, 1.5, Infinity, -Infinity, NaN, 5e-324, 1e300];

describe('conditions of float comparisons', () => {
  for (const [mnemonic, type] of [[Mnemonic.Ucomisd, 'f64'], [Mnemonic.Comiss, 'f32']] as const) {
    it(Mnemonic[mnemonic], () => {
      const parts = flagsSetBy(LIFTS[mnemonic] as Lift, type);
      const conditions = Object.keys(parts.conditions!).map(Number) as Condition[];
      assert.ok(conditions.length >= 4);
      const builder = new ModuleBuilder(1, false);
      for (const condition of conditions) {
        for (const [name, value] of [['direct', parts.conditions![condition]!], ['parts', conditionOf(condition, parts as CompleteFlags)]] as const) {
          const fn = new FunctionBuilder([type, type]);
          fn.return(value);
          fn.unreachable();
          builder.exportFunction(name + condition, builder.addFunction({ params: [type, type], results: ['i32'] }, fn.finish()));
        }
      }
      const env = { memory: new WebAssembly.Memory({ initial: 1, maximum: 1 }), table: new WebAssembly.Table({ initial: 1, element: 'anyfunc' }) };
      const made = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(builder.build())), { env }).exports as Record<string, (a: number, b: number) => number>;
      for (const condition of conditions) {
        for (const a of numbers) for (const b of numbers) assert.equal(made[`direct${condition}`](a, b), made[`parts${condition}`](a, b), `condition ${condition} of ${a} and ${b}`);
      }
    });
  }
});

/** Runs the lift against an emitter whose operands are the two parameters of a function. */
function flagsSetBy(lift: Lift, type: 'f32' | 'f64'): FlagParts {
  let set: FlagParts | undefined;
  const emitter = { let: (value) => value, readLane: (i) => local(type, i), setFlags: (parts) => { set = parts; } } as Partial<Emitter> as Emitter;
  lift(emitter);
  assert.ok(set);
  return set;
}
