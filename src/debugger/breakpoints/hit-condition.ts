/** Thrown for a hit condition that cannot be read. */
export class HitConditionError extends Error {}

const comparisons: Record<string, (hits: number, operand: number) => boolean> = {
  '==': (hits, operand) => hits === operand,
  '!=': (hits, operand) => hits !== operand,
  '>=': (hits, operand) => hits >= operand,
  '<=': (hits, operand) => hits <= operand,
  '>': (hits, operand) => hits > operand,
  '<': (hits, operand) => hits < operand,
  '%': (hits, operand) => hits % operand === 0,
};

/**
 * Compiles ">= 3", "% 2", "== 5" or a plain "5" (the fifth hit) to a test of the number of hits (1 at the first).
 * @throws HitConditionError
 */
export function compileHitCondition(text: string): (hits: number) => boolean {
  const match = /^\s*(==|!=|>=|<=|>|<|%)?\s*(\d+)\s*$/.exec(text);
  if (!match) throw new HitConditionError(`hit condition "${text}": write an operator (== != >= <= > < %) and a number, as in ">= 3" or "% 2"`);
  const operand = Number(match[2]);
  const operator = match[1] ?? '==';
  if (operator === '%' && operand === 0) throw new HitConditionError(`hit condition "${text}": the remainder by 0 is not defined`);
  const compare = comparisons[operator];
  return (hits) => compare(hits, operand);
}
