/** Compiles expressions to closures for one pc. What has no closure gives undefined, and the general evaluator is used. */
import type { GoType, Location, VariableInfo } from '../../../image/program-image';
import { EvaluationError, type EvaluationScope, type Value } from '../../api';
import { typeOf } from '../evaluate';
import { lookUpName, lookUpQualified } from '../names';
import { suggestion } from '../near-matches';
import { readRegister, registerByName } from '../registers';
import type { Expression } from '../syntax/ast';
import { ConstantValue } from '../values/constant-value';
import type { ValueContext } from '../values/context';
import { GuestValue } from '../values/guest-value';
import { constantCode, load, shifted, type Code, type Hit } from './code';
import { binaryCode, unaryCode } from './operators';

const RSP = 4;
/** DWARF number -> Intel's encoding order, general registers. */
const DWARF_GPR = [0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15];

/** A scope at `pc` of no thread in particular: names resolve as they will at a hit, values are not there. */
export function scopeAt(context: ValueContext, pc: number): EvaluationScope {
  const fn = context.image.functions.at(pc);
  if (!fn) return { frame: undefined, g: undefined, tid: undefined };
  const inlined = context.image.functions.inlinedAt(pc)[0];
  const frame = {
    kind: 'code' as const, name: inlined?.name ?? fn.name, pc, sp: 0, bp: 0, cfa: undefined, function: fn, position: undefined, inlined, inlineDepth: 0,
    registers: undefined, isCaller: false, stack: 'none' as const,
  };
  return { frame, g: undefined, tid: undefined };
}

export class Compiler {
  readonly #variables: readonly VariableInfo[];

  /** No thread and no registers: only what the place in the code decides. */
  readonly #scope: EvaluationScope;

  constructor(private readonly context: ValueContext, pc: number) {
    this.#variables = context.image.variablesAt(pc, 0);
    this.#scope = scopeAt(context, pc);
  }

  /** Throws EvaluationError for what is certainly wrong at this pc (unknown fields). */
  compile(node: Expression): Code | undefined {
    switch (node.kind) {
      case 'number': case 'string': return constantCode(node.value, undefined);
      case 'name': return this.#name(node.name);
      case 'quoted': return this.#value(lookUpQualified(this.context, node.name));
      case 'register': return this.#register(node.name);
      case 'selector': return this.#selector(node);
      case 'index': return this.#index(node);
      case 'call': return this.#call(node);
      case 'unary': return this.#unary(node);
      case 'binary': {
        const left = this.#loaded(node.left);
        const right = left && this.#loaded(node.right);
        return left && right && binaryCode(node.operator, left, right);
      }
      case 'slice': case 'type': case 'assign': return undefined;
    }
  }

  #loaded(node: Expression): Exclude<Code, { kind: 'place' }> | undefined {
    const code = this.compile(node);
    return code && load(this.context.memory, code);
  }

  #name(name: string): Code | undefined {
    const named = this.#variables.filter((info) => info.name === name);
    const variable = named.find((info) => !info.shadowed) ?? named[0];
    if (variable) return this.#variable(variable);
    return this.#pseudo(name) ?? this.#value(lookUpName(this.context, this.#scope, name));
  }

  /** Constants and things at fixed addresses. */
  #value(value: Value | undefined): Code | undefined {
    if (value instanceof ConstantValue) return constantCode(value.value, value.type?.name === 'untyped nil' ? undefined : value.type);
    if (value instanceof GuestValue && value.address !== undefined) {
      const { address } = value;
      return { kind: 'place', type: value.type, at: () => address };
    }
    return undefined;
  }

  #variable(info: VariableInfo): Code | undefined {
    const { memory } = this.context;
    const { type } = info;
    if (info.escaped) {
      const pointer = this.#locationAddress(info.location);
      return pointer && { kind: 'place', type, at: (hit) => memory.readPointer(pointer(hit)) };
    }
    const at = this.#locationAddress(info.location);
    if (at) return { kind: 'place', type, at };
    if (info.location.kind !== 'register' || info.location.register > 15 || type.size > 8) return undefined;
    const gpr = DWARF_GPR[info.location.register];
    const bits = type.size * 8;
    switch (type.kind) {
      case 'bool': return { kind: 'bool', type, get: (hit) => (hit.registers.getGpr(gpr) & 0xffn) !== 0n };
      case 'pointer': case 'unsafe.Pointer': case 'chan': case 'map': case 'func': return { kind: 'num', type, get: (hit) => Number(hit.registers.getGpr(gpr)) };
      case 'int': return { kind: 'big', type, get: (hit) => BigInt.asIntN(bits, hit.registers.getGpr(gpr)) };
      case 'uint': return { kind: 'big', type, get: (hit) => BigInt.asUintN(bits, hit.registers.getGpr(gpr)) };
      default: return undefined;
    }
  }

  #locationAddress(location: Location): ((hit: Hit) => number) | undefined {
    if (location.kind === 'address') {
      const { address } = location;
      return () => address;
    }
    if (location.kind === 'cfa') {
      const { offset } = location;
      return (hit) => hit.cfa + offset;
    }
    return undefined;
  }

  /** g, m and p of the thread at the breakpoint. */
  #pseudo(name: string): Code | undefined {
    const { scheduler, memory, types } = this.context;
    const { fields } = scheduler;
    if (!fields || (name !== 'g' && name !== 'm' && name !== 'p')) return undefined;
    const current = (hit: Hit) => memory.readPointer(hit.registers.fsBase - 8);
    const m = (hit: Hit) => memory.readPointer(current(hit) + fields.g.m);
    const pointer = (typeName: string, get: (hit: Hit) => number): Code | undefined => {
      const target = types.byName(typeName);
      return target && { kind: 'num', type: types.pointerTo(target), get };
    };
    switch (name) {
      case 'm': return pointer('runtime.m', m);
      case 'p': return pointer('runtime.p', (hit) => memory.readPointer(m(hit) + fields.m.p));
      default: return pointer('runtime.g', (hit) => {
        // While the thread is on g0 or gsignal, g is the goroutine that it serves.
        const g = current(hit);
        const owner = memory.readPointer(g + fields.g.m);
        if (owner === 0 || (memory.readPointer(owner + fields.m.g0) !== g && memory.readPointer(owner + fields.m.gsignal) !== g)) return g;
        return memory.readPointer(owner + fields.m.curg) || g;
      });
    }
  }

  #register(name: string): Code | undefined {
    const pseudo = this.#pseudo(name);
    if (pseudo) return pseudo;
    if (name === 'tid') return { kind: 'num', type: undefined, get: (hit) => hit.tid };
    const register = registerByName(name);
    if (!register || register.kind === 'xmm') return undefined;
    if (register.kind === 'pc') return { kind: 'num', type: undefined, get: (hit) => hit.registers.rip };
    if (register.kind === 'gpr' && register.index === RSP && register.bits === 64) return { kind: 'num', type: undefined, get: (hit) => Number(hit.registers.getGpr(RSP)) };
    return { kind: 'big', type: this.context.types.basic(register.kind === 'gpr' && register.bits === 32 ? 'uint32' : 'uint64'), get: (hit) => readRegister(hit.registers, register) };
  }

  #selector(node: Expression & { kind: 'selector' }): Code | undefined {
    const { operand: left } = node;
    if (left.kind === 'name' && !this.#variables.some((info) => info.name === left.name)) {
      const member = lookUpQualified(this.context, `${left.name}.${node.name}`);
      if (member) return this.#value(member);
    }
    const operand = this.compile(node.operand);
    const struct = operand && this.#target(operand);
    if (!struct || struct.type.kind !== 'struct') return undefined;
    const field = promoted(struct.type, node.name);
    if (field === 'behind a pointer') return undefined;
    if (!field) throw new EvaluationError(`${struct.type.name} has no field ${node.name}${suggestion(node.name, (struct.type.fields ?? []).map((candidate) => candidate.name))}`, node.offset);
    return { kind: 'place', type: field.type, at: shifted(struct.at, field.offset) };
  }

  /** The place itself, or what the pointer in it points to. A nil pointer leads to a fault at address 0, which is false. */
  #target(code: Code): (Code & { kind: 'place' }) | undefined {
    const { memory, types } = this.context;
    if (code.kind === 'place' && code.type.kind === 'struct' && !/(^|\/)atomic\./.test(code.type.name)) return code;
    const pointer = load(memory, code);
    const type = pointer?.type?.kind === 'pointer' ? pointer.type.elem : types.targetOf(pointer?.type);
    if (!pointer || !type || pointer.kind !== 'num') return undefined;
    const { get } = pointer;
    return {
      kind: 'place', type,
      at: (hit) => {
        const address = get(hit);
        if (address === 0) throw NIL;
        return address;
      },
    };
  }

  #index(node: Expression & { kind: 'index' }): Code | undefined {
    const operand = this.compile(node.operand);
    const index = this.#loaded(node.index);
    if (operand?.kind !== 'place' || !index || (index.kind !== 'num' && index.kind !== 'big')) return undefined;
    const { memory } = this.context;
    const { type, at } = operand;
    const elem = type.elem;
    if (!elem || (type.kind !== 'array' && type.kind !== 'slice')) return undefined;
    const position = (hit: Hit) => Number(index.get(hit));
    const length = type.kind === 'array' ? () => type.length ?? 0 : (hit: Hit) => memory.readPointer(at(hit) + 8);
    const start = type.kind === 'array' ? at : (hit: Hit) => memory.readPointer(at(hit));
    return {
      kind: 'place', type: elem,
      at: (hit) => {
        const which = position(hit);
        if (which < 0 || which >= length(hit)) throw NIL;
        return start(hit) + which * elem.size;
      },
    };
  }

  #call(node: Expression & { kind: 'call' }): Code | undefined {
    const { memory, types } = this.context;
    const { callee, args } = node;
    if (callee.kind === 'selector' && args.length === 0 && (callee.name === 'ptr' || callee.name === 'Load')) {
      const operand = this.compile(callee.operand);
      const value = operand && load(memory, operand);
      if (callee.name === 'Load' || !value) return value;
      const target = types.targetOf(value.type);
      return target && value.kind === 'num' ? { kind: 'num', type: types.pointerTo(target), get: value.get } : undefined;
    }
    if (callee.kind === 'name' && callee.name === 'len' && args.length === 1) {
      const operand = this.compile(args[0]);
      if (operand?.kind !== 'place' || (operand.type.kind !== 'slice' && operand.type.kind !== 'string')) return undefined;
      const { at } = operand;
      return { kind: 'num', type: types.basic('int'), get: (hit) => memory.readPointer(at(hit) + 8) };
    }
    const type = typeOf(this.context, callee);
    const value = type && args.length === 1 ? this.#loaded(args[0]) : undefined;
    if (!type || !value || type.kind !== 'pointer') return undefined;
    if (value.kind === 'num') return { kind: 'num', type, get: value.get };
    if (value.kind !== 'big') return undefined;
    const { get } = value;
    return { kind: 'num', type, get: (hit) => Number(get(hit)) };
  }

  #unary(node: Expression & { kind: 'unary' }): Code | undefined {
    const operand = this.compile(node.operand);
    if (!operand) return undefined;
    if (node.operator === '&') return operand.kind === 'place' ? { kind: 'num', type: this.context.types.pointerTo(operand.type), get: operand.at } : undefined;
    if (node.operator === '*') return load(this.context.memory, operand)?.type?.kind === 'pointer' ? this.#target(operand) : undefined;
    const value = load(this.context.memory, operand);
    return value && unaryCode(node.operator, value);
  }
}

/** A field of the struct or of a struct embedded in it. */
function promoted(type: GoType, name: string): { offset: number; type: GoType } | 'behind a pointer' | undefined {
  const fields = type.fields ?? [];
  const own = fields.find((candidate) => candidate.name === name);
  if (own) return own;
  for (const embedded of fields.filter((candidate) => candidate.embedded)) {
    const target = embedded.type.kind === 'pointer' ? embedded.type.elem : embedded.type;
    const found = target && promoted(target, name);
    if (found === 'behind a pointer' || (found && target !== embedded.type)) return 'behind a pointer';
    if (found) return { offset: embedded.offset + found.offset, type: found.type };
  }
  return undefined;
}

/** Thrown (without a stack trace each time) where a nil pointer would be followed or an index is out of range. */
export const NIL = new EvaluationError('nil pointer or index out of range');
