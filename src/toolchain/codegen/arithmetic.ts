/** Integer and floating-point operators. */
import type { Binary, Expr, Unary } from '../syntax/ast';
import * as T from '../types/types';
import { RAX, RCX, RDX } from '../x86/code-buffer';
import { ADD, AND, CC, CMP, Label, OR, SAR, SHL, SHR, SUB, XOR } from '../x86/emitter';
import type { Fn } from './function';
import { isSigned, storeScalar } from './memory';
import { isSimple } from './purity';
import { booleanValue, value } from './values';

const COMPARE = new Set(['==', '!=', '<', '<=', '>', '>=', '&&', '||']);

export function unaryValue(f: Fn, x: Unary): void {
  if (x.op === '!') { value(f, x.x); f.e.aluImm(XOR, RAX, 1); return; }
  value(f, x.x);
  const t = x.type!;
  if (x.op === '+') return;
  if (T.isFloat(t)) {
    const wide = T.sizeOf(t) === 8;
    f.e.moveImm(RAX, wide ? 1n << 63n : 1n << 31n);
    f.e.toXmm(1, RAX);
    f.e.modrm(0, false, 0x0f57, 0, 1);
    return;
  }
  f.e.group3(x.op === '-' ? 3 : 2, RAX);
  f.e.extend(RAX, T.sizeOf(t), isSigned(t));
}

export function binaryValue(f: Fn, x: Binary): void {
  if (COMPARE.has(x.op)) { booleanValue(f, x); return; }
  operands(f, x.x, x.y);
  operate(f, x.op, x.type!, x.y.type!, x.y);
}

/** x into AX (X0), y into CX (X1). */
export function operands(f: Fn, x: Expr, y: Expr): void {
  const fx = T.isFloat(x.type!), fy = T.isFloat(y.type!);
  const second = (): void => { if (fy) f.e.moveFloat(1, 0); else f.e.move(RCX, RAX); };
  if (isSimple(x) && !(fx && x.value !== undefined && !fy)) {
    value(f, y);
    second();
    // A float constant goes through AX, an escaped variable through R11: CX and X1 survive both.
    value(f, x);
    return;
  }
  const mark = f.mark();
  value(f, x);
  const t = f.temp(8);
  storeScalar(f, t, x.type!);
  value(f, y);
  second();
  if (fx) f.e.loadFloat(0, f.mem(t), T.sizeOf(x.type!) === 8); else f.e.load(RAX, f.mem(t), T.sizeOf(x.type!), isSigned(x.type!));
  f.release(mark);
}

/** AX op CX -> AX (X0 op X1 -> X0), as type t. `y` is the right operand, if it is a constant checks are left out. */
export function operate(f: Fn, op: string, t: T.Type, ty: T.Type, y: Expr | undefined): void {
  const e = f.e, size = T.sizeOf(t), signed = isSigned(t);
  if (T.isFloat(t)) {
    e.floatOp({ '+': 0x58, '-': 0x5c, '*': 0x59, '/': 0x5e }[op]!, 0, 1, size === 8);
    return;
  }
  switch (op) {
    case '+': e.alu(ADD, RAX, RCX); break;
    case '-': e.alu(SUB, RAX, RCX); break;
    case '*': e.imul(RAX, RCX); break;
    case '&': e.alu(AND, RAX, RCX); return;
    case '|': e.alu(OR, RAX, RCX); return;
    case '^': e.alu(XOR, RAX, RCX); return;
    case '&^': e.group3(2, RCX); e.alu(AND, RAX, RCX); break;
    case '/': case '%': divide(f, op, signed, y); break;
    case '<<': case '>>': shift(f, op, t, ty, y); break;
    default: throw new Error(`internal error: operator ${op}`);
  }
  if (size < 8) e.extend(RAX, size, signed);
}

function divide(f: Fn, op: string, signed: boolean, y: Expr | undefined): void {
  const e = f.e;
  if (y?.value === undefined) {
    const bad = new Label();
    e.test(RCX, RCX);
    e.jcc(CC.E, bad);
    f.outline(bad, () => f.runtime('panicdivide', 0));
  }
  if (!signed) {
    e.moveImm(RDX, 0n);
    e.group3(6, RCX);
    if (op === '%') e.move(RAX, RDX);
    return;
  }
  // The smallest integer divided by -1 would trap: the result is -x, the remainder 0.
  const minusOne = new Label(), end = new Label();
  if (y?.value === undefined || y.value === -1n) {
    e.aluImm(CMP, RCX, -1);
    e.jcc(CC.E, minusOne);
  }
  e.cqo();
  e.group3(7, RCX);
  if (op === '%') e.move(RAX, RDX);
  if (y?.value === undefined || y.value === -1n) {
    e.jump(end);
    e.place(minusOne);
    if (op === '%') e.moveImm(RAX, 0n); else e.group3(3, RAX);
    e.place(end);
  }
}

function shift(f: Fn, op: string, t: T.Type, ty: T.Type, y: Expr | undefined): void {
  const e = f.e, signed = isSigned(t), bits = T.sizeOf(t) * 8, digit = op === '<<' ? SHL : signed ? SAR : SHR;
  if (y?.value !== undefined) {
    const n = Number(y.value);
    if (n >= bits && digit !== SAR) e.moveImm(RAX, 0n);
    else e.shiftImm(digit, RAX, Math.min(n, 63));
    return;
  }
  if (isSigned(ty)) {
    const bad = new Label();
    e.test(RCX, RCX);
    e.jcc(CC.S, bad);
    f.outline(bad, () => f.runtime('panicshift', 0));
  }
  const small = new Label(), end = new Label();
  e.aluImm(CMP, RCX, 64);
  e.jcc(CC.B, small);
  if (digit === SAR) e.shiftImm(SAR, RAX, 63); else e.moveImm(RAX, 0n);
  e.jump(end);
  e.place(small);
  e.shiftCl(digit, RAX);
  e.place(end);
}
