/**
 * The stack check that begins most Go functions on amd64, recognised by its bytes (seen in binaries of 1.13 to 1.26):
 *   small and medium frames: [mov rcx, fs:-8]; [lea r12|rax, [rsp-n]]; cmp rsp|r12|rax, [rcx|r14+16]; jbe grow
 *   huge frames: mov r12, rsp; sub r12, n; jb grow; cmp r12, [r14+16]; jbe grow
 *   huge frames up to 1.16: mov rcx, fs:-8; mov rsi, [rcx+16]; cmp rsi, stackPreempt; je grow; lea rax, [rsp+n]; sub rax, rsi; cmp rax, n; jbe grow
 * The compiler's own mark (DWARF's prologue_end) stands behind the check too, in front of the frame's set-up; so both agree.
 */
export interface Prologue {
  /** Offset of the first instruction after the check; 0: there is none. */
  bodyStart: number;
  /** Offset of the block that calls runtime.morestack, if there is a check. */
  growBlock: number | undefined;
}

/** Instruction patterns; `-1` stands for any byte. */
type Pattern = readonly number[];
const any4 = [-1, -1, -1, -1] as const;
const loadG: Pattern = [0x64, 0x48, 0x8b, 0x0c, 0x25, 0xf8, 0xff, 0xff, 0xff];
const probes: Pattern[] = [
  [0x4c, 0x8d, 0x64, 0x24, -1], [0x4c, 0x8d, 0xa4, 0x24, ...any4],
  [0x48, 0x8d, 0x44, 0x24, -1], [0x48, 0x8d, 0x84, 0x24, ...any4],
];
const compares: Pattern[] = [
  [0x48, 0x3b, 0x61, -1], [0x49, 0x3b, 0x66, -1], [0x4d, 0x3b, 0x66, -1], [0x48, 0x3b, 0x41, -1],
];
const huge: Pattern[] = [[0x49, 0x89, 0xe4], [0x49, 0x81, 0xec, ...any4], [0x0f, 0x82, ...any4], [0x4d, 0x3b, 0x66, -1]];
const hugeBefore17: Pattern[] = [
  [0x48, 0x8b, 0x71, -1], [0x48, 0x81, 0xfe, ...any4], [0x0f, 0x84, ...any4], [0x48, 0x8d, 0x84, 0x24, ...any4], [0x48, 0x29, 0xf0], [0x48, 0x3d, ...any4],
];
const jumpShort: Pattern = [0x76, -1];
const jumpNear: Pattern = [0x0f, 0x86, ...any4];

export function analysePrologue(code: Uint8Array): Prologue {
  let at = 0;
  const take = (pattern: Pattern): boolean => {
    for (let i = 0; i < pattern.length; i++) if (pattern[i] >= 0 && code[at + i] !== pattern[i]) return false;
    at += pattern.length;
    return true;
  };
  const takeAll = (patterns: Pattern[]): boolean => {
    const before = at;
    const matched = patterns.every(take);
    if (!matched) at = before;
    return matched;
  };

  take(loadG);
  const afterG = at;
  let isCheck = takeAll(hugeBefore17) || takeAll(huge);
  if (!isCheck) {
    at = afterG;
    probes.some(take);
    isCheck = compares.some(take);
  }
  if (isCheck && take(jumpShort)) return { bodyStart: at, growBlock: at + ((code[at - 1] << 24) >> 24) };
  if (isCheck && take(jumpNear)) return { bodyStart: at, growBlock: at + (code[at - 4] | (code[at - 3] << 8) | (code[at - 2] << 16) | (code[at - 1] << 24)) };
  return { bodyStart: 0, growBlock: undefined };
}
