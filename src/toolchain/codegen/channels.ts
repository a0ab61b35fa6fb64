/** Channel operations outside select. */
import type { Call, Expr } from '../syntax/ast';
import * as T from '../types/types';
import { RAX, RIP } from '../x86/code-buffer';
import type { Place } from './frame';
import type { Fn } from './function';
import { addressOf, copy } from './memory';
import { convertInto, value } from './values';

/** make(chan T, n) into AX. */
export function makeChannel(f: Fn, x: Call): void {
  const e = f.e;
  if (x.args[1]) value(f, x.args[1]); else e.moveImm(RAX, 0n);
  e.store(f.out(8), RAX, 8);
  e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(x.type!) });
  e.store(f.out(0), RAX, 8);
  f.runtime('makechan', 24);
  e.load(RAX, f.out(16), 8, false);
}

export function send(f: Fn, channel: Expr, v: Expr): void {
  const e = f.e, elem = (T.underlying(channel.type!) as T.Chan).elem, c = f.temp(8), t = f.temp(T.sizeOf(elem));
  value(f, channel);
  e.store(f.mem(c), RAX, 8);
  convertInto(f, v, elem, t);
  f.copyOut(c, 0, 8);
  e.lea(RAX, f.mem(t));
  e.store(f.out(8), RAX, 8);
  f.runtime('chansend1', 16);
}

/** <-c into `to` (undefined: value not wanted), with `ok` whether a value came. */
export function receiveInto(f: Fn, channel: Expr, to: Place | undefined, ok?: Place): void {
  const e = f.e, elem = (T.underlying(channel.type!) as T.Chan).elem;
  // The runtime writes into this frame; the value goes to its target afterwards, which may be on the heap.
  const t = to && f.temp(T.sizeOf(elem));
  value(f, channel);
  e.store(f.out(0), RAX, 8);
  if (t) addressOf(f, t, RAX); else e.moveImm(RAX, 0n);
  e.store(f.out(8), RAX, 8);
  f.runtime(ok ? 'chanrecv2' : 'chanrecv1', ok ? 24 : 16);
  if (ok) copy(f, ok, { base: 4, disp: 16 }, 1);
  if (to && t) copy(f, to, t, T.sizeOf(elem));
}
