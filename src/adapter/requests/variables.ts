import type { DebugProtocol } from '@vscode/debugprotocol';
import { packageOf } from '../../debugger/breakpoints/function-names';
import type { EvaluationScope, NamedValue, Value } from '../../debugger/api';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import type { FrameReference } from '../references';
import { listContainer, pageOf, presentValue, presentVariable, valueContainer, type VariableContainer } from '../values';
import { changesOf, keyOf } from '../shown-values';
import type { Topic } from '../topic';

interface ScopeSpec { name: string; hint?: string; expensive: boolean; container: VariableContainer }

/** The scopes of a frame, in the order in which they are shown. */
function scopesOf(context: AdapterContext, reference: FrameReference): ScopeSpec[] {
  const { session } = context;
  const { evaluator, scheduler } = session;
  const { subject, frame } = reference;
  const scope = session.scopeOf(subject, frame);
  const list = (name: string, load: () => readonly NamedValue[], hint?: string, expensive = false): ScopeSpec => ({ name, hint, expensive, container: listContainer(scope, load) });
  const value = (name: string, made: Value): ScopeSpec => ({ name, expensive: false, container: valueContainer(scope, made) });

  const scopes: ScopeSpec[] = [];
  if (frame.kind === 'code') {
    const { stop } = session;
    if (stop?.returned && stop.returned.length > 0 && reference.index === 0 && stop.tid === scope.tid) scopes.push(list('Return values', () => stop.returned ?? [], 'returnValue'));
    scopes.push(list('Arguments', () => evaluator.argumentsOf(frame), 'arguments'), list('Locals', () => evaluator.localsOf(frame), 'locals'));
    scopes.push(list('Registers', () => evaluator.registersOf(frame, scope.tid), 'registers'));
  }
  if (!scheduler.unavailable) {
    const thread = scheduler.onCpu().find((candidate) => candidate.tid === scope.tid);
    const m = scope.g?.m || thread?.m || 0;
    const p = m === 0 ? 0 : scheduler.mByAddress(m)?.p ?? 0;
    if (scope.g) scopes.push(value(`G${scope.g.goid}`, evaluator.gValue(scope.g)));
    if (m !== 0) scopes.push(value(scheduler.nameOf(m), evaluator.mValue(m)));
    if (p !== 0) scopes.push(value(scheduler.nameOf(p), evaluator.pValue(p)));
    scopes.push(value('P table', evaluator.pTable()), value('M table', evaluator.mTable()), value('Scheduler', evaluator.schedValue()));
  }
  const packagePath = frame.kind === 'code' ? packageOf(frame.name) : '';
  if (packagePath !== '') scopes.push(list(`Globals of ${packagePath}`, () => evaluator.globalsOf(packagePath), undefined, true));
  return scopes;
}

/** @throws AdapterError */
export function assign(context: AdapterContext, scope: EvaluationScope, target: NamedValue, text: string): void {
  if (!target.value.assign) throw new AdapterError('notAssignable', { name: target.name });
  try {
    target.value.assign(context.session.evaluator.evaluate(text, scope));
  } catch (error) {
    throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
  }
  const { address, size } = target.value;
  context.guestChanged(['variables'], address === undefined ? undefined : { address, length: size });
}

/** The same value written in hexadecimal. */
function inHex({ session: { evaluator } }: AdapterContext, scope: EvaluationScope, value: Value): Value {
  try {
    // The expression gives all of it again; what only its parent leads to has no more than its text and children.
    return value.expression === undefined ? evaluator.inFormat(value, 'hex') : evaluator.evaluate(value.expression, scope, { format: 'hex' });
  } catch {
    return value;
  }
}

export const variables: Topic = {
  capabilities: { supportsSetVariable: true },
  handlers: {
    scopes(context, { frameId }: DebugProtocol.ScopesArguments) {
      const scopes = scopesOf(context, context.references.frame(frameId));
      return { scopes: scopes.map(({ name, hint, expensive, container }) => ({
        name, presentationHint: hint, expensive, variablesReference: context.references.addContainer(container),
        namedVariables: container.named || undefined, indexedVariables: container.indexed || undefined,
      })) };
    },

    variables(context, { variablesReference, filter, start, count, format }: DebugProtocol.VariablesArguments) {
      const container = context.references.container(variablesReference);
      const { scope } = container;
      const changes = changesOf(context.session);
      return { variables: pageOf(container, filter, start, count).map((child) => {
        const { value } = child;
        const changed = child.changed ?? changes.isChanged(keyOf(scope, value), value);
        return presentVariable(context, scope, { ...child, value: format?.hex ? inHex(context, scope, value) : value, changed });
      }) };
    },

    setVariable(context, { variablesReference, name, value, format }: DebugProtocol.SetVariableArguments) {
      const container = context.references.container(variablesReference);
      const find = (): NamedValue => {
        const found = container.children().find((child) => child.name === name);
        if (!found) throw new AdapterError('noVariable', { name });
        return found;
      };
      const target = find();
      assign(context, container.scope, target, value);
      const { expression } = target.value;
      const changed = expression === undefined ? find().value : context.session.evaluator.evaluate(expression, container.scope);
      return presentValue(context, container.scope, format?.hex ? inHex(context, container.scope, changed) : changed);
    },
  },
};
