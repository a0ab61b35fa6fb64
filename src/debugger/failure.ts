import type { EvaluationScope, Value } from './api';
import type { DebuggerSession } from './session';

/** What a program has failed with. */
export interface Failure {
  /** "panic: runtime.plainError("assignment to entry in nil map")" */
  readonly message: string;
  /** The panic's value: its type, and the expression that shows it in the innermost frame. */
  readonly typeName?: string;
  readonly expression?: string;
}

/** Where the runtime passes with a failure, and the variable there that says what it is (the same in Go 1.13 to 1.26). */
const PLACES: Readonly<Record<string, { readonly expression: string; readonly what: 'panic' | 'fatal error' }>> = {
  'runtime.gopanic': { expression: 'e', what: 'panic' },
  'runtime.fatalpanic': { expression: 'msgs.arg', what: 'panic' },
  'runtime.throw': { expression: 's', what: 'fatal error' },
  'runtime.fatal': { expression: 's', what: 'fatal error' },
};

/** What the innermost frame of the stop fails with; undefined if it does not fail, or if nothing says with what. */
export function failureAt(session: DebuggerSession): Failure | undefined {
  const { stop } = session;
  if (stop?.tid === undefined) return undefined;
  const subject = session.subjectOf(stop.tid);
  const [frame] = session.stackOf(subject, 0, 1).frames;
  const place = frame && PLACES[frame.name];
  if (!place) return undefined;
  const scope = session.scopeOf(subject, frame);
  const value = tried(session, place.expression, scope);
  if (!value) return undefined;
  if (place.what === 'fatal error') return { message: `fatal error: ${String(value.scalar() ?? value.text)}` };
  // An error is mostly a pointer: what it points to says more than its address.
  const held = tried(session, `${place.expression}.(data)`, scope);
  const target = held?.typeName.startsWith('*') ? tried(session, `*${place.expression}`, scope) : undefined;
  return { message: `panic: ${target ? `${held?.typeName} ${target.text}` : value.text}`, typeName: held?.typeName ?? value.typeName, expression: place.expression };
}

/** In optimised code, or without DWARF, a variable may not be there. */
function tried(session: DebuggerSession, expression: string, scope: EvaluationScope): Value | undefined {
  try {
    const value = session.evaluator.evaluate(expression, scope);
    return value.text.startsWith('<') ? undefined : value;
  } catch {
    return undefined;
  }
}
