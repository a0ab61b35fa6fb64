/** Conditions of breakpoints: parsed and resolved once, evaluated at every hit by closures over guest memory. */
import { MemoryFault } from '../../machine/api';
import { EvaluationError } from '../api';
import { Compiler, scopeAt } from './conditions/compile';
import { load, type Hit } from './conditions/code';
import { evaluate } from './evaluate';
import { parseExpression } from './syntax/parser';
import type { Expression } from './syntax/ast';
import type { ValueContext } from './values/context';

/**
 * @returns a test for a thread that stands at `pc`. Where a pointer on the way is nil (p of a thread without one) or memory
 *   is not mapped, the condition does not hold.
 * @throws EvaluationError for syntax errors, assignments, and names that nothing can have at this pc.
 */
export function compileCondition(context: ValueContext, expression: string, pc: number): (tid: number) => boolean {
  const tree = parseExpression(expression);
  if (tree.kind === 'assign') throw new EvaluationError('a condition must not assign; did you mean ==?', tree.offset);
  const code = new Compiler(context, pc).compile(tree);
  const value = code && load(context.memory, code);
  if (!value) return general(context, tree, pc);
  if (value.kind === 'string') throw new EvaluationError('a condition must be a boolean or a number, not a string', tree.offset);
  const { process } = context.scheduler;
  const delta = context.image.functions.stackDelta(pc);
  const needsCfa = delta !== undefined;
  const hit: Hit = { tid: 0, registers: process.machine.registers, cfa: 0 };
  const holds: (hit: Hit) => boolean = value.kind === 'bool' ? value.get : value.kind === 'num' ? (at) => value.get(at) !== 0 : (at) => value.get(at) !== 0n;
  return (tid) => {
    const thread = process.thread(tid);
    if (!thread) return false;
    hit.tid = tid;
    hit.registers = thread.registers;
    if (needsCfa) hit.cfa = Number(hit.registers.getGpr(4)) + delta + 8;
    try {
      return holds(hit);
    } catch (error) {
      if (error instanceof MemoryFault || error instanceof EvaluationError) return false;
      throw error;
    }
  };
}

/** Whatever has no closure (maps, floats, interfaces): the tree is evaluated at each hit. */
function general(context: ValueContext, tree: Expression, pc: number): (tid: number) => boolean {
  checkNames(context, tree, pc);
  return (tid) => {
    const frame = context.scheduler.threadStack(tid, 0, 1).frames[0];
    let value;
    try {
      value = evaluate({ context, scope: { frame, g: undefined, tid }, allowSideEffects: false }, tree).scalar();
    } catch (error) {
      if (error instanceof EvaluationError || error instanceof MemoryFault) return false;
      throw error;
    }
    return value === true || (typeof value === 'bigint' && value !== 0n) || (typeof value === 'number' && value !== 0);
  };
}

/**
 * Evaluates the tree once on a made-up frame at pc, only to find mistakes that no state of the guest can cure: unknown
 * names, fields and registers. Everything that depends on values is left to the hits.
 */
function checkNames(context: ValueContext, tree: Expression, pc: number): void {
  try {
    evaluate({ context, scope: scopeAt(context, pc), allowSideEffects: false }, tree);
  } catch (error) {
    if (error instanceof EvaluationError && /^(unknown name|.* has no |there is no register|.* is a type|package |only conversions)/.test(error.message) && !/ is nil/.test(error.message)) throw error;
    if (!(error instanceof EvaluationError) && !(error instanceof MemoryFault)) throw error;
  }
}
