import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ElfFile, SHF_COMPRESSED } from '../../src/image/elf/file';
import { loadElf } from '../../src/image/load-elf';
import type { ProgramImage } from '../../src/image/program-image';
import { requireTool } from '../support/tools';

describe('image: DWARF 5', function () {
  let folder: string;
  before(function () {
    requireTool(this, 'gcc');
    folder = mkdtempSync(join(tmpdir(), 'gosched-dwarf5-'));
  });
  after(() => { if (folder) rmSync(folder, { recursive: true }); });

  function assembled(flags: string[]): ProgramImage {
    const path = join(folder, 'five');
    execFileSync('gcc', ['-nostdlib', '-static', '-no-pie', '-Wa,-gdwarf-5', ...flags, '-o', path, join(__dirname, 'fixtures/dwarf5.s')], { stdio: 'pipe' });
    return loadElf(path, new Uint8Array(readFileSync(path)));
  }

  for (const compression of ['none', 'zlib', 'zlib-gnu']) {
    it(`reads indexed forms and lists (compression: ${compression})`, () => {
      const image = assembled([`-Wl,--compress-debug-sections=${compression}`]);
      const start = image.symbols.byName('_start')!.address;
      const at = (offset: number): string[] => image.variablesAt(start + offset).map((each) => `${each.name} ${each.type.name} ${JSON.stringify(each.location, (_, value: unknown) => typeof value === 'bigint' ? Number(value) : value)}`);
      assert.deepEqual(image.warnings, []);
      assert.deepEqual(image.types.byName('long int')?.size, 8);
      assert.equal(image.globals.byName('counter')?.address, image.symbols.byName('counter')?.address);
      assert.equal(image.constants.byName('least')?.value, -(1n << 63n));
      assert.deepEqual(at(0), ['moving long int {"kind":"register","register":0}']);
      assert.deepEqual(at(1), [
        'moving long int {"kind":"pieces","pieces":[{"location":{"kind":"register","register":3},"size":4},{"location":{"kind":"gone"},"size":4}]}',
        'inner long int {"kind":"cfa","offset":-16}',
      ]);
      assert.deepEqual(at(4), ['moving long int {"kind":"constant","value":-5}']);
      assert.deepEqual(at(10), ['moving long int {"kind":"cfa","offset":0}', 'inner long int {"kind":"cfa","offset":-16}']);
      assert.deepEqual(at(12), []);
      assert.deepEqual(image.lines.at(start + 4), { file: '/src/five.c', line: 5 });
      assert.deepEqual([0, 1, 3, 10].map((offset) => image.lines.isStatement(start + offset)), [true, true, false, true]);
      assert.deepEqual(image.lines.linesOf('five.c'), [3, 4, 5, 6]);
      assert.deepEqual(image.lines.addressesOf('five.c', 5), [start + 3], 'a line without a mark has its first address');
      assert.equal(image.lines.afterPrologue({ name: '_start', entry: start, end: start + 12, file: '', startLine: 3, topFrame: false, spWrite: false, argsSize: undefined }), start + 1);
    });
  }

  it('names what it cannot inflate', () => {
    assembled([]);
    const bytes = new Uint8Array(readFileSync(join(folder, 'five')));
    const elf = new ElfFile(bytes);
    const index = elf.sections.findIndex((section) => section.name === '.debug_info');
    // Mark it as compressed (sh_flags), with a header that says zstd (ch_type 2).
    const view = new DataView(bytes.buffer);
    view.setUint32(Number(view.getBigUint64(40, true)) + index * 64 + 8, SHF_COMPRESSED, true);
    view.setUint32(elf.sections[index].offset, 2, true);
    const image = loadElf('five', bytes);
    assert.equal(image.hasDwarf, false);
    assert.match(image.warnings[0], /^DWARF: \.debug_info is compressed with zstd, which is not supported/);
  });
});
