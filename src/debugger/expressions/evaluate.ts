/** Evaluation of parsed expressions. Every error names what is wrong and where in the text. */
import type { GoType } from '../../image/program-image';
import { MemoryFault } from '../../machine/api';
import { EvaluationError, type EvaluationScope, type Value } from '../api';
import { convert } from './conversions';
import { isVariable, lookUpName, lookUpQualified, packageMembers, PSEUDO_VARIABLES, pseudoVariable, visibleNames } from './names';
import { suggestion } from './near-matches';
import { applyBinary, applyUnary, type Operand } from './operators';
import { registerValue, assignRegister } from './register-values';
import { registerByName } from './registers';
import type { Expression } from './syntax/ast';
import { ConstantValue, DecoratedValue } from './values/constant-value';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { dynamicValue } from './values/interfaces';
import { mapEntries, mapLength } from './values/maps';
import { hex } from './values/numbers';
import { at, elementAt, fieldOf, pointee, sliceCapacity } from './values/parts';
import { recalled } from './values/snapshot';
import { BytesStorage, MemoryStorage, UnavailableError } from './values/storage';

/** Entries of a map that an index expression looks through. */
const MAP_SEARCH_LIMIT = 100_000;

export interface Environment { readonly context: ValueContext; readonly scope: EvaluationScope; readonly allowSideEffects: boolean }

/** Throws EvaluationError with an offset. */
export function evaluate(environment: Environment, node: Expression): Value {
  try {
    return evaluateNode(environment, node);
  } catch (error) {
    if (error instanceof EvaluationError) throw error.offset === undefined ? new EvaluationError(error.message, node.offset) : error;
    if (error instanceof MemoryFault || error instanceof UnavailableError) throw new EvaluationError(error.message, node.offset);
    throw error;
  }
}

function evaluateNode(environment: Environment, node: Expression): Value {
  const { context, scope } = environment;
  switch (node.kind) {
    case 'number': return new ConstantValue(node.value, undefined, undefined, context.format);
    case 'string': return new ConstantValue(node.value, undefined, undefined);
    case 'name': return evaluateName(environment, node.name, node.offset);
    case 'quoted': return lookUpQualified(context, node.name) ?? unknownName(environment, node.name, node.offset);
    case 'register': return pseudoVariable(context, scope, node.name) ?? recalled(context, scope.convenience?.value(node.name)) ?? registerValue(context, scope, node.name);
    case 'selector': return selector(environment, node);
    case 'assertion': return assertion(environment, node);
    case 'index': return index(environment, node);
    case 'slice': return slice(environment, node);
    case 'call': return call(environment, node);
    case 'unary': return unary(environment, node);
    case 'binary': return binary(environment, node);
    case 'assign': return assign(environment, node);
    case 'type': throw new EvaluationError(`${node.name} is a type; write ${node.name}(value)`);
  }
}

function evaluateName(environment: Environment, name: string, offset: number): Value {
  return lookUpName(environment.context, environment.scope, name) ?? unknownName(environment, name, offset);
}

function unknownName({ context, scope }: Environment, name: string, offset: number): never {
  if (context.types.byName(name)) throw new EvaluationError(`${name} is a type; write ${name}(value) or (*${name})(address)`, offset);
  const { unavailable } = context.scheduler;
  if (unavailable !== undefined && (PSEUDO_VARIABLES as readonly string[]).includes(name)) throw new EvaluationError(`${name}: ${unavailable}`, offset);
  throw new EvaluationError(`unknown name ${name}${suggestion(name, visibleNames(context, scope))}`, offset);
}

/** `a.b` where `a` is no variable: a package's member. */
function qualified({ context, scope }: Environment, node: Expression & { kind: 'selector' }): Value | undefined {
  if (node.operand.kind !== 'name' || isVariable(context, scope, node.operand.name)) return undefined;
  const packageName = node.operand.name;
  const found = lookUpQualified(context, `${packageName}.${node.name}`);
  if (found) return found;
  // "sched.npidle": the name is a pseudo variable or a global. A function of the name ("main") is not meant.
  const named = lookUpName(context, scope, packageName);
  if (named && !(named instanceof ConstantValue)) return undefined;
  const members = packageMembers(context.image, packageName);
  if (members.length === 0) return undefined;
  if (context.types.byName(`${packageName}.${node.name}`)) throw new EvaluationError(`${packageName}.${node.name} is a type; write (*${packageName}.${node.name})(address)`, node.offset);
  throw new EvaluationError(`package ${packageName} has no ${node.name}${suggestion(node.name, members)}`, node.offset);
}

function selector(environment: Environment, node: Expression & { kind: 'selector' }): Value {
  const member = qualified(environment, node);
  if (member) return member;
  const operand = evaluate(environment, node.operand);
  const struct = structOf(operand);
  if (!struct) {
    const inner = plain(operand);
    if (inner instanceof GuestValue && isPointer(inner)) throw new EvaluationError(`${operand.expression ?? 'the pointer'} is nil: it has no field ${node.name}`, node.offset);
    throw new EvaluationError(`${operand.expression ?? 'a value'} of type ${operand.typeName} has no fields`, node.offset);
  }
  const field = fieldOf(struct, node.name);
  if (field) return field;
  const names = (struct.type.fields ?? []).map((candidate) => candidate.name);
  throw new EvaluationError(`${struct.typeName} has no field ${node.name}${suggestion(node.name, names)}`, node.offset);
}

/** The value without summary. */
function plain(value: Value): Value { return value instanceof DecoratedValue ? plain(value.inner) : value; }

function isPointer(value: GuestValue): boolean {
  return value.unwrapped().type.kind === 'pointer' || value.context.types.targetOf(value.type) !== undefined;
}

/** The struct that a selector applies to: the value itself or what it points to. */
function structOf(value: Value): GuestValue | undefined {
  const inner = concrete(plain(value));
  if (!(inner instanceof GuestValue)) return undefined;
  if (inner.type.kind === 'struct') return inner;
  const target = isPointer(inner) ? pointee(inner) : undefined;
  return target?.type.kind === 'struct' ? target : undefined;
}

/** What an interface holds, if that is known and not nil; other values are themselves. */
function concrete(value: Value): Value {
  if (!(value instanceof GuestValue) || value.type.kind !== 'interface') return value;
  const inner = dynamicValue(value);
  return inner instanceof GuestValue ? inner : value;
}

function assertion(environment: Environment, node: Expression & { kind: 'assertion' }): Value {
  const operand = plain(evaluate(environment, node.operand));
  if (!(operand instanceof GuestValue) || operand.type.kind !== 'interface') throw new EvaluationError(`${operand.typeName} is no interface: .(${node.type}) does not apply`, node.offset);
  const name = operand.expression ?? 'the interface';
  const inner = dynamicValue(operand);
  if (inner === undefined) throw new EvaluationError(`${name} is nil, not ${node.type}`, node.offset);
  if (typeof inner === 'string') throw new EvaluationError(`${name} holds ${inner}, a type that the program does not describe`, node.offset);
  const wanted = environment.context.types.byName(node.type)?.name ?? node.type;
  if (node.type !== 'data' && inner.typeName !== wanted) throw new EvaluationError(`${name} holds ${inner.typeName}, not ${node.type}`, node.offset);
  return inner.storage instanceof MemoryStorage || operand.expression === undefined ? inner : new GuestValue(inner.context, inner.type, inner.storage, `${operand.expression}.(data)`);
}

function index(environment: Environment, node: Expression & { kind: 'index' }): Value {
  const operand = plain(evaluate(environment, node.operand));
  const key = evaluate(environment, node.index);
  if (operand instanceof GuestValue && operand.type.kind === 'map') return mapIndex(operand, key, node.offset);
  const position = integer(key, node.index.offset);
  const scalar = operand instanceof GuestValue && operand.type.kind !== 'string' ? undefined : operand.scalar();
  if (typeof scalar === 'string') {
    const bytes = new TextEncoder().encode(scalar);
    if (position < 0 || position >= bytes.length) throw new EvaluationError(`index ${position} is out of range: length ${bytes.length}`, node.offset);
    return new ConstantValue(BigInt(bytes[position]), environment.context.types.basic('uint8'), undefined, environment.context.format);
  }
  if (!(operand instanceof GuestValue)) throw new EvaluationError(`${operand.typeName} cannot be indexed`, node.offset);
  const list = operand.type.kind === 'pointer' ? pointee(operand) ?? operand : operand;
  if (list.type.kind !== 'array' && list.type.kind !== 'slice') throw new EvaluationError(`${operand.typeName} cannot be indexed`, node.offset);
  const element = elementAt(list, position);
  if (!element) throw new EvaluationError(`index ${position} is out of range: length ${list.type.kind === 'array' ? list.type.length : list.word(8)}`, node.offset);
  return element;
}

function mapIndex(map: GuestValue, key: Value, offset: number): Value {
  const wanted = key.scalar();
  if (wanted === undefined) throw new EvaluationError('maps can be indexed with scalar keys only; expand the map instead', offset);
  const length = map.word() === 0 ? 0 : mapLength(map);
  if (length > MAP_SEARCH_LIMIT) throw new EvaluationError(`the map has ${length} entries, more than are searched (${MAP_SEARCH_LIMIT})`, offset);
  for (const entry of mapEntries(map, 0, MAP_SEARCH_LIMIT)) if (entry.key.scalar() === wanted) return entry.value;
  throw new EvaluationError(`the map has no key ${key.text}`, offset);
}

function slice(environment: Environment, node: Expression & { kind: 'slice' }): Value {
  const operand = plain(evaluate(environment, node.operand));
  const bound = (expression: Expression | undefined, otherwise: number) => (expression ? integer(evaluate(environment, expression), expression.offset) : otherwise);
  if (!(operand instanceof GuestValue) || operand.type.kind === 'string') {
    const scalar = operand.scalar();
    if (typeof scalar !== 'string') throw new EvaluationError(`${operand.typeName} cannot be sliced`, node.offset);
    const bytes = new TextEncoder().encode(scalar);
    const [low, high] = [bound(node.low, 0), bound(node.high, bytes.length)];
    checkRange(low, high, bytes.length, node.offset);
    return new ConstantValue(new TextDecoder().decode(bytes.subarray(low, high)), operand.type, undefined);
  }
  const list = operand.type.kind === 'pointer' ? pointee(operand) ?? operand : operand;
  const { elem } = list.type;
  const isSlice = list.type.kind === 'slice';
  const start = isSlice ? list.word(0) : list.address;
  if (!elem || start === undefined || (!isSlice && list.type.kind !== 'array')) throw new EvaluationError(`${operand.typeName} cannot be sliced`, node.offset);
  const capacity = isSlice ? sliceCapacity(list) ?? list.word(8) : list.type.length ?? 0;
  const [low, high] = [bound(node.low, 0), bound(node.high, isSlice ? list.word(8) : capacity)];
  checkRange(low, high, capacity, node.offset);
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  [start + low * elem.size, high - low, capacity - low].forEach((word, position) => view.setBigUint64(position * 8, BigInt(word), true));
  const expression = list.expression && `${list.expression}[${low}:${high}]`;
  return new GuestValue(environment.context, { kind: 'slice', name: `[]${elem.name}`, size: 24, elem }, new BytesStorage(header), expression);
}

function checkRange(low: number, high: number, limit: number, offset: number): void {
  if (low < 0 || high < low || high > limit) throw new EvaluationError(`slice bounds [${low}:${high}] are out of range: capacity ${limit}`, offset);
}

function integer(value: Value, offset: number): number {
  const scalar = value.scalar();
  if (typeof scalar !== 'bigint') throw new EvaluationError(`expected an integer, found ${value.typeName}`, offset);
  return Number(scalar);
}

function call(environment: Environment, node: Expression & { kind: 'call' }): Value {
  const { context } = environment;
  const { callee, args } = node;
  if (callee.kind === 'selector' && args.length === 0 && (callee.name === 'ptr' || callee.name === 'Load')) return accessor(environment, callee);
  if (callee.kind === 'name' && (callee.name === 'len' || callee.name === 'cap')) return measure(environment, node, callee.name);
  const type = typeOf(context, callee);
  if (!type) throw new EvaluationError('only conversions, len, cap, .ptr() and .Load() can be called: expressions run no code of the program', callee.offset);
  if (args.length !== 1) throw new EvaluationError(`a conversion to ${type.name} takes one value`, node.offset);
  const value = evaluate(environment, args[0]);
  const name = /^[\w.]+$/.test(type.name) ? type.name : `(${type.name})`;
  return convert(context, value, type, value.expression === undefined ? typeof value.scalar() === 'bigint' ? `${name}(${hex(value.scalar() as bigint)})` : undefined : `${name}(${value.expression})`);
}

/** x.ptr() of a guintptr, muintptr or puintptr; x.Load() of an atomic. */
function accessor(environment: Environment, callee: Expression & { kind: 'selector' }): Value {
  const operand = plain(evaluate(environment, callee.operand));
  if (!(operand instanceof GuestValue)) throw new EvaluationError(`${operand.typeName} has no method ${callee.name}`, callee.offset);
  const { context } = environment;
  if (callee.name === 'Load') {
    const inner = operand.unwrapped();
    if (inner === operand) throw new EvaluationError(`${operand.typeName} has no method Load: it is not an atomic type`, callee.offset);
    return inner;
  }
  const target = context.types.targetOf(operand.type);
  if (!target) throw new EvaluationError(`${operand.typeName} has no method ptr`, callee.offset);
  return new GuestValue(context, context.types.pointerTo(target), new BytesStorage(operand.storage.read(0, 8)), operand.expression && `${operand.expression}.ptr()`);
}

function measure(environment: Environment, node: Expression & { kind: 'call' }, name: 'len' | 'cap'): Value {
  if (node.args.length !== 1) throw new EvaluationError(`${name} takes one argument`, node.offset);
  const value = plain(evaluate(environment, node.args[0]));
  const result = (length: number) => new ConstantValue(BigInt(length), environment.context.types.basic('int'), undefined, environment.context.format);
  if (value instanceof GuestValue) {
    const target = value.type.kind === 'pointer' ? pointee(value) ?? value : value;
    switch (target.type.kind) {
      case 'array': return result(target.type.length ?? 0);
      case 'slice': return result(target.word(name === 'len' ? 8 : 16));
      case 'string': if (name === 'len') return result(target.word(8)); break;
      case 'map': if (name === 'len') return result(mapLength(target)); break;
      case 'chan': {
        const channel = target.word();
        if (channel === 0) return result(0);
        return result(environment.context.memory.readPointer(channel + (name === 'len' ? 0 : 8)));
      }
    }
  }
  const scalar = value.scalar();
  if (typeof scalar === 'string' && name === 'len') return result(new TextEncoder().encode(scalar).length);
  throw new EvaluationError(`${name} of ${value.typeName} is not defined`, node.offset);
}

/** The type that an expression in the place of a function names; undefined if it names none. */
export function typeOf(context: ValueContext, node: Expression): GoType | undefined {
  const name = typeName(node);
  return name === undefined ? undefined : context.types.byName(name);
}

function typeName(node: Expression): string | undefined {
  switch (node.kind) {
    case 'name': case 'type': case 'quoted': return node.name;
    case 'selector': return node.operand.kind === 'name' ? `${node.operand.name}.${node.name}` : undefined;
    case 'unary': {
      const inner = node.operator === '*' ? typeName(node.operand) : undefined;
      return inner === undefined ? undefined : `*${inner}`;
    }
    default: return undefined;
  }
}

function unary(environment: Environment, node: Expression & { kind: 'unary' }): Value {
  const value = evaluate(environment, node.operand);
  const inner = node.operator === '*' ? concrete(plain(value)) : plain(value);
  if (node.operator === '&') {
    if (!(inner instanceof GuestValue) || inner.address === undefined) throw new EvaluationError(`${value.expression ?? 'this value'} is not in memory: it has no address`, node.offset);
    const type = environment.context.types.pointerTo(inner.type);
    return convert(environment.context, new ConstantValue(BigInt(inner.address), undefined, undefined), type, inner.expression && `&${inner.expression}`);
  }
  if (node.operator === '*') {
    if (!(inner instanceof GuestValue) || !isPointer(inner)) throw new EvaluationError(`${value.typeName} is no pointer: * does not apply`, node.offset);
    const target = pointee(inner);
    if (!target) throw new EvaluationError(`${value.expression ?? 'the pointer'} is nil${inner.type.elem ? '' : ' or has no type'}`, node.offset);
    return at(inner, target.type, target.address as number, inner.expression && `(*${inner.expression})`);
  }
  const result = applyUnary(node.operator, operandOf(inner, node.operand.offset));
  return new ConstantValue(result.value, result.type, undefined, environment.context.format);
}

function binary(environment: Environment, node: Expression & { kind: 'binary' }): Value {
  const { context } = environment;
  const left = plain(evaluate(environment, node.left));
  // As in Go, the right side of && and || is not looked at when the left one decides.
  if (node.operator === '&&' || node.operator === '||') {
    const value = left.scalar();
    if (typeof value !== 'boolean') throw new EvaluationError(`${node.operator} needs booleans, found ${left.typeName}`, node.left.offset);
    if (value === (node.operator === '||')) return new ConstantValue(value, undefined, undefined);
  }
  const right = plain(evaluate(environment, node.right));
  if ((node.operator === '==' || node.operator === '!=') && (isNil(left) || isNil(right))) {
    const other = isNil(left) ? right : left;
    if (other instanceof GuestValue && ['slice', 'interface', 'map', 'chan', 'func'].includes(other.type.kind)) {
      return new ConstantValue((other.word(0) === 0) === (node.operator === '=='), undefined, undefined);
    }
  }
  const result = applyBinary(node.operator, operandOf(left, node.left.offset), operandOf(right, node.right.offset));
  return new ConstantValue(result.value, result.type, undefined, context.format);
}

function isNil(value: Value): boolean { return value.typeName === 'untyped nil'; }

function operandOf(value: Value, offset: number): Operand {
  const scalar = value.scalar();
  if (scalar === undefined) throw new EvaluationError(`${value.expression ?? 'a value'} of type ${value.typeName} cannot be an operand`, offset);
  const type = isNil(value) ? undefined : value instanceof GuestValue ? value.unwrapped().type : value.type;
  return { value: scalar, type };
}

function assign(environment: Environment, node: Expression & { kind: 'assign' }): Value {
  if (!environment.allowSideEffects) throw new EvaluationError('assignments are not allowed here (a watch or hover must not change the program)', node.offset);
  const { scope } = environment;
  let value = evaluate(environment, node.value);
  const target = node.target.kind === 'register' && !pseudoVariable(environment.context, scope, node.target.name) ? undefined : plain(evaluate(environment, node.target));
  if (node.operator !== undefined) {
    const old = target ?? evaluate(environment, node.target);
    const result = applyBinary(node.operator, operandOf(old, node.target.offset), operandOf(plain(value), node.value.offset));
    value = new ConstantValue(result.value, result.type, undefined);
  }
  if (!target && scope.convenience && !registerByName((node.target as { name: string }).name)) {
    scope.convenience.assign((node.target as { name: string }).name, plain(value));
    return value;
  }
  if (!target) return assignRegister(environment.context, environment.scope, (node.target as { name: string }).name, value);
  if (!target.assign) throw new EvaluationError(`${target.expression ?? 'this'} cannot be assigned to`, node.target.offset);
  target.assign(plain(value));
  return target;
}
