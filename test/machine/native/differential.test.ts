/** Every instruction form of the amd64 v1 baseline, and random programs: this host's processor against our machine. */
import * as assert from 'node:assert/strict';
import { requireTool } from '../../support/tools';
import { GO_MNEMONICS } from '../go-mnemonics';
import { createMachine } from '../../../src/machine/machine';
import { describe as describeCase, differences } from './compare';
import { EmulatedRunner } from './emulated';
import { baselineForms, type Form } from './forms';
import { generate, generateStrings, type GeneratedBatch } from './generate';
import { NativeRunner } from './native';

/** Another seed finds other cases; a failure prints it. */
const SEED = Number(process.env.GOSCHED_SEED ?? 20261);
/** Cases of a form: ENCODINGS * STATES with a register operand, and as many with a memory operand. */
const ENCODINGS = 5, STATES = 16;
const SHOWN = 5;

const groups: [string, (form: Form) => boolean][] = [
  ['FXSAVE and FXRSTOR', (form) => form.mnemonic.startsWith('Fx')],
  ['conditional jumps, sets and moves', (form) => /^(J|Set|Cmov|Loop)/.test(form.mnemonic)],
  ['shifts and rotates', (form) => /^(Sh[lr]|Sar|Ro[lr]|Rc[lr]|Sh[lr]d)$/.test(form.mnemonic)],
  ['bit tests and scans', (form) => /^B[ts]/.test(form.mnemonic)],
  ['multiplication and division', (form) => /^I?(Mul|mul|Div|div)$/.test(form.mnemonic)],
  ['string instructions', isString],
  ['SSE and SSE2 moves, shuffles and packed integers', (form) => form.sse && !isFloat(form)],
  ['SSE and SSE2 floating point and conversions', (form) => form.sse],
  ['other integer instructions', () => true],
];

function isString(form: Form): boolean {
  return /^(Movs|Cmps|Stos|Lods|Scas)[bwdq]_(m|A|E|R)/.test(form.name);
}

function isFloat(form: Form): boolean {
  return /^(Add|Sub|Mul|Div|Sqrt|Min|Max|Cmp|U?comi|Cvt)/i.test(form.mnemonic);
}

describe('native against emulated: instruction forms', function () {
  let native: NativeRunner | undefined;
  before(function () {
    requireTool(this, 'gcc');
    native = new NativeRunner();
  });
  after(() => native?.dispose());

  const left = new Set(baselineForms());
  for (const [name, chosen] of groups) {
    const forms = [...left].filter(chosen);
    for (const form of forms) left.delete(form);
    it(`${name} (${forms.length} forms)`, () => compare(generate(forms, SEED, ENCODINGS, STATES)));
  }

  it('every mnemonic of Go programs is among them, but those whose outcome is the host\'s or the kernel\'s', () => {
    const compared = new Set(baselineForms().map(({ mnemonic }) => mnemonic));
    assert.deepEqual(GO_MNEMONICS.filter((name) => !compared.has(name)), ['Cpuid', 'Int', 'Int3', 'Rdtsc', 'Syscall']);
  });

  it('string instructions over long stretches', () => compare(generateStrings(baselineForms().filter(isString), SEED, ENCODINGS, STATES)));

  function compare(batch: GeneratedBatch): void {
    const ours = new EmulatedRunner(createMachine()).run(batch);
    const differing = (): string[][] => {
      const theirs = native!.run(batch);
      return batch.cases.map((one, i) => differences(batch.encodings[i], one, theirs[i], ours[i]));
    };
    let lines = differing();
    // A processor below two hypervisors answered #UD once to what it executed every other time: what counts, it does again.
    if (lines.some((found) => found.length > 0)) {
      const again = differing();
      lines = lines.map((found, i) => (again[i].length > 0 ? found : []));
    }
    const failures = new Map<string, { count: number; text: string }>();
    batch.cases.forEach((one, i) => {
      const encoding = batch.encodings[i];
      const found = lines[i];
      if (found.length === 0) return;
      const known = failures.get(encoding.form.name);
      if (known) known.count++;
      else failures.set(encoding.form.name, { count: 1, text: `${describeCase(encoding, one)}\n  ${found.join('\n  ')}` });
    });
    if (failures.size === 0) return;
    const list = [...failures].map(([form, { count }]) => `${form} ${count}`).join(', ');
    const shown = [...failures.values()].slice(0, SHOWN).map(({ text }) => text).join('\n\n');
    assert.fail(`seed ${SEED}: ${failures.size} forms differ (${list})\n\n${shown}`);
  }
});
