/** Random bytes as instructions (odd prefixes, reserved opcodes): this host's processor against our machine. */
import * as assert from 'node:assert/strict';
import { Code, Decoder, DecoderOptions, Formatter, FormatterSyntax, Instruction, OpKind, Register, RegisterExt } from 'iced-x86';
import { requireTool } from '../../support/tools';
import { createMachine } from '../../../src/machine/machine';
import { describe as describeCase, differences } from './compare';
import { EmulatedRunner } from './emulated';
import { icedFlagsToRflags, type Encoding } from './encode';
import { comparable, type Form } from './forms';
import { CODE_BASE, Ending, SCRATCH_MIDDLE, SCRATCH_PAGES_END, SCRATCH_PAGES_START, STATE_SIZE, State, type Batch, type Case, type Outcome } from './layout';
import { NativeRunner } from './native';
import { Random } from './random';
import { flags, integer, vector } from './values';

const SEED = Number(process.env.GOSCHED_SEED ?? 20263);
const CASES = 3000;
/** So far apart that a short jump from one lands between it and the next. */
const SLOT = 512;
const SCRATCH_LENGTH = SCRATCH_PAGES_END - SCRATCH_PAGES_START;

/** Not FS (64h), whose base is the runner's own. */
const PREFIXES = [0x66, 0x67, 0xf2, 0xf3, 0xf0, 0x2e, 0x3e, 0x26, 0x36, 0x65];
/** Where they go, or what they load into RFLAGS or MXCSR, cannot be random. */
const EXCLUDED = new Set(['Ret', 'Popfq', 'Ldmxcsr', 'Fxrstor', 'Fxsave']);
/** What our machine says it lacks, with 32-bit addresses or a segment: see hasOddAddress in src/machine/decode/iced.ts. */
const LACKING = /^((movs|cmps|stos|lods|scas)[bwdq]|bt[src]?|loopn?e?|xlatb)$/;

const formatter = new Formatter(FormatterSyntax.Intel);

interface Picked { bytes: Uint8Array; form: Form | undefined; text: string; /** Gpr number of operand 0, if it is one. */ register?: number }

/** Bytes of an instruction that both sides may execute, with its form; `form` undefined: no instruction at all. */
function pick(random: Random, instruction: Instruction, address: number): Picked {
  for (;;) {
    const bytes = new Uint8Array(15);
    random.fill(bytes);
    let at = 0;
    for (let i = random.pick([0, 0, 1, 1, 2, 3]); i > 0; i--) bytes[at++] = random.pick(PREFIXES);
    if (random.oneIn(2)) bytes[at++] = 0x40 | random.below(16);
    if (random.below(3) > 0) bytes[at++] = 0x0f;
    const decoder = new Decoder(64, bytes, DecoderOptions.None);
    decoder.ip = BigInt(address);
    decoder.decodeOut(instruction);
    decoder.free();
    if (instruction.code === Code.INVALID) {
      // One in a few is enough. Opcode maps that newer processors may fill are left out.
      const escaped = bytes[at - 1] === 0x0f || bytes[at] === 0x0f;
      const opcode = bytes[at - 1] === 0x0f ? bytes[at] : bytes[at + 1];
      if (random.below(20) > 0 || escaped && [0x0f, 0x38, 0x3a, 0x01, 0xae, 0xc7, 0x78, 0x79].includes(opcode)) continue;
      if (bytes.some((byte) => byte === 0xc4 || byte === 0xc5 || byte === 0x62 || byte === 0x8f || byte === 0xd5)) continue;
      return { bytes, form: undefined, text: '(bad)' };
    }
    const form = comparable(instruction.code);
    if (!form || EXCLUDED.has(form.mnemonic) || /^((Call|Jmp)_rm|Sh[lr]d_rm16)/.test(form.name)) continue;
    // Near branches with an operand size prefix: 16 bits on AMD, ignored on Intel. LOOPcc with a REP prefix is reserved.
    if (/^(J|Call|Loop)/.test(form.name) && [0x66, 0xf2, 0xf3].some((prefix) => bytes.slice(0, instruction.length).includes(prefix))) continue;
    if (instruction.segmentPrefix === Register.FS) continue;
    // With REX.B it is XCHG R8, RAX to the processor, and PAUSE to iced.
    if (form.mnemonic === 'Pause') continue;
    // A jump into its own bytes would execute who knows what, for ever perhaps.
    const target = Number(instruction.nearBranchTarget) - address;
    if (target >= 0 && target < bytes.length) continue;
    if (address + target >= 2 ** 47) continue;
    const register = instruction.opCount > 0 && instruction.op0Kind === OpKind.Register && RegisterExt.isGPR(instruction.op0Register)
      ? RegisterExt.number(RegisterExt.fullRegister(instruction.op0Register)) : undefined;
    return { bytes: bytes.slice(0, instruction.length), form, text: formatter.format(instruction), register };
  }
}

function makeCase(random: Random, rip: number): Case {
  const buffer = new ArrayBuffer(STATE_SIZE + SCRATCH_LENGTH);
  const one: Case = { state: new State(buffer, 0), scratch: new Uint8Array(buffer, STATE_SIZE) };
  for (let i = 0; i < 16; i++) {
    one.state.setGpr(i, random.oneIn(4) ? integer(random) : BigInt(SCRATCH_MIDDLE + random.between(-64, 64)));
    vector(one.state.xmm(i), random, random.pick(['f32', 'f64', 'integer']));
  }
  one.state.setGpr(4, BigInt(SCRATCH_MIDDLE + 8 * random.between(-8, 8)));
  random.fill(one.scratch.subarray(3072, 5120));
  one.state.rip = rip;
  one.state.rflags = flags(random);
  one.state.mxcsr = 0x1f80;
  return one;
}

/** On the processor a jump to an unmapped address is followed by a fault there; our single step ends before it. */
function withoutFetchFault(outcome: Outcome, rip: number): Outcome {
  const fetched = outcome.ending === Ending.pageFault && outcome.address === outcome.state.rip && outcome.state.rip !== rip;
  return fetched ? { ...outcome, ending: Ending.completed, address: 0 } : outcome;
}

describe('native against emulated: random bytes', function () {
  before(function () { requireTool(this, 'gcc'); });

  it(`${CASES} encodings`, () => {
    const random = new Random(SEED), instruction = new Instruction();
    const batch: Batch = { code: new Uint8Array(CASES * SLOT).fill(0xcc), scratchLength: SCRATCH_LENGTH, cases: [] };
    const chosen = Array.from({ length: CASES }, (_, i) => {
      const one = pick(random, instruction, CODE_BASE + i * SLOT);
      batch.code.set(one.bytes, i * SLOT);
      batch.cases.push(makeCase(random, CODE_BASE + i * SLOT));
      return one;
    });
    const native = new NativeRunner();
        const theirs = native.run(batch), ours = new EmulatedRunner(createMachine()).run(batch);
    native.dispose();
    const failures: string[] = [];
    chosen.forEach(({ bytes, form, text, register }, i) => {
      const lacking = /"unsupported":"(\w+)"/.exec(ours[i].detail)?.[1];
      if (lacking !== undefined && LACKING.test(lacking)) return;
      const immediate = bytes[bytes.length - 1];
      const encoding: Encoding = {
        form: form ?? { code: Code.INVALID, name: '', mnemonic: '', operands: [], memorySize: 0, lockable: false, repeatable: false, sse: false },
        address: CODE_BASE + i * SLOT, bytes, text, registers: [register], rep: false, undefinedFlags: form ? undefinedFlagsOf(form) : 0, immediate,
      };
      const found = differences(encoding, batch.cases[i], withoutFetchFault(theirs[i], encoding.address), ours[i]);
      if (found.length > 0) failures.push(`${describeCase(encoding, batch.cases[i])}\n  ${found.join('\n  ')}`);
    });
    if (failures.length > 0) assert.fail(`seed ${SEED}: ${failures.length} differ\n\n${failures.slice(0, 12).join('\n\n')}`);
  });
});

function undefinedFlagsOf(form: Form): number {
  const instruction = Instruction.create(form.code);
  try { return icedFlagsToRflags(instruction.rflagsUndefined); } finally { instruction.free(); }
}
