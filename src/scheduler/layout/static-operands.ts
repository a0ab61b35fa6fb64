/** What a function refers to at fixed addresses, by decoding its instructions. */
import { Code, Decoder, DecoderOptions, Mnemonic, OpKind, Register, type Instruction } from 'iced-x86';
import type { FunctionInfo, ProgramImage } from '../../image/program-image';

/** One instruction with a memory operand, reduced to what the search for globals needs. */
export interface MemoryUse {
  readonly pc: number;
  readonly kind: 'load' | 'store' | 'address' | 'other';
  /** fixed address (RIP-relative or absolute); undefined for operands with a base register */
  readonly address: number | undefined;
  /** displacement of an operand with a base register and no index */
  readonly displacement: number | undefined;
  /** 64-bit general register loaded or stored; undefined if another operand */
  readonly register: number | undefined;
}

/** Longest function that is decoded; the runtime's longest (gcDrain, findRunnable ...) are well below. Bytes. */
const CODE_LIMIT = 64 * 1024;

/** Memory operands of the function in address order; [] if its bytes are not in the image. */
export function memoryUses(image: ProgramImage, fn: FunctionInfo): MemoryUse[] {
  const code = codeOf(image, fn);
  if (!code) return [];
  const decoder = new Decoder(64, code, DecoderOptions.None);
  decoder.ip = BigInt(fn.entry);
  const uses: MemoryUse[] = [];
  try {
    while (decoder.canDecode) {
      const instruction = decoder.decode();
      if (instruction.code !== Code.INVALID) {
        const use = memoryUse(instruction);
        if (use) uses.push(use);
      }
      instruction.free();
    }
  } finally {
    decoder.free();
  }
  return uses;
}

function codeOf(image: ProgramImage, fn: FunctionInfo): Uint8Array | undefined {
  const segment = image.segments.find((candidate) => fn.entry >= candidate.address && fn.entry < candidate.address + candidate.bytes.length);
  if (!segment) return undefined;
  const start = fn.entry - segment.address;
  return segment.bytes.subarray(start, start + Math.min(fn.end - fn.entry, CODE_LIMIT));
}

function memoryUse(instruction: Instruction): MemoryUse | undefined {
  let operand = -1;
  for (let index = 0; index < instruction.opCount; index++) if (instruction.opKind(index) === OpKind.Memory) operand = index;
  if (operand < 0) return undefined;
  const fixed = instruction.isIpRelMemoryOperand || (instruction.memoryBase === Register.None && instruction.memoryIndex === Register.None);
  const based = !fixed && instruction.memoryBase !== Register.None && instruction.memoryIndex === Register.None;
  const displacement = BigInt.asIntN(64, instruction.memoryDisplacement);
  const isMove = instruction.mnemonic === Mnemonic.Mov;
  const other = instruction.opCount === 2 && instruction.opKind(1 - operand) === OpKind.Register ? instruction.opRegister(1 - operand) : undefined;
  const wide = other !== undefined && other >= Register.RAX && other <= Register.R15 ? other : undefined;
  return {
    pc: Number(instruction.ip),
    kind: instruction.mnemonic === Mnemonic.Lea ? 'address' : isMove ? (operand === 1 ? 'load' : 'store') : 'other',
    address: fixed ? Number(displacement) : undefined,
    displacement: based ? Number(displacement) : undefined,
    register: wide,
  };
}
