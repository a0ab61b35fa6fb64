/**
 * Random programs: 20 to 50 instructions with forward branches, loads and stores, calls of a second such sequence, all in a
 * counted loop, so that code that is translated when hot is compared as well. They end at an INT3.
 */
import { OpCodeOperandKind as Op } from 'iced-x86';
import { encode } from './encode';
import { baselineForms, type Form } from './forms';
import { CODE_BASE, SCRATCH_MIDDLE, SCRATCH_PAGES_END, SCRATCH_PAGES_START, STATE_SIZE, State, type Batch, type Case } from './layout';
import type { Random } from './random';
import { flags, integer, vector } from './values';

const RSP = 4, WALKER = 13, COUNTER = 14, POINTER = 15;
const SCRATCH_LENGTH = SCRATCH_PAGES_END - SCRATCH_PAGES_START;
/** Bytes of code from one program to the next. */
const PROGRAM_SLOT = 2048;

/** AF is left out of comparisons of programs, because logic instructions leave it undefined; so nothing may read it. */
const EXCLUDED = new Set(('Lahf Pushfq Popfq Push Pop Call Ret Jmp Loop Loope Loopne Jrcxz Enter Leave Xlatb Fxsave Fxrstor Ldmxcsr Stmxcsr ' +
  'Std Ud2 Movsb Movsw Movsq Cmpsb Cmpsw Cmpsq Stosb Stosw Stosd Stosq Lodsb Lodsw Lodsd Lodsq Scasb Scasw Scasd Scasq Idiv Div').split(' '));
const EXCLUDED_FORMS = /^(Movsd_m32|Cmpsd_m32|J|Bt.?_rm.._r|Shld_rm16|Shrd_rm16|Bswap_r16|Mov_.*moffs)/;
const AF = 0x10;

/** One instruction, or a few that belong together. */
export interface Item { bytes: Uint8Array; text: string; /** Of a forward branch: how many items it skips. */ skip?: number; condition?: number; call?: boolean }
export interface Program { main: Item[]; callee: Item[]; iterations: number; state: Case }

let usable: Form[] | undefined;
/** SSE and integer forms in about equal numbers, each mnemonic as likely as another. */
function forms(): Map<string, Form[]> {
  usable ??= baselineForms().filter((form) => !EXCLUDED.has(form.mnemonic) && !EXCLUDED_FORMS.test(form.name));
  const byMnemonic = new Map<string, Form[]>();
  for (const form of usable) {
    const list = byMnemonic.get(form.mnemonic);
    if (list) list.push(form); else byMnemonic.set(form.mnemonic, [form]);
  }
  return byMnemonic;
}

const eitherKinds = new Set([Op.r8_or_mem, Op.r16_or_mem, Op.r32_or_mem, Op.r64_or_mem, Op.xmm_or_mem]);
const common = ['Mov', 'Mov', 'Add', 'Sub', 'Cmp', 'Test', 'And', 'Lea', 'Inc', 'Dec', 'Xor', 'Movzx', 'Shl', 'Shr', 'Imul', 'Adc', 'Sbb', 'Movups', 'Movsd'];

function instruction(random: Random, table: Map<string, Form[]>, names: readonly string[], walks: boolean): Item {
  for (;;) {
    const form = random.pick(table.get(random.oneIn(2) ? random.pick(common) : random.pick(names))!);
    const memory = (size: number) => {
      if (walks && random.oneIn(3)) return { base: WALKER, scale: 1, displacement: BigInt(random.below(8) * 16), gs: false };
      const offset = size === 16 && !random.oneIn(40) ? random.between(-8, 6) * 16 : random.between(-128, 111);
      return { base: POINTER, scale: 1, displacement: BigInt(offset), gs: false };
    };
    const wantMemory = random.oneIn(2) && form.operands.some((kind) => eitherKinds.has(kind));
    const made = encode(form, CODE_BASE, random, wantMemory, { avoid: walks ? [RSP, WALKER, COUNTER, POINTER] : [RSP, COUNTER, POINTER], memory });
    if (!made) continue;
    if ((made.undefinedFlags & ~AF) === 0) return { bytes: made.bytes, text: made.text };
    // Flags that are undefined are defined again at once: cmp eax, imm32.
    const compare = [0x3d, random.below(256), random.below(256), 0, 0];
    return { bytes: Uint8Array.from([...made.bytes, ...compare]), text: `${made.text}; cmp eax, imm` };
  }
}

function branch(random: Random): Item {
  const condition = random.below(17); // 16: unconditional
  const skip = random.between(1, 5);
  return { bytes: new Uint8Array(random.oneIn(3) || condition === 16 ? 5 : 2), text: `j${condition} +${skip}`, skip, condition };
}

function pushPop(random: Random): Item {
  const from = random.below(8), to = random.pick([0, 1, 2, 3, 5, 6, 7]);
  return { bytes: Uint8Array.from([0x50 + from, 0x58 + to]), text: `push r${from}; pop r${to}` };
}

/** `lea r13, [r13+stride]`, and a division that fails when the counter is at `last`. */
function walk(random: Random, stride: number, last: number): Item[] {
  const step: Item = { bytes: Uint8Array.from([0x4d, 0x8d, 0x6d, stride & 0xff]), text: `lea r13,[r13+${stride}]` };
  if (random.oneIn(2)) return [step];
  // lea rcx, [r14-last]; xor edx, edx; div rcx; cmp eax, edx (the flags of DIV are undefined)
  const divide = [0x49, 0x8d, 0x8e, ...displacement(-last), 0x31, 0xd2, 0x48, 0xf7, 0xf1, 0x39, 0xd0];
  return [step, { bytes: Uint8Array.from(divide), text: `lea rcx,[r14-${last}]; xor edx,edx; div rcx; cmp eax,edx` }];
}

/**
 * With `walks`, a pointer moves through the scratch pages until an access faults, in most programs before they end; some
 * divide by zero at some time.
 */
export function makeProgram(random: Random, iterations: number, walks = false): Program {
  const table = forms(), names = [...table.keys()];
  const body = (length: number, calls: boolean): Item[] => Array.from({ length }, () => {
    if (random.oneIn(7)) return branch(random);
    if (random.oneIn(25)) return pushPop(random);
    // A walking pointer would come across the return address.
    if (calls && !walks && random.oneIn(12)) return { bytes: new Uint8Array(5), text: 'call callee', call: true };
    return instruction(random, table, names, walks);
  });
  const stride = random.pick([1, 2, 4, 16, -1, -4, -16]), steps = Math.min(Math.floor(7000 / Math.abs(stride)), random.between(1, iterations));
  const main = [...walks ? walk(random, stride, random.between(1, iterations)) : [], ...body(random.between(20, 50), true)], callee = body(random.between(2, 8), false);
  const buffer = new ArrayBuffer(STATE_SIZE + SCRATCH_LENGTH);
  const state = new State(buffer, 0), scratch = new Uint8Array(buffer, STATE_SIZE);
  const styles = ['f32', 'f64', 'integer'] as const;
  for (let i = 0; i < 16; i++) {
    state.setGpr(i, integer(random));
    vector(state.xmm(i), random, random.pick(styles));
  }
  random.fill(scratch);
  const middle = SCRATCH_LENGTH / 2;
  for (let i = middle - 512; i < middle + 512; i += 16) vector(scratch.subarray(i, i + 16), random, random.pick(styles));
  state.setGpr(RSP, BigInt(SCRATCH_MIDDLE + 384));
  state.setGpr(COUNTER, BigInt(iterations));
  state.setGpr(POINTER, BigInt(SCRATCH_MIDDLE));
  if (walks) state.setGpr(WALKER, BigInt(stride > 0 ? SCRATCH_PAGES_END - stride * steps & -16 : SCRATCH_PAGES_START - stride * steps & -16));
  state.rflags = flags(random) & ~0x400;
  state.mxcsr = 0x1f80;
  return { main, callee, iterations, state: { state, scratch } };
}

/** Address of each item behind `start`, and of the end. */
function layOut(items: Item[], start: number): number[] {
  const addresses = [start];
  for (const item of items) addresses.push(addresses[addresses.length - 1] + item.bytes.length);
  return addresses;
}

function displacement(value: number): number[] { return [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 0xff); }

function emit(code: number[], items: Item[], addresses: number[], callee: number): void {
  items.forEach((item, i) => {
    const next = addresses[i + 1];
    if (item.call) code.push(0xe8, ...displacement(callee - next));
    else if (item.skip === undefined) code.push(...item.bytes);
    else {
      const distance = addresses[Math.min(i + 1 + item.skip, items.length)] - next;
      if (item.bytes.length === 2) code.push(0x70 + item.condition!, distance);
      else if (item.condition === 16) code.push(0xe9, ...displacement(distance));
      else code.push(0x0f, 0x80 + item.condition!, ...displacement(distance));
    }
  });
}

/** The program's code at `address`: main, loop, INT3, callee, RET. */
export function assemble(program: Program, address: number): Uint8Array {
  for (const item of [...program.main, ...program.callee]) {
    // The long form of a conditional branch has six bytes.
    if (item.condition !== undefined && item.condition < 16 && item.bytes.length === 5) item.bytes = new Uint8Array(6);
  }
  const main = layOut(program.main, address);
  const loopEnd = main[main.length - 1] + 9; // dec r14; jne main
  const callee = layOut(program.callee, loopEnd + 1);
  const code: number[] = [];
  emit(code, program.main, main, callee[0]);
  code.push(0x49, 0xff, 0xce, 0x0f, 0x85, ...displacement(address - loopEnd), 0xcc);
  emit(code, program.callee, callee, 0);
  code.push(0xc3);
  if (code.length > PROGRAM_SLOT) throw new Error(`program of ${code.length} bytes`);
  return Uint8Array.from(code);
}

/** Puts programs into one batch; each case's rip is its program's start. */
export function batchOf(programs: readonly Program[]): Batch {
  const code = new Uint8Array(programs.length * PROGRAM_SLOT).fill(0xcc);
  const cases = programs.map((program, i) => {
    const at = i * PROGRAM_SLOT;
    code.set(assemble(program, CODE_BASE + at), at);
    program.state.state.rip = CODE_BASE + at;
    return program.state;
  });
  return { code, scratchLength: SCRATCH_LENGTH, cases };
}

/** The program cut off after its first `length` items; branches beyond that go to the end. */
export function truncate(program: Program, length: number): Program {
  const { state, scratch } = program.state;
  const buffer = new ArrayBuffer(STATE_SIZE + SCRATCH_LENGTH);
  const copy: Case = { state: new State(buffer, 0), scratch: new Uint8Array(buffer, STATE_SIZE) };
  copy.state.bytes.set(state.bytes);
  copy.scratch.set(scratch);
  return { ...program, main: program.main.slice(0, length), state: copy };
}
