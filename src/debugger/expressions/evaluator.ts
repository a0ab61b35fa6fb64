/** The evaluator: expressions, variables and scheduler objects as values. */
import type { FunctionInfo, GoType } from '../../image/program-image';
import type { Frame, GView } from '../../scheduler/api';
import type { GoSchedulerView } from '../../scheduler/view';
import { type EvaluateOptions, type EvaluationScope, type Evaluator, type NamedValue, type Value, type ValueFormat } from '../api';
import { complete } from './completions';
import { compileCondition } from './condition';
import { evaluate } from './evaluate';
import { frameRegisters } from './register-values';
import { gValue, mTable, mValue, pTable, pValue, schedValue } from './scheduler-values';
import { resultsOf } from './results';
import { parseExpression } from './syntax/parser';
import { Types } from './types';
import { DecoratedValue } from './values/constant-value';
import { GuestValue } from './values/guest-value';
import { memoryAs } from './values/memory-formats';
import { BytesStorage } from './values/storage';
import type { ValueContext } from './values/context';
import { globalsOfPackage, namedVariables, packageOf, variablesOf } from './variables';

/** Bytes of a string shown if the request does not say. */
const STRING_LIMIT = 512;

/** `scheduler`: from createSchedulerView; its process is what is read and, if a request allows it, written. */
export function createEvaluator(scheduler: GoSchedulerView): Evaluator { return new GoEvaluator(scheduler); }

class GoEvaluator implements Evaluator {
  readonly #context: ValueContext;

  constructor(scheduler: GoSchedulerView) {
    this.#context = {
      scheduler, image: scheduler.image, memory: scheduler.process.machine.memory,
      types: new Types(scheduler.image, scheduler.layout), format: 'natural', maxStringLength: STRING_LIMIT,
    };
  }

  evaluate(expression: string, scope: EvaluationScope, options: EvaluateOptions = {}): Value {
    const context: ValueContext = { ...this.#context, format: options.format ?? 'natural', maxStringLength: options.maxStringLength ?? STRING_LIMIT };
    const value = evaluate({ context, scope, allowSideEffects: options.allowSideEffects ?? false }, parseExpression(expression));
    return options.format === 'instruction' || options.format === 'string' ? memoryAs(context, value, options.format) : value;
  }

  argumentsOf(frame: Frame): NamedValue[] { return namedVariables(variablesOf(this.#context, frame), ['argument', 'result']); }
  localsOf(frame: Frame): NamedValue[] { return namedVariables(variablesOf(this.#context, frame), ['local']); }
  globalsOf(packagePath: string): NamedValue[] { return globalsOfPackage(this.#context, packagePath); }
  resultsOf(fn: FunctionInfo, caller: Frame, cfa: number): NamedValue[] { return resultsOf(this.#context, fn, caller, cfa); }
  registersOf(frame: Frame, tid: number | undefined): NamedValue[] { return frameRegisters(this.#context, frame, tid); }
  gValue(g: GView): Value { return gValue(this.#context, g); }
  mValue(address: number): Value { return mValue(this.#context, address); }
  pValue(address: number): Value { return pValue(this.#context, address); }
  pTable(): Value { return pTable(this.#context); }
  mTable(): Value { return mTable(this.#context); }
  schedValue(): Value { return schedValue(this.#context); }

  formatOf(value: Value): ValueFormat | undefined {
    const inner = value instanceof DecoratedValue ? value.inner : value;
    return inner instanceof GuestValue ? { type: inner.type, role: inner.role } : undefined;
  }

  fromBytes({ type, role }: ValueFormat, bytes: Uint8Array): Value { return new GuestValue(this.#context, type, new BytesStorage(bytes), undefined, role); }

  typeNamed(name: string, frame?: Frame): GoType | undefined {
    const { types } = this.#context;
    return types.byName(name) ?? (frame && types.byName(`${packageOf(frame.name)}.${name}`)) ?? types.byName(`runtime.${name}`) ?? types.byName(`main.${name}`);
  }

  completions(text: string, column: number, scope: EvaluationScope): { label: string; start: number; length: number; kind: string }[] {
    return complete(this.#context, text, column, scope);
  }

  compileCondition(expression: string, pc: number): (tid: number) => boolean { return compileCondition(this.#context, expression, pc); }
}
