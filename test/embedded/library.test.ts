/** Programs are compiled against a library that was compiled before: nothing of it may differ from compiling all at once. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzlibSync } from 'fflate';
import { nodeLibrary, nodeShippedLibrary } from '../../src/adapter/host/node-library';
import { compileLibrary } from '../../src/adapter/launch/library';
import { createLibrary, DEFAULT_EDITION, EDITIONS, type EditionName } from '../../src/embedded/library';
import { build, type Program } from '../../src/toolchain/compile';
import { plainProgram } from '../../src/toolchain/image';
import { readLibrary, writeLibrary } from '../../src/toolchain/library/archive';
import type { Prebuilt } from '../../src/toolchain/library/prebuilt';
import { Diagnostics, FileSet } from '../../src/toolchain/source';
import type { File } from '../../src/toolchain/syntax/ast';
import { parseFile } from '../../src/toolchain/syntax/parser';
import { root } from '../support/gosched';
import { scenarios } from './scenario-runs';

function compile(source: string, edition: EditionName, library?: Prebuilt): Program {
  const { program, errors } = build({ sources: createLibrary(nodeLibrary(), [{ name: '/work/main.go', text: source }]), edition, library });
  assert.deepEqual(errors, undefined);
  return program!;
}

/** What the machine gets. */
const memory = ({ linked: { text, rodata, data } }: Program): Uint8Array[] => [text, rodata, data].map(({ bytes }) => bytes);

/** What the debugger gets. */
function tables(program: Program): unknown {
  const { functions, types, globals, symbols, constants } = plainProgram(program, '/work/program');
  return { types, globals, symbols, constants, functions: functions.map((f) => ({ ...f, packed: undefined, lines: f.lines, stack: f.stack, variables: f.variables })) };
}

for (const edition of EDITIONS) {
  describe(`embedded: the compiled library of ${edition}`, function () {
    const shipped = nodeShippedLibrary(edition);
    let library: Prebuilt;
    before(() => { library = compileLibrary(createLibrary(nodeLibrary(), []), edition); });

    it('is what the build wrote, byte for byte', () => {
      assert.ok(shipped, 'dist/library is missing: npm run build');
      assert.ok(Buffer.from(shipped.bytes).equals(writeLibrary(library, shipped.key)), 'dist/library is of other sources (npm run build), or compiling is not deterministic');
    });

    it('gives every scenario the same image as one compiled from the sources', () => {
      const read = readLibrary(shipped!.bytes, shipped!.key)!;
      let isFirst = true;
      for (const { source, editions, file } of scenarios) {
        if (!editions.includes(edition)) continue;
        const [one, other] = [compile(source, edition, read), compile(source, edition, library)];
        memory(one).forEach((bytes, i) => assert.ok(Buffer.compare(bytes, memory(other)[i]) === 0, `${file}: section ${i}`));
        if (isFirst) assert.deepEqual(tables(one), tables(other));
        isFirst = false;
      }
    });

    it('gives a program the code that it has when all is compiled at once', () => {
      for (const { source, file } of scenarios.filter(({ editions }) => editions.includes(edition)).slice(0, 2)) {
        const whole = new Map(compile(source, edition).linked.texts.map((f) => [f.name, f]));
        for (const f of compile(source, edition, library).linked.texts) {
          const same = whole.get(f.name);
          // The order of packages' initialisation is in the code of main_init alone.
          const shown = (t: typeof f | undefined): unknown => t && { ...t, variables: t.variables.map((v) => `${v.name} ${v.type} ${v.cfaOffset} ${v.start} ${v.end} ${v.escaped}`), relocations: t.relocations.map((r) => `${r.offset} ${r.addend} ${/^go\.(string|const|static)/.test(r.symbol) ? '' : r.symbol}`) };
          assert.deepEqual(shown(f), shown(same), `${file}: ${f.name}`);
        }
      }
    });

    it('is refused with other sources or another compiler', () => {
      assert.equal(readLibrary(shipped!.bytes, 'another key'), undefined);
      assert.equal(readLibrary(new TextEncoder().encode('no library at all'), shipped!.key), undefined);
    });

    it('is refused when it is cut off', () => {
      for (const length of [0, 8, 11, 12, 1000, shipped!.bytes.length - 1]) assert.equal(readLibrary(shipped!.bytes.subarray(0, length), shipped!.key), undefined, `${length} bytes`);
    });
  });
}

describe('embedded: a file with a compiled library', () => {
  it('is refused with a wrong bit, and cut off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gosched-library-')), path = join(folder, `${DEFAULT_EDITION}.bin`);
    try {
      cpSync(join(root, 'dist/library', `${DEFAULT_EDITION}.bin`), path);
      assert.ok(nodeShippedLibrary(DEFAULT_EDITION, folder));
      const bytes = readFileSync(path);
      for (const at of [2, bytes.length >> 1, bytes.length - 1]) {
        const damaged = Buffer.from(bytes);
        damaged[at] ^= 4;
        writeFileSync(path, damaged);
        assert.equal(nodeShippedLibrary(DEFAULT_EDITION, folder), undefined, `byte ${at}`);
      }
      writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
      assert.equal(nodeShippedLibrary(DEFAULT_EDITION, folder), undefined);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('belongs to each bundle that compiles programs, and a browser unpacks it', () => {
    const { key, bytes } = nodeShippedLibrary(DEFAULT_EDITION)!;
    for (const bundle of ['cli-main.js', 'adapter-main.js', 'web/adapter.js']) assert.ok(readFileSync(join(root, 'dist', bundle), 'utf8').includes(`"${key}"`), `dist/${bundle} would compile the library at each launch: npm run build`);
    assert.ok(Buffer.from(unzlibSync(readFileSync(join(root, 'dist/library', `${DEFAULT_EDITION}.bin`)))).equals(bytes));
  });
});

describe('embedded: declarations alone', () => {
  it('are those that the whole files have', () => {
    for (const [name, text] of Object.entries(nodeLibrary())) {
      if (!name.endsWith('.go')) continue;
      const parsed = [false, true].map((declarationsOnly) => {
        const files = new FileSet(), diagnostics = new Diagnostics(files), file = parseFile(files.add(name, text), diagnostics, declarationsOnly);
        assert.deepEqual(diagnostics.list, []);
        return withoutBodies(file);
      });
      assert.deepEqual(parsed[1], parsed[0], name);
    }
  });
});

function withoutBodies(file: File): unknown {
  // A linkname inside of a body would be none of the file's declarations; there is none.
  return { ...file, decls: file.decls.map((d) => (d.kind === 'Func' ? { ...d, body: d.body !== undefined } : d)) };
}
