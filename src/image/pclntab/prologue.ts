/**
 * Go's function prologue on amd64, recognised by its bytes: the stack check, then the frame.
 *   check: [mov rcx, fs:-8] (cmp rsp, [rcx+16] | cmp rsp, [r14+16] | lea r12|rax, [rsp-n]; cmp r12|rax, [...+16]); jbe grow
 *   frame up to 1.20: sub rsp, n; mov [rsp+k], rbp; lea rbp, [rsp+k]; from 1.21: push rbp; mov rbp, rsp; sub rsp, n
 * (Seen in binaries of 1.13, 1.14, 1.19 and 1.26.)
 */
export interface Prologue {
  /** Offset of the first instruction after it; 0: there is no prologue. */
  bodyStart: number;
  /** Offset of the block that calls runtime.morestack, if there is a stack check. */
  growBlock: number | undefined;
}

/** Instruction patterns; `-1` stands for any byte. */
const loadG = [0x64, 0x48, 0x8b, 0x0c, 0x25, 0xf8, 0xff, 0xff, 0xff];
const probes = [
  [0x4c, 0x8d, 0x64, 0x24, -1], [0x4c, 0x8d, 0xa4, 0x24, -1, -1, -1, -1],
  [0x48, 0x8d, 0x44, 0x24, -1], [0x48, 0x8d, 0x84, 0x24, -1, -1, -1, -1],
];
const compares = [
  [0x48, 0x3b, 0x61, -1], [0x49, 0x3b, 0x66, -1], [0x4d, 0x3b, 0x66, -1], [0x48, 0x3b, 0x41, -1],
];
const frames = {
  sub: [[0x48, 0x83, 0xec, -1], [0x48, 0x81, 0xec, -1, -1, -1, -1], [0x48, 0x83, 0xc4, -1], [0x48, 0x81, 0xc4, -1, -1, -1, -1]],
  saveBp: [[0x48, 0x89, 0x6c, 0x24, -1], [0x48, 0x89, 0xac, 0x24, -1, -1, -1, -1], [0x48, 0x89, 0x2c, 0x24]],
  setBp: [[0x48, 0x8d, 0x6c, 0x24, -1], [0x48, 0x8d, 0xac, 0x24, -1, -1, -1, -1], [0x48, 0x8d, 0x2c, 0x24]],
  pushBp: [[0x55]],
  copyBp: [[0x48, 0x89, 0xe5]],
};

export function analysePrologue(code: Uint8Array): Prologue {
  let at = 0;
  const take = (pattern: readonly number[]): boolean => {
    for (let i = 0; i < pattern.length; i++) if (pattern[i] >= 0 && code[at + i] !== pattern[i]) return false;
    at += pattern.length;
    return true;
  };
  const any = (patterns: readonly (readonly number[])[]): boolean => patterns.some(take);

  let growBlock: number | undefined;
  take(loadG);
  any(probes);
  if (any(compares)) {
    const short = [0x76, -1];
    const near = [0x0f, 0x86, -1, -1, -1, -1];
    if (take(short)) growBlock = at + ((code[at - 1] << 24) >> 24);
    else if (take(near)) growBlock = at + (code[at - 4] | (code[at - 3] << 8) | (code[at - 2] << 16) | (code[at - 1] << 24));
    else at = 0;
  } else {
    at = 0;
  }
  if (any(frames.pushBp)) {
    if (any(frames.copyBp)) any(frames.sub);
  } else if (any(frames.sub) && any(frames.saveBp)) {
    any(frames.setBp);
  }
  return { bodyStart: at, growBlock };
}
