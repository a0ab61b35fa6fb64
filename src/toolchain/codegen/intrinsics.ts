/** Functions of package runtime that the compiler writes in line. */
import type { Call } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { RAX, RBP } from '../x86/code-buffer';
import { TLS_G } from './frame';
import type { Fn } from './function';

/** Emits an intrinsic's code, result in AX; false if the call is an ordinary one. */
export function intrinsic(f: Fn, x: Call): boolean {
  const fn = unparen(x.fn);
  if (fn.kind !== 'Ident' || fn.object?.tag !== 'func' || fn.object.pkg?.path !== 'runtime' || fn.object.decl?.body) return false;
  switch (fn.name) {
    case 'getg': f.e.load(RAX, TLS_G, 8, false); return true;
    case 'getcallerpc': f.e.load(RAX, { base: RBP, disp: 8 }, 8, false); return true;
    case 'getcallersp': f.e.lea(RAX, { base: RBP, disp: 16 }); return true;
    case 'getclosureptr': f.e.load(RAX, f.mem(f.contextSlot()), 8, false); return true;
    default: return false;
  }
}
