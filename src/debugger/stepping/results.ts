import type { FunctionInfo } from '../../image/program-image';
import type { ReturnedValue } from '../api';
import { isHelper } from './call';
import type { StepContext } from './context';

/** A line can call so many functions, or one so often, that nobody wants to see all that they returned. */
const MOST = 20;

/**
 * What a function has returned whose return the thread stands behind: "main.f()", and with several results or a name for it
 * "main.f() err". The registers serve others a moment later.
 */
export function resultsOf(context: StepContext, fn: FunctionInfo, tid: number): ReturnedValue[] {
  const results = context.resultsOf(fn, tid);
  return results.map(({ name, value }) => {
    // Results without names are called ~r0, ~r1 ... by the compiler.
    const result = name.startsWith('~') ? undefined : name;
    return { name: `${fn.name}()${results.length === 1 && result === undefined ? '' : ` ${name}`}`, value, result };
  });
}

/** What functions have returned during one step. */
export class Results {
  private readonly found = new Map<string, ReturnedValue>();

  constructor(private readonly context: StepContext) {}

  /** The latest ones, in the order of their returns. */
  get values(): readonly ReturnedValue[] { return [...this.found.values()].slice(-MOST); }

  /** The thread stands behind a return from the function. */
  take(fn: FunctionInfo | undefined, tid: number): void {
    if (!fn || isHelper(fn)) return;
    for (const result of resultsOf(this.context, fn, tid)) {
      this.found.delete(result.name);
      this.found.set(result.name, result);
    }
  }
}
