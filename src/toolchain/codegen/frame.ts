/** A function under compilation: its frame, temporaries, line marks, prologue and epilogue. */
import type { Variable } from '../types/entities';
import type { Type } from '../types/types';
import { alignOf, roundUp, sizeOf } from '../types/types';
import type { CompiledVariable, DeltaMark, LineMark, TextSymbol } from '../link/symbols';
import { FLAG_NOSPLIT, FLAG_WRAPPER } from '../link/symbols';
import type { Mem } from '../x86/code-buffer';
import { NONE, R10, R14, RAX, RBP, RCX, RDI, RIP, RSP } from '../x86/code-buffer';
import { CC, CMP, Emitter, Label, SUB } from '../x86/emitter';
import type { Generator } from './generator';
import type { RuntimeCall } from './runtime-calls';

/**
 * Where a value is. Either base + disp (base a register, or RIP with a symbol), or, with `slot`, the address that is stored at
 * slot(BP), plus disp.
 */
export interface Place { base: number; disp: number; symbol?: string; slot?: number }

/** Go's limits for stack checks (bytes). */
const STACK_SMALL = 128, STACK_BIG = 4096;
export const TLS_G: Mem = { base: NONE, disp: -8, fs: true };

export interface FrameOptions { nosplit: boolean; wrapper: boolean; needsContext: boolean }

export class Frame {
  readonly e = new Emitter();
  readonly places = new Map<Variable, Place>();
  readonly variables: CompiledVariable[] = [];
  private readonly marks: LineMark[] = [];
  private readonly events: { offset: number; delta: 'frame' | 'entry' }[] = [];
  private readonly framePatches: { at: number; add: number }[] = [];
  private readonly outlined: { label: Label; pos: number; emit: () => void }[] = [];
  private cursor = 0;
  private deepest = 0;
  private outgoing = 0;
  /** Contains a CALL: then it is no leaf. */
  calls = false;
  private line = 0;

  constructor(readonly gen: Generator, readonly symbol: string, readonly file: string, readonly startLine: number) {}

  // Slots.

  /** Space in the frame; kept until `release` to a mark taken before. */
  temp(size: number): Place {
    this.cursor += roundUp(Math.max(size, 1), 8);
    this.deepest = Math.max(this.deepest, this.cursor);
    return { base: RBP, disp: -this.cursor };
  }
  mark(): number { return this.cursor; }
  release(mark: number): void { this.cursor = mark; }

  /** Makes sure that `size` bytes are free at 0(SP) for a call. */
  reserve(size: number): void { this.outgoing = Math.max(this.outgoing, roundUp(size, 8)); }

  /** The memory operand for a place; `scratch` may be loaded with the address. */
  mem(p: Place, scratch = R10): Mem {
    if (p.slot === undefined) return { base: p.base, disp: p.disp, symbol: p.symbol };
    this.e.load(scratch, { base: RBP, disp: p.slot }, 8, false);
    return { base: scratch, disp: p.disp };
  }

  /** A place that survives other code: an address in a volatile register goes to a temporary. */
  stable(p: Place): Place {
    if (p.slot !== undefined || p.base === RBP || p.base === RSP || p.base === RIP) return p;
    const t = this.temp(8);
    this.e.store({ base: RBP, disp: t.disp }, p.base, 8);
    return { base: RBP, disp: p.disp, slot: t.disp };
  }

  // Lines.

  /** Code from here on belongs to the line of `pos`. */
  at(pos: number, statement: boolean): void {
    if (pos > 0) this.atLine(this.gen.files.lineAt(pos), statement);
  }

  atLine(line: number, statement: boolean): void {
    const last = this.marks[this.marks.length - 1];
    if (line === this.line && !statement) return;
    if (last && last.offset === this.e.length) { last.line = line; last.statement ||= statement; } else this.marks.push({ offset: this.e.length, line, statement });
    this.line = line;
  }
  get currentLine(): number { return this.line; }

  /** Code that runs rarely (failed checks): emitted behind the body, with the line that is current now. */
  outline(label: Label, emit: () => void): void { this.outlined.push({ label, pos: this.line, emit }); }

  // Calls.

  call(symbol: string): void { this.calls = true; this.e.call(symbol); }
  callThrough(rm: number | Mem): void { this.calls = true; this.e.callThrough(rm); }
  /** Calls a function of package runtime; arguments are at 0(SP) already, `size` bytes with the results. */
  runtime(name: RuntimeCall, size: number): void {
    this.reserve(size);
    this.call(`runtime.${name}`);
  }
  out(offset: number): Mem { return { base: RSP, disp: offset }; }

  /** The instructions that leave the function. */
  epilogue(): void {
    const e = this.e;
    e.modrm(0, true, 0x8b, RBP, { base: RSP, disp: 0x7fffffff });
    this.framePatches.push({ at: e.length - 4, add: -8 });
    e.modrm(0, true, 0x81, 0, RSP, 4);
    e.int32(0);
    this.framePatches.push({ at: e.length - 4, add: 0 });
    this.events.push({ offset: e.length, delta: 'entry' });
    e.ret();
    this.events.push({ offset: e.length, delta: 'frame' });
  }

  /** Sets BP from SP (after a recovered panic resumed here). */
  restoreBasePointer(): void {
    this.e.modrm(0, true, 0x8d, RBP, { base: RSP, disp: 0x7fffffff });
    this.framePatches.push({ at: this.e.length - 4, add: -8 });
  }

  /** Puts prologue, body and the call of morestack together. `argsSize` with results. */
  finish(argsSize: number, options: FrameOptions): TextSymbol {
    const body = this.e;
    for (const o of this.outlined) {
      body.place(o.label);
      this.atLine(o.pos, false);
      o.emit();
    }
    // Code that ends with a call that never returns still needs an instruction behind it (the return address).
    body.ud2();
    const frame = roundUp(this.deepest + this.outgoing, 8) + 8;
    for (const p of this.framePatches) body.setInt32(p.at, frame + p.add);
    const nosplit = options.nosplit || (!this.calls && frame < STACK_SMALL);
    const p = new Emitter(), morestack = new Label();
    if (!nosplit) this.stackCheck(p, frame, morestack);
    const checked = p.length;
    p.aluImm(SUB, RSP, frame);
    const afterSub = p.length;
    p.store({ base: RSP, disp: frame - 8 }, RBP, 8);
    p.lea(RBP, { base: RSP, disp: frame - 8 });
    if (options.wrapper) this.adjustPanic(p);
    const shift = p.length;
    const bytes = body.bytes.subarray(0, body.length);
    p.append(bytes);
    for (const r of body.relocations) p.relocations.push({ ...r, offset: r.offset + shift });
    // Only the stack's check and what wrappers do before their body cannot be interrupted: a signal that comes again and again in
    // step with a short loop must find a place in it.
    const deltas: DeltaMark[] = [
      { offset: 0, delta: 0, unsafe: !nosplit }, { offset: checked, delta: 0, unsafe: false },
      { offset: afterSub, delta: frame, unsafe: options.wrapper }, { offset: shift, delta: frame, unsafe: false },
    ];
    for (const ev of this.events) deltas.push({ offset: ev.offset + shift, delta: ev.delta === 'frame' ? frame : 0, unsafe: false });
    const lines: LineMark[] = [{ offset: 0, line: this.startLine, statement: true }];
    for (const m of this.marks) lines.push({ ...m, offset: m.offset + shift });
    if (!nosplit) {
      deltas.push({ offset: p.length, delta: 0, unsafe: true });
      lines.push({ offset: p.length, line: this.startLine, statement: false });
      p.place(morestack);
      p.call(options.needsContext ? 'runtime.morestack' : 'runtime.morestack_noctxt');
      const start = new Label();
      start.at = 0;
      p.jump(start);
    }
    return {
      kind: 'text', name: this.symbol, bytes: p.bytes.slice(0, p.length), relocations: p.relocations, file: this.file, startLine: this.startLine,
      lines, deltas: tidy(deltas), argsSize, frameSize: frame, flags: (nosplit ? FLAG_NOSPLIT : 0) | (options.wrapper ? FLAG_WRAPPER : 0), prologueEnd: shift,
      variables: this.variables.map((v) => ({ ...v, start: v.start + shift, end: v.end + shift })),
    };
  }

  private stackCheck(p: Emitter, frame: number, morestack: Label): void {
    // From 1.17 on Go's prologues load g into R14, before that into CX.
    const g = this.gen.layout.gInR14 ? R14 : RCX, guard = { base: g, disp: this.gen.layout.stackguard0 };
    p.load(g, TLS_G, 8, false);
    if (frame <= STACK_SMALL) p.alu(CMP, RSP, guard);
    else if (frame < STACK_BIG) {
      p.lea(RAX, { base: RSP, disp: -(frame - STACK_SMALL) });
      p.alu(CMP, RAX, guard);
    } else {
      p.move(RAX, RSP);
      p.aluImm(SUB, RAX, frame - STACK_SMALL);
      p.jcc(CC.B, morestack);
      p.alu(CMP, RAX, guard);
    }
    p.jcc(CC.BE, morestack);
  }

  /** Wrappers: a panic whose deferred call they are sees their callee's arguments as its own (so recover works in it). */
  private adjustPanic(p: Emitter): void {
    const { panic, argp } = this.gen.layout;
    if (panic < 0) return;
    const done = new Label();
    p.load(RCX, TLS_G, 8, false);
    p.load(RCX, { base: RCX, disp: panic }, 8, false);
    p.test(RCX, RCX);
    p.jcc(CC.E, done);
    p.lea(RDI, { base: RBP, disp: 16 });
    p.alu(CMP, RDI, { base: RCX, disp: argp });
    p.jcc(CC.NE, done);
    p.store({ base: RCX, disp: argp }, RSP, 8);
    p.place(done);
  }

  /** Declares a variable for the debugger; returns its record so that the end of its scope can be set. */
  describe(v: { name: string; pos: number }, type: Type, role: CompiledVariable['role'], bpOffset: number, escaped: boolean): CompiledVariable {
    const record: CompiledVariable = { name: v.name, type, role, cfaOffset: bpOffset - 16, escaped, line: this.gen.files.lineAt(v.pos), start: this.e.length, end: Infinity };
    this.variables.push(record);
    return record;
  }
}

/** Drops marks that say what the one before says, or that the next replaces. */
function tidy(marks: DeltaMark[]): DeltaMark[] {
  const out: DeltaMark[] = [];
  for (const m of marks) {
    const last = out[out.length - 1];
    if (last && last.offset === m.offset) out.pop();
    const before = out[out.length - 1];
    if (before && before.delta === m.delta && before.unsafe === m.unsafe) continue;
    out.push(m);
  }
  return out;
}

/** Offsets of parameters and results in the argument area, and its size, as ABI0 lays them out. */
export function argumentLayout(params: readonly Type[], results: readonly Type[]): { params: number[]; results: number[]; size: number } {
  let at = 0;
  const place = (t: Type): number => {
    at = roundUp(at, alignOf(t));
    const offset = at;
    at += sizeOf(t);
    return offset;
  };
  const p = params.map(place);
  at = roundUp(at, 8);
  const r = results.map(place);
  return { params: p, results: r, size: roundUp(at, 8) };
}
