/** Go's "terminating statements": whether control can reach the end of a function. */
import type { Block, Stmt } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';

export function terminates(s: Stmt | undefined, label?: string): boolean {
  if (!s) return false;
  switch (s.kind) {
    case 'Return': return true;
    case 'Branch': return s.word === 'goto' || s.word === 'fallthrough';
    case 'ExprStmt': { const x = unparen(s.x); return x.kind === 'Call' && x.form === 'builtin' && x.builtin === 'panic'; }
    case 'Block': return listTerminates(s.stmts);
    case 'If': return !!s.otherwise && terminates(s.then) && terminates(s.otherwise);
    case 'For': return !s.cond && !hasBreak(s.body, label, true);
    case 'Labeled': return terminates(s.stmt, s.label.name);
    case 'Switch': case 'TypeSwitch':
      return s.clauses.some((c) => !c.exprs) && s.clauses.every((c) => listTerminates(c.body) && !c.body.some((x) => hasBreak(x, label, true)));
    case 'Select': return s.clauses.every((c) => listTerminates(c.body) && !c.body.some((x) => hasBreak(x, label, true)));
    default: return false;
  }
}

function listTerminates(list: Stmt[]): boolean {
  let i = list.length - 1;
  while (i >= 0 && list[i].kind === 'Empty') i--;
  return terminates(list[i]);
}

/** Whether s has a break out of the statement labelled `label` (or, with `implicit`, an unlabelled one). */
function hasBreak(s: Stmt | Block | undefined, label: string | undefined, implicit: boolean): boolean {
  if (!s) return false;
  const any = (list: (Stmt | undefined)[], plain: boolean): boolean => list.some((x) => hasBreak(x, label, plain));
  switch (s.kind) {
    case 'Branch': return s.word === 'break' && (s.label ? s.label.name === label : implicit);
    case 'Block': return any(s.stmts, implicit);
    case 'If': return any([s.then, s.otherwise], implicit);
    case 'Labeled': return hasBreak(s.stmt, label, implicit);
    case 'For': case 'Range': return hasBreak(s.body, label, false);
    case 'Switch': case 'TypeSwitch': return s.clauses.some((c) => any(c.body, false));
    case 'Select': return s.clauses.some((c) => any(c.body, false));
    default: return false;
  }
}
