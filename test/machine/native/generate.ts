/** Makes a batch: for each form several encodings, for each encoding several states. */
import { CODE_BASE, SCRATCH_PAGES_END, SCRATCH_PAGES_START, type Batch, type Case } from './layout';
import { encode, SLOT, type Encoding } from './encode';
import type { Form } from './forms';
import { OpCodeOperandKind as Op } from 'iced-x86';
import { Random } from './random';
import { makeCase, makeStringCase, scratchLengthOf } from './states';

export interface GeneratedBatch extends Batch { encodings: Encoding[] }

const eitherKinds = new Set([Op.r8_or_mem, Op.r16_or_mem, Op.r32_or_mem, Op.r64_or_mem, Op.xmm_or_mem]);

/**
 * All forms of a batch need the same scratch length (`scratchLengthOf`). Each form has `encodingsPerForm` encodings for a
 * register operand and as many for a memory operand where both are allowed, each with `statesPerEncoding` states.
 */
export function generate(forms: readonly Form[], seed: number, encodingsPerForm: number, statesPerEncoding: number): GeneratedBatch {
  return fill(scratchLengthOf(forms[0].mnemonic), makeCase, forms, seed, encodingsPerForm, statesPerEncoding);
}

/** String instructions over long stretches. */
export function generateStrings(forms: readonly Form[], seed: number, encodingsPerForm: number, statesPerEncoding: number): GeneratedBatch {
  return fill(SCRATCH_PAGES_END - SCRATCH_PAGES_START, makeStringCase, forms, seed, encodingsPerForm, statesPerEncoding);
}

function fill(
  scratchLength: number, make: (encoding: Encoding, random: Random) => Case, forms: readonly Form[], seed: number, encodingsPerForm: number,
  statesPerEncoding: number,
): GeneratedBatch {
  const random = new Random(seed);
  const batch: GeneratedBatch = { code: new Uint8Array(), scratchLength, cases: [], encodings: [] };
  const pieces: Encoding[] = [];
  for (const form of forms) {
    const choices = form.operands.some((kind) => eitherKinds.has(kind)) ? [false, true] : [false];
    for (const memory of choices) {
      for (let n = 0; n < encodingsPerForm; n++) {
        const encoding = retry(() => encode(form, CODE_BASE + pieces.length * SLOT, random, memory), form);
        pieces.push(encoding);
        for (let s = 0; s < statesPerEncoding; s++) {
          batch.cases.push(make(encoding, random));
          batch.encodings.push(encoding);
        }
      }
    }
  }
  batch.code = new Uint8Array(pieces.length * SLOT).fill(0xcc); // INT3
  for (const piece of pieces) batch.code.set(piece.bytes, piece.address - CODE_BASE);
  return batch;
}

function retry(attempt: () => Encoding | undefined, form: Form): Encoding {
  for (let i = 0; i < 100; i++) {
    const encoding = attempt();
    if (encoding) return encoding;
  }
  throw new Error(`no encoding found for ${form.name}`);
}
