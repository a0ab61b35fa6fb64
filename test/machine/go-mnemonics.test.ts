/** Each instruction that Go programs use at the v1 baseline has a definition. */
import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Code, CpuidFeature, Decoder, DecoderOptions, Instruction, Mnemonic } from 'iced-x86';
import { LIFTS } from '../../src/machine/lift/table';
import { ElfFile } from '../../src/image/elf/file';
import { GO_MNEMONICS } from './go-mnemonics';

const modules = resolve(__dirname, '../../node_modules');
const executables = ['esbuild-go113/bin/esbuild', 'esbuild-go114/bin/esbuild', 'esbuild-go119/bin/esbuild', 'esbuild-go125/bin/esbuild', '@esbuild/linux-x64/bin/esbuild'];

/** Extensions that Go uses only where CPUID says so; ours does not. */
const BEYOND_BASELINE = new Set([CpuidFeature.SSE3, CpuidFeature.SSSE3, CpuidFeature.SSE4_1, CpuidFeature.SSE4_2, CpuidFeature.POPCNT, CpuidFeature.AVX,
  CpuidFeature.AVX2, CpuidFeature.FMA, CpuidFeature.BMI1, CpuidFeature.BMI2, CpuidFeature.ADX, CpuidFeature.AES, CpuidFeature.PCLMULQDQ,
  CpuidFeature.VPCLMULQDQ, CpuidFeature.GFNI, CpuidFeature.SHA, CpuidFeature.RDTSCP, CpuidFeature.XSAVE, CpuidFeature.MOVBE,
  CpuidFeature.AVX512F, CpuidFeature.AVX512BW, CpuidFeature.AVX512DQ, CpuidFeature.AVX512VL, CpuidFeature.AVX512_VBMI, CpuidFeature.AVX512_BITALG]);
/** Disassembled from data that stands in .text (crypto/internal/boring/sig). */
const FROM_DATA = new Set(['Hlt', 'Retf']);

describe('instructions of Go programs', function () {

  it('have definitions', () => {
    const missing = GO_MNEMONICS.filter((name) => LIFTS[Mnemonic[name]] === undefined);
    assert.deepEqual(missing, []);
  });

  const known = new Set<string>(GO_MNEMONICS);
  for (const name of executables) {
    const path = resolve(modules, name);
    it(`are all in the list: ${name}`, function () {
      if (!existsSync(path)) this.skip(); // an optional dependency
      const elf = new ElfFile(readFileSync(path));
      const text = elf.sections.find((section) => section.name === '.text');
      assert.ok(text);
      const codes = codesIn(elf.bytes.subarray(text.offset, text.offset + text.size));
      const unknown = new Set<string>();
      for (const code of codes) {
        const instruction = Instruction.create(code);
        const features = [...instruction.cpuidFeatures()] as CpuidFeature[];
        const mnemonic = Mnemonic[instruction.mnemonic];
        instruction.free();
        if (features.some((feature) => BEYOND_BASELINE.has(feature)) || FROM_DATA.has(mnemonic)) continue;
        if (!known.has(mnemonic)) unknown.add(mnemonic);
      }
      assert.deepEqual([...unknown], []);
    });
  }
});

/** The codes (forms) that occur; Go pads functions with INT3, so disassembling straight on stays in step. */
function codesIn(bytes: Uint8Array): Set<Code> {
  const codes = new Set<Code>();
  const decoder = new Decoder(64, bytes, DecoderOptions.None), instruction = new Instruction();
  while (decoder.canDecode) {
    decoder.decodeOut(instruction);
    codes.add(instruction.code);
  }
  instruction.free();
  decoder.free();
  codes.delete(Code.INVALID);
  return codes;
}
