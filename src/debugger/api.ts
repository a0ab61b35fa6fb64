/**
 * The debugger's contract to the adapter and the console. It knows nothing of DAP. Everything is synchronous; long runs are
 * cut into slices so that the caller can answer requests in between.
 */
import type { FunctionInfo, GoType, SourcePosition } from '../image/program-image';
import type { ProcessStop } from '../linux/api';
import type { Registers } from '../machine/api';
import type { Frame, GView, SchedulerView } from '../scheduler/api';

/** A value in the guest, typed; children are made on demand. */
export interface Value {
  readonly type: GoType | undefined;
  readonly typeName: string;
  /** one line, as Go's %v would show it, bounded in length */
  readonly text: string;
  /** guest address if the value is in memory */
  readonly address: number | undefined;
  readonly size: number;
  /** expression that yields this value again; undefined when there is none */
  readonly expression: string | undefined;
  readonly indexedChildren: number;
  readonly namedChildren: number;
  children(start?: number, count?: number): readonly NamedValue[];
  /** scalar as bigint/number/string/boolean; undefined for composites */
  scalar(): bigint | number | string | boolean | undefined;
  /** Writes a new value (an evaluated scalar or same-typed value). Throws EvaluationError when it cannot be. */
  assign?(value: Value): void;
}
export interface NamedValue { readonly name: string; readonly value: Value; /** differs from the last stop */ readonly changed?: boolean; /** where the variable is declared */ readonly declaration?: SourcePosition }

/** What a function has returned; `result`: that result's own name, if the source gives it one. */
export interface ReturnedValue extends NamedValue { readonly result: string | undefined }

/** How bytes of memory are shown as a value: what is kept of a variable when its frame has gone. */
export interface ValueFormat { readonly type: GoType; /** "runtime.p.status": the field that it is */ readonly role?: string }

export class EvaluationError extends Error { constructor(message: string, readonly offset?: number) { super(message); } }

/** Names with a $ that are no registers: the value history ($1, $, $$2) and the user's own ($count). */
export interface ConvenienceVariables {
  /** `name` is without its first $. Throws EvaluationError for a number that the history has not. */
  value(name: string): Value | undefined;
  assign(name: string, value: Value): void;
}
export interface EvaluationScope { readonly frame: Frame | undefined; readonly g: GView | undefined; readonly tid: number | undefined; readonly convenience?: ConvenienceVariables }
export interface EvaluateOptions {
  /** false (default): assignments and ++ are errors (hover, watch) */
  readonly allowSideEffects?: boolean;
  readonly format?: 'natural' | 'hex' | 'decimal' | 'binary' | 'octal' | 'char' | 'address' | 'instruction' | 'string';
  readonly maxStringLength?: number;
}

/** Evaluates Go-syntax expressions over guest state. */
export interface Evaluator {
  evaluate(expression: string, scope: EvaluationScope, options?: EvaluateOptions): Value;
  /** The same value, written otherwise: for one that no expression leads to. It is not to be assigned to. */
  inFormat(value: Value, format: NonNullable<EvaluateOptions['format']>): Value;
  /** Arguments (and results), locals, globals of the frame's package. */
  argumentsOf(frame: Frame): NamedValue[];
  localsOf(frame: Frame): NamedValue[];
  globalsOf(packagePath: string): NamedValue[];
  /** Results of `fn`, from which a thread with these registers has just returned; `cfa` was its frame's. They stay what they are. */
  resultsOf(fn: FunctionInfo, registers: Registers, cfa: number): NamedValue[];
  /** Registers of the frame (caller frames: those that are known). */
  registersOf(frame: Frame, tid: number | undefined): NamedValue[];
  /** The scheduler's objects in words, for a hover: "G5 syscall M0"; undefined for all else. */
  inWords(value: Value): string | undefined;
  /** Scheduler objects as values. */
  gValue(g: GView): Value;
  mValue(address: number): Value;
  pValue(address: number): Value;
  pTable(): Value;
  mTable(): Value;
  schedValue(): Value;
  /** A type by its name: "runtime.g", "*main.T", "http.Request", "T" of the frame's package. */
  typeNamed(name: string, frame?: Frame): GoType | undefined;
  completions(text: string, column: number, scope: EvaluationScope): { label: string; start: number; length: number; kind: string }[];
  /** How the value's bytes are to be shown later; undefined for values that are no guest type's. */
  formatOf(value: Value): ValueFormat | undefined;
  /** Where the code begins that the value stands for (a function value, a pc of the runtime's); undefined for other values. */
  codeOf(value: Value): SourcePosition | undefined;
  /** The bytes as a value of that type, read-only. */
  fromBytes(format: ValueFormat, bytes: Uint8Array): Value;
  /**
   * Compiles a condition for breakpoints: reads guest state directly, no stop involved. `tid` is the thread at the
   * breakpoint. Throws EvaluationError at compile time for what can be known then.
   */
  compileCondition(expression: string, pc: number): (tid: number) => boolean;
}

/** What a stop means to the user. */
export interface StopInfo {
  readonly reason: 'entry' | 'breakpoint' | 'function breakpoint' | 'instruction breakpoint' | 'data breakpoint' | 'step' | 'pause' | 'exception' | 'goto' | 'limit' | 'exited' | 'start of history';
  readonly description: string;
  readonly tid: number | undefined;
  readonly goid: number | undefined;
  readonly pc: number;
  readonly breakpointIds: readonly number[];
  readonly raw: ProcessStop | undefined;
  /** results of the functions from which the step has returned */
  readonly returned?: readonly ReturnedValue[];
  /** The step was meant to leave the function: consoles show its results. */
  readonly finished?: true;
  /** how far back in history this is; undefined in the present */
  readonly past?: { readonly instructions: number; /** virtual time */ readonly ns: number };
  /** in the past: the description without how far, for where there is little room */
  readonly title?: string;
}

export interface DebuggerViews { readonly scheduler: SchedulerView; readonly evaluator: Evaluator }
