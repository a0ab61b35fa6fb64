import { EvaluationError, type ConvenienceVariables, type Value } from '../api';
import { snapshot } from '../expressions/values/snapshot';

/** What `print` has shown ($1, $2 ...), and variables of the user's own ($count): they belong to the debugger, not to the program. */
export class ValueHistory implements ConvenienceVariables {
  private readonly values: Value[] = [];
  private readonly variables = new Map<string, Value>();

  get length(): number { return this.values.length; }

  /** Keeps a value; its number. */
  add(value: Value): number { return this.values.push(snapshot(value)); }

  assign(name: string, value: Value): void {
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new EvaluationError('the value history cannot be assigned to');
    this.variables.set(name, snapshot(value));
  }

  /** "1" of $1, "" of $ (the last one), "$" of $$ (the one before), "$2" of $$2 (two before the last), "count". */
  value(name: string): Value | undefined {
    const numbered = /^(\$?)(\d*)$/.exec(name);
    if (!numbered) return this.variables.get(name);
    const [, before, digits] = numbered;
    const number = before === '$' ? this.values.length - Number(digits === '' ? 1 : digits) : digits === '' ? this.values.length : Number(digits);
    const value = this.values[number - 1];
    if (!value) throw new EvaluationError(this.values.length === 0 ? 'the value history is empty' : `History has not yet reached $${number}.`);
    return value;
  }

  /** Ten values around `center` (the last ones without it), as `show values` does. */
  lines(center: number | undefined): { number: number; value: Value }[] {
    const first = Math.max(1, center === undefined ? this.values.length - 9 : center - 5);
    return this.values.slice(first - 1, first + 9).map((value, i) => ({ number: first + i, value }));
  }

  convenience(): [string, Value][] { return [...this.variables].sort(([a], [b]) => (a < b ? -1 : 1)); }
}
