import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EvaluationScope, NamedValue, Value } from '../debugger/api';
import type { AdapterContext } from './context';

/** Something whose children a `variables` request can ask for. */
export interface VariableContainer {
  /** names in expressions assigned to its children */
  readonly scope: EvaluationScope;
  readonly indexed: number;
  readonly named: number;
  /** children from `start` on, indexed ones first */
  children(start?: number, count?: number): readonly NamedValue[];
}

/** A container for a list that is made when it is first asked for. */
export function listContainer(scope: EvaluationScope, load: () => readonly NamedValue[]): VariableContainer {
  let loaded: readonly NamedValue[] | undefined;
  return {
    scope, indexed: 0, named: 0,
    children: (start = 0, count) => {
      loaded ??= load();
      return loaded.slice(start, count === undefined ? undefined : start + count);
    },
  };
}

export function valueContainer(scope: EvaluationScope, value: Value): VariableContainer {
  return { scope, indexed: value.indexedChildren, named: value.namedChildren, children: (start, count) => value.children(start, count) };
}

/** The children that a `variables` request means: `filter` picks the indexed or the named ones. */
export function pageOf(container: VariableContainer, filter: 'indexed' | 'named' | undefined, start = 0, count = 0): readonly NamedValue[] {
  const { indexed } = container;
  if (filter === 'indexed') return container.children(start, Math.max(0, Math.min(count === 0 ? indexed : count, indexed - start)));
  if (filter === 'named') return container.children(indexed + start, count === 0 ? undefined : count);
  return container.children(start, count === 0 ? undefined : count);
}

export function hexAddress(address: number): string { return `0x${address.toString(16)}`; }

/** What is told of a value, whatever holds it. */
type ValueParts = Pick<DebugProtocol.Variable, 'value' | 'type' | 'variablesReference' | 'indexedVariables' | 'namedVariables' | 'memoryReference' | 'valueLocationReference'>;

/** What `variables`, `evaluate` and `setVariable` say of a value alike. */
export function presentValue({ references, session }: AdapterContext, scope: EvaluationScope, value: Value): ValueParts {
  const hasChildren = value.indexedChildren > 0 || value.namedChildren > 0;
  const code = session.evaluator.codeOf(value);
  return {
    value: value.text,
    type: value.typeName || undefined,
    variablesReference: hasChildren ? references.addContainer(valueContainer(scope, value)) : 0,
    indexedVariables: value.indexedChildren || undefined,
    namedVariables: value.indexedChildren > 0 && value.namedChildren > 0 ? value.namedChildren : undefined,
    memoryReference: memoryOf(value),
    valueLocationReference: code && references.addLocation(code),
  };
}

/** A pointer's memory is what it points to; else where the value is. */
function memoryOf(value: Value): string | undefined {
  if (value.type?.kind === 'pointer' || value.type?.kind === 'unsafe.Pointer') {
    const target = value.scalar();
    if (typeof target === 'bigint' && target > 0n && target < 1n << 47n) return hexAddress(Number(target));
  }
  return value.address === undefined ? undefined : hexAddress(value.address);
}

export function presentVariable(context: AdapterContext, scope: EvaluationScope, { name, value, changed, declaration }: NamedValue): DebugProtocol.Variable {
  const attributes = [...(value.assign ? [] : ['readOnly']), ...(changed ? ['changed'] : [])];
  return {
    name,
    ...presentValue(context, scope, value),
    evaluateName: value.expression,
    declarationLocationReference: declaration && context.references.addLocation(declaration),
    presentationHint: attributes.length > 0 ? { attributes } : undefined,
  };
}
