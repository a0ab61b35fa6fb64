/** Which instructions of a block set flags that anybody can see. */
import { FlagUse, Mnemonic, type DecodedInstruction } from '../decode/iced';

/** Shifts and rotates: with a count of 0 they leave the flags. */
const SHIFTS = new Set<number>([
  Mnemonic.Shl, Mnemonic.Sal, Mnemonic.Shr, Mnemonic.Sar, Mnemonic.Shld, Mnemonic.Shrd, Mnemonic.Rol, Mnemonic.Ror, Mnemonic.Rcl, Mnemonic.Rcr,
]);

/** Instructions without memory operand in front of which a region may be left all the same. */
const MAY_LEAVE = new Set<number>([Mnemonic.Push, Mnemonic.Pop, Mnemonic.Call, Mnemonic.Ret, Mnemonic.Leave, Mnemonic.Div, Mnemonic.Idiv, Mnemonic.Xlatb]);

function alwaysWritesFlags(instruction: DecodedInstruction): boolean {
  if ((instruction.flagUse & FlagUse.writesAll) === 0) return false;
  // MUL leaves four of the flags as they are (lift/multiply.ts), though the SDM would let it change them.
  if (instruction.mnemonic === Mnemonic.Mul || instruction.mnemonic === Mnemonic.Imul) return false;
  if (instruction.mnemonic === Mnemonic.Div || instruction.mnemonic === Mnemonic.Idiv) return false;
  if (!SHIFTS.has(instruction.mnemonic)) return true;
  const last = instruction.operands[instruction.operands.length - 1];
  return last.kind === 'immediate' && (instruction.immediate & 31n) !== 0n;
}

function mayLeave(instruction: DecodedInstruction): boolean {
  return MAY_LEAVE.has(instruction.mnemonic) || instruction.operands.some(({ kind }) => kind === 'memory');
}

/** For each instruction: whether its flags are seen, by an instruction, a leaving of the region, or what follows the block. */
export function flagsThatMatter(instructions: readonly DecodedInstruction[]): boolean[] {
  const matter = new Array<boolean>(instructions.length);
  let seen = true;
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i];
    matter[i] = seen;
    if (alwaysWritesFlags(instruction)) seen = false;
    if ((instruction.flagUse & FlagUse.reads) !== 0 || mayLeave(instruction)) seen = true;
  }
  return matter;
}
