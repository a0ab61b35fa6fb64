/** Function literals, method values, and the packing of calls for go and defer. */
import type { FuncLit, Selector } from '../syntax/ast';
import type { Variable } from '../types/entities';
import { methodSymbolFor } from './wrappers';
import * as T from '../types/types';
import { RAX, RBP, RIP } from '../x86/code-buffer';
import type { PreparedCall } from './calls';
import { execute, interfaceOf, receiver } from './calls';
import type { Place } from './frame';
import { argumentLayout } from './frame';
import { Fn } from './function';
import { addressOf, copy, offsetPlace, variablePlace } from './memory';
import { shownArguments } from './shown-arguments';

/** Captured by value: never changes after its declaration, and small. */
export function byValue(v: Variable): boolean { return !v.reassigned && !v.addressed && T.sizeOf(v.type) <= 128; }

export interface CaptureSlot { variable: Variable; offset: number; byValue: boolean }

/** Layout of a closure: code address, then captures. */
export function closureLayout(captures: readonly Variable[]): { slots: CaptureSlot[]; type: T.Type } {
  const fields: T.StructField[] = [{ name: 'F', type: T.UINTPTR, embedded: false, tagText: '', pkg: undefined }];
  const ways = captures.map((v) => byValue(v));
  captures.forEach((v, i) => fields.push({ name: v.name, type: ways[i] ? v.type : T.pointerTo(v.type), embedded: false, tagText: '', pkg: undefined }));
  const type = T.structOf(fields), offsets = type.measure().offsets;
  return { slots: captures.map((variable, i) => ({ variable, offset: offsets[i + 1], byValue: ways[i] })), type };
}

/** A function literal's value into AX. */
export function functionLiteral(f: Fn, x: FuncLit): void {
  const info = x.info!;
  f.gen.compileLiteral(f, x);
  if (!info.captures.length) { f.e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.funcValue(info.symbol) }); return; }
  const { slots, type } = closureLayout(info.captures);
  const object = newBlock(f, type, info.closureOnStack ? f.closureSpace(info) : undefined, info.symbol);
  for (const s of slots) {
    const from = variablePlace(f, s.variable), to = offsetPlace(object, s.offset);
    if (s.byValue) copy(f, to, from, T.sizeOf(s.variable.type));
    else { addressOf(f, from, RAX); f.e.store(f.mem(to), RAX, 8); }
  }
  addressOf(f, object, RAX);
}

/** A new closure block with its code address set; the place is stable. */
function newBlock(f: Fn, type: T.Type, inFrame: Place | undefined, code: string): Place {
  let object = inFrame;
  if (!object) {
    f.newObject(type);
    object = f.stable({ base: RAX, disp: 0 });
  }
  f.e.lea(RAX, { base: RIP, disp: 0, symbol: code });
  f.e.store(f.mem(object), RAX, 8);
  return object;
}

/** x.M or T.M as a func value, into AX. */
export function methodValue(f: Fn, x: Selector): void {
  const s = x.selection!;
  if (s.kind === 'methodExpr') {
    f.e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.funcValue(methodSymbolFor(f.gen, s.receiverType!, x.sel.name, f.pkg)) });
    return;
  }
  const signature = x.type as T.Signature;
  if (s.kind === 'interfaceMethod') {
    const p = interfaceOf(f, x);
    // A method value of a nil interface panics now, not when it is called.
    f.e.load(RAX, f.mem(p), 8, false);
    f.e.modrm(0, false, 0x84, RAX, { base: RAX, disp: 0 });
    packed(f, { callee: { kind: 'interface', itab: p, index: s.interfaceIndex! }, args: [{ type: T.UNSAFE_POINTER, place: offsetPlace(p, 8) }], results: signature.results }, signature.params, `${f.gen.typeName(s.receiverType!)}.${x.sel.name}-fm`, true);
    return;
  }
  const method = s.method!, arg = receiver(f, x, method);
  packed(f, { callee: { kind: 'static', symbol: f.gen.functionSymbol(method) }, args: [arg], results: signature.results }, signature.params, `${f.gen.functionSymbol(method)}-fm`, true);
}

/**
 * Makes a closure that performs `call` with the arguments evaluated now, followed by the parameters it is called with; its
 * address is in AX afterwards. Used for go, defer (no parameters) and method values. `shared`: one symbol for all uses.
 */
export function packed(f: Fn, call: PreparedCall, params: readonly T.Type[], name: string, shared: boolean): void {
  const parts: { type: T.Type; store: (to: Place) => void }[] = [];
  const { callee } = call;
  if (callee.kind === 'closure') parts.push({ type: T.UNSAFE_POINTER, store: (to) => copy(f, to, callee.place, 8) });
  if (callee.kind === 'interface') parts.push({ type: T.UNSAFE_POINTER, store: (to) => copy(f, to, callee.itab, 8) });
  for (const a of call.args) {
    if (a.expr) {
      const t = f.temp(T.sizeOf(a.type));
      f.convertInto(a.expr, a.type, t);
      parts.push({ type: a.type, store: (to) => copy(f, to, t, T.sizeOf(a.type)) });
    } else if (a.address) parts.push({ type: a.type, store: (to) => { addressOf(f, a.place!, RAX); f.e.store(f.mem(to), RAX, 8); } });
    else parts.push({ type: a.type, store: (to) => copy(f, to, a.place!, T.sizeOf(a.type)) });
  }
  const type = T.structOf([{ name: 'F', type: T.UINTPTR, embedded: false, tagText: '', pkg: undefined }, ...parts.map((p, i) => ({ name: `a${i}`, type: p.type, embedded: false, tagText: '', pkg: undefined }))]);
  const offsets = type.measure().offsets;
  if (!shared || !f.gen.hasSymbol(name)) wrapperCode(f, call, params, name, offsets);
  if (parts.length === 0) { f.e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.funcValue(name) }); return; }
  const object = newBlock(f, type, undefined, name);
  parts.forEach((p, i) => p.store(offsetPlace(object, offsets[i + 1])));
  addressOf(f, object, RAX);
}

/** The code of such a closure. */
function wrapperCode(outer: Fn, call: PreparedCall, params: readonly T.Type[], name: string, offsets: number[]): void {
  const f = new Fn(outer.gen, name, outer.file, outer.currentLine, outer.pkg);
  f.atLine(outer.currentLine, true);
  const layout = argumentLayout(params, call.results);
  const context = f.contextSlot();
  let n = 1;
  const part = (): Place => ({ base: RBP, disp: offsets[n++], slot: context.disp });
  const callee: PreparedCall['callee'] = call.callee.kind === 'closure' ? { kind: 'closure', place: part() } : call.callee.kind === 'interface' ? { kind: 'interface', itab: part(), index: call.callee.index } : call.callee;
  const args = [...call.args.map((a) => ({ type: a.type, place: part() })), ...params.map((type, i) => ({ type, place: { base: RBP, disp: 16 + layout.params[i] } }))];
  const inner = execute(f, { callee, args, results: call.results }, 0);
  call.results.forEach((t, i) => copy(f, { base: RBP, disp: 16 + layout.results[i] }, { base: 4, disp: inner.results[i] }, T.sizeOf(t)));
  f.epilogue();
  outer.gen.define({ ...f.finish(layout.size, { nosplit: false, wrapper: true, needsContext: true }), shownArguments: shownArguments(params, layout.params) });
}
