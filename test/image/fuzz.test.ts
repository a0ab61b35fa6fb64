import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { loadElf } from '../../src/image/load-elf';
import { ImageError, type GoType, type ProgramImage } from '../../src/image/program-image';
import { requireTool } from '../support/tools';
import { program } from './support';

/** A small seeded generator (mulberry32): the same damage in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Asks an image a bit of everything; answers may be wrong, but there must be some. */
function exercise(image: ProgramImage, next: () => number): void {
  const { functions, lines, types } = image;
  functions.byName('runtime.schedule');
  functions.bodiesOf('runtime.dropg');
  const all = functions.all;
  for (let i = 0; i < 30 && all.length > 0; i++) {
    const fn = all[Math.floor(next() * all.length)];
    const pc = fn.entry + Math.floor(next() * Math.min(fn.end - fn.entry, 1 << 20));
    void [fn.file, fn.startLine, fn.argsSize, fn.topFrame, fn.spWrite, functions.stackDelta(pc), lines.at(pc), lines.isStatement(pc), lines.afterPrologue(fn)];
    for (let depth = 0; depth <= functions.inlinedAt(pc).length; depth++) {
      for (const variable of image.variablesAt(pc, depth)) touch(variable.type, 2);
    }
  }
  lines.addressesOf('variety.go', 45);
  lines.linesOf('runtime/proc.go');
  for (const name of ['runtime.g', 'runtime.schedt', 'main.square', 'map[string]int']) touch(types.byName(name), 4);
  types.byDescriptor(0x480000);
  image.constants.byName('runtime._Psyscall');
  image.globals.at(image.globals.byName('runtime.sched')?.address ?? 0x500000);
  image.symbols.at(image.entry);
  void [image.hasDwarf, image.warnings.length];
}

function touch(type: GoType | undefined, depth: number): void {
  if (!type || depth === 0) return;
  void [type.size, type.length];
  touch(type.elem, depth - 1);
  touch(type.key, depth - 1);
  touch(type.representation, depth - 1);
  for (const field of type.fields ?? []) touch(field.type, depth - 1);
}

describe('image: damaged files', function () {
  before(function () { requireTool(this, 'go'); });

  for (const [kind, seeds] of [['uncompressed', 100], ['optimised', 100], ['stripped', 50]] as const) {
    it(`${seeds} truncations, flips and overwritten stretches of a program (${kind})`, () => {
      const good = new Uint8Array(readFileSync(program(kind)));
      const outcomes = { refused: 0, loaded: 0, degraded: 0 };
      for (let seed = 1; seed <= seeds; seed++) {
        const next = random(seed * 7919);
        let bytes = good.slice();
        if (seed % 5 === 0) bytes = bytes.subarray(0, Math.floor(next() * bytes.length));
        else damage(bytes, next, seed % 5);
        try {
          const image = loadElf('p', bytes, { inflate: (data) => inflateSync(data) });
          exercise(image, next);
          outcomes[image.warnings.length > 0 ? 'degraded' : 'loaded']++;
        } catch (error) {
          assert.ok(error instanceof ImageError, `seed ${seed}: ${(error as Error).stack}`);
          assert.match(error.message, /^p: [^\n]+$/);
          outcomes.refused++;
        }
      }
      assert.ok(outcomes.refused > 0 && outcomes.loaded > 0, JSON.stringify(outcomes));
    });
  }

  it('100 times damaged headers and gopclntab', () => {
    const good = new Uint8Array(readFileSync(program('stripped')));
    const table = Buffer.from(good).indexOf(Buffer.from([0xf0, 0xff, 0xff, 0xff, 0, 0, 1, 8]));
    for (let seed = 1; seed <= 100; seed++) {
      const next = random(seed);
      const bytes = good.slice();
      const [from, length] = [[0, 0x400], [table, 0x60], [table, 0x4000], [table + 0x8000, 0x20000]][seed % 4];
      for (let i = 0; i < 8; i++) bytes[from + Math.floor(next() * length)] = Math.floor(next() * 256);
      try {
        exercise(loadElf('p', bytes), next);
      } catch (error) {
        assert.ok(error instanceof ImageError, `seed ${seed}: ${(error as Error).stack}`);
      }
    }
  });
});

/** Flips of single bits, random bytes, zeroed and 0xff-filled stretches. */
function damage(bytes: Uint8Array, next: () => number, kind: number): void {
  const at = (): number => Math.floor(next() * bytes.length);
  if (kind === 1) for (let i = 0; i < 400; i++) bytes[at()] ^= 1 << Math.floor(next() * 8);
  else if (kind === 2) for (let i = 0; i < 2000; i++) bytes[at()] = Math.floor(next() * 256);
  else for (let i = 0; i < 30; i++) { const start = at(); bytes.fill(kind === 3 ? 0 : 0xff, start, start + Math.floor(next() * 3000)); }
}
