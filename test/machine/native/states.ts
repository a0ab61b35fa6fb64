/** Initial states for an encoding: random, but so that its memory operands lie in the scratch block (mostly). */
import { STATE_SIZE, State, SCRATCH_MIDDLE, SCRATCH_PAGES_END, SCRATCH_PAGES_START, GS_BASE, type Case } from './layout';
import { SLOT, usesStack, type Encoding } from './encode';
import { flags, integer, vector, type LaneStyle } from './values';
import type { Random } from './random';

const RAX = 0, RCX = 1, RDX = 2, RBX = 3, RSP = 4, RBP = 5, RSI = 6, RDI = 7;

/** Bytes of scratch memory a form needs; FXSAVE writes 512. */
export const scratchLengthOf = (mnemonic: string): number => mnemonic.startsWith('Fx') ? 1152 : 192;

/** A canonical address: some processors of AMD's refuse to return to user mode with any other one (#GP before the case's instruction). */
const stackPointer = (random: Random): bigint => BigInt.asIntN(48, integer(random));

export function makeCase(encoding: Encoding, random: Random): Case {
  const { mnemonic } = encoding.form;
  const buffer = new ArrayBuffer(STATE_SIZE + scratchLengthOf(mnemonic));
  const state = new State(buffer, 0);
  const scratch = new Uint8Array(buffer, STATE_SIZE);
  const style = laneStyle(mnemonic);
  for (let i = 0; i < 16; i++) {
    state.setGpr(i, i === RSP ? stackPointer(random) : integer(random));
    // Other instructions than SSE's only have to leave these registers alone.
    if (encoding.form.sse) vector(state.xmm(i), random, style); else random.fill(state.xmm(i));
  }
  for (let i = 0; i < scratch.length; i += 16) vector(scratch.subarray(i, i + 16), random, style);
  state.rip = encoding.address;
  state.rflags = flags(random);
  // Rounding control (SDM vol. 1, 10.2.3) matters only to conversions to integers; see src/machine/lift.
  state.mxcsr = 0x1f80 | (/^Cvt(ss|sd|ps|pd)2(si|dq)$/.test(mnemonic) ? random.below(4) << 13 : 0);
  const one: Case = { state, scratch };
  special(encoding, one, random);
  if (encoding.memory) placeMemory(encoding, one, random);
  return one;
}

/** A string instruction over long stretches: all of both scratch pages is data, and the count may reach beyond them. */
export function makeStringCase(encoding: Encoding, random: Random): Case {
  const length = SCRATCH_PAGES_END - SCRATCH_PAGES_START;
  const buffer = new ArrayBuffer(STATE_SIZE + length);
  const one: Case = { state: new State(buffer, 0), scratch: new Uint8Array(buffer, STATE_SIZE) };
  const { state, scratch } = one;
  for (let i = 0; i < 16; i++) state.setGpr(i, i === RSP ? stackPointer(random) : integer(random));
  state.rip = encoding.address;
  state.rflags = flags(random);
  state.mxcsr = 0x1f80;
  // Mostly equal bytes, so that REPE and REPNE go far.
  if (random.oneIn(3)) random.fill(scratch); else scratch.fill(random.below(256));
  for (let i = random.below(3); i > 0; i--) scratch[random.below(length)] ^= 0x11;
  if (random.oneIn(2)) state.setGpr(RAX, BigInt(scratch[0]) * 0x0101010101010101n);
  const source = SCRATCH_PAGES_START + random.below(length);
  // Often overlapping, at distances that matter to copies in larger pieces.
  const distance = random.oneIn(2) ? random.between(-40, 40) : random.between(-length, length);
  state.setGpr(RSI, BigInt(source));
  state.setGpr(RDI, BigInt(Math.min(Math.max(source + distance, SCRATCH_PAGES_START), SCRATCH_PAGES_END - 1)));
  state.setGpr(RCX, BigInt(random.oneIn(8) ? 0 : random.below(random.pick([20, 300, 1200, 9000]))));
  return one;
}

/** Writes little-endian into the scratch block if `address` lies in it. */
function poke(one: Case, address: number, value: bigint): void {
  const at = address - (SCRATCH_MIDDLE - one.scratch.length / 2);
  if (at < 0 || at + 8 > one.scratch.length) return;
  new DataView(one.scratch.buffer, one.scratch.byteOffset, one.scratch.length).setBigUint64(at, BigInt.asUintN(64, value), true);
}

const near = (random: Random, below: number, above: number): number => SCRATCH_MIDDLE + random.between(-below, above);
const codeTarget = (encoding: Encoding, random: Random): number => encoding.address + random.between(16, SLOT - 2);

function special(encoding: Encoding, one: Case, random: Random): void {
  const { state } = one, { mnemonic, name } = encoding.form;
  if (usesStack(encoding.form)) {
    // A call through memory beside a bad stack pointer would jump to a random address.
    const bad = random.oneIn(24) && !(mnemonic === 'Call' && encoding.memory);
    const rsp = bad ? random.pick([0x1000, SCRATCH_PAGES_END + 64, SCRATCH_PAGES_END - 4]) : near(random, 16, 24) & (random.oneIn(3) ? -1 : -8);
    state.setGpr(RSP, BigInt(rsp));
    if (mnemonic === 'Enter' || mnemonic === 'Leave') state.setGpr(RBP, BigInt(near(random, 8, 48)));
    // TF, AC and NT would disturb the runner itself.
    if (mnemonic === 'Popfq') poke(one, rsp, BigInt(flags(random) | (random.u32() & 0x400)));
    if (mnemonic === 'Ret') poke(one, rsp, BigInt(codeTarget(encoding, random)));
  }
  if (mnemonic === 'Call' || mnemonic === 'Jmp') {
    const register = encoding.registers[0];
    if (register !== undefined) state.setGpr(register, BigInt(codeTarget(encoding, random)));
  }
  if (mnemonic === 'Div' || mnemonic === 'Idiv') divisible(encoding, state, random);
  if (mnemonic === 'Loop' || mnemonic === 'Loope' || mnemonic === 'Loopne' || mnemonic === 'Jrcxz') {
    if (random.below(3) > 0) state.setGpr(RCX, BigInt(random.below(3)));
  }
  if (name.endsWith('_CL')) {
    const count = random.pick([0, 1, 2, 7, 8, 9, 15, 16, 17, 18, 31, 32, 33, 63, 64, 65, 128, 255, random.below(256)]);
    state.setGpr(RCX, (state.gpr(RCX) & ~0xffn) | BigInt(count));
  }
  if (/^Bt/.test(mnemonic) && encoding.memory && encoding.registers[1] !== undefined) {
    const bits = BigInt(random.between(-160, 160)), size = BigInt(encoding.form.memorySize * 8);
    const high = state.gpr(encoding.registers[1]) >> size << size;
    state.setGpr(encoding.registers[1], high | BigInt.asUintN(Number(size), bits));
  }
  if (mnemonic === 'Cmpxchg' && random.oneIn(2) && encoding.registers[0] !== undefined) state.setGpr(RAX, state.gpr(encoding.registers[0]));
  if (mnemonic === 'Xlatb') state.setGpr(RBX, BigInt(near(random, 48, 40)) - (state.gpr(RAX) & 0xffn));
  if (/^(Movs|Cmps|Stos|Lods|Scas)[bwdq]_/.test(name)) stringOperands(encoding, one, random);
}

function divisible(encoding: Encoding, state: State, random: Random): void {
  const size = encoding.form.memorySize || 8, signed = encoding.form.mnemonic === 'Idiv';
  if (random.oneIn(4)) return; // usually overflows
  if (size === 1) {
    const dividend = random.between(signed ? -2000 : 0, 3000);
    state.setGpr(RAX, (state.gpr(RAX) >> 16n << 16n) | BigInt(dividend & 0xffff));
    return;
  }
  const bits = BigInt(size * 8);
  const negative = signed && (state.gpr(RAX) >> (bits - 1n) & 1n) === 1n;
  let high = negative ? -1n : 0n;
  if (random.oneIn(3)) high += BigInt(random.between(-3, 40));
  if (!signed && high < 0n) high = 0n;
  state.setGpr(RDX, (size === 8 ? 0n : state.gpr(RDX) >> bits << bits) | BigInt.asUintN(Number(bits), high));
}

function stringOperands(encoding: Encoding, one: Case, random: Random): void {
  const { state } = one;
  state.setGpr(RSI, BigInt(near(random, 32, 20)));
  state.setGpr(RDI, BigInt(near(random, 32, 20)));
  if (encoding.rep) state.setGpr(RCX, BigInt(random.below(5)));
  if (random.oneIn(2)) { // equal elements, so that REPE and REPNE go on
    one.scratch.fill(random.below(256));
    if (random.oneIn(2)) one.scratch[random.below(one.scratch.length)] ^= 1;
    if (random.oneIn(2)) state.setGpr(RAX, BigInt(one.scratch[0]) * 0x0101010101010101n);
  }
  if (random.oneIn(10)) { // runs into an unmapped page
    const backwards = (state.rflags & 0x400) !== 0;
    const edge = backwards ? SCRATCH_PAGES_START + random.below(16) : SCRATCH_PAGES_END - random.below(20);
    state.setGpr(random.pick([RSI, RDI]), BigInt(edge));
  }
}

/** Solves the registers of the memory operand for an address in the scratch block, now and then for a bad one. */
function placeMemory(encoding: Encoding, one: Case, random: Random): void {
  const { state } = one, shape = encoding.memory!, { form } = encoding;
  const size = form.memorySize || 8;
  let target = BigInt(shape.fixed ?? chooseAddress(size, random));
  if (shape.fixed === undefined) {
    if (random.oneIn(20) && form.mnemonic !== 'Lea') {
      target = random.pick([BigInt(SCRATCH_PAGES_END), BigInt(SCRATCH_PAGES_END - (size >> 1)), 0x10n, BigInt(SCRATCH_PAGES_START - 4)]);
      // Processors differ in which check comes first where the address without the segment base is not canonical.
      if (!shape.gs && shape.base !== undefined && shape.base !== RSP && !shape.address32 && random.oneIn(2)) target = random.pick([0x200000000000000n, 0x7fffffffffff0000n, 0xffff800000001000n]);
    }
    let rest = target - shape.displacement - (shape.gs ? BigInt(GS_BASE) : 0n);
    if (shape.base !== undefined) {
      // So that RSP stays canonical.
      if (shape.index !== undefined && shape.base === RSP) state.setGpr(shape.index, BigInt.asIntN(40, state.gpr(shape.index)));
      if (shape.index !== undefined) rest -= state.gpr(shape.index) * BigInt(shape.scale);
      if (shape.address32) state.setGpr(shape.base, BigInt.asUintN(32, rest) | (state.gpr(shape.base) >> 32n << 32n));
      else if (shape.base !== RSP || !usesStack(form)) state.setGpr(shape.base, rest);
      else target = state.gpr(RSP) + shape.displacement + (form.mnemonic === 'Pop' ? BigInt(size) : 0n);
    } else {
      const scale = BigInt(shape.scale);
      const remainder = BigInt.asUintN(64, rest) % scale;
      state.setGpr(shape.index!, BigInt.asIntN(64, rest - remainder) / scale);
      target -= remainder;
    }
  }
  const address = Number(target);
  if (form.mnemonic === 'Call' || form.mnemonic === 'Jmp') poke(one, address, BigInt(codeTarget(encoding, random)));
  if (form.mnemonic === 'Ldmxcsr') poke(one, address, BigInt(random.oneIn(6) ? random.u32() : (random.u32() & 0x603f) | 0x1f80));
  if (form.mnemonic === 'Fxrstor') {
    for (let i = 0; i < 160; i += 8) poke(one, address + i, i === 0 ? 0x37fn : 0n);
    poke(one, address + 24, BigInt((random.u32() & 0x603f) | 0x1f80) | (0xffffn << 32n));
  }
  if (form.mnemonic === 'Cmpxchg8b' && random.oneIn(2)) {
    poke(one, address, (state.gpr(RDX) & 0xffffffffn) << 32n | (state.gpr(RAX) & 0xffffffffn));
  }
  if (form.mnemonic === 'Cmpxchg' && random.oneIn(2)) poke(one, address, state.gpr(RAX));
}

function chooseAddress(size: number, random: Random): number {
  if (size >= 512) return SCRATCH_MIDDLE - 16 * random.between(1, 32) + (random.oneIn(12) ? 8 : 0);
  const address = near(random, 48, 32);
  const aligned = size === 16 ? !random.oneIn(10) : random.oneIn(2);
  return aligned ? address - address % size : address;
}

function laneStyle(mnemonic: string): LaneStyle {
  const source = /^Cvtt?(..)/.exec(mnemonic)?.[1] ?? mnemonic.slice(-2);
  if (source === 'ps' || source === 'ss') return 'f32';
  if (source === 'pd' || source === 'sd') return 'f64';
  return 'integer';
}
