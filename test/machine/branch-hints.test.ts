/** The custom section of branch hints: each names the function and the place of the `if` that it is about. */
import * as assert from 'node:assert/strict';
import { FunctionBuilder } from '../../src/machine/wasm/function-builder';
import { ModuleBuilder } from '../../src/machine/wasm/module-builder';
import { i32, local } from '../../src/machine/wasm/ops';

const IF = 0x04;

describe('machine: branch hints', () => {
  it('stand at the offset of their if in the body, and the module is valid', () => {
    const fn = new FunctionBuilder(['i32']);
    fn.atStart(() => fn.set(0, i32.add(local('i32', 0), i32.const(1))));
    fn.if(local('i32', 0));
    fn.end();
    fn.if(i32.eqz(local('i32', 0)), 'unlikely');
    fn.else();
    fn.if(i32.gt_s(local('i32', 0), i32.const(7)), 'likely');
    fn.end();
    fn.end();
    fn.return(local('i32', 0));
    fn.unreachable();
    const body = fn.finish();
    assert.deepEqual(body.hints.map(({ likely }) => likely), [false, true]);
    for (const { offset } of body.hints) assert.equal(body.bytes[offset], IF);

    const builder = new ModuleBuilder(1, undefined);
    const signature = { params: ['i32'], results: ['i32'] } as const;
    const plain = new FunctionBuilder(['i32']);
    plain.return(local('i32', 0));
    plain.unreachable();
    builder.addFunction(signature, plain.finish());
    builder.exportFunction('f', builder.addFunction(signature, body));
    const bytes = builder.build();
    const module = new WebAssembly.Module(bytes as BufferSource);
    const [section] = WebAssembly.Module.customSections(module, 'metadata.code.branch_hint');
    const content = [...new Uint8Array(section!)];
    // One function has hints, the second; of two hints each has an offset and one byte.
    assert.deepEqual(content, [1, 1, 2, ...body.hints.flatMap(({ offset, likely }) => [offset, 1, likely ? 1 : 0])]);
    const { f } = new WebAssembly.Instance(module, { env: { memory: new WebAssembly.Memory({ initial: 0, maximum: 1 }) } }).exports as { f: (x: number) => number };
    assert.equal(f(4), 5);
  });
});
