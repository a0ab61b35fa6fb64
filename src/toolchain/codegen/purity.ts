/** Whether evaluating an expression may call a function (and so overwrite the outgoing argument area). */
import type { Expr } from '../syntax/ast';
import * as T from '../types/types';

export function mayCall(e: Expr): boolean {
  if (e.value !== undefined || e.mode === 'nil' || e.mode === 'type') return false;
  switch (e.kind) {
    case 'Ident': return false;
    case 'Paren': case 'Star': return mayCall(e.x);
    case 'Selector': return e.object ? false : e.selection?.kind === 'field' ? mayCall(e.x) : true;
    case 'Index': return T.underlying(e.x.type!).tag === 'map' || mayCall(e.x) || mayCall(e.index);
    case 'SliceExpr': return [e.x, e.lo, e.hi, e.max].some((x) => x && mayCall(x));
    case 'Unary': return e.op === '<-' || e.op === '&' || mayCall(e.x);
    case 'Binary': {
      const u = T.underlying(e.x.type!);
      const plain = u.tag === 'basic' && u.cls !== 'string' || u.tag === 'pointer' || u.tag === 'chan' || u.tag === 'func' || u.tag === 'map' || e.x.mode === 'nil' || e.y.mode === 'nil';
      return !plain || T.isInterface(e.y.type!) || mayCall(e.x) || mayCall(e.y);
    }
    case 'Call':
      if (e.form === 'builtin') return !['len', 'cap', 'unsafe.Add', 'unsafe.Slice'].includes(e.builtin!) || e.args.some(mayCall);
      if (e.form === 'conversion') return !(scalarType(e.type!) && scalarType(e.args[0].type!)) && !sameShape(e.type!, e.args[0].type!) || mayCall(e.args[0]);
      return true;
    case 'CompositeLit': {
      const u = T.underlying(e.type!);
      // Elements may be converted to interfaces on the way in.
      return (u.tag !== 'struct' && u.tag !== 'array') || e.elements.length > 0;
    }
    default: return true;
  }
}

const scalarType = (t: T.Type): boolean => { const u = T.underlying(t); return u.tag === 'basic' ? u.cls !== 'string' : u.tag === 'pointer' || u.tag === 'map' || u.tag === 'chan' || u.tag === 'func'; };
const sameShape = (a: T.Type, b: T.Type): boolean => T.underlying(a) === T.underlying(b);

/** Evaluating e has no effect and touches only AX (or X0), so it can be done late. */
export function isSimple(e: Expr): boolean {
  if (e.value !== undefined || e.mode === 'nil') return true;
  switch (e.kind) {
    case 'Paren': return isSimple(e.x);
    case 'Ident': return e.object?.tag === 'var';
    case 'Selector': return e.object?.tag === 'var' || (e.selection?.kind === 'field' && e.selection.path.every((p) => !p.throughPointer) && isSimple(e.x) && e.x.value === undefined);
    default: return false;
  }
}
