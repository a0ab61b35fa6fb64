/** One assembly function: instructions, frame, jumps. */
import type { DeltaMark, LineMark, TextSymbol } from '../link/symbols';
import { FLAG_NOSPLIT, FLAG_SPWRITE } from '../link/symbols';
import type { Mem, Relocation } from '../x86/code-buffer';
import { CodeBuffer, NONE, R14, RBP, RCX, RIP, RSP } from '../x86/code-buffer';
import { Emitter } from '../x86/emitter';
import type { AssemblyInput } from './assemble';
import { CONDITIONS, INSTRUCTIONS } from './instructions';
import type { Arg } from './instructions';
import type { Operand } from './operands';
import { AsmError } from './preprocessor';

interface Options { frame: number; args: number; noframe: boolean; nosplit: boolean; needsContext: boolean; flags: number }
/** A piece of code, or a jump whose length depends on the distance. */
interface Item { line: number; bytes?: Uint8Array; relocations?: Relocation[]; jump?: { condition: number; target: string | number; long: boolean }; /** change of SP */ push: number; /** SP change that Go's tables do not follow */ adjust: number; delta?: number; unsafe?: boolean; isReturn?: boolean }
interface Source { op: string; operands: Operand[]; line: number }

const STACK_SMALL = 128, STACK_BIG = 4096;
const JUMPS: Record<string, number> = { JMP: -1, JCXZL: -2, JCXZQ: -3, LOOP: -4 };
for (const [name, code] of Object.entries(CONDITIONS)) JUMPS[`J${name}`] = code;
for (const [name, same] of Object.entries({ JZ: 'EQ', JE: 'EQ', JNZ: 'NE', JC: 'CS', JB: 'CS', JNC: 'CC', JAE: 'CC', JHS: 'CC', JLO: 'CS', JBE: 'LS', JA: 'HI', JL: 'LT', JGE: 'GE', JLE: 'LE', JG: 'GT', JS: 'MI', JNS: 'PL', JO: 'OS', JNO: 'OC', JPS: 'PS', JPC: 'PC', JP: 'PS', JNP: 'PC' })) JUMPS[name] = CONDITIONS[same];
const PUSHES: Record<string, number> = { PUSHQ: 8, PUSHFQ: 8, POPQ: -8, POPFQ: -8 };

export class FunctionAssembler {
  private readonly sources: (Source | { label: string; line: number })[] = [];

  constructor(readonly symbol: string, private readonly input: AssemblyInput, readonly startLine: number, private readonly o: Options) {}

  label(name: string, line: number): void { this.sources.push({ label: name, line }); }
  instruction(op: string, operands: Operand[], line: number): void { this.sources.push({ op, operands, line }); }

  finish(): TextSymbol | undefined {
    const calls = this.sources.some((s) => 'op' in s && s.op === 'CALL');
    const noframe = this.o.noframe || this.o.frame < 0;
    let frame = Math.max(0, this.o.frame);
    const bp = !noframe && !(frame === 0 && this.o.nosplit) && !(frame === 0 && !calls) ? 8 : 0;
    frame += bp;
    const nosplit = this.o.nosplit || (frame < STACK_SMALL && !calls);
    const items: Item[] = [], labels = new Map<string, number>(), starts: number[] = [];
    let prologueItems = 0, failed = false, spWrite = false;
    const add = (line: number, emit: (e: Emitter) => void, extra: Partial<Item> = {}): void => {
      const e = new Emitter();
      emit(e);
      items.push({ line, bytes: e.bytes.slice(0, e.length), relocations: e.relocations, push: 0, adjust: 0, ...extra });
    };
    if (!nosplit) this.stackCheck(add, items, frame);
    if (frame) {
      add(this.startLine, (e) => e.aluImm(5, RSP, frame), { push: frame, unsafe: true });
      if (bp) {
        add(this.startLine, (e) => e.store({ base: RSP, disp: frame - 8 }, RBP, 8));
        add(this.startLine, (e) => e.lea(RBP, { base: RSP, disp: frame - 8 }));
      }
    }
    prologueItems = items.length;
    /** SP at entry minus SP, as Go's assembler counts it (pushes), and as it really is (arithmetic on SP too). */
    let delta = frame;
    for (const s of this.sources) {
      if ('label' in s) {
        if (labels.has(s.label)) this.input.error(s.line, `label ${s.label} defined twice`);
        labels.set(s.label, items.length);
        continue;
      }
      starts.push(items.length);
      try {
        if (s.op === 'RET') { this.ret(s, items, add, frame, bp, delta); continue; }
        const before = delta;
        delta += PUSHES[s.op] ?? 0;
        if (s.op === 'ADJSP') {
          const n = Number((s.operands[0] as { value: bigint }).value);
          add(s.line, (e) => e.aluImm(n < 0 ? 0 : 5, RSP, Math.abs(n)), { push: n });
          delta += n;
          continue;
        }
        const item = this.encode(s, before, bp);
        item.push = PUSHES[s.op] ?? 0;
        const dst = s.operands[s.operands.length - 1];
        if (dst?.kind === 'reg' && dst.reg === RSP && !/^(PUSH|POP|CMP|TEST|CALL|JMP)/.test(s.op)) {
          const imm = s.operands[0];
          if ((s.op === 'SUBQ' || s.op === 'ADDQ') && imm.kind === 'imm') item.adjust = Number(imm.value) * (s.op === 'SUBQ' ? 1 : -1);
          spWrite = true;
        }
        items.push(item);
      } catch (e) {
        if (!(e instanceof AsmError)) throw e;
        this.input.error(e.line, e.message);
        failed = true;
      }
    }
    if (failed) return undefined;
    return this.layout(items, labels, starts, { frame, nosplit, prologueItems, spWrite });
  }

  private stackCheck(add: (line: number, emit: (e: Emitter) => void, extra?: Partial<Item>) => void, items: Item[], frame: number): void {
    const line = this.startLine, g = this.input.gInR14 ? R14 : RCX, guard: Mem = { base: g, disp: this.input.stackguard0 };
    add(line, (e) => e.load(g, { base: NONE, disp: -8, fs: true }, 8, false), { unsafe: true });
    if (frame <= STACK_SMALL) add(line, (e) => e.alu(7, RSP, guard));
    else if (frame < STACK_BIG) {
      add(line, (e) => e.lea(0, { base: RSP, disp: -(frame - STACK_SMALL) }));
      add(line, (e) => e.alu(7, 0, guard));
    } else {
      add(line, (e) => e.move(0, RSP));
      add(line, (e) => e.aluImm(5, 0, frame - STACK_SMALL));
      items.push({ line, jump: { condition: 2, target: '\0morestack', long: false }, push: 0, adjust: 0 });
      add(line, (e) => e.alu(7, 0, guard));
    }
    items.push({ line, jump: { condition: 6, target: '\0morestack', long: false }, push: 0, adjust: 0 });
  }

  private ret(s: Source, items: Item[], add: (line: number, emit: (e: Emitter) => void, extra?: Partial<Item>) => void, frame: number, bp: number, delta: number): void {
    if (delta !== frame) throw new AsmError('unbalanced PUSH/POP', s.line);
    if (frame) {
      if (bp) add(s.line, (e) => e.load(RBP, { base: RSP, disp: frame - 8 }, 8, false));
      add(s.line, (e) => e.aluImm(0, RSP, frame), { push: -frame });
    }
    const target = s.operands[0];
    if (target?.kind === 'symbol') add(s.line, (e) => e.jumpSymbol(target.name), { isReturn: true, push: frame });
    else add(s.line, (e) => e.ret(), { isReturn: true, push: frame });
    void items;
  }

  private mem(o: Operand, delta: number, bp: number, line: number): Mem {
    if (o.kind === 'symbol') return { base: RIP, disp: o.disp, symbol: o.name, index: o.index, scale: o.scale };
    if (o.kind !== 'mem') throw new AsmError('memory operand expected', line);
    if (o.base === 'TLS' || o.tlsIndex) return { base: NONE, disp: o.disp - 8, fs: true };
    const index = o.index === undefined ? {} : { index: o.index, scale: o.scale ?? 1 };
    if (o.base === 'FP') return { base: RSP, disp: o.disp + delta + 8, ...index };
    if (o.base === 'SPname') return { base: RSP, disp: o.disp + delta - bp, ...index };
    if (o.base === undefined) return { base: NONE, disp: o.disp, ...index };
    return { base: o.base, disp: o.disp, ...index };
  }

  private encode(s: Source, delta: number, bp: number): Item {
    const { op, operands, line } = s, c = new CodeBuffer();
    const item = (): Item => ({ line, bytes: c.bytes.slice(0, c.length), relocations: c.relocations, push: 0, adjust: 0 });
    if (op in JUMPS || op === 'CALL') {
      const t = operands[operands.length - 1];
      if (!t) throw new AsmError(`${op} needs a target`, line);
      if (t.kind === 'label' && op !== 'CALL') return { line, jump: { condition: JUMPS[op], target: t.name, long: false }, push: 0, adjust: 0 };
      if (t.kind === 'pc') return { line, jump: { condition: JUMPS[op], target: t.offset, long: false }, push: 0, adjust: 0 };
      if (t.kind === 'symbol' && t.index === undefined) {
        if (op === 'CALL') c.byte(0xe8); else if (op === 'JMP') c.byte(0xe9); else { c.byte(0x0f); c.byte(0x80 + JUMPS[op]); }
        c.relocations.push({ offset: c.length, symbol: t.name, addend: t.disp - 4, kind: 'pc32' });
        c.int32(0);
        return item();
      }
      if (op !== 'CALL' && op !== 'JMP') throw new AsmError(`${op} needs a label`, line);
      c.modrm(0, false, 0xff, op === 'CALL' ? 2 : 4, t.kind === 'reg' ? t.reg : this.mem(t, delta, bp, line));
      return item();
    }
    const size = { BYTE: 1, WORD: 2, LONG: 4, QUAD: 8 }[op];
    if (size) {
      for (const o of operands) {
        if (o.kind !== 'imm') throw new AsmError(`${op} needs a constant`, line);
        if (size === 8) c.int64(o.value); else c.int(Number(BigInt.asIntN(32, o.value)), size);
      }
      return item();
    }
    if (op === 'MOVQ' && operands[0]?.kind === 'label' && operands[0].name === 'TLS') return item();
    const address = operands[0];
    if ((op === 'MOVQ' || op === 'MOVL') && ((address?.kind === 'symbol' && address.address) || address?.kind === 'address') && operands[1]?.kind === 'reg') {
      // The address of something: LEA.
      c.modrm(0, op === 'MOVQ', 0x8d, operands[1].reg, this.mem(address.kind === 'address' ? address.of : address, delta, bp, line));
      return item();
    }
    if ((op === 'MOVSD' || op === 'MOVSS') && address?.kind === 'float' && Object.is(address.value, 0) && operands[1]?.kind === 'xmm') {
      c.modrm(0, false, 0x0f57, operands[1].reg, operands[1].reg);
      return item();
    }
    if (op === 'NOP' || op === 'NOPW' || op === 'NOPL') { return item(); }
    const encode = INSTRUCTIONS.get(op);
    if (!encode) throw new AsmError(`unrecognized instruction "${op}"`, line);
    const args = operands.map((o): Arg => {
      switch (o.kind) {
        case 'reg': case 'xmm': case 'ymm': return o;
        case 'imm': return o;
        case 'mem': return { kind: 'mem', mem: this.mem(o, delta, bp, line) };
        case 'float': return { kind: 'mem', mem: { base: RIP, disp: 0, symbol: this.input.floatConstant!(o.value, op.endsWith('S') ? 4 : 8) } };
        case 'symbol': if (!o.address) return { kind: 'mem', mem: this.mem(o, delta, bp, line) }; break;
        default:
      }
      throw new AsmError(`invalid operand of ${op}`, line);
    });
    if (!encode(c, args)) throw new AsmError(`invalid operands of ${op}`, line);
    return item();
  }

  private layout(items: Item[], labels: Map<string, number>, starts: number[], f: { frame: number; nosplit: boolean; prologueItems: number; spWrite: boolean }): TextSymbol {
    const morestackAt = items.length;
    if (!f.nosplit) {
      const e = new Emitter();
      e.call(this.o.needsContext ? 'runtime.morestack' : 'runtime.morestack_noctxt');
      items.push({ line: this.startLine, bytes: e.bytes.slice(0, e.length), relocations: e.relocations, push: 0, adjust: 0, delta: 0 });
      items.push({ line: this.startLine, jump: { condition: -1, target: '\0start', long: false }, push: 0, adjust: 0, delta: 0 });
    }
    const indexOf = (i: number, target: string | number): number => {
      if (target === '\0morestack') return morestackAt;
      if (target === '\0start') return 0;
      if (typeof target === 'number') {
        const n = starts.indexOf(i);
        return starts[n + target] ?? items.length;
      }
      const at = labels.get(target);
      if (at === undefined) throw new AsmError(`undefined label ${target}`, items[i].line);
      return at;
    };
    const targets = items.map((it, i) => (it.jump ? indexOf(i, it.jump.target) : -1));
    const length = (it: Item): number => (it.bytes ? it.bytes.length : it.jump!.condition < -1 ? 2 : !it.jump!.long ? 2 : it.jump!.condition < 0 ? 5 : 6);
    const offsets: number[] = [];
    for (let changed = true; changed;) {
      changed = false;
      let at = 0;
      items.forEach((it, i) => { offsets[i] = at; at += length(it); });
      offsets[items.length] = at;
      items.forEach((it, i) => {
        if (!it.jump || it.jump.long || it.jump.condition < -1) return;
        const distance = offsets[targets[i]] - offsets[i + 1];
        if (distance < -128 || distance > 127) { it.jump.long = true; changed = true; }
      });
    }
    const c = new CodeBuffer(), lines: LineMark[] = [], deltas: DeltaMark[] = [{ offset: 0, delta: 0, unsafe: true }];
    let delta = 0, lastLine = -1, prologueEnd = 0;
    items.forEach((it, i) => {
      if (i === f.prologueItems) prologueEnd = c.length;
      if (it.delta !== undefined) delta = it.delta;
      if (deltas[deltas.length - 1].delta !== delta) deltas.push({ offset: c.length, delta, unsafe: true });
      if (it.line !== lastLine) { lines.push({ offset: c.length, line: it.line, statement: true }); lastLine = it.line; }
      if (it.bytes) {
        for (const r of it.relocations ?? []) c.relocations.push({ ...r, offset: r.offset + c.length });
        for (const b of it.bytes) c.byte(b);
      } else this.jump(c, it.jump!, offsets[targets[i]] - offsets[i + 1]);
      delta += it.push + it.adjust;
      if (it.isReturn) delta = f.frame;
    });
    return {
      kind: 'text', name: this.symbol, bytes: c.bytes.slice(0, c.length), relocations: c.relocations, file: this.input.name, startLine: this.startLine, lines, deltas,
      argsSize: this.o.args, frameSize: f.frame, flags: this.o.flags | (f.nosplit ? FLAG_NOSPLIT : 0) | (f.spWrite ? FLAG_SPWRITE : 0), prologueEnd, variables: [],
    };
  }

  private jump(c: CodeBuffer, j: NonNullable<Item['jump']>, distance: number): void {
    if (j.condition < -1) {
      if (j.condition === -2) c.byte(0x67);
      c.byte(j.condition === -4 ? 0xe2 : 0xe3);
      if (distance < -128 || distance > 127) throw new AsmError('target of JCXZ or LOOP is too far', this.startLine);
      c.byte(distance & 255);
    } else if (!j.long) { c.byte(j.condition < 0 ? 0xeb : 0x70 + j.condition); c.byte(distance & 255); } else {
      if (j.condition < 0) c.byte(0xe9); else { c.byte(0x0f); c.byte(0x80 + j.condition); }
      c.int32(distance);
    }
  }
}
