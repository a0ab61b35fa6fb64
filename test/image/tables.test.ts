import assert from 'node:assert/strict';
import { resolveFile } from '../../src/image/resolve-file';
import { buildImage } from '../../src/image/tables/build-image';
import type { PlainProgram } from '../../src/image/tables/plain';
import { decodeTypes, encodeTypes, TypeList } from '../../src/image/tables/types';

function example(): PlainProgram {
  const types = new TypeList();
  const int = types.add({ kind: 'int', name: 'int', size: 8, descriptor: 0x500000 });
  const node = types.add({ kind: 'struct', name: 'main.node', size: 16 });
  const pointer = types.add({ kind: 'pointer', name: '*main.node', size: 8, elem: node });
  types.complete(node, { fields: [['value', int, 0], ['next', pointer, 8]] });
  return {
    path: 'demo.go', goVersion: 'go1.14', entry: 0x401000, types: types.list,
    segments: [{ address: 0x401000, bytes: new Uint8Array(256), memorySize: 4096, prot: 5 }],
    functions: [
      {
        name: 'main.helper', entry: 0x401080, end: 0x4010c0, file: 'demo/lib/helper.go', startLine: 2, argsSize: 16, topFrame: true, spWrite: true,
        stack: [], lines: [{ address: 0x401080, line: 2 }], variables: [],
      },
      {
        name: 'main.main', entry: 0x401000, end: 0x401080, file: 'demo/main.go', startLine: 3, stack: [[0x401000, 0], [0x40100d, 24], [0x401070, 0]],
        lines: [
          { address: 0x401000, line: 3 }, { address: 0x401016, line: 4, prologueEnd: true }, { address: 0x401020, line: 5, statement: false },
          { address: 0x401024, line: 5 }, { address: 0x401028, line: 5 }, { address: 0x401030, line: 9, file: 'demo/lib/helper.go' }, { address: 0x401040, line: 4 },
        ],
        variables: [
          { name: 'n', type: int, role: 'argument', location: { kind: 'cfa', offset: 0 } },
          { name: 'x', type: int, role: 'local', location: { kind: 'cfa', offset: -8 }, line: 4 },
          { name: 'x', type: pointer, role: 'local', escaped: true, line: 5, scope: [{ start: 0x401020, end: 0x401040 }], location: [{ start: 0x401020, end: 0x401028, location: { kind: 'register', register: 0 } }] },
        ],
        inlined: [{ name: 'main.small', file: 'demo/lib/helper.go', callFile: 'demo/main.go', callLine: 6, ranges: [{ start: 0x401030, end: 0x401040 }] }],
      },
    ],
    globals: [{ name: 'main.list', address: 0x600000, type: pointer }],
    constants: [{ name: 'main.limit', value: 10, type: int }],
    symbols: [{ name: 'main.list', address: 0x600000, size: 8 }],
    sources: { 'demo/main.go': 'package main\n' },
  };
}

describe('image: programs from plain tables', () => {
  const image = buildImage(example());

  it('finds functions, stack deltas and inlined bodies', () => {
    const { functions } = image;
    assert.deepEqual(functions.all.map((fn) => fn.name), ['main.main', 'main.helper']);
    assert.equal(functions.at(0x40107f)?.name, 'main.main');
    assert.equal(functions.at(0x4010c0), undefined);
    assert.equal(functions.byName('main.helper')?.spWrite, true);
    assert.deepEqual([0x401000, 0x40100c, 0x40100d, 0x401070].map((pc) => functions.stackDelta(pc)), [0, 0, 24, 0]);
    assert.equal(functions.stackDelta(0x401080), undefined, 'no deltas given');
    assert.deepEqual(functions.inlinedAt(0x401034), [{ name: 'main.small', file: 'demo/lib/helper.go', line: 9, callFile: 'demo/main.go', callLine: 6 }]);
    assert.deepEqual(functions.inlinedAt(0x401040), []);
    assert.deepEqual(functions.bodiesOf('main.small').map((body) => [body.host.name, body.start, body.end]), [['main.main', 0x401030, 0x401040]]);
  });

  it('finds lines, statements and the end of the prologue', () => {
    const { lines } = image;
    assert.deepEqual(lines.at(0x401023), { file: 'demo/main.go', line: 5 });
    assert.deepEqual(lines.at(0x401031), { file: 'demo/lib/helper.go', line: 9 });
    assert.deepEqual(lines.addressesOf('main.go', 5), [0x401024], 'one per run, at its first mark');
    assert.deepEqual(lines.addressesOf('demo/main.go', 4), [0x401016, 0x401040]);
    assert.deepEqual(lines.linesOf('lib/helper.go'), [2, 9]);
    assert.deepEqual(resolveFile(lines, 'helper.go'), ['demo/lib/helper.go']);
    assert.deepEqual([0x401020, 0x401024, 0x401025].map((pc) => lines.isStatement(pc)), [false, true, false]);
    assert.equal(lines.afterPrologue(image.functions.byName('main.main')!), 0x401016);
    assert.equal(lines.afterPrologue(image.functions.byName('main.helper')!), 0x401080);
  });

  it('finds variables by scope, declaration and pc', () => {
    const at = (pc: number, depth?: number): string[] => image.variablesAt(pc, depth).map((each) => `${each.name} ${each.type.name} ${each.location.kind}${each.shadowed ? ' shadowed' : ''}${each.escaped ? ' escaped' : ''}`);
    assert.deepEqual(at(0x401000), ['n int cfa']);
    assert.deepEqual(at(0x401016), ['n int cfa', 'x int cfa']);
    assert.deepEqual(at(0x401024), ['n int cfa', 'x int cfa shadowed', 'x *main.node register escaped']);
    assert.deepEqual(at(0x401028), ['n int cfa', 'x int cfa shadowed', 'x *main.node gone escaped']);
    assert.deepEqual(at(0x401034), [], 'an inlined body has none');
    assert.deepEqual(at(0x401034, 1), ['n int cfa', 'x int cfa shadowed', 'x *main.node gone escaped']);
  });

  it('carries types, globals, constants and sources', () => {
    const node = image.types.byName('main.node')!;
    assert.equal(node.fields?.[1].type.elem, node);
    assert.equal(image.types.byDescriptor(0x500000)?.name, 'int');
    assert.equal(image.globals.at(0x600007)?.name, 'main.list');
    assert.equal(image.globals.at(0x600008), undefined);
    assert.equal(image.constants.byName('main.limit')?.value, 10n);
    assert.equal(image.sourceText('demo/main.go'), 'package main\n');
    assert.equal(image.sourceText('toString'), undefined);
    assert.deepEqual(image.goVersion, { text: 'go1.14', minor: 14, patch: 0 });
  });

  it('keeps types over encoding and decoding, cycles included', () => {
    const node = image.types.byName('main.node')!;
    const { list, ids } = encodeTypes([node]);
    const again = decodeTypes(JSON.parse(JSON.stringify(list)))[ids[0]];
    assert.equal(again.fields?.[1].type.elem, again);
    assert.deepEqual(encodeTypes([again]).list, list);
  });
});
