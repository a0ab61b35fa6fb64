import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadElf } from '../../src/image/load-elf';
import type { InlinedBody } from '../../src/image/program-image';
import { resolveFile } from '../../src/image/resolve-file';
import { requireTool } from '../support/tools';
import { goTool, hex, imageOf, npmPrograms, program, run, samplePcs } from './support';

describe('image: gopclntab', function () {
  this.timeout(180_000);
  before(function () { requireTool(this, 'go', 'gdb'); });

  const unstripped = (): string[] => [program('optimised'), program('debug'), ...npmPrograms.filter((entry) => entry.dwarf).map((entry) => entry.path)];

  it('knows every function of the symbol table', () => {
    for (const path of unstripped()) {
      const image = imageOf(path);
      let compared = 0;
      for (const line of goTool('nm', ['-size', '-type', path])) {
        const match = /^ *([0-9a-f]+) +(\d+) [Tt] (.+)$/.exec(line);
        // Markers of the linker, and assembly's ABI suffix, which tables leave out.
        if (!match || /^(runtime\.(text|etext)|_cgo|go\.|type\.\.|\$)/.test(match[3])) continue;
        const name = match[3].replace(/\.abi(0|internal)$/, '');
        const fn = image.functions.at(parseInt(match[1], 16));
        assert.equal(fn?.entry, parseInt(match[1], 16), `${path} ${name}`);
        assert.equal(fn.name, name);
        assert.ok(fn.end >= fn.entry + Number(match[2]), name);
        assert.ok(image.functions.byName(name), name);
        compared++;
      }
      assert.ok(compared > 1000, `${path}: ${compared}`);
    }
  });

  it('gives the positions that go tool addr2line gives', () => {
    for (const path of [program('optimised'), program('debug'), program('stripped'), ...npmPrograms.map((entry) => entry.path)]) {
      const image = imageOf(path);
      const pcs = samplePcs(image, image.functions.all.length > 2000 ? 397 : 61);
      let output: string[];
      try {
        output = goTool('addr2line', [path], pcs.map(hex).join('\n') + '\n');
      } catch {
        // Go 1.19's tool cannot read tables of later versions.
        assert.ok(image.goVersion!.minor > 19, path);
        continue;
      }
      pcs.forEach((pc, i) => {
        const [name, place] = [output[i * 2], output[i * 2 + 1]];
        // Padding between functions has no line.
        if (place === '?:0' || place === ':-1') return;
        const at = image.lines.at(pc);
        assert.equal(`${image.functions.at(pc)?.name} ${at?.file}:${at?.line}`, `${name} ${place}`, hex(pc));
      });
    }
  });

  it('gives the stack deltas of .debug_frame at every pc', () => {
    for (const path of unstripped()) {
      const image = imageOf(path);
      let compared = 0;
      for (const line of run('readelf', ['--debug-dump=frames-interp', path])) {
        const match = /^([0-9a-f]{16}) rsp\+(\d+)/.exec(line);
        if (!match || parseInt(match[1], 16) === 0) continue;
        const pc = parseInt(match[1], 16);
        const fn = image.functions.at(pc);
        // The last row of a function may begin where it ends.
        if (!fn) continue;
        assert.equal(image.functions.stackDelta(pc), Number(match[2]) - 8, `${path} ${fn.name} ${hex(pc)}`);
        compared++;
      }
      assert.ok(compared > 3000, `${path}: ${compared}`);
    }
  });

  it('gives the inlined calls that binutils reads from DWARF', () => {
    for (const path of [program('optimised'), ...npmPrograms.filter((entry) => entry.dwarf).map((entry) => entry.path)]) {
      const image = imageOf(path);
      const pcs = samplePcs(image, image.functions.all.length > 2000 ? 211 : 31);
      const answers = new Map<number, string[]>();
      let pc = 0;
      // Only places are compared: binutils names the host instead of the inlined function. Names are in the next test.
      for (const line of run('addr2line', ['-i', '-a', '-e', path], pcs.map(hex).join('\n'))) {
        if (/^0x[0-9a-f]{16}$/.test(line)) answers.set(pc = parseInt(line, 16), []);
        else if (line) answers.get(pc)!.push(line.replace(/ \(discriminator \d+\)$/, '').replace(/^\.\//, ''));
      }
      let inlined = 0;
      const differences: string[] = [];
      for (const [at, expected] of answers) {
        if (expected.length < 2) continue;
        inlined++;
        const calls = image.functions.inlinedAt(at);
        const found = [...calls.map((call) => `${call.file}:${call.line}`), `${calls.at(-1)?.callFile}:${calls.at(-1)?.callLine}`];
        if (found.join('\n') !== expected.join('\n')) differences.push(`${hex(at)}: ${found.join(' < ')} | ${expected.join(' < ')}`);
      }
      assert.ok(inlined > 300, `${path}: ${inlined}`);
      assert.equal(differences.length, 0, `${path}: ${differences.length} of ${inlined}\n${differences.slice(0, 5).join('\n')}`);
    }
  });

  it('names the inlined functions that readelf finds in DWARF', () => {
    for (const path of [program('optimised'), ...npmPrograms.filter((entry) => entry.dwarf).map((entry) => entry.path)]) {
      const { functions } = imageOf(path);
      const names = new Map<string, string>();
      const bodies: { origin: string; low: number }[] = [];
      let offset = '';
      let tag = '';
      let origin = '';
      for (const line of run('readelf', ['--debug-dump=info', path])) {
        const entry = /^ <[0-9a-f]+><([0-9a-f]+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)/.exec(line);
        if (entry) [, offset, tag] = entry;
        const attribute = /^ {4}<[0-9a-f]+> +DW_AT_(\w+) *: (?:\(.*\): )?(.*)$/.exec(line);
        if (!attribute) continue;
        const [, name, value] = attribute;
        if (tag === 'subprogram' && name === 'name') names.set(offset, value.trim());
        if (tag === 'inlined_subroutine' && name === 'abstract_origin') origin = value.replace(/[<>]|0x/g, '').trim();
        if (tag === 'inlined_subroutine' && name === 'low_pc') bodies.push({ origin, low: Number(value) });
      }
      assert.ok(bodies.length > 500, `${path}: ${bodies.length}`);
      const missing = bodies.filter(({ origin: at, low }) => !functions.inlinedAt(low).some((call) => call.name === names.get(at)));
      assert.deepEqual(missing.map(({ origin: at, low }) => `${hex(low)} ${names.get(at)}`).slice(0, 5), [], `${path}: ${missing.length} of ${bodies.length}`);
      // A breakpoint on the function has to reach each of them. (DWARF of 1.13 may leave out a nested body in front.)
      const known = new Map<string, InlinedBody[]>();
      const lost = bodies.filter(({ origin: at, low }) => {
        const name = names.get(at)!;
        let found = known.get(name);
        if (!found) known.set(name, found = functions.bodiesOf(name));
        return !found.some((body) => body.start <= low && low < body.end);
      });
      assert.ok(lost.length <= bodies.length * 0.02, `${path}: ${lost.length} of ${bodies.length} begin elsewhere: ${lost.slice(0, 5).map(({ origin: at, low }) => `${hex(low)} ${names.get(at)}`).join(', ')}`);
    }
  });

  it('finds every inlined body of a function', () => {
    const image = imageOf(program('optimised'));
    assert.deepEqual([...new Set(image.functions.bodiesOf('main.small').map((body) => body.host.name))].sort(), ['main.work']);
    assert.ok([...image.functions.inlinedNames()].includes('runtime.dropg'));
    for (const body of image.functions.bodiesOf('runtime.dropg')) {
      assert.ok(image.functions.inlinedAt(body.start).some((call) => call.name === 'runtime.dropg'), hex(body.start));
      assert.ok(image.functions.inlinedAt(body.end - 1).some((call) => call.name === 'runtime.dropg'));
    }
    assert.deepEqual(image.functions.bodiesOf('main.work'), []);
  });

  it('says the same of a stripped program, with and without section headers', () => {
    const full = imageOf(program('optimised'));
    const bytes = new Uint8Array(readFileSync(program('stripped')));
    const stripped = loadElf('stripped', bytes);
    const bare = bytes.slice();
    bare.fill(0, 40, 48); // e_shoff
    bare.fill(0, 60, 64); // e_shnum, e_shstrndx
    for (const image of [stripped, loadElf('bare', bare)]) {
      assert.equal(image.hasDwarf, false);
      assert.deepEqual(image.warnings, []);
      assert.equal(image.functions.all.length, full.functions.all.length);
      for (const pc of samplePcs(full, 41)) {
        const name = full.functions.at(pc)!.name;
        // Both binaries have the same text but for addresses of data; their functions lie at the same places.
        assert.equal(image.functions.at(pc)?.name, name, hex(pc));
        assert.deepEqual(image.lines.at(pc), full.lines.at(pc));
        assert.equal(image.functions.stackDelta(pc), full.functions.stackDelta(pc));
        assert.deepEqual(image.functions.inlinedAt(pc), full.functions.inlinedAt(pc));
      }
    }
  });

  it('finds the end of the prologue without DWARF where DWARF has it', () => {
    for (const [withMarks, without] of [[program('optimised'), program('stripped')]]) {
      const marked = imageOf(withMarks);
      const plain = imageOf(without);
      let same = 0;
      const other: string[] = [];
      // debugCall functions and a few wrappers bear a mark though they have no stack check.
      for (const fn of marked.functions.all) {
        const expected = marked.lines.afterPrologue(fn);
        const found = plain.lines.afterPrologue(plain.functions.at(fn.entry)!);
        if (expected === found) same++; else other.push(`${fn.name} ${hex(expected)} ${hex(found)}`);
      }
      assert.ok(same / marked.functions.all.length > 0.97, `${same} of ${marked.functions.all.length}\n${other.slice(0, 40).join('\n')}`);
    }
  });

  it('marks outermost frames and stack switches', () => {
    for (const path of [program('stripped'), ...npmPrograms.map((entry) => entry.path)]) {
      const { functions } = imageOf(path);
      for (const name of ['runtime.goexit', 'runtime.mstart', 'runtime.rt0_go']) assert.equal(functions.byName(name)?.topFrame, true, `${path} ${name}`);
      for (const name of ['runtime.mcall', 'runtime.systemstack', 'runtime.morestack']) assert.equal(functions.byName(name)?.spWrite, true, `${path} ${name}`);
      assert.equal(functions.byName('runtime.main')?.topFrame, false);
      assert.equal(functions.byName('runtime.schedule')?.spWrite, false);
    }
  });

  it('resolves files by suffix and lists the lines that have code', () => {
    const image = imageOf(program('stripped'));
    assert.deepEqual(resolveFile(image.lines, 'runtime/asm_amd64.s').map((file) => file.split('/').slice(-2).join('/')), ['runtime/asm_amd64.s']);
    assert.ok(resolveFile(image.lines, 'asm_amd64.s').length > 1, 'ambiguous');
    assert.deepEqual(image.lines.linesOf('asm_amd64.s'), []);
    const [file] = resolveFile(image.lines, 'variety.go');
    assert.deepEqual(image.lines.linesOf('variety.go'), image.lines.linesOf(file));
    const source = readFileSync(file, 'utf8').split('\n');
    const lines = image.lines.linesOf(file);
    assert.ok(lines.includes(source.findIndex((line) => line.includes('total += int64')) + 1));
    assert.ok(!lines.includes(1));
    for (const line of lines) {
      for (const address of image.lines.addressesOf(file, line)) {
        assert.ok(image.lines.isStatement(address));
        assert.deepEqual(image.lines.at(address), { file, line });
      }
    }
  });
});
