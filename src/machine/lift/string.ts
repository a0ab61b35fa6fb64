/** String instructions, in one helper that works on whole stretches (runtime/string-instructions.ts). */
import { Mnemonic } from '../decode/iced';
import { i32 } from '../wasm/ops';
import { Gpr } from '../api';
import type { Lift, LiftTable } from './emitter';

/** What the helper is asked to do. */
export const enum StringOperation { move, store, load, compare, scan }
export const enum Repeat { none, whileCount, whileEqual, whileNotEqual }

const REGISTERS = 1 << Gpr.rax | 1 << Gpr.rcx | 1 << Gpr.rsi | 1 << Gpr.rdi;

function stringInstruction(operation: StringOperation, size: number): Lift {
  return (e) => {
    const compares = operation === StringOperation.compare || operation === StringOperation.scan;
    let repeat = Repeat.none;
    if (e.form.repeat !== 'none') repeat = !compares ? Repeat.whileCount : e.form.repeat === 'rep' ? Repeat.whileEqual : Repeat.whileNotEqual;
    e.callWithRegisters('stringInstruction', [i32.const(operation), i32.const(size), i32.const(repeat)], REGISTERS, compares);
  };
}

const all = (operation: StringOperation, names: readonly number[]): [number, Lift][] =>
  names.map((mnemonic, i) => [mnemonic, stringInstruction(operation, 1 << i)]);

/** MOVSD and CMPSD are also SSE2 mnemonics: lift/table.ts tells them apart by their operands. */
export const stringLifts: LiftTable = Object.fromEntries([
  ...all(StringOperation.move, [Mnemonic.Movsb, Mnemonic.Movsw, Mnemonic.Movsd, Mnemonic.Movsq]),
  ...all(StringOperation.store, [Mnemonic.Stosb, Mnemonic.Stosw, Mnemonic.Stosd, Mnemonic.Stosq]),
  ...all(StringOperation.load, [Mnemonic.Lodsb, Mnemonic.Lodsw, Mnemonic.Lodsd, Mnemonic.Lodsq]),
  ...all(StringOperation.compare, [Mnemonic.Cmpsb, Mnemonic.Cmpsw, Mnemonic.Cmpsd, Mnemonic.Cmpsq]),
  ...all(StringOperation.scan, [Mnemonic.Scasb, Mnemonic.Scasw, Mnemonic.Scasd, Mnemonic.Scasq]),
]);
