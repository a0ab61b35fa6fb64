/** Targets of break, continue and goto; labels that nobody uses. */
import type { Block, LabeledStmt, Stmt } from '../syntax/ast';
import type { Checker } from './checker';

interface Enclosing { stmt: Stmt; label: string | undefined; loop: boolean }

export function checkBranches(c: Checker, body: Block): void {
  const labels = new Map<string, LabeledStmt>(), used = new Set<string>();
  const collect = (s: Stmt | undefined): void => {
    if (!s) return;
    switch (s.kind) {
      case 'Labeled':
        if (labels.has(s.label.name)) {
          const at = c.diagnostics.files.place(labels.get(s.label.name)!.pos);
          c.error(s.label.pos, `label ${s.label.name} already defined at ${at.file}:${at.line}:${at.column}`);
        } else labels.set(s.label.name, s);
        collect(s.stmt);
        break;
      case 'Block': s.stmts.forEach(collect); break;
      case 'If': collect(s.then); collect(s.otherwise); break;
      case 'For': case 'Range': collect(s.body); break;
      case 'Switch': case 'TypeSwitch': for (const cl of s.clauses) cl.body.forEach(collect); break;
      case 'Select': for (const cl of s.clauses) cl.body.forEach(collect); break;
      default:
    }
  };
  collect(body);
  const walk = (s: Stmt | undefined, around: Enclosing[], label?: string, inSwitchTail = false): void => {
    if (!s) return;
    const within = (loop: boolean): Enclosing[] => [...around, { stmt: s, label, loop }];
    switch (s.kind) {
      case 'Labeled': walk(s.stmt, around, s.label.name); break;
      case 'Block': s.stmts.forEach((x) => walk(x, around)); break;
      case 'If': walk(s.then, around); walk(s.otherwise, around); break;
      case 'For': case 'Range': walk(s.body, within(true)); break;
      case 'Switch': case 'TypeSwitch':
        for (const cl of s.clauses) cl.body.forEach((x, i) => walk(x, within(false), undefined, s.kind === 'Switch' && i === cl.body.length - 1));
        break;
      case 'Select': for (const cl of s.clauses) cl.body.forEach((x) => walk(x, within(false))); break;
      case 'Branch': {
        if (s.word === 'fallthrough') { if (!inSwitchTail) c.error(s.pos, 'fallthrough statement out of place'); break; }
        if (s.label) {
          used.add(s.label.name);
          const target = labels.get(s.label.name);
          if (!target) { c.error(s.label.pos, s.word === 'goto' ? `label ${s.label.name} not defined` : `${s.word} label not defined: ${s.label.name}`); break; }
          if (s.word === 'goto') { s.target = target; break; }
          const e = around.find((x) => x.label === s.label!.name);
          if (!e || (s.word === 'continue' && !e.loop)) { c.error(s.label.pos, `invalid ${s.word} label ${s.label.name}`); break; }
          s.target = e.stmt;
          break;
        }
        if (s.word === 'goto') { c.error(s.pos, 'syntax error: goto without label'); break; }
        const e = [...around].reverse().find((x) => s.word === 'break' || x.loop);
        if (!e) { c.error(s.pos, s.word === 'break' ? 'break is not in a loop, switch, or select' : 'continue is not in a loop'); break; }
        s.target = e.stmt;
        break;
      }
      default:
    }
  };
  walk(body, []);
  for (const [name, l] of labels) if (!used.has(name)) c.error(l.label.pos, `label ${name} defined and not used`);
}
