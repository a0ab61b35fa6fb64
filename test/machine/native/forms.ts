/** The instruction forms (iced's `Code` values) of the amd64 v1 baseline that are compared with the host's processor. */
import { Code, CodeExt, CpuidFeature, EncodingKind, Instruction, MemorySizeExt, Mnemonic, OpCodeOperandKind as Op } from 'iced-x86';

/** One encoding form, for instance Add_rm32_r32. */
export interface Form {
  code: Code;
  name: string;
  mnemonic: string;
  operands: Op[];
  /** Size of its memory operand in bytes; 0 if it has none (or its size is not fixed). */
  memorySize: number;
  lockable: boolean;
  repeatable: boolean;
  sse: boolean;
}

const BASELINE = new Set([CpuidFeature.INTEL8086, CpuidFeature.INTEL186, CpuidFeature.INTEL286, CpuidFeature.INTEL386, CpuidFeature.INTEL486,
  CpuidFeature.X64, CpuidFeature.SSE, CpuidFeature.SSE2, CpuidFeature.CMOV, CpuidFeature.CX8, CpuidFeature.FXSR, CpuidFeature.CLFSH,
  CpuidFeature.MULTIBYTENOP, CpuidFeature.PAUSE]);

/** Not compared: not user mode, MMX or x87 state, segments, far transfers, or host specific results (RCPPS, CPUID, RDTSC). */
const EXCLUDED_MNEMONICS = new Set(('INVALID Db Dw Dd Dq Zero_bytes In Out Insb Insw Insd Outsb Outsw Outsd Cli Sti Iret Iretd Iretq Retf Int Int1 Int3 Syscall Cpuid Rdtsc ' +
  'Lss Lfs Lgs Lar Lsl Sldt Str Verr Verw Sgdt Sidt Smsw Monitor Mwait Wait Emms Ud0 Ud1 Reservednop Rcpps Rcpss Rsqrtps Rsqrtss ' +
  'Movdq2q Movq2dq Maskmovdqu Clflush Fxrstor64 Fxsave64').split(' '));
const EXCLUDED_OPERANDS = new Set([Op.mm_reg, Op.mm_rm, Op.mm_or_mem, Op.seg_reg, Op.fs, Op.gs, Op.br16_1, Op.br16_2]);
/**
 * 16-bit operand size where AMD's and Intel's processors differ (near branches), or that only 16-bit code uses; ENTER and
 * POP to memory are not supported by our machine: no compiler emits them.
 */
const EXCLUDED_FORMS = /^(Retnw|Call_rm16|Jmp_rm16|Call_m16|Jmp_m16|Enterw|Leavew|Popfw|Pushfw|Movsxd_r16|Enterq|Pop_rm)/;
/** Other encodings of forms that are there already. */
const ALIASES = /^(Lfence_E|Mfence_F|Sfence_F|Test_.*r1$|Sal_|.*ECX$|Jecxz)/;

let cached: Form[] | undefined;

export function baselineForms(): Form[] {
  if (cached) return cached;
  cached = [];
  const count = Object.keys(Code).length / 2;
  for (let code = 0; code < count; code++) {
    if (Code[code] === undefined) continue;
    const form = comparable(code);
    if (form && !ALIASES.test(form.name)) cached.push(form);
  }
  return cached;
}

/** The form of a code of the baseline whose outcome can be compared; undefined for others. */
export function comparable(code: Code): Form | undefined {
  const instruction = Instruction.create(code);
  const features = [...instruction.cpuidFeatures()] as CpuidFeature[];
  instruction.free();
  const info = CodeExt.opCode(code);
  try {
    if (!info.isAvailableInMode(64) || info.encoding !== EncodingKind.Legacy || info.mustBeCpl0) return undefined;
    if (features.length === 0 || !features.every((feature) => BASELINE.has(feature))) return undefined;
    const operands: Op[] = [];
    for (let i = 0; i < info.opCount; i++) operands.push(info.opKind(i));
    const mnemonic = Mnemonic[info.mnemonic], name = Code[code];
    if (EXCLUDED_MNEMONICS.has(mnemonic) || EXCLUDED_FORMS.test(name)) return undefined;
    if (operands.some((kind) => EXCLUDED_OPERANDS.has(kind))) return undefined;
    return {
      code, name, mnemonic, operands,
      memorySize: MemorySizeExt.size(info.memorySize),
      lockable: info.canUseLockPrefix,
      repeatable: info.canUseRepPrefix,
      sse: features.some((feature) => feature === CpuidFeature.SSE || feature === CpuidFeature.SSE2),
    };
  } finally {
    info.free();
  }
}
