import type { FunctionInfo } from '../../image/program-image';
import type { NamedValue } from '../api';
import { isHelper } from './call';
import type { StepContext } from './context';

/** A line can call so many functions, or one so often, that nobody wants to see all that they returned. */
const MOST = 20;

/**
 * What a function has returned whose return the thread stands behind: "main.f()", and with several results or a name for it
 * "main.f() err". The registers serve others a moment later.
 */
export function resultsOf(context: StepContext, fn: FunctionInfo, tid: number): NamedValue[] {
  const results = context.resultsOf(fn, tid);
  // Results without names are called ~r0, ~r1 ... by the compiler.
  return results.map(({ name, value }) => ({ name: `${fn.name}()${results.length === 1 && name.startsWith('~') ? '' : ` ${name}`}`, value }));
}

/** The result's own name in one of these; none for one that the source gives no name. */
export function ownName({ name }: NamedValue): string {
  const own = /\(\) (?!~)(\S+)$/.exec(name);
  return own ? own[1] : '';
}

/** What functions have returned during one step. */
export class Results {
  private readonly found = new Map<string, NamedValue>();

  constructor(private readonly context: StepContext) {}

  /** The latest ones, in the order of their returns. */
  get values(): readonly NamedValue[] { return [...this.found.values()].slice(-MOST); }

  /** The thread stands behind a return from the function. */
  take(fn: FunctionInfo | undefined, tid: number): void {
    if (!fn || isHelper(fn)) return;
    for (const result of resultsOf(this.context, fn, tid)) {
      this.found.delete(result.name);
      this.found.set(result.name, result);
    }
  }
}
