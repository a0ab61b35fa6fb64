/** Calls: arguments to the outgoing area, the call, results back. */
import type { Call, Expr, Selector } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import type { Func } from '../types/entities';
import { receiverOf } from '../types/lookup';
import * as T from '../types/types';
import { R10, RAX, RDX, RSP } from '../x86/code-buffer';
import { argumentLayout } from './frame';
import type { Place } from './frame';
import type { Fn } from './function';
import { intrinsic } from './intrinsics';
import { addr, addressOf, copy, isScalar, loadScalar, offsetPlace, storeScalar, walkPath } from './memory';
import { isSimple, mayCall } from './purity';
import { convertInto, convertPlace, into, needsConversion, value } from './values';

/** One argument: an expression, or a value that lies in memory already. */
export interface Argument { type: T.Type; expr?: Expr; place?: Place; /** pass the address of the place */ address?: boolean }

/** What a call calls. */
export type Callee = { kind: 'static'; symbol: string } | { kind: 'closure'; place: Place } | { kind: 'interface'; itab: Place; index: number };

export interface PreparedCall { callee: Callee; args: Argument[]; results: readonly T.Type[] }

/** A call with one scalar result: into AX or X0. */
export function callValue(f: Fn, x: Call): void {
  if (intrinsic(f, x)) return;
  const layout = emitCall(f, x);
  loadScalar(f, { base: RSP, disp: layout.results[0] }, x.type!);
}

/** A call with one result: into memory. */
export function callInto(f: Fn, x: Call, to: Place): void {
  const layout = emitCall(f, x);
  copy(f, to, { base: RSP, disp: layout.results[0] }, T.sizeOf(x.type!));
}

/** A call of several results: each is at result(i) in the outgoing area, until the next call. */
export function emitCall(f: Fn, x: Call): ReturnType<typeof argumentLayout> {
  if (x.type!.tag !== 'tuple' || x.mode === 'novalue') { if (intrinsic(f, x)) return { params: [], results: [0], size: 0 }; }
  const prepared = prepare(f, x);
  return execute(f, prepared, x.pos);
}

/** The results of a multi-value call, copied to temporaries. */
export function callToTemps(f: Fn, x: Call): Place[] {
  const layout = emitCall(f, x), types = (x.type as T.Tuple).types;
  return types.map((t, i) => {
    const p = f.temp(T.sizeOf(t));
    copy(f, p, { base: RSP, disp: layout.results[i] }, T.sizeOf(t));
    return p;
  });
}

/** Works out callee and receiver (evaluating what they need) and lists the arguments. */
export function prepare(f: Fn, x: Call): PreparedCall {
  const fn = unparen(x.fn), signature = T.underlying(x.fn.type!) as T.Signature;
  const args: Argument[] = [];
  let callee: Callee;
  const object = fn.kind === 'Ident' || fn.kind === 'Selector' ? fn.object : undefined;
  if (object?.tag === 'func') callee = { kind: 'static', symbol: f.gen.functionSymbol(object) };
  else if (fn.kind === 'Selector' && fn.selection?.kind === 'method') {
    callee = { kind: 'static', symbol: f.gen.functionSymbol(fn.selection.method!) };
    args.push(receiver(f, fn, fn.selection.method!));
  } else if (fn.kind === 'Selector' && fn.selection?.kind === 'interfaceMethod') {
    const p = interfaceOf(f, fn);
    callee = { kind: 'interface', itab: p, index: fn.selection.interfaceIndex! };
    args.push({ type: T.UNSAFE_POINTER, place: offsetPlace(p, 8) });
  } else if (fn.kind === 'Selector' && fn.selection?.kind === 'methodExpr' && fn.selection.method && !fn.selection.path.length && receiverOf(fn.selection.method) === fn.selection.receiverType) {
    callee = { kind: 'static', symbol: f.gen.functionSymbol(fn.selection.method) };
  } else {
    const t = f.temp(8);
    value(f, x.fn);
    f.e.store(f.mem(t), RAX, 8);
    callee = { kind: 'closure', place: t };
  }
  args.push(...callArguments(f, x, signature));
  return { callee, args, results: signature.results };
}

/** Copies the interface a method is called on to a place that stays. */
export function interfaceOf(f: Fn, fn: Selector): Place {
  const p = f.temp(16);
  if (fn.selection!.path.length) copy(f, p, walkPath(f, fn.x, fn.selection!.path), 16);
  else into(f, fn.x, p);
  return p;
}

/** The receiver argument of a method call. */
export function receiver(f: Fn, fn: Selector, method: Func): Argument {
  const path = fn.selection!.path, named = method.receiver!.named;
  const fieldType = path.length ? (T.underlying(path[path.length - 1].type) as T.Struct).fields[path[path.length - 1].index].type : fn.x.type!;
  const isPointer = fieldType !== named && T.underlying(fieldType).tag === 'pointer';
  if (!path.length && isPointer === method.receiver!.pointer) return { type: fieldType, expr: fn.x };
  if (method.receiver!.pointer) {
    if (isPointer) return { type: fieldType, place: f.stable(walkPath(f, fn.x, path)) };
    // &x.embedded
    const p = f.stable(path.length ? walkPath(f, fn.x, path, true) : addr(f, fn.x, true));
    return { type: T.pointerTo(named), place: p, address: true };
  }
  // A value receiver: copied now.
  let from: Place;
  if (isPointer) {
    if (path.length) f.e.load(RAX, f.mem(walkPath(f, fn.x, path), R10), 8, false);
    else value(f, fn.x);
    from = { base: RAX, disp: 0 };
  } else from = walkPath(f, fn.x, path);
  const size = T.sizeOf(named), t = f.temp(size);
  copy(f, t, from, size);
  // A nil pointer to an empty struct has to fault as well.
  if (isPointer && size === 0) f.e.modrm(0, false, 0x84, RAX, { base: RAX, disp: 0 });
  return { type: named, place: t };
}

/** Arguments matched to parameters: variadic ones become a slice. */
export function callArguments(f: Fn, x: Call, s: T.Signature): Argument[] {
  const fixed = s.variadic && !x.ellipsis ? s.params.length - 1 : s.params.length;
  let list: { expr?: Expr; place?: Place; type: T.Type }[] = x.args.map((a) => ({ expr: a, type: a.type! }));
  if (x.args.length === 1 && x.args[0].mode === 'tuple') {
    const call = unparen(x.args[0]) as Call, places = callToTemps(f, call);
    list = (call.type as T.Tuple).types.map((type, i) => ({ type, place: places[i] }));
  }
  const args: Argument[] = list.slice(0, fixed).map((a, i) => ({ ...a, type: s.params[i], ...(a.place ? { place: converted(f, a.place, a.type, s.params[i]) } : {}) }));
  if (fixed === s.params.length) return args;
  const rest = list.slice(fixed), sliceType = s.params[fixed] as T.Slice, elem = sliceType.elem, size = T.sizeOf(elem);
  const header = f.temp(24);
  if (!rest.length) {
    for (const at of [0, 8, 16]) f.e.storeImm(f.mem(offsetPlace(header, at)), 0, 8);
  } else {
    // The array behind a variadic parameter: on the stack if the callee lets go of it, else on the heap.
    const onStack = (x as Call & { variadicOnStack?: boolean }).variadicOnStack === true;
    let base: Place;
    if (onStack) {
      base = f.temp(size * rest.length);
      addressOf(f, base, RAX);
    } else {
      f.newObject(T.arrayOf(elem, rest.length));
      base = { base: RAX, disp: 0, slot: header.disp };
    }
    f.e.store(f.mem(header), RAX, 8);
    for (const at of [8, 16]) f.e.storeImm(f.mem(offsetPlace(header, at)), rest.length, 8);
    rest.forEach((a, i) => {
      const to = offsetPlace(base, i * size);
      if (a.place) convertPlace(f, a.place, a.type, elem, to); else convertInto(f, a.expr!, elem, to);
    });
  }
  args.push({ type: sliceType, place: header });
  return args;
}

function converted(f: Fn, from: Place, type: T.Type, target: T.Type): Place {
  if (!T.isInterface(target) || T.underlying(type) === T.underlying(target)) return from;
  const p = f.temp(16);
  convertPlace(f, from, type, target, p);
  return p;
}

/** Puts the arguments in place and calls. */
export function execute(f: Fn, call: PreparedCall, pos: number): ReturnType<typeof argumentLayout> {
  const { args } = call, layout = argumentLayout(args.map((a) => a.type), call.results);
  f.reserve(layout.size);
  const calls = (a: Argument): boolean => !!a.expr && (mayCall(a.expr) || needsConversion(a.expr, a.type));
  let last = -1;
  args.forEach((a, i) => { if (calls(a)) last = i; });
  // What is evaluated before a later argument's call waits in a temporary.
  const ready = args.map((a, i): Argument => {
    if (i > last || !a.expr || (isSimple(a.expr) && !needsConversion(a.expr, a.type) && a.expr.value !== undefined)) return a;
    if (i === last && isScalar(a.type) && !needsConversion(a.expr, a.type)) return a;
    const t = f.temp(T.sizeOf(a.type));
    convertInto(f, a.expr, a.type, t);
    return { type: a.type, place: t };
  });
  ready.forEach((a, i) => {
    // The last argument that calls goes first: nothing may be in the area while it runs.
    if (i === last && a.expr) put(f, a, layout.params[i]);
  });
  ready.forEach((a, i) => { if (!(i === last && a.expr)) put(f, a, layout.params[i]); });
  if (pos) f.at(pos, false);
  switch (call.callee.kind) {
    case 'static': f.call(call.callee.symbol); break;
    case 'closure':
      f.e.load(RDX, f.mem(call.callee.place), 8, false);
      f.callThrough({ base: RDX, disp: 0 });
      break;
    case 'interface':
      f.e.load(RAX, f.mem(call.callee.itab), 8, false);
      f.callThrough({ base: RAX, disp: 24 + 8 * call.callee.index });
      break;
  }
  return layout;
}

function put(f: Fn, a: Argument, offset: number): void {
  const to: Place = { base: RSP, disp: offset };
  if (a.expr) {
    if (isScalar(a.type)) { value(f, a.expr); storeScalar(f, to, a.type); } else into(f, a.expr, to);
  } else if (a.address) {
    addressOf(f, a.place!, RAX);
    f.e.store(f.mem(to), RAX, 8);
  } else copy(f, to, a.place!, T.sizeOf(a.type));
}
