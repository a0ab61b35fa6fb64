/** The order in which a package's variables are initialised. */
import type { VarDecl } from '../syntax/ast';
import type { Checker } from './checker';
import type { Entity, Package, Variable } from './entities';

/** One initialisation: several variables if one call gives their values. */
export interface Initializer { variables: Variable[]; decl: VarDecl; index: number }

/**
 * Repeatedly the first variable in source order whose initialiser refers, directly or through functions, to no variable that
 * waits for its own. Reports cycles.
 */
export function initOrder(c: Checker, pkg: Package): Initializer[] {
  const out: Initializer[] = [], done = new Set<Variable>();
  const waiting = new Map<Variable, 'open' | 'done'>();
  const reach = new Map<Entity, Set<Variable>>();
  /** Variables of this package that an entity's code or initialiser refers to. */
  const references = (e: Entity): Set<Variable> => {
    const known = reach.get(e);
    if (known) return known;
    const result = new Set<Variable>(), seen = new Set<Entity>();
    const visit = (x: Entity): void => {
      if (seen.has(x)) return;
      seen.add(x);
      if (x.tag === 'func') c.checkFunction(x);
      for (const d of c.dependencies.get(x) ?? []) {
        if (d.pkg !== pkg) continue;
        if (d.tag === 'var') result.add(d);
        else visit(d);
      }
    };
    visit(e);
    reach.set(e, result);
    return result;
  };
  const place = (v: Variable, path: Variable[]): void => {
    if (done.has(v) || !v.decl) return;
    if (waiting.get(v) === 'open') {
      if (path.includes(v)) c.error(v.pos, `initialization cycle: ${[...path.slice(path.indexOf(v)), v].map((x) => x.name).join(' refers to ')}`);
      return;
    }
    waiting.set(v, 'open');
    if (v.decl.values.length) for (const other of sorted(references(v))) place(other, [...path, v]);
    waiting.set(v, 'done');
    if (done.has(v)) return;
    const decl = v.decl, all = decl.variables!;
    if (!decl.values.length) { done.add(v); return; }
    const together = decl.values.length === 1 && all.length > 1;
    for (const x of together ? all : [v]) done.add(x);
    out.push({ variables: together ? all : [v], decl, index: together ? 0 : all.indexOf(v) });
  };
  const sorted = (set: Set<Variable>): Variable[] => [...set].sort((a, b) => a.pos - b.pos);
  for (const v of pkg.variables) place(v, []);
  return out;
}
