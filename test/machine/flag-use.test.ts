/** What the decoder says of the flags that an instruction reads and writes does not depend on what was decoded before. */
import * as assert from 'node:assert/strict';
import { FlagUse, InstructionDecoder } from '../../src/machine/decode/iced';

describe('flag use of instructions', () => {
  const use = (hex: string): FlagUse => {
    const { instructions } = new InstructionDecoder().decode(Uint8Array.from(Buffer.from(hex, 'hex')), 0x1000, () => false);
    return instructions[0].flagUse;
  };

  it('of a shift by an immediate count belongs to the instruction', () => {
    assert.equal(use('66c1d920'), FlagUse.none); // rcr cx, 20h: a count of 0
    assert.equal(use('66c1d922') & FlagUse.reads, FlagUse.reads); // rcr cx, 22h
    assert.equal(use('c1e020'), FlagUse.none); // shl eax, 20h
    assert.equal(use('c1e003'), FlagUse.writesAll); // shl eax, 3
  });
});
