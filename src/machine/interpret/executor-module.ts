/** The interpreter's loop and the handlers that are no instructions, as one WebAssembly module. */
import {
  EXIT, EXIT_ARGUMENT, EXIT_RECORD, Exit, FLAG_AUX, FLAG_CARRY, FLAG_KIND, FLAG_OVERFLOW, FLAG_RESULT, FUEL, FlagKind, JUMP_CACHE,
  JUMP_CACHE_SHIFT, LOOK_UP, RIP, SAMPLE_LEFT,
} from '../layout';
import type { IntegerSize } from '../lift/emitter';
import { flagsOfAdd, flagsOfCompare, flagsOfLogic, flagsOfSub, type CompleteFlags } from '../lift/flags';
import { FunctionBuilder, type FunctionBody } from '../wasm/function-builder';
import { STORE, i32, i64, local } from '../wasm/ops';
import type { Value } from '../wasm/value';
import { jumpCacheEntry } from './interpreter-emitter';
import type { GeneratedCode } from './generated-code';
import { RecordField } from './record';

/** Places in the function table. */
export const enum SpecialHandler {
  /** Goes on with the linked record, as part of the same step: no instruction of its own. */
  follow = 1,
  /** Stands in dropped records. */
  stale,
  breakpoint,
  unsupported,
  /** Bytes that are no instruction. */
  invalid,
  /** Goes on at the address in RIP, as part of the same step. */
  lookUp,
}

const HANDLER = { params: ['i32'], results: ['i32'] } as const;

/** Computes the parts of flags of every kind. */
function settleFlags(): FunctionBody {
  const fn = new FunctionBuilder([]);
  const at = (address: number) => i32.const(address);
  const store = (parts: CompleteFlags): void => {
    const aux = fn.let(parts.aux), overflow = fn.let(parts.overflow), carry = fn.let(parts.carry);
    fn.store(STORE.i64, at(FLAG_RESULT), parts.result);
    fn.store(STORE.i64, at(FLAG_AUX), aux);
    fn.store(STORE.i64, at(FLAG_OVERFLOW), overflow);
    fn.store(STORE.i32, at(FLAG_CARRY), carry);
    fn.store(STORE.i32, at(FLAG_KIND), i32.const(FlagKind.parts));
    fn.return();
  };
  const kind = fn.let(i32.load(at(FLAG_KIND)));
  const sizes = [1, 2, 4, 8] as const;
  const all: [FlagKind, (size: IntegerSize, a: Value, b: Value, r: Value) => CompleteFlags][] = [
    [FlagKind.add, (size, a, b, r) => flagsOfAdd(size, a, b, r)],
    [FlagKind.sub, (size, a, b, r) => flagsOfSub(size, a, b, r)],
    [FlagKind.logic, (size, _a, _b, r) => flagsOfLogic(size, r)],
    // Of its four sizes only 4 and 8 bytes occur.
    [FlagKind.compare, (_size, a, b) => flagsOfCompare(a, b)],
  ];
  for (const [base, parts] of all) {
    sizes.forEach((size, log) => {
      fn.if(i32.eq(kind, i32.const(base + log)));
      const operand = (address: number): Value => fn.let(size === 8 ? i64.load(at(address)) : i32.load(at(address)));
      store(parts(size, operand(FLAG_AUX), operand(FLAG_OVERFLOW), operand(FLAG_RESULT)));
      fn.end();
    });
  }
  return fn.finish();
}

/**
 * Makes the module; returns the loop: runs from `record` on, until the fuel is used up or a sample is due (returns the next record)
 * or a handler wants out (0).
 */
export function makeExecutor(generated: GeneratedCode): { run: (record: number) => number; settleFlags: () => void } {
  const builder = generated.newModule(true);
  const handlerType = builder.typeIndex(HANDLER);
  const at = (address: number) => i32.const(address);

  const exitWith = (reason: Exit): FunctionBody => {
    const fn = new FunctionBuilder(['i32']);
    fn.store(STORE.i32, at(EXIT), i32.const(reason));
    fn.store(STORE.i32, at(EXIT_ARGUMENT), i32.const(0));
    fn.return(i32.const(0));
    return fn.finish();
  };

  const follow = (): FunctionBody => {
    const fn = new FunctionBuilder(['i32']);
    const link = fn.newLocal('i32');
    fn.set(link, i32.load(local('i32', 0), RecordField.link));
    fn.if(i32.eqz(local('i32', link)));
    // Stale means: look up the address of this record, which is that of the instruction to go on with.
    fn.store(STORE.i32, at(EXIT), i32.const(Exit.stale));
    fn.store(STORE.i32, at(EXIT_ARGUMENT), local('i32', 0));
    fn.return(i32.const(0));
    fn.end();
    fn.callIndirect(handlerType, i32.load(local('i32', link), RecordField.handler), [local('i32', link)]);
    fn.return();
    return fn.finish();
  };

  const lookUp = (): FunctionBody => {
    const fn = new FunctionBuilder(['i32']);
    const to = fn.let(i64.load(at(RIP)));
    // Whatever is not executed there is looked for by the address of the record that the loop has in hand: this one.
    fn.store(STORE.i64, i32.const(LOOK_UP), to, RecordField.address);
    const entry = fn.newLocal('i32');
    const found = fn.newLocal('i32');
    fn.set(entry, jumpCacheEntry(to));
    for (const way of [0, 1]) {
      if (way === 1) fn.set(entry, i32.xor(local('i32', entry), i32.const(1 << JUMP_CACHE_SHIFT)));
      fn.if(i64.eq(i64.load(local('i32', entry), JUMP_CACHE), to));
      fn.set(found, i32.load(local('i32', entry), JUMP_CACHE + 8));
      fn.callIndirect(handlerType, i32.load(local('i32', found), RecordField.handler), [local('i32', found)]);
      fn.return();
      fn.end();
    }
    // The step that was counted has not been made.
    fn.store(STORE.i32, at(FUEL), i32.add(i32.load(at(FUEL)), i32.const(1)));
    fn.store(STORE.i32, at(EXIT), i32.const(Exit.link));
    fn.store(STORE.i32, at(EXIT_ARGUMENT), i32.const(0));
    fn.return(i32.const(0));
    return fn.finish();
  };

  const first = generated.reserve(6);
  if (first !== SpecialHandler.follow) throw new Error('the special handlers come first');
  const special = [
    follow(), exitWith(Exit.stale), exitWith(Exit.breakpoint), exitWith(Exit.unsupported), exitWith(Exit.invalidOpcode),
    lookUp(),
  ];
  for (const body of special) generated.addHandler(builder, body);

  const fn = new FunctionBuilder(['i32']);
  const record = local('i32', 0);
  const next = fn.newLocal('i32');
  // In a local, because one more store a handler would be felt.
  const samples = fn.newLocal('i32');
  const keepSamples = (): void => fn.store(STORE.i32, at(SAMPLE_LEFT), local('i32', samples));
  fn.set(samples, i32.load(at(SAMPLE_LEFT)));
  const again = fn.loop();
  fn.store(STORE.i32, at(FUEL), i32.sub(i32.load(at(FUEL)), i32.const(1)));
  fn.callIndirect(handlerType, i32.load(record, RecordField.handler), [record]);
  fn.tee(next);
  fn.ifTop();
  fn.set(0, local('i32', next));
  fn.set(samples, i32.sub(local('i32', samples), i32.const(1)));
  fn.branchIf(i32.and(i32.gt_s(i32.load(at(FUEL)), i32.const(0)), i32.gt_s(local('i32', samples), i32.const(0))), again);
  keepSamples();
  fn.return(record);
  fn.end();
  fn.end();
  keepSamples();
  fn.store(STORE.i32, at(EXIT_RECORD), record);
  fn.return(i32.const(0));
  builder.exportFunction('run', builder.addFunction(HANDLER, fn.finish()));
  builder.exportFunction('settleFlags', builder.addFunction({ params: [], results: [] }, settleFlags()));
  const exports = generated.instantiate(generated.compile(builder), first, special.length);
  const settle = exports.settleFlags as () => void;
  generated.provide('settleFlags', settle);
  return { run: exports.run as (record: number) => number, settleFlags: settle };
}
