/** What a name in an expression means: variables, pseudo variables, globals, constants, functions. */
import type { ProgramImage } from '../../image/program-image';
import { functionAliases } from '../../scheduler/versions';
import { threadOf } from '../../scheduler/stack/starts';
import { statusConstant, STATUS_CONSTANTS } from '../../scheduler/statuses';
import type { EvaluationScope, Value } from '../api';
import { pointerValue } from './scheduler-values';
import { ConstantValue } from './values/constant-value';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { MemoryStorage } from './values/storage';
import { packageOf, variablesOf } from './variables';

/** Names with a meaning of their own; a variable of the same name hides them, `$g` does not. */
export const PSEUDO_VARIABLES = ['g', 'm', 'p', 'sched', 'allgs', 'allp', 'allm'] as const;

const NIL = { kind: 'unsafe.Pointer' as const, name: 'untyped nil', size: 8 };

/** A plain name; undefined if nothing has it. */
export function lookUpName(context: ValueContext, scope: EvaluationScope, name: string): Value | undefined {
  const variables = scope.frame ? variablesOf(context, scope.frame).filter(({ info }) => info.name === name) : [];
  const variable = variables.find(({ info }) => !info.shadowed) ?? variables[0];
  if (variable) return variable.value;
  const packages = scope.frame?.function ? [packageOf(scope.frame.name)] : [];
  for (const packagePath of packages) {
    const found = lookUpQualified(context, `${packagePath}.${name}`);
    if (found) return found;
  }
  return pseudoVariable(context, scope, name) ?? universe(name) ?? lookUpQualified(context, `runtime.${name}`) ?? lookUpQualified(context, `main.${name}`);
}

/** True for an argument or local of the frame: it hides a package of the same name. */
export function isVariable(context: ValueContext, scope: EvaluationScope, name: string): boolean {
  return scope.frame !== undefined && variablesOf(context, scope.frame).some(({ info }) => info.name === name);
}

function universe(name: string): Value | undefined {
  switch (name) {
    case 'true': case 'false': return new ConstantValue(name === 'true', undefined, name);
    case 'nil': return new ConstantValue(0n, NIL, name);
    default: {
      const status = statusConstant(name);
      return status === undefined ? undefined : new ConstantValue(BigInt(status), undefined, name);
    }
  }
}

/** "runtime.sched", "main.x", "net/http.DefaultClient", "runtime._Psyscall", "runtime.exitsyscall0". */
export function lookUpQualified(context: ValueContext, name: string): Value | undefined {
  const { image, scheduler } = context;
  const expression = /^[\w.]+$/.test(name) ? name : `'${name}'`;
  const full = fullName(image, name);
  const global = image.globals.byName(full);
  if (global) return new GuestValue(context, global.type, new MemoryStorage(context.memory, global.address), expression);
  const known = schedulerGlobal(context, full);
  if (known) return known;
  const constant = image.constants.byName(full);
  if (constant) return new ConstantValue(constant.value, constant.type, expression);
  if (full.startsWith('runtime._')) {
    const status = statusConstant(full.slice('runtime.'.length));
    if (status !== undefined) return new ConstantValue(BigInt(status), undefined, expression);
  }
  // A function that this version calls otherwise is found by any of its names.
  const fn = image.functions.byName(full) ?? functionAliases(full, image.goVersion).map((alias) => image.functions.byName(alias)).find((found) => found !== undefined);
  if (fn) return new ConstantValue(BigInt(fn.entry), context.types.basic('uintptr'), expression, context.format, `0x${fn.entry.toString(16)} (${fn.name})`);
  const symbol = image.symbols.byName(full);
  if (symbol && scheduler) return new GuestValue(context, { kind: 'unknown', name: 'symbol without type', size: symbol.size }, new MemoryStorage(context.memory, symbol.address), expression);
  return undefined;
}

/** The package whose path ends in the first element of `name`, if `name` itself is not known. */
function fullName(image: ProgramImage, name: string): string {
  if (image.globals.byName(name) || image.functions.byName(name) || !/^\w+\.\w+$/.test(name)) return name;
  let index = suffixes.get(image);
  if (!index) {
    index = new Map();
    for (const global of image.globals.all()) {
      const slash = global.name.lastIndexOf('/');
      if (slash >= 0) index.set(global.name.slice(slash + 1), global.name);
    }
    suffixes.set(image, index);
  }
  return index.get(name) ?? name;
}
const suffixes = new WeakMap<ProgramImage, Map<string, string>>();

/** runtime.sched, allgs, allp, allm of a program without DWARF. */
function schedulerGlobal(context: ValueContext, name: string): Value | undefined {
  const globals = context.scheduler.layout?.globals;
  if (!globals) return undefined;
  const row = ({
    'runtime.sched': [globals.sched, 'runtime.schedt'], 'runtime.allgs': [globals.allgs, '[]*runtime.g'],
    'runtime.allp': [globals.allp, '[]*runtime.p'], 'runtime.allm': [globals.allm, '*runtime.m'],
  } as Record<string, [number, string]>)[name];
  const type = row && context.types.byName(row[1]);
  return type && new GuestValue(context, type, new MemoryStorage(context.memory, row[0]), name);
}

/** Address of the goroutine that `g` means: the selected one, else the thread's (curg while it is on g0 or gsignal). */
export function currentG(context: ValueContext, scope: EvaluationScope): number {
  if (scope.g) return scope.g.address;
  const thread = context.scheduler.threadOnCpu(scope.tid);
  if (!thread) return 0;
  if (thread.kind === 'g') return thread.g;
  return context.scheduler.mByAddress(thread.m)?.curg || thread.g;
}

function currentM(context: ValueContext, scope: EvaluationScope): number {
  const tid = scope.tid ?? (scope.g && threadOf(context.scheduler, scope.g));
  const thread = context.scheduler.threadOnCpu(tid);
  return thread?.m ?? scope.g?.m ?? 0;
}

export function pseudoVariable(context: ValueContext, scope: EvaluationScope, name: string): Value | undefined {
  if (!context.scheduler.layout) return undefined;
  switch (name) {
    case 'g': return pointerValue(context, 'runtime.g', currentG(context, scope), '$g');
    case 'm': return pointerValue(context, 'runtime.m', currentM(context, scope), '$m');
    case 'p': return pointerValue(context, 'runtime.p', context.scheduler.mByAddress(currentM(context, scope))?.p ?? 0, '$p');
    case 'sched': case 'allgs': case 'allp': case 'allm': return schedulerGlobal(context, `runtime.${name}`);
    default: return undefined;
  }
}

/** Names that a misspelt one may have meant. */
export function visibleNames(context: ValueContext, scope: EvaluationScope): string[] {
  const names: string[] = ['true', 'false', 'nil', ...PSEUDO_VARIABLES, ...STATUS_CONSTANTS];
  if (scope.frame) {
    for (const { info } of variablesOf(context, scope.frame)) names.push(info.name);
    if (scope.frame.function) {
      const prefix = `${packageOf(scope.frame.name)}.`;
      for (const global of context.image.globals.all()) if (global.name.startsWith(prefix)) names.push(global.name.slice(prefix.length));
    }
  }
  return names;
}

/** Names of a package's globals and functions, without the package. */
export function packageMembers(image: ProgramImage, packageName: string): string[] {
  const names: string[] = [];
  const add = (full: string) => {
    const slash = full.lastIndexOf('/') + 1;
    const dot = full.indexOf('.', slash);
    if (dot > 0 && (full.slice(0, dot) === packageName || full.slice(slash, dot) === packageName)) names.push(full.slice(dot + 1));
  };
  for (const global of image.globals.all()) add(global.name);
  for (const fn of image.functions.all) add(fn.name);
  return names;
}
