/** The direct conditions after COMISx agree with the flags it sets. */
import * as assert from 'node:assert/strict';
import { Condition } from '../../src/machine/lift/emitter';
import { conditionOf, conditionOfCompare, flagsOfCompare } from '../../src/machine/lift/flags';
import { FunctionBuilder } from '../../src/machine/wasm/function-builder';
import { ModuleBuilder } from '../../src/machine/wasm/module-builder';
import { i32, i64, local } from '../../src/machine/wasm/ops';
import type { Value } from '../../src/machine/wasm/value';

const numbers = [0, -0, 1, -1, 1.5, Infinity, -Infinity, NaN, 5e-324, 1e-40, 1e300];

describe('conditions of float comparisons', () => {
  for (const type of ['f32', 'f64'] as const) {
    it(type, () => {
      const bits = (index: number): Value => (type === 'f32' ? i32.reinterpret_f32 : i64.reinterpret_f64)(local(type, index));
      const builder = new ModuleBuilder(1, undefined);
      const add = (name: string, value: Value): void => {
        const fn = new FunctionBuilder([type, type]);
        fn.return(value);
        fn.unreachable();
        builder.exportFunction(name, builder.addFunction({ params: [type, type], results: ['i32'] }, fn.finish()));
      };
      const conditions: Condition[] = [];
      for (let condition: Condition = Condition.o; condition <= Condition.g; condition++) {
        const direct = conditionOfCompare(condition, bits(0), bits(1));
        if (!direct) continue;
        conditions.push(condition);
        add(`direct${condition}`, direct);
        add(`parts${condition}`, conditionOf(condition, flagsOfCompare(bits(0), bits(1))));
      }
      assert.equal(conditions.length, 8);
      const env = { memory: new WebAssembly.Memory({ initial: 1, maximum: 1 }) };
      const made = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(builder.build())), { env }).exports as Record<string, (a: number, b: number) => number>;
      for (const condition of conditions) {
        for (const a of numbers) for (const b of numbers) assert.equal(made[`direct${condition}`](a, b), made[`parts${condition}`](a, b), `condition ${condition} of ${a} and ${b}`);
      }
    });
  }
});
