/** Expressions as text, for messages. */
import type { Expr, FuncType, Param } from './ast';

const params = (list: Param[]): string => list.map((p) => (p.name ? `${p.name.name} ` : '') + (p.variadic ? '...' : '') + exprText(p.typeExpr)).join(', ');
function signatureText(f: FuncType): string {
  const results = f.results.length === 0 ? '' : f.results.length === 1 && !f.results[0].name ? ` ${exprText(f.results[0].typeExpr)}` : ` (${params(f.results)})`;
  return `(${params(f.params)})${results}`;
}

export function exprText(e: Expr): string {
  switch (e.kind) {
    case 'Ident': return e.name;
    case 'BasicLit': return e.text;
    case 'CompositeLit': return `${e.typeExpr ? exprText(e.typeExpr) : ''}${e.elements.length ? '{…}' : '{}'}`;
    case 'FuncLit': return `func${signatureText(e.signature)} {…}`;
    case 'Paren': return `(${exprText(e.x)})`;
    case 'Selector': return `${exprText(e.x)}.${e.sel.name}`;
    case 'Index': return `${exprText(e.x)}[${exprText(e.index)}]`;
    case 'SliceExpr': return `${exprText(e.x)}[${e.lo ? exprText(e.lo) : ''}:${e.hi ? exprText(e.hi) : ''}${e.max ? `:${exprText(e.max)}` : ''}]`;
    case 'TypeAssert': return `${exprText(e.x)}.(${e.typeExpr ? exprText(e.typeExpr) : 'type'})`;
    case 'Call': return `${exprText(e.fn)}(${e.args.map(exprText).join(', ')}${e.ellipsis ? '...' : ''})`;
    case 'Star': return `*${exprText(e.x)}`;
    case 'Unary': return `${e.op}${exprText(e.x)}`;
    case 'Binary': return `${exprText(e.x)} ${e.op} ${exprText(e.y)}`;
    case 'ArrayType': return `[${e.length === undefined ? '' : e.length === '...' ? '...' : exprText(e.length)}]${exprText(e.elem)}`;
    case 'StructType': return 'struct{…}';
    case 'FuncType': return `func${signatureText(e)}`;
    case 'InterfaceType': return e.methods.length || e.embedded.length ? 'interface{…}' : 'interface{}';
    case 'MapType': return `map[${exprText(e.key)}]${exprText(e.elem)}`;
    case 'ChanType': return `${e.direction === 'recv' ? '<-chan' : e.direction === 'send' ? 'chan<-' : 'chan'} ${exprText(e.elem)}`;
  }
}
