/** The interpreter's loop and the handlers that are no instructions, as one WebAssembly module. */
import { EXIT, EXIT_ARGUMENT, EXIT_RECORD, Exit, FUEL } from '../layout';
import { FunctionBuilder } from '../wasm/function-builder';
import { STORE, i32, local } from '../wasm/ops';
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
}

const HANDLER = { params: ['i32'], results: ['i32'] } as const;

/** Makes the module; returns the loop: runs from `record` on, until the fuel is used up (returns the next record) or a handler wants out (0). */
export function makeExecutor(generated: GeneratedCode): (record: number) => number {
  const builder = generated.newModule();
  const handlerType = builder.typeIndex(HANDLER);
  const at = (address: number) => i32.const(address);

  const exitWith = (reason: Exit): Uint8Array => {
    const fn = new FunctionBuilder(['i32']);
    fn.store(STORE.i32, at(EXIT), i32.const(reason));
    fn.store(STORE.i32, at(EXIT_ARGUMENT), i32.const(0));
    fn.return(i32.const(0));
    return fn.finish();
  };

  const follow = (): Uint8Array => {
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

  const first = generated.reserve(5);
  if (first !== SpecialHandler.follow) throw new Error('the special handlers come first');
  builder.placeInTable(first, [
    follow(), exitWith(Exit.stale), exitWith(Exit.breakpoint), exitWith(Exit.unsupported), exitWith(Exit.invalidOpcode),
  ].map((body) => builder.addFunction(HANDLER, body)));

  const fn = new FunctionBuilder(['i32']);
  const record = local('i32', 0);
  const next = fn.newLocal('i32');
  const again = fn.loop();
  fn.store(STORE.i32, at(FUEL), i32.sub(i32.load(at(FUEL)), i32.const(1)));
  fn.callIndirect(handlerType, i32.load(record, RecordField.handler), [record]);
  fn.tee(next);
  fn.ifTop();
  fn.set(0, local('i32', next));
  fn.branchIf(i32.gt_s(i32.load(at(FUEL)), i32.const(0)), again);
  fn.return(record);
  fn.end();
  fn.end();
  fn.store(STORE.i32, at(EXIT_RECORD), record);
  fn.return(i32.const(0));
  builder.exportFunction('run', builder.addFunction(HANDLER, fn.finish()));
  return generated.instantiate(builder).run as (record: number) => number;
}
