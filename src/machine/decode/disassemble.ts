/** Disassembly for people: Intel's syntax by iced, and Go's (Plan 9 order and names) from iced's operands. */
import type { DisassembledInstruction, InstructionFacts } from '../api';
import { formatGo } from './go-syntax';
import { Code, Decoder, DecoderOptions, FlowControl, Formatter, FormatterSyntax, Instruction } from './iced';
import { mnemonicName } from './mnemonic-names';

let intelFormatter: Formatter | undefined;

function intel(instruction: Instruction): string {
  if (!intelFormatter) {
    intelFormatter = new Formatter(FormatterSyntax.Intel);
    intelFormatter.hexPrefix = '0x';
    intelFormatter.hexSuffix = '';
    intelFormatter.uppercaseHex = false;
    intelFormatter.spaceAfterOperandSeparator = true;
    intelFormatter.smallHexNumbersInDecimal = false;
    intelFormatter.branchLeadingZeros = false;
    intelFormatter.displacementLeadingZeros = false;
  }
  return intelFormatter.format(instruction);
}

/** Direct target of a branch or call. */
function directTarget(instruction: Instruction): number | undefined {
  const near = instruction.isCallNear || instruction.isJmpShortOrNear || instruction.isJccShortOrNear || instruction.isJcxShort || instruction.isLoop || instruction.isLoopcc;
  return near ? Number(instruction.nearBranchTarget) : undefined;
}

/** Undecodable bytes give "(bad)" of one byte. Fewer than `count` where the bytes end. */
export function disassemble(bytes: Uint8Array, address: number, count: number, syntax: 'intel' | 'go'): DisassembledInstruction[] {
  const lines: DisassembledInstruction[] = [];
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  const instruction = new Instruction();
  try {
    let offset = 0;
    while (lines.length < count && offset < bytes.length) {
      decoder.position = offset;
      decoder.ip = BigInt(address + offset);
      decoder.decodeOut(instruction);
      const bad = instruction.code === Code.INVALID;
      const length = bad ? 1 : instruction.length;
      const line: DisassembledInstruction = {
        address: address + offset,
        bytes: bytes.slice(offset, offset + length),
        text: bad ? '(bad)' : syntax === 'intel' ? intel(instruction) : formatGo(instruction),
      };
      const target = bad ? undefined : directTarget(instruction);
      if (target !== undefined) line.target = target;
      lines.push(line);
      offset += length;
    }
  } finally {
    instruction.free();
    decoder.free();
  }
  return lines;
}

function flowOf(instruction: Instruction): InstructionFacts['flow'] {
  switch (instruction.flowControl) {
    case FlowControl.Next: return instruction.code === Code.Hlt ? 'trap' : 'next';
    case FlowControl.Call: return instruction.code === Code.Syscall ? 'syscall' : 'call';
    case FlowControl.IndirectCall: return 'call';
    case FlowControl.Return: return 'return';
    case FlowControl.UnconditionalBranch: case FlowControl.IndirectBranch: return 'jump';
    case FlowControl.ConditionalBranch: return 'branch';
    default: return 'trap';
  }
}

/** Bytes that are no instruction count as a trap of length 1. */
export function instructionFacts(bytes: Uint8Array, address: number): InstructionFacts {
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  decoder.ip = BigInt(address);
  const instruction = decoder.decode();
  try {
    if (instruction.code === Code.INVALID) return { length: 1, flow: 'trap', mnemonic: '(bad)' };
    const facts: InstructionFacts = {
      length: instruction.length, flow: flowOf(instruction), mnemonic: mnemonicName(instruction.mnemonic).toLowerCase(),
    };
    const target = directTarget(instruction);
    if (target !== undefined) facts.target = target;
    return facts;
  } finally {
    instruction.free();
    decoder.free();
  }
}
