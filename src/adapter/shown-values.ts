import type { EvaluationScope, Value } from '../debugger/api';
import type { DebuggerSession } from '../debugger/session';

/** Texts of values shown at one stop, by key. */
type Shown = Map<string, string>;

/** Values kept per stop: whoever looks at more has long stopped looking for what is new. */
const MOST = 50_000;
const states = new WeakMap<DebuggerSession, ShownValues>();

/** What was shown at the stop before, so that what differs now can be marked. */
class ShownValues {
  private stop = -1;
  private before: Shown = new Map();
  private now: Shown = new Map();

  /** The program has gone on: what was shown last is what values are compared with. */
  at(stop: number): this {
    if (stop !== this.stop) {
      this.stop = stop;
      // Values that were not looked at at this stop are compared with what they were when they were seen last.
      for (const [key, text] of this.now) this.before.set(key, text);
      if (this.before.size > MOST) this.before = this.now;
      this.now = new Map();
    }
    return this;
  }

  /** Remembers the value. True if it was shown otherwise at an earlier stop; what is new has not changed. */
  isChanged(key: string | undefined, value: Value): boolean {
    if (key === undefined) return false;
    const { text } = value;
    this.now.set(key, text);
    const old = this.before.get(key);
    return old !== undefined && old !== text;
  }
}

export function changesOf(session: DebuggerSession): { isChanged(key: string | undefined, value: Value): boolean } {
  let state = states.get(session);
  if (!state) states.set(session, state = new ShownValues());
  return state.at(session.stopCount);
}

/** The same variable at another stop has the same key; undefined for values that nothing names. */
export function keyOf({ frame, g, tid }: EvaluationScope, { expression }: Value): string | undefined {
  if (expression === undefined) return undefined;
  const depth = frame?.cfa === undefined ? '' : g ? g.stack.hi - frame.cfa : frame.cfa;
  return `${g ? `G${g.goid}` : `T${tid ?? 0}`} ${frame?.name ?? ''} ${depth} ${expression}`;
}
