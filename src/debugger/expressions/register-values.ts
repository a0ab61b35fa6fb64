/** Registers of frames and threads as values. */
import type { GoType } from '../../image/program-image';
import type { Registers } from '../../machine/api';
import type { Frame } from '../../scheduler/api';
import { EvaluationError, type EvaluationScope, type NamedValue, type Value } from '../api';
import { suggestion } from './near-matches';
import { flagsText, readRegister, registerByName, REGISTER_NAMES, writeRegister } from './registers';
import { ConstantValue } from './values/constant-value';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { RegisterStorage } from './values/storage';
import { GPR_NAMES } from '../../machine/api';
import { hex } from './values/numbers';

/** All registers of the scope, or undefined in frames whose registers are lost. */
function registersOf(context: ValueContext, scope: EvaluationScope): Registers | undefined {
  if (scope.frame) return scope.frame.registers;
  return scope.tid === undefined ? undefined : context.scheduler.process.thread(scope.tid)?.registers;
}

/** DWARF number of XMM0. */
const XMM0 = 17;

/** `$cfa` is the address above the return address: where 0(FP) of assembly is. Throws EvaluationError for a name that is none, or a register that this frame has lost. */
export function registerValue(context: ValueContext, scope: EvaluationScope, name: string): Value {
  if (name === 'tid' && scope.tid !== undefined) return new ConstantValue(BigInt(scope.tid), context.types.basic('int'), '$tid');
  if (name === 'cfa' && scope.frame) {
    const cfa = 'cfa' in scope.frame ? scope.frame.cfa : undefined;
    if (cfa === undefined) throw new EvaluationError('$cfa is not known in this frame');
    return new ConstantValue(BigInt(cfa), context.types.basic('uint64'), '$cfa', context.format === 'natural' ? 'hex' : context.format);
  }
  const register = registerByName(name);
  if (!register) throw new EvaluationError(`there is no register $${name}${suggestion(name, REGISTER_NAMES)}`);
  const registers = registersOf(context, scope);
  const format = context.format === 'natural' ? 'hex' : context.format;
  const { frame } = scope;
  if (!registers) {
    if (frame?.kind === 'code' && register.kind !== 'xmm') {
      const known = register.kind === 'pc' ? frame.pc : register.kind === 'gpr' && register.bits === 64 ? { 4: frame.sp, 5: frame.bp }[register.index] : undefined;
      if (known !== undefined) return new ConstantValue(BigInt(known), context.types.basic('uint64'), `$${name}`, format);
      throw new EvaluationError(`$${name} is not known in a caller's frame; only $pc, $sp and $bp are`);
    }
    throw new EvaluationError(`$${name}: no thread is selected`);
  }
  if (register.kind === 'xmm') {
    const type = { kind: 'array' as const, name: '[2]float64', size: 16, length: 2, elem: context.types.basic('float64') };
    return new GuestValue(context, type, new RegisterStorage(registers, XMM0 + register.index), `$${name}`);
  }
  const value = readRegister(registers, register);
  const shown = register.kind === 'rflags' ? flagsText(Number(value)) : undefined;
  const type = context.types.basic(register.kind === 'gpr' && register.bits === 32 ? 'uint32' : 'uint64');
  return new RegisterValue(value, type, `$${name}`, shown ? context.format : format, shown, (written) => { assignRegister(context, scope, name, written); });
}

/** A register that can be written to. */
class RegisterValue extends ConstantValue {
  constructor(value: bigint, type: GoType, expression: string, format: string, shown: string | undefined, readonly assign: (value: Value) => void) {
    super(value, type, expression, format, shown);
  }
}

export function assignRegister(context: ValueContext, scope: EvaluationScope, name: string, value: Value): Value {
  const register = registerByName(name);
  const registers = registersOf(context, scope);
  const scalar = value.scalar();
  if (!register || register.kind === 'xmm' || !registers) throw new EvaluationError(`$${name} cannot be assigned to here`);
  if (typeof scalar !== 'bigint') throw new EvaluationError(`$${name} takes an integer`);
  writeRegister(registers, register, scalar);
  context.scheduler.invalidate();
  return registerValue(context, scope, name);
}

/** General registers, flags and segment bases; XMM registers as a group. In caller frames: pc, sp, bp. */
export function frameRegisters(context: ValueContext, frame: Frame, tid: number | undefined): NamedValue[] {
  const scope: EvaluationScope = { frame: frame.kind === 'label' ? undefined : frame, g: undefined, tid };
  const names = registersOf(context, scope) ? ['rip', ...GPR_NAMES, 'rflags', 'fs_base', 'gs_base', 'mxcsr', ...Array.from({ length: 16 }, (_, index) => `xmm${index}`)] : frame.kind === 'code' ? ['pc', 'sp', 'bp'] : [];
  return names.map((name) => ({ name, value: registerWithMeaning(context, scope, name) }));
}

/** A register whose value is an address of code or of a G, M or P says so. */
function registerWithMeaning(context: ValueContext, scope: EvaluationScope, name: string): Value {
  const value = registerValue(context, scope, name);
  const number = value.scalar();
  if (typeof number !== 'bigint' || name === 'rflags' || name === 'mxcsr' || number < 0x1000n || number > 0x7fffffffffffn || context.format !== 'natural') return value;
  const object = context.scheduler.nameOf(Number(number));
  const fn = context.image.functions.at(Number(number));
  const meaning = !object.startsWith('0x') ? object : fn ? `${fn.name}+0x${(Number(number) - fn.entry).toString(16)}` : undefined;
  if (meaning === undefined) return value;
  const shown = `${hex(number)} (${meaning})`;
  return value instanceof RegisterValue ? new RegisterValue(number, value.type as GoType, `$${name}`, 'natural', shown, value.assign) : new ConstantValue(number, value.type, value.expression, 'natural', shown);
}
