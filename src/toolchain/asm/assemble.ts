/** Assembles a file: TEXT, DATA, GLOBL; frames as Go's assembler makes them; short and long jumps. */
import { DataSymbol, FLAG_ASSEMBLY, FLAG_NOSPLIT, FLAG_TOPFRAME, FLAG_WRAPPER } from '../link/symbols';
import type { LinkSymbol } from '../link/symbols';
import type { AsmLine } from './preprocessor';
import { AsmError, Preprocessor } from './preprocessor';
import { FunctionAssembler } from './function';
import { PREDEFINED } from './headers';
import type { Operand } from './operands';
import { OperandParser } from './operands';

export interface AssemblyInput {
  /** Path of the source file, for positions. */
  name: string;
  text: string;
  /** Import path of the package; ·x means its x. */
  packagePath: string;
  include: (header: string) => string | undefined;
  /** Offset of g.stackguard0, for stack checks. */
  stackguard0: number;
  /** Stack checks use R14 for g (from Go 1.17 on), else CX. */
  gInR14: boolean;
  error: (line: number, message: string) => void;
  /** Set by assemble: a floating-point constant in read-only data. */
  floatConstant?: (value: number, size: number) => string;
}

const NOSPLIT = 4, RODATA = 8, WRAPPER = 32, NEEDCTXT = 64, NOFRAME = 512, TOPFRAME = 2048;

/** Symbols of one file, by name. */
export function assemble(input: AssemblyInput): Map<string, LinkSymbol> {
  const out = new Map<string, LinkSymbol>();
  let lines: AsmLine[];
  try {
    lines = new Preprocessor(input.include, PREDEFINED).run(input.text);
  } catch (e) {
    if (!(e instanceof AsmError)) throw e;
    input.error(e.line, e.message);
    return out;
  }
  const local = (name: string, isStatic: boolean): string => {
    const full = name.replaceAll('∕', '/').replace(/^·/, `${input.packagePath}.`).replaceAll('·', '.');
    return isStatic ? `${full}<${input.packagePath}:${input.name}>` : full;
  };
  input.floatConstant = (value, size) => {
    const view = new DataView(new ArrayBuffer(8));
    if (size === 4) view.setFloat32(0, value, true); else view.setFloat64(0, value, true);
    const bits = size === 4 ? view.getUint32(0, true).toString(16).padStart(8, '0') : view.getBigUint64(0, true).toString(16).padStart(16, '0');
    const name = `$f${size * 8}.${bits}`, symbol = new DataSymbol(name, 'rodata', size, size);
    symbol.putBytes(0, new Uint8Array(view.buffer, 0, size));
    out.set(name, symbol);
    return name;
  };
  const data = new Map<string, { offset: number; size: number; value: Operand; line: number }[]>();
  let current: FunctionAssembler | undefined;
  const finish = (): void => {
    if (!current) return;
    const s = current.finish();
    if (s) out.set(s.name, s);
    current = undefined;
  };
  for (const line of lines) {
    try {
      const tokens = [...line.tokens];
      // Labels: name followed by a colon.
      while (tokens.length >= 2 && tokens[0].kind === 'name' && tokens[1].text === ':') {
        if (!current) throw new AsmError(`label ${tokens[0].text} outside a function`, line.line);
        current.label(tokens[0].text, line.line);
        tokens.splice(0, 2);
      }
      if (!tokens.length) continue;
      const op = tokens[0].text;
      if (op === 'TEXT') {
        finish();
        const { symbol, flags, frame, args } = textHeader(tokens.slice(1), line.line, local);
        current = new FunctionAssembler(symbol, input, line.line, {
          frame, args, noframe: (flags & NOFRAME) !== 0, nosplit: (flags & NOSPLIT) !== 0, needsContext: (flags & NEEDCTXT) !== 0,
          flags: FLAG_ASSEMBLY | (flags & TOPFRAME ? FLAG_TOPFRAME : 0) | (flags & NOSPLIT ? FLAG_NOSPLIT : 0) | (flags & WRAPPER ? FLAG_WRAPPER : 0),
        });
        continue;
      }
      if (op === 'FUNCDATA' || op === 'PCDATA' || op === 'NO_LOCAL_POINTERS' || op === 'GO_ARGS' || op === 'GO_RESULTS_INITIALIZED' || op === 'PCALIGN') continue;
      if (op === 'DATA') {
        const slash = tokens.findIndex((t) => t.text === '/');
        const [where] = new OperandParser(tokens.slice(1, slash), line.line, local).all();
        const size = Number(tokens[slash + 1]?.text);
        const [value] = new OperandParser(tokens.slice(slash + 3), line.line, local).all();
        if (where?.kind !== 'symbol' || !value) throw new AsmError('malformed DATA', line.line);
        if (!data.has(where.name)) data.set(where.name, []);
        data.get(where.name)!.push({ offset: where.disp, size, value, line: line.line });
        continue;
      }
      if (op === 'GLOBL') {
        const ops = new OperandParser(tokens.slice(1), line.line, local).all();
        const where = ops[0], size = ops[ops.length - 1], flags = ops.length === 3 ? Number(constant(ops[1])) : 0;
        if (where?.kind !== 'symbol' || size?.kind !== 'imm') throw new AsmError('malformed GLOBL', line.line);
        const n = Number(size.value), values = data.get(where.name) ?? [];
        const symbol = new DataSymbol(where.name, values.length ? (flags & RODATA ? 'rodata' : 'data') : 'bss', n, n >= 16 ? 16 : 8);
        for (const d of values) {
          if (d.offset + d.size > n) throw new AsmError(`DATA beyond the size of ${where.name}`, d.line);
          putData(symbol, d);
        }
        out.set(where.name, symbol);
        continue;
      }
      if (!current) throw new AsmError(`${op} outside a function`, line.line);
      current.instruction(op, new OperandParser(tokens.slice(1), line.line, local).all(), line.line);
    } catch (e) {
      if (!(e instanceof AsmError)) throw e;
      input.error(e.line || line.line, e.message);
    }
  }
  try { finish(); } catch (e) {
    if (!(e instanceof AsmError)) throw e;
    input.error(e.line, e.message);
  }
  return out;
}

function constant(o: Operand): bigint {
  if (o.kind === 'imm') return o.value;
  if (o.kind === 'mem') return BigInt(o.disp);
  return 0n;
}

/** name(SB), flags, $frame-args */
function textHeader(tokens: AsmLine['tokens'], line: number, local: (name: string, isStatic: boolean) => string): { symbol: string; flags: number; frame: number; args: number } {
  const parts: AsmLine['tokens'][] = [[]];
  for (const t of tokens) if (t.text === ',') parts.push([]); else parts[parts.length - 1].push(t);
  const [name] = new OperandParser(parts[0], line, local).all();
  if (name?.kind !== 'symbol' || parts.length < 2 || parts.length > 3) throw new AsmError('malformed TEXT', line);
  const flags = parts.length === 3 ? Number(new OperandParser(parts[1], line, local).expression()) : 0;
  const size = parts[parts.length - 1];
  if (size[0]?.text !== '$') throw new AsmError('TEXT needs $framesize or $framesize-argsize', line);
  // $-8 and $8-16: the first number may be negative, the second follows a minus.
  let i = 1, sign = 1;
  if (size[i]?.text === '-') { sign = -1; i++; }
  const dash = size.findIndex((t, n) => n > i && t.text === '-' && depthAt(size, n) === 0);
  const frame = sign * Number(new OperandParser(size.slice(i, dash < 0 ? undefined : dash), line, local).expression());
  const args = dash < 0 ? -1 : Number(new OperandParser(size.slice(dash + 1), line, local).expression());
  return { symbol: name.name, flags, frame, args };
}

function depthAt(tokens: AsmLine['tokens'], n: number): number {
  let depth = 0;
  for (let i = 0; i < n; i++) if (tokens[i].text === '(') depth++; else if (tokens[i].text === ')') depth--;
  return depth;
}

function putData(s: DataSymbol, d: { offset: number; size: number; value: Operand; line: number }): void {
  const v = d.value;
  if (v.kind === 'imm') s.put(d.offset, v.value, d.size);
  else if (v.kind === 'text') s.putBytes(d.offset, Uint8Array.from({ length: d.size }, (_x, i) => v.value.charCodeAt(i) || 0));
  else if (v.kind === 'symbol') s.address(d.offset, v.name, v.disp);
  else if (v.kind === 'float') {
    const view = new DataView(new ArrayBuffer(8));
    if (d.size === 4) view.setFloat32(0, v.value, true); else view.setFloat64(0, v.value, true);
    s.putBytes(d.offset, new Uint8Array(view.buffer, 0, d.size));
  } else throw new AsmError('DATA needs a number, a string or an address', d.line);
}

