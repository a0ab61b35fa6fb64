import type { FunctionInfo } from '../../image/program-image';
import type { NamedValue } from '../api';
import { isHelper, isWrapper } from './call';
import type { StepContext } from './context';

/** A line can call so many functions, or one so often, that nobody wants to see all that they returned. */
const MOST = 20;

/** What functions have returned during one step. It is read at once: the registers serve others a moment later. */
export class Results {
  private readonly found = new Map<string, NamedValue>();

  constructor(private readonly context: StepContext) {}

  /** The latest ones, in the order of their returns. */
  get values(): readonly NamedValue[] { return [...this.found.values()].slice(-MOST); }

  /** The thread stands behind a return from the function. */
  take(fn: FunctionInfo | undefined, tid: number): void {
    if (!fn || isHelper(fn) || isWrapper(fn)) return;
    const results = this.context.resultsOf(fn, tid);
    for (const { name, value } of results) {
      // Results without names are called ~r0, ~r1 ... by the compiler.
      const key = `${fn.name}()${results.length === 1 && name.startsWith('~') ? '' : ` ${name}`}`;
      this.found.delete(key);
      this.found.set(key, { name: key, value });
    }
  }
}
